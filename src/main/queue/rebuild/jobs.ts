/** The jobs of a queue that is put together again: where each stands, by its row and by the journal that was left. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JobState, jobStateSchema } from '../../../contracts/jobs.js';
import type { WritableDatabase } from '../database.js';
import { type JournalRow, type JournalWriter, journalColumns } from '../journal/journal.js';
import { jobText } from '../search.js';
import { unknownServer } from '../server-keys.js';
import { deletionStep, isOwned } from '../transitions.js';
import type { RecoverySources } from './types.js';

/** What the journal tells of a job. */
interface Told {
  state: JobState;
  from: JobState | null;
  at: string;
  sha256: string | null;
  size: number;
  serverId: string | null;
  /** Null where the journal does not say. */
  server: string | null;
  signedSha256: string | null;
  /** When its personal data went, null where they did not. */
  deletedAt: string | null;
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly updated_at: string;
  readonly original_path: string;
  readonly original_sha256: string;
  readonly signed_path: string | null;
}

export interface JobsFound {
  readonly found: number;
  readonly untitled: number;
  readonly withoutFile: number;
  readonly strayFiles: number;
}

/** Belongs to no process: recovery takes what has this owner back at once. */
const nobody = '0'.repeat(32);

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const toldBy = (database: WritableDatabase): Map<string, Told> => {
  const jobs = new Map<string, Told>();
  const rows = database.prepare<[], JournalRow>(
    `SELECT ${journalColumns} FROM journal WHERE job_id IS NOT NULL ORDER BY seq`,
  );
  for (const { jobId, to, from, at, event, detail } of rows.iterate()) {
    if (jobId === null || to === null) continue;
    const told = jobs.get(jobId) ?? {
      state: to,
      from,
      at,
      sha256: null,
      size: 0,
      serverId: null,
      server: null,
      signedSha256: null,
      deletedAt: null,
    };
    jobs.set(jobId, told);
    if (event === deletionStep.event) told.deletedAt = at;
    Object.assign(told, { state: to, from, at });
    if (event !== 'added' && event !== 'proved') continue;
    const known = JSON.parse(detail) as Record<string, unknown>;
    if (event === 'proved') told.signedSha256 = textOf(known['signedSha256']);
    else
      Object.assign(told, {
        sha256: textOf(known['sha256']),
        size: Number(known['size']),
        serverId: textOf(known['server']),
        server: textOf(known['of']),
      });
  }
  return jobs;
};

/** Files that no row names, by their SHA-256; read only when one is looked for. */
class StrayFiles {
  #byHash: Map<string, string> | null = null;
  readonly paths: readonly string[];

  constructor(folders: readonly string[], named: ReadonlySet<string>) {
    this.paths = folders
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
      .filter((path) => !named.has(path));
  }

  find(sha256: string): string | undefined {
    this.#byHash ??= new Map(
      this.paths.map((path) => [createHash('sha256').update(readFileSync(path)).digest('hex'), path]),
    );
    return this.#byHash.get(sha256);
  }
}

const beforeSigning: readonly string[] = ['received', 'checked', 'waiting-for-approval', 'ready'];

/**
 * Brings rows and journal together. Where the journal is whole its word counts; where its end is lost, what a row says
 * of a later step is put on record. A job without a row gets one from what the journal tells, and from its file.
 */
