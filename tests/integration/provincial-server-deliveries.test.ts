import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  apiErrorSchema,
  changesPageSchema,
  leaseAnswerSchema,
  receiptSchema,
  rejectionSchema,
  uploadStateSchema,
  witnessSchema,
} from '../../src/contracts/provincial-api.js';
import { receiptText, witnessText } from '../../src/contracts/receipt.js';
import { seed as runSeed } from '../seed.js';
import {
  Clerk,
  digest,
  keyOf,
  origin,
  pdf,
  read,
  refusal,
  seedFolder,
  sha256,
  start,
  told,
  users,
} from './provincial-server-support.js';
import { temporaryFolder } from './queue-harness.js';

const signed = pdf('đã ký');
const head = 'ab'.repeat(32);

describe('a receipt', () => {
  it('can be checked with node:crypto alone, and for no other file, server or journal', async () => {
    const { clerk, id } = await start();
    const receipt = await read(
      receiptSchema,
      await clerk.put(id, signed, keyOf('a'), { 'kyso-journal': `17:${head}` }),
    );
    expect(receipt).toMatchObject({ sha256: sha256(signed), journal: { seq: 17, head }, receiptNumber: 1 });
    const { receiptKey, origin: told } = clerk.session.server;
    const key = createPublicKey({ key: Buffer.from(receiptKey, 'base64'), format: 'der', type: 'spki' });
    const isRight = (text: string): boolean =>
      verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(receipt.signature, 'base64'));
    expect(told).toBe(origin);
    expect(
      isRight(`KYSO-RECEIPT v1 | ${origin} | ${id} | ${sha256(signed)} | ${receipt.receivedAt} | 17:${head} | 1`),
    ).toBe(true);
    expect(isRight(receiptText(receipt, origin))).toBe(true);
    expect(isRight(receiptText(receipt, 'https://may-chu.khac.example'))).toBe(false);
    expect(isRight(receiptText({ ...receipt, sha256: sha256(pdf('khác')) }, origin))).toBe(false);
    expect(isRight(receiptText({ ...receipt, journal: { seq: 18, head } }, origin))).toBe(false);
  });

  it('is signed by the same key after a restart', async () => {
    const first = await start();
    const receipt = await read(receiptSchema, await first.clerk.put(first.id, signed, keyOf('a')));
    // Two servers at once would each sweep away what the other has not yet on record.
    await expect(start({ dataDir: first.dataDir })).rejects.toMatchObject({ code: 'EBUSY' });
    await first.server.close();
    const { clerk } = await start({ dataDir: first.dataDir });
    expect(clerk.session.server).toEqual(first.clerk.session.server);
    const again = await read(receiptSchema, await clerk.put(first.id, signed, keyOf('a')));
    expect(again).toEqual({ ...receipt, alreadyThere: true });
  });
});

describe('a delivery that does not say all it has to', () => {
  const without = async (clerk: Clerk, id: string, name: string) => {
    const { [name]: _, ...rest } = { ...told } as Record<string, string>;
    const own = { 'content-type': 'application/pdf', 'idempotency-key': keyOf('a'), 'content-digest': digest(signed) };
    const body = new Uint8Array(signed);
    return refusal(await clerk.call(`/documents/${id}/signed`, { method: 'PUT', body, headers: { ...own, ...rest } }));
  };

  it('is asked for the version that was signed, and for the journal, and leaves nothing', async () => {
    const { clerk, id, dataDir } = await start();
    expect(await without(clerk, id, 'if-match')).toEqual({ status: 428, code: 'version-required' });
    expect(await without(clerk, id, 'kyso-journal')).toEqual({ status: 428, code: 'journal-required' });
    const upload = { documentId: id, size: 9, sha256: sha256(signed), idempotencyKey: keyOf('a') };
    const journal = { seq: 1, head };
    expect(await refusal(await clerk.send('POST', '/uploads', { ...upload, journal }))).toEqual({
      status: 428,
      code: 'version-required',
    });
    expect(await refusal(await clerk.send('POST', '/uploads', { ...upload, version: 1 }))).toEqual({
      status: 428,
      code: 'journal-required',
    });
    const rejection = clerk.send(
      'POST',
      `/documents/${id}/rejection`,
      { reason: 'Sai' },
      { 'idempotency-key': keyOf('r') },
    );
    expect(await refusal(await rejection)).toEqual({ status: 428, code: 'version-required' });
    expect(await clerk.document(id)).toMatchObject({ status: 'waiting', version: 1 });
    expect(readdirSync(join(dataDir, 'signed'))).toEqual([]);
  });
});

