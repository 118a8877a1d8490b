/** The doctor with everything real around it: token, timestamps, OCSP, lists, a document server; and each of them ill. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { doctorLineSchema } from '../../src/contracts/cli.js';
import { type CheckId, type CheckResult, checkIdSchema } from '../../src/contracts/doctor.js';
import { type DoctorParts, examine } from '../../src/main/jobs/doctor/doctor.js';
import { commandRunner, connectable } from '../../src/main/jobs/doctor/machine.js';
import { reducedReport } from '../../src/main/jobs/doctor/reduce.js';
import { dueForRenewal, renewalList } from '../../src/main/jobs/doctor/renewals.js';
import { reportText } from '../../src/main/jobs/doctor/report-text.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import { TokenService } from '../../src/main/token/token-service.js';
import { type Issued, issue } from '../../tools/test-pki/make.mjs';
import { makeTestToken, type TestToken } from '../../tools/test-token/make.mjs';
import { entries, kyso, pin, resources } from './installation.js';
import { type RunningPki, startPki } from './pki-servers.js';

const day = 86_400_000;
const forSigning = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'];

let folder: string;
let running: RunningPki;
let soon: Issued;
let healthy: TestToken;
let ill: TestToken;
let documents: Server;
let documentUrl: string;
/** Nobody listens there. */
let dead: string;

