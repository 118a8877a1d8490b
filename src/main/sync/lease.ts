/** Before signing: nobody else is to work on the same documents. */
import { type FaultCode, type FaultValue, faultValue, toFaultValue } from '../../contracts/faults/index.js';
import type { DocumentServer } from './adapter.js';

/** Half a working day; asked for again before each batch. */
const leaseSeconds = 4 * 3600;
const mostAtOnce = 500;

const codes: ReadonlyMap<string, FaultCode> = new Map([
  ['leased-elsewhere', 'sync.leased-elsewhere'],
  ['recalled', 'sync.recalled'],
  ['already-rejected', 'sync.already-rejected'],
  ['already-signed', 'sync.conflict'],
  ['document-missing', 'sync.document-missing'],
]);

export interface LeaseOutcome {
  /** Those that are not to be signed now, with the reason. */
  readonly refused: ReadonlyMap<string, FaultValue>;
  /** Why the server could not be asked about some of them; they are signed all the same, and the upload will tell. */
  readonly unasked: FaultValue | null;
}

/** Asks for the documents (ids of the server); a server that is out of reach stops nobody. */
export const leaseDocuments = async (
  server: Pick<DocumentServer, 'leases'>,
  documents: readonly string[],
): Promise<LeaseOutcome> => {
  const refused = new Map<string, FaultValue>();
  try {
    for (let start = 0; start < documents.length && server.leases !== undefined; start += mostAtOnce) {
      const answer = await server.leases.lease(documents.slice(start, start + mostAtOnce), leaseSeconds);
      for (const { documentId, code, holder } of answer.refused)
        refused.set(documentId, faultValue(codes.get(code) ?? 'sync.conflict', { holder: holder ?? '?' }));
    }
    return { refused, unasked: null };
  } catch (thrown) {
    return { refused, unasked: toFaultValue(thrown) };
  }
};
