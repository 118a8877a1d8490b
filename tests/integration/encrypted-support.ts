/** Encrypted variants of a document made by qpdf, and what they hold. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream, PdfString } from '../../src/main/pdf/objects.js';
import { MemorySource } from '../../src/main/pdf/source.js';

export interface Variant {
  readonly name: string;
  readonly algorithm: 'rc4' | 'aes-128' | 'aes-256';
  /** Between the passwords and `--`. */
  readonly options: readonly string[];
}

/** Every encryption that qpdf writes. */
export const VARIANTS: readonly Variant[] = [
  { name: 'RC4 40', algorithm: 'rc4', options: ['40'] },
  { name: 'RC4 128', algorithm: 'rc4', options: ['128', '--use-aes=n'] },
  { name: 'RC4 128 by crypt filter', algorithm: 'rc4', options: ['128', '--use-aes=n', '--force-V4'] },
  {
    name: 'RC4 128, plain metadata',
    algorithm: 'rc4',
    options: ['128', '--use-aes=n', '--cleartext-metadata'],
  },
  { name: 'AES 128', algorithm: 'aes-128', options: ['128', '--use-aes=y'] },
  { name: 'AES 128, plain metadata', algorithm: 'aes-128', options: ['128', '--use-aes=y', '--cleartext-metadata'] },
  { name: 'AES 256, revision 5', algorithm: 'aes-256', options: ['256', '--force-R5'] },
  { name: 'AES 256', algorithm: 'aes-256', options: ['256'] },
  { name: 'AES 256, plain metadata', algorithm: 'aes-256', options: ['256', '--cleartext-metadata'] },
];

export const OWNER = 'chủ';

export interface Run {
  readonly status: number | null;
  readonly text: string;
}

export const run = (tool: string, ...options: readonly string[]): Run => {
  const result = spawnSync(tool, options, { encoding: 'latin1', maxBuffer: 256 * 1024 * 1024 });
  return { status: result.status, text: `${result.stdout}${result.stderr}` };
};

const qpdf = (...options: readonly string[]): void => {
  const { status, text } = run('qpdf', ...options);
  if (status !== 0 && status !== 3) throw new Error(text);
};

/** The same document by qpdf, plain and encrypted; /Contents of page content keeps its bytes in both. */
export const makeVariant = (
  folder: string,
  source: string,
  { options }: Variant,
  user: string,
  layout: readonly string[],
): { readonly plain: string; readonly encrypted: string } => {
  const [plain, encrypted] = [join(folder, 'plain.pdf'), join(folder, 'encrypted.pdf')];
  qpdf(...layout, source, plain);
  qpdf('--allow-weak-crypto', ...layout, '--encrypt', user, OWNER, ...options, '--', source, encrypted);
  return { plain, encrypted };
};

export const open = (file: string, password?: string): PdfDocument =>
  PdfDocument.open(new MemorySource(readFileSync(file)), password === undefined ? {} : { password });

/** Every string and every stream, by its path from the trailer; each object once. */
export const content = (document: PdfDocument): Map<string, string> => {
  const found = new Map<string, string>();
  const seen = new Set<number>();
  const pending: [string, PdfObject][] = [
    ['Root', document.trailer.get('Root')],
    ['Info', document.trailer.get('Info')],
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [path, object] = next;
    if (object instanceof PdfRef) {
      if (!seen.has(object.num)) pending.push([path, document.get(object)]);
      seen.add(object.num);
    } else if (Array.isArray(object)) object.forEach((item, i) => void pending.push([`${path}/${i}`, item]));
    else if (object instanceof PdfString) found.set(path, Buffer.from(object.bytes).toString('hex'));
    else if (object instanceof PdfDict || object instanceof PdfStream) {
      const dict = object instanceof PdfStream ? object.dict : object;
      for (const [key, value] of dict.entries) pending.push([`${path}/${key}`, value]);
      if (object instanceof PdfStream) found.set(`${path} stream`, digest(streamBytes(document, object)));
    }
  }
  return found;
};

/** As they are encoded, but for metadata, which qpdf compresses when it encrypts them. */
const streamBytes = (document: PdfDocument, stream: PdfStream): Uint8Array =>
  isName(stream.dict.get('Type'), 'Metadata') ? document.decode(stream) : document.raw(stream);

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The pages as poppler draws them. */
export const drawn = (file: string, password = ''): string => {
  const { stdout } = spawnSync('pdftoppm', ['-r', '30', '-upw', password, '-l', '2', file], {
    maxBuffer: 256 * 1024 * 1024,
  });
  if (stdout.length < 1000) throw new Error(`${file} is not drawn`);
  return digest(stdout);
};
