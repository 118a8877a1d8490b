/** Drivers, tokens, PINs and dates, as they are told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Fault, faultValue, toFaultValue } from '../../../../src/contracts/faults/index.js';
import type { ModuleReport, PinState, Token, TokenCertificate } from '../../../../src/contracts/token.js';
import { checkCertificates, installedCertificates } from '../../../../src/main/jobs/doctor/certificates.js';
import { checkDrivers } from '../../../../src/main/jobs/doctor/drivers.js';
import { identitiesOf } from '../../../../src/main/jobs/doctor/observations.js';
import { checkPin } from '../../../../src/main/jobs/doctor/pin.js';
import { checkToken } from '../../../../src/main/jobs/doctor/token-present.js';
import { examineLibrary } from '../../../../src/main/token/library-file.js';

const folder = mkdtempSync(join(tmpdir(), 'kyso-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const now = new Date('2026-03-12T03:00:00Z');
const inDays = (days: number): string => new Date(now.getTime() + days * 86_400_000).toISOString();

const certificate = (notAfter: string, changes: Partial<TokenCertificate> = {}): TokenCertificate => ({
  fingerprint: notAfter,
  der: new Uint8Array(),
  label: 'ký',
  subject: { commonName: 'Nguyễn Văn An', organization: 'UBND xã' },
  issuer: 'CA',
  serial: '01',
  notBefore: inDays(-400),
  notAfter,
  canSign: true,
  purpose: 'signing',
  ...changes,
});
const token = (changes: Partial<Token> = {}): Token => ({
  modulePath: '/lib/a.so',
  slot: 0,
  label: 'VGCA Token',
  manufacturer: 'Bit4id',
  model: 'JCOP4',
  serial: '1234567890',
  pin: { state: 'ok', minLength: 4, maxLength: 16, pad: false },
  certificates: [certificate(inDays(400))],
  ...changes,
});
const module = (changes: Partial<ModuleReport> = {}): ModuleReport => ({
  path: '/lib/a.so',
  name: 'A',
  tokens: [token()],
  ...changes,
});

describe('drivers', () => {
  const linux = { platform: 'linux' as const, arch: 'x64' };

  it('a 32-bit driver alone: the sentence says so, and what to install', async () => {
    const path = join(folder, 'lib32.so');
    const header = Buffer.alloc(64);
    header.set([0x7f, 0x45, 0x4c, 0x46, 1, 1]);
    header.writeUInt16LE(3, 18);
    writeFileSync(path, header);
    const error = toFaultValue(await examineLibrary(path, linux).catch((thrown: Fault) => thrown));
    const { state, findings, nextStep, facts } = await checkDrivers([module({ path, tokens: [], error })], linux);
    expect([state, findings[0]?.code, nextStep?.code]).toEqual([
      'bad',
      'token.driver-32bit',
      'doctor.do-replace-driver',
    ]);
    expect(facts[0]?.value).toContain('token.driver-32bit');
  });

  it('a broken one beside a usable one is no hindrance', async () => {
    const broken = module({ path: '/lib/b.so', tokens: [], error: faultValue('token.driver-hung', { module: 'b' }) });
    const { state, findings } = await checkDrivers([module(), broken], linux);
    expect([state, findings.map(({ code }) => code)]).toEqual([
      'attention',
      ['token.driver-hung', 'doctor.drivers-good'],
    ]);
  });

  it('none at all', async () => {
    expect(await checkDrivers([], linux)).toMatchObject({
      state: 'bad',
      nextStep: { code: 'doctor.do-install-driver' },
    });
  });
});

describe('tokens', () => {
  it('one that two drivers show is told once, and its serial number is not told whole', () => {
    const { findings, facts } = checkToken([module(), module({ path: '/lib/b.so' })]);
    expect(findings).toHaveLength(1);
    expect(JSON.stringify(facts)).toContain('…7890');
    expect(JSON.stringify(facts)).not.toContain('123456');
  });

  it('without one, the driver comes first where it is at fault', () => {
    const error = faultValue('token.driver-hung', { module: 'a' });
    expect(checkToken([module({ tokens: [] })]).nextStep?.code).toBe('doctor.do-plug-in');
    expect(checkToken([module({ tokens: [], error })]).nextStep?.code).toBe('doctor.do-driver-first');
  });

  it('one that is plugged in and cannot sign is not called missing', () => {
    const unknown = [
      { slot: 1, label: 'Mới', manufacturer: '', model: '', serial: '', reason: 'not-initialised' as const },
    ];
    const { state, findings } = checkToken([module({ tokens: [], unknown })]);
    expect([state, findings[0]?.code]).toEqual(['attention', 'doctor.token-not-initialised']);
  });

  it.each<[PinState, string]>([
    ['ok', 'good'],
    ['count-low', 'attention'],
    ['perhaps-final-try', 'attention'],
    ['final-try', 'attention'],
    ['to-be-changed', 'attention'],
    ['locked', 'bad'],
    ['not-set', 'bad'],
  ])('PIN %s is %s', (state, expected) => {
    const { pin } = token();
    expect(checkPin([module({ tokens: [token({ pin: { ...pin, state } })] })]).state).toBe(expected);
  });
});

describe('dates', () => {
  const look = (notAfter: string, changes: Partial<TokenCertificate> = {}) => {
    const modules = [module({ tokens: [token({ certificates: [certificate(notAfter, changes)] })] })];
    const identities = identitiesOf(modules);
    const { state, findings } = checkCertificates(identities, now, true);
    return [state, findings[0]?.code, installedCertificates(identities, now)[0]?.expiry];
  };

  it.each([
    [400, 'good', 'doctor.certificate-good', 'later'],
    [61, 'good', 'doctor.certificate-good', 'later'],
    [60, 'attention', 'doctor.certificate-ends-soon', 'within-60'],
    [31, 'attention', 'doctor.certificate-ends-soon', 'within-60'],
    [30, 'attention', 'doctor.certificate-ends-soon', 'within-30'],
    [8, 'attention', 'doctor.certificate-ends-soon', 'within-30'],
    [7, 'attention', 'doctor.certificate-ends-soon', 'within-7'],
    [0, 'attention', 'doctor.certificate-ends-soon', 'within-7'],
    [-0.01, 'bad', 'doctor.certificate-expired', 'expired'],
  ])('%f days left', (days, ...expected) => expect(look(inDays(days))).toEqual(expected));

  it('one of tomorrow points to the clock', () => {
    expect(look(inDays(400), { notBefore: inDays(1) }).slice(0, 2)).toEqual(['bad', 'doctor.certificate-not-yet']);
  });

  it('a token without certificates is at fault, no token is another matter', () => {
    expect(checkCertificates([], now, true).state).toBe('bad');
    expect(checkCertificates([], now, false).state).toBe('not-applicable');
  });
});
