/** The pieces of work that change a data folder as a whole, each with a folder in which all of it has something to do. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { backUp } from '../../src/main/jobs/backup/backup.js';
import { applicationFolders } from '../../src/main/jobs/files/application-folders.js';
import { supplyNumbers } from '../../src/main/jobs/number-supply.js';
import { openQueue } from '../../src/main/queue/client.js';
import { openReadable, openWritable } from '../../src/main/queue/database.js';
import { migrate, migrations } from '../../src/main/queue/migrations/runner.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../src/main/queue/open.js';
import type { QueueOperations } from '../../src/main/queue/types.js';
import { ProvincialServer } from '../../src/main/sync/http/server.js';
import { startServer } from '../../tools/provincial-server/server.mjs';
import { newJob } from '../integration/queue-harness.js';
import { type Facts, same, type Told, type Walk } from './walk.js';

const databaseOf = (folder: string): string => join(folder, 'data', 'queue.sqlite');
const sha256 = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');

const opened = <T>(folder: string, use: (operations: QueueOperations, queue: OpenQueueDatabase) => T): T => {
  const queue = openQueueDatabase({ databasePath: databaseOf(folder) });
  try {
    return use(queue.operations, queue);
  } finally {
    queue.close();
  }
};

/** Documents of the server, whose originals stand where they belong. */
const addDocuments = (folder: string, operations: QueueOperations, names: readonly string[]): string[] =>
  names.map((name) => {
    const content = `%PDF-1.7\n% ${name}\n`;
    const hash = sha256(content);
    const originals = join(folder, 'data', 'originals');
    mkdirSync(originals, { recursive: true });
    const originalPath = join(originals, `${hash}.pdf`);
    writeFileSync(originalPath, content);
    const job = { ...newJob(name), originalPath, sha256: hash, size: content.length, serverVersion: 1 };
    const { id } = operations.add(job).job;
    return operations.check(id, { fit: true }).id;
  });

/** A copy of the data folder as a power cut leaves it: the last steps stand in the write-ahead log alone. */
const withLog = (folder: string, change: (operations: QueueOperations) => void): void => {
  const aside = join(folder, 'aside');
  opened(folder, (operations) => {
    change(operations);
    mkdirSync(aside);
    for (const suffix of ['', '-wal', '.head']) cpSync(`${databaseOf(folder)}${suffix}`, join(aside, `queue${suffix}`));
  });
  for (const suffix of ['', '-wal', '.head']) cpSync(join(aside, `queue${suffix}`), `${databaseOf(folder)}${suffix}`);
  rmSync(aside, { recursive: true });
};

/** Nothing else than this is anywhere else between before and after. */
const isOneOf = (found: Facts, ...whole: readonly Facts[]): boolean =>
  found.intact &&
  (found.rebuilt === null || found.rebuilt.found === found.rebuilt.known) &&
  whole.some((one) => same(contentOf(one), contentOf(found)));

const contentOf = ({ rows, numbers, leased, deletions }: Facts): unknown => ({ rows, numbers, leased, deletions });

/** Work under construction that nobody takes up again. */
const leftovers = ({ left }: Facts): readonly string[] =>
  left.filter((name) => /rebuilding|salvaging|\.part$|restoring-|-journal$/.test(name));

const pageSize = 4096;

const rebuild: Walk = {
  name: 'a damaged database is put together again',
  work: 'open',
  // Early in the next try: what the first one had kept must not be lost to the second.
  second: 'close@.damaged-:1:before',
  prepare(folder) {
    const add = (names: readonly string[]) => (operations: QueueOperations) => {
      const ids = addDocuments(folder, operations, names);
      const items = ids.map((id) => ({
        series: 'di',
        documentSha256: operations.get(id).sha256,
        date: '2026-03-02',
        number: Number(operations.get(id).serverId?.replace(/\D/g, '')),
      }));
      operations.holdNumbers({ direction: 'outgoing', user: 'vanthu', items });
    };
    opened(folder, add(Array.from({ length: 10 }, (_, index) => `cũ-${index + 1}`)));
    const raw = new Database(databaseOf(folder));
    raw.pragma('wal_checkpoint(TRUNCATE)');
    const root = Number(raw.prepare(`SELECT rootpage FROM sqlite_master WHERE name = 'evidence_packs'`).pluck().get());
    raw.close();
    withLog(folder, add(Array.from({ length: 5 }, (_, index) => `mới-${index + 11}`)));
    const bytes = readFileSync(databaseOf(folder));
    bytes.fill(0, (root - 1) * pageSize, root * pageSize);
    writeFileSync(databaseOf(folder), bytes);
  },
  atCut: (found, _, after) => isOneOf(found, after),
  end: ({ facts }) => [contentOf(facts), facts.intact, leftovers(facts)],
};

