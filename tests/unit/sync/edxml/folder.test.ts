import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EdxmlDraft } from '../../../../src/contracts/edxml.js';
import { Fault } from '../../../../src/contracts/faults/index.js';
import { changesPageSchema, receiptSchema, type ServerDocument } from '../../../../src/contracts/provincial-api.js';
import { EdxmlFolder } from '../../../../src/main/sync/edxml/folder.js';
import { packageReader } from '../../../../src/main/sync/edxml/look.js';
import { writeNewFile } from '../../../../src/main/sync/edxml/new-file.js';
import { type Attachment, makeFacts } from '../../../../src/main/sync/edxml/package.js';
import { storePackage } from '../../../../src/main/sync/edxml/package-store.js';
import { writeStatus } from '../../../../src/main/sync/edxml/status.js';
import { writePackage } from '../../../../src/main/sync/edxml/write.js';
import { attachment, draft, madeAt, readDocument, readText } from './samples.js';

const own = { organId: 'H41.03', name: 'Sở Tài chính' };
const key = 'k'.repeat(32);
const journal = { seq: 7, head: 'a'.repeat(64) };
const original = Buffer.from('%PDF-1.7\nbản gốc\n');
const signed = Buffer.concat([original, Buffer.from('chữ ký\n')]);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const documentId = 'H41.02.01,2026/03/02,05/TTr-SNV';

