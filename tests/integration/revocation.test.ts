import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkSigner, type SignerCheck } from '../../src/main/jobs/batch/signer-check.js';
import { RevocationSource } from '../../src/main/jobs/network/revocation-source.js';
import { TimestampClient } from '../../src/main/jobs/network/timestamp-client.js';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import { parseCrl } from '../../src/main/pki/crl.js';
import { ocspAnswer, ocspRequest, readOcspResponse } from '../../src/main/pki/ocsp.js';
import { buildAndValidatePath, type PathResult } from '../../src/main/pki/path.js';
import { loadTrust, type TrustStore } from '../../src/main/pki/trust.js';
import { checkAuthority } from '../../src/main/pki/tsp.js';
import { type Issued, issue, publishCrl, revoke } from '../../tools/test-pki/make.mjs';
import { type OcspMisbehaviour, type RunningPki, startPki } from './pki-servers.js';

let folder: string;
let running: RunningPki;
let trust: TrustStore;
const hour = 3_600_000;
const shipped = 'resources/trust';
const signing = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature'];

const certificate = (path: string): Certificate => {
  const [first] = readCertificates(readFileSync(path));
  if (first === undefined) throw new Error(path);
  return first;
};
const leafOf = (name: string, extensions = signing, options: Partial<Parameters<typeof issue>[1]> = {}): Issued =>
  issue(running.pki.sub, { name, subject: [['CN', `Người ký ${name} THỬ NGHIỆM`]], extensions, ...options });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-revocation-'));
  running = await startPki(join(folder, 'pki'), ['revoked', 'expired', 'no-key-usage']);
  trust = loadTrust({ shipped, added: [running.pki.root.certificate, running.pki.sub.certificate] });
});
afterEach(() => {
  running.tsa.misbehave(null);
  running.ocsp.misbehave(null);
  running.crls.misbehave(null);
});
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Asks the responder of `sub` about a certificate; the bytes and what they say. */
const ask = async (leaf: string, at = new Date(), nonce?: Uint8Array) => {
  const [subject, issuer] = [certificate(leaf), certificate(running.pki.sub.certificate)];
  const body = Uint8Array.from(ocspRequest(subject, issuer, nonce));
  const reply = await fetch(`${running.ocsp.url}/sub`, { method: 'POST', body });
  const bytes = new Uint8Array(await reply.arrayBuffer());
  const response = readOcspResponse(bytes);
  return { bytes, response, subject, issuer, answer: ocspAnswer(response, subject, issuer, at) };
};

