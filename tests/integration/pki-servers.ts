/**
 * The services of a test hierarchy over HTTP: a timestamp authority, OCSP responders and revocation lists. What they
 * answer comes from openssl; each can be told to misbehave.
 */
import { execFile } from 'node:child_process';
import { createSign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GuardedNetwork } from '../../src/main/jobs/network/guarded-network.js';
import { loadNetworkPolicy, type NetworkPolicy, parseHostEntry } from '../../src/main/jobs/network/network-policy.js';
import { Asn1, contextTag, der, tags } from '../../src/main/pki/asn1.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import {
  type Authority,
  answering,
  createAuthority,
  type ExtraLeaf,
  type Issued,
  issue,
  makeServices,
  makeTestPki,
  type TestPki,
  type TestServices,
  timestamping,
} from '../../tools/test-pki/make.mjs';

const run = promisify(execFile);

/** What any HTTP server can do wrong. `slow` answers rightly after half a second, `hang` never. */
export type HttpMisbehaviour = 'slow' | 'hang' | 'error-500' | 'refuse-403' | 'garbage' | 'html' | 'huge' | 'redirect';

export interface TestServer<Misbehaviour extends string> {
  /** Without a trailing slash. */
  readonly url: string;
  /** Paths asked for so far, the newest last. */
  readonly requests: readonly string[];
  /** Requests under way now, and at most so far. */
  readonly load: { readonly now: number; readonly most: number };
  /** From the next request on; null: behaves again. */
  misbehave(how: Misbehaviour | null): void;
  close(): Promise<void>;
}

type Answer = (body: Buffer, path: string) => Promise<Uint8Array | null>;

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Where a redirect leads: the right answer, for whoever follows. */
const elsewhere = '/elsewhere';

/** Does what `how` says; false where the right answer is to follow. */
const misbehaved = async (how: string | null, path: string, response: ServerResponse): Promise<boolean> => {
  switch (how) {
    case 'hang':
      return true;
    case 'slow':
      await later(500);
      return false;
    case 'error-500':
      response.writeHead(500).end('lỗi');
      return true;
    case 'refuse-403':
      response.writeHead(403).end();
      return true;
    case 'garbage':
      response.end(Buffer.from('3082ffff0201', 'hex'));
      return true;
    case 'html':
      response.setHeader('content-type', 'text/html');
      response.end('<!DOCTYPE html><html><body>Đăng nhập mạng cơ quan</body></html>');
      return true;
    case 'redirect':
      if (path.startsWith(elsewhere)) return false;
      response.writeHead(307, { location: `${elsewhere}${path}` }).end();
      return true;
    case 'huge': {
      const part = Buffer.alloc(1024 * 1024);
      const more = (): void => {
        while (!response.destroyed && response.write(part));
      };
      response.on('drain', more);
      more();
      return true;
    }
    default:
      return false;
  }
};

