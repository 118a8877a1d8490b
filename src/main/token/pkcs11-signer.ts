import { type KeyObject, X509Certificate } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import type { SignatureMechanism } from '../../contracts/token-host.js';
import { ecdsaValue, signatureMatches } from './raw-signature.js';
import type { SignatureAlgorithm, Signer } from './signer.js';
import type { TokenHost } from './token-host.js';

const algorithmOf = (mechanism: SignatureMechanism): SignatureAlgorithm => {
  switch (mechanism) {
    case 'rsa-pkcs1':
      return 'rsa-pkcs1-sha256';
    case 'rsa-pss':
      return 'rsa-pss-sha256';
    case 'ecdsa':
      return 'ecdsa-sha256';
  }
};

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
  readonly algorithm: SignatureAlgorithm;
  readonly #publicKey: KeyObject;

  constructor(
    private readonly host: TokenHost,
    readonly certificate: Uint8Array,
    readonly issuers: readonly Uint8Array[],
    mechanism: SignatureMechanism,
  ) {
    this.algorithm = algorithmOf(mechanism);
    this.#publicKey = new X509Certificate(certificate).publicKey;
  }

  async sign(digest: Uint8Array, abort?: AbortSignal): Promise<Uint8Array> {
    if (abort?.aborted) throw new Fault('app.cancelled');
    const { signature } = await unlessAborted(this.host.sign(digest), abort);
    if (!signatureMatches(this.#publicKey, this.algorithm, digest, signature)) throw new Fault('token.signature-wrong');
    return this.algorithm === 'ecdsa-sha256' ? ecdsaValue(signature) : signature;
  }

  close(): Promise<void> {
    return this.host.close();
  }
}