describe('an OCSP responder', () => {
  it('says good and revoked, with the reason, as openssl reads it', async () => {
    const { person, extras, sub } = running.pki;
    expect((await ask(person.certificate)).answer).toMatchObject({ status: 'good' });
    const { answer, bytes } = await ask(extras.revoked?.certificate ?? '');
    expect(answer).toMatchObject({ status: 'revoked', reason: 1 });
    writeFileSync(join(folder, 'reply.der'), bytes);
    const check = [
      '-respin',
      join(folder, 'reply.der'),
      '-issuer',
      sub.certificate,
      '-CAfile',
      running.pki.root.certificate,
    ];
    const said = execFileSync(
      'openssl',
      ['ocsp', ...check, '-cert', extras.revoked?.certificate ?? '', '-verify_other', sub.certificate],
      { encoding: 'utf8', stdio: 'pipe' },
    );
    expect(said).toContain('revoked');
  });

  it('repeats our nonce, and openssl reads the request it stands in', async () => {
    const nonce = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
    const { response, subject, issuer } = await ask(running.pki.person.certificate, new Date(), nonce);
    expect(response.nonce).toBe(nonce.toString('hex'));
    writeFileSync(join(folder, 'request.der'), ocspRequest(subject, issuer, nonce));
    const text = execFileSync('openssl', ['ocsp', '-reqin', join(folder, 'request.der'), '-req_text'], {
      encoding: 'utf8',
    });
    expect(text).toContain(subject.serial.toUpperCase());
    expect(text).toContain('00112233445566778899AABBCCDDEEFF');
  });

  it('may name itself by key, and may be the CA itself', async () => {
    const { sub, person } = running.pki;
    try {
      running.ocsp.answer('sub', { authority: sub, signer: running.services.ocsp.sub, byKey: true });
      expect((await ask(person.certificate)).answer.status).toBe('good');
      running.ocsp.answer('sub', { authority: sub, signer: sub });
      expect((await ask(person.certificate)).answer.status).toBe('good');
    } finally {
      running.ocsp.answer('sub', { authority: sub, signer: running.services.ocsp.sub });
    }
  });

  const unusable: readonly (readonly [OcspMisbehaviour, string])[] = [
    ['stale', 'stale'],
    ['other-certificate', 'missing'],
    ['unknown', 'not-known'],
    ['wrong-responder', 'bad-signature'],
    ['no-purpose', 'bad-signature'],
    ['forged', 'bad-signature'],
    ['sha1', 'weak-algorithm'],
  ];
  it.each(unusable)('%s: no answer (%s)', async (how, why) => {
    running.ocsp.misbehave(how);
    const { answer } = await ask(running.pki.person.certificate);
    expect(answer).toEqual({ status: 'unknown', why });
  });

  it('answers for its time only: not past nextUpdate, not for an hour without one', async () => {
    const { person } = running.pki;
    const later = (hours: number): Date => new Date(Date.now() + hours * hour);
    expect((await ask(person.certificate, later(23))).answer.status).toBe('good');
    expect((await ask(person.certificate, later(25))).answer).toEqual({ status: 'unknown', why: 'stale' });
    running.ocsp.misbehave('no-next-update');
    expect((await ask(person.certificate, later(0.9))).answer.status).toBe('good');
    expect((await ask(person.certificate, later(1.1))).answer).toEqual({ status: 'unknown', why: 'stale' });
  });

  it('that may itself be revoked counts only beside a list that says it is not', async () => {
    const { sub, person } = running.pki;
    const extensions = ['basicConstraints = CA:FALSE', 'extendedKeyUsage = OCSPSigning'];
    const signer = leafOf('ocsp-checked', extensions);
    running.ocsp.answer('sub', { authority: sub, signer });
    try {
      const { answer, response, subject, issuer } = await ask(person.certificate);
      expect(answer).toEqual({ status: 'unknown', why: 'bad-signature' });
      const judged = () => ocspAnswer(response, subject, issuer, new Date(), [parseCrl(readFileSync(sub.crl))]).status;
      expect(judged()).toBe('good');
      revoke(sub, signer.certificate);
      publishCrl(sub);
      expect(judged()).toBe('unknown');
    } finally {
      running.ocsp.answer('sub', { authority: sub, signer: running.services.ocsp.sub });
    }
  });

  it('is not believed once a newer list says revoked', async () => {
    const { sub } = running.pki;
    const leaf = leafOf('revoked-later');
    const { response } = await ask(leaf.certificate);
    revoke(sub, leaf.certificate);
    publishCrl(sub);
    const crls = [parseCrl(readFileSync(sub.crl))];
    const path = buildAndValidatePath(certificate(leaf.certificate), {
      pool: [],
      trust,
      at: new Date(),
      crls,
      ocsps: [response],
    });
    expect(path.revocation[0]).toMatchObject({ status: 'revoked' });
  });

  it('reads or refuses a response with one octet changed, and is never good by it', async () => {
    const { bytes, subject, issuer } = await ask(running.pki.person.certificate);
    const signedEnd = bytes.length - certificate(running.services.ocsp.sub.certificate).der.length - 12;
    for (let at = 0; at < signedEnd; at += 1) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x11;
      let status = 'fault';
      try {
        status = ocspAnswer(readOcspResponse(changed), subject, issuer, new Date()).status;
      } catch (thrown) {
        if (!(thrown instanceof Error) || thrown.name !== 'Fault') throw thrown;
      }
      expect([at, status]).not.toEqual([at, 'good']);
    }
  });
});