/** A database of a former version of the schema, with documents in it. */
const migration = (version: number): Walk => ({
  name: `a database of version ${version} is brought to the newest`,
  work: 'open',
  prepare(folder) {
    const location = { databasePath: databaseOf(folder) };
    const database = openWritable(location);
    migrate(
      database,
      location,
      migrations.filter((one) => one.version <= version),
    );
    const insert = database.prepare(
      `INSERT INTO jobs (id, server_id, title, file_name, folded, state, original_path, original_sha256, original_size,
       updated_at) VALUES (?, ?, 'Văn bản', 'van-ban.pdf', 'van ban', 'received', '', ?, 1, '2026-01-01T00:00:00.000Z')`,
    );
    for (const name of ['1', '2', '3']) insert.run(name.repeat(32), `s-${name}`, sha256(name));
    database.close();
  },
  // It is brought there by the look itself.
  atCut: (found, _, after) => same(contentOf(found), contentOf(after)) && found.version === after.version,
  end({ facts }, folder) {
    const kept = readdirSync(join(folder, 'data')).filter((name) => name.includes('.before-'));
    const versions = kept.map((name) => {
      const database = openReadable({ databasePath: join(folder, 'data', name) });
      const found = [database.pragma('user_version', { simple: true }), database.pragma('integrity_check')];
      const count = database.prepare('SELECT count(*) FROM jobs').pluck().get();
      database.close();
      return [name, found, count];
    });
    return [contentOf(facts), facts.version, facts.intact, versions, leftovers(facts)];
  },
});

interface Worker {
  readonly worker: string;
}

const toOf = (folder: string): string => join(folder, 'kho');

const backUpHere = async (folder: string, { worker }: Worker): Promise<void> => {
  const folders = applicationFolders(join(folder, 'data'));
  const services = {
    folders,
    database: { workerPath: worker, databasePath: folders.database },
    now: () => new Date(Date.now() - 60_000),
    abort: new AbortController().signal,
  };
  mkdirSync(toOf(folder), { recursive: true });
  await backUp(services, toOf(folder));
};

/** The work may be refused where it was done already; then nothing is other than behind the work itself. */
const newestBackup = ({ facts, said }: Told): unknown => [
  said,
  contentOf(facts),
  facts.backups.at(0),
  facts.backups.every((one) => one.damaged === 0 && one.intact),
  leftovers(facts),
];

const backup = (given: Worker): Walk => ({
  name: 'a backup is made',
  work: 'backup',
  async prepare(folder) {
    opened(folder, (operations) => addDocuments(folder, operations, ['một', 'hai']));
    writeFileSync(join(folder, 'data', 'settings.json'), '{}');
    await backUpHere(folder, given);
    opened(folder, (operations) => addDocuments(folder, operations, ['ba', 'bốn']));
  },
  atCut: (found, before) =>
    isOneOf(found, before) &&
    found.backups.length > 0 &&
    found.backups.every((one) => one.damaged === 0 && one.missing === 0 && one.intact),
  end: newestBackup,
});

