/** What stands at the very instant of a cut, before anything can put it right: nothing of it may be half, lost or other. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { sha256, signatureProblem } from './check.js';
import type { Place } from './place.js';

const jobSchema = z.object({
  id: z.string(),
  server_id: z.string().nullable(),
  file_name: z.string(),
  state: z.string(),
  original_path: z.string(),
  original_sha256: z.string(),
  signed_path: z.string().nullable(),
  signed_sha256: z.string().nullable(),
});
export type JobAtMoment = z.infer<typeof jobSchema>;

const columns = Object.keys(jobSchema.shape).join(', ');
const databaseName = 'queue.sqlite';

/** How far a document is whose signature is on record; it never goes back. */
const ranks: Readonly<Record<string, number>> = { proved: 1, uploading: 1, delivered: 2, acknowledged: 3 };

/** Of a copy: the folder stays as the cut left it. No table yet, no jobs. */
export const jobsIn = (client: string): JobAtMoment[] => {
  if (!existsSync(join(client, databaseName))) return [];
  const folder = mkdtempSync(join(tmpdir(), 'kyso-moment-'));
  try {
    for (const suffix of ['', '-wal', '-journal']) {
      const name = `${databaseName}${suffix}`;
      if (existsSync(join(client, name))) copyFileSync(join(client, name), join(folder, name));
    }
    const database = new Database(join(folder, databaseName));
    try {
      const tables = database.prepare(`SELECT name FROM sqlite_master WHERE name = 'jobs'`).all();
      return tables.length === 0 ? [] : z.array(jobSchema).parse(database.prepare(`SELECT ${columns} FROM jobs`).all());
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const receiptSchema = z.object({ document_id: z.string(), sha256: z.string() });

/** Looks at one place over all cuts of a chain. */
export class Watch {
  /** Path, size and time of change → hash: what did not change is not read again. */
  private readonly hashes = new Map<string, string>();
  private readonly wholeFiles = new Set<string>();
  private readonly furthest = new Map<string, number>();
  /** By document: the one file that may ever be sent. */
  private readonly sent = new Map<string, string>();

  constructor(private readonly place: Place) {}

  private hashOf(path: string): string | null {
    if (!existsSync(path)) return null;
    const { size, mtimeMs, ino } = statSync(path);
    const key = `${path} ${ino} ${size} ${mtimeMs}`;
    const hash = this.hashes.get(key) ?? sha256(readFileSync(path));
    this.hashes.set(key, hash);
    return hash;
  }

  /** @returns the jobs, and what is wrong at this moment */
  async look(): Promise<{ jobs: readonly JobAtMoment[]; problems: readonly string[] }> {
    const jobs = jobsIn(this.place.client);
    return {
      jobs,
      problems: [
        ...this.originals(),
        ...jobs.flatMap((job) => this.jobProblems(job)),
        ...(await this.finished(jobs)),
        ...this.server(jobs),
      ],
    };
  }

  private namesIn(folder: string, end: string): string[] {
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(end)) : [];
  }

  /** The name of an original is its hash. */
  private originals(): string[] {
    const folder = join(this.place.client, 'originals');
    return this.namesIn(folder, '.pdf')
      .filter((name) => /^[0-9a-f]{64}\.pdf$/.test(name) && this.hashOf(join(folder, name)) !== basename(name, '.pdf'))
      .map((name) => `${name}: half under its final name`);
  }

  private jobProblems(job: JobAtMoment): string[] {
    const problems: string[] = [];
    const { id, state, original_path, original_sha256, signed_path, signed_sha256 } = job;
    if (this.hashOf(original_path) !== original_sha256) problems.push(`${id} (${state}): its original is not there`);
    const rank = ranks[state] ?? 0;
    if (rank > 0 && (signed_path === null || this.hashOf(signed_path) !== signed_sha256))
      problems.push(`${id} (${state}): the file that was proved is not there`);
    const before = this.furthest.get(id) ?? 0;
    if (rank < before) problems.push(`${id}: came back to ${state}`);
    this.furthest.set(id, Math.max(rank, before));
    if (['failed', 'cancelled', 'recalled'].includes(state)) problems.push(`${id}: ${state}`);
    return problems;
  }

  /** Each file under its final name, on record or not, is signed to its end over the whole of an original. */
  private async finished(jobs: readonly JobAtMoment[]): Promise<string[]> {
    const folder = join(this.place.client, 'signed');
    const problems: string[] = [];
    for (const name of this.namesIn(folder, '.signed.pdf')) {
      const hash = this.hashOf(join(folder, name));
      const job = jobs.find(({ id }) => name === `${id}.signed.pdf`);
      if (hash === null || this.wholeFiles.has(hash)) continue;
      const problem = job
        ? await signatureProblem(
            readFileSync(job.original_path),
            readFileSync(join(folder, name)),
            job.server_id === null,
          )
        : 'it is of no job';
      if (problem === null) this.wholeFiles.add(hash);
      else problems.push(`${name}: ${problem}`);
    }
    return problems;
  }

  private server(jobs: readonly JobAtMoment[]): string[] {
    const database = new Database(join(this.place.serverData, 'server.db'), { readonly: true });
    const rows = database.prepare('SELECT document_id, sha256 FROM receipts').all();
    database.close();
    const problems: string[] = [];
    for (const { document_id, sha256: hash } of z.array(receiptSchema).parse(rows)) {
      const first = this.sent.get(document_id) ?? hash;
      this.sent.set(document_id, first);
      if (first !== hash) problems.push(`${document_id}: another file was sent`);
      const job = jobs.find(({ server_id }) => server_id === document_id);
      if (job?.signed_sha256 !== first) problems.push(`${document_id}: the server has what is not on record here`);
    }
    const folder = join(this.place.serverData, 'signed');
    const half = this.namesIn(folder, '.pdf').filter(
      (name) => this.hashOf(join(folder, name)) !== basename(name, '.pdf'),
    );
    return [...problems, ...half.map((name) => `${name}: half on the server`)];
  }
}
