import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertSafeSettings, connect, openWritable, type WritableDatabase } from '../../../src/main/queue/database.js';
import { journalWriter } from '../../../src/main/queue/journal/journal.js';
import { keyFingerprint } from '../../../src/main/queue/journal/receipt-signature.js';
import { jobsMigration } from '../../../src/main/queue/migrations/0010-jobs.js';
import { outboxMigration } from '../../../src/main/queue/migrations/0020-outbox.js';
import { journalMigration } from '../../../src/main/queue/migrations/0030-journal.js';
import { pendingSignaturesMigration } from '../../../src/main/queue/migrations/0040-pending-signatures.js';
import { evidenceMigration } from '../../../src/main/queue/migrations/0050-evidence.js';
import { journalOfTrustMigration } from '../../../src/main/queue/migrations/0070-journal-of-trust.js';
import { registersMigration } from '../../../src/main/queue/migrations/0090-registers.js';
import { recordOrdersMigration } from '../../../src/main/queue/migrations/0100-record-orders.js';
import { amendedEntriesMigration } from '../../../src/main/queue/migrations/0110-amended-entries.js';
import { searchMigration } from '../../../src/main/queue/migrations/0130-search.js';
import { documentLeasesMigration } from '../../../src/main/queue/migrations/0180-document-leases.js';
import { serversMigration } from '../../../src/main/queue/migrations/0190-servers.js';
import { migrate, migrations } from '../../../src/main/queue/migrations/runner.js';
import { receiptWriting } from '../../../src/main/queue/receipts.js';

let folder: string;
let databasePath: string;
let database: WritableDatabase;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-migrations-'));
  databasePath = join(folder, 'data', 'queue.db');
  database = openWritable({ databasePath });
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

const hash = 'b'.repeat(64);
const insertJob = (id: string, state = 'received', failedIn: string | null = null): void => {
  database
    .prepare(
      `INSERT INTO jobs (id, title, file_name, folded, state, original_path, original_sha256, original_size, failed_in,
       updated_at) VALUES (?, 't', 'f', 'f', ?, '/o', '${hash}', 1, ?, '')`,
    )
    .run(id, state, failedIn);
};
const tables = (): unknown[] =>
  database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();

