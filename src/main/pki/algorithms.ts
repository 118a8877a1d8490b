/** Digest and signature algorithms: from AlgorithmIdentifier to a check by node:crypto. */
import {
  constants,
  createHash,
  createPublicKey,
  createVerify,
  type KeyObject,
  publicDecrypt,
  verify,
} from 'node:crypto';
import { Fault } from '../../contracts/faults/index.js';
import { Asn1, concat, contextTag, der, equalBytes, tags } from './asn1.js';
import { oids } from './oids.js';

export type DigestAlgorithm = 'sha1' | 'sha256' | 'sha384' | 'sha512';

export type SignatureAlgorithm =
  | { readonly kind: 'rsa-pkcs1'; readonly digest: DigestAlgorithm }
  | { readonly kind: 'rsa-pss'; readonly digest: DigestAlgorithm; readonly saltLength: number }
  | { readonly kind: 'ecdsa'; readonly digest: DigestAlgorithm }
  | { readonly kind: 'ed25519' };

export type PublicKeyInfo =
  | { readonly kind: 'rsa'; readonly bits: number }
  | { readonly kind: 'ec'; readonly curve: string }
  | { readonly kind: 'ed25519' }
  | { readonly kind: 'other'; readonly oid: string };

const digestsByOid: Readonly<Record<string, DigestAlgorithm>> = {
  [oids.sha1]: 'sha1',
  [oids.sha256]: 'sha256',
  [oids.sha384]: 'sha384',
  [oids.sha512]: 'sha512',
};

const rsaByOid: Readonly<Record<string, DigestAlgorithm>> = {
  [oids.sha1WithRsa]: 'sha1',
  [oids.sha256WithRsa]: 'sha256',
  [oids.sha384WithRsa]: 'sha384',
  [oids.sha512WithRsa]: 'sha512',
};

const ecdsaByOid: Readonly<Record<string, DigestAlgorithm>> = {
  [oids.ecdsaWithSha1]: 'sha1',
  [oids.ecdsaWithSha256]: 'sha256',
  [oids.ecdsaWithSha384]: 'sha384',
  [oids.ecdsaWithSha512]: 'sha512',
};

const curvesByOid: Readonly<Record<string, string>> = {
  [oids.prime256v1]: 'P-256',
  [oids.secp384r1]: 'P-384',
  [oids.secp521r1]: 'P-521',
};

export const hash = (algorithm: DigestAlgorithm, data: Uint8Array): Uint8Array =>
  new Uint8Array(createHash(algorithm).update(data).digest());

export const sha256Hex = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

const identifier = (node: Asn1): { oid: string; parameters: Asn1 | null } => {
  const cursor = node.sequence();
  return { oid: cursor.next().oid(), parameters: cursor.rest()[0] ?? null };
};

const absentOrNull = (parameters: Asn1 | null): boolean => parameters === null || parameters.tag === tags.null;

/** The digest of an AlgorithmIdentifier, its parameters absent or NULL (RFC 5754 2); null for any other. */
export const readDigestAlgorithm = (node: Asn1): DigestAlgorithm | null => {
  const { oid, parameters } = identifier(node);
  return absentOrNull(parameters) ? (digestsByOid[oid] ?? null) : null;
};

/** A salt as long as a modulus of 16384 bits allows: some signers take all there is room for (RFC 8017 9.1.1). */
const longestSalt = 2048;

/** RSASSA-PSS-params (RFC 4055 3.1); null where MGF1 hashes otherwise than the signature, or a part is unknown. */
const readPss = (parameters: Asn1 | null): SignatureAlgorithm | null => {
  if (parameters === null) return null;
  const cursor = parameters.sequence();
  const inner = (number: number): Asn1 | null => {
    const wrapper = cursor.optional(contextTag(number, true));
    return wrapper === null ? null : Asn1.parse(wrapper.content);
  };
  const hashNode = inner(0);
  const maskNode = inner(1);
  const saltNode = inner(2);
  const trailer = inner(3)?.smallInteger() ?? 1;
  const digest = hashNode === null ? 'sha1' : readDigestAlgorithm(hashNode);
  const mask = maskNode === null ? null : identifier(maskNode);
  if (mask !== null && (mask.oid !== oids.mgf1 || mask.parameters === null)) return null;
  const maskDigest = mask?.parameters ? readDigestAlgorithm(mask.parameters) : 'sha1';
  const saltLength = saltNode?.smallInteger() ?? 20;
  if (digest === null || maskDigest !== digest || trailer !== 1 || saltLength > longestSalt) return null;
  return { kind: 'rsa-pss', digest, saltLength };
};

