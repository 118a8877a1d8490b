/**
 * Why judges may differ: one rule for each case of `docs/differential.md`, under the same name. A difference that no
 * rule explains fails the run. A rule says what the judges answer and what the file is like, never which file it is.
 */
import { publicDecrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Fault } from '../../src/contracts/faults/index.js';
import { readSignedData, type SignedDataFacts, signerCertificate } from '../../src/main/pki/cms/read.js';
import type { Comparison } from './compare.js';

export interface Rule {
  readonly name: string;
  readonly explains: (comparison: Comparison) => boolean;
}

const factsOf = ({ subject, own }: Comparison): SignedDataFacts | null => {
  const place = own?.details?.contents;
  if (!place) return null;
  const hex = readFileSync(subject.file).toString('latin1', place.start + 1, place.end - 1);
  try {
    return readSignedData(Buffer.from(hex.replace(/\s/g, ''), 'hex'));
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
};

/** Ours and PDFBox are of one mind, and found it sound. */
const pdfsigAlone = ({ ours, pdfBox }: Comparison): boolean =>
  ours.integrity === 'intact' && pdfBox.integrity === 'intact' && ours.coverage === pdfBox.coverage;
/** Ours and pdfsig are. */
const pdfBoxAlone = ({ ours, pdfsig }: Comparison): boolean =>
  ours.integrity === 'intact' && pdfsig.integrity === 'intact';
const refusedFor = ({ own, report }: Comparison, ...codes: readonly string[]): boolean =>
  report.verdict !== 'valid' &&
  own?.integrity !== 'intact' &&
  (own?.reasons ?? []).some(({ code }) => codes.includes(code));

/** The octets that the RSA value holds under PKCS #1 v1.5. */
const digestInfoOf = (facts: SignedDataFacts): Buffer | null => {
  const signer = signerCertificate(facts);
  if (signer === null) return null;
  const key = { key: Buffer.from(signer.spki), format: 'der', type: 'spki' } as const;
  try {
    return publicDecrypt(key, facts.signature);
  } catch {
    return null;
  }
};

const startsOtherwise = ({ subject }: Comparison): boolean =>
  readFileSync(subject.file).toString('latin1', 0, 5) !== '%PDF-';

const rangeProblems = [
  'range-shape',
  'range-outside-file',
  'contents-misplaced',
  'gap-is-not-contents',
  'not-a-revision',
];

export const rules: readonly Rule[] = [
  {
    name: 'document-timestamp',
    explains: (one) =>
      one.own?.details?.subFilter === 'ETSI.RFC3161' && one.pdfsig.integrity === 'unknown' && pdfsigAlone(one),
  },
  {
    name: 'key-identifier',
    explains: (one) =>
      one.pdfsig.integrity === 'unknown' && pdfsigAlone(one) && factsOf(one)?.signer.kind === 'subject-key-id',
  },
  {
    name: 'pss-without-attributes',
    explains: (one) =>
      one.pdfsig.integrity === 'broken' &&
      pdfsigAlone(one) &&
      (one.own?.signatureAlgorithm ?? '').startsWith('rsa-pss') &&
      factsOf(one)?.signedAttributes === null,
  },
  {
    name: 'digest-info-without-null',
    explains: (one) => {
      if (one.pdfsig.integrity !== 'broken' || !pdfsigAlone(one)) return false;
      const facts = factsOf(one);
      // SEQUENCE, SEQUENCE, OID of SHA-256, and the octet string at once.
      return facts !== null && digestInfoOf(facts)?.toString('hex').startsWith('302f300b0609') === true;
    },
  },
  {
    name: 'sha-3',
    explains: (one) =>
      refusedFor(one, 'algorithm-unsupported') &&
      one.pdfsig.integrity === 'unknown' &&
      one.pdfBox.integrity === 'intact',
  },
  {
    name: 'bytes-before-the-header',
    explains: (one) =>
      one.own !== undefined &&
      startsOtherwise(one) &&
      one.pdfsig.integrity !== 'intact' &&
      one.pdfBox.integrity !== 'intact',
  },
  {
    name: 'padding-of-contents',
    explains: ({ ours, pdfsig, pdfBox, own, subject }) => {
      const place = own?.details?.contents;
      if (ours.integrity !== 'intact' || ours.coverage !== 'whole' || pdfsig.coverage !== 'part' || !place)
        return false;
      const hex = readFileSync(subject.file).toString('latin1', place.start + 1, place.end - 1);
      const unusual = !/^(?:[0-9A-Fa-f]{2})+$/.test(hex) || !hex.startsWith('30');
      return unusual && (pdfBox.coverage === 'whole' || pdfBox.words.includes('Invalid hex string'));
    },
  },
  {
    name: 'validation-data-unreadable',
    explains: (one) => one.pdfBoxError !== undefined && one.pdfBox.integrity === 'not seen' && pdfBoxAlone(one),
  },
  {
    name: 'field-without-widget-on-a-page',
    explains: (one) => one.pdfsig.integrity === 'not seen' && pdfsigAlone(one),
  },
  { name: 'range', explains: (one) => refusedFor(one, ...rangeProblems) },
  { name: 'shared-dictionary', explains: (one) => refusedFor(one, 'field-shared') },
  { name: 'other-subfilter', explains: (one) => refusedFor(one, 'subfilter-unsupported') },
  { name: 'bytes-behind-the-cms', explains: (one) => refusedFor(one, 'signature-unreadable', 'several-signers') },
  {
    name: 'file-not-read',
    explains: ({ report, ours }) =>
      report.verdict === 'indeterminate' && report.error !== undefined && ours.integrity === 'not seen',
  },
  {
    name: 'remnant',
    explains: ({ end, report, ours, pdfsig, pdfBox }) =>
      report.error === undefined &&
      end === 0 &&
      ours.integrity === 'not seen' &&
      pdfsig.integrity === 'unknown' &&
      pdfBox.integrity === 'not seen',
  },
  {
    name: 'outside-the-form',
    explains: ({ end, report, ours, own, pdfBox }) =>
      report.error === undefined &&
      end > 0 &&
      pdfBox.integrity === 'not seen' &&
      (ours.integrity === 'not seen'
        ? report.verdict !== 'valid'
        : (own?.warnings ?? []).some(({ code }) => code === 'field-outside-form')),
  },
  {
    name: 'object-that-is-not-there',
    explains: ({ report, ours, pdfBox }) =>
      report.error === undefined &&
      ours.integrity === 'not seen' &&
      pdfBox.integrity !== 'not seen' &&
      report.verdict !== 'valid',
  },
];

/** Names of the rules that explain it. */
export const explanations = (comparison: Comparison): string[] =>
  rules.filter(({ explains }) => explains(comparison)).map(({ name }) => name);
