import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type JudgedReport, judge } from '../../tools/provincial-server/acceptance.mjs';
import type { ServerOptions } from '../../tools/provincial-server/server.mjs';
import { corpus, entries } from './installation.js';
import { type Clerk, keyOf, pdf, start } from './provincial-server-support.js';
import { temporaryFolder } from './queue-harness.js';

const cli = resolve(join(entries, 'cli.cjs'));
const verification = { cli, words: ['--offline'] };
/** An official document as it was signed: its first revision is the original, the second one brought the signature. */
const signed = readFileSync(join(corpus, 'signed', '0744633c_2450-kgvx.signed.pdf'));
const original = signed.subarray(0, signed.indexOf('%%EOF') + '%%EOF\r\n'.length);

const startWith = async (content: Uint8Array, options: Partial<ServerOptions> = { verification }) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, '2450-KGVX.pdf'), content);
  return start({ seed: [folder], ...options });
};

/** What became of a document; ends with the test's deadline where nothing does. */
const outcome = async (clerk: Clerk, id: string) => {
  for (;;) {
    const { status, refusal, version } = await clerk.document(id);
    if (status !== 'signed') return { status, code: refusal?.code ?? null, version };
    await new Promise((pass) => setTimeout(pass, 100));
  }
};

const changed = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

describe('a signed file that came in', () => {
  it('is verified and taken over', async () => {
    const { clerk, id } = await startWith(original);
    expect((await clerk.put(id, signed, keyOf('a'))).status).toBe(201);
    expect(await outcome(clerk, id)).toEqual({ status: 'accepted', code: null, version: 3 });
  });

  it.each([
    ['whose original is another', original, changed(signed, 2000), 'original-changed'],
    ['that is shorter than its original', original, signed.subarray(0, 2000), 'original-changed'],
    ['without a signature', original, Buffer.concat([original, Buffer.from('% thêm\n')]), 'no-new-signature'],
    [
      'whose signature was broken',
      original,
      changed(signed, signed.indexOf('(D:', original.length) + 10),
      'signature-invalid',
    ],
    ['that is no PDF', pdf('gốc'), Buffer.concat([pdf('gốc'), Buffer.from('thêm')]), 'unreadable'],
  ])('%s is refused with the reason, and the document can be signed again', async (_name, first, sent, code) => {
    const { clerk, id } = await startWith(first);
    expect((await clerk.put(id, sent, keyOf('a'))).status).toBe(201);
    expect(await outcome(clerk, id)).toEqual({ status: 'refused', code, version: 3 });
    // What was received keeps its receipt; a new job may follow.
    expect((await clerk.put(id, sent, keyOf('a'))).status).toBe(200);
    expect((await clerk.put(id, signed, keyOf('b'), { 'if-match': '"3"' })).status).toBe(201);
  });

  it('waits where nobody verifies, or the verifier fails or hangs, and is verified after the next start', async () => {
    const first = await startWith(original, {});
    await first.clerk.put(first.id, signed, keyOf('a'));
    await first.server.close();
    const broken = join(temporaryFolder(), 'broken.cjs');
    for (const program of ['process.exit(3)', 'setInterval(() => {}, 1000)']) {
      writeFileSync(broken, program);
      const { clerk, server } = await start({ dataDir: first.dataDir, verification: { cli: broken } });
      expect((await clerk.document(first.id)).status).toBe('signed');
      await server.close();
    }
    const { clerk } = await start({ dataDir: first.dataDir, verification });
    expect(await outcome(clerk, first.id)).toMatchObject({ status: 'accepted' });
  });

  it('that was recalled meanwhile stays recalled', async () => {
    const first = await startWith(original, {});
    await first.clerk.put(first.id, signed, keyOf('a'));
    first.server.recall(first.id);
    await first.server.close();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'khác.pdf'), original);
    const again = await start({ dataDir: first.dataDir, seed: [folder], verification });
    const other = (await again.clerk.ids()).at(-1) ?? '';
    // Verified one at a time, in order: once the second one has its verdict, the first one has had its own.
    await again.clerk.put(other, signed, keyOf('b'));
    expect(await outcome(again.clerk, other)).toMatchObject({ status: 'accepted' });
    expect((await again.clerk.document(first.id)).status).toBe('recalled');
  });
});

describe('the report of a verification', () => {
  type Judged = JudgedReport['signatures'][number];
  const signature = (coveredBytes: number | null, over: Partial<Judged> = {}): Judged => ({
    kind: 'signature',
    verdict: 'valid',
    integrity: 'intact',
    changesAfter: 'none',
    coveredBytes,
    ...over,
  });
  const judged = (...signatures: Judged[]) => judge({ signatures }, 1000)?.code ?? 'accepted';

  it.each([
    ['a new valid signature', [signature(2000)], 'accepted'],
    ['a new one whose revocation nobody could ask about', [signature(2000, { verdict: 'indeterminate' })], 'accepted'],
    ['one that was there before, and a new one', [signature(1000), signature(2000)], 'accepted'],
    ['only one that was there before', [signature(1000)], 'no-new-signature'],
    ['a timestamp alone', [signature(2000, { kind: 'timestamp' })], 'no-new-signature'],
    [
      'a new one beside a new broken one',
      [signature(2000), signature(3000, { verdict: 'invalid' })],
      'signature-invalid',
    ],
    ['one over no revision', [signature(2000), signature(null, { verdict: 'invalid' })], 'signature-invalid'],
    [
      'one that was there before and that the changes break',
      [signature(1000, { changesAfter: 'illegal' }), signature(2000)],
      'earlier-signature-broken',
    ],
    [
      'one that was there before and is broken',
      [signature(1000, { integrity: 'broken' }), signature(2000)],
      'earlier-signature-broken',
    ],
  ])('with %s', (_name, signatures, code) => {
    expect(judged(...signatures)).toBe(code);
  });
});