const setUp = () => {
  const root = mkdtempSync(join(tmpdir(), 'kyso-edxml-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [inbox, outbox, records, store] = [join(root, 'đến'), join(root, 'đi'), join(root, 'sổ'), join(root, 'giữ')];
  mkdirSync(inbox);
  const folder = () =>
    new EdxmlFolder({ inbox, outbox, store, records, own, reader: packageReader, now: () => madeAt });
  const arrive = (
    name: string,
    changes: Partial<EdxmlDraft> = {},
    files: Attachment[] = [attachment('a.pdf', original)],
  ) => {
    const facts = makeFacts({ ...draft, ...changes }, madeAt);
    writeFileSync(join(inbox, name), [...writePackage({ facts, attachments: files }, 'a1b2c3d4')].join(''));
  };
  const say = (name: string, code: string, from = own, description?: string) =>
    writeFileSync(
      join(inbox, name),
      writeStatus({
        responseFor: { organId: 'H41.02.01', code: '05/TTr-SNV', issuedOn: '2026-03-02', documentId },
        ...{ from, code, description, at: `2026-03-02T0${name.length % 10}:00:00Z`, staff: {} },
      }),
    );
  const path = join(root, 'signed.pdf');
  writeFileSync(path, signed);
  const order = ({ id }: ServerDocument, idempotencyKey = key) => ({
    ...{ serverId: id, version: 1, original: sha256(original), path, sha256: sha256(signed), idempotencyKey, journal },
  });
  const documents = async (server = folder()): Promise<ServerDocument[]> =>
    changesPageSchema.parse(await server.changes(null)).documents;
  const one = async (server = folder()): Promise<ServerDocument> => {
    const [document] = await documents(server);
    if (document === undefined) throw new Error('no document');
    return document;
  };
  return { root, inbox, outbox, records, store, folder, arrive, say, order, documents, one };
};

const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (thrown: unknown) => (thrown instanceof Fault ? thrown.code : thrown),
  );

describe('packages in a folder', () => {
  it('the same content in two packages is one document; other files are left alone', async () => {
    const { arrive, documents, inbox } = setUp();
    arrive('1.edxml');
    arrive('2.XML', { codeNumber: '06' });
    arrive('3.edxml', {}, [attachment('b.pdf', Buffer.from('%PDF-1.4 b')), attachment('bảng.xlsx', Buffer.from('PK'))]);
    writeFileSync(join(inbox, '.4.edxml.part'), '<');
    writeFileSync(join(inbox, 'đọc tôi.txt'), 'x');
    const found = await documents();
    expect(found.map(({ fileName, status }) => [fileName, status])).toEqual([
      ['a.pdf', 'waiting'],
      ['b.pdf', 'waiting'],
    ]);
  });

  it('one that is only half there is told, and read when the rest has come', async () => {
    const { arrive, inbox, folder, documents } = setUp();
    arrive('1.edxml');
    const whole = readFileSync(join(inbox, '1.edxml'));
    writeFileSync(join(inbox, '1.edxml'), whole.subarray(0, 3000));
    const server = folder();
    expect(await documents(server)).toEqual([]);
    expect(await server.unreadable()).toEqual([]);
    utimesSync(join(inbox, '1.edxml'), madeAt, new Date(madeAt.getTime() - 60_000));
    expect((await server.unreadable()).map(({ file, error }) => [file, error.code])).toEqual([
      ['1.edxml', 'edxml.malformed'],
    ]);
    writeFileSync(join(inbox, '1.edxml'), whole);
    expect((await documents(server)).length).toBe(1);
  });

  it('a downloaded document is the attachment, byte for byte', async () => {
    const { arrive, folder, one, root } = setUp();
    arrive('1.edxml');
    const server = folder();
    await server.download(await one(server), join(root, 'gốc.pdf'));
    expect(readFileSync(join(root, 'gốc.pdf')).equals(original)).toBe(true);
  });

  it('an inbox that is not there is a fault, not an empty one', async () => {
    const { folder, inbox } = setUp();
    rmSync(inbox, { recursive: true });
    expect(await codeOf(folder().changes(null))).toBe('file.unreadable');
  });
});

describe('a signed document', () => {
  it('leaves in a package that says what the one it came in said, with the signed file and our trace', async () => {
    const { arrive, folder, one, order, outbox } = setUp();
    arrive('1.edxml', {}, [
      attachment('a.pdf', original, 'x'),
      attachment('phụ lục.xlsx', Buffer.from('PK'), 'y'),
      attachment('khác.pdf', Buffer.from('%PDF-1.4 khác'), 'z'),
    ]);
    const server = folder();
    const { receipt, origin } = await server.upload(order(await one(server)));
    expect([receiptSchema.parse(receipt).journal, receipt.alreadyThere, origin]).toEqual([journal, false, undefined]);
    const [name = ''] = readdirSync(outbox);
    const { facts, package: read } = await readDocument(readFileSync(join(outbox, name)));
    expect(facts).toMatchObject({ documentId, subject: draft.subject });
    expect(facts.trace.map(({ organId }) => organId)).toEqual(['H41.02.01', 'H41.03']);
    expect(read.attachments.map((file) => [file.name, sha256(file.bytes)])).toEqual([
      ['a.pdf', sha256(signed)],
      ['phụ lục.xlsx', sha256(Buffer.from('PK'))],
    ]);
  });

  it('sent again, after a restart too, is one package and one receipt', async () => {
    const { arrive, folder, one, order, outbox } = setUp();
    arrive('1.edxml');
    const document = await one();
    const first = await folder().upload(order(document));
    const again = await folder().upload(order(document));
    expect(again.receipt).toEqual({ ...first.receipt, alreadyThere: true });
    expect(readdirSync(outbox).length).toBe(1);
    expect((await one()).status).toBe('signed');
  });

  it('a cut between package and record sends no second package', async () => {
    const { arrive, folder, one, order, outbox, records } = setUp();
    arrive('1.edxml');
    const document = await one();
    await folder().upload(order(document));
    rmSync(records, { recursive: true });
    expect((await folder().upload(order(document))).receipt.alreadyThere).toBe(true);
    expect(readdirSync(outbox).length).toBe(1);
  });

  it('under another key, or another file, is refused', async () => {
    const { arrive, folder, one, order, root } = setUp();
    arrive('1.edxml');
    const document = await one();
    writeFileSync(join(root, 'signed.pdf'), original);
    expect(await codeOf(folder().upload(order(document)))).toBe('sync.signed-file-changed');
    writeFileSync(join(root, 'signed.pdf'), signed);
    await folder().upload(order(document));
    expect(await codeOf(folder().upload(order(document, 'j'.repeat(32))))).toBe('sync.conflict');
    expect(await codeOf(folder().reject({ ...order(document), reason: 'x' }))).toBe('sync.conflict');
  });

  it('whose package the other program has cleared away leaves all the same, with what came beside it', async () => {
    const { arrive, folder, one, order, inbox, outbox, root } = setUp();
    arrive('1.edxml', {}, [attachment('a.pdf', original, 'x'), attachment('bảng.xlsx', Buffer.from('PK'), 'y')]);
    const document = await one();
    await folder().download(document, join(root, 'gốc.pdf'));
    rmSync(join(inbox, '1.edxml'));
    await folder().upload(order(document));
    const name = readdirSync(outbox).find((file) => file.startsWith('a-')) ?? '';
    const { package: read } = await readDocument(readFileSync(join(outbox, name)));
    expect(read.attachments.map((file) => file.name)).toEqual(['a.pdf', 'bảng.xlsx']);
  });

  it('whose package is gone is not sent into the dark', async () => {
    const { arrive, folder, one, order, inbox } = setUp();
    arrive('1.edxml');
    const document = await one();
    rmSync(join(inbox, '1.edxml'));
    expect(await codeOf(folder().upload(order(document)))).toBe('sync.document-missing');
  });
});

describe('what others say of a document', () => {
  const recall = { kind: 'recall', paper: false, documentId } as const;

  it('a recall by its sender takes it back; one by anybody else does not', async () => {
    const { arrive, one, folder, order } = setUp();
    arrive('1.edxml');
    arrive('2.edxml', { codeNumber: '9', from: { ...draft.from, organId: 'H41.99' }, business: recall }, []);
    const document = await one();
    expect(document.status).toBe('waiting');
    arrive('3.edxml', { codeNumber: '10', business: recall }, []);
    expect((await one()).status).toBe('recalled');
    expect(await codeOf(folder().upload(order(document)))).toBe('sync.recalled');
  });

  it('a replacement takes the old one back and brings the new one', async () => {
    const { arrive, documents } = setUp();
    arrive('1.edxml');
    const replaced = [{ documentId, organIds: [] }];
    arrive('2.edxml', { codeNumber: '06', business: { kind: 'replace', paper: false, replaced } }, [
      attachment('b.pdf', Buffer.from('%PDF-1.4 mới')),
    ]);
    expect((await documents()).map(({ status }) => status)).toEqual(['recalled', 'waiting']);
  });

  it('an update with another file takes its place; one of its data alone gives it new words', async () => {
    const { arrive, documents } = setUp();
    arrive('1.edxml');
    const update: EdxmlDraft['business'] = {
      kind: 'update',
      paper: false,
      documentId,
      information: true,
      receivers: [],
    };
    arrive('2.edxml', { business: update, subject: 'Trích yếu mới' }, []);
    expect(await documents()).toMatchObject([{ status: 'waiting', title: 'Trích yếu mới', version: 2 }]);
    arrive('3.edxml', { business: { ...update, reason: 'Bản khác' } }, [
      attachment('b.pdf', Buffer.from('%PDF-1.4 b')),
    ]);
    expect((await documents()).map(({ fileName, status }) => [fileName, status])).toEqual([
      ['a.pdf', 'recalled'],
      ['b.pdf', 'waiting'],
    ]);
  });

  it('an update that was taken in, and still stands where it came, is one update', async () => {
    const { arrive, one, inbox, store } = setUp();
    arrive('1.edxml');
    const base = { paper: false, documentId, information: true, receivers: [] };
    arrive('2.edxml', { business: { kind: 'update', ...base }, subject: 'Trích yếu mới' }, []);
    expect((await one()).version).toBe(2);
    await storePackage(store, join(inbox, '2.edxml'));
    expect((await one()).version).toBe(2);
  });

  it('its sender is known by his code, however it is spelt', async () => {
    const { arrive, inbox, one } = setUp();
    arrive('1.edxml');
    arrive('2.edxml', { codeNumber: '10', business: { ...recall, documentId: documentId.replace('SNV', 'snv') } }, []);
    const xml = readFileSync(join(inbox, '2.edxml'), 'utf8');
    writeFileSync(join(inbox, '2.edxml'), xml.replace('H41.02.01</edXML:OrganId>', 'h41.02.01 </edXML:OrganId>'));
    expect((await one()).status).toBe('recalled');
  });

  it('its sender hears once that it has arrived, and what became of his wish to have it back', async () => {
    const { arrive, folder, one, order, outbox, root } = setUp();
    const statuses = () => readdirSync(outbox).flatMap((name) => /^trang-thai-(\d\d)-/.exec(name)?.[1] ?? []);
    arrive('1.edxml');
    const document = await one();
    await folder().download(document, join(root, 'gốc.pdf'));
    await folder().download(document, join(root, 'gốc.pdf'));
    expect(statuses()).toEqual(['01']);
    // A carrier has taken it: it is not said again.
    for (const name of readdirSync(outbox)) rmSync(join(outbox, name));
    await folder().upload(order(document));
    arrive('2.edxml', { codeNumber: '10', business: recall }, []);
    expect((await one()).status).toBe('signed');
    expect(statuses()).toEqual(['16']);
  });

  it('without a code of our own nothing is said, and the document comes all the same', async () => {
    const { arrive, inbox, outbox, store, records, root } = setUp();
    arrive('1.edxml');
    const nobody = new EdxmlFolder({ inbox, outbox, store, records, own: {}, reader: packageReader });
    const [document] = (await nobody.changes(null)).documents;
    if (document) await nobody.download(document, join(root, 'gốc.pdf'));
    expect([existsSync(join(root, 'gốc.pdf')), existsSync(outbox)]).toEqual([true, false]);
  });

  it('the newest status that decides: refused, then accepted', async () => {
    const { arrive, one, folder, order, say } = setUp();
    arrive('1.edxml');
    await folder().upload(order(await one()));
    expect(await folder().lines()).toEqual(new Map());
    say('s.xml', '02', own, 'Gửi nhầm');
    expect(await one()).toMatchObject({ status: 'refused', refusal: { message: 'Gửi nhầm' } });
    say('ss.xml', '03');
    expect((await one()).status).toBe('accepted');
    expect((await folder().lines()).get(sha256(original))?.vi).toContain('Sở Tài chính đã tiếp nhận, vào sổ (');
  });

  it('a refusal to sign goes out as a status 02 with the reason, once', async () => {
    const { arrive, one, folder, outbox } = setUp();
    arrive('1.edxml');
    const note = {
      serverId: (await one()).id,
      version: 1,
      original: sha256(original),
      reason: 'Thiếu phụ lục',
      idempotencyKey: key,
    };
    await folder().reject(note);
    await folder().reject(note);
    const [name = '', ...others] = readdirSync(outbox);
    expect(others).toEqual([]);
    const read = await readText(readFileSync(join(outbox, name)));
    expect(read).toMatchObject({ kind: 'status', status: { code: '02', description: 'Thiếu phụ lục', from: own } });
    expect((await one()).status).toBe('rejected');
  });
});

describe('what was taken in goes with its documents', () => {
  const recall = { kind: 'recall', paper: false, documentId } as const;
  const late = new Date(madeAt.getTime() + 86_400_000 * 31);

  /** What stands in the store, by what it is. */
  const kinds = async (store: string): Promise<string[]> => {
    const found = await Promise.all(readdirSync(store).map((name) => packageReader.look(join(store, name))));
    return found.map((one) => (one.kind === 'status' ? one.status.code : one.facts.business.kind)).sort();
  };

  it('a status and a recall that the other program clears away are kept with the document, and go with it', async () => {
    const { arrive, say, folder, one, store, inbox, root } = setUp();
    arrive('1.edxml');
    const server = folder();
    await server.download(await one(server), join(root, 'gốc.pdf'));
    arrive('2.edxml', { codeNumber: '10', business: recall }, []);
    say('s.xml', '05');
    await server.keepMessages();
    const line = (await server.lines()).get(sha256(original));
    for (const name of readdirSync(inbox)) rmSync(join(inbox, name));
    expect((await folder().lines()).get(sha256(original))).toEqual(line);
    const longAgo = new Date(madeAt.getTime() - 86_400_000 * 40);
    for (const name of readdirSync(store)) utimesSync(join(store, name), longAgo, longAgo);
    await folder().forget(async (documents) => new Set(documents));
    expect(await kinds(store)).toEqual(['05', 'new', 'recall']);
    await folder().forget(async () => new Set());
    expect(readdirSync(store)).toEqual([]);
    expect(await folder().lines()).toEqual(new Map());
  });

  it('what was taken in is read through once, and what is remembered of it goes with it', async () => {
    const { arrive, folder, one, documents, root, inbox, outbox, store, records } = setUp();
    arrive('1.edxml');
    const server = folder();
    await server.download(await one(server), join(root, 'gốc.pdf'));
    rmSync(join(inbox, '1.edxml'));
    const before = await documents(folder());
    const look = () => Promise.reject(new Error('read again'));
    const again = new EdxmlFolder({ inbox, outbox, store, records, own, reader: { ...packageReader, look } });
    expect(await documents(again)).toEqual(before);
    const remembered = () => readdirSync(records).filter((name) => name.endsWith('.found.json'));
    expect(remembered().length).toBe(1);
    writeFileSync(join(records, remembered()[0] ?? ''), '{');
    expect(await documents(folder())).toEqual(before);
    await folder().forget(async () => new Set());
    expect(remembered()).toEqual([]);
  });

  it('what speaks of a document that never came is kept a month', async () => {
    const { say, store, inbox, folder, records, outbox } = setUp();
    say('s.xml', '05');
    await storePackage(store, join(inbox, 's.xml'));
    await folder().forget(async () => new Set());
    expect(await kinds(store)).toEqual(['05']);
    utimesSync(join(store, readdirSync(store)[0] ?? ''), madeAt, madeAt);
    const options = { inbox, outbox, store, records, own, reader: packageReader, now: () => late };
    await new EdxmlFolder(options).forget(async () => new Set());
    expect(readdirSync(store)).toEqual([]);
  });

  it('a message of nobody’s document is left where it came', async () => {
    const { say, store, folder } = setUp();
    say('s.xml', '05');
    await folder().keepMessages();
    expect(readdirSync(store)).toEqual([]);
  });

  it('one that came in a package, and left in another under its own number, keeps what its sender said', async () => {
    const { arrive, say, folder, one } = setUp();
    arrive('1.edxml');
    await one();
    say('s.xml', '03', { ...own, organId: draft.from.organId, name: 'Nơi gửi' });
    const { from, to } = draft;
    const named = { document: sha256(original), documentId: documentId.replace('05', '7'), from, to };
    await folder().keepSent({ ...named, business: draft.business, at: '2026-03-03T00:00:00Z' });
    expect((await folder().lines()).get(sha256(original))?.vi).toContain('Nơi gửi đã tiếp nhận, vào sổ (');
  });

  it('a document that left here in a package has a line, which goes with it', async () => {
    const { say, store, folder, records } = setUp();
    const { from, to } = draft;
    const sent = {
      document: 'd'.repeat(64),
      documentId,
      from,
      to,
      business: draft.business,
      at: '2026-03-02T00:00:00Z',
    };
    await folder().keepSent(sent);
    const us = { ...own, organId: 'H41.02.01' };
    const line = async () => (await folder().lines()).get(sent.document)?.vi;
    expect(await line()).toContain('Đã lập gói gửi');
    say('s.xml', '03', { organId: '000.00.01.H41', name: 'Văn phòng UBND tỉnh' });
    await folder().keepMessages();
    expect(await line()).toContain('đã tiếp nhận, vào sổ');
    await folder().keepSent({
      ...sent,
      document: 'e'.repeat(64),
      documentId: `${documentId}2`,
      business: recall,
      at: '2026-03-03T00:00:00Z',
    });
    expect(await line()).toMatch(/^Đã lập gói thu hồi .*; chưa nơi nào phản hồi\.$/);
    say('ss.xml', '13', us, 'Thu hồi');
    await folder().forget(async () => new Set(['e'.repeat(64)]));
    expect(await line()).toBeUndefined();
    expect(readdirSync(store)).toEqual([]);
    expect(readdirSync(records).filter((name) => name.endsWith('.sent.json')).length).toBe(1);
  });
});

describe('a file that others pick up', () => {
  it('is never replaced, and a failure in the middle leaves nothing', async () => {
    const { root } = setUp();
    await writeNewFile(join(root, 'a'), ['một']);
    expect(await codeOf(writeNewFile(join(root, 'a'), ['hai']))).toBe('edxml.file-exists');
    const broken = function* () {
      yield 'nửa';
      throw new Fault('edxml.malformed', { line: 1 });
    };
    expect(await codeOf(writeNewFile(join(root, 'b'), broken()))).toBe('edxml.malformed');
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('một');
    expect(readdirSync(root).filter((name) => name === 'b' || name.endsWith('.part'))).toEqual([]);
  });
});