/** One server on a free port of this machine; `answer` gives the body of the 200, or null for a 404. */
const serve = async <Misbehaviour extends string>(
  contentType: string,
  answer: Answer,
  state: { how: Misbehaviour | HttpMisbehaviour | null },
): Promise<TestServer<Misbehaviour | HttpMisbehaviour>> => {
  const requests: string[] = [];
  const load = { now: 0, most: 0 };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    load.now += 1;
    load.most = Math.max(load.most, load.now);
    response.on('close', () => {
      load.now -= 1;
    });
    const path = request.url ?? '';
    requests.push(path);
    const body = await bodyOf(request);
    if (await misbehaved(state.how, path, response)) return;
    const bytes = await answer(body, path.replace(elsewhere, ''));
    if (bytes === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': contentType }).end(bytes);
  };
  const server: Server = createServer((request, response) => {
    handle(request, response).catch((thrown: unknown) => {
      // Aborted by the client, or openssl refused what it was given.
      if (!response.headersSent) response.writeHead(500).end(String(thrown));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    load,
    misbehave: (how) => {
      state.how = how;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};

/** Replaces the only occurrence of `from` by as many other bytes: other content, right structure. */
const swap = (bytes: Buffer, from: Uint8Array, to: Uint8Array): Buffer => {
  const at = bytes.indexOf(from);
  if (at < 0 || from.length !== to.length || bytes.indexOf(from, at + 1) >= 0) throw new Error('nothing to swap');
  return Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)]);
};

const inverted = (bytes: Uint8Array): Uint8Array =>
  bytes.map((octet, index) => (index === bytes.length - 1 ? octet ^ 0xff : octet));

export type TsaMisbehaviour =
  | HttpMisbehaviour
  /** A refusal as openssl makes it: badAlg. */
  | 'rejects'
  /** status 2 with timeNotAvailable. */
  | 'not-now'
  | 'wrong-imprint'
  | 'wrong-nonce'
  | 'no-nonce'
  /** Sound in itself, from a hierarchy that nobody trusts. */
  | 'other-authority'
  | 'expired'
  | 'no-purpose'
  | 'purpose-not-critical'
  | 'two-purposes'
  | 'no-ess'
  | 'no-certificate'
  /** One bit of the signature value is another. */
  | 'forged';

export interface TsaOptions {
  /** Issues misfit certificates when they are asked for. */
  readonly authority: Authority;
  readonly signer: Issued;
}

const tsaConfig = (folder: string, digests: string): string => `[tsa]
serial = ${join(folder, 'serial').replaceAll('\\', '/')}
signer_digest = sha256
default_policy = 2.16.704.1.1.1.2
digests = ${digests}
ess_cert_id_alg = sha256
ess_cert_id_chain = no
`;

const misfits: Readonly<Partial<Record<TsaMisbehaviour, readonly string[]>>> = {
  'no-purpose': ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature'],
  'purpose-not-critical': ['basicConstraints = CA:FALSE', 'extendedKeyUsage = timeStamping'],
  'two-purposes': ['basicConstraints = CA:FALSE', 'extendedKeyUsage = critical, timeStamping, clientAuth'],
};

const day = 86_400_000;

/** Makes what one timestamp authority answers, in a folder of its own. */
class TimestampMaker {
  readonly folder = mkdtempSync(join(tmpdir(), 'kyso-tsa-'));
  readonly #issued = new Map<string, Issued>();
  #count = 0;

  constructor(private readonly options: TsaOptions) {
    writeFileSync(join(this.folder, 'serial'), '01\n');
    writeFileSync(join(this.folder, 'tsa.cnf'), tsaConfig(this.folder, 'sha256, sha384, sha512'));
    writeFileSync(join(this.folder, 'refusing.cnf'), tsaConfig(this.folder, 'sha512'));
  }

  async answer(query: Buffer, how: TsaMisbehaviour | null): Promise<Uint8Array> {
    const { signer, authority } = this.options;
    const question = this.#question(query);
    switch (how) {
      case 'rejects':
        return this.#reply(query, signer, 'refusing.cnf');
      case 'not-now':
        // PKIFailureInfo with bit 14 alone: one unused bit in the second octet.
        return der.sequence(der.sequence(der.integer(2), der.tlv(tags.bitString, Uint8Array.of(1, 0, 2))));
      case 'wrong-imprint':
        return this.#reply(swap(query, question.imprint, inverted(question.imprint)), signer);
      case 'wrong-nonce':
        return this.#reply(swap(query, question.nonce, inverted(question.nonce)), signer);
      case 'no-nonce':
        return this.#reply(Buffer.from(question.withoutNonce), signer);
      case 'no-certificate':
        return this.#reply(Buffer.from(question.withoutCertificate), signer);
      case 'other-authority':
      case 'expired':
        return this.#reply(query, this.#misfit(how));
      case 'no-purpose':
      case 'purpose-not-critical':
      case 'two-purposes':
        return this.#signedBy(await this.#reply(query, signer), this.#misfit(how), ['-cades']);
      case 'no-ess':
        return this.#signedBy(await this.#reply(query, signer), signer, []);
      case 'forged':
        return inverted(await this.#reply(query, signer));
      default:
        return this.#reply(query, signer, 'tsa.cnf', authority.certificate);
    }
  }

  #question(query: Buffer) {
    const [version, imprint, nonce, certificates] = Asn1.parse(query).children;
    if (!version || !imprint || !nonce || !certificates) throw new Error('a query without nonce or certReq');
    return {
      imprint: imprint.sequence().rest()[1]?.octets() ?? new Uint8Array(),
      nonce: nonce.bytes,
      withoutNonce: der.sequence(version.bytes, imprint.bytes, certificates.bytes),
      withoutCertificate: der.sequence(version.bytes, imprint.bytes, nonce.bytes),
    };
  }

  #path(name: string): string {
    this.#count += 1;
    return join(this.folder, `${this.#count}-${name}`);
  }

  async #reply(query: Buffer, signer: Issued, config = 'tsa.cnf', chain?: string): Promise<Buffer> {
    const [question, reply] = [this.#path('query.tsq'), this.#path('reply.tsr')];
    writeFileSync(question, query);
    const identity = ['-signer', signer.certificate, '-inkey', signer.key, ...(chain ? ['-chain', chain] : [])];
    const request = ['-config', join(this.folder, config), '-section', 'tsa', '-queryfile', question, '-out', reply];
    await run('openssl', ['ts', '-reply', ...request, ...identity]);
    return readFileSync(reply);
  }

  /** The statement of a right reply, signed by someone whom openssl would not let sign it. */
  async #signedBy(reply: Buffer, signer: Issued, options: readonly string[]): Promise<Uint8Array> {
    const [whole, token, info, signed] = ['whole', 'token', 'info', 'signed'].map((name) => this.#path(name));
    if (!whole || !token || !info || !signed) throw new Error('paths');
    writeFileSync(whole, reply);
    await run('openssl', ['ts', '-reply', '-in', whole, '-token_out', '-out', token]);
    await run('openssl', ['cms', '-verify', '-noverify', '-inform', 'DER', '-in', token, '-out', info]);
    const identity = ['-signer', signer.certificate, '-inkey', signer.key, '-md', 'sha256'];
    const content = ['-binary', '-nodetach', '-econtent_type', '1.2.840.113549.1.9.16.1.4', '-in', info];
    await run('openssl', ['cms', '-sign', ...options, ...content, ...identity, '-outform', 'DER', '-out', signed]);
    return der.sequence(der.sequence(der.integer(0)), readFileSync(signed));
  }

  #misfit(how: TsaMisbehaviour): Issued {
    const known = this.#issued.get(how);
    if (known) return known;
    const name = `misfit-${how}-${this.folder.slice(-6)}`;
    const subject = [['CN', `Máy chủ dấu thời gian ${how}`]] as const;
    const authority =
      how === 'other-authority'
        ? createAuthority(join(this.folder, 'other'), { subject: [['CN', 'CA lạ THỬ NGHIỆM']] })
        : this.options.authority;
    const period = { notBefore: new Date(Date.now() - 30 * day), notAfter: new Date(Date.now() - day) };
    const made = issue(authority, {
      name,
      subject,
      extensions: misfits[how] ?? timestamping,
      ...(how === 'expired' ? period : {}),
    });
    this.#issued.set(how, made);
    return made;
  }
}