describe('the source of revocation evidence', () => {
  const pathOf = (leaf: string): PathResult =>
    buildAndValidatePath(certificate(leaf), { pool: [], trust, at: new Date(), crls: [] });
  const sourceOf = (options: { deadlineMs?: number; now?: () => number } = {}): RevocationSource =>
    new RevocationSource({ network: running.network(options), ...options });
  const asked = () => ({ ocsp: running.ocsp.requests.length, crls: running.crls.requests.length });

  it('asks OCSP for each certificate of the path and then no list', async () => {
    const before = asked();
    const evidence = await sourceOf().forPath(pathOf(running.pki.person.certificate));
    expect([evidence.ocsps.length, evidence.crls.length]).toEqual([2, 0]);
    expect(asked()).toEqual({ ocsp: before.ocsp + 2, crls: before.crls });
  });

  const failing: readonly OcspMisbehaviour[] = [
    'hang',
    'error-500',
    'garbage',
    'html',
    'huge',
    'redirect',
    'try-later',
    'stale',
    'wrong-nonce',
    'wrong-responder',
    'unknown',
  ];
  it.each(failing)('takes the lists when the responder answers with %s', async (how) => {
    running.ocsp.misbehave(how);
    const evidence = await sourceOf(how === 'hang' ? { deadlineMs: 1000 } : {}).forPath(
      pathOf(running.pki.person.certificate),
    );
    expect([evidence.ocsps.length, evidence.crls.length]).toEqual([0, 2]);
  });

  it('has nothing when nothing answers, and asks again only after a minute', async () => {
    let now = Date.now();
    running.ocsp.misbehave('error-500');
    running.crls.misbehave('html');
    const source = sourceOf({ now: () => now });
    const path = pathOf(running.pki.person.certificate);
    expect(await source.forPath(path)).toEqual({ ocsps: [], crls: [] });
    const before = asked();
    await source.forPath(path);
    expect(asked()).toEqual(before);
    now += 61_000;
    running.ocsp.misbehave(null);
    expect((await source.forPath(path)).ocsps).toHaveLength(2);
  });

  it('keeps what is fresh for an hour, and shares what is under way', async () => {
    let now = Date.now();
    const source = sourceOf({ now: () => now });
    const path = pathOf(running.pki.person.certificate);
    const before = asked();
    await Promise.all([source.forPath(path), source.forPath(path), source.forPath(path)]);
    await source.forPath(path);
    expect(asked().ocsp - before.ocsp).toBe(2);
    now += 61 * 60_000;
    await source.forPath(path);
    expect(asked().ocsp - before.ocsp).toBe(4);
  });

  it('calls no address of a certificate that leads to no anchor', async () => {
    const before = asked();
    const stranger = buildAndValidatePath(certificate(running.pki.person.certificate), {
      pool: [certificate(running.pki.sub.certificate)],
      trust: loadTrust({ shipped, added: [] }),
      at: new Date(),
      crls: [],
    });
    expect(await sourceOf().forPath(stranger)).toEqual({ ocsps: [], crls: [] });
    expect(asked()).toEqual(before);
  });

  it('gives a list in PEM as DER', async () => {
    const { sub } = running.pki;
    running.ocsp.misbehave('error-500');
    running.crls.publish('sub', { ...sub, crl: sub.crlPem });
    try {
      const { crls } = await sourceOf().forPath(pathOf(running.pki.person.certificate));
      expect(Buffer.from(crls[0] ?? [])).toEqual(readFileSync(sub.crl));
    } finally {
      running.crls.publish('sub', sub);
    }
  });

  it('lets go at once when the work is cancelled', async () => {
    running.ocsp.misbehave('hang');
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const waiting = sourceOf({ deadlineMs: 2000 }).forPath(pathOf(running.pki.person.certificate), stop.signal);
    await expect(waiting).rejects.toMatchObject({ code: 'app.cancelled' });
  });
});

