/** `kyso sign` and `kyso upgrade` above level B-B, with a real token, timestamp authority, OCSP responders and lists. */
import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signLineSchema, upgradeLineSchema } from '../../src/contracts/cli.js';
import { fileReportSchema, type SignatureReport } from '../../src/contracts/verification.js';
import { type ExtraLeaf, makeServices, makeTestPki } from '../../tools/test-pki/make.mjs';
import { makeTestToken, type TestToken } from '../../tools/test-token/make.mjs';
import { judgeByPdfBox } from '../peers/pdfbox.js';
import { documents, kyso, pdfsig, pin } from './installation.js';
import { type RunningPki, startPki, startTsa } from './pki-servers.js';

const extras: readonly ExtraLeaf[] = ['revoked', 'expired', 'no-key-usage'];
let folder: string;
let running: RunningPki;
let token: TestToken;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-levels-'));
  running = await startPki(join(folder, 'pki'), extras);
  const { pki } = running;
  token = await makeTestToken({
    folder: join(folder, 'token'),
    label: 'THU NGHIEM',
    pin,
    soPin: '87654321',
    identities: [
      { key: pki.person.key, certificate: pki.person.certificate, label: 'cá nhân' },
      ...extras.flatMap((name) => {
        const leaf = pki.extras[name];
        return leaf ? [{ key: leaf.key, certificate: leaf.certificate, label: name }] : [];
      }),
    ],
    issuers: [pki.sub.certificate],
  });
}, 60_000);
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  running.tsa.misbehave(null);
  running.crls.misbehave(null);
  running.ocsp.misbehave(null);
});

const fingerprint = (certificate: string): string => {
  return new X509Certificate(readFileSync(certificate)).fingerprint256.replaceAll(':', '').toLowerCase();
};
let round = 0;
const outFolder = (): string => {
  round += 1;
  return join(folder, `out-${round}`);
};
const trusting = (): string[] => [
  ...['--trust', running.pki.root.certificate],
  ...running.hosts.flatMap((host) => ['--allow-host', host]),
];
const sign = async (files: readonly string[], extra: readonly string[], leaf = running.pki.person.certificate) => {
  const out = outFolder();
  const words = ['sign', ...files, '--out', out, '--module', token.modulePath, '--pin-stdin', ...trusting(), ...extra];
  const run = await kyso([...words, '--cert', fingerprint(leaf)], { env: token.env, input: pin });
  return { out, code: run.code, lines: run.lines.map((line) => signLineSchema.parse(line)) };
};
const signed = async (file: string, extra: readonly string[]): Promise<string> => {
  const { lines } = await sign([file], extra);
  expect(lines[0]?.error).toBeUndefined();
  return lines[0]?.out ?? '';
};
const upgrade = async (files: readonly string[], level: string) => {
  const words = ['upgrade', ...files, '--out', outFolder(), '--level', level, '--tsa', running.tsa.url, ...trusting()];
  const { code, lines } = await kyso(words);
  return { code, lines: lines.map((line) => upgradeLineSchema.parse(line)) };
};
const signatures = async (file: string): Promise<SignatureReport[]> => {
  const { lines } = await kyso(['verify', file, ...trusting()]);
  return fileReportSchema.parse(lines[0]).signatures;
};
const tsa = (): string[] => ['--tsa', running.tsa.url];

