/** Documents, numbers and entries for the tests of the registers. */
import { createHash } from 'node:crypto';
import type { NumberKey, Registration } from '../../../src/contracts/registers.js';
import type { QueueOperations } from '../../../src/main/queue/types.js';

export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

export const key = (number: number, series = 'di', year = 2026): NumberKey => ({
  direction: 'outgoing',
  series,
  year,
  number,
});

export const day = '2026-03-02';

type Outgoing = Extract<Registration, { direction: 'outgoing' }>;
type Incoming = Extract<Registration, { direction: 'incoming' }>;

export const outgoing = (document: string, number: number, changes: Partial<Outgoing> = {}): Outgoing => ({
  ...key(number),
  direction: 'outgoing',
  date: day,
  documentSha256: sha256Of(document),
  resultSha256: sha256Of(`${document} signed`),
  signerFingerprint: sha256Of('leader'),
  officeFingerprint: sha256Of('office'),
  confirmationId: null,
  user: 'vanthu',
  fields: {
    notation: 'QĐ-UBND',
    typeName: 'Quyết định',
    subject: `Về việc ${document}`,
    signer: { fullName: 'Nguyễn Văn Đức', position: 'Chủ tịch' },
    recipients: [{ name: 'Sở Nội vụ' }],
    copies: 3,
  },
  ...changes,
});

export const incoming = (document: string, number: number, changes: Partial<Incoming> = {}): Incoming => ({
  ...key(number, 'den'),
  direction: 'incoming',
  date: day,
  documentSha256: sha256Of(document),
  resultSha256: null,
  signerFingerprint: null,
  officeFingerprint: null,
  confirmationId: null,
  user: 'vanthu',
  fields: {
    notation: 'BNV-VP',
    typeName: 'Công văn',
    subject: `V/v ${document}`,
    codeNumber: '05',
    sender: { name: 'Bộ Nội vụ' },
    issuedDate: '2026-02-27',
  },
  ...changes,
});

/** Holds numbers of the outgoing series for these documents, in their order. */
export const hold = (queue: QueueOperations, documents: readonly string[], date = day, series = 'di') =>
  queue.holdNumbers({
    direction: 'outgoing',
    user: 'vanthu',
    items: documents.map((document) => ({ series, documentSha256: sha256Of(document), date })),
  });

/** The numbers given, or the code of the refusal. */
export const numbersOf = (outcomes: ReturnType<QueueOperations['holdNumbers']>): (number | string)[] =>
  outcomes.map((one) => (one.outcome === 'held' ? one.held.number : one.error.code));

export const release = (queue: QueueOperations, ...numbers: number[]): void =>
  queue.releaseNumbers({ numbers: numbers.map((number) => key(number)), reason: 'không ban hành', user: 'vanthu' });

/** Holds and registers documents, in their order. */
export const issue = (queue: QueueOperations, ...documents: string[]): void => {
  for (const [index, outcome] of hold(queue, documents).entries()) {
    if (outcome.outcome === 'refused') throw new Error(outcome.error.code);
    queue.register(outgoing(documents[index] ?? '', outcome.held.number));
  }
};