describe('the signer’s certificate before signing', () => {
  const check = (leaf: Issued, options: { offline?: boolean; at?: Date; trust?: TrustStore } = {}) =>
    checkSigner(
      { certificate: readFileSync(leaf.der), issuers: [readFileSync(running.pki.sub.der)] },
      {
        trust: options.trust ?? trust,
        source: options.offline ? null : new RevocationSource({ network: running.network() }),
        at: options.at ?? new Date(),
      },
    );
  const brief = ({ outcome, reasons, scheme, evidence }: SignerCheck) => ({
    outcome,
    codes: reasons.map(({ code }) => code),
    scheme,
    result: evidence.result,
  });

  it('is good, with the chain up to the root and the evidence as plain data', async () => {
    const at = new Date();
    const checked = await check(running.pki.person, { at });
    expect(brief(checked)).toEqual({ outcome: 'good', codes: [], scheme: 'user-added', result: 'good' });
    const { person, sub, root } = running.pki;
    expect(checked.chain.map((der) => Buffer.from(der))).toEqual(
      [person, sub, root].map(({ der }) => readFileSync(der)),
    );
    expect([checked.evidence.ocsps.length, checked.evidence.checkedAt]).toEqual([2, at.toISOString()]);
    expect(structuredClone(checked)).toEqual(checked);
  });

  it('is good by the lists alone when no responder answers', async () => {
    running.ocsp.misbehave('error-500');
    const checked = await check(running.pki.person);
    expect([brief(checked).outcome, checked.evidence.crls.length]).toEqual(['good', 2]);
  });

  it('stops when it is revoked, by OCSP and by list', async () => {
    const leaf = running.pki.extras.revoked;
    if (leaf === undefined) throw new Error('revoked');
    const expected = { outcome: 'stop', codes: ['pki.signer-revoked'], scheme: 'user-added', result: 'revoked' };
    expect(brief(await check(leaf))).toEqual(expected);
    running.ocsp.misbehave('error-500');
    expect(brief(await check(leaf))).toEqual(expected);
  });

  it('stops without asking anyone when it has expired, is not yet valid, or may not sign', async () => {
    const { expired, 'no-key-usage': noKeyUsage } = running.pki.extras;
    if (expired === undefined || noKeyUsage === undefined) throw new Error('extras');
    const before = running.ocsp.requests.length;
    const codes = async (leaf: Issued, at?: Date) => {
      const { outcome, codes } = brief(await check(leaf, at ? { at } : {}));
      return [outcome, ...codes];
    };
    expect(await codes(expired)).toEqual(['stop', 'pki.signer-expired']);
    expect(await codes(noKeyUsage)).toEqual(['stop', 'pki.signer-not-for-signing']);
    const server = leafOf('server', [...signing, 'extendedKeyUsage = serverAuth']);
    expect(await codes(server)).toEqual(['stop', 'pki.signer-not-for-signing']);
    const early = leafOf('early', signing, { notBefore: new Date(Date.now() + 48 * hour) });
    expect(await codes(early)).toEqual(['stop', 'pki.signer-not-yet-valid']);
    expect(running.ocsp.requests.length).toBe(before);
  });

  it('stops when its key is too short or its issuer signed with SHA-1', async () => {
    const folderOf = running.pki.sub.folder;
    const sign = (name: string, bits: number, digest: string): Issued => {
      const at = (ending: string): string => join(folderOf, `${name}.${ending}`);
      const openssl = (...words: string[]): void => void execFileSync('openssl', words, { stdio: 'pipe' });
      openssl(
        'req',
        '-newkey',
        `rsa:${bits}`,
        '-nodes',
        '-keyout',
        at('key'),
        '-out',
        at('csr'),
        '-subj',
        `/CN=${name}`,
      );
      writeFileSync(at('ext'), `${signing.join('\n')}\n`);
      const { certificate: issuer, key } = running.pki.sub;
      const by = ['-CA', issuer, '-CAkey', key, '-extfile', at('ext'), `-${digest}`, '-days', '30'];
      openssl('x509', '-req', '-in', at('csr'), ...by, '-out', at('pem'));
      openssl('x509', '-in', at('pem'), '-outform', 'DER', '-out', at('crt'));
      return { key: at('key'), certificate: at('pem'), der: at('crt') };
    };
    for (const leaf of [sign('short', 1024, 'sha256'), sign('old', 2048, 'sha1')]) {
      const { outcome, codes } = brief(await check(leaf));
      expect([outcome, codes[0]]).toEqual(['stop', 'pki.signer-weak']);
    }
  });

  it('is unknown when nobody answers, offline, or when nobody trusts its issuer', async () => {
    running.ocsp.misbehave('error-500');
    running.crls.misbehave('error-500');
    const unanswered = ['pki.revocation-unknown', 'pki.revocation-unknown'];
    const expected = { outcome: 'unknown', codes: unanswered, scheme: 'user-added', result: 'unknown' };
    expect(brief(await check(running.pki.person))).toEqual(expected);
    expect(brief(await check(running.pki.person, { offline: true }))).toEqual(expected);
    const stranger = await check(running.pki.person, { trust: loadTrust({ shipped, added: [] }) });
    expect(brief(stranger)).toEqual({
      outcome: 'unknown',
      codes: ['pki.chain-unknown'],
      scheme: 'none',
      result: 'not-asked',
    });
  });

  it('of an exercise is good, says that it is one, and asks nobody', async () => {
    const { training } = running.pki;
    const checked = await checkSigner(
      { certificate: readFileSync(training.der), issuers: [readFileSync(training.authority.der)] },
      { trust, source: new RevocationSource({ network: running.network() }), at: new Date() },
    );
    expect(brief(checked)).toEqual({ outcome: 'good', codes: [], scheme: 'training', result: 'not-asked' });
    expect(checked.chain).toHaveLength(2);
  });

  it('names person, day and way out in the sentence', async () => {
    const [reason] = (await check(running.pki.extras.revoked ?? running.pki.person)).reasons;
    expect(reason?.vi).toMatch(
      /^Chứng thư số của Hoàng Kim Ngân THỬ NGHIỆM đã bị thu hồi ngày \d\d\/\d\d\/\d{4} .*cấp lại\.$/,
    );
  });
});

