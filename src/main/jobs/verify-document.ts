import type { FileReport } from '../../contracts/verification.js';
import type { DocumentWorkers } from './document-workers.js';
import type { RevocationSource } from './revocation-source.js';

export interface VerifyOrder {
  /** Absolute. */
  readonly path: string;
  /** Opens an encrypted document. */
  readonly password?: string | undefined;
  /** File name for the report. */
  readonly name: string;
  /** Revocation lists at hand (PEM or DER). */
  readonly crls: readonly Uint8Array[];
  /** Time at which certificates and revocation lists are judged. */
  readonly at: Date;
}

/**
 * Verifies one file in a worker. With `source` the revocation lists it asked for are fetched and it is judged again;
 * only addresses from certificates that already lead to a trust anchor are asked for, so a document cannot make this
 * computer call an address of its own choice.
 */
export const verifyDocument = async (
  workers: DocumentWorkers,
  order: VerifyOrder,
  source: RevocationSource | null,
): Promise<FileReport> => {
  const first = await workers.run('verify', order);
  if (!source || first.crlUrls.length === 0) return first.report;
  const fetched = await source.lists(first.crlUrls);
  if (fetched.length === 0) return first.report;
  const second = await workers.run('verify', { ...order, crls: [...order.crls, ...fetched] });
  return second.report;
};
