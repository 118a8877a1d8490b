/** Sources of trust of a person's own: what may become one, what stands behind one, and what an attacker leaves there. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import { loadTrustPolicy, type TrustPolicy } from '../../src/main/jobs/trust-policy.js';
import { UserAnchors } from '../../src/main/jobs/user-anchors.js';
import { parseCertificate, readCertificates } from '../../src/main/pki/certificate.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { openQueue } from '../../src/main/queue/client.js';
import type { Queue } from '../../src/main/queue/types.js';
import { createAuthority, issue } from '../../tools/test-pki/make.mjs';
import { entries, resources } from './installation.js';

const place = mkdtempSync(join(tmpdir(), 'kyso-anchors-'));
const at = (name: string): string => join(place, name);
const ca = ['basicConstraints = critical, CA:TRUE', 'keyUsage = critical, keyCertSign, cRLSign'];
const day = 86_400_000;

interface Wanted {
  readonly subject?: string;
  readonly key?: readonly string[];
  readonly extensions?: readonly string[];
  readonly digest?: string;
}

/** A self-signed certificate in `<name>.pem` and `<name>.cer`, its key in `<name>.key`. */
const selfSigned = (
  name: string,
  { subject = `/C=VN/O=Cơ quan Thử nghiệm/CN=Root ${name}`, ...wanted }: Wanted = {},
) => {
  const { key = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], extensions = ca, digest = 'sha256' } = wanted;
  const config = at(`${name}.cnf`);
  writeFileSync(config, '[req]\nprompt = no\ndistinguished_name = dn\nstring_mask = utf8only\n[dn]\n');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-utf8', '-config', config, '-newkey', ...key, '-nodes', `-${digest}`, '-days', '365'],
      ...extensions.flatMap((extension) => ['-addext', extension.replace(' = ', '=')]),
      ...['-subj', subject, '-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)],
    ],
    { stdio: 'pipe' },
  );
  execFileSync('openssl', ['x509', '-in', at(`${name}.pem`), '-outform', 'DER', '-out', at(`${name}.cer`)]);
  return at(`${name}.pem`);
};

const fingerprintOf = (pem: string): string => readCertificates(readFileSync(pem))[0]?.fingerprint ?? '';

let good: string;
let other: string;
beforeAll(() => {
  good = selfSigned('tot');
  other = selfSigned('khac');
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

let data: string;
let folder: string;
let queue: Queue;
const open = (): Promise<Queue> =>
  openQueue({ workerPath: join(entries, 'database-worker.cjs'), databasePath: join(data, 'queue.sqlite') });
const shipped = loadTrust({ shipped: join(resources, 'trust'), added: [] });
const anchorsUnder = (
  userAnchors: TrustPolicy['userAnchors'] = 'allowed',
  journal: Pick<Queue, 'recordAnchor' | 'confirmedAnchors'> = queue,
): UserAnchors =>
  new UserAnchors({
    folder,
    policy: { userAnchors },
    shipped: () => shipped,
    journal,
    way: 'window',
    user: 'van-thu',
  });
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'kyso-anchors-data-'));
  folder = join(data, 'trust');
  queue = await open();
});
afterEach(async () => {
  await queue.close();
  rmSync(data, { recursive: true, force: true });
});

const trusted = async (anchors: UserAnchors): Promise<string[]> =>
  (await anchors.certificates()).map((der) => parseCertificate(der).fingerprint);
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.code;
    throw thrown;
  }
};
const problemsOf = async (path: string): Promise<string[]> =>
  (await anchorsUnder().look(path)).flatMap(({ problems }) => problems.map(({ code }) => code));
const addFrom = async (path: string, anchors = anchorsUnder()): Promise<string> => {
  const [candidate] = await anchors.look(path);
  await anchors.add(candidate?.fingerprint ?? '');
  return candidate?.fingerprint ?? '';
};

