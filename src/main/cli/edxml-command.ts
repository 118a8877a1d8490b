/** `kyso edxml`: packages of QCVN 102:2016 as files. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, extname, join, parse, resolve } from 'node:path';
import { exitCodes } from '../../contracts/cli.js';
import type { EdxmlReadLine, EdxmlWriteLine, PackageFacts } from '../../contracts/edxml.js';
import { Fault, toFaultValue } from '../../contracts/faults/index.js';
import { attachmentFileName } from '../sync/edxml/attachment-name.js';
import { packageReader, readPackageFile } from '../sync/edxml/look.js';
import { writeNewFile } from '../sync/edxml/new-file.js';
import { type Attachment, makeFacts } from '../sync/edxml/package.js';
import type { EdxmlFile } from '../sync/edxml/read.js';
import { isStatusCode, statusAbout, statusLabels, writeStatus } from '../sync/edxml/status.js';
import { statusLine } from '../sync/edxml/status-line.js';
import { writePackage } from '../sync/edxml/write.js';
import { oneOf, readArguments, required, usage } from './arguments.js';
import { dataFolder, dataOption } from './data-folder.js';
import { readGivenFile } from './given-file.js';
import type { Output } from './output.js';
import { requireSignIn, type ServerValues, serverOptions, signedInServer } from './server-options.js';
import type { Services } from './services.js';

const options = {
  ...dataOption,
  ...serverOptions,
  out: { type: 'string' },
  meta: { type: 'string' },
  attach: { type: 'string', multiple: true },
  for: { type: 'string' },
  code: { type: 'string' },
  description: { type: 'string' },
  'organ-id': { type: 'string' },
  'organ-name': { type: 'string' },
} as const;

/** Writes under the name, or the first free one after it. Returns the absolute path. */
const writeFree = async (folder: string, name: string, bytes: Uint8Array): Promise<string> => {
  const { name: stem, ext } = parse(name);
  for (let attempt = 1; ; attempt += 1) {
    const path = join(folder, attempt === 1 ? name : `${stem} (${attempt})${ext}`);
    try {
      await writeNewFile(path, [bytes]);
      return path;
    } catch (thrown) {
      if (!(thrown instanceof Fault) || thrown.code !== 'edxml.file-exists') throw thrown;
    }
  }
};

const attachmentLine = async ({ bytes, ...facts }: Attachment, folder: string | null) => {
  const safeName = attachmentFileName(facts.name);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = folder === null ? null : await writeFree(folder, safeName, bytes);
  return { ...facts, safeName, size: bytes.length, sha256, path };
};

const lineOf = async (file: string, read: EdxmlFile, folder: string | null): Promise<EdxmlReadLine> => {
  const notes = [...read.notes];
  if (read.kind === 'status') {
    return { file, kind: 'status', status: read.status, line: statusLine([read.status], 1), notes };
  }
  const attachments = [];
  for (const attachment of read.package.attachments) attachments.push(await attachmentLine(attachment, folder));
  return { file, kind: 'document', package: read.package.facts, attachments, notes };
};

const businessNames: Readonly<Record<PackageFacts['business']['kind'], string>> = {
  new: 'Văn bản',
  recall: 'Thu hồi văn bản',
  update: 'Cập nhật văn bản',
  replace: 'Thay thế văn bản',
};

const documentText = ({ package: facts, attachments }: EdxmlReadLine & { kind: 'document' }): string[] => [
  `${businessNames[facts.business.kind]}: ${facts.codeNumber ?? '?'}/${facts.codeNotation ?? '?'} ngày ${facts.issuedOn ?? '?'}`,
  `   Của: ${facts.from.name ?? '?'} (${facts.from.organId ?? '?'})`,
  `   Gửi: ${facts.to.map(({ name, organId }) => name ?? organId ?? '?').join('; ')}`,
  `   Trích yếu: ${facts.subject ?? '?'}`,
  ...attachments.map(
    ({ safeName, size, path }) => `   Tệp: ${safeName} (${size} byte)${path === null ? '' : ` → ${path}`}`,
  ),
];

const asText = (line: EdxmlReadLine): string => {
  switch (line.kind) {
    case 'document':
      return [...documentText(line), ...line.notes.map(({ vi }) => `   Lưu ý: ${vi}`)].join('\n');
    case 'status':
      return [
        `${line.status.responseFor.documentId ?? line.status.responseFor.code ?? '?'}: ${line.line.vi}`,
        ...line.notes.map(({ vi }) => `   Lưu ý: ${vi}`),
      ].join('\n');
    case 'failed':
      return `${line.file}\n   ${line.error.vi}`;
  }
};

/** Notes leave open whether all is there: the exit code says so too. */
const exitOf = (line: EdxmlReadLine) => {
  if (line.kind === 'failed') return exitCodes.failed;
  return line.notes.length > 0 ? exitCodes.indeterminate : exitCodes.good;
};

const read = async (files: readonly string[], out: string | undefined, services: Services, output: Output) => {
  const folder = out === undefined ? null : resolve(out);
  if (folder !== null) {
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw new Fault('output.failed', { dir: folder }, { cause });
    });
  }
  for (const file of files) {
    services.goOn();
    const line = await readPackageFile(resolve(file))
      .then((package_) => lineOf(file, package_, folder))
      .catch((thrown: unknown): EdxmlReadLine => {
        if (!(thrown instanceof Fault)) throw thrown;
        return { file, kind: 'failed', error: toFaultValue(thrown) };
      });
    output.line(line, asText(line), exitOf(line));
  }
};