describe('the authority of a timestamp', () => {
  const imprint = createHash('sha256').update('giá trị').digest();
  const stamp = (): Promise<Uint8Array> => new TimestampClient({ urls: [running.tsa.url], fetch }).stamp(imprint);
  const judged = async (token: Uint8Array, options: Partial<Parameters<typeof checkAuthority>[1]> = {}) => {
    const { outcome, reasons } = checkAuthority(token, { trust, at: new Date(), crls: [], ocsps: [], ...options });
    return [outcome, ...reasons.map(({ code }) => code)];
  };

  it('is good with a revocation answer and unchecked without', async () => {
    const token = await stamp();
    const crls = [parseCrl(readFileSync(running.pki.root.crl))];
    expect(await judged(token, { crls })).toEqual(['good']);
    expect(await judged(token)).toEqual(['unknown', 'timestamp.authority-unchecked']);
    const { path } = checkAuthority(token, { trust, at: new Date(), crls: [], ocsps: [] });
    const evidence = await new RevocationSource({ network: running.network() }).forPath(path);
    expect(await judged(token, { ocsps: evidence.ocsps.map(readOcspResponse) })).toEqual(['good']);
  });

  it('is reported when no trusted CA issued it', async () => {
    running.tsa.misbehave('other-authority');
    expect(await judged(await stamp())).toEqual(['unknown', 'timestamp.authority-unknown']);
  });

  it('is refused when it is revoked or has expired', async () => {
    const token = await stamp();
    const expired = await judged(token, { at: new Date(Date.now() + 10 * 365 * 24 * hour) });
    expect(expired.slice(0, 2)).toEqual(['stop', 'timestamp.authority-unfit']);
    revoke(running.pki.root, running.services.tsa.certificate);
    publishCrl(running.pki.root);
    const crls = [parseCrl(readFileSync(running.pki.root.crl))];
    expect(await judged(token, { crls })).toEqual(['stop', 'timestamp.authority-revoked']);
  });
});
