import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loginContentType, loginText } from '../../src/contracts/login.js';
import { apiErrorSchema, challengeSchema, signInResponseSchema } from '../../src/contracts/provincial-api.js';
import { type Issued, makeTestPki, type TestPki } from '../../tools/test-pki/make.mjs';
import { origin, read, refusal, start } from './provincial-server-support.js';

let folder: string;
let pki: TestPki;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-test-'));
  pki = makeTestPki(folder, { extras: ['ec', 'expired'] });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fingerprintOf = ({ certificate }: Issued): string =>
  new X509Certificate(readFileSync(certificate)).fingerprint256.replaceAll(':', '').toLowerCase();

const extraOf = (name: 'ec' | 'expired'): Issued => {
  const issued = pki.extras[name];
  if (issued === undefined) throw new Error(`no certificate ${name}`);
  return issued;
};

/** A CMS by openssl, as a client's token would make it. */
const sign = (
  text: string,
  signer: Issued,
  contentType = loginContentType,
  options: readonly string[] = [],
): string => {
  const content = join(folder, 'login.txt');
  writeFileSync(content, text);
  const types = contentType === '' ? [] : ['-econtent_type', contentType];
  const words = ['cms', '-sign', '-binary', '-nodetach', '-outform', 'DER', '-md', 'sha256', '-in', content];
  const identity = ['-signer', signer.certificate, '-inkey', signer.key, '-certfile', pki.sub.certificate];
  return execFileSync('openssl', [...words, ...types, ...identity, ...options], { stdio: 'pipe' }).toString('base64');
};

