/** Signing of real documents and of every kind of file, judged by pdfsig, qpdf, openssl and pdftotext. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SigningAlgorithm } from '../../src/main/pki/cms/build.js';
import type { PreparedSignature } from '../../src/main/signing/prepare.js';
import {
  AUTOMATIC,
  corpus,
  DOCUMENTS,
  inspectFile,
  keepsPrefix,
  makeSigner,
  opensslVerdict,
  pdfsig,
  pdfText,
  qpdf,
  qpdfComplaints,
  RSA_SHA256,
  signFile,
  type TestSigner,
  temporaryFolder,
} from './signing-support.js';

const folder = temporaryFolder();
let signer: TestSigner;

beforeAll(() => {
  signer = makeSigner(folder.path);
});
afterAll(() => folder.remove());

const at = (name: string): string => join(folder.path, name);
const BORN_DIGITAL = join(DOCUMENTS, 'unsigned', 'text-circular-02-2021.pdf');
const SCAN = join(DOCUMENTS, 'unsigned', 'scan-plan-753.pdf');
const CERTIFIED = join(DOCUMENTS, 'signed', '0744633c_2450-kgvx.signed.pdf');

/** Everything that must hold of a signed file beside its original. */
const expectSound = (original: string, prepared: PreparedSignature, by: TestSigner = signer): void => {
  const before = pdfsig(original);
  const after = pdfsig(prepared.workFile);
  const valid = (judged: typeof after): number => judged.filter((signature) => signature.valid).length;
  expect(keepsPrefix(original, prepared.workFile)).toBe(true);
  expect(valid(after)).toBe(valid(before) + 1);
  expect(after.filter((signature) => signature.total)).toEqual([{ valid: true, total: true }]);
  expect(qpdfComplaints(prepared.workFile)).toEqual(qpdfComplaints(original));
  expect(opensslVerdict(prepared, by, folder.path)).toContain('CAdES Verification successful');
};

describe('real documents', () => {
  it.each(corpus())('%s', async (original) => {
    const prepared = await signFile(original, at(basename(original)), signer);
    expectSound(original, prepared);
    const text = pdfText(prepared.workFile).normalize('NFC');
    expect(text).toContain('Người ký: Nguyễn Thị Thử Nghiệm');
    expect(text).toContain('Cơ quan: Sở Nội vụ tỉnh Thử Nghiệm');
    expect(text).toContain('Thời gian ký: 2026-11-22T10:10:10+07:00');
  });

  it('a third signature beside two of ours and one of the Government portal', async () => {
    let original = CERTIFIED;
    for (const round of [1, 2, 3]) {
      const prepared = await signFile(original, at(`round-${round}.pdf`), signer);
      expectSound(original, prepared);
      expect(prepared.fieldName).toBe(`Signature${round + 1}`);
      original = prepared.workFile;
    }
    expect(inspectFile(original)).toMatchObject({ certification: 2, refusal: null, pages: 1 });
    expect(inspectFile(original).signatureFields.map(({ signed }) => signed)).toEqual([true, true, true, true]);
  });
});

describe('kinds of files', () => {
  it.each([
    ['linearised', ['--linearize']],
    ['linearised with object streams', ['--linearize', '--object-streams=generate']],
    ['object streams', ['--object-streams=generate']],
    ['a classic table', ['--object-streams=disable']],
    ['PDF 2.0', ['--force-version=2.0']],
  ])('%s, signed twice', async (name, options) => {
    for (const source of [BORN_DIGITAL, SCAN]) {
      const original = at(`${name}-${basename(source)}`);
      qpdf(...options, source, original);
      const first = await signFile(original, at('first.pdf'), signer);
      expectSound(original, first);
      const second = await signFile(first.workFile, at('second.pdf'), signer);
      expectSound(first.workFile, second);
    }
  });

  it.each([
    ['no end of line', (text: string) => text.trimEnd()],
    ['CR only', (text: string) => `${text.trimEnd()}\r`],
    ['CR LF', (text: string) => `${text.trimEnd()}\r\n`],
    ['blank lines and zeros', (text: string) => `${text}\r\n\r\n\0\0\0`],
  ])('%s after %%%%EOF', async (_name, change) => {
    const original = at('ending.pdf');
    writeFileSync(original, change(readFileSync(SCAN, 'latin1')), 'latin1');
    expectSound(original, await signFile(original, at('out.pdf'), signer));
  });

  it('a read-only original', async () => {
    const original = at('readonly.pdf');
    copyFileSync(SCAN, original);
    const { chmodSync } = await import('node:fs');
    chmodSync(original, 0o444);
    expectSound(original, await signFile(original, at('out.pdf'), signer));
  });
});