describe('migrations', () => {
  it('are numbered upwards and bring a new database to the newest without a backup', () => {
    const versions = migrations.map((step) => step.version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    migrate(database, { databasePath });
    expect(database.pragma('user_version', { simple: true })).toBe(versions.at(-1));
    expect(existsSync(`${databasePath}.before-${versions.at(-1)}`)).toBe(false);
  });

  it('0010 jobs: refuses half a signed file, a bad hash, and a failure that does not say where', () => {
    migrate(database, { databasePath }, [jobsMigration]);
    insertJob('1'.repeat(32));
    expect(() => insertJob('1'.repeat(32))).toThrow(/UNIQUE/);
    expect(() => insertJob('short')).toThrow(/CHECK/);
    expect(() => insertJob('2'.repeat(32), 'failed')).toThrow(/CHECK/);
    expect(() => database.exec("UPDATE jobs SET signed_path = '/s'")).toThrow(/CHECK/);
  });

  it('0020 outbox: holds existing jobs only, once each', () => {
    migrate(database, { databasePath }, [jobsMigration, outboxMigration]);
    const enqueue = database.prepare("INSERT INTO outbox VALUES (?, ?, ?, 0, '')");
    insertJob('1'.repeat(32));
    enqueue.run('1'.repeat(32), 'key', hash);
    expect(() => enqueue.run('1'.repeat(32), 'key-2', hash)).toThrow(/UNIQUE/);
    expect(() => enqueue.run('9'.repeat(32), 'key-3', hash)).toThrow(/FOREIGN KEY/);
  });

  it('0030 journal: refuses UPDATE and DELETE', () => {
    migrate(database, { databasePath }, [jobsMigration, outboxMigration, journalMigration]);
    database.exec(
      `INSERT INTO journal VALUES (1, '', 'j', 'added', 'intake', NULL, 'received', '{}', '${hash}', '${hash}')`,
    );
    expect(() => database.exec("UPDATE journal SET at = 'x'")).toThrow(/append-only/);
    expect(() => database.exec('DELETE FROM journal')).toThrow(/append-only/);
  });

  it('0040 pending signatures: belong to a job, once, and are JSON', () => {
    migrate(database, { databasePath }, [jobsMigration, pendingSignaturesMigration]);
    const keep = database.prepare('INSERT INTO pending_signatures VALUES (?, ?)');
    insertJob('1'.repeat(32));
    keep.run('1'.repeat(32), '{}');
    expect(() => keep.run('1'.repeat(32), '{}')).toThrow(/UNIQUE/);
    expect(() => keep.run('2'.repeat(32), '{}')).toThrow(/FOREIGN KEY/);
    expect(() => database.exec("UPDATE pending_signatures SET pending = '{'")).toThrow(/CHECK/);
  });

  it('0050 evidence: its parts go with it, and nothing that is in use can go', () => {
    migrate(database, { databasePath }, [jobsMigration, evidenceMigration]);
    insertJob('1'.repeat(32));
    const [job, kept] = ['1'.repeat(32), '2'.repeat(32)];
    database.exec(`INSERT INTO evidence VALUES ('${kept}', '', 'good', '[]')`);
    database.exec(`INSERT INTO evidence_bytes VALUES ('${hash}', x'00')`);
    database.exec(`INSERT INTO evidence_items VALUES ('${kept}', 0, 'crl', '${hash}')`);
    database.exec(`INSERT INTO job_evidence VALUES ('${job}', '${kept}')`);
    expect(() => database.exec('DELETE FROM evidence_bytes')).toThrow(/FOREIGN KEY/);
    expect(() => database.exec('DELETE FROM evidence')).toThrow(/FOREIGN KEY/);
    database.exec('DELETE FROM job_evidence');
    database.exec('DELETE FROM evidence');
    expect(database.prepare('SELECT count(*) FROM evidence_items').pluck().get()).toBe(0);
  });

  it('0060 journal of evidence: entries stay as they are, and one without a job has no state', () => {
    const before = migrations.filter(({ version }) => version < 60);
    migrate(database, { databasePath }, before);
    const row = `1, '', 'j', 'added', 'intake', NULL, 'received', '{}', '${hash}', '${hash}'`;
    database.exec(`INSERT INTO journal VALUES (${row})`);
    const entries = (): unknown[] => database.prepare('SELECT * FROM journal').all();
    const found = entries();
    migrate(database, { databasePath });
    expect(entries()).toEqual(found);
    expect(() => database.exec("UPDATE journal SET at = 'x'")).toThrow(/append-only/);
    expect(() => database.exec('DELETE FROM journal')).toThrow(/append-only/);
    const half = (jobId: string, to: string): string =>
      `INSERT INTO journal VALUES (2, '', ${jobId}, 'e', 'person', NULL, ${to}, '{}', '${hash}', '${'c'.repeat(64)}')`;
    expect(() => database.exec(half("'j'", 'NULL'))).toThrow(/CHECK/);
    expect(() => database.exec(half('NULL', "'received'"))).toThrow(/CHECK/);
    database.exec(half('NULL', 'NULL'));
  });

  it('0070 journal of trust: entries stay as they are', () => {
    const before = migrations.filter(({ version }) => version < 70);
    migrate(database, { databasePath }, before);
    database.exec(
      `INSERT INTO journal VALUES (1, '', 'j', 'added', 'intake', NULL, 'received', '{}', '${hash}', '${hash}')`,
    );
    const entries = (): unknown[] => database.prepare('SELECT * FROM journal').all();
    const found = entries();
    migrate(database, { databasePath }, [...before, journalOfTrustMigration]);
    expect(entries()).toEqual(found);
    expect(() => database.exec('DELETE FROM journal')).toThrow(/append-only/);
  });

  it('0100 record orders: jobs that were there have none', () => {
    migrate(
      database,
      { databasePath },
      migrations.filter(({ version }) => version < 100),
    );
    insertJob('1'.repeat(32));
    migrate(database, { databasePath }, [recordOrdersMigration]);
    expect(database.prepare('SELECT record_order FROM jobs').pluck().all()).toEqual([null]);
  });

  it('0090 registers: entries of the journal stay, and numbers belong to a series', () => {
    const before = migrations.filter(({ version }) => version < 90);
    migrate(database, { databasePath }, before);
    database.exec(
      `INSERT INTO journal VALUES (1, '', 'j', 'added', 'intake', NULL, 'received', '{}', '${hash}', '${hash}')`,
    );
    const entries = (): unknown[] => database.prepare('SELECT * FROM journal').all();
    const found = entries();
    migrate(database, { databasePath }, [...before, registersMigration]);
    expect(entries()).toEqual(found);
    const hold = (year: number): string =>
      `INSERT INTO numbers VALUES ('outgoing', 'di', ${year}, 1, 'held', '${hash}', '2026-01-05', 'u', '')`;
    expect(() => database.exec(hold(2026))).toThrow(/FOREIGN KEY/);
    database.exec("INSERT INTO series VALUES ('outgoing', 'di', 2026, 1, 0), ('outgoing', 'di', 2025, 1, 0)");
    expect(() => database.exec(hold(2025))).toThrow(/CHECK/);
    database.exec(hold(2026));
  });

  it('0180 document leases: receipts stay and cannot be changed, and a job may have another one', () => {
    const before = migrations.filter(({ version }) => version < 180);
    migrate(database, { databasePath }, before);
    database.exec(`INSERT INTO receipts VALUES ('j', 'd', 'o', '{"receiptNumber":1}')`);
    const receipts = (): unknown[] => database.prepare('SELECT * FROM receipts ORDER BY receipt').all();
    const found = receipts();
    migrate(database, { databasePath }, [...before, documentLeasesMigration]);
    expect(receipts()).toEqual(found);
    database.exec(`INSERT INTO receipts VALUES ('j', 'd', 'o', '{"receiptNumber":2}')`);
    expect(receipts()).toHaveLength(2);
    expect(() => database.exec("UPDATE receipts SET origin = 'x'")).toThrow(/append-only/);
    expect(() => database.exec('DELETE FROM receipts')).toThrow(/append-only/);
    expect(() => database.exec("INSERT INTO document_leases VALUES ('d', '', 2)")).toThrow(/CHECK/);
  });

  it('0190 servers: documents go to the server that was in force, and two servers may use the same id', () => {
    const before = migrations.filter(({ version }) => version < 190);
    migrate(database, { databasePath }, before);
    const { recordServer, recordJob } = journalWriter(database);
    const trust = (origin: string, receiptKey: string): void =>
      recordServer({ at: '', event: 'server-trusted', detail: { origin, receiptKey } });
    const queued = (digit: string, serverId: string): string => {
      const id = digit.repeat(32);
      insertJob(id);
      database.prepare('UPDATE jobs SET server_id = ? WHERE id = ?').run(serverId, id);
      recordJob({ at: '', jobId: id, event: 'added', from: null, to: 'received', detail: { sha256: hash } });
      return id;
    };
    const [first, package_] = [queued('1', 'd1'), queued('5', 'edxml-1')];
    trust('https://a', 'AAAA');
    const [second, delivered] = [queued('2', 'd2'), queued('3', 'd3')];
    trust('https://b', 'BBBB');
    const third = queued('4', 'd4');
    insertJob('6'.repeat(32));
    // Another content took its id; what was decided of it is still to be told.
    const replaced = '7'.repeat(32);
    insertJob(replaced, 'rejected');
    database.exec(`INSERT INTO outbox VALUES ('${replaced}', 'rejection', 'r', NULL, 0, '')`);
    database.exec(`INSERT INTO receipts VALUES ('${delivered}', 'd3', 'https://b', '{}')`);
    database.exec(`INSERT INTO outbox VALUES ('${second}', 'signed-file', 'k', '${hash}', 0, '')`);
    database.exec(`INSERT INTO document_leases VALUES ('d2', 'x', 1), ('gone', 'x', 0)`);
    database.exec(`INSERT INTO sync_cursors VALUES ('https://a', '1')`);
    migrate(database, { databasePath }, [...before, serversMigration]);
    const [a, b] = ['AAAA', 'BBBB'].map(keyFingerprint);
    expect(
      Object.fromEntries(database.prepare('SELECT id, server FROM jobs').raw().all() as [string, string][]),
    ).toEqual({
      [first]: a,
      [second]: a,
      [delivered]: b,
      [third]: b,
      [replaced]: a,
      [package_]: 'edxml',
      ['6'.repeat(32)]: '',
    });
    expect(database.prepare('SELECT * FROM document_leases').raw().all()).toEqual([[a, 'd2', 'x', 1]]);
    expect(database.prepare('SELECT * FROM sync_cursors').all()).toEqual([]);
    expect(database.pragma('foreign_key_check')).toEqual([]);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    database.prepare("UPDATE jobs SET server_id = 'd4' WHERE id = ?").run(second);
    expect(() => database.prepare('UPDATE jobs SET server = ? WHERE id = ?').run(b, second)).toThrow(/UNIQUE/);
    // What hangs on the table is there again: counts, words, references, indexes.
    database.exec("UPDATE jobs SET state = 'ready', typed = 'neu', folded = 'neu' WHERE server = 'edxml'");
    expect(database.prepare("SELECT count FROM job_counts WHERE state = 'ready'").pluck().get()).toBe(1);
    expect(database.prepare("SELECT count(*) FROM job_words WHERE job_words MATCH 'neu'").pluck().get()).toBe(1);
    expect(() => database.prepare('DELETE FROM jobs WHERE id = ?').run(second)).toThrow(/FOREIGN KEY/);
    const indexes = database
      .prepare("SELECT name FROM sqlite_schema WHERE tbl_name = 'jobs' AND type = 'index'")
      .pluck();
    expect(indexes.all()).toEqual(
      expect.arrayContaining(['jobs_by_state', 'jobs_by_owner', 'jobs_by_original', 'jobs_with_data']),
    );
  });

  it('0190 servers: documents of a computer that never took a key wait for the first one', () => {
    const before = migrations.filter(({ version }) => version < 190);
    migrate(database, { databasePath }, before);
    insertJob('1'.repeat(32));
    database.exec("UPDATE jobs SET server_id = 'd1'");
    migrate(database, { databasePath });
    const server = (): unknown => database.prepare('SELECT server FROM jobs').pluck().get();
    expect(server()).toBe('');
    const { publicKey } = generateKeyPairSync('ed25519');
    const receiptKey = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const taken = receiptWriting(database, journalWriter(database)).trustServer({ origin: 'https://a', receiptKey });
    expect(server()).toBe(taken);
  });

  it('0110 amended entries: what was registered stays, what it is found by may follow', () => {
    const before = migrations.filter(({ version }) => version < 110);
    migrate(database, { databasePath }, before);
    database.exec(`
      INSERT INTO series VALUES ('incoming', 'den', 2026, 1, 0);
      INSERT INTO numbers VALUES ('incoming', 'den', 2026, 1, 'used', '${hash}', '2026-01-05', 'u', '');
      INSERT INTO register_entries VALUES (1, 'incoming', 'den', 2026, 1, 'received', '2026-01-05', '${hash}', NULL, NULL,
        NULL, NULL, 'u', '', 'Công văn', '', '{}')`);
    migrate(database, { databasePath }, [...before, amendedEntriesMigration]);
    database.exec("UPDATE register_entries SET type = 'Báo cáo', folded = 'bao cao'");
    for (const column of ['date', 'fields', 'user', 'document_sha256'])
      expect(() => database.exec(`UPDATE register_entries SET ${column} = ''`)).toThrow(/append-only/);
    expect(() => database.exec('DELETE FROM register_entries')).toThrow(/append-only/);
  });

  it('0130 search: what was there is counted and found, with its marks and without', () => {
    const before = migrations.filter(({ version }) => version < 130);
    migrate(database, { databasePath }, before);
    const fields = JSON.stringify({ notation: 'QĐ-UBND', typeName: 'Quyết định', subject: 'Bổ nhiệm', recipients: [] });
    database.exec(`
      INSERT INTO jobs (id, title, file_name, folded, state, original_path, original_sha256, original_size, updated_at)
      VALUES ('${'1'.repeat(32)}', '${'Tờ trình'.normalize('NFD')}', 'f', 'x', 'received', '/o', '${hash}', 1, '');
      INSERT INTO series VALUES ('outgoing', 'di', 2026, 1, 0);
      INSERT INTO numbers VALUES ('outgoing', 'di', 2026, 1, 'used', '${hash}', '2026-01-05', 'u', '');
      INSERT INTO register_entries VALUES (1, 'outgoing', 'di', 2026, 1, 'issued', '2026-01-05', '${hash}', '${hash}',
        '${hash}', NULL, NULL, 'u', '', 'Quyết định', 'x', '${fields}')`);
    migrate(database, { databasePath }, [...before, searchMigration]);
    const found = (words: string, match: string): unknown[] =>
      database.prepare(`SELECT rowid FROM ${words} WHERE ${words} MATCH ?`).pluck().all(match);
    expect(found('job_words', 'typed : "tờ"')).toEqual([1]);
    expect(found('job_words', 'folded : "to trinh"')).toEqual([1]);
    expect(found('job_words', 'folded : "x"')).toEqual([]);
    expect(found('entry_words', 'typed : "qđ ubnd"')).toEqual([1]);
    expect(database.prepare('SELECT * FROM job_counts').all()).toEqual([{ state: 'received', count: 1 }]);
    expect(() => database.exec(`UPDATE register_entries SET fields = '{}'`)).toThrow(/append-only/);
  });

  it('0170 synchronisation: a document is owed once a server, by its newest change', () => {
    migrate(database, { databasePath });
    const owe = database.prepare('INSERT OR REPLACE INTO sync_owed (server, document_id, document) VALUES (?, ?, ?)');
    for (const server of ['a', 'b', 'a']) owe.run(server, 'd', '{}');
    const seqs = database.prepare('SELECT server, seq FROM sync_owed ORDER BY seq').all();
    expect(seqs).toEqual([
      { server: 'b', seq: 2 },
      { server: 'a', seq: 3 },
    ]);
    expect(() => owe.run('a', 'd', '{')).toThrow(/CHECK/);
  });

  it('keeps a whole copy, for this user alone, before an existing database is migrated', () => {
    migrate(database, { databasePath }, [jobsMigration]);
    insertJob('1'.repeat(32));
    migrate(database, { databasePath });
    const backupPath = `${databasePath}.before-${migrations.at(-1)?.version}`;
    const backup = new Database(backupPath, { readonly: true });
    expect(backup.prepare('SELECT id FROM jobs').pluck().all()).toEqual(['1'.repeat(32)]);
    expect(backup.pragma('user_version', { simple: true })).toBe(10);
    backup.close();
    if (process.platform !== 'win32') expect(statSync(backupPath).mode & 0o777).toBe(0o600);
    expect(database.prepare('SELECT id FROM jobs').pluck().all()).toEqual(['1'.repeat(32)]);
  });

  it('leaves the database as it was when a step fails in its middle', () => {
    migrate(database, { databasePath }, [jobsMigration]);
    const broken = { version: 20, name: 'broken', sql: 'CREATE TABLE half (x); SELECT nonsense;' };
    expect(() => migrate(database, { databasePath }, [jobsMigration, broken])).toThrow(/nonsense/);
    expect(tables()).toEqual(['jobs']);
    expect(database.pragma('user_version', { simple: true })).toBe(10);
  });

  it('refuses a database of a newer version', () => {
    database.pragma('user_version = 999');
    expect(() => migrate(database, { databasePath })).toThrow(expect.objectContaining({ code: 'queue.newer-version' }));
  });
});

describe('settings on which no commit may be lost', () => {
  it('are on in an opened database, whose file and folder are for this user alone', () => {
    expect(() => assertSafeSettings(database)).not.toThrow();
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    if (process.platform === 'win32') return;
    expect(statSync(databasePath).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['synchronous = NORMAL', 'synchronous'],
    ['foreign_keys = OFF', 'foreign_keys'],
  ])('refuses %s', (pragma, setting) => {
    database.pragma(pragma);
    expect(() => assertSafeSettings(database)).toThrow(
      expect.objectContaining({ code: 'queue.unsafe-settings', message: expect.stringContaining(setting) }),
    );
  });

  it('refuses a connection of better-sqlite3’s own defaults', () => {
    const plain = connect({ databasePath });
    expect(() => assertSafeSettings(plain)).toThrow(expect.objectContaining({ code: 'queue.unsafe-settings' }));
    plain.close();
  });
});
