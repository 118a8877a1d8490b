/** When a signature was made: what its maker claims, what timestamps say, and how far the two are apart. */
import { Fault } from '../../contracts/faults/index.js';
import { readTimestamp } from '../pki/cms/timestamp.js';
import type { SignatureEvidence } from './evidence.js';
import { signerName } from './evidence.js';
import type { Existence, JudgedStamp, StampFlaw } from './existence.js';
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

/** A content timestamp that cannot be read says nothing. */
const stampedBefore = (token: Uint8Array): Date[] => {
  try {
    return [readTimestamp(token).time];
  } catch (thrown) {
    if (thrown instanceof Fault) return [];
    throw thrown;
  }
};

/**
 * The latest time at which the signer himself says that he had not signed yet or was just signing: his clock's, or that of
 * a timestamp among what he signed. It may speak against the signature, never for it, so that nobody's trust is asked.
 * @param claimed as {@link claimedTime} gives it
 */
export const statedTime = ({ check }: SignatureEvidence, claimed: string | null): Date | null => {
  const tokens = (check?.facts.signedAttributes?.contentTimestamps ?? []).slice(0, maxContentTimestamps);
  const times = [...(claimed === null ? [] : [new Date(claimed)]), ...tokens.flatMap(stampedBefore)];
  return times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime())));
};

const maxContentTimestamps = 8;

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

const flaws: Readonly<Record<StampFlaw, { readonly vi: string; readonly en: string }>> = {
  collision: {
    vi: 'dữ liệu của nó mang dấu hiệu giả mạo thuật toán SHA-1. Hãy báo cho quản trị đơn vị.',
    en: 'its data bear the marks of a SHA-1 collision attack. Tell your administrator.',
  },
  future: {
    vi: 'thời điểm của nó ở tương lai. Hãy kiểm tra đồng hồ của máy tính.',
    en: 'its time lies in the future. Check the clock of this computer.',
  },
  'before-authority': {
    vi: 'thời điểm của nó sớm hơn chứng thư của cơ quan cấp.',
    en: 'its time is earlier than the certificate of its authority.',
  },
  outdated: {
    vi: 'nó dùng thuật toán cũ (SHA-1), không còn được chấp nhận.',
    en: 'it uses an outdated algorithm (SHA-1) that is no longer accepted.',
  },
  unnamed: {
    vi: 'dấu thời gian không nêu rõ chứng thư của cơ quan cấp.',
    en: 'it does not name its certificate.',
  },
};

/** An attack first, then who made the token, then what else is wrong with it. */
const whyUntrusted = ({ flaw, trust }: JudgedStamp): { vi: string; en: string } => {
  const [first] = trust.valid || flaw === 'collision' ? [] : trust.findings;
  return first ? reasonOf(first) : flaws[flaw ?? 'unnamed'];
};

const untrusted = (stamp: JudgedStamp): Finding => {
  const { vi, en } = whyUntrusted(stamp);
  const params = { date: readableDate(stamp.time), issuer: holder(stamp.authority), detail: { vi, en } };
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
