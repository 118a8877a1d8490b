import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultValue } from '../../../src/contracts/faults/index.js';
import type { Receipt } from '../../../src/contracts/provincial-api.js';
import { receiptText } from '../../../src/contracts/receipt.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import type { QueueOperations } from '../../../src/main/queue/types.js';

const origin = 'https://van-ban.tinh.gov.vn';
const bytes = Buffer.from('%PDF-1.7 signed');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const ed25519 = () => generateKeyPairSync('ed25519');
const spki = (key: KeyObject): string => key.export({ type: 'spki', format: 'der' }).toString('base64');

let folder: string;
let databasePath: string;
let database: OpenQueueDatabase;
let queue: QueueOperations;
let server: { publicKey: KeyObject; privateKey: KeyObject };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-receipts-'));
  databasePath = join(folder, 'queue.db');
  database = openQueueDatabase({ databasePath });
  queue = database.operations;
  server = ed25519();
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A document whose proved file is just being sent. */
const uploading = (serverId: string): string => {
  const originalPath = join(folder, 'goc.pdf');
  const { id } = queue.add({
    server: queue.trustedServers()[0]?.server ?? '',
    serverId,
    title: '',
    fileName: 'a.pdf',
    originalPath,
    sha256: 'a'.repeat(64),
    size: 1,
  }).job;
  const signedPath = join(folder, `${id}.signed.pdf`);
  writeFileSync(signedPath, bytes);
  queue.check(id, { fit: true });
  queue.claim([id]);
  queue.advance(id, { event: 'prepared', prepared: '{}', again: false });
  queue.advance(id, { event: 'signature-made', pending: '{}' });
  queue.advance(id, { event: 'embedded' });
  queue.advance(id, { event: 'proved', signedPath, signedSha256: sha256 });
  queue.claimUpload(id);
  return id;
};

let numbered = 0;
const receiptOf = (documentId: string, change: Partial<Receipt> = {}, privateKey = server.privateKey): Receipt => {
  numbered += 1;
  const { seq, head } = queue.journalHead();
  const plain = {
    documentId,
    sha256,
    receivedAt: '2026-01-01T00:00:00.000Z',
    alreadyThere: false,
    journal: { seq, head },
    receiptNumber: numbered,
    ...change,
  };
  const text = Buffer.from(receiptText(plain, origin), 'utf8');
  return { ...plain, signature: sign(null, text, privateKey).toString('base64') };
};

const trust = (): string => queue.trustServer({ origin, receiptKey: spki(server.publicKey) });

const deliver = (serverId: string, change: Partial<Receipt> = {}): Receipt => {
  const id = uploading(serverId);
  const receipt = receiptOf(serverId, change);
  queue.finishUpload(id, { outcome: 'delivered', receipt, origin });
  return receipt;
};

/** As somebody does who has the database in his hands, and a tool for it. */
const tamper = (change: (raw: Database.Database) => void): void => {
  database.close();
  const raw = new Database(databasePath);
  const triggers = raw.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all();
  for (const name of triggers.filter((one) => /journal|receipts/.test(one))) raw.exec(`DROP TRIGGER ${name}`);
  change(raw);
  raw.close();
  // Whoever does this knows the witness beside the database too.
  rmSync(`${databasePath}.head`, { force: true });
  database = openQueueDatabase({ databasePath });
  queue = database.operations;
};

type Row = Record<'at' | 'job_id' | 'event' | 'actor' | 'from_state' | 'to_state' | 'detail', string | null> & {
  seq: number;
};

/** Numbers and hashes the whole journal anew, so that the chain is right again. */
const rechain = (raw: Database.Database, change: (rows: Row[]) => Row[]): void => {
  const rows = change(raw.prepare<[], Row>('SELECT * FROM journal ORDER BY seq').all());
  raw.exec('DELETE FROM journal');
  const insert = raw.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  let previous = '0'.repeat(64);
  for (const [index, row] of rows.entries()) {
    const { at, job_id, event, actor, from_state, to_state, detail } = row;
    const fields = [index + 1, at, job_id, event, actor, from_state, to_state, detail];
    const hash = createHash('sha256')
      .update(JSON.stringify([...fields, previous]))
      .digest('hex');
    insert.run(...fields, previous, hash);
    previous = hash;
  }
};

