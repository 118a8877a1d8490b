import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import { parseCrl } from '../../src/main/pki/crl.js';
import { buildAndValidatePath, type PathResult } from '../../src/main/pki/path.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import {
  type Authority,
  createAuthority,
  type Issued,
  issue,
  makeTestPki,
  publishCrl,
  type Subject,
  type TestPki,
} from '../../tools/test-pki/make.mjs';

let folder: string;
let pki: TestPki;
const shipped = 'resources/trust';
const signing = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature'];
const named = (commonName: string): Subject => [
  ['C', 'VN'],
  ['O', 'ĐƠN VỊ THỬ NGHIỆM'],
  ['CN', `${commonName} THỬ NGHIỆM`],
];

const certificate = (path: string): Certificate => {
  const [first] = readCertificates(readFileSync(path));
  if (first === undefined) throw new Error(path);
  return first;
};

/** openssl writes names of its configuration byte by byte: no diacritics in a constraint. */
const inside: Subject = [
  ['C', 'VN'],
  ['O', 'Don vi Thu nghiem'],
  ['CN', 'Người ký THỬ NGHIỆM'],
];

interface Judged {
  readonly problems: string[];
  readonly revocation: string[];
  readonly result: PathResult;
  /** openssl verify of the same chain, revocation left aside. */
  readonly openssl: boolean;
}

