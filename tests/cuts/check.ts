/** What must hold once a batch that was cut has been worked off: nothing lost, half, repeated or sent in two versions. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { verifyAudit } from '../../tools/provincial-server/audit.mjs';
import type { Operation } from './log.js';
import type { Place } from './place.js';

const run = promisify(execFile);
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const jobSchema = z.object({
  id: z.string(),
  server_id: z.string().nullable(),
  state: z.string(),
  original_path: z.string(),
  original_sha256: z.string(),
  signed_path: z.string().nullable(),
  signed_sha256: z.string().nullable(),
});
type JobRow = z.infer<typeof jobSchema>;

const rowsOf = <S extends z.ZodType>(path: string, sql: string, schema: S): z.output<S>[] => {
  const database = new Database(path, { readonly: true });
  try {
    return z.array(schema).parse(database.prepare(sql).all());
  } finally {
    database.close();
  }
};

/** Signed files that were found right, by their hash: the same bytes need not be asked about twice. */
const right = new Set<string>();

/** The signatures that were added behind `original`: the numbers of each /ByteRange, in the order of the file. */
const rangesIn = (original: Buffer, signed: Buffer): number[][] =>
  [
    ...signed.toString('latin1', original.length).matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g),
  ].map((found) => found.slice(1).map(Number));

/**
 * What is wrong with the signatures that were added behind `original`, judged by openssl; null where they stand.
 * @param several a document of văn thư, each of whose marks is a signature of its own; else there is one
 */
export const signatureProblem = async (original: Buffer, signed: Buffer, several: boolean): Promise<string | null> => {
  if (!signed.subarray(0, original.length).equals(original)) return 'the original is not its beginning';
  const ranges = rangesIn(original, signed);
  const fields = [...signed.toString('latin1', original.length).matchAll(/\/FT\s*\/Sig\b/g)];
  if (ranges.length !== fields.length || (several ? ranges.length < 2 : ranges.length !== 1))
    return `${ranges.length} signatures in ${fields.length} fields`;
  const ends = ranges.map(([, , after = 0, rest = 0]) => after + rest);
  if (ends.at(-1) !== signed.length || ends.some((end, index) => end <= (ends[index - 1] ?? original.length)))
    return 'it is not signed to its end';
  for (const range of ranges) if (!(await opensslTakes(signed, range))) return 'openssl refuses its signature';
  return null;
};