describe('the key of a server', () => {
  it('is taken at the first sign-in, recorded once, and no other is taken after it', () => {
    trust();
    trust();
    expect(queue.verifyJournal()).toMatchObject({ intact: true, entries: 1 });
    expect(queue.trustedServers()).toMatchObject([{ origin, receiptKey: spki(server.publicKey) }]);
    const other = spki(ed25519().publicKey);
    const fingerprint = createHash('sha256').update(Buffer.from(other, 'base64')).digest('hex');
    expect(() => queue.trustServer({ origin, receiptKey: other })).toThrow(
      expect.objectContaining({ code: 'sync.server-key-changed', message: expect.stringContaining(fingerprint) }),
    );
    queue.trustServer({ origin: 'https://khac.gov.vn', receiptKey: other });
    expect(queue.trustedServers()).toHaveLength(2);
  });

  it('of another server is not taken while documents of the first are open, unless a person compared it', () => {
    trust();
    const job = { serverId: 'VB-9', title: 'a', fileName: 'a.pdf', originalPath: '/a.pdf', size: 1 };
    const { id } = queue.add({ ...job, sha256: 'a'.repeat(64) }).job;
    const stranger = { origin: 'https://khac.gov.vn', receiptKey: spki(ed25519().publicKey) };
    expect(() => queue.trustServer(stranger)).toThrow(expect.objectContaining({ code: 'sync.other-server' }));
    // The same server at another address.
    queue.trustServer({ origin: 'https://moi.gov.vn', receiptKey: spki(server.publicKey) });
    queue.replaceServerKey({ ...stranger, user: 'quan-tri' });
    queue.trustServer(stranger);
    expect(queue.trustedServers()).toHaveLength(3);
    queue.cancel([id], 'vanthu');
    queue.trustServer({ origin: 'https://nua.gov.vn', receiptKey: spki(ed25519().publicKey) });
    expect(queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('gives way to another where a person says so, and to nothing that is no Ed25519 key', () => {
    const other = ed25519();
    const replacement = { origin, receiptKey: spki(other.publicKey), user: 'quan-tri' };
    expect(() => queue.replaceServerKey(replacement)).toThrow(expect.objectContaining({ code: 'sync.server-unknown' }));
    trust();
    queue.replaceServerKey(replacement);
    expect(queue.trustedServers()).toMatchObject([{ origin, receiptKey: replacement.receiptKey }]);
    const rsa = spki(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey);
    for (const receiptKey of ['', 'AAAA', rsa])
      expect(() => queue.replaceServerKey({ ...replacement, receiptKey })).toThrow(
        expect.objectContaining({ code: 'sync.server-key-unfit' }),
      );
    expect(queue.verifyJournal()).toMatchObject({ intact: true, entries: 2 });
  });

  it('that was changed in the database is no key to take the next one by', () => {
    trust();
    const mine = spki(ed25519().publicKey);
    tamper((raw) => raw.prepare("UPDATE journal SET detail = json_replace(detail, '$.receiptKey', ?)").run(mine));
    expect(() => queue.trustServer({ origin, receiptKey: mine })).toThrow(
      expect.objectContaining({ code: 'queue.journal-altered' }),
    );
  });
});

describe('a receipt', () => {
  it.each([
    ['another document', { documentId: 'khac' }],
    ['another file', { sha256: 'b'.repeat(64) }],
  ])('of %s delivers nothing', (_name, change) => {
    trust();
    const id = uploading('s1');
    const finish = () => queue.finishUpload(id, { outcome: 'delivered', receipt: receiptOf('s1', change), origin });
    expect(finish).toThrow(expect.objectContaining({ code: 'sync.receipt-mismatch' }));
    expect(queue.get(id).state).toBe('uploading');
    queue.finishUpload(id, { outcome: 'deferred', error: faultValue('sync.receipt-mismatch') });
    expect(queue.get(id).state).toBe('proved');
  });

  it('signed with another key, for another origin, or changed after it was signed, delivers nothing', () => {
    trust();
    const id = uploading('s1');
    const right = receiptOf('s1');
    const wrong: [Receipt, string][] = [
      [receiptOf('s1', {}, ed25519().privateKey), origin],
      [right, 'https://khac.gov.vn'],
      [{ ...right, receiptNumber: right.receiptNumber + 1 }, origin],
      [{ ...right, receivedAt: '2025-01-01T00:00:00.000Z' }, origin],
      [{ ...right, journal: null }, origin],
      [{ ...right, signature: '' }, origin],
    ];
    for (const [receipt, from] of wrong)
      expect(() => queue.finishUpload(id, { outcome: 'delivered', receipt, origin: from })).toThrow(
        expect.objectContaining({ code: 'sync.receipt-mismatch' }),
      );
    queue.finishUpload(id, { outcome: 'delivered', receipt: right, origin });
    expect(queue.verifyJournal()).toMatchObject({ intact: true, receipts: 1, ofOtherJournal: 0 });
  });
});

describe('a journal that servers saw', () => {
  it('is caught when it is written anew with right hashes', () => {
    trust();
    deliver('s1');
    deliver('s2');
    expect(queue.verifyJournal()).toMatchObject({
      intact: true,
      receipts: 2,
      servers: [
        {
          origin,
          keySha256: createHash('sha256')
            .update(Buffer.from(spki(server.publicKey), 'base64'))
            .digest('hex'),
        },
      ],
    });
    tamper((raw) =>
      rechain(raw, (rows) => rows.map((row) => (row.event === 'claimed' ? { ...row, at: '2020' } : row))),
    );
    expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'receipt' });
  });

  it('is caught when an evidence pack was taken out of it, which leaves no other trace', () => {
    trust();
    const pack = { fileSha256: 'c'.repeat(64), packSha256: 'd'.repeat(64) };
    queue.recordPack({ event: 'evidence-pack-made', ...pack, fileName: 'a.pdf', path: join(folder, 'p.zip'), size: 1 });
    queue.recordPack({ event: 'evidence-pack-deleted', ...pack });
    deliver('s1');
    tamper((raw) => rechain(raw, (rows) => rows.filter(({ event }) => event !== 'evidence-pack-deleted')));
    expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'receipt' });
  });

  it('is caught when the receipts were taken away with it, by those that were kept elsewhere', () => {
    trust();
    const receipt = deliver('s1');
    expect(queue.verifyJournal([{ origin, receipt }])).toMatchObject({ intact: true });
    tamper((raw) => {
      raw.exec('DELETE FROM receipts');
      rechain(raw, (rows) =>
        rows.map((row) => {
          if (row.event === 'claimed') return { ...row, at: '2020' };
          return row.event === 'delivered' ? { ...row, detail: '{}' } : row;
        }),
      );
    });
    expect(queue.verifyJournal()).toMatchObject({ intact: true, receipts: 0 });
    expect(queue.verifyJournal([{ origin, receipt }])).toEqual({
      intact: false,
      seq: receipt.journal?.seq,
      problem: 'receipt',
    });
  });

  it('is caught when what a receipt says was changed, or the receipt is gone or too many', () => {
    trust();
    deliver('s1');
    const changes: ((raw: Database.Database) => void)[] = [
      (raw) => raw.exec("UPDATE receipts SET receipt = json_replace(receipt, '$.receiptNumber', 99)"),
      (raw) => raw.exec("UPDATE receipts SET document_id = 's9'"),
      (raw) => raw.exec("INSERT INTO receipts SELECT 'x', document_id, origin, receipt FROM receipts"),
      (raw) => raw.exec('DELETE FROM receipts'),
    ];
    for (const change of changes) {
      const before = queue.verifyJournal();
      tamper((raw) => {
        raw.exec('CREATE TABLE saved AS SELECT * FROM receipts');
        change(raw);
      });
      expect(before).toMatchObject({ intact: true });
      expect(queue.verifyJournal()).toMatchObject({ intact: false, problem: 'receipt' });
      tamper((raw) => raw.exec('DELETE FROM receipts; INSERT INTO receipts SELECT * FROM saved; DROP TABLE saved'));
    }
  });

  it('is caught by a given receipt of a file that was never proved here, or of a server that is not known', () => {
    trust();
    const right = deliver('s1');
    const other = receiptOf('s2', { sha256: 'b'.repeat(64), journal: right.journal });
    expect(queue.verifyJournal([{ origin, receipt: other }])).toMatchObject({ intact: false, problem: 'receipt' });
    expect(queue.verifyJournal([{ origin: 'https://khac.gov.vn', receipt: right }])).toMatchObject({ intact: false });
  });

  it('may be an older one after a restored backup: the delivery counts, and the check tells of it', () => {
    trust();
    const receipt = deliver('s1', { alreadyThere: true, journal: { seq: 5000, head: 'e'.repeat(64) } });
    expect(queue.verifyJournal()).toMatchObject({ intact: true, receipts: 1, ofOtherJournal: 1 });
    expect(queue.verifyJournal([{ origin, receipt }])).toMatchObject({ intact: true });
    const unrecorded = receiptOf('s1', { journal: { seq: 5000, head: 'f'.repeat(64) } });
    expect(queue.verifyJournal([{ origin, receipt: unrecorded }])).toMatchObject({ intact: false, problem: 'receipt' });
  });

  it('stays right with the receipts of before when the key is replaced', () => {
    trust();
    const before = deliver('s1');
    server = ed25519();
    queue.replaceServerKey({ origin, receiptKey: spki(server.publicKey), user: 'quan-tri' });
    const after = deliver('s2');
    const given = [before, after].map((receipt) => ({ origin, receipt }));
    expect(queue.verifyJournal(given)).toMatchObject({ intact: true, receipts: 2 });
  });
});

