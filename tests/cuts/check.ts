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
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const jobSchema = z.object({
  id: z.string(),
  server_id: z.string(),
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

/** The only signature behind `original`, judged by openssl; null where it stands. */
const signatureProblem = async (original: Buffer, signed: Buffer): Promise<string | null> => {
  if (!signed.subarray(0, original.length).equals(original)) return 'the original is not its beginning';
  const added = signed.toString('latin1', original.length);
  const ranges = [...added.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)];
  const fields = [...added.matchAll(/\/FT\s*\/Sig\b/g)];
  if (ranges.length !== 1 || fields.length !== 1) return `${ranges.length} signatures in ${fields.length} fields`;
  const [start = 0, before = 0, after = 0, rest = 0] = (ranges[0] ?? []).slice(1).map(Number);
  if (start !== 0 || after + rest !== signed.length) return 'it is not signed to its end';
  const hole = signed.toString('latin1', before + 1, after - 1);
  const folder = mkdtempSync(join(tmpdir(), 'kyso-signature-'));
  try {
    writeFileSync(join(folder, 'cms'), Buffer.from(hole, 'hex'));
    writeFileSync(join(folder, 'content'), Buffer.concat([signed.subarray(0, before), signed.subarray(after)]));
    const words = 'cms -verify -binary -noverify -inform DER -in cms -content content -out /dev/null'.split(' ');
    await run('openssl', words, { cwd: folder });
    return null;
  } catch {
    return 'openssl refuses its signature';
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
  const problem = await signatureProblem(original, signed);
  if (problem === null) right.add(hash);
  return problem;
};

const receiptSchema = z.object({ document_id: z.string(), sha256: z.string() });

/** What the server has: for each document the one file that the client has too, and its own record whole. */
const serverProblems = (place: Place, jobs: readonly JobRow[]): string[] => {
  const path = join(place.serverData, 'server.db');
  const receipts = rowsOf(path, 'SELECT document_id, sha256 FROM receipts', receiptSchema);
  const waiting = rowsOf(path, `SELECT id FROM documents WHERE status = 'waiting'`, z.object({ id: z.string() }));
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
    ...wrong.map((name) => `${name}: half on the server`),
    ...(stored.length === jobs.length ? [] : [`${stored.length} files on the server for ${jobs.length} documents`]),
    ...jobs.flatMap(({ server_id, signed_sha256 }) => {
      const sent = new Set(receipts.filter((one) => one.document_id === server_id).map((one) => one.sha256));
      if (sent.size > 1) return [`${server_id}: ${sent.size} different files were sent`];
      return sent.has(signed_sha256 ?? '') ? [] : [`${server_id}: the server has another file`];
    }),
  ];
};

const expectedPlaces = [/^originals\/[0-9a-f]{64}\.pdf$/, /^signed\/[0-9a-f]{32}\.signed\.pdf$/];

/**
 * Files that nothing refers to: what was being written when the run was cut. What `writeDurably` left in `pin-tries` goes
 * with the next PIN, for which there is no reason here (tests/unit/jobs/durable-file.test.ts).
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

/** Everything that the token signed: each document's bytes are one and the same however often they were signed. */
const signingProblems = (operations: readonly Operation[], count: number): string[] => {
  const signed = new Set(operations.filter(({ kind }) => kind === 'sign').map(({ data }) => data.toString('hex')));
  return signed.size === count ? [] : [`the token signed ${signed.size} different things for ${count} documents`];
};

/**
 * What does not hold; nothing where all does.
 * @param count documents of the batch
 * @param operations of the runs that signed, before and after the cut
 */
export const problemsOf = async (
  place: Place,
  count: number,
  operations: readonly Operation[],
): Promise<readonly string[]> => {
  const journal = await place.command(['journal', 'verify']);
  const columns = 'id, server_id, state, original_path, original_sha256, signed_path, signed_sha256';
  const jobs = rowsOf(join(place.client, 'queue.sqlite'), `SELECT ${columns} FROM jobs`, jobSchema);
  const files: string[] = [];
  for (const job of jobs) {
    const problem = await fileProblem(job);
    if (problem !== null) files.push(`${job.server_id}: ${problem}`);
  }
  const ended = ['delivered', 'acknowledged'];
  return [
    ...(journal.code === 0 ? [] : [`journal verify: ${journal.stdout}${journal.stderr}`]),
    ...(jobs.length === count ? [] : [`${jobs.length} of ${count} documents are queued`]),
    ...jobs.filter(({ state }) => !ended.includes(state)).map(({ id, state }) => `${id}: ended ${state}`),
    ...files,
    ...serverProblems(place, jobs),
    ...signingProblems(operations, count),
    ...(await strayProblems(place)),
  ];
};