const judge = (leaf: Issued, chain: readonly Authority[], crls: readonly string[], at = new Date()): Judged => {
  const result = buildAndValidatePath(certificate(leaf.certificate), {
    pool: chain.map((authority) => certificate(authority.certificate)),
    trust: loadTrust({ shipped, added: [pki.root.certificate] }),
    at,
    crls: crls.map((path) => parseCrl(readFileSync(path))),
  });
  const untrusted = chain.flatMap((authority) => ['-untrusted', authority.certificate]);
  const peer = spawnSync('openssl', ['verify', '-CAfile', pki.root.certificate, ...untrusted, leaf.certificate]);
  return {
    problems: result.problems.map((problem) => problem.code),
    revocation: result.revocation.map((answer) => answer.status),
    result,
    openssl: peer.status === 0,
  };
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-path-'));
  pki = makeTestPki(folder, { extras: ['expired', 'revoked', 'no-key-usage'] });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const under = (
  name: string,
  options: Partial<Parameters<typeof createAuthority>[1]>,
  issuer: Authority = pki.root,
): Authority => createAuthority(join(folder, name), { subject: named(`CA ${name}`), issuer, ...options });
const leafOf = (authority: Authority, extensions: readonly string[] = signing, subject = named('Người ký')): Issued =>
  issue(authority, { name: `leaf-${Math.random().toString(36).slice(2)}`, subject, extensions });

describe('paths, beside openssl verify', () => {
  it('accepts a sound path and says good only with both revocation lists', () => {
    const judged = judge(pki.person, [pki.sub], [pki.root.crl, pki.sub.crl]);
    expect(judged).toMatchObject({ problems: [], revocation: ['good', 'good'], openssl: true });
    expect(judged.result.anchor?.scheme).toBe('user-added');
  });

  it('finds the path when the signer’s CA is the last of several pool certificates', () => {
    const other = under('other', {});
    expect(judge(pki.person, [other, pki.root, pki.sub], []).problems).toEqual([]);
  });

  it('has no path without the intermediate', () => {
    expect(judge(pki.person, [], [])).toMatchObject({ problems: ['no-issuer'], revocation: [], openssl: false });
  });

  it('refuses a CA below a CA of path length 0', () => {
    const deep = under('deep', {}, pki.sub);
    expect(judge(leafOf(deep), [deep, pki.sub], [])).toMatchObject({ problems: ['path-length'], openssl: false });
  });

  it('refuses an unknown critical extension in the signer’s certificate', () => {
    const leaf = leafOf(pki.sub, [...signing, '1.2.3.4.5.6 = critical, DER:0500']);
    expect(judge(leaf, [pki.sub], [])).toMatchObject({ problems: ['critical-extension'], openssl: false });
  });

  it('takes no notice of an unknown extension that is not critical', () => {
    const leaf = leafOf(pki.sub, [...signing, '1.2.3.4.5.6 = DER:0500']);
    expect(judge(leaf, [pki.sub], [])).toMatchObject({ problems: [], openssl: true });
  });

  it('refuses an issuer with CA:FALSE', () => {
    const fake = under('fake', { isCa: false, keyUsage: 'digitalSignature, keyCertSign' });
    const judged = judge(leafOf(fake), [fake], []);
    expect(judged.problems).toContain('not-a-ca');
    expect(judged.openssl).toBe(false);
  });

  it('refuses an issuer whose key may not sign certificates', () => {
    const unfit = under('unfit', { keyUsage: 'cRLSign' });
    expect(judge(leafOf(unfit), [unfit], [])).toMatchObject({ problems: ['no-cert-sign'], openssl: false });
  });

  it('refuses a name outside the permitted subtree and accepts one inside', () => {
    const constrained = under('constrained', {
      extensions: [
        'nameConstraints = critical, permitted;dirName:within',
        '[within]',
        'C = VN',
        'O = DON VI THU NGHIEM',
      ],
    });
    expect(judge(leafOf(constrained, signing, inside), [constrained], [])).toMatchObject({
      problems: [],
      openssl: true,
    });
    const stranger = leafOf(constrained, signing, [
      ['C', 'VN'],
      ['O', 'ĐƠN VỊ KHÁC'],
      ['CN', 'Người lạ THỬ NGHIỆM'],
    ]);
    expect(judge(stranger, [constrained], [])).toMatchObject({ problems: ['name-constraint'], openssl: false });
  });

  it('refuses a name inside an excluded subtree', () => {
    const excluding = under('excluding', {
      extensions: [
        'nameConstraints = critical, excluded;dirName:without',
        '[without]',
        'C = VN',
        'O = DON VI THU NGHIEM',
      ],
    });
    expect(judge(leafOf(excluding, signing, inside), [excluding], [])).toMatchObject({
      problems: ['name-constraint'],
      openssl: false,
    });
  });

  it('refuses a constraint of another form once the certificate has such a name', () => {
    const dns = under('dns', { extensions: ['nameConstraints = critical, permitted;DNS:gov.vn'] });
    expect(judge(leafOf(dns), [dns], []).problems).toEqual([]);
    const host = leafOf(dns, [...signing, 'subjectAltName = DNS:example.com']);
    expect(judge(host, [dns], [])).toMatchObject({ problems: ['name-constraint'], openssl: false });
  });

  it('says expired, and not yet valid, for the instant asked about', () => {
    const { expired } = pki.extras;
    if (expired === undefined) throw new Error('expired');
    expect(judge(expired, [pki.sub], [])).toMatchObject({ problems: ['expired'], openssl: false });
    expect(judge(pki.person, [pki.sub], [], new Date('2020-01-01')).problems).toContain('not-yet-valid');
  });

  it('refuses a signer without key usage, or with one for encryption only', () => {
    const none = pki.extras['no-key-usage'];
    if (none === undefined) throw new Error('no-key-usage');
    expect(judge(none, [pki.sub], []).problems).toEqual(['signer-key-usage']);
    const encryption = leafOf(pki.sub, ['basicConstraints = CA:FALSE', 'keyUsage = critical, keyEncipherment']);
    expect(judge(encryption, [pki.sub], []).problems).toEqual(['signer-key-usage']);
  });

  it('refuses a CA certificate as signer and one for timestamps only', () => {
    expect(judge(pki.sub, [], []).problems).toEqual(expect.arrayContaining(['signer-is-ca']));
    const tsa = leafOf(pki.sub, [...signing, 'extendedKeyUsage = critical, timeStamping']);
    expect(judge(tsa, [pki.sub], []).problems).toEqual(['signer-purpose']);
  });
});

describe('revocation lists', () => {
  const crl = (name: string, authority: Authority, options: Parameters<typeof publishCrl>[1] = {}): string => {
    const at = { ...authority, crl: join(folder, `${name}.crl`), crlPem: join(folder, `${name}.pem`) };
    publishCrl(at, options);
    return at.crl;
  };
  const hour = 3_600_000;

  it('says revoked with date and reason', () => {
    const { revoked } = pki.extras;
    if (revoked === undefined) throw new Error('revoked');
    const [answer] = judge(revoked, [pki.sub], [pki.root.crl, pki.sub.crl]).result.revocation;
    expect(answer).toMatchObject({ status: 'revoked', reason: 1 });
  });

  it('is unknown without a list, and for the CA’s own certificate too', () => {
    expect(judge(pki.person, [pki.sub], []).revocation).toEqual(['unknown', 'unknown']);
    expect(judge(pki.person, [pki.sub], [pki.sub.crl]).revocation).toEqual(['good', 'unknown']);
  });

  it('does not take a list that has run out', () => {
    const now = Date.now();
    const stale = crl('stale', pki.sub, { thisUpdate: new Date(now - 3 * hour), nextUpdate: new Date(now - hour) });
    const [answer] = judge(pki.person, [pki.sub], [stale]).result.revocation;
    expect(answer).toEqual({ status: 'unknown', why: 'stale' });
  });

  it('does not take a list of an authority of the same name with another key', () => {
    const impostor = createAuthority(join(folder, 'impostor'), {
      subject: [
        ['C', 'VN'],
        ['O', 'Ban Cơ yếu Chính phủ – THỬ NGHIỆM'],
        ['CN', 'CA phục vụ các cơ quan Nhà nước G2 – THỬ NGHIỆM'],
      ],
    });
    publishCrl(impostor);
    const [answer] = judge(pki.person, [pki.sub], [impostor.crl]).result.revocation;
    expect(answer).toEqual({ status: 'unknown', why: 'bad-signature' });
  });

  it('does not take a list with one byte changed', () => {
    const bytes = Uint8Array.from(readFileSync(pki.sub.crl));
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] ?? 0) ^ 1;
    const result = buildAndValidatePath(certificate(pki.person.certificate), {
      pool: [certificate(pki.sub.certificate)],
      trust: loadTrust({ shipped, added: [pki.root.certificate] }),
      at: new Date(),
      crls: [parseCrl(bytes)],
    });
    expect(result.revocation[0]).toEqual({ status: 'unknown', why: 'bad-signature' });
  });
});

describe('trust that a person adds', () => {
  it('makes anchors of self-issued CA certificates only', () => {
    const bare = loadTrust({ shipped, added: [] });
    const added = loadTrust({ shipped, added: [pki.root.certificate, pki.sub.certificate, pki.person.der] });
    expect(added.anchors.length - bare.anchors.length).toBe(1);
    expect(added.intermediates.length - bare.intermediates.length).toBe(2);
  });

  it('does not turn a shipped anchor into a user-added one', () => {
    const again = loadTrust({ shipped, added: ['resources/trust/vgca-root-g2.pem'] });
    expect(again.anchors.some((anchor) => anchor.scheme === 'user-added')).toBe(false);
  });

  it('reads folders and says which file it cannot read', () => {
    expect(() => loadTrust({ shipped, added: [join(folder, 'nowhere.pem')] })).toThrow(/nowhere/);
    expect(
      loadTrust({ shipped, added: [pki.root.folder] }).anchors.some((anchor) => anchor.scheme === 'user-added'),
    ).toBe(true);
  });
});
