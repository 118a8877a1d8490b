/** The server's signature under a receipt, and the digests by which people and the journal vouch for key and receipt. */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Receipt } from '../../contracts/provincial-api.js';
import { receiptText } from '../../contracts/receipt.js';

/** An Ed25519 key out of its SPKI (DER) in base64; null for anything else. */
export const readReceiptKey = (receiptKey: string): KeyObject | null => {
  try {
    const key = createPublicKey({ key: Buffer.from(receiptKey, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
};

/** Whether the receipt is signed with this key (RFC 8032) as one of the server of `origin`; what it says is not judged. */
export const isSignedBy = (receiptKey: string, receipt: Receipt, origin: string): boolean => {
  const key = readReceiptKey(receiptKey);
  const signature = Buffer.from(receipt.signature, 'base64');
  return key !== null && verify(null, Buffer.from(receiptText(receipt, origin), 'utf8'), key, signature);
};

/** By which people compare keys: SHA-256 of the SPKI, lower-case hexadecimal. */
export const keyFingerprint = (receiptKey: string): string =>
  createHash('sha256').update(Buffer.from(receiptKey, 'base64')).digest('hex');

/** By which the journal vouches for a stored receipt; `receipt` is the JSON as it is stored. */
export const receiptDigest = (origin: string, receipt: string): string =>
  createHash('sha256')
    .update(JSON.stringify([origin, receipt]))
    .digest('hex');