export const rebuildJobs = (
  database: WritableDatabase,
  journal: JournalWriter,
  sources: RecoverySources | undefined,
  journalIsWhole: boolean,
): JobsFound => {
  const at = new Date().toISOString();
  const told = toldBy(database);
  const rows = database
    .prepare<[], Row>('SELECT id, state, updated_at, original_path, original_sha256, signed_path FROM jobs')
    .all();
  const stray = new StrayFiles(
    sources ? [sources.originals, sources.signed] : [],
    new Set(rows.flatMap((row) => [row.original_path, row.signed_path ?? ''])),
  );
  const setState = database.prepare<[Record<string, string | null>]>(
    `UPDATE jobs SET state = @state, owner = @owner, failed_in = @failedIn,
       signed_path = @signedPath, signed_sha256 = @signedSha256 WHERE id = @id`,
  );
  const signedOf = (id: string, state: string, sha256: string | null) =>
    sha256 === null || beforeSigning.includes(state)
      ? { signedPath: null, signedSha256: null }
      : { signedPath: join(sources?.signed ?? '', `${id}.signed.pdf`), signedSha256: sha256 };
  const standing = ({ state, from }: Told) => ({
    owner: isOwned(state) ? nobody : null,
    failedIn: state === 'failed' ? (from ?? 'received') : null,
  });
  for (const row of rows) {
    const known = told.get(row.id);
    const readable = jobStateSchema.safeParse(row.state);
    if (known && known.state === row.state) continue;
    if (known && (journalIsWhole || !readable.success || row.updated_at <= known.at))
      setState.run({
        id: row.id,
        state: known.state,
        ...standing(known),
        ...signedOf(row.id, known.state, known.signedSha256),
      });
    else if (readable.success)
      journal.recordRebuiltJob({
        at,
        jobId: row.id,
        from: known?.state ?? null,
        to: readable.data,
        detail: { sha256: row.original_sha256 },
      });
    else database.prepare('DELETE FROM jobs WHERE id = ?').run(row.id);
  }
  const insert = database.prepare<[Record<string, string | number | null>]>(
    `INSERT OR IGNORE INTO jobs (id, server, server_id, title, file_name, typed, folded, state, original_path, original_sha256,
       original_size, signed_path, signed_sha256, failed_in, owner, updated_at)
     VALUES (@id, @server, @serverId, @title, @fileName, @typed, @folded, @state, @path, @sha256, @size, @signedPath,
       @signedSha256, @failedIn, @owner, @at)`,
  );
  const present = new Set(rows.map(({ id }) => id));
  const titleless = [...told].filter(([id, { sha256 }]) => !present.has(id) && sha256 !== null);
  for (const [id, known] of titleless) {
    const sha256 = known.sha256 ?? '';
    const path = stray.find(sha256) ?? join(sources?.originals ?? '', `${id}.pdf`);
    const title = `Văn bản ${known.serverId ?? id.slice(0, 8)} (mất tên)`;
    const fileName = `${known.serverId?.replace(/[^\w.-]/g, '_') ?? id}.pdf`;
    insert.run({
      id,
      server: known.server ?? unknownServer,
      serverId: known.serverId,
      title,
      fileName,
      ...jobText(title, fileName, known.serverId),
      state: known.state,
      path,
      sha256,
      size: known.size,
      ...signedOf(id, known.state, known.signedSha256),
      ...standing(known),
      at: known.at,
    });
  }
  database.exec(`
    UPDATE jobs SET error = NULL WHERE error IS NOT NULL AND NOT json_valid(error);
    UPDATE jobs SET owner = '${nobody}' WHERE owner IS NOT NULL;
  `);
  const named = new Set(
    database
      .prepare<[], { original: string; signed: string | null }>(
        'SELECT original_path AS original, signed_path AS signed FROM jobs',
      )
      .all()
      .flatMap(({ original, signed }) => [original, signed ?? '']),
  );
  const originals = database
    .prepare<[], { id: string; path: string }>('SELECT id, original_path AS path FROM jobs')
    .all();
  const isKept = (id: string): boolean => (told.get(id)?.deletedAt ?? null) === null;
  return {
    found: originals.length,
    untitled: titleless.filter(([id]) => isKept(id)).length,
    withoutFile: originals.filter(({ id, path }) => path !== '' && isKept(id) && !existsSync(path)).length,
    strayFiles: stray.paths.filter((path) => !named.has(path)).length,
  };
};

/** What the server waits for follows from the jobs; telling it twice is the same as telling it once. */
export const rebuildOutbox = (database: WritableDatabase): void => {
  database.exec(`
    INSERT OR IGNORE INTO outbox (job_id, kind, idempotency_key, sha256, next_attempt_at)
      SELECT id, 'signed-file', id, signed_sha256, updated_at FROM jobs
      WHERE server_id IS NOT NULL AND signed_sha256 IS NOT NULL AND state IN ('proved', 'uploading', 'failed');
    INSERT OR IGNORE INTO outbox (job_id, kind, idempotency_key, sha256, next_attempt_at)
      SELECT id, 'rejection', id, NULL, updated_at FROM jobs
      WHERE server_id IS NOT NULL AND state = 'rejected' AND ifnull(
        (SELECT event FROM journal WHERE job_id = jobs.id
         AND event IN ('rejected', 'rejection-delivered', 'rejection-lost', 'rejected-there')
         ORDER BY seq DESC LIMIT 1), '') NOT IN ('rejection-delivered', 'rejected-there');
  `);
};
