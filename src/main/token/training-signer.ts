import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import type { SigningDigest } from '../../contracts/jobs.js';
import type { SignatureMechanism } from '../../contracts/token-host.js';
import { describeCertificate } from './certificate-facts.js';
import { readPkcs12 } from './pkcs12.js';
import { requireDigest, rsaSignature, signatureMatches } from './raw-signature.js';
import type { Signer, ToBeSigned } from './signer.js';

/** Signs with a key from a file. Whatever the certificate says, the signature is a training one. */
class TrainingSigner implements Signer {
  readonly training = true;
  readonly alwaysAuthenticates = false;
  readonly mechanism: SignatureMechanism = 'rsa-pkcs1';
  #key: KeyObject | null;

  constructor(
    key: KeyObject,
    readonly certificate: Uint8Array,
    readonly issuers: readonly Uint8Array[],
  ) {
    this.#key = key;
  }

  async sign({ digest }: ToBeSigned, algorithm: SigningDigest, abort?: AbortSignal): Promise<Uint8Array> {
    if (abort?.aborted) throw new Fault('app.cancelled');
    requireDigest(digest, algorithm);
    if (!this.#key) throw new Fault('token.session-over');
    const signature = rsaSignature(this.#key, digest, algorithm);
    const made = { mechanism: this.mechanism, digest: algorithm };
    if (!signatureMatches(createPublicKey(this.#key), made, digest, signature)) {
      throw new Fault('token.signature-wrong');
    }
    return signature;
  }

  /** The certificate was read once and is in memory. */
  async confirm(): Promise<void> {
    if (!this.#key) throw new Fault('token.session-over');
  }

  async close(): Promise<void> {
    this.#key = null;
  }
}

const privateKey = (der: Uint8Array): KeyObject => {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new Fault('token.training-file-invalid', {}, { cause });
  }
};

const belongsTo = (certificate: Uint8Array, key: KeyObject): boolean => {
  try {
    return new X509Certificate(certificate).checkPrivateKey(key);
  } catch {
    return false;
  }
};

/**
 * Opens a training file.
 * @param file a PKCS#12 file with one RSA key and its certificate
 * @param passphrase UTF-8; erased here in every case
 * @throws Fault `token.training-*`, `token.key-missing`, `token.key-unsupported`
 */
export const openTrainingSigner = async (file: Uint8Array, passphrase: Uint8Array): Promise<Signer> => {
  try {
    const { keys, certificates } = readPkcs12(file, passphrase);
    const der = keys[0];
    if (!der) throw new Fault('token.key-missing');
    const key = privateKey(der);
    if (key.asymmetricKeyType !== 'rsa')
      throw new Fault('token.key-unsupported', { key: key.asymmetricKeyType ?? '?' });
    const certificate = certificates.find((candidate) => belongsTo(candidate, key));
    if (!certificate) throw new Fault('token.key-missing');
    const issuers = certificates.filter((candidate) => describeCertificate(candidate, '')?.purpose === 'issuer');
    return new TrainingSigner(key, certificate, issuers);
  } finally {
    passphrase.fill(0);
  }
};
