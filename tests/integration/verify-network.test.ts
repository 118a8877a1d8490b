/** `kyso verify` of documents that carry the signer's certificate alone, as real ones do, with the servers it names. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FileReport, fileReportSchema } from '../../src/contracts/verification.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { embedSignature } from '../../src/main/signing/embed.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import { type Authority, type Issued, issue } from '../../tools/test-pki/make.mjs';
import { kyso } from './installation.js';
import { type RunningPki, startPki } from './pki-servers.js';
import { plainPdf, sha256 } from './verification-support.js';

let folder: string;
let running: RunningPki;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-verify-network-'));
  running = await startPki(join(folder, 'pki'), ['revoked']);
});
afterEach(() => {
  running.ocsp.misbehave(null);
  running.crls.misbehave(null);
});
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
const fresh = (name: string): string => {
  count += 1;
  return join(folder, `${count}-${name}`);
};

/** A document whose CMS carries the certificate of `signer` and no other. */
const signedBy = async (signer: Issued): Promise<string> => {
  const [original, workFile] = [fresh('goc.pdf'), fresh('da-ky.pdf')];
  writeFileSync(original, plainPdf());
  const [certificate] = readCertificates(readFileSync(signer.certificate));
  if (certificate === undefined) throw new Error(signer.certificate);
  const prepared = await prepareSignature({
    original,
    originalSha256: sha256(original),
    workFile,
    intent: { level: 'B-B', placement: { kind: 'automatic' } },
    certificates: [certificate],
    algorithm: { mechanism: 'rsa-pkcs1', digest: 'sha256' },
    timestampReserve: 0,
    training: false,
    signingTime: new Date(),
    font: readFileSync('resources/fonts/LiberationSerif-Regular.ttf'),
  });
  const value = sign('sha256', prepared.signedAttributes, createPrivateKey(readFileSync(signer.key)));
  embedSignature(prepared, { value, timestampToken: null }, [certificate]);
  return workFile;
};

/** A signer whose certificate names other addresses than the authority's usual ones. */
const leafAt = (addresses: Partial<Pick<Authority, 'crlUrl' | 'ocspUrl' | 'issuerUrl'>>): Issued => {
  const authority: Authority = {
    ...running.pki.sub,
    crlUrl: undefined,
    ocspUrl: undefined,
    issuerUrl: undefined,
    ...addresses,
  };
  count += 1;
  return issue(authority, {
    name: `leaf-${count}`,
    subject: [['CN', `Người ký ${count} THỬ NGHIỆM`]],
    extensions: ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'],
  });
};

const allowed = (): string[] => running.hosts.flatMap((host) => ['--allow-host', host]);
interface Verified extends Omit<FileReport, 'reasons'> {
  readonly code: number | null;
  /** Codes of the warnings about the file as a whole. */
  readonly told: readonly string[];
  readonly reasons: readonly string[];
}
const verifyAll = async (files: readonly string[], ...words: string[]): Promise<Verified[]> => {
  const { code, lines } = await kyso(['verify', ...files, '--trust', running.pki.root.certificate, ...words]);
  return lines.map((line) => {
    const report = fileReportSchema.parse(line);
    const told = report.warnings.map((warning) => warning.code);
    return {
      ...report,
      code,
      told,
      reasons: report.signatures.flatMap(({ reasons }) => reasons.map((one) => one.code)),
    };
  });
};
const verify = async (file: string, ...words: string[]): Promise<Verified> => {
  const [report] = await verifyAll([file], ...words);
  if (report === undefined) throw new Error('no line');
  return report;
};
const asked = () => ({ ocsp: running.ocsp.requests.length, files: [...running.crls.requests] });
const since = (before: ReturnType<typeof asked>) => ({
  ocsp: running.ocsp.requests.length - before.ocsp,
  files: running.crls.requests.slice(before.files.length).sort(),
});

