/**
 * Reads PKCS#12 files (RFC 7292) with a password: PBES2 with AES or 3DES (RFC 8018) and the legacy
 * pbeWithSHAAnd3-KeyTripleDES-CBC. WebCrypto lacks the legacy scheme and Node reads no PKCS#12, hence this reader.
 */
import { createDecipheriv, createHash, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import {
  type BaseBlock,
  Constructed,
  fromBER,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  Sequence,
} from 'asn1js';
import { Fault } from '../../contracts/faults/index.js';

/** The contents: DER of PKCS#8 keys (decrypted) and of X.509 certificates. */
export interface Pkcs12Contents {
  readonly keys: readonly Uint8Array[];
  readonly certificates: readonly Uint8Array[];
}

const oid = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  safeContentsBag: '1.2.840.113549.1.12.10.1.6',
  x509Certificate: '1.2.840.113549.1.9.22.1',
  pbeSha1TripleDes: '1.2.840.113549.1.12.1.3',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
} as const;

const digestNames: Readonly<Record<string, { name: string; block: number }>> = {
  '1.3.14.3.2.26': { name: 'sha1', block: 64 },
  '2.16.840.1.101.3.4.2.1': { name: 'sha256', block: 64 },
  '2.16.840.1.101.3.4.2.2': { name: 'sha384', block: 128 },
  '2.16.840.1.101.3.4.2.3': { name: 'sha512', block: 128 },
};
const prfNames: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};
const ciphers: Readonly<Record<string, { name: string; keyLength: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyLength: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyLength: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyLength: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyLength: 24 },
};

/** More would only keep the program busy; files in the field use 2,048 to 600,000. */
const iterationLimit = 10_000_000;

/** Nested safe contents in one another; real files have none. */
const nestingLimit = 4;

class Malformed extends Error {}

const parse = (bytes: Uint8Array): BaseBlock => {
  const { offset, result } = fromBER(Uint8Array.from(bytes));
  if (offset === -1) throw new Malformed('not BER');
  return result;
};

const children = (block: BaseBlock | undefined): BaseBlock[] => {
  if (block instanceof Constructed) return block.valueBlock.value;
  throw new Malformed('expected a constructed value');
};
const child = (block: BaseBlock | undefined, index: number): BaseBlock => {
  const found = children(block)[index];
  if (!found) throw new Malformed('a value is missing');
  return found;
};
const identifier = (block: BaseBlock): string => {
  if (block instanceof ObjectIdentifier) return block.getValue();
  throw new Malformed('expected an object identifier');
};
const octets = (block: BaseBlock): Uint8Array => {
  if (block instanceof OctetString) return new Uint8Array(block.getValue());
  throw new Malformed('expected an octet string');
};
const count = (block: BaseBlock): number => {
  const value = block instanceof Integer ? block.valueBlock.valueDec : 0;
  if (value < 1 || value > iterationLimit) throw new Malformed('iteration count out of range');
  return value;
};

/** A password in both encodings that the format asks for. Both are erased after use. */
interface Password {
  readonly utf8: Uint8Array;
  /** BMPString with its terminator (RFC 7292 B.1). */
  readonly bmp: Uint8Array;
}

const asPassword = (utf8: Uint8Array): Password => {
  const text = Buffer.from(utf8).toString('utf8');
  return { utf8, bmp: Buffer.from(`${text}\0`, 'utf16le').swap16() };
};

const repeated = (bytes: Uint8Array, length: number): Buffer => Buffer.alloc(length, bytes.length > 0 ? bytes : 0);

/** Key derivation of RFC 7292 B.2. `purpose`: 1 key, 2 initialisation vector, 3 MAC. */
const deriveLegacy = (
  password: Uint8Array,
  salt: Uint8Array,
  { purpose, iterations, length }: { purpose: 1 | 2 | 3; iterations: number; length: number },
  { name, block }: { name: string; block: number },
): Buffer => {
  const roundUp = (bytes: Uint8Array): Buffer => repeated(bytes, block * Math.ceil(bytes.length / block));
  const input = Buffer.concat([roundUp(salt), roundUp(password)]);
  const output: Buffer[] = [];
  for (let produced = 0; produced < length; ) {
    let digest = createHash(name).update(Buffer.alloc(block, purpose)).update(input).digest();
    for (let round = 1; round < iterations; round++) digest = createHash(name).update(digest).digest();
    output.push(digest);
    produced += digest.length;
    const addend = repeated(digest, block);
    for (let start = 0; start < input.length; start += block) addOne(input.subarray(start, start + block), addend);
  }
  return Buffer.concat(output).subarray(0, length);
};

/** target = target + addend + 1, big-endian, modulo its length (RFC 7292 B.2, step 6C). */
const addOne = (target: Buffer, addend: Buffer): void => {
  let carry = 1;
  for (let index = target.length - 1; index >= 0; index--) {
    carry += (target[index] ?? 0) + (addend[index] ?? 0);
    target[index] = carry & 0xff;
    carry >>= 8;
  }
};

