/** Files that an incoming stamp, a scanner or a compressor wrote anew: told as such, with what to do. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadTrust } from '../../src/main/pki/trust.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';

const signed = 'tests/corpus/documents/signed';
const five = join(signed, 'b5c701cd_40_van_ban_du_thao_4wgf1xkl.ndy-p62243-signed.pdf');
const trust = loadTrust({ shipped: 'resources/trust', added: [] });
const policy = loadPolicy('resources/policy/verification.json');
const at = new Date('2026-11-22T00:00:00Z');
const verify = (path: string, details = false) => verifyFile(path, { trust, policy, crls: [], at, details }).report;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kyso-rewritten-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('says of a file that another program wrote anew that it was, and to ask for the original', () => {
  const rewritten = join(folder, 'den.pdf');
  execFileSync('qpdf', [five, rewritten]);
  const report = verify(rewritten);
  expect(report.verdict).toBe('invalid');
  expect(report.reasons.map(({ code }) => code)).toContain('file-rewritten');
  expect(report.reasons[0]?.vi).toMatch(/đóng dấu đến.*đề nghị nơi gửi cung cấp bản gốc/);
  expect(report.revisions).toEqual([]);
});

it('does not blame a stamp for a file in which one byte was changed', () => {
  const bytes = readFileSync(five);
  const at = bytes.indexOf('endstream') - 20;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  const changed = join(folder, 'sua.pdf');
  writeFileSync(changed, bytes);
  const report = verify(changed);
  expect(report.verdict).toBe('invalid');
  expect(report.reasons.map(({ code }) => code)).not.toContain('file-rewritten');
});

it('names the end of what each person signed, and gives details only where they are asked for', () => {
  const report = verify(five, true);
  const bytes = readFileSync(five);
  expect(report.revisions.map(({ signedBy }) => signedBy)).toEqual(
    [1, 2, 3, 4, 5].map((number) => [`Signature${number}`]),
  );
  expect(report.signatures.map(({ coveredBytes }) => coveredBytes)).toEqual(report.revisions.map(({ end }) => end));
  expect(report.revisions.at(-1)?.end).toBe(bytes.length);
  for (const { end } of report.revisions) {
    expect(bytes.subarray(end - 8, end).toString('latin1')).toMatch(/%%EOF\s*$/);
  }
  for (const { details } of report.signatures) {
    const { start = 0, end = 0 } = details?.contents ?? {};
    expect(details?.byteRange.slice(1, 3)).toEqual([start, end]);
    expect(bytes.subarray(start, start + 1).toString('latin1') + bytes.subarray(end - 1, end).toString('latin1')).toBe(
      '<>',
    );
    expect(bytes.includes(`\n${details?.object} 0 obj`)).toBe(true);
    expect(details?.chain.length).toBeGreaterThanOrEqual(2);
  }
  expect(verify(five).signatures[0]).not.toHaveProperty('details');
});

it('shows what was added behind the last signature as a revision that nobody signed, but not padding', () => {
  const padded = join(folder, 'trang.pdf');
  writeFileSync(padded, Buffer.concat([readFileSync(five), Buffer.from('\n\n   \n')]));
  expect(verify(padded).revisions).toHaveLength(5);
  const longer = join(folder, 'them.pdf');
  writeFileSync(longer, Buffer.concat([readFileSync(five), Buffer.from('\n% noi them\n%%EOF\n')]));
  expect(verify(longer).revisions.at(-1)).toEqual({ end: readFileSync(longer).length, signedBy: [] });
});