describe('a document with the signer’s certificate alone', () => {
  it('is valid: the issuer comes by its address, then OCSP answers for both', async () => {
    const before = asked();
    const report = await verify(await signedBy(running.pki.person), ...allowed());
    expect([report.verdict, report.code, report.told]).toEqual(['valid', 0, []]);
    expect(report.signatures[0]?.trust).toMatchObject({ scheme: 'user-added', revocation: 'good' });
    expect(since(before)).toEqual({ ocsp: 2, files: ['/sub.crt'] });
  });

  it('is valid with an issuer from a .p7c, and by lists where no responder answers', async () => {
    const bundle = join(folder, 'sub.p7c');
    const { root, sub } = running.pki;
    const files = ['-certfile', root.certificate, '-certfile', sub.certificate];
    execFileSync('openssl', ['crl2pkcs7', '-nocrl', ...files, '-outform', 'DER', '-out', bundle]);
    running.crls.offer('sub.p7c', bundle);
    running.ocsp.misbehave('error-500');
    const leaf = leafAt({ ...sub, issuerUrl: `${running.crls.url}/sub.p7c` });
    const before = asked();
    const report = await verify(await signedBy(leaf), ...allowed());
    expect([report.verdict, report.told]).toEqual(['valid', []]);
    expect(since(before).files).toEqual(['/root.crl', '/sub.crl', '/sub.p7c']);
  });

  it('is not valid because an issuer was fetched: what is fetched is trusted no more than the document', async () => {
    const { lines } = await kyso(['verify', await signedBy(running.pki.person), ...allowed()]);
    const report = fileReportSchema.parse(lines[0]);
    expect([report.verdict, report.signatures[0]?.trust.scheme]).toEqual(['indeterminate', 'none']);
  });

  it('is invalid when its certificate is revoked', async () => {
    const revoked = running.pki.extras.revoked;
    if (revoked === undefined) throw new Error('revoked');
    const report = await verify(await signedBy(revoked), ...allowed());
    expect([report.verdict, report.reasons[0]]).toEqual(['invalid', 'certificate-revoked']);
  });

  it('is unknown offline, says what would settle it, and asks nobody', async () => {
    const before = asked();
    const report = await verify(await signedBy(running.pki.person), ...allowed(), '--offline');
    expect([report.verdict, report.code, report.told]).toEqual(['indeterminate', 2, ['network-needed']]);
    expect(report.warnings[0]?.vi).toContain(new URL(running.crls.url).host);
    expect(report.warnings[0]?.vi).toContain('--crl');
    expect(since(before)).toEqual({ ocsp: 0, files: [] });
  });
});