describe('what the journal says of a signature', () => {
  it('is the certificate and the hashes, before the token is asked and after the proof, and no text of the document', () => {
    const originalPath = join(folder, 'goc.pdf');
    const title = 'Quyết định bí mật';
    const new_ = { serverId: null, title, fileName: `${title}.pdf`, originalPath, sha256: 'a'.repeat(64), size: 1 };
    const { id } = queue.add(new_).job;
    queue.check(id, { fit: true });
    queue.claim([id]);
    const certificate = 'f'.repeat(64);
    queue.advance(id, { event: 'prepared', prepared: '{}', again: false, certificate });
    queue.advance(id, { event: 'signature-made', pending: '{}' });
    queue.advance(id, { event: 'embedded' });
    queue.advance(id, { event: 'proved', signedPath: join(folder, 'a.signed.pdf'), signedSha256: sha256 });
    const details = new Map(queue.history(id).map(({ event, detail }) => [event, JSON.parse(detail)]));
    expect(details.get('prepared')).toEqual({ again: false, sha256: 'a'.repeat(64), certificate });
    expect(details.get('proved')).toEqual({ sha256: 'a'.repeat(64), signedSha256: sha256 });
    expect(JSON.stringify(queue.journalPage(0, 100))).not.toContain(title);
  });

  it('leaves the queue page by page, each delivery with its receipt', () => {
    trust();
    const receipt = deliver('s1');
    const whole = queue.journalPage(0, 1000);
    const paged = whole.flatMap((_entry, index) => queue.journalPage(index, 1));
    expect(paged).toEqual(whole);
    expect(whole.filter((entry) => entry.receipt !== undefined)).toMatchObject([
      { event: 'delivered', origin, receipt },
    ]);
    expect(whole.at(-1)?.hash).toBe(queue.journalHead().head);
  });
});