/** A timestamp authority: `openssl ts -reply` behind HTTP POST; the token carries its certificate and its issuer's. */
export const startTsa = async (options: TsaOptions): Promise<TestServer<TsaMisbehaviour>> => {
  const maker = new TimestampMaker(options);
  const state: { how: TsaMisbehaviour | null } = { how: null };
  // One after the other: they share a file of serial numbers.
  let line: Promise<unknown> = Promise.resolve();
  const answer: Answer = (query) => {
    const mine = line.then(() => maker.answer(query, state.how));
    line = mine.catch(() => undefined);
    return mine;
  };
  const server = await serve<TsaMisbehaviour>('application/timestamp-reply', answer, state);
  const close = async (): Promise<void> => {
    await server.close();
    await line;
    rmSync(maker.folder, { recursive: true, force: true });
  };
  return { ...server, close };
};

export type OcspMisbehaviour =
  | HttpMisbehaviour
  /** OCSPResponseStatus tryLater. */
  | 'try-later'
  /** thisUpdate and nextUpdate lie in the past. */
  | 'stale'
  | 'wrong-nonce'
  /** Answers for another certificate of the same CA. */
  | 'other-certificate'
  /** Certificate status unknown: the responder has never heard of it. */
  | 'unknown'
  /** Signed by a responder of another CA of the same name. */
  | 'wrong-responder'
  /** Signed by a certificate of the CA that is no responder. */
  | 'no-purpose'
  | 'sha1'
  | 'no-next-update'
  | 'forged';

export interface OcspResponder {
  readonly authority: Authority;
  /** Signs the answers: a delegated responder, or the authority itself. */
  readonly signer: Issued;
  /** The signer is named by the hash of its key and not by name. */
  readonly byKey?: boolean;
}

export interface OcspServer extends TestServer<OcspMisbehaviour> {
  /** From now on `url/name` answers for what this authority issued; its database is read at each request. */
  answer(name: string, responder: OcspResponder): void;
}

/** A BasicOCSPResponse with what it says, or the signature on it, changed. */
const rebuilt = (
  response: Buffer,
  change: (tbs: Uint8Array, value: Uint8Array) => { tbs: Uint8Array; value: Uint8Array },
): Uint8Array => {
  const [status, wrapper] = Asn1.parse(response).children;
  const [type, octets] = wrapper?.children[0]?.children ?? [];
  const [tbs, algorithm, value, certificates] = Asn1.parse(octets?.octets() ?? new Uint8Array()).children;
  if (!status || !type || !tbs || !algorithm || !value || !certificates) throw new Error('no response');
  const changed = change(tbs.bytes, value.bitOctets());
  const signature = der.tlv(tags.bitString, Uint8Array.of(0), changed.value);
  const basic = der.sequence(changed.tbs, algorithm.bytes, signature, certificates.bytes);
  const typed = der.sequence(type.bytes, der.octetString(basic));
  return der.sequence(status.bytes, der.tlv(contextTag(0, true), typed));
};