/** Over a folder that is older than the backup, and has a write-ahead log and a file that was altered. */
const restoring = (given: Worker): Walk => ({
  name: 'a backup is brought back',
  work: 'restore',
  async prepare(folder) {
    opened(folder, (operations) => addDocuments(folder, operations, ['một', 'hai']));
    withLog(folder, (operations) => addDocuments(folder, operations, ['ba']));
    const older = join(folder, 'older');
    cpSync(join(folder, 'data'), older, { recursive: true });
    opened(folder, (operations) => addDocuments(folder, operations, ['bốn', 'năm']));
    writeFileSync(join(folder, 'data', 'settings.json'), '{}');
    await backUpHere(folder, given);
    rmSync(join(folder, 'data'), { recursive: true });
    cpSync(older, join(folder, 'data'), { recursive: true });
    rmSync(older, { recursive: true });
    const [name = ''] = readdirSync(join(folder, 'data', 'originals'));
    writeFileSync(join(folder, 'data', 'originals', name), 'khác');
  },
  atCut: ({ rows, ...found }, before, after) => {
    // Files of the backup may stand there already: they are what the rows of either say.
    const stateless = (all: readonly string[]) => all.map((row) => row.split(' | ').slice(0, 3).join(' | '));
    const is = (whole: Facts): boolean =>
      isOneOf({ ...found, rows: stateless(rows) }, { ...whole, rows: stateless(whole.rows) });
    return is(before) || is(after);
  },
  // Where the cut was behind the switch the second try is refused: the folder is newer than its backup.
  end: ({ facts }) => [contentOf(facts), facts.intact, facts.rebuilt],
});

const retention: Walk = {
  name: 'what is due is deleted',
  work: 'delete',
  prepare(folder) {
    opened(folder, (operations) => {
      const ids = addDocuments(folder, operations, ['một', 'hai', 'ba', 'bốn']);
      // Two documents of one content share their file; one of them stays.
      addDocuments(folder, operations, ['năm']);
      const shared = operations.get(ids[0] ?? '');
      operations.add({ ...newJob('chung'), originalPath: shared.originalPath, sha256: shared.sha256 });
      operations.cancel(ids.slice(0, 3), 'vanthu');
    });
  },
  // What is deleted on record and not yet from the disk is told as deleted.
  atCut: (found, before, after) => isOneOf(found, before, after),
  end: ({ facts }, folder) => [contentOf(facts), facts.intact, readdirSync(join(folder, 'data', 'originals')).sort()],
};

const clerk = { username: 'van-thu', password: 'mật khẩu' };
const served = 'di';
/** Numbers. */
const twoBlocks = 100;

/** Numbers of a server: those of a register that it runs no more go back, and a block of another is asked for. */
const numbers = (given: Worker): Walk => {
  let port = 0;
  const serve = async (folder: string) => {
    const server = await startServer({ dataDir: join(folder, 'server'), port, users: [clerk] });
    port = Number(new URL(server.url).port);
    return server;
  };
  return {
    name: 'numbers are leased and given back',
    work: 'numbers',
    serve,
    async prepare(folder) {
      mkdirSync(join(folder, 'data'), { recursive: true });
      const queue = await openQueue({ workerPath: given.worker, databasePath: databaseOf(folder) });
      const server = await serve(folder);
      try {
        const accept = (identity: Parameters<typeof queue.trustServer>[0]) => queue.trustServer(identity);
        const client = new ProvincialServer({ url: server.url, fetch, retryDelaysMs: [1, 1], accept });
        await client.signIn(clerk.username, clerk.password);
        const series = (name: string, to: string | null) =>
          queue.serveSeries({ direction: 'outgoing', series: name, server: to, user: 'vanthu' });
        await series('cu', client.url);
        await supplyNumbers({ queue, server: client, now: () => new Date() });
        await series('cu', null);
        await series(served, client.url);
      } finally {
        await server.close();
        await queue.close();
      }
    },
    atCut: ({ intact, rebuilt }) => intact && rebuilt === null,
    end({ said, facts }, folder) {
      if (facts.leased.length !== twoBlocks) throw new Error(`${facts.leased.length} numbers were ever leased`);
      const database = new Database(join(folder, 'server', 'server.db'), { readonly: true });
      const free =
        'SELECT series, count(*), min(number), max(number) FROM numbers WHERE lease_key IS NULL GROUP BY series';
      const leases = 'SELECT series, count(*), sum(count) FROM number_leases GROUP BY series';
      const there = [free, leases].map((sql) => database.prepare(sql).raw().all());
      database.close();
      return [said, facts.leased, facts.intact, there];
    },
  };
};

/** @param given the bundled database worker */
export const walks = (given: Worker): readonly Walk[] => [
  rebuild,
  restoring(given),
  backup(given),
  retention,
  numbers(given),
  ...migrations.slice(0, -1).map(({ version }) => migration(version)),
];
