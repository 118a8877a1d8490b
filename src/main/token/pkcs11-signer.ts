import { type KeyObject, X509Certificate } from 'node:crypto';
import { Fault, type FaultValue } from '../../contracts/faults/index.js';
import type { SigningDigest } from '../../contracts/jobs.js';
import type { HostValue, SignatureMechanism } from '../../contracts/token-host.js';
import { type AskContextPin, erasePin, type TypedPin, worthTypingAgain } from './pin.js';
import { ecdsaValue, requireDigest, signatureMatches } from './raw-signature.js';
import type { Signer, ToBeSigned } from './signer.js';
import type { TokenHost } from './token-host.js';

/** Rejects when the signal fires. The work itself goes on: no driver can be interrupted, its answer is dropped. */
const unlessAborted = <T>(work: Promise<T>, abort: AbortSignal | undefined): Promise<T> => {
  if (!abort) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Fault('app.cancelled'));
    abort.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => abort.removeEventListener('abort', stop));
  });
};

/** How a key that asks for the PIN at every signature gets it. */
export interface SignatureAuthentication {
  readonly ask: AskContextPin;
  /** It is typed on the reader. */
  readonly pad: boolean;
  /** Lets `sign` use one PIN, or refuses before anything is sent. Fault `token.pin-*`. */
  readonly attempt: <T>(acknowledgedFinalTry: boolean, sign: () => Promise<T>) => Promise<T>;
}

/** A login on a token. It dies with its host; another one needs a PIN typed anew. */
export class Pkcs11Signer implements Signer {
  readonly mechanism: SignatureMechanism;
  readonly alwaysAuthenticates: boolean;
  readonly #publicKey: KeyObject;

  constructor(
    private readonly host: TokenHost,
    readonly certificate: Uint8Array,
    readonly issuers: readonly Uint8Array[],
    login: HostValue<'login'>,
    private readonly authentication: SignatureAuthentication,
    /** See `Signer.training`. */
    readonly training: boolean,
  ) {
    this.mechanism = login.mechanism;
    this.alwaysAuthenticates = login.alwaysAuthenticates;
    this.#publicKey = new X509Certificate(certificate).publicKey;
  }

  async sign(toBeSigned: ToBeSigned, algorithm: SigningDigest, abort?: AbortSignal): Promise<Uint8Array> {
    const { digest } = toBeSigned;
    if (abort?.aborted) throw new Fault('app.cancelled');
    requireDigest(digest, algorithm);
    const made = { mechanism: this.mechanism, digest: algorithm };
    const { signature } = this.alwaysAuthenticates
      ? await this.#authenticated(toBeSigned, algorithm, abort)
      : await unlessAborted(this.host.sign(toBeSigned, algorithm), abort);
    if (!signatureMatches(this.#publicKey, made, digest, signature)) throw new Fault('token.signature-wrong');
    return this.mechanism === 'ecdsa' ? ecdsaValue(signature) : signature;
  }

  async confirm(): Promise<void> {
    await this.host.confirm();
  }

  close(): Promise<void> {
    return this.host.close();
  }

  /** One typed PIN for one try at one signature. Fault `app.cancelled` when the person declines, or no longer wants it. */
  async #authenticated(
    toBeSigned: ToBeSigned,
    algorithm: SigningDigest,
    abort: AbortSignal | undefined,
  ): Promise<HostValue<'sign'>> {
    for (let again: FaultValue | null = null; ; ) {
      const typed = await this.authentication.ask(again);
      if (!typed) throw new Fault('app.cancelled');
      try {
        if (abort?.aborted) throw new Fault('app.cancelled');
        return await this.#signWith(typed, toBeSigned, algorithm);
      } catch (thrown) {
        if (!worthTypingAgain(thrown)) throw thrown;
        again = thrown.value;
      } finally {
        erasePin(typed.pin);
        typed.dispose();
      }
    }
  }

  #signWith(
    { pin, acknowledgedFinalTry }: TypedPin,
    toBeSigned: ToBeSigned,
    algorithm: SigningDigest,
  ): Promise<HostValue<'sign'>> {
    const { attempt, pad } = this.authentication;
    return attempt(acknowledgedFinalTry, () => this.host.sign(toBeSigned, algorithm, { pin, pad }));
  }
}