describe('adding and removing', () => {
  it.each(['pem', 'cer'])('trusts a root from a .%s file from then on, also after a restart', async (extension) => {
    const fingerprint = await addFrom(at(`tot.${extension}`));
    expect(await trusted(anchorsUnder())).toEqual([fingerprint]);
    await queue.close();
    queue = await open();
    expect(await trusted(anchorsUnder())).toEqual([fingerprint]);
    const [source] = (await anchorsUnder().state()).own;
    expect(source).toMatchObject({
      status: 'trusted',
      commonName: 'Root tot',
      organization: 'Cơ quan Thử nghiệm',
      added: { user: 'van-thu', way: 'window' },
      problems: [],
    });
  });

  it('journals each step with fingerprint, name and who, in a chain that verifies', async () => {
    const anchors = anchorsUnder();
    const fingerprint = await addFrom(good, anchors);
    expect(await queue.confirmedAnchors()).toMatchObject([
      { fingerprint, commonName: 'Root tot', user: 'van-thu', way: 'window' },
    ]);
    await anchors.remove(fingerprint);
    expect(await queue.confirmedAnchors()).toEqual([]);
    expect(await queue.verifyJournal()).toMatchObject({ intact: true, entries: 2 });
    expect(await trusted(anchors)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('adds only what was looked at: a fingerprint of another certificate adds nothing', async () => {
    const anchors = anchorsUnder();
    await anchors.look(good);
    expect(await codeOf(anchors.add(fingerprintOf(other)))).toBe('trust.nothing-there');
    expect(existsSync(folder)).toBe(false);
    expect(await queue.verifyJournal()).toMatchObject({ entries: 0 });
  });

  it('adds what was looked at although the file is another one by then', async () => {
    copyFileSync(good, at('doi.pem'));
    const anchors = anchorsUnder();
    const [candidate] = await anchors.look(at('doi.pem'));
    copyFileSync(other, at('doi.pem'));
    await anchors.add(candidate?.fingerprint ?? '');
    expect(await trusted(anchors)).toEqual([fingerprintOf(good)]);
  });

  it('says that one is there already, and removes nothing that is not there', async () => {
    const anchors = anchorsUnder();
    const fingerprint = await addFrom(good, anchors);
    expect(await problemsOf(good)).toEqual(['trust.already-there']);
    expect(await codeOf(anchors.add(fingerprint))).toBe('trust.already-there');
    expect(await codeOf(anchors.remove(fingerprintOf(other)))).toBe('trust.unknown');
    expect(await queue.verifyJournal()).toMatchObject({ entries: 1 });
  });

  it('takes the one that is meant from a file with several', async () => {
    writeFileSync(at('hai.pem'), Buffer.concat([readFileSync(good), readFileSync(other), readFileSync(good)]));
    const anchors = anchorsUnder();
    expect(await anchors.look(at('hai.pem'))).toHaveLength(2);
    await anchors.add(fingerprintOf(other));
    expect(await trusted(anchors)).toEqual([fingerprintOf(other)]);
  });
});

describe('what cannot become a source of trust', () => {
  it('a leaf, an intermediate', async () => {
    const root = createAuthority(at('pki-root'), { subject: [['CN', 'Gốc THỬ NGHIỆM']] });
    const sub = createAuthority(at('pki-sub'), { subject: [['CN', 'Trung gian THỬ NGHIỆM']], issuer: root });
    const leaf = issue(sub, {
      name: 'leaf',
      subject: [['CN', 'Người ký']],
      extensions: ['basicConstraints = CA:FALSE'],
    });
    expect(await problemsOf(root.certificate)).toEqual([]);
    expect(await problemsOf(sub.certificate)).toEqual(['trust.not-root']);
    expect(await problemsOf(leaf.certificate)).toEqual(['trust.not-ca']);
    expect(await problemsOf(selfSigned('la', { extensions: ['basicConstraints = CA:FALSE'] }))).toEqual([
      'trust.not-ca',
    ]);
    const noSigning = [ca[0] ?? '', 'keyUsage = critical, digitalSignature'];
    expect(await problemsOf(selfSigned('khong-cap', { extensions: noSigning }))).toEqual(['trust.not-ca']);
  });

  it('not even one that was looked at, or that waits in the folder, by its right fingerprint', async () => {
    const leaf = selfSigned('la-chon', { extensions: ['basicConstraints = CA:FALSE'] });
    const looked = anchorsUnder();
    await looked.look(leaf);
    expect(await codeOf(looked.add(fingerprintOf(leaf)))).toBe('trust.not-ca');
    mkdirSync(folder);
    copyFileSync(leaf, join(folder, 'leaf.pem'));
    const waiting = anchorsUnder();
    expect((await waiting.state()).own).toMatchObject([{ status: 'waiting', problems: [{ code: 'trust.not-ca' }] }]);
    expect(await codeOf(waiting.add(fingerprintOf(leaf)))).toBe('trust.not-ca');
    expect(await queue.verifyJournal()).toMatchObject({ entries: 0 });
  });

  it('an expired one, one of the future', async () => {
    const authority = createAuthority(at('pki-dates'), { subject: [['CN', 'x']] });
    const order = { extensions: ca, selfSign: true };
    const old = issue(authority, {
      ...order,
      name: 'cu',
      subject: [['CN', 'Cũ']],
      notBefore: new Date(Date.now() - 400 * day),
      notAfter: new Date(Date.now() - day),
    });
    const early = issue(authority, {
      ...order,
      name: 'som',
      subject: [['CN', 'Sớm']],
      notBefore: new Date(Date.now() + 30 * day),
    });
    expect(await problemsOf(old.certificate)).toEqual(['trust.expired']);
    expect(await problemsOf(early.certificate)).toEqual(['trust.not-yet-valid']);
  });

  it('SHA-1, RSA below 2048 bits, a signature that is not by its own key', async () => {
    expect(await problemsOf(selfSigned('sha1', { digest: 'sha1' }))).toEqual(['trust.weak']);
    expect(await problemsOf(selfSigned('ngan', { key: ['rsa:1024'] }))).toEqual(['trust.weak']);
    const forged = readFileSync(at('tot.cer'));
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    writeFileSync(at('gia.cer'), forged);
    expect(await problemsOf(at('gia.cer'))).toEqual(['trust.self-signature-wrong']);
  });

  it.each([
    ['hidden', 'Gốc\u200bẩn'],
    ['turned round', 'Root \u202emaN teiV'],
    ['with a control character', 'Gốc\u0007chuông'],
    ['drawn as nothing', '\u3164\u3164'],
  ])('a name that is %s is refused and shown spelled out', async (_, name) => {
    const [candidate] = await anchorsUnder().look(selfSigned('ten', { subject: `/O=Cơ quan/CN=${name}` }));
    expect(candidate?.problems.map(({ code }) => code)).toEqual(['trust.name-deceptive']);
    expect(candidate?.commonName).toMatch(/\[U\+[0-9A-F]{4}\]/);
    for (const letter of ['\u0007', '\u200b', '\u202e', '\u3164']) expect(candidate?.commonName).not.toContain(letter);
  });

  it('what comes with the product; and one that bears its name is warned of', async () => {
    expect(await problemsOf(join(resources, 'trust', 'vgca-root-g2.pem'))).toEqual(['trust.built-in']);
    const [candidate] = await anchorsUnder().look(
      selfSigned('nhai', { subject: '/O=Ban Co yeu/CN=ROOTCA chuyen dung Chinh phu G2' }),
    );
    expect(candidate?.problems).toEqual([]);
    expect(candidate?.warnings.map(({ code }) => code)).toEqual(['trust.resembles-built-in']);
  });

  it('no file that is no certificate, or more than one', async () => {
    const pem = readFileSync(good, 'utf8');
    writeFileSync(at('chu.pem'), 'Đây không phải chứng thư.');
    writeFileSync(at('rong.pem'), '');
    writeFileSync(at('hong.pem'), pem.replace(/M/g, 'N'));
    writeFileSync(at('lon.pem'), Buffer.alloc(10 * 1024 * 1024, pem));
    writeFileSync(at('nhieu.pem'), readFileSync(good, 'utf8').repeat(100));
    writeFileSync(at('1000.pem'), pem.repeat(1000));
    writeFileSync(at('ca-khoa.pem'), pem + readFileSync(at('tot.key'), 'utf8'));
    execFileSync('openssl', ['pkey', '-in', at('tot.key'), '-outform', 'DER', '-out', at('khoa.der')]);
    execFileSync('openssl', [
      ...['pkcs12', '-export', '-inkey', at('tot.key'), '-in', good, '-passout', 'pass:x', '-out', at('tot.p12')],
    ]);
    execFileSync('mkfifo', [at('ong.pem')]);
    const codes = async (name: string): Promise<string> => codeOf(anchorsUnder().look(at(name)));
    expect(await codes('chu.pem')).toBe('trust.not-certificate');
    expect(await codes('rong.pem')).toBe('trust.not-certificate');
    expect(await codes('hong.pem')).toBe('trust.not-certificate');
    expect(await codes('lon.pem')).toBe('trust.too-large');
    expect(await codes('nhieu.pem')).toBe('trust.too-many');
    expect(await codes('1000.pem')).toBe('trust.too-large');
    for (const name of ['ca-khoa.pem', 'tot.key', 'khoa.der', 'tot.p12'])
      expect([name, await codes(name)]).toEqual([name, 'trust.private-key']);
    expect(await codes('ong.pem')).toBe('file.unreadable');
    expect(await codes('.')).toBe('file.unreadable');
    expect(await codes('khong-co.pem')).toBe('file.unreadable');
  });
});

describe('what others do to the folder', () => {
  it('a file put there by hand is shown as waiting, and trusted only after a person confirmed it', async () => {
    mkdirSync(folder);
    copyFileSync(good, join(folder, 'root.pem'));
    const anchors = anchorsUnder();
    expect(await trusted(anchors)).toEqual([]);
    expect((await anchors.state()).own).toMatchObject([{ status: 'waiting', added: null, commonName: 'Root tot' }]);
    await anchors.add(fingerprintOf(good));
    expect(await trusted(anchors)).toEqual([fingerprintOf(good)]);
    await anchors.remove(fingerprintOf(good));
    expect((await anchors.state()).own).toEqual([]);
  });

  it('a swapped file is not trusted, nor is the one that took its place', async () => {
    const anchors = anchorsUnder();
    const fingerprint = await addFrom(good, anchors);
    copyFileSync(other, join(folder, `${fingerprint}.cer`));
    expect(await trusted(anchors)).toEqual([]);
    expect((await anchors.state()).own).toMatchObject([
      { fingerprint, status: 'missing' },
      { fingerprint: fingerprintOf(other), status: 'waiting' },
    ]);
  });

  it('a deleted file is told, and can be added again', async () => {
    const anchors = anchorsUnder();
    const fingerprint = await addFrom(good, anchors);
    rmSync(join(folder, `${fingerprint}.cer`));
    expect((await anchors.state()).own).toMatchObject([{ fingerprint, status: 'missing', commonName: 'Root tot' }]);
    await addFrom(good, anchors);
    expect(await trusted(anchors)).toEqual([fingerprint]);
  });

  it('a link out of the folder is not followed, a pipe not waited for, a crowd not read', async () => {
    const anchors = anchorsUnder();
    const fingerprint = await addFrom(good, anchors);
    const path = join(folder, `${fingerprint}.cer`);
    rmSync(path);
    symlinkSync(good, path);
    symlinkSync(other, join(folder, 'a-link.pem'));
    execFileSync('mkfifo', [join(folder, 'b-ong.pem')]);
    expect(await trusted(anchors)).toEqual([]);
    expect((await anchors.state()).own).toMatchObject([{ fingerprint, status: 'missing' }]);
    for (let index = 0; index < 200; index += 1) writeFileSync(join(folder, `0${index}.pem`), 'x');
    expect((await anchors.state()).own).toHaveLength(1);
    rmSync(path);
    await addFrom(good, anchors);
    expect(await trusted(anchors)).toEqual([fingerprint]);
  });
});

describe('a step that is cut off', () => {
  const cut = { recordAnchor: () => Promise.reject(new Fault('queue.disk-full')), confirmedAnchors: async () => [] };

  it('between file and journal leaves a certificate that waits', async () => {
    const anchors = anchorsUnder('allowed', cut);
    await anchors.look(good);
    expect(await codeOf(anchors.add(fingerprintOf(good)))).toBe('queue.disk-full');
    const after = anchorsUnder();
    expect(await trusted(after)).toEqual([]);
    expect((await after.state()).own.map(({ status }) => status)).toEqual(['waiting']);
  });

  it('between journal and file leaves nothing trusted either', async () => {
    const fingerprint = await addFrom(good);
    const [confirmed] = await queue.confirmedAnchors();
    if (!confirmed) throw new Error('nothing was confirmed');
    const { at: _, ...decided } = confirmed;
    await queue.recordAnchor({ ...decided, event: 'trust-anchor-removed' });
    expect(existsSync(join(folder, `${fingerprint}.cer`))).toBe(true);
    expect(await trusted(anchorsUnder())).toEqual([]);
  });

  it('a folder that cannot be written to adds nothing, in the journal neither', async () => {
    writeFileSync(folder, 'a file where the folder should be');
    const anchors = anchorsUnder();
    await anchors.look(good);
    expect(await codeOf(anchors.add(fingerprintOf(good)))).toBe('trust.not-kept');
    expect(await queue.verifyJournal()).toMatchObject({ entries: 0 });
  });
});

describe('the policy', () => {
  it('keeps out what was confirmed before, and adds nothing', async () => {
    const fingerprint = await addFrom(good);
    const anchors = anchorsUnder('forbidden');
    expect(await trusted(anchors)).toEqual([]);
    expect(await anchors.state()).toMatchObject({
      forbidden: { code: 'trust.forbidden' },
      own: [{ fingerprint, status: 'forbidden' }],
    });
    expect(await codeOf(anchors.look(other))).toBe('trust.forbidden');
    expect(await codeOf(anchors.add(fingerprintOf(other)))).toBe('trust.forbidden');
    await anchors.remove(fingerprint);
    expect(await queue.confirmedAnchors()).toEqual([]);
  });

  it('allows nothing where its file says nothing clear', () => {
    const installed = join(data, 'resources');
    mkdirSync(join(installed, 'policy'), { recursive: true });
    const read = (text: string): unknown => {
      writeFileSync(join(installed, 'policy', 'trust.json'), text);
      return loadTrustPolicy(installed);
    };
    expect(read('{"userAnchors": "forbidden"}')).toEqual({ userAnchors: 'forbidden' });
    for (const text of ['', '{}', '{"userAnchors": true}', '{"userAnchors": "allowed", "more": 1}'])
      expect(() => read(text)).toThrow(expect.objectContaining({ code: 'trust.policy-invalid' }));
    expect(() => loadTrustPolicy(data)).toThrow(expect.objectContaining({ code: 'trust.policy-invalid' }));
  });
});