const decipher = (name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array => {
  const cipher = createDecipheriv(name, key, iv);
  try {
    return Buffer.concat([cipher.update(data), cipher.final()]);
  } catch (cause) {
    // Bad padding: with a file whose MAC was right this is a broken file, without a MAC a wrong password.
    throw new Fault('token.training-passphrase-wrong', {}, { cause });
  }
};

const unsupported = (algorithm: string): Fault => new Fault('token.training-file-cipher', { algorithm });

const decryptPbes2 = (parameters: BaseBlock, data: Uint8Array, password: Password): Uint8Array => {
  const [derivation, scheme] = [child(parameters, 0), child(parameters, 1)];
  const cipher = ciphers[identifier(child(scheme, 0))];
  if (!cipher) throw unsupported(identifier(child(scheme, 0)));
  if (identifier(child(derivation, 0)) !== oid.pbkdf2) throw unsupported(identifier(child(derivation, 0)));
  const [salt, iterations, ...rest] = children(child(derivation, 1));
  // An optional key length may stand before the pseudo-random function, whose default is HMAC with SHA-1.
  const prf = rest.find((block) => block instanceof Sequence);
  const prfName = prf ? prfNames[identifier(child(prf, 0))] : 'sha1';
  if (!salt || !iterations || !prfName) throw unsupported('PBKDF2');
  const key = pbkdf2Sync(password.utf8, octets(salt), count(iterations), cipher.keyLength, prfName);
  return decipher(cipher.name, key, octets(child(scheme, 1)), data);
};

const decryptLegacy = (parameters: BaseBlock, data: Uint8Array, password: Password): Uint8Array => {
  const salt = octets(child(parameters, 0));
  const iterations = count(child(parameters, 1));
  const sha1 = { name: 'sha1', block: 64 };
  const key = deriveLegacy(password.bmp, salt, { purpose: 1, iterations, length: 24 }, sha1);
  const iv = deriveLegacy(password.bmp, salt, { purpose: 2, iterations, length: 8 }, sha1);
  return decipher('des-ede3-cbc', key, iv, data);
};

const decrypt = (algorithm: BaseBlock, data: Uint8Array, password: Password): Uint8Array => {
  const scheme = identifier(child(algorithm, 0));
  if (scheme === oid.pbes2) return decryptPbes2(child(algorithm, 1), data, password);
  if (scheme === oid.pbeSha1TripleDes) return decryptLegacy(child(algorithm, 1), data, password);
  throw unsupported(scheme);
};

/** Checks the MAC over the whole content (RFC 7292 4): this is what tells a wrong password from a broken file. */
const checkMac = (macData: BaseBlock, content: Uint8Array, password: Password): void => {
  const [info, salt, iterations] = children(macData);
  if (!salt) throw new Malformed('MAC without salt');
  const digest = digestNames[identifier(child(child(info, 0), 0))];
  if (!digest) throw unsupported(identifier(child(child(info, 0), 0)));
  const expected = octets(child(info, 1));
  const parameters = { purpose: 3, iterations: iterations ? count(iterations) : 1, length: expected.length } as const;
  const key = deriveLegacy(password.bmp, octets(salt), parameters, digest);
  const actual = createHmac(digest.name, key).update(content).digest();
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
    throw new Fault('token.training-passphrase-wrong');
  }
};

/** The encrypted content is an implicitly tagged octet string, primitive or in pieces (RFC 5652 6.1). */
const implicitOctets = (block: BaseBlock): Uint8Array => {
  if (block instanceof Constructed) return Buffer.concat(block.valueBlock.value.map(octets));
  if (block instanceof Primitive) return Uint8Array.from(block.valueBlock.valueHexView);
  throw new Malformed('expected an octet string');
};

const safeContents = (contentInfo: BaseBlock, password: Password): Uint8Array => {
  const type = identifier(child(contentInfo, 0));
  const content = child(child(contentInfo, 1), 0);
  if (type === oid.data) return octets(content);
  if (type !== oid.encryptedData) throw unsupported(type);
  const encrypted = child(content, 1);
  return decrypt(child(encrypted, 1), implicitOctets(child(encrypted, 2)), password);
};

const readBags = (bags: BaseBlock, password: Password, depth: number): Pkcs12Contents => {
  if (depth > nestingLimit) throw new Malformed('nested too deeply');
  const keys: Uint8Array[] = [];
  const certificates: Uint8Array[] = [];
  for (const bag of children(bags)) {
    const value = child(child(bag, 1), 0);
    switch (identifier(child(bag, 0))) {
      case oid.keyBag:
        keys.push(new Uint8Array(value.toBER()));
        break;
      case oid.shroudedKeyBag:
        keys.push(decrypt(child(value, 0), octets(child(value, 1)), password));
        break;
      case oid.certificateBag:
        if (identifier(child(value, 0)) === oid.x509Certificate) certificates.push(octets(child(child(value, 1), 0)));
        break;
      case oid.safeContentsBag: {
        const inner = readBags(value, password, depth + 1);
        keys.push(...inner.keys);
        certificates.push(...inner.certificates);
        break;
      }
      // CRLs and secrets are of no use here.
      default:
    }
  }
  return { keys, certificates };
};

const read = (file: Uint8Array, password: Password): Pkcs12Contents => {
  const pfx = parse(file);
  const authSafe = child(pfx, 1);
  if (identifier(child(authSafe, 0)) !== oid.data) throw unsupported(identifier(child(authSafe, 0)));
  const content = octets(child(child(authSafe, 1), 0));
  const macData = children(pfx)[2];
  if (macData) checkMac(macData, content, password);
  const parts = children(parse(content)).map((part) => readBags(parse(safeContents(part, password)), password, 0));
  return { keys: parts.flatMap(({ keys }) => keys), certificates: parts.flatMap(({ certificates }) => certificates) };
};

/**
 * Opens a PKCS#12 file.
 * @param password UTF-8; the caller's to erase
 * @throws Fault `token.training-file-invalid`, `-cipher`, `token.training-passphrase-wrong`
 */
export const readPkcs12 = (file: Uint8Array, password: Uint8Array): Pkcs12Contents => {
  const encodings = asPassword(password);
  try {
    return read(file, encodings);
  } catch (error) {
    if (error instanceof Malformed) throw new Fault('token.training-file-invalid', {}, { cause: error });
    throw error;
  } finally {
    encodings.bmp.fill(0);
  }
};