const attachmentOf = async (file: string): Promise<Attachment> => {
  const name = basename(file).normalize('NFC');
  const contentType = extname(name).toLowerCase() === '.pdf' ? 'application/pdf' : 'application/octet-stream';
  return { contentId: randomUUID(), name, contentType, description: name, bytes: await readGivenFile(file) };
};

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw new Fault('edxml.draft-refused', { fields: 'JSON' }, { cause });
  }
};

/** Passes the pieces on and counts them. */
function* measured(pieces: Iterable<string>, told: (size: number, sha256: string) => void): Generator<string> {
  const hash = createHash('sha256');
  let size = 0;
  for (const piece of pieces) {
    hash.update(piece);
    size += Buffer.byteLength(piece);
    yield piece;
  }
  told(size, hash.digest('hex'));
}

const write = async (meta: string, attach: readonly string[], out: string, output: Output): Promise<void> => {
  const facts = makeFacts(parseJson(await readGivenFile(meta)), new Date());
  const attachments: Attachment[] = [];
  for (const file of attach) attachments.push(await attachmentOf(file));
  const line: EdxmlWriteLine = { out: resolve(out), documentId: facts.documentId ?? '', size: 0, sha256: '' };
  const pieces = writePackage({ facts, attachments }, randomBytes(4).toString('hex'));
  await writeNewFile(
    line.out,
    measured(pieces, (size, sha256) => Object.assign(line, { size, sha256 })),
  );
  output.line(line, `Đã lập gói ${line.documentId}\n   → ${line.out}`);
};

interface StatusValues {
  readonly for?: string | undefined;
  readonly code?: string | undefined;
  readonly description?: string | undefined;
  readonly 'organ-id'?: string | undefined;
  readonly 'organ-name'?: string | undefined;
}

const codes = Object.keys(statusLabels).filter(isStatusCode);

/** Where the document of a package stands with us, for its sender. */
const status = async (values: StatusValues, out: string, output: Output): Promise<void> => {
  const code = oneOf(required(values.code, '--code'), codes, '--code');
  const organId = required(values['organ-id'], '--organ-id');
  const own = { organId, name: values['organ-name'] ?? organId };
  const found = await packageReader.look(resolve(required(values.for, '--for')));
  if (found.kind !== 'document') throw new Fault('edxml.other-xml');
  const xml = writeStatus(statusAbout(found.facts, { code, from: own, description: values.description }, new Date()));
  await writeNewFile(resolve(out), [xml]);
  const documentId = found.facts.documentId ?? '';
  output.line({ out: resolve(out), documentId, code }, `Đã lập trạng thái ${code} cho ${documentId}\n   → ${out}`);
};

/** Packages and statuses to the provincial server, and the package of a document from it. */
const exchange = async (
  verb: 'get' | 'send',
  words: readonly string[],
  values: ServerValues & { readonly out?: string | undefined },
  services: Services,
  output: Output,
): Promise<void> => {
  requireSignIn(values);
  const [word] = words;
  if (word === undefined || (verb === 'get' && words.length > 1))
    throw usage(verb === 'get' ? 'edxml get cần một mã văn bản trên máy chủ' : 'thiếu gói cần gửi');
  const { queue } = await services.queue(dataFolder(values.data));
  const { packages } = await signedInServer(values, queue, services);
  if (verb === 'get') {
    const out = resolve(required(values.out, '--out'));
    await writeNewFile(out, [await packages.fetch(word)]);
    output.line({ out, documentId: word }, `Đã lấy gói của ${word}\n   → ${out}`);
    return;
  }
  for (const file of words) {
    services.goOn();
    const { kind } = await packageReader.look(resolve(file));
    const xml = await readGivenFile(file);
    const answer = await (kind === 'status' ? packages.sendStatus(xml) : packages.send(xml));
    output.line({ file, ...answer }, `Đã gửi ${file}: ${answer.documentId}`);
  }
};

/** `kyso edxml read | write | status | get | send` (see the help text). */
export const edxmlCommand = async (
  words: readonly string[],
  services: Services,
  makeOutput: (json: boolean) => Output,
): Promise<Output> => {
  const { values, positionals } = readArguments(words, options);
  const [verb, ...files] = positionals;
  const output = makeOutput(values.json ?? false);
  switch (verb) {
    case 'read':
      if (files.length === 0) throw usage('thiếu gói edXML cần đọc');
      if (values.meta !== undefined || values.attach !== undefined)
        throw usage('edxml read không nhận --meta, --attach');
      await read(files, values.out, services, output);
      return output;
    case 'write':
      await write(
        required(values.meta, '--meta'),
        [...(values.attach ?? []), ...files],
        required(values.out, '--out'),
        output,
      );
      return output;
    case 'status':
      await status(values, required(values.out, '--out'), output);
      return output;
    case 'get':
    case 'send':
      await exchange(verb, files, values, services, output);
      return output;
    default:
      throw usage('edxml có lệnh con read, write, status, get và send');
  }
};
