/** The standard security handler (ISO 32000-2 7.6.4): from the /Encrypt dictionary and a password to the file key. */
import { Fault } from '../../../contracts/faults/index.js';
import { broken } from '../limits.js';
import { isName, type PdfDict, PdfName, type PdfObject, PdfString } from '../objects.js';
import { type Aes256PasswordData, aes256OwnerKey, aes256UserKey, permsAgree } from './aes256-keys.js';
import { type CryptFilters, RC4_THROUGHOUT, readCryptFilters } from './crypt-filters.js';
import { type LegacyPasswordData, legacyOwnerKey, legacyUserKey } from './legacy-keys.js';
import { legacyPasswords, unicodePasswords } from './passwords.js';

export interface OpenedHandler {
  readonly fileKey: Uint8Array;
  readonly filters: CryptFilters;
  /** /P as a signed 32-bit number, without the bits that the revision does not define (7.6.4.2, table 22). */
  readonly permissions: number;
  readonly owner: boolean;
}

/** A password form to the file key, or null where it does not fit. */
interface Lock {
  readonly forms: (password: string) => Uint8Array[];
  readonly user: (form: Uint8Array) => Uint8Array | null;
  readonly owner: (form: Uint8Array) => Uint8Array | null;
}

/**
 * Tries the empty user password, then `password` as the user's and as the owner's.
 * @param fileId first string of the trailer's /ID; empty when there is none
 * @throws Fault `pdf.encryption-unsupported`, `pdf.password-needed`, `pdf.password-wrong`, `pdf.broken`
 */
export const openStandardHandler = (
  encrypt: PdfDict,
  fileId: Uint8Array,
  password: string | undefined,
): OpenedHandler => {
  requireStandard(encrypt);
  const version = encrypt.get('V');
  const revision = encrypt.get('R');
  const permissions = readPermissions(encrypt);
  const metadata = encrypt.get('EncryptMetadata') !== false;
  if ((version === 1 || version === 2) && (revision === 2 || revision === 3)) {
    const keyLength = revision === 2 || version === 1 ? 5 : readKeyLength(encrypt);
    const data = {
      ...verifiers(encrypt, 32),
      revision,
      keyLength,
      permissions,
      fileId,
      encryptMetadata: true,
    } as const;
    const allowed = revision === 2 ? permissions & ~SINCE_REVISION_3 : permissions;
    return { ...unlock(legacyLock(data), password), filters: RC4_THROUGHOUT, permissions: allowed };
  }
  if (version === 4 && revision === 4) {
    const filters = readCryptFilters(encrypt, version, metadata);
    const data = { ...verifiers(encrypt, 32), revision, permissions, fileId, encryptMetadata: metadata } as const;
    return { ...unlock(legacyLock({ ...data, keyLength: 16 }), password), filters, permissions };
  }
  if (version === 5 && (revision === 5 || revision === 6)) {
    const filters = readCryptFilters(encrypt, version, metadata);
    const data = readAes256(encrypt, revision);
    const opened = unlock(aes256Lock(data), password);
    if (!permsAgree(data, opened.fileKey, permissions, metadata)) throw broken('/Perms');
    return { ...opened, filters, permissions };
  }
  throw unsupported(`V ${text(version)}, R ${text(revision)}`);
};

/** Bits 9 to 12. */
const SINCE_REVISION_3 = 0xf00;

const unsupported = (detail: string): Fault => new Fault('pdf.encryption-unsupported', { detail });

const text = (value: PdfObject): string => (typeof value === 'number' ? String(value) : '?');

const requireStandard = (encrypt: PdfDict): void => {
  const filter = encrypt.get('Filter');
  if (isName(filter, 'Standard')) return;
  throw unsupported(filter instanceof PdfName ? filter.value.slice(0, 40) : '?');
};

const unlock = (lock: Lock, password: string | undefined): { fileKey: Uint8Array; owner: boolean } => {
  const given = password === undefined ? [] : lock.forms(password);
  const ownerKey = first(given, lock.owner);
  const fileKey = first([new Uint8Array(0), ...given], lock.user) ?? ownerKey;
  if (!fileKey) throw new Fault(password === undefined ? 'pdf.password-needed' : 'pdf.password-wrong');
  return { fileKey, owner: ownerKey !== null };
};

const first = (forms: readonly Uint8Array[], key: (form: Uint8Array) => Uint8Array | null): Uint8Array | null => {
  for (const form of forms) {
    const found = key(form);
    if (found) return found;
  }
  return null;
};

const legacyLock = (data: LegacyPasswordData): Lock => ({
  forms: legacyPasswords,
  user: (form) => legacyUserKey(data, form),
  owner: (form) => legacyOwnerKey(data, form),
});

const aes256Lock = (data: Aes256PasswordData): Lock => ({
  forms: unicodePasswords,
  user: (form) => aes256UserKey(data, form),
  owner: (form) => aes256OwnerKey(data, form),
});

const readAes256 = (encrypt: PdfDict, revision: 5 | 6): Aes256PasswordData => ({
  ...verifiers(encrypt, 48),
  revision,
  ownerKey: bytes(encrypt, 'OE', 32),
  userKey: bytes(encrypt, 'UE', 32),
  perms: bytes(encrypt, 'Perms', 16),
});

const verifiers = (encrypt: PdfDict, length: number): { owner: Uint8Array; user: Uint8Array } => ({
  owner: bytes(encrypt, 'O', length),
  user: bytes(encrypt, 'U', length),
});

/** Some producers pad these strings up to 127 bytes. */
const LONGEST = 127;

const bytes = (encrypt: PdfDict, key: string, length: number): Uint8Array => {
  const value = encrypt.get(key);
  if (!(value instanceof PdfString) || value.bytes.length < length || value.bytes.length > LONGEST) {
    throw broken(`/Encrypt /${key}`);
  }
  return value.bytes.subarray(0, length);
};

/** Producers write the 32 bits with and without a sign. */
const readPermissions = (encrypt: PdfDict): number => {
  const value = encrypt.get('P');
  if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > 0xffffffff)
    throw broken('/Encrypt /P');
  return value | 0;
};

/** Bytes. */
const readKeyLength = (encrypt: PdfDict): number => {
  const bits = encrypt.get('Length') ?? 40;
  if (typeof bits !== 'number' || bits < 40 || bits > 128 || bits % 8 !== 0) throw broken('/Encrypt /Length');
  return bits / 8;
};