const opensslTakes = async (signed: Buffer, [start = 0, before = 0, after = 0, rest = 0]: number[]) => {
  if (start !== 0) return false;
  const hole = signed.toString('latin1', before + 1, after - 1);
  const folder = mkdtempSync(join(tmpdir(), 'kyso-signature-'));
  try {
    writeFileSync(join(folder, 'cms'), Buffer.from(hole, 'hex'));
    const content = [signed.subarray(0, before), signed.subarray(after, after + rest)];
    writeFileSync(join(folder, 'content'), Buffer.concat(content));
    const words = 'cms -verify -binary -noverify -inform DER -in cms -content content -out /dev/null'.split(' ');
    await run('openssl', words, { cwd: folder });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const fileProblem = async (job: JobRow): Promise<string | null> => {
  if (!existsSync(job.original_path)) return 'its original is lost';
  const original = readFileSync(job.original_path);
  if (sha256(original) !== job.original_sha256) return 'its original is half';
  if (job.signed_path === null || !existsSync(job.signed_path)) return 'its signed file is lost';
  const signed = readFileSync(job.signed_path);
  const hash = sha256(signed);
  if (hash !== job.signed_sha256) return 'its signed file is another than was proved';
  if (right.has(hash)) return null;
  const problem = await signatureProblem(original, signed, job.server_id === null);
  if (problem === null) right.add(hash);
  return problem;
};

const receiptSchema = z.object({ document_id: z.string(), sha256: z.string() });

/** What the server has: for each signed document the one file that the client has too, and its own record whole. */
const serverProblems = (place: Place, jobs: readonly JobRow[], { rejected = 0 }: Expected): string[] => {
  const path = join(place.serverData, 'server.db');
  const receipts = rowsOf(path, 'SELECT document_id, sha256 FROM receipts', receiptSchema);
  const waiting = rowsOf(path, `SELECT id FROM documents WHERE status = 'waiting'`, z.object({ id: z.string() }));
  const refused = rowsOf(path, `SELECT id FROM documents WHERE status = 'rejected'`, z.object({ id: z.string() }));
  const database = new Database(path, { readonly: true });
  const audit = verifyAudit(database);
  database.close();
  const stored = readdirSync(join(place.serverData, 'signed'));
  const wrong = stored.filter(
    (name) => basename(name, '.pdf') !== sha256(readFileSync(join(place.serverData, 'signed', name))),
  );
  return [
    ...(audit.intact ? [] : ["the server's audit log is broken"]),
    ...waiting.map(({ id }) => `${id}: the server still waits`),
    ...(refused.length === rejected ? [] : [`the server knows of ${refused.length} rejections of ${rejected}`]),
    ...wrong.map((name) => `${name}: half on the server`),
    ...(stored.length === jobs.length ? [] : [`${stored.length} files on the server for ${jobs.length} documents`]),
    ...jobs.flatMap(({ server_id, signed_sha256 }) => {
      const sent = new Set(receipts.filter((one) => one.document_id === server_id).map((one) => one.sha256));
      if (sent.size > 1) return [`${server_id}: ${sent.size} different files were sent`];
      return sent.has(signed_sha256 ?? '') ? [] : [`${server_id}: the server has another file`];
    }),
  ];
};

const expectedPlaces = [/^originals\/([0-9a-f]{64}|[0-9a-f-]{36})\.pdf$/, /^signed\/[0-9a-f]{32}\.signed\.pdf$/];

/**
 * Files that nothing refers to: what was being written when the run was cut. What `writeDurably` left in `pin-tries` goes
 * with the next PIN, for which there is no reason here (tests/unit/jobs/files/durable-file.test.ts).
 */
const straysOf = ({ client }: Place): string[] =>
  ['originals', 'signed', 'underway', 'work', 'intake', ''].flatMap((folder) =>
    existsSync(join(client, folder))
      ? readdirSync(join(client, folder), { withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ name }) => (folder === '' ? name : `${folder}/${name}`))
          .filter((path) =>
            /^(originals|signed|underway|work|intake)\//.test(path)
              ? !expectedPlaces.some((place) => place.test(path))
              : /\.(part|tmp|step)$|\.kyso-/.test(path),
          )
      : [],
  );

/** Another process could be writing what is young: a start a day later clears it, or the next one does. */
const strayProblems = async (place: Place): Promise<string[]> => {
  const strays = straysOf(place);
  if (strays.length === 0) return [];
  const old = new Date(Date.now() - 2 * 86_400_000);
  for (const path of strays) utimesSync(join(place.client, path), old, old);
  await place.run('send', { signaturesOnly: true });
  return straysOf(place).map((path) => `${path}: left behind for ever`);
};

/** Everything that the token signed: what each signature covers is one and the same however often it was signed. */
const signingProblems = (operations: readonly Operation[], jobs: readonly JobRow[]): string[] => {
  const signed = new Set(operations.filter(({ kind }) => kind === 'sign').map(({ data }) => data.toString('hex')));
  const wanted = jobs.flatMap(({ original_path, signed_path }) =>
    signed_path === null || !existsSync(signed_path) || !existsSync(original_path)
      ? []
      : rangesIn(readFileSync(original_path), readFileSync(signed_path)),
  );
  return signed.size === wanted.length
    ? []
    : [`the token signed ${signed.size} different things for ${wanted.length} signatures`];
};

/** How a batch has to end. */
export interface Expected {
  /** Documents of the server. */
  readonly count: number;
  /** The states that are an end. */
  readonly ended: readonly string[];
  /** How many of them a person rejected. */
  readonly rejected?: number;
  /** Documents besides that came from nowhere and go nowhere: with several signatures each. */
  readonly own?: number;
}

/** In what a document may end: what nobody rejected is delivered; what no server knows stays where it is. */
const endProblems = (jobs: readonly JobRow[], { count, ended, rejected = 0, own = 0 }: Expected): string[] => {
  const [known, ours] = [
    jobs.filter(({ server_id }) => server_id !== null),
    jobs.filter((job) => job.server_id === null),
  ];
  const refused = known.filter(({ state }) => state === 'rejected');
  return [
    ...(known.length === count ? [] : [`${known.length} of ${count} documents are queued`]),
    ...(ours.length === own ? [] : [`${ours.length} of ${own} documents of our own are queued`]),
    ...(refused.length === rejected ? [] : [`${refused.length} of ${rejected} documents are rejected`]),
    ...known
      .filter(({ state }) => state !== 'rejected' && !ended.includes(state))
      .map(({ id, state }) => `${id}: ended ${state}`),
    ...ours.filter(({ state }) => state !== 'proved').map(({ id, state }) => `${id}: ended ${state}`),
  ];
};

/**
 * What does not hold; nothing where all does.
 * @param operations of the runs that signed, before and after the cut
 */
export const problemsOf = async (
  place: Place,
  expected: Expected,
  operations: readonly Operation[],
): Promise<readonly string[]> => {
  const journal = await place.command(['journal', 'verify']);
  const columns = 'id, server_id, state, original_path, original_sha256, signed_path, signed_sha256';
  const jobs = rowsOf(join(place.client, 'queue.sqlite'), `SELECT ${columns} FROM jobs`, jobSchema);
  const kept = jobs.filter(({ state }) => state !== 'rejected');
  const files: string[] = [];
  for (const job of kept) {
    const problem = await fileProblem(job);
    if (problem !== null) files.push(`${job.server_id ?? job.id}: ${problem}`);
  }
  return [
    ...(journal.code === 0 ? [] : [`journal verify: ${journal.stdout}${journal.stderr}`]),
    ...endProblems(jobs, expected),
    ...files,
    ...serverProblems(
      place,
      kept.filter(({ server_id }) => server_id !== null),
      expected,
    ),
    ...signingProblems(operations, kept),
    ...(await strayProblems(place)),
  ];
};