/**
 * The algorithm of a signature AlgorithmIdentifier. `digest` is what CMS states beside it (RFC 5652 5.3): it completes
 * the bare rsaEncryption of RFC 3370 and has to agree with every other; null where it does not, or is unknown.
 */
export const readSignatureAlgorithm = (
  node: Asn1,
  digest: DigestAlgorithm | null = null,
): SignatureAlgorithm | null => {
  const { oid, parameters } = identifier(node);
  const found = signatureOf(oid, parameters, digest);
  if (found === null || found.kind === 'ed25519' || digest === null) return found;
  return found.digest === digest ? found : null;
};

const signatureOf = (
  oid: string,
  parameters: Asn1 | null,
  digest: DigestAlgorithm | null,
): SignatureAlgorithm | null => {
  if (oid === oids.rsassaPss) return readPss(parameters);
  if (oid === oids.rsaEncryption)
    return digest !== null && absentOrNull(parameters) ? { kind: 'rsa-pkcs1', digest } : null;
  const rsa = rsaByOid[oid];
  if (rsa !== undefined) return absentOrNull(parameters) ? { kind: 'rsa-pkcs1', digest: rsa } : null;
  const ecdsa = ecdsaByOid[oid];
  if (ecdsa !== undefined) return absentOrNull(parameters) ? { kind: 'ecdsa', digest: ecdsa } : null;
  return oid === oids.ed25519 && parameters === null ? { kind: 'ed25519' } : null;
};

/** Odd and above 1 (RFC 8017 3.1): with 1 every value is its own signature, and anybody's. */
const isExponent = (exponent: bigint): boolean => exponent > 1n && exponent % 2n === 1n;

/** What a SubjectPublicKeyInfo holds (RFC 3279 2.3, RFC 5480). */
export const readPublicKey = (spki: Asn1): PublicKeyInfo => {
  const cursor = spki.sequence();
  const { oid, parameters } = identifier(cursor.next());
  const key = cursor.next();
  if (oid === oids.rsaEncryption || oid === oids.rsassaPss) {
    const numbers = Asn1.parse(key.bitOctets()).sequence();
    const modulus = numbers.next().integerHex();
    if (!isExponent(BigInt(`0x${numbers.next().integerHex()}`))) return { kind: 'other', oid };
    return { kind: 'rsa', bits: modulus.length * 4 - (Math.clz32(Number.parseInt(modulus.slice(0, 1), 16)) - 28) };
  }
  if (oid === oids.ecPublicKey && parameters?.tag === tags.oid) {
    const curve = curvesByOid[parameters.oid()];
    if (curve !== undefined) return { kind: 'ec', curve };
  }
  return oid === oids.ed25519 ? { kind: 'ed25519' } : { kind: 'other', oid };
};

/** A batch checks the same few keys for every document, and making one costs more than using it. */
const imported = new Map<string, KeyObject>();
const maxImported = 64;

/** The key of a SubjectPublicKeyInfo for node:crypto; Fault `pki.key-unsupported`. */
export const importKey = (spki: Uint8Array): KeyObject => {
  const name = Buffer.from(spki).toString('latin1');
  const known = imported.get(name);
  if (known !== undefined) return known;
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    // node:crypto takes any.
    const exponent = key.asymmetricKeyDetails?.publicExponent;
    if (exponent !== undefined && !isExponent(exponent)) throw new Error('exponent');
    if (imported.size >= maxImported) imported.clear();
    imported.set(name, key);
    return key;
  } catch (cause) {
    throw new Fault('pki.key-unsupported', {}, { cause });
  }
};

