/** The server's signature under a receipt, and the digests by which people and the journal vouch for key and receipt. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Receipt, Witness } from '../../../contracts/provincial-api.js';
import { receiptText, witnessText } from '../../../contracts/receipt.js';

/** An Ed25519 key out of its SPKI (DER) in base64; null for anything else. */
export const readReceiptKey = (receiptKey: string): KeyObject | null => {
  try {
    const key = createPublicKey({ key: Buffer.from(receiptKey, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
};

/** RFC 8032. */
const isSigned = (receiptKey: string, text: string, signature: string): boolean => {
  const key = readReceiptKey(receiptKey);
  return key !== null && verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'));
};

/** Whether the receipt is signed with this key as one of the server of `origin`; what it says is not judged. */
export const isSignedBy = (receiptKey: string, receipt: Receipt, origin: string): boolean =>
  isSigned(receiptKey, receiptText(receipt, origin), receipt.signature);

/** The same of a journal that the server was shown. */
export const isWitnessedBy = (receiptKey: string, witness: Witness, origin: string): boolean =>
  isSigned(receiptKey, witnessText(witness, origin), witness.signature);

/** By which people compare keys: SHA-256 of the SPKI, lower-case hexadecimal. */
export const keyFingerprint = (receiptKey: string): string =>
  createHash('sha256').update(Buffer.from(receiptKey, 'base64')).digest('hex');

/** By which the journal vouches for a stored receipt; `receipt` is the JSON as it is stored. */
export const receiptDigest = (origin: string, receipt: string): string =>
  createHash('sha256')
    .update(JSON.stringify([origin, receipt]))
    .digest('hex');