/** Every time but the first, producedAt, two days back, and signed again (RSA, SHA-256). */
const aged = (response: Buffer, key: string): Uint8Array =>
  rebuilt(response, (tbs) => {
    let seen = 0;
    const earlier = Buffer.from(tbs)
      .toString('latin1')
      .replace(/(\d{4})(\d\d)(\d\d)(\d{6}Z)/g, (text, year, month, date, time) => {
        seen += 1;
        if (seen === 1) return text;
        const moved = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date) - 2));
        return `${moved.toISOString().slice(0, 10).replaceAll('-', '')}${time}`;
      });
    const signed = Buffer.from(earlier, 'latin1');
    return { tbs: signed, value: createSign('sha256').update(signed).sign(readFileSync(key)) };
  });

/** Makes the answers of OCSP responders with `openssl ocsp`. */
class OcspMaker {
  readonly folder = mkdtempSync(join(tmpdir(), 'kyso-ocsp-'));
  readonly responders = new Map<string, OcspResponder>();
  #count = 0;
  #stranger: Issued | null = null;

  async answer(request: Buffer, name: string, how: OcspMisbehaviour | null): Promise<Uint8Array | null> {
    const responder = this.responders.get(name);
    if (!responder) return null;
    const { authority, signer } = responder;
    switch (how) {
      case 'try-later':
        return Buffer.from('30030a0103', 'hex');
      case 'stale':
        return aged(await this.#respond(request, responder), signer.key);
      case 'wrong-nonce':
        return this.#respond(this.#withOtherNonce(request), responder);
      case 'other-certificate':
        return this.#respond(await this.#requestFor(authority, signer.certificate), responder);
      case 'unknown':
        return this.#respond(request, responder, { index: this.#file('index.txt', '') });
      case 'wrong-responder':
        return this.#respond(request, { ...responder, signer: this.#foreign(authority) });
      case 'no-purpose':
        return this.#respond(request, { ...responder, signer: this.#unfit(authority) });
      case 'sha1':
        return this.#respond(request, responder, { options: ['-rmd', 'sha1'] });
      case 'no-next-update':
        return this.#respond(request, responder, { period: [] });
      case 'forged':
        return rebuilt(await this.#respond(request, responder), (tbs, value) => ({ tbs, value: inverted(value) }));
      default:
        return this.#respond(request, responder);
    }
  }

  #file(name: string, content: string | Buffer): string {
    this.#count += 1;
    const path = join(this.folder, `${this.#count}-${name}`);
    writeFileSync(path, content);
    return path;
  }

  async #respond(
    request: Buffer,
    { authority, signer, byKey }: OcspResponder,
    change: { index?: string; options?: readonly string[]; period?: readonly string[] } = {},
  ): Promise<Buffer> {
    const response = this.#file('response.der', '');
    const files = ['-reqin', this.#file('request.der', request), '-respout', response];
    const identity = ['-CA', authority.certificate, '-rsigner', signer.certificate, '-rkey', signer.key];
    await run('openssl', [
      'ocsp',
      ...['-index', change.index ?? join(authority.folder, 'index.txt')],
      ...identity,
      ...files,
      ...(change.period ?? ['-ndays', '1']),
      ...(byKey ? ['-resp_key_id'] : []),
      ...(change.options ?? []),
    ]);
    return readFileSync(response);
  }

  #withOtherNonce(request: Buffer): Buffer {
    const oid = request.indexOf(der.oid('1.3.6.1.5.5.7.48.1.2'));
    if (oid < 0) throw new Error('a request without nonce');
    const changed = Buffer.from(request);
    changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 0xff;
    return changed;
  }