describe('kyso sign', () => {
  it('signs at B-T when a timestamp server is named, and every judge agrees', async () => {
    const { lines, code } = await sign([documents.text, documents.signed], tsa());
    expect(code).toBe(0);
    expect(lines.map(({ status, level, warnings }) => [status, level, warnings])).toEqual([
      ['signed', 'B-T', []],
      ['signed', 'B-T', []],
    ]);
    const files = lines.map(({ out }) => out ?? '');
    for (const file of files) expect(pdfsig(file).at(-1)).toEqual({ valid: true, total: true });
    for (const { signatures: judged } of await judgeByPdfBox(files)) {
      expect(judged.every(({ valid }) => valid)).toBe(true);
      expect(judged.at(-1)).toMatchObject({ subFilter: 'ETSI.CAdES.detached', timestamp: true, coversWholeFile: true });
      // The whole chain: signer, CA, root.
      expect(judged.at(-1)?.certificates).toBe(3);
    }
    // Which one got its timestamp first is open.
    const unsigned = lines.find(({ file }) => file === documents.text)?.out ?? '';
    expect((await signatures(unsigned)).map(({ level }) => level)).toEqual(['B-T']);
  });

  it('signs at B-LT and B-LTA with the evidence of signer and timestamp authority in the file', async () => {
    const lt = await signed(documents.text, [...tsa(), '--level', 'B-LT']);
    const lta = await signed(documents.signed, [...tsa(), '--level', 'B-LTA']);
    const [first, second] = await judgeByPdfBox([lt, lta]);
    // Signer and CA by OCSP, the authority (under the root) too.
    expect(first?.dss).toMatchObject({ ocsps: 3, problems: [] });
    expect(first?.dss?.vri).toHaveLength(1);
    expect(second?.signatures.map(({ subFilter, valid }) => [subFilter, valid])).toEqual([
      ['adbe.pkcs7.detached', true],
      ['ETSI.CAdES.detached', true],
      ['ETSI.RFC3161', true],
    ]);
    expect(second?.signatures.at(-1)?.coversWholeFile).toBe(true);
    expect((await signatures(lt)).map(({ level }) => level)).toEqual(['B-LT']);
    expect((await signatures(lta)).filter(({ kind }) => kind === 'signature').at(-1)?.level).toBe('B-LTA');
  });

  it('takes the list when no responder answers', async () => {
    running.ocsp.misbehave('error-500');
    const file = await signed(documents.text, [...tsa(), '--level', 'B-LT']);
    const [judged] = await judgeByPdfBox([file]);
    expect(judged?.dss).toMatchObject({ ocsps: 0, crls: 2, problems: [] });
  });

  it('says so with the file when no trusted root vouches for the timestamp authority', async () => {
    const stranger = makeTestPki(join(folder, 'stranger'));
    const foreign = await startTsa({ authority: stranger.root, signer: makeServices(stranger).tsa });
    try {
      const { lines } = await sign([documents.text], ['--tsa', foreign.url]);
      expect(lines[0]).toMatchObject({ status: 'signed', warnings: [{ code: 'timestamp.authority-unknown' }] });
    } finally {
      await foreign.close();
    }
  });

  it('never signs at a lower level when the timestamp server is dead: no file, and the reason', async () => {
    running.tsa.misbehave('refuse-403');
    const { lines, code, out } = await sign([documents.text], tsa());
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({
      status: 'failed',
      level: 'B-T',
      out: null,
      error: { code: 'timestamp.unavailable' },
    });
    expect(existsSync(out) ? readdirSync(out).filter((name) => !name.startsWith('.')) : []).toEqual([]);
  });

  it('does not call a file B-LT for which no revocation answer can be had', async () => {
    running.ocsp.misbehave('error-500');
    running.crls.misbehave('error-500');
    const { lines } = await sign([documents.text], [...tsa(), '--level', 'B-LT']);
    expect(lines[0]).toMatchObject({ status: 'failed', error: { code: 'timestamp.evidence-missing' } });
  });

  it.each([
    ['revoked', 'pki.signer-revoked'],
    ['expired', 'pki.signer-expired'],
    ['no-key-usage', 'pki.signer-not-for-signing'],
  ] as const)('stops before the PIN is used when the certificate is %s', async (name, code) => {
    const { lines, code: exit } = await sign([documents.text], [], running.pki.extras[name]?.certificate);
    expect(exit).toBe(1);
    expect(lines[0]).toMatchObject({ status: 'failed', error: { code } });
  });

  it('signs with a certificate of which revocation is unknown, and says so with each file', async () => {
    const { lines } = await sign([documents.text], ['--offline']);
    expect(lines[0]).toMatchObject({
      status: 'signed',
      level: 'B-B',
      warnings: [{ code: 'pki.revocation-unknown' }, {}],
    });
  });

  it('puts revocation data into the CMS itself on request, and only for adbe.pkcs7.detached', async () => {
    const adobe = ['--sub-filter', 'adbe.pkcs7.detached', '--embed-revocation'];
    const file = await signed(documents.text, [...tsa(), ...adobe]);
    const [judged] = await judgeByPdfBox([file]);
    expect(judged?.signatures).toMatchObject([{ subFilter: 'adbe.pkcs7.detached', valid: true, timestamp: true }]);
    expect(pdfsig(file)).toEqual([{ valid: true, total: true }]);
    const { code } = await kyso(['sign', documents.text, '--out', outFolder(), '--embed-revocation', '--pin-stdin']);
    expect(code).toBe(64);
  });
});

describe('kyso upgrade', () => {
  it.each(['B-T', 'B-LT', 'B-LTA'])(
    'lifts a file signed at B-B to %s without touching its signature',
    async (level) => {
      const file = await signed(documents.text, []);
      const { code, lines } = await upgrade([file], level);
      expect(code).toBe(0);
      expect(lines[0]).toMatchObject({ status: 'upgraded', level });
      const out = lines[0]?.out ?? '';
      expect(readFileSync(out).subarray(0, readFileSync(file).length).equals(readFileSync(file))).toBe(true);
      expect((await signatures(out)).filter(({ kind }) => kind === 'signature').map((one) => one.level)).toEqual([
        level,
      ]);
      const [judged] = await judgeByPdfBox([out]);
      expect(judged?.signatures.every(({ valid }) => valid)).toBe(true);
      expect(pdfsig(out)[0]?.valid).toBe(true);
    },
  );

  it('leaves a file alone that is there already, and renews an archive timestamp', async () => {
    const file = await signed(documents.text, [...tsa(), '--level', 'B-LTA']);
    expect((await upgrade([file], 'B-LT')).lines[0]).toMatchObject({ status: 'already-there', out: null });
    const renewed = await upgrade([file], 'B-LTA');
    expect(renewed.lines[0]).toMatchObject({ status: 'upgraded' });
    const [judged] = await judgeByPdfBox([renewed.lines[0]?.out ?? '']);
    expect(judged?.signatures.map(({ subFilter, valid }) => [subFilter, valid])).toEqual([
      ['ETSI.CAdES.detached', true],
      ['ETSI.RFC3161', true],
      ['ETSI.RFC3161', true],
    ]);
  });

  it('says that an unsigned file has nothing to lift', async () => {
    const { code, lines } = await upgrade([documents.text], 'B-T');
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ status: 'failed', error: { code: 'signing.nothing-to-upgrade' } });
  });
});
