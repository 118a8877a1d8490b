/**
 * Sign-in to a document server with a person's key: the token signs our own text (`contracts/login.ts`), never bytes that
 * the server chose, as a CMS whose content type is of no document signature.
 */
import { createHash } from 'node:crypto';
import { Fault, type FaultValue } from '../../contracts/faults/index.js';
import { loginContentType, loginText } from '../../contracts/login.js';
import { parseCertificate } from '../pki/certificate.js';
import { buildSignedData, defaultDigest, signedAttributes } from '../pki/cms/build.js';
import { erasePin, type TypedPin, worthTypingAgain } from '../token/pin.js';
import type { Signer } from '../token/signer.js';
import type { BatchSessionPorts } from './batch/batch-session.js';
import { findCertificate, pinPrompt } from './batch/pin-request.js';

export interface LoginRequest {
  /** Of the address that this client talks to. */
  readonly origin: string;
  /** The server's challenge: 32 bytes in base64url. */
  readonly nonce: string;
}

/**
 * The CMS (DER) that says who signs in, where and when. Faults `sync.login-challenge-malformed` (nothing is signed then),
 * `token.*`.
 */
export const makeLogin = async (
  signer: Pick<Signer, 'certificate' | 'issuers' | 'mechanism' | 'sign'>,
  { origin, nonce }: LoginRequest,
  at: Date,
  abort?: AbortSignal,
): Promise<Uint8Array> => {
  const certificate = parseCertificate(signer.certificate);
  const issuers = signer.issuers.map((issuer) => parseCertificate(issuer));
  const content = { type: loginContentType, bytes: textBytes(origin, certificate.fingerprint, nonce, at) };
  const digest = defaultDigest(certificate);
  const hash = (bytes: Uint8Array): Uint8Array => createHash(digest).update(bytes).digest();
  const attributes = signedAttributes({
    messageDigest: hash(content.bytes),
    certificate,
    digest,
    contentType: content.type,
  });
  const value = await signer.sign({ digest: hash(attributes), message: attributes }, digest, abort);
  const algorithm = { mechanism: signer.mechanism, digest };
  return buildSignedData({
    signedAttributes: attributes,
    algorithm,
    value,
    certificates: [certificate, ...issuers],
    content,
  });
};

const textBytes = (origin: string, fingerprint: string, nonce: string, at: Date): Uint8Array => {
  try {
    return Buffer.from(loginText({ origin, fingerprint, nonce, at: at.toISOString() }), 'utf8');
  } catch (cause) {
    throw new Fault('sync.login-challenge-malformed', {}, { cause });
  }
};

export type LoginPorts = Pick<BatchSessionPorts, 'listTokens' | 'askPin' | 'openSigner'>;

/**
 * Logs in on the token with this certificate (SHA-256, lower-case hexadecimal), for signing in at `origin`: the prompt
 * says so. A wrong PIN is told and asked for again, never sent twice. Who types none: Fault `app.cancelled`; `token.*`.
 */
export const openLoginSigner = async (ports: LoginPorts, fingerprint: string, origin: string): Promise<Signer> => {
  const ask = async (again: FaultValue | null): Promise<TypedPin | null> => {
    const found = findCertificate(await ports.listTokens(), fingerprint);
    if (!found) throw new Fault('token.none');
    return ports.askPin(pinPrompt([], found, { purpose: { kind: 'sign-in', server: origin }, again, caution: [] }));
  };
  for (let again: FaultValue | null = null; ; ) {
    const typed = await ask(again);
    if (!typed) throw new Fault('app.cancelled');
    try {
      return await ports.openSigner(fingerprint, typed, ask);
    } catch (thrown) {
      if (!worthTypingAgain(thrown)) throw thrown;
      again = thrown.value;
    } finally {
      erasePin(typed.pin);
      typed.dispose();
    }
  }
};