describe('a journal that is shown between deliveries', () => {
  it('gets a signature that anybody can check, the same for the same entry', async () => {
    const { clerk } = await start();
    const show = async (seq: number) => clerk.send('POST', '/journal-heads', { seq, head });
    const first = await show(17);
    expect(first.status).toBe(201);
    const witness = await read(witnessSchema, first);
    expect(await read(witnessSchema, await show(17))).toEqual(witness);
    expect((await read(witnessSchema, await show(18))).witnessNumber).toBe(2);
    const key = createPublicKey({
      key: Buffer.from(clerk.session.server.receiptKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    const isRight = (text: string): boolean =>
      verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(witness.signature, 'base64'));
    expect(isRight(`KYSO-WITNESS v1 | ${origin} | ${witness.witnessedAt} | 17:${head} | 1`)).toBe(true);
    expect(isRight(witnessText({ ...witness, journal: { seq: 16, head } }, origin))).toBe(false);
  });
});

describe('a document that is meant for one clerk', () => {
  it('is said to be theirs alone, and nobody else gets a lease of it or sends it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'riêng.pdf'), pdf('riêng'));
    writeFileSync(join(folder, 'seed.json'), JSON.stringify([{ file: 'riêng.pdf', assignee: 'van-thu' }]));
    const { clerk, server, id } = await start({ seed: [join(folder, 'seed.json')] });
    const second = await Clerk.signIn(server.url, users[1]);
    expect(await clerk.document(id)).toMatchObject({ exclusive: true, lease: { holder: 'van-thu' } });
    expect(await second.document(id)).toMatchObject({ exclusive: false, lease: { holder: 'van-thu' } });
    const answer = await second.send('POST', '/leases', { documents: [id], seconds: 9 });
    expect((await read(leaseAnswerSchema, answer)).refused).toEqual([
      { documentId: id, code: 'leased-elsewhere', holder: 'van-thu' },
    ]);
    expect(await refusal(await second.put(id, signed, keyOf('b')))).toEqual({ status: 409, code: 'leased-elsewhere' });
    expect((await clerk.put(id, signed, keyOf('a'))).status).toBe(201);
  });
});

describe('two clerks', () => {
  it('do not get the same document: the second hears who has it, and cannot send it', async () => {
    const { clerk, server, id, others, time } = await start();
    const second = await Clerk.signIn(server.url, users[1]);
    const lease = async (who: Clerk, documents: string[]) =>
      read(leaseAnswerSchema, await who.send('POST', '/leases', { documents, seconds: 600 }));
    expect((await lease(clerk, [id])).granted).toMatchObject([{ documentId: id, version: 1 }]);
    expect(await lease(second, [id, ...others, 'khong-co'])).toMatchObject({
      granted: others.map((documentId) => ({ documentId })),
      refused: [
        { documentId: id, code: 'leased-elsewhere', holder: 'van-thu' },
        { documentId: 'khong-co', code: 'document-missing' },
      ],
    });
    expect((await clerk.document(id)).lease).toMatchObject({ holder: 'van-thu' });
    const blocked = await second.put(id, signed, keyOf('b'));
    expect(apiErrorSchema.parse(await blocked.json())).toMatchObject({ code: 'leased-elsewhere', holder: 'van-thu' });
    // Renewed by asking again, and over when its time is.
    time.now += 500_000;
    expect((await lease(clerk, [id])).granted).toHaveLength(1);
    time.now += 500_000;
    expect((await lease(second, [id])).refused).toHaveLength(1);
    time.now += 200_000;
    expect((await lease(second, [id])).granted).toHaveLength(1);
    expect((await clerk.document(id)).lease).toMatchObject({ holder: 'chuyen-vien' });
  });

  it('asking at once for the same documents get each one once', async () => {
    const { clerk, server } = await start({}, 20);
    const second = await Clerk.signIn(server.url, users[1]);
    const documents = await clerk.ids();
    const answers = await Promise.all(
      [clerk, second, clerk, second].map(async (who) =>
        read(leaseAnswerSchema, await who.send('POST', '/leases', { documents, seconds: 60 })),
      ),
    );
    expect(answers.map(({ granted }) => granted.length).sort()).toEqual([0, 0, 20, 20]);
  });

  it('give back only what is theirs', async () => {
    const { clerk, server, id } = await start();
    const second = await Clerk.signIn(server.url, users[1]);
    await clerk.send('POST', '/leases', { documents: [id], seconds: 60 });
    expect((await second.send('DELETE', '/leases', { documents: [id] })).status).toBe(204);
    expect((await clerk.document(id)).lease).toMatchObject({ holder: 'van-thu' });
    expect((await clerk.send('DELETE', '/leases', { documents: [id] })).status).toBe(204);
    expect((await clerk.document(id)).lease).toBeNull();
  });
});

describe('a document that changes on the server while it is signed here', () => {
  it('is not taken in the version that is gone', async () => {
    const { clerk, server, id } = await start();
    const other = join(temporaryFolder(), 'Bản mới.pdf');
    writeFileSync(other, pdf('bản mới'));
    await server.revise(id, other);
    expect(await clerk.document(id)).toMatchObject({ version: 2, sha256: sha256(pdf('bản mới')) });
    const late = await clerk.put(id, signed, keyOf('a'), { 'if-match': '"1"' });
    expect(late.status).toBe(409);
    expect(apiErrorSchema.parse(await late.json())).toMatchObject({ code: 'document-changed', version: 2 });
    expect((await clerk.put(id, signed, keyOf('a'), { 'if-match': '"2"' })).status).toBe(201);
  });

  it('is not taken when it was recalled; what was received before keeps its receipt', async () => {
    const { clerk, server, id, others } = await start();
    const [second = ''] = others;
    await clerk.put(second, signed, keyOf('b'));
    for (const one of [id, second]) server.recall(one);
    expect(await refusal(await clerk.put(id, signed, keyOf('a')))).toEqual({ status: 410, code: 'recalled' });
    expect((await clerk.put(second, signed, keyOf('b'))).status).toBe(200);
    expect(await clerk.document(second)).toMatchObject({ status: 'recalled' });
    expect(
      (await read(leaseAnswerSchema, await clerk.send('POST', '/leases', { documents: [id], seconds: 9 }))).refused,
    ).toEqual([{ documentId: id, code: 'recalled' }]);
  });

  it('is rejected once, with its reason, and not signed after', async () => {
    const { clerk, id } = await start();
    const reject = (reason: string, key = keyOf('r'), version = '"1"') =>
      clerk.send('POST', `/documents/${id}/rejection`, { reason }, { 'idempotency-key': key, 'if-match': version });
    expect(await refusal(await reject('Sai thể thức', keyOf('r'), '"2"'))).toEqual({
      status: 409,
      code: 'document-changed',
    });
    const first = await reject('Sai thể thức');
    expect(first.status).toBe(201);
    const told = await read(rejectionSchema, first);
    expect(told).toMatchObject({ documentId: id, reason: 'Sai thể thức' });
    expect(await read(rejectionSchema, await reject('Sai thể thức'))).toEqual({ ...told, alreadyThere: true });
    expect(await refusal(await reject('Lý do khác'))).toEqual({ status: 409, code: 'key-reused' });
    expect(await refusal(await reject('Sai', keyOf('s'), '"2"'))).toEqual({ status: 409, code: 'already-rejected' });
    expect(await refusal(await clerk.put(id, signed, keyOf('a')))).toEqual({ status: 409, code: 'already-rejected' });
    expect(await clerk.document(id)).toMatchObject({ status: 'rejected', version: 2 });
  });

  it('comes with its newest state behind the cursor, each once, nothing twice', async () => {
    const { clerk, server, id, others } = await start();
    const changes = async (after?: string) =>
      read(changesPageSchema, await clerk.call(`/changes?limit=2${after === undefined ? '' : `&after=${after}`}`));
    const first = await changes();
    const second = await changes(first.next ?? '');
    expect([...first.documents, ...second.documents].map((document) => document.id)).toEqual([id, ...others]);
    expect(second.next).toBeNull();
    expect(await changes(second.cursor)).toEqual({ documents: [], next: null, cursor: second.cursor });
    await clerk.put(id, signed, keyOf('a'));
    server.recall(others[1] ?? '');
    server.recall(id);
    const later = await changes(second.cursor);
    expect(later.documents.map((document) => [document.id, document.status, document.version])).toEqual([
      [others[1], 'recalled', 2],
      [id, 'recalled', 3],
    ]);
  });

  it('after the server was taken back to an earlier day is asked for from the beginning, however far it has got since', async () => {
    const first = await start();
    await first.server.close();
    const backup = join(temporaryFolder(), 'backup');
    cpSync(first.dataDir, backup, { recursive: true });
    const before = await start({ dataDir: first.dataDir });
    before.server.recall(before.id);
    const told = await read(changesPageSchema, await before.clerk.call('/changes'));
    expect(told.cursor).toMatch(/^4-/);
    const after = await start({ dataDir: backup });
    const ask = () => after.clerk.call(`/changes?after=${told.cursor}`);
    expect(await refusal(await ask())).toEqual({ status: 410, code: 'cursor-unknown' });
    for (const other of [after.id, ...after.others]) after.server.recall(other);
    expect(await refusal(await ask())).toEqual({ status: 410, code: 'cursor-unknown' });
    expect(await refusal(await after.clerk.call('/changes?after=4'))).toEqual({ status: 410, code: 'cursor-unknown' });
    expect(await refusal(await after.clerk.call('/changes?after=99-0000000000000000'))).toMatchObject({ status: 410 });
  });
});

describe('a download that was cut', () => {
  it('goes on where it stopped, unless the content is another by now', async () => {
    const { clerk, server, id } = await start();
    const whole = await clerk.call(`/documents/${id}/content`);
    const etag = whole.headers.get('etag') ?? '';
    const bytes = Buffer.from(await whole.arrayBuffer());
    const part = async (range: string, ifRange = etag) => {
      const response = await clerk.call(`/documents/${id}/content`, { headers: { range, 'if-range': ifRange } });
      return {
        status: response.status,
        range: response.headers.get('content-range'),
        text: Buffer.from(await response.arrayBuffer()),
      };
    };
    const size = bytes.length;
    expect(await part('bytes=5-')).toEqual({
      status: 206,
      range: `bytes 5-${size - 1}/${size}`,
      text: bytes.subarray(5),
    });
    expect(await part('bytes=2-3')).toEqual({ status: 206, range: `bytes 2-3/${size}`, text: bytes.subarray(2, 4) });
    expect(await part('bytes=-4')).toEqual({
      status: 206,
      range: `bytes ${size - 4}-${size - 1}/${size}`,
      text: bytes.subarray(-4),
    });
    expect(await part(`bytes=${size}-`)).toMatchObject({ status: 416, range: `bytes */${size}` });
    for (const ignored of ['bytes=0-1,3-4', 'lines=1-2', 'bytes=9-2', 'bytes=-'])
      expect(await part(ignored), ignored).toEqual({ status: 200, range: null, text: bytes });
    expect(await part('bytes=5-', `"${'0'.repeat(64)}"`)).toMatchObject({ status: 200, text: bytes });
    const other = join(temporaryFolder(), 'Bản mới.pdf');
    writeFileSync(other, pdf('bản mới dài hơn bản cũ'));
    await server.revise(id, other);
    expect(await part('bytes=5-')).toMatchObject({ status: 200, text: pdf('bản mới dài hơn bản cũ') });
  });
});

describe('a large upload', () => {
  const large = Buffer.concat([signed, randomBytes(3_000_000)]);
  const order = (documentId: string, over: object = {}) => ({
    documentId,
    version: 1,
    size: large.length,
    sha256: sha256(large),
    idempotencyKey: keyOf('u'),
    journal: { seq: 3, head },
    ...over,
  });
  const begin = (clerk: Clerk, id: string, over: object = {}) => clerk.send('POST', '/uploads', order(id, over));
  const offsetOf = async (clerk: Clerk, uploadId: string) =>
    Number((await clerk.call(`/uploads/${uploadId}`, { method: 'HEAD' })).headers.get('upload-offset'));
  const patch = (clerk: Clerk, uploadId: string, offset: number, bytes: Uint8Array) =>
    clerk.call(`/uploads/${uploadId}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/octet-stream', 'upload-offset': String(offset) },
      body: new Uint8Array(bytes),
    });

  /** Sends from `offset` and cuts the connection when `length` bytes of it have left, and `arrived` is over. */
  const cutPiece = async (clerk: Clerk, uploadId: string, offset: number, length: number, arrived = async () => {}) => {
    const request = httpRequest(`${clerk.url}/api/v1/uploads/${uploadId}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${clerk.session.token}`,
        'content-type': 'application/octet-stream',
        'upload-offset': offset,
        'content-length': large.length - offset,
      },
    });
    request.on('error', () => {});
    await new Promise((resolve) => request.write(large.subarray(offset, offset + length), resolve));
    await arrived();
    request.destroy();
  };

  it('cut in a piece keeps what had arrived of it', async () => {
    const { clerk, id, dataDir } = await start();
    const { uploadId } = await read(uploadStateSchema, await begin(clerk, id));
    const part = join(dataDir, 'uploads', `${uploadId}.part`);
    await cutPiece(clerk, uploadId, 0, 50_000, async () => {
      while (!existsSync(part) || statSync(part).size < 10_000) await new Promise((pass) => setTimeout(pass, 5));
    });
    const wrong = await patch(clerk, uploadId, large.length, new Uint8Array());
    const { offset = 0 } = apiErrorSchema.parse(await wrong.json());
    expect(offset).toBeGreaterThanOrEqual(10_000);
    expect((await patch(clerk, uploadId, offset, large.subarray(offset))).status).toBe(201);
  });

  it('cut at random places again and again arrives whole, with one receipt', async () => {
    const { clerk, id, dataDir } = await start();
    const { uploadId } = await read(uploadStateSchema, await begin(clerk, id));
    let offset = 0;
    for (let cut = 0; cut < 8; cut += 1) {
      const chosen = createHash('sha256').update(`${runSeed} ${cut}`).digest().readUInt32BE() % 300_000;
      await cutPiece(clerk, uploadId, offset, 1 + chosen);
      // Without waiting for the server to see that the old connection is dead.
      const state = await read(uploadStateSchema, await begin(clerk, id));
      expect(state.uploadId).toBe(uploadId);
      const wrong = await patch(clerk, uploadId, large.length, new Uint8Array());
      expect(wrong.status).toBe(409);
      const { offset: arrived = -1 } = apiErrorSchema.parse(await wrong.json());
      expect(arrived).toBeGreaterThanOrEqual(offset);
      expect(arrived).toBe(await offsetOf(clerk, uploadId));
      offset = arrived;
    }
    const middle = await patch(clerk, uploadId, offset, large.subarray(offset, offset + 1000));
    expect([middle.status, middle.headers.get('upload-offset')]).toEqual([204, String(offset + 1000)]);
    const last = await patch(clerk, uploadId, offset + 1000, large.subarray(offset + 1000));
    expect(last.status).toBe(201);
    const receipt = await read(receiptSchema, last);
    expect(receipt).toMatchObject({ sha256: sha256(large), journal: { seq: 3, head } });
    expect(readdirSync(join(dataDir, 'signed'))).toEqual([`${sha256(large)}.pdf`]);
    expect(readdirSync(join(dataDir, 'uploads'))).toEqual([]);
    // The reply may have been lost: the same key finds the receipt, by piece or in one.
    const again = await begin(clerk, id);
    expect([again.status, await again.json()]).toEqual([200, { ...receipt, alreadyThere: true }]);
    expect(await (await clerk.put(id, large, keyOf('u'))).json()).toEqual({ ...receipt, alreadyThere: true });
    expect(await refusal(await patch(clerk, uploadId, 0, large))).toEqual({ status: 404, code: 'upload-missing' });
  });

  it('goes on after the server was started again', async () => {
    const first = await start();
    const { uploadId } = await read(uploadStateSchema, await begin(first.clerk, first.id));
    await patch(first.clerk, uploadId, 0, large.subarray(0, 1_234_567));
    await first.server.close();
    const { clerk } = await start({ dataDir: first.dataDir });
    expect(await read(uploadStateSchema, await begin(clerk, first.id))).toEqual({ uploadId, offset: 1_234_567 });
    expect((await patch(clerk, uploadId, 1_234_567, large.subarray(1_234_567))).status).toBe(201);
  });

  it('of wrong bytes, too many bytes, a key of another file, or another user leaves nothing', async () => {
    const { clerk, server, id, others, dataDir } = await start({ maxUploadBytes: large.length });
    const second = await Clerk.signIn(server.url, users[1]);
    expect(await refusal(await begin(clerk, id, { size: large.length + 1 }))).toMatchObject({ code: 'too-large' });
    const { uploadId } = await read(uploadStateSchema, await begin(clerk, id));
    expect(await refusal(await begin(clerk, id, { sha256: head }))).toMatchObject({ code: 'key-reused' });
    expect(await refusal(await begin(clerk, others[0] ?? ''))).toMatchObject({ code: 'key-reused' });
    expect(await refusal(await patch(second, uploadId, 0, large))).toMatchObject({ code: 'upload-missing' });
    const more = Buffer.concat([large, signed]);
    expect(await refusal(await patch(clerk, uploadId, 0, more))).toMatchObject({ code: 'too-large' });
    const arrived = await offsetOf(clerk, uploadId);
    const other = Buffer.alloc(large.length - arrived, 0x20);
    expect(await refusal(await patch(clerk, uploadId, arrived, other))).toEqual({
      status: 422,
      code: 'digest-mismatch',
    });
    expect(readdirSync(join(dataDir, 'uploads'))).toEqual([]);
    expect(readdirSync(join(dataDir, 'signed'))).toEqual([]);
    expect(await read(uploadStateSchema, await begin(clerk, id))).toMatchObject({ offset: 0 });
  });

  it('is not taken where the document was recalled meanwhile', async () => {
    const { clerk, server, id, dataDir } = await start();
    const { uploadId } = await read(uploadStateSchema, await begin(clerk, id));
    server.recall(id);
    expect(await refusal(await patch(clerk, uploadId, 0, large))).toEqual({ status: 410, code: 'recalled' });
    expect(await refusal(await begin(clerk, id))).toEqual({ status: 410, code: 'recalled' });
    expect(readdirSync(join(dataDir, 'signed'))).toEqual([]);
  });

  it('that nobody went on with is gone after a week', async () => {
    const first = await start();
    const { uploadId } = await read(uploadStateSchema, await begin(first.clerk, first.id));
    await patch(first.clerk, uploadId, 0, large.subarray(0, 1000));
    await first.server.close();
    const kept = await start({ dataDir: first.dataDir, clock: () => first.time.now + 6 * 86_400_000 });
    expect(await offsetOf(kept.clerk, uploadId)).toBe(1000);
    await kept.server.close();
    await start({ dataDir: first.dataDir, clock: () => first.time.now + 8 * 86_400_000 });
    expect(readdirSync(join(first.dataDir, 'uploads'))).toEqual([]);
  });
});

describe('a server killed with SIGKILL', () => {
  /** A server of its own process that kills itself at `step`. */
  const run = async (dataDir: string, seed: string, step: string): Promise<{ url: string; child: ChildProcess }> => {
    const program = `
      import { startServer } from ${JSON.stringify(new URL('../../tools/provincial-server/server.mjs', import.meta.url).href)};
      const [dataDir, seed, users, at, origin] = JSON.parse(process.argv[1]);
      const step = (name) => { if (name === at) process.kill(process.pid, 'SIGKILL'); };
      const { url } = await startServer({ dataDir, origin, seed: [seed], users, step });
      console.log(url);`;
    const words = ['--input-type=module', '-e', program, JSON.stringify([dataDir, seed, users, step, origin])];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [url] = await once(child.stdout, 'data');
    return { url: String(url).trim(), child };
  };

  it.each(['file-kept', 'receipt-stored'])('at %s has the file once when it is sent again', async (step) => {
    const dataDir = join(temporaryFolder(), 'data');
    const seed = seedFolder(1);
    const large = Buffer.concat([signed, randomBytes(100_000)]);
    const order = { version: 1, size: large.length, sha256: sha256(large), idempotencyKey: keyOf('k') };
    for (const way of ['whole', 'pieces']) {
      const data = `${dataDir}-${way}`;
      const deliver = async (url: string): Promise<Response> => {
        const clerk = await Clerk.signIn(url);
        const [documentId = ''] = await clerk.ids();
        if (way === 'whole') return clerk.put(documentId, large, keyOf('k'));
        const begun = await clerk.send('POST', '/uploads', { ...order, documentId, journal: { seq: 1, head } });
        const state = uploadStateSchema.safeParse(await begun.clone().json());
        if (!state.success) return begun;
        return clerk.call(`/uploads/${state.data.uploadId}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/octet-stream', 'upload-offset': String(state.data.offset) },
          body: new Uint8Array(large.subarray(state.data.offset)),
        });
      };
      const first = await run(data, seed, step);
      const gone = once(first.child, 'exit');
      await expect(deliver(first.url)).rejects.toThrow();
      await gone;
      expect(readdirSync(join(data, 'signed')), way).toEqual([`${sha256(large)}.pdf`]);
      const second = await run(data, seed, 'never');
      const answer = await deliver(second.url);
      expect([answer.status, await answer.json()]).toMatchObject([
        step === 'file-kept' ? 201 : 200,
        { sha256: sha256(large), receiptNumber: 1, alreadyThere: step !== 'file-kept' },
      ]);
      expect(readdirSync(join(data, 'signed')), way).toEqual([`${sha256(large)}.pdf`]);
      second.child.kill('SIGKILL');
      await once(second.child, 'exit');
    }
  });
});
