import { describe, expect, it } from 'vitest';
import {
  decodePending,
  encodePending,
  type PendingSignature,
} from '../../../../src/main/jobs/batch/pending-signature.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const pending: PendingSignature = {
  declared: {
    kind: 'signature',
    fieldName: 'Signature4',
    newField: true,
    visible: true,
    level: 'B-T',
    subFilter: null,
    digest: null,
    certificateFingerprint: 'c'.repeat(64),
    certify: null,
    fill: [{ field: 'số', value: '01' }],
    prepare: [],
  },
  prepared: {
    workFile: '/việc/a.pdf',
    fieldName: 'Signature4',
    byteRange: [0, 10, 20, 10],
    contentsHole: { start: 10, end: 20 },
    algorithm: { mechanism: 'rsa-pkcs1', digest: 'sha256' },
    digest: bytes(1, 2),
    signedAttributes: bytes(3),
    toBeSigned: bytes(4),
  },
  before: { sha256: 'b'.repeat(64), size: 1234 },
  value: bytes(5, 6, 7),
  signer: { certificate: bytes(8), issuers: [bytes(9)], mechanism: 'rsa-pkcs1', training: false },
};

describe('a stored signature value', () => {
  it('comes back as it was, with what it was added to', () => {
    expect(decodePending(encodePending(pending))).toEqual(pending);
    expect(decodePending(encodePending({ ...pending, before: null }))).toEqual({ ...pending, before: null });
  });

  it('of an earlier version, which knew one signature a document only, was added to the document itself', () => {
    const { before: _, ...earlier } = JSON.parse(encodePending(pending));
    expect(decodePending(JSON.stringify(earlier)).before).toBeNull();
  });
});
