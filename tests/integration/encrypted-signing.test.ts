/** Signing encrypted files: the signature is judged by pdfsig and openssl, the rest of the file by qpdf and poppler. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayBeSigned } from '../../src/main/pdf/encryption/document-cipher.js';
import { FileSource } from '../../src/main/pdf/source.js';
import { examineAll } from '../../src/main/verification/verify-file.js';
import { drawn, makeVariant, OWNER, open, run, VARIANTS } from './encrypted-support.js';
import {
  AUTOMATIC,
  DOCUMENTS,
  keepsPrefix,
  makeSigner,
  opensslVerdict,
  pdfsig,
  qpdfComplaints,
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
const SCAN = join(DOCUMENTS, 'unsigned', 'scan-law-fire-prevention.pdf');
const BORN_DIGITAL = join(DOCUMENTS, 'unsigned', 'text-circular-02-2021.pdf');
const INVISIBLE = { ...AUTOMATIC, placement: { kind: 'invisible' } } as const;

describe.each(VARIANTS.map((variant) => [variant.name, variant] as const))('%s', (_name, variant) => {
  it.each([
    ['object streams', ['--object-streams=generate']],
    ['a classic table', ['--object-streams=disable']],
    ['linearised', ['--linearize']],
  ])('signed twice, %s', async (_layout, layout) => {
    const { encrypted } = makeVariant(folder.path, BORN_DIGITAL, variant, '', layout);
    const first = await signFile(encrypted, at('first.pdf'), signer);
    const second = await signFile(first.workFile, at('second.pdf'), signer, { ...INVISIBLE, reason: 'Đồng ý (1)' });
    for (const [before, prepared] of [
      [encrypted, first],
      [first.workFile, second],
    ] as const) {
      expect(keepsPrefix(before, prepared.workFile)).toBe(true);
      expect(opensslVerdict(prepared, signer, folder.path)).toContain('CAdES Verification successful');
      expect(qpdfComplaints(prepared.workFile)).toEqual([]);
    }
    expect(pdfsig(second.workFile)).toEqual([
      { valid: true, total: false },
      { valid: true, total: true },
    ]);
    expect(drawn(second.workFile)).toBe(drawn(first.workFile));
    const text = Buffer.from(run('pdftotext', second.workFile, '-').text, 'latin1')
      .toString('utf8')
      .normalize('NFC');
    expect(text).toContain('Người ký: Nguyễn Thị Thử Nghiệm');
    const reason = Buffer.from('Đồng ý (1)', 'utf16le').swap16().toString('hex');
    const plain = at('decrypted.pdf');
    expect(run('qpdf', '--decrypt', '--qdf', '--object-streams=disable', second.workFile, plain).status).toBe(0);
    expect(readFileSync(plain, 'latin1')).toContain(`/Reason <feff${reason}>`);
    expect(readFileSync(second.workFile, 'latin1')).not.toContain(reason);
  });
});

describe('a file that opens with a password only', () => {
  const USER = 'mật khẩu';

  it.each(VARIANTS.map((variant) => [variant.name, variant] as const))('%s', async (_name, variant) => {
    const { encrypted } = makeVariant(folder.path, BORN_DIGITAL, variant, USER, []);
    await expect(signFile(encrypted, at('out.pdf'), signer)).rejects.toMatchObject({ code: 'pdf.password-needed' });
    for (const password of [USER, OWNER]) {
      const prepared = await signFile(encrypted, at('out.pdf'), signer, AUTOMATIC, false, password);
      expect(keepsPrefix(encrypted, prepared.workFile)).toBe(true);
      expect(opensslVerdict(prepared, signer, folder.path)).toContain('CAdES Verification successful');
      expect(run('qpdf', `--password=${password}`, '--check', prepared.workFile).status).toBe(0);
      const plain = at('decrypted.pdf');
      expect(run('qpdf', `--password=${password}`, '--decrypt', prepared.workFile, plain).status).toBe(0);
      const text = Buffer.from(run('pdftotext', plain, '-').text, 'latin1')
        .toString('utf8')
        .normalize('NFC');
      expect(text).toContain('Người ký: Nguyễn Thị Thử Nghiệm');
    }
  });

  it.each(VARIANTS.map((variant) => [variant.name, variant] as const))('%s, by poppler', async (_name, variant) => {
    const { encrypted } = makeVariant(folder.path, BORN_DIGITAL, variant, 'abc', []);
    const prepared = await signFile(encrypted, at('out.pdf'), signer, INVISIBLE, false, 'abc');
    const { text } = run('pdfsig', '-nocert', '-upw', 'abc', prepared.workFile);
    expect(text).toContain('Signature Validation: Signature is Valid');
    expect(text).toContain('- Total document signed');
    expect(drawn(prepared.workFile, 'abc')).toBe(drawn(encrypted, 'abc'));
  });
});

describe('our own eyes', () => {
  it('see both signatures intact in an encrypted file', async () => {
    const [variant] = VARIANTS.slice(-2);
    if (!variant) throw new Error('no variant');
    const { encrypted } = makeVariant(folder.path, SCAN, variant, '', []);
    const first = await signFile(encrypted, at('first.pdf'), signer);
    const second = await signFile(first.workFile, at('second.pdf'), signer, INVISIBLE);
    const source = new FileSource(second.workFile);
    const evidence = examineAll(source, open(second.workFile));
    source.close();
    expect(evidence.map(({ integrity, findings }) => [integrity, findings])).toEqual([
      ['intact', []],
      ['intact', []],
    ]);
    expect(drawn(second.workFile)).toBe(drawn(first.workFile));
  });
});

describe('what the author permits', () => {
  const restricted = (...options: string[]): string => {
    const file = at('restricted.pdf');
    const { status, text } = run('qpdf', '--allow-weak-crypto', '--encrypt', '', OWNER, ...options, '--', SCAN, file);
    if (status !== 0) throw new Error(text);
    return file;
  };

  it.each([
    ['everything', ['256'], true],
    ['nothing, in RC4 of 40 bits', ['40', '--modify=n', '--annotate=n'], false],
    ['annotations, in RC4 of 40 bits', ['40', '--modify=n'], true],
    ['nothing', ['128', '--use-aes=y', '--modify=none'], false],
    ['assembly alone', ['256', '--modify=assembly'], false],
    ['forms and signatures', ['256', '--modify=form'], true],
  ])('%s', async (_name, options, expected) => {
    const file = restricted(...options);
    expect(mayBeSigned(open(file).encryption)).toBe(expected);
    expect(mayBeSigned(open(file, OWNER).encryption)).toBe(true);
    expect(open(file, OWNER).encryption?.permissions).toBe(open(file).encryption?.permissions);
    const signed = signFile(file, at('out.pdf'), signer, INVISIBLE);
    if (expected) await signed;
    else await expect(signed).rejects.toMatchObject({ code: 'pdf.signing-not-permitted' });
    await signFile(file, at('out.pdf'), signer, INVISIBLE, false, OWNER);
  });
});