describe('a host that is not on the list', () => {
  it('is told and sees no connection, whatever kind of address names it', async () => {
    let seen = 0;
    const trap = createServer((socket) => {
      seen += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
    const at = `127.0.0.1:${(trap.address() as AddressInfo).port}`;
    const { sub } = running.pki;
    const byIssuer = await verify(await signedBy(leafAt({ issuerUrl: `http://${at}/sub.crt` })), ...allowed());
    expect([byIssuer.verdict, byIssuer.told]).toEqual(['indeterminate', ['address-refused']]);
    expect(byIssuer.warnings[0]?.vi).toContain(at);
    expect(byIssuer.warnings[0]?.vi).toContain('không nằm trong danh sách cho phép');
    const leaf = leafAt({ issuerUrl: sub.issuerUrl, ocspUrl: `http://${at}/`, crlUrl: `http://${at}/sub.crl` });
    const byRevocation = await verify(await signedBy(leaf), ...allowed());
    expect([byRevocation.verdict, byRevocation.told]).toEqual(['indeterminate', ['address-refused']]);
    expect(byRevocation.unanswered?.map(({ url }) => url)).toEqual([`http://${at}/`, `http://${at}/sub.crl`]);
    expect(byRevocation.reasons).toContain('revocation-unknown');
    expect(seen).toBe(0);
    trap.close();
  });

  it('is each of them without --allow-host, this computer first of all', async () => {
    const before = asked();
    const report = await verify(await signedBy(running.pki.person));
    expect([report.verdict, report.told]).toEqual(['indeterminate', ['address-refused']]);
    expect(since(before)).toEqual({ ocsp: 0, files: [] });
  });

  it('may be listed by the administrator in the data folder; a broken list ends the run', async () => {
    const data = mkdtempSync(join(folder, 'data-'));
    const path = join(data, 'policy');
    execFileSync('mkdir', [path]);
    const hosts = running.hosts.map((host) => ({ host: '127.0.0.1', ports: [Number(host.split(':')[1])] }));
    writeFileSync(join(path, 'network.json'), JSON.stringify({ hosts }));
    const file = await signedBy(running.pki.person);
    expect((await verify(file, '--data', data)).verdict).toBe('valid');
    writeFileSync(join(path, 'network.json'), '{"hosts":[{"host":"*"}]}');
    const { code, lines } = await kyso(['verify', file, '--data', data]);
    expect([code, lines[0]]).toMatchObject([1, { error: { code: 'app.network-policy-invalid' } }]);
  });

  it('is no word for a command line: a wrong pattern is a usage error', async () => {
    for (const pattern of ['*', '127.0.0.1', 'http://127.0.0.1:80/', 'localhost:80']) {
      expect((await kyso(['verify', 'x.pdf', '--allow-host', pattern])).code).toBe(64);
    }
  });
});

describe('servers that fail', () => {
  it.each(['error-500', 'garbage', 'html', 'huge', 'redirect'] as const)(
    'with %s leave the document unknown, and are named',
    async (how) => {
      running.ocsp.misbehave(how);
      const file = await signedBy(running.pki.person);
      running.crls.misbehave(how);
      const withIssuer = ['--trust', running.pki.sub.certificate];
      const report = await verify(file, ...allowed(), ...withIssuer);
      expect([report.verdict, report.code]).toEqual(['indeterminate', 2]);
      expect(new Set(report.told)).toEqual(new Set(['server-silent']));
      expect(report.warnings.map(({ vi }) => vi).join()).toContain(new URL(running.ocsp.url).host);
      expect(report.unanswered?.map(({ url }) => url).join()).toContain(running.ocsp.url);
      expect(running.crls.requests.filter((path) => path.startsWith('/elsewhere'))).toEqual([]);
    },
  );

  it('by naming an issuer that is none, or themselves, end in a few requests', async () => {
    const { sub } = running.pki;
    running.crls.offer('loop.crt', sub.crl);
    const names = Array.from({ length: 12 }, (_, index) => `${running.crls.url}/many-${index}.crt`);
    const files = [await signedBy(leafAt({ issuerUrl: `${running.crls.url}/loop.crt` }))];
    files.push(await signedBy(leafAt({ issuerUrl: names.join(', caIssuers;URI:') })));
    const before = asked();
    const reports = await verifyAll(files, ...allowed());
    expect(reports.map(({ verdict }) => verdict)).toEqual(['indeterminate', 'indeterminate']);
    expect(since(before).files).toHaveLength(4);
  });
});

describe('answers that are kept', () => {
  it('serve every document of an office, the next run, and a day without a network, told with their time', async () => {
    const data = mkdtempSync(join(folder, 'data-'));
    const files: string[] = [];
    for (const signer of [running.pki.person, running.pki.office, running.pki.person, running.pki.office]) {
      files.push(await signedBy(signer));
    }
    const words = [...allowed(), '--data', data];
    const before = asked();
    const first = await verifyAll(files, ...words);
    expect(first.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid', 'valid']);
    // Two signers and one CA.
    expect(since(before)).toEqual({ ocsp: 3, files: ['/sub.crt'] });

    const again = asked();
    running.ocsp.misbehave('error-500');
    running.crls.misbehave('error-500');
    const second = await verifyAll(files, ...words);
    expect(second.map(({ verdict, told }) => [verdict, ...told])).toEqual(files.map(() => ['valid']));
    const offline = await verifyAll(files, ...words, '--offline');
    expect(offline.map(({ verdict, told }) => [verdict, ...told])).toEqual(
      files.map(() => ['valid', 'revocation-kept']),
    );
    expect(offline[0]?.warnings[0]?.vi).toMatch(/lúc \d\d:\d\d ngày \d\d\/\d\d\/\d{4}/);
    expect(since(again)).toEqual({ ocsp: 0, files: [] });
  });

  it('are worth nothing once somebody has changed them', async () => {
    const data = mkdtempSync(join(folder, 'data-'));
    const file = await signedBy(running.pki.person);
    expect((await verify(file, ...allowed(), '--data', data)).verdict).toBe('valid');
    const cache = join(data, 'cache', 'revocation');
    for (const name of readdirSync(cache)) {
      const path = join(cache, name);
      const bytes = readFileSync(path);
      bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    }
    const offline = await verify(file, '--data', data, '--offline');
    expect([offline.verdict, offline.told]).toEqual(['indeterminate', ['network-needed']]);
  });
});