/** DigestInfo (RFC 8017 9.2), with the NULL parameter or, as some signers in the field write it, without. */
const digestInfo = (algorithm: DigestAlgorithm, digest: Uint8Array, withNull: boolean): Uint8Array =>
  der.sequence(der.sequence(der.oid(oids[algorithm]), ...(withNull ? [der.null()] : [])), der.octetString(digest));

const verifyPkcs1 = (
  key: KeyObject,
  algorithm: DigestAlgorithm,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean => {
  const recovered = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
  // The whole DigestInfo is compared and none of it parsed: what follows a parsed one is how forgeries were made.
  return [true, false].some((withNull) => equalBytes(recovered, digestInfo(algorithm, digest, withNull)));
};

/** What a signature is over: its digest, or (PSS and ECDSA, which node:crypto gives no pre-hashed check) its bytes. */
export interface SignedBytes {
  digest(algorithm: DigestAlgorithm): Uint8Array;
  stream(sink: (chunk: Uint8Array) => void): void;
}

export const inMemory = (data: Uint8Array): SignedBytes => ({
  digest: (algorithm) => hash(algorithm, data),
  stream: (sink) => sink(data),
});

const collect = (signed: SignedBytes): Uint8Array => {
  const chunks: Uint8Array[] = [];
  signed.stream((chunk) => chunks.push(Uint8Array.from(chunk)));
  return concat(...chunks);
};

const verifyStreamed = (
  key: KeyObject,
  digest: DigestAlgorithm,
  signed: SignedBytes,
  signature: Uint8Array,
  padding: { padding?: number; saltLength?: number },
): boolean => {
  const verifier = createVerify(digest);
  signed.stream((chunk) => verifier.update(chunk));
  return verifier.verify({ key, ...padding }, signature);
};

const fits = (key: KeyObject, algorithm: SignatureAlgorithm): boolean => {
  switch (algorithm.kind) {
    case 'rsa-pkcs1':
      return key.asymmetricKeyType === 'rsa';
    case 'rsa-pss':
      return key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'rsa-pss';
    case 'ecdsa':
      return key.asymmetricKeyType === 'ec';
    case 'ed25519':
      return key.asymmetricKeyType === 'ed25519';
  }
};

/** An RSA signature is as long as the modulus (RFC 8017 8.1.2, 8.2.2); OpenSSL takes one without its leading zeros. */
const isWhole = (key: KeyObject, signature: Uint8Array): boolean => {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  return bits === undefined || signature.length === Math.ceil(bits / 8);
};

/** Whether `signature` is right. Never throws: a key or value that cannot be used is a wrong signature. */
export const verifySignature = (
  spki: Uint8Array,
  algorithm: SignatureAlgorithm,
  signed: SignedBytes,
  signature: Uint8Array,
): boolean => {
  let key: KeyObject;
  try {
    key = importKey(spki);
  } catch {
    return false;
  }
  if (!fits(key, algorithm) || !isWhole(key, signature)) return false;
  try {
    switch (algorithm.kind) {
      case 'rsa-pkcs1':
        return verifyPkcs1(key, algorithm.digest, signed.digest(algorithm.digest), signature);
      case 'rsa-pss':
        return verifyStreamed(key, algorithm.digest, signed, signature, {
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: algorithm.saltLength,
        });
      case 'ecdsa':
        return verifyStreamed(key, algorithm.digest, signed, signature, {});
      case 'ed25519':
        return verify(null, collect(signed), key, signature);
    }
  } catch (thrown) {
    // node:crypto reports a wrong padding or a value longer than the modulus by throwing; a fault of the source of the
    // bytes (a file that cannot be read) is no statement about the signature and goes on.
    if (thrown instanceof Fault) throw thrown;
    return false;
  }
};

/** How the algorithm is named in reports. */
export const algorithmName = (algorithm: SignatureAlgorithm): string =>
  algorithm.kind === 'ed25519' ? 'ed25519' : `${algorithm.kind}-${algorithm.digest}`;
