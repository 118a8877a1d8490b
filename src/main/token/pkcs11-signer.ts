import { type KeyObject, X509Certificate } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import type { SigningDigest } from '../../contracts/jobs.js';
import type { SignatureMechanism } from '../../contracts/token-host.js';
import { ecdsaValue, requireDigest, signatureMatches } from './raw-signature.js';
import type { Signer } from './signer.js';
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

/** A login on a token. It dies with its host; another one needs a PIN typed anew. */
export class Pkcs11Signer implements Signer {
  readonly training = false;
  readonly #publicKey: KeyObject;

  constructor(
    private readonly host: TokenHost,
    readonly certificate: Uint8Array,
    readonly issuers: readonly Uint8Array[],
    readonly mechanism: SignatureMechanism,
  ) {
    this.#publicKey = new X509Certificate(certificate).publicKey;
  }

  async sign(digest: Uint8Array, algorithm: SigningDigest, abort?: AbortSignal): Promise<Uint8Array> {
    if (abort?.aborted) throw new Fault('app.cancelled');
    requireDigest(digest, algorithm);
    const { signature } = await unlessAborted(this.host.sign(digest, algorithm), abort);
    const made = { mechanism: this.mechanism, digest: algorithm };
    if (!signatureMatches(this.#publicKey, made, digest, signature)) throw new Fault('token.signature-wrong');
    return this.mechanism === 'ecdsa' ? ecdsaValue(signature) : signature;
  }

  close(): Promise<void> {
    return this.host.close();
  }
}