const urlOf = async (server: Server, close = false): Promise<string> => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  if (close) await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}`;
};

const tokenWith = (label: string, identities: readonly Issued[]): Promise<TestToken> =>
  makeTestToken({
    folder: join(folder, label),
    label,
    pin,
    soPin: '87654321',
    identities: identities.map(({ key, certificate }, index) => ({ key, certificate, label: `chứng thư ${index}` })),
    issuers: [running.pki.sub.certificate],
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-doctor-'));
  running = await startPki(join(folder, 'pki'), ['expired', 'revoked', 'no-key-usage']);
  soon = issue(running.pki.sub, {
    name: 'soon',
    subject: [
      ['C', 'VN'],
      ['L', 'Đắk Lắk'],
      ['O', 'UBND tỉnh THỬ NGHIỆM'],
      ['OU', 'Sở Nội vụ'],
      ['OU', 'Văn phòng, bộ phận một cửa'],
      ['CN', '=HYPERLINK("http://x")'],
      ['emailAddress', '@an@tinh.gov.vn'],
    ],
    extensions: forSigning,
    notAfter: new Date(Date.now() + 20 * day),
  });
  const { person, extras } = running.pki;
  healthy = await tokenWith('THU NGHIEM', [person]);
  const others = [extras.expired, extras.revoked, extras['no-key-usage'], soon];
  ill = await tokenWith('BENH', [person, ...others.flatMap((one) => one ?? [])]);
  dead = await urlOf(createServer(), true);
  documents = createServer((_, response) => response.writeHead(401).end('{}'));
  documentUrl = await urlOf(documents);
});
afterEach(() => {
  for (const server of [running.tsa, running.ocsp, running.crls]) server.misbehave(null);
});
afterAll(async () => {
  documents.close();
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

const defects: unknown[] = [];

const partsFor = (token: TestToken, changes: Partial<DoctorParts> = {}): DoctorParts => {
  const launcher = new NodeHostLauncher(join(entries, 'token-host.cjs'), { ...process.env, ...token.env });
  const service = new TokenService({ launcher, catalogue: [] });
  const trust = loadTrust({ shipped: join(resources, 'trust'), added: [running.pki.root.certificate] });
  return {
    platform: process,
    environment: {},
    listModules: () => service.list([token.modulePath]),
    trust: () => trust,
    network: () => running.network({ deadlineMs: 1500 }),
    fetch,
    timestampServers: () => [running.tsa.url],
    documentServer: () => documentUrl,
    routeTo: async () => 'DIRECT',
    run: commandRunner(2000),
    connectable: connectable(2000),
    dataFolder: folder,
    versions: { application: '0.0.0', electron: null, node: process.versions.node, system: 'Thử', arch: 'x64' },
    utcOffset: () => 420,
    defect: (thrown) => defects.push(thrown),
    ...changes,
  };
};

const byId = (results: readonly CheckResult[]): ReadonlyMap<CheckId, CheckResult> =>
  new Map(results.map((result) => [result.id, result]));
const look = async (token: TestToken, changes: Partial<DoctorParts> = {}) => {
  const { report } = await examine(partsFor(token, changes));
  const found = byId(report.results);
  return {
    report,
    state: (id: CheckId) => found.get(id)?.state,
    codes: (id: CheckId) => found.get(id)?.findings.map(({ code }) => code),
  };
};

describe('a computer in order', () => {
  it('is found so, each check told once and in time', async () => {
    const told: CheckId[] = [];
    const { report } = await examine(partsFor(healthy), ({ id }) => told.push(id));
    const states = Object.fromEntries(report.results.map(({ id, state }) => [id, state]));
    // These depend on the computer that tests.
    const { 'card-service': _, port: _port, disk: _disk, ...asMade } = states;
    expect(asMade).toEqual({
      drivers: 'good',
      token: 'good',
      pin: 'good',
      certificates: 'good',
      'key-usage': 'good',
      chain: 'good',
      revocation: 'good',
      clock: 'good',
      'timestamp-servers': 'good',
      'revocation-servers': 'good',
      'document-server': 'good',
      proxy: 'good',
      versions: 'good',
    });
    expect([...told].sort()).toEqual([...checkIdSchema.options].sort());
    expect(defects).toEqual([]);
  });

  it('the certificate servers were each asked, and are told with their addresses', async () => {
    const { report } = await look(healthy);
    const facts = byId(report.results).get('revocation-servers')?.facts ?? [];
    expect(facts.map(({ name, value }) => [name, value.split(' · ')[0], value.split(' · ')[2]])).toEqual(
      expect.arrayContaining([
        ['ocsp', `${running.ocsp.url}/sub`, 'OK'],
        ['crl', `${running.crls.url}/sub.crl`, 'OK'],
      ]),
    );
  });

  it('no PIN was tried: the token’s flags are as before', async () => {
    const [module] = await partsFor(healthy).listModules();
    expect(module?.tokens[0]?.pin.state).toBe('ok');
  });
});

describe('certificates that are at fault', () => {
  it('each check finds its own', async () => {
    const { report, state, codes } = await look(ill);
    expect([state('certificates'), state('key-usage'), state('revocation'), state('chain')]).toEqual([
      'bad',
      'bad',
      'bad',
      'good',
    ]);
    expect(codes('certificates')).toEqual(
      expect.arrayContaining(['doctor.certificate-expired', 'doctor.certificate-ends-soon', 'doctor.certificate-good']),
    );
    expect(codes('key-usage')).toContain('pki.signer-not-for-signing');
    expect(codes('revocation')?.[0]).toBe('pki.signer-revoked');
    expect(report.certificates.map(({ expiry }) => expiry).slice(0, 2)).toEqual(['expired', 'within-30']);
  });

  it('an issuer that nobody trusts is no good one, and its addresses are not called', async () => {
    const trust = loadTrust({ shipped: join(resources, 'trust'), added: [] });
    const before = running.ocsp.requests.length + running.crls.requests.length;
    const { state, codes } = await look(healthy, { trust: () => trust });
    expect([state('chain'), codes('chain'), state('revocation')]).toEqual([
      'attention',
      ['pki.chain-unknown'],
      'unknown',
    ]);
    expect(running.ocsp.requests.length + running.crls.requests.length).toBe(before);
  });

  it('the renewal list opens in Excel, holds whoever is due, and no formula', async () => {
    const { identities } = await examine(partsFor(ill));
    const list = renewalList(dueForRenewal(identities, new Date()));
    expect(list.startsWith('\uFEFF"Họ và tên",')).toBe(true);
    const rows = list.split('\r\n').filter((row) => row !== '');
    expect(rows).toHaveLength(3);
    const evil = rows.find((row) => row.includes('HYPERLINK'));
    expect(evil?.startsWith(`"'=HYPERLINK(""http://x"")","","","'@an@tinh.gov.vn"`)).toBe(true);
    expect(evil).toContain('"Văn phòng, bộ phận một cửa, Sở Nội vụ, UBND tỉnh THỬ NGHIỆM","Đắk Lắk"');
    expect(evil).toMatch(/"[0-9a-f]{2}( [0-9a-f]{2})+",""$/);
  });
});

describe('servers that are at fault', () => {
  const deadlines = { check: 20_000, exchange: 300 };

  it('a timestamp server that hangs is late, and the clock is then unknown', async () => {
    running.tsa.misbehave('hang');
    const { state, codes } = await look(healthy, { deadlines });
    expect([state('timestamp-servers'), codes('timestamp-servers'), state('clock')]).toEqual([
      'bad',
      ['doctor.server-late'],
      'unknown',
    ]);
  });

  it('one of two that is dead is told, and the other one does', async () => {
    const { state, codes } = await look(healthy, {
      timestampServers: () => [dead, running.tsa.url],
    });
    expect([state('timestamp-servers'), codes('timestamp-servers'), state('clock')]).toEqual([
      'attention',
      ['doctor.server-unreachable'],
      'good',
    ]);
  });

  it.each(['html', 'garbage', 'forged', 'wrong-nonce'] as const)(
    'a timestamp server that answers %s gives nothing usable, and no time',
    async (how) => {
      running.tsa.misbehave(how);
      const { codes, state } = await look(healthy);
      expect([codes('timestamp-servers'), state('clock')]).toEqual([['doctor.server-unusable'], 'unknown']);
    },
  );

  it('an OCSP responder that is down is told; the list still answers for the certificate', async () => {
    running.ocsp.misbehave('error-500');
    const { state, codes } = await look(healthy);
    expect([state('revocation'), state('revocation-servers'), codes('revocation-servers')]).toEqual([
      'good',
      'attention',
      ['doctor.server-unusable'],
    ]);
  });

  it('with neither, revocation is not known', async () => {
    running.ocsp.misbehave('hang');
    running.crls.misbehave('refuse-403');
    const { state, codes } = await look(healthy);
    expect([state('revocation'), codes('revocation')?.[0], state('revocation-servers')]).toEqual([
      'attention',
      'pki.revocation-unknown',
      'bad',
    ]);
  });

  it('a server that the network policy does not list is not asked', async () => {
    const before = running.ocsp.requests.length;
    const { GuardedNetwork } = await import('../../src/main/jobs/network/guarded-network.js');
    const { policyFor } = await import('./pki-servers.js');
    const network = () => new GuardedNetwork({ policy: policyFor([new URL(running.crls.url).host]) });
    const { codes } = await look(healthy, { network });
    expect(codes('revocation-servers')).toContain('doctor.server-not-allowed');
    expect(running.ocsp.requests.length).toBe(before);
  });

  it('a document server that is gone is told, none is no fault', async () => {
    expect((await look(healthy, { documentServer: () => dead })).codes('document-server')).toEqual([
      'doctor.server-unreachable',
    ]);
    expect((await look(healthy, { documentServer: () => null })).state('document-server')).toBe('not-applicable');
  });

  it('offline nobody is asked', async () => {
    const before = running.tsa.requests.length;
    const { state } = await look(healthy, { network: null });
    expect([state('clock'), state('timestamp-servers'), state('revocation'), state('token')]).toEqual([
      'not-applicable',
      'not-applicable',
      'not-applicable',
      'good',
    ]);
    expect(running.tsa.requests.length).toBe(before);
  });
});

it('a clock that is seven hours fast is an error of the zone', async () => {
  const now = () => new Date(Date.now() + 7 * 3_600_000);
  expect((await look(healthy, { now })).codes('clock')).toEqual(['doctor.clock-seven-hours']);
});

it('a driver that never answers leaves everything else told', async () => {
  const changes = {
    listModules: () => new Promise<never>(() => undefined),
    deadlines: { check: 3000, exchange: 1000 },
  };
  const { report, state } = await look(healthy, changes);
  expect([state('drivers'), state('pin'), state('timestamp-servers'), state('disk')]).toEqual([
    'unknown',
    'unknown',
    'good',
    'good',
  ]);
  expect(report.certificates).toEqual([]);
});

it('nothing secret is in the report: PIN, passwords, documents, their names, people', async () => {
  const secret = { pin, proxy: 'mat-khau-proxy', text: 'NOI DUNG MAT', title: 'quyet-dinh-ky-luat' };
  const home = join(folder, 'nguyen-van-binh');
  mkdirSync(join(home, 'originals'), { recursive: true });
  writeFileSync(join(home, 'originals', `${secret.title}.pdf`), secret.text);
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ server: { username: 'tai-khoan-van-thu' } }));
  const environment = { KYSO_PIN: secret.pin, HTTPS_PROXY: `http://an:${secret.proxy}@127.0.0.1:9` };
  const changes = { environment, dataFolder: home, routeTo: null };
  const { report } = await look(healthy, changes);
  const holder = report.certificates[0]?.commonName ?? '';
  expect(holder).not.toBe('');
  const reduced = reducedReport(report, { home, user: 'nguyen-van-binh' });
  const all = [JSON.stringify(reduced), reportText(reduced, 'vi'), reportText(reduced, 'en')].join('\n');
  for (const planted of [...Object.values(secret), 'tai-khoan-van-thu', 'nguyen-van-binh', holder])
    expect(all).not.toContain(planted);
  expect(all).toContain('127.0.0.1:9');
});

