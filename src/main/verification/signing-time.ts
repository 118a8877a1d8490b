/** When a signature was made: what its maker claims, what timestamps say, and how far the two are apart. */
import type { SignatureEvidence } from './evidence.js';
import { signerName } from './evidence.js';
import type { Existence, JudgedStamp } from './existence.js';
import { type Finding, reasonOf } from './findings.js';
import { pdfDateToIso, readableDate, readableSpan } from './times.js';
import { holder } from './trust-findings.js';

/**
 * From /M, else from the signing-time attribute: the signer's own clock. ISO 8601.
 * @param stated the text of /M
 */
export const claimedTime = ({ kind, check }: SignatureEvidence, stated: string | null): string | null => {
  if (kind === 'timestamp') return null;
  const fromDictionary = stated === null ? null : pdfDateToIso(stated);
  return fromDictionary ?? check?.facts.signedAttributes?.signingTime?.toISOString() ?? null;
};

const minute = 60_000;
const hour = 60 * minute;
/** Signatures are stamped within seconds; PC clocks are often minutes off. */
const usualDifference = 15 * minute;
/** Vietnam's distance from UTC, which some tools add twice or leave out. */
const zoneShift = 7 * hour;
/** Their PCs are no better than others: the worst clocks in the field are 26 minutes off. */
const zoneTolerance = 30 * minute;
/** Two notes of one clock, made while one document was signed. */
const oneClock = minute;

const clockFindings = (claimed: Date, stamped: Date, signer: ReturnType<typeof signerName>): Finding[] => {
  const difference = Math.abs(stamped.getTime() - claimed.getTime());
  if (difference <= usualDifference) return [];
  if (Math.abs(difference - zoneShift) <= zoneTolerance) return [{ code: 'claimed-time-shifted', params: { signer } }];
  return [{ code: 'claimed-time-differs', params: { signer, detail: readableSpan(difference) } }];
};

/** signing-time of local time that calls itself UTC, beside a right /M: software that shows it shows a wrong time. */
const zoneFindings = (claimed: Date, noted: Date | null, signer: ReturnType<typeof signerName>): Finding[] =>
  noted !== null && Math.abs(noted.getTime() - claimed.getTime() - zoneShift) <= oneClock
    ? [{ code: 'signing-time-zone', params: { signer } }]
    : [];

const untrusted = ({ time, authority, trust }: JudgedStamp): Finding => {
  const [first] = trust.findings;
  const why = first
    ? reasonOf(first)
    : { vi: 'dấu thời gian không nêu rõ chứng thư của cơ quan cấp.', en: 'it does not name its certificate.' };
  const params = { date: readableDate(time), issuer: holder(authority), detail: { vi: why.vi, en: why.en } };
  return { code: 'timestamp-untrusted', params };
};

/** @param claimed as {@link claimedTime} gives it */
export const timeFindings = (
  { check, kind }: SignatureEvidence,
  claimed: string | null,
  { proof, stamp }: Existence,
): Finding[] => {
  if (check === null || kind === 'timestamp') return [];
  const signer = signerName(check);
  const certificate = check.cms.signer;
  const time = claimed === null ? null : new Date(claimed);
  const stamped = stamp?.time ?? proof?.time ?? null;
  const outside =
    time !== null && certificate !== null && (time < certificate.notBefore || time > certificate.notAfter);
  return [
    ...(stamp !== null && !stamp.trusted ? [untrusted(stamp)] : []),
    ...(stamp === null && proof === null ? [{ code: 'no-timestamp' as const }] : []),
    ...(time !== null && stamped !== null ? clockFindings(time, stamped, signer) : []),
    ...(time === null ? [] : zoneFindings(time, check.facts.signedAttributes?.signingTime ?? null, signer)),
    ...(outside
      ? [{ code: 'claimed-time-outside-certificate' as const, params: { signer, date: readableDate(time) } }]
      : []),
  ];
};