  async #requestFor(authority: Authority, certificate: string): Promise<Buffer> {
    const path = this.#file('other.der', '');
    await run('openssl', ['ocsp', '-issuer', authority.certificate, '-cert', certificate, '-reqout', path]);
    return readFileSync(path);
  }

  /** Of a CA that bears the authority's name and has another key; entitled to answer there. */
  #foreign(authority: Authority): Issued {
    if (this.#stranger === null) {
      const [own] = readCertificates(readFileSync(authority.certificate));
      const { organization, commonName } = own?.subject ?? { organization: null, commonName: null };
      const impostor = createAuthority(join(this.folder, 'impostor'), {
        subject: [
          ['C', 'VN'],
          ['O', organization ?? ''],
          ['CN', commonName ?? ''],
        ],
      });
      this.#stranger = issue(impostor, {
        name: 'ocsp',
        subject: [['CN', 'OCSP lạ THỬ NGHIỆM']],
        extensions: answering,
      });
    }
    return this.#stranger;
  }

  #unfit(authority: Authority): Issued {
    const name = `ocsp-unfit-${this.folder.slice(-6)}`;
    const extensions = answering.filter((line) => !line.startsWith('extendedKeyUsage'));
    return issue(authority, { name, subject: [['CN', 'Không phải máy chủ OCSP']], extensions });
  }
}

/** OCSP responders: `openssl ocsp` behind HTTP POST, one path for each authority. */
export const startOcsp = async (): Promise<OcspServer> => {
  const maker = new OcspMaker();
  const state: { how: OcspMisbehaviour | null } = { how: null };
  const answer: Answer = (request, path) => maker.answer(request, path.slice(1), state.how);
  const server = await serve<OcspMisbehaviour>('application/ocsp-response', answer, state);
  const close = async (): Promise<void> => {
    await server.close();
    rmSync(maker.folder, { recursive: true, force: true });
  };
  return { ...server, close, answer: (name, responder) => void maker.responders.set(name, responder) };
};

export interface CrlServer extends TestServer<HttpMisbehaviour> {
  /** From now on `url/name.crl` is this authority's list, and `url/name.crt` its certificate, as they are on disk. */
  publish(name: string, authority: Authority): void;
  /** From now on `url/name` is this file. */
  offer(name: string, file: string): void;
}

export const startCrls = async (): Promise<CrlServer> => {
  const files = new Map<string, string>();
  const answer: Answer = async (_body, path) => {
    const file = files.get(path);
    return file === undefined ? null : readFileSync(file);
  };
  const server = await serve<HttpMisbehaviour>('application/pkix-crl', answer, { how: null });
  const offer = (name: string, file: string): void => void files.set(`/${name}`, file);
  const publish: CrlServer['publish'] = (name, { crl, der: certificate }) => {
    offer(`${name}.crl`, crl);
    offer(`${name}.crt`, certificate);
  };
  return { ...server, publish, offer };
};

/** A hierarchy whose certificates name running services. */
export interface RunningPki {
  readonly pki: TestPki;
  readonly services: TestServices;
  readonly tsa: TestServer<TsaMisbehaviour>;
  readonly ocsp: OcspServer;
  readonly crls: CrlServer;
  /** The hosts of these servers, for `--allow-host`. */
  readonly hosts: readonly string[];
  /** The product's own network, which may ask these servers and nobody else. */
  network(options?: { deadlineMs?: number; now?: () => number }): GuardedNetwork;
  close(): Promise<void>;
}

/** A policy with these hosts alone. */
export const policyFor = (hosts: readonly string[], deadlineMs = 30_000): NetworkPolicy => ({
  ...loadNetworkPolicy({ shipped: 'resources/policy/network.json', added: null }),
  hosts: hosts.map((text) => {
    const entry = parseHostEntry(text);
    if (entry === null) throw new Error(text);
    return entry;
  }),
  limits: { deadlineMs, answerBytes: 1024 * 1024, listBytes: 20 * 1024 * 1024, cacheBytes: 1024 * 1024 * 1024 },
});

/** Makes a hierarchy in `folder` and starts all its services: timestamps, OCSP of both CAs, both revocation lists. */
export const startPki = async (folder: string, extras: readonly ExtraLeaf[] = []): Promise<RunningPki> => {
  const [ocsp, crls] = await Promise.all([startOcsp(), startCrls()]);
  const pki = makeTestPki(folder, { crlBase: crls.url, ocspBase: ocsp.url, issuerBase: crls.url, extras });
  const services = makeServices(pki);
  for (const name of ['root', 'sub'] as const) {
    ocsp.answer(name, { authority: pki[name], signer: services.ocsp[name] });
    crls.publish(name, pki[name]);
  }
  const tsa = await startTsa({ authority: pki.root, signer: services.tsa });
  const close = async (): Promise<void> => {
    await Promise.all([tsa.close(), ocsp.close(), crls.close()]);
  };
  const hosts = [tsa, ocsp, crls].map(({ url }) => new URL(url).host);
  const network: RunningPki['network'] = ({ deadlineMs, ...options } = {}) =>
    new GuardedNetwork({ policy: policyFor(hosts, deadlineMs), ...options });
  return { pki, services, tsa, ocsp, crls, hosts, network, close };
};