describe('kyso doctor', () => {
  const run = (token: TestToken, words: readonly string[] = []) =>
    kyso(
      [
        'doctor',
        ...['--module', token.modulePath, '--tsa', running.tsa.url, '--trust', running.pki.root.certificate],
        ...running.hosts.flatMap((host) => ['--allow-host', host]),
        ...['--server', documentUrl, ...words],
      ],
      { env: token.env },
    );

  it('tells each check on a line, and writes the renewal list', async () => {
    const file = join(folder, 'gia hạn.csv');
    const { code, lines, stderr } = await run(ill, ['--renewals', file]);
    const parsed = lines.map((line) => doctorLineSchema.parse(line));
    const states = new Map(parsed.flatMap((line) => ('id' in line ? [[line.id, line.state] as const] : [])));
    expect(stderr).toBe('');
    expect(code).toBe(1);
    expect(states.size).toBe(checkIdSchema.options.length);
    expect([states.get('timestamp-servers'), states.get('certificates'), states.get('document-server')]).toEqual([
      'good',
      'bad',
      'good',
    ]);
    expect(parsed.at(-1)).toEqual({ renewals: { file, count: 2 } });
    expect([...readFileSync(file).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(JSON.stringify(lines)).not.toContain('Nguyễn');
  });

  it('a wrong word is a usage error', async () => {
    expect((await kyso(['doctor', 'tất cả'])).code).toBe(64);
  });
});
