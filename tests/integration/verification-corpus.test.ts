/** Real documents with their known facts, beside pdfsig. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileReportSchema } from '../../src/contracts/verification.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';

const root = 'tests/corpus/documents';
const trust = loadTrust({ shipped: 'resources/trust', added: [] });
const policy = loadPolicy('resources/policy/verification.json');
const at = new Date('2026-11-22T00:00:00Z');
const verify = (path: string) => verifyFile(path, { trust, policy, crls: [], at });
const pdfs = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.pdf'))
    .sort();
/** Files of the corpus README that hold only a remnant of a signature. */
const remnants = /^(065811f3|525edc13|562283da|9b1cd167|fa8ffaf7)/;
const signedFiles = pdfs('signed').filter((name) => !remnants.test(name));

/** What pdfsig says of each signature's digest and value. */
const pdfsig = (path: string): boolean[] => {
  const { stdout } = spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' });
  return Array.from(stdout.matchAll(/- Signature Validation: (.*)/g), ([, text]) => text === 'Signature is Valid.');
};

describe.each(signedFiles)('real signed document %s', (name) => {
  const path = join(root, 'signed', name);
  const { report, needs } = verify(path);

  it('is indeterminate offline, every signature intact', () => {
    expect(fileReportSchema.parse(report).verdict).toBe('indeterminate');
    for (const one of report.signatures) {
      expect(one).toMatchObject({ integrity: 'intact', verdict: 'indeterminate', indication: 'INDETERMINATE' });
      expect(one.trust).toMatchObject({ scheme: 'official-duty', revocation: 'unknown' });
      expect(one.reasons.map((reason) => reason.code)).toContain('revocation-unknown');
      expect(['none', 'signature']).toContain(one.changesAfter);
    }
    expect(report.signatures.at(-1)?.coversWholeFile).toBe(true);
    expect(needs.revocation.length).toBeGreaterThan(0);
  });

  it('has as many intact signatures as pdfsig says', () => {
    expect(report.signatures.map((one) => one.integrity === 'intact')).toEqual(pdfsig(path));
  });
});

describe('known facts', () => {
  const find = (start: string) =>
    verify(join(root, 'signed', signedFiles.find((name) => name.startsWith(start)) ?? start)).report;

  it('BER indefinite-length CMS with SHA-1 is read and told', () => {
    const [one] = find('ba0e56b8').signatures;
    expect(one).toMatchObject({ digest: 'sha1', integrity: 'intact' });
    expect(one?.reasons.map((reason) => reason.code)).toContain('sha1-digest');
    expect(one?.warnings.map((reason) => reason.code)).toContain('pinned-sha1-ca');
  });

  it('RSA-PSS signatures, certification and five signers', () => {
    const { signatures } = find('82c06472');
    expect(signatures.map((one) => one.signatureAlgorithm)).toEqual([
      'rsa-pkcs1-sha256',
      'rsa-pkcs1-sha256',
      'rsa-pss-sha256',
      'rsa-pss-sha256',
      'rsa-pss-sha256',
    ]);
    expect(signatures[0]?.certification).toBe(2);
  });

  it('six CAdES signatures, five of them with a timestamp that fits', () => {
    const { signatures } = find('d73b11b9');
    expect(signatures.map((one) => one.level)).toEqual(['B-T', 'B-B', 'B-T', 'B-T', 'B-T', 'B-T']);
    expect(
      signatures
        .filter((one) => one.timestamp !== null)
        .every((one) => one.warnings.some((w) => w.code === 'timestamp-untrusted')),
    ).toBe(true);
  });

  it('names of people and offices are composed Unicode', () => {
    const names = find('d73b11b9').signatures.map((one) => one.signer?.commonName ?? '');
    expect(names[1]).toBe('Nguyễn Thanh Điệp');
    expect(names.every((name) => name === name.normalize('NFC'))).toBe(true);
  });
});

describe('documents without a signature', () => {
  it.each(pdfs('signed').filter((name) => remnants.test(name)))('%s: a remnant is told', (name) => {
    const { report } = verify(join(root, 'signed', name));
    expect([report.verdict, report.warnings.map((one) => one.code)]).toEqual(['unsigned', ['signature-remnant']]);
  });

  it.each(pdfs('unsigned'))('%s is unsigned and no more', (name) => {
    const { report } = verify(join(root, 'unsigned', name));
    expect([report.verdict, report.warnings, report.error]).toEqual(['unsigned', [], undefined]);
  });
});
