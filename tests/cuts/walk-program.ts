/**
 * What walks.test.ts ends in the middle: one piece of work on `<folder>/data`, with backups in `<folder>/kho`, and then a
 * look at all that stands there. Arguments: `once`, or `again` for a look before it too; the work; the folder; the bundled
 * database worker; the address of a server. Prints one line of JSON.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backUp } from '../../src/main/jobs/backup/backup.js';
import { checkBackup } from '../../src/main/jobs/backup/check.js';
import { restore } from '../../src/main/jobs/backup/restore.js';
import { readBackups } from '../../src/main/jobs/backup/store.js';
import { applicationFolders } from '../../src/main/jobs/files/application-folders.js';
import { supplyNumbers } from '../../src/main/jobs/number-supply.js';
import { deleteDue } from '../../src/main/jobs/retention.js';
import { openQueue } from '../../src/main/queue/client.js';
import { openReadable } from '../../src/main/queue/database.js';
import { openQueueDatabase } from '../../src/main/queue/open.js';
import { ProvincialServer } from '../../src/main/sync/http/server.js';
import type { Facts } from './walk.js';

const [, , command = '', work = '', folder = '', workerPath = '', serverUrl = ''] = process.argv;
const to = join(folder, 'kho');
const folders = applicationFolders(join(folder, 'data'));
const database = { workerPath, databasePath: folders.database };
const services = { folders, database, now: () => new Date(), abort: new AbortController().signal };
/** Every document of an end is due. */
const policy = { days: { acknowledged: 1, rejected: 1, recalled: 1, cancelled: 1, copies: 1 } };

const works: Record<string, () => Promise<unknown>> = {
  open: async () => openQueueDatabase(database).close(),
  backup: () => backUp(services, to),
  restore: () => restore(services, to),
  delete: async () => {
    const queue = await openQueue(database);
    const now = new Date(Date.now() + 10 * 86_400_000);
    await deleteDue({ queue, folders, policy, now, abort: services.abort });
    await queue.close();
  },
  numbers: async () => {
    const queue = await openQueue(database);
    const accept = (identity: Parameters<typeof queue.trustServer>[0]) => queue.trustServer(identity);
    const server = new ProvincialServer({ url: serverUrl, fetch, retryDelaysMs: [1, 1], accept });
    await server.signIn('van-thu', 'mật khẩu');
    await supplyNumbers({ queue, server, now: services.now });
    await queue.close();
  },
};

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

interface Row {
  readonly server_id: string | null;
  readonly state: string;
  readonly title: string;
  readonly original_path: string;
  readonly original_sha256: string;
  readonly signed_path: string | null;
  readonly signed_sha256: string | null;
}

/** `''`: retention took it away; a path without a file is of a walk that needs none. */
const standing = (path: string | null, hash: string | null): string => {
  if (path === null || path === '') return 'none';
  if (!existsSync(path)) return 'gone';
  return sha256(path) === hash ? 'whole' : 'other';
};

const look = async (): Promise<Facts> => {
  const { operations, rebuilt, close } = openQueueDatabase(database);
  const intact = operations.verifyJournal().intact;
  close();
  const raw = openReadable(database);
  const rows = raw.prepare<[], Row>('SELECT * FROM jobs ORDER BY seq').all();
  const list = (sql: string): string[] => raw.prepare<[], string>(sql).pluck().all();
  const found = {
    version: Number(raw.pragma('user_version', { simple: true })),
    rebuilt: rebuilt && { found: rebuilt.journal.found, known: rebuilt.journal.known },
    intact,
    rows: rows.map((row) =>
      [
        row.server_id ?? row.title,
        row.state,
        row.title,
        standing(row.original_path, row.original_sha256),
        standing(row.signed_path, row.signed_sha256),
      ].join(' | '),
    ),
    numbers: list("SELECT series || ' ' || number || ' ' || state FROM numbers ORDER BY series, number"),
    leased: list("SELECT series || ' ' || number || ' ' || state FROM leased_numbers ORDER BY series, number"),
    deletions: list("SELECT job_id FROM journal WHERE event = 'data-deleted' ORDER BY job_id"),
  };
  raw.close();
  const backups: Facts['backups'][number][] = [];
  for (const backup of existsSync(to) ? await readBackups(to) : []) {
    const { documents, missing, damaged, journal } = await checkBackup(services, backup.folder);
    backups.push({ documents, missing, damaged: damaged.length, intact: journal?.intact ?? false });
  }
  return { ...found, backups, left: readdirSync(folders.data).sort() };
};

const run = async (): Promise<void> => {
  const found = command === 'again' ? await look() : null;
  const said = await works[work]?.().then(
    () => null,
    (thrown: unknown) => String(thrown),
  );
  process.stdout.write(`${JSON.stringify({ found, said, facts: await look() })}\n`);
};
void run().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrown}\n`);
  process.exitCode = 1;
});