const setUp = async () => {
  const certificates = [pki.person, extraOf('ec'), extraOf('expired'), pki.training].map((one) => one.certificate);
  const users = [
    { username: 'van-thu', password: 'mật khẩu một' },
    { username: 'chung-thu', certificates },
  ];
  // Certificates are judged at the server's time: the hierarchy begins now.
  const time = { now: Date.now() + 60_000 };
  const served = await start({ users, anchors: [pki.root.certificate], clock: () => time.now });
  const post = (path: string, body?: object) =>
    fetch(`${served.server.url}/api/v1${path}`, {
      method: 'POST',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  const nonce = async () => (await read(challengeSchema, await post('/sessions/challenges'))).nonce;
  const textFor = async (signer: Issued, over: { origin?: string; nonce?: string; at?: string } = {}) => {
    const at = new Date(time.now).toISOString();
    return loginText({ origin, fingerprint: fingerprintOf(signer), nonce: await nonce(), at, ...over });
  };
  const submit = (cms: string) => post('/sessions/certificate', { cms });
  return { ...served, time, post, nonce, textFor, submit };
};

describe('sign-in with a certificate', () => {
  it.each([
    ['RSA', () => pki.person, []],
    ['RSA-PSS', () => pki.person, ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:digest']],
    ['ECDSA', () => extraOf('ec'), []],
  ] as const)('of %s opens a session of the user it is registered to, once', async (_name, signer, options) => {
    const { submit, textFor, server } = await setUp();
    const cms = sign(await textFor(signer()), signer(), loginContentType, options);
    const answer = await submit(cms);
    expect(answer.status).toBe(201);
    const session = await read(signInResponseSchema, answer);
    expect(session.server.origin).toBe(origin);
    const headers = { authorization: `Bearer ${session.token}` };
    expect((await fetch(`${server.url}/api/v1/documents`, { headers })).status).toBe(200);
    expect(await refusal(await submit(cms))).toEqual({ status: 401, code: 'challenge-expired' });
  });

  it('by a nonce of its own making, an old one, or one that a failed try used is refused', async () => {
    const { submit, textFor, nonce, time } = await setUp();
    const own = await textFor(pki.person, { nonce: 'A'.repeat(43) });
    expect(await refusal(await submit(sign(own, pki.person)))).toMatchObject({ code: 'challenge-expired' });
    const old = await nonce();
    time.now += 121_000;
    const late = await textFor(pki.person, { nonce: old });
    expect(await refusal(await submit(sign(late, pki.person)))).toMatchObject({ code: 'challenge-expired' });
    const used = await nonce();
    const elsewhere = await textFor(pki.person, { nonce: used, origin: 'https://may-chu.khac.example' });
    await submit(sign(elsewhere, pki.person));
    const again = await textFor(pki.person, { nonce: used });
    expect(await refusal(await submit(sign(again, pki.person)))).toMatchObject({ code: 'challenge-expired' });
  });

  it('meant for another server is refused', async () => {
    const { submit, textFor } = await setUp();
    const text = await textFor(pki.person, { origin: 'https://may-chu.khac.example' });
    expect(await refusal(await submit(sign(text, pki.person)))).toEqual({ status: 401, code: 'login-refused' });
  });

  it('of another content type, or of a text of another form, is refused', async () => {
    const { submit, textFor, nonce } = await setUp();
    expect(await refusal(await submit(sign(await textFor(pki.person), pki.person, '')))).toMatchObject({
      code: 'login-refused',
    });
    const next = '2.25.213412092353334144811097234711720038089';
    expect(await refusal(await submit(sign(await textFor(pki.person), pki.person, next)))).toMatchObject({
      code: 'login-refused',
    });
    // The two places that name the type differ: the first one (RFC 5652 5.2) is under no signature.
    for (const signedType of [loginContentType, next]) {
      const bytes = Buffer.from(sign(await textFor(pki.person), pki.person, signedType), 'base64');
      const last = bytes.indexOf(Buffer.from([0x06, 0x14, 0x69])) + 2 + 0x14 - 1;
      bytes[last] = (bytes[last] ?? 0) ^ 1;
      expect(await refusal(await submit(bytes.toString('base64')))).toMatchObject({ code: 'login-refused' });
    }
    const free = `Tôi đồng ý mọi thứ ${await nonce()}`;
    expect(await refusal(await submit(sign(free, pki.person)))).toMatchObject({ code: 'login-refused' });
    const noAttributes = sign(await textFor(pki.person), pki.person, loginContentType, ['-noattr']);
    expect(await refusal(await submit(noAttributes))).toMatchObject({ code: 'login-refused' });
  });

  it('with a damaged signature, damaged text or no CMS at all is refused', async () => {
    const { submit, textFor } = await setUp();
    const damage = async (find: (bytes: Buffer, text: string) => number) => {
      const text = await textFor(pki.person);
      const bytes = Buffer.from(sign(text, pki.person), 'base64');
      const at = find(bytes, text);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return refusal(await submit(bytes.toString('base64')));
    };
    expect(await damage((bytes) => bytes.length - 5)).toEqual({ status: 401, code: 'login-refused' });
    // The minute of the time: a text of the right form that nobody signed.
    expect(await damage((bytes, text) => bytes.indexOf(text) + text.length - '0:00.000Z'.length)).toEqual({
      status: 401,
      code: 'login-refused',
    });
    for (const cms of ['AAAA', readFileSync(pki.person.der).toString('base64')])
      expect(await refusal(await submit(cms))).toEqual({ status: 401, code: 'login-refused' });
    expect((await submit('không phải base64')).status).toBe(400);
  });

  it('with a certificate that is unregistered, expired or of nobody trusted is refused', async () => {
    const { submit, textFor } = await setUp();
    expect(await refusal(await submit(sign(await textFor(pki.office), pki.office)))).toMatchObject({
      code: 'certificate-unregistered',
    });
    for (const signer of [extraOf('expired'), pki.training])
      expect(await refusal(await submit(sign(await textFor(signer), signer)))).toEqual({
        status: 401,
        code: 'certificate-refused',
      });
    // Signed by one, naming the other.
    const text = await textFor(pki.person);
    expect(await refusal(await submit(sign(text, extraOf('ec'))))).toMatchObject({ code: 'login-refused' });
  });

  it('from a computer whose clock is off hears the server’s time', async () => {
    const { submit, textFor, time } = await setUp();
    for (const minutes of [-6, 6]) {
      const at = new Date(time.now + minutes * 60_000).toISOString();
      const answer = await submit(sign(await textFor(pki.person, { at }), pki.person));
      expect(answer.status).toBe(401);
      expect(apiErrorSchema.parse(await answer.json())).toMatchObject({
        code: 'clock-skew',
        serverTime: new Date(time.now).toISOString(),
      });
    }
    const near = await textFor(pki.person, { at: new Date(time.now - 4 * 60_000).toISOString() });
    expect((await submit(sign(near, pki.person))).status).toBe(201);
  });
});
