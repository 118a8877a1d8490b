/** The migrations that are not in `migrations.test.ts`, and that none is without a test. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWritable, type WritableDatabase } from '../../../src/main/queue/database.js';
import { migrate, migrations } from '../../../src/main/queue/migrations/runner.js';

let folder: string;
let databasePath: string;
let database: WritableDatabase;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-migrations-'));
  databasePath = join(folder, 'queue.db');
  database = openWritable({ databasePath });
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const hash = 'b'.repeat(64);
const job = '1'.repeat(32);
const upTo = (version: number): void =>
  migrate(
    database,
    { databasePath },
    migrations.filter((one) => one.version <= version),
  );
const insertJob = (): void => {
  database.exec(
    `INSERT INTO jobs (id, title, file_name, folded, state, original_path, original_sha256, original_size, updated_at)
     VALUES ('${job}', 't', 'f', 'f', 'received', '/o', '${hash}', 1, '')`,
  );
};

it('each migration has a test that is named after it', () => {
  const named = readdirSync(import.meta.dirname)
    .filter((name) => name.startsWith('migrations'))
    .flatMap((name) => [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/\bit\('(\d{4}) /g)])
    .map(([, version]) => Number(version));
  expect(migrations.map(({ version }) => version).filter((version) => !named.includes(version))).toEqual([]);
});

it('0080 evidence packs: one row a pack, by whole hashes', () => {
  upTo(80);
  const keep = database.prepare("INSERT INTO evidence_packs VALUES (?, ?, 'a.pdf', '/a.zip', 1, '')");
  keep.run(hash, hash);
  expect(() => keep.run(hash, hash)).toThrow(/UNIQUE/);
  expect(() => keep.run('ab', hash)).toThrow(/CHECK/);
});

it('0120 prepared signatures: what waits to be sent waits on with its key, and the journal of before is marked', () => {
  upTo(110);
  insertJob();
  database.exec(`INSERT INTO outbox VALUES ('${job}', 'key', '${hash}', 3, 'then')`);
  database.exec(
    `INSERT INTO journal VALUES (1, '', '${job}', 'added', 'intake', NULL, 'received', '{}', '${hash}', '${hash}')`,
  );
  upTo(120);
  expect(database.prepare('SELECT * FROM outbox').all()).toEqual([
    {
      ...{ job_id: job, kind: 'signed-file', idempotency_key: 'key', sha256: hash },
      ...{ attempts: 3, next_attempt_at: 'then' },
    },
  ]);
  expect(database.prepare('SELECT until_seq FROM former_steps').pluck().all()).toEqual([1]);
  expect(() => database.exec(`INSERT INTO prepared_signatures VALUES ('${job}', '{')`)).toThrow(/CHECK/);
  expect(() => database.exec("UPDATE outbox SET kind = 'rejection'")).toThrow(/CHECK/);
});

it('0140 retention: nothing that was there counts as deleted', () => {
  upTo(130);
  insertJob();
  upTo(140);
  expect(database.prepare('SELECT data_deleted_at FROM jobs').pluck().all()).toEqual([null]);
  expect(database.prepare('SELECT count(*) FROM files_to_delete').pluck().get()).toBe(0);
});

it('0150 receipts: cannot be changed or taken away', () => {
  upTo(150);
  database.exec("INSERT INTO receipts VALUES ('j', 'd', 'o', '{}')");
  expect(() => database.exec("UPDATE receipts SET origin = 'x'")).toThrow(/append-only/);
  expect(() => database.exec('DELETE FROM receipts')).toThrow(/append-only/);
  expect(() => database.exec("INSERT INTO receipts VALUES ('k', 'd', 'o', '{')")).toThrow(/CHECK/);
});

it('0160 number leases: a number is in one lease, and one request of a register is open at a time', () => {
  upTo(160);
  const [one, two] = ['1'.repeat(32), '2'.repeat(32)];
  const lease = database.prepare("INSERT INTO number_leases VALUES (?, 'outgoing', 'di', 2026, 'o', 5, ?)");
  lease.run(one, null);
  expect(() => lease.run(two, null)).toThrow(/UNIQUE/);
  lease.run(two, 'then');
  const take = database.prepare("INSERT INTO leased_numbers VALUES ('outgoing', 'di', 2026, 1, ?, 'open')");
  take.run(one);
  expect(() => take.run(two)).toThrow(/UNIQUE/);
});

it('0200 doubts: there is one clock, and none before retention looked', () => {
  upTo(200);
  expect(database.prepare('SELECT * FROM retention_clock').all()).toEqual([]);
  database.exec("INSERT INTO retention_clock VALUES (1, 'then')");
  expect(() => database.exec("INSERT INTO retention_clock VALUES (2, 'now')")).toThrow(/CHECK/);
});