describe('keys', () => {
  it.each<SigningAlgorithm>([
    { mechanism: 'rsa-pkcs1', digest: 'sha256' },
    { mechanism: 'rsa-pss', digest: 'sha256' },
    { mechanism: 'ecdsa', digest: 'sha256' },
  ])('$mechanism with $digest', async (algorithm) => {
    const by = makeSigner(folder.path, algorithm);
    const prepared = await signFile(SCAN, at(`${algorithm.mechanism}.pdf`), by);
    expectSound(SCAN, prepared, by);
  });
});

describe('places', () => {
  it.each([0, 90, 180, 270])(
    'a rectangle on a page turned by %d degrees reads upright where it was put',
    async (turn) => {
      const original = at(`turned-${turn}.pdf`);
      qpdf(`--rotate=${turn}`, SCAN, original);
      const rect = { x: 60, y: 100, width: 220, height: 60 };
      const placement = { kind: 'rect', page: 2, rect } as const;
      const prepared = await signFile(original, at('out.pdf'), signer, { level: 'B-B', placement });
      expectSound(original, prepared);
      const [word] = pdfText(prepared.workFile, '-bbox', '-f', '2', '-l', '2').match(/<word.*>Người<\/word>/) ?? [''];
      const [page] = pdfText(prepared.workFile, '-bbox', '-f', '2', '-l', '2').match(/<page.*>/) ?? [''];
      const number = (line: string, key: string): number => Number(new RegExp(`${key}="([\\d.]+)"`).exec(line)?.[1]);
      expect(number(word, 'xMin')).toBeGreaterThan(rect.x);
      expect(number(word, 'xMax')).toBeLessThan(rect.x + rect.width / 2);
      // pdftotext gives the size of the page before it is turned.
      const top = number(page, turn % 180 === 0 ? 'height' : 'width') - rect.y - rect.height;
      expect(number(word, 'yMin')).toBeGreaterThan(top);
      expect(number(word, 'yMax')).toBeLessThan(top + rect.height / 2);
    },
  );

  it('three automatic blocks on one page do not touch each other', async () => {
    const text = pdfText(at('round-3.pdf'), '-bbox', '-f', '1', '-l', '1').normalize('NFC');
    const words = text.match(/<word.*>Nguyễn<\/word>/g) ?? [];
    const boxes = words.map((line) => (line.match(/[\d.]+(?=")/g) ?? []).map(Number));
    expect(boxes).toHaveLength(3);
    const apart = ([ax = 0, ay = 0]: number[], [bx = 0, by = 0]: number[]): boolean =>
      Math.abs(ax - bx) > 100 || Math.abs(ay - by) > 30;
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const;
    for (const [a, b] of pairs) expect(apart(boxes[a] ?? [], boxes[b] ?? [])).toBe(true);
  });

  it('an invisible signature leaves no text', async () => {
    const intent = { level: 'B-B', placement: { kind: 'invisible' } } as const;
    const prepared = await signFile(SCAN, at('invisible.pdf'), signer, intent);
    expectSound(SCAN, prepared);
    expect(pdfText(prepared.workFile)).not.toContain('Người ký');
  });

  it('names of 300 characters are in the block to the last word', async () => {
    const organization = `Ủy ban nhân dân ${'xã Nghĩa Thuận huyện Tư Nghĩa '.repeat(9)}tỉnh Cuối Cùng`.slice(-260);
    const by = makeSigner(folder.path, RSA_SHA256, '/C=VN/O=Sở Thử Nghiệm/CN=Tên Tạm');
    const [leaf, root] = by.certificates;
    if (!root) throw new Error('no root');
    const renamed = { ...leaf, subject: { ...leaf.subject, organization } };
    const prepared = await signFile(SCAN, at('long.pdf'), { ...by, certificates: [renamed, root] });
    const text = pdfText(prepared.workFile, '-f', '1', '-l', '1').normalize('NFC').replace(/\s+/g, ' ');
    expect(text).toContain('tỉnh Cuối Cùng Thời gian ký');
    expect(text).not.toContain('…');
  });
});

describe('training', () => {
  it('puts the notice into block and reason, whatever the intent says', async () => {
    const intent = { ...AUTOMATIC, reason: 'Phê duyệt', location: 'Hà Nội' };
    const prepared = await signFile(SCAN, at('training.pdf'), signer, intent, true);
    expectSound(SCAN, prepared);
    expect(pdfText(prepared.workFile).normalize('NFC')).toContain('TẬP HUẤN – không có giá trị pháp lý');
    const file = readFileSync(prepared.workFile, 'latin1');
    const [, hex = ''] = /\/Reason <([0-9a-f]+)>/.exec(file.slice(file.lastIndexOf('/Type /Sig'))) ?? [];
    const reason = Buffer.from(hex, 'hex').swap16().toString('utf16le');
    expect(reason.slice(1)).toBe('TẬP HUẤN – không có giá trị pháp lý. Phê duyệt');
  });
});
