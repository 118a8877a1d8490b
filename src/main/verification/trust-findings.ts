/** Who signed and under which scheme: the path of a signer as findings. */
import type { SignatureReport } from '../../contracts/verification.js';
import type { Certificate } from '../pki/certificate.js';
import type { Crl, RevocationAnswer } from '../pki/crl.js';
import type { OcspResponse } from '../pki/ocsp.js';
import { buildAndValidatePath, type PathProblem, type PathProblemCode, type PathResult } from '../pki/path.js';
import { isTraining, type TrustStore } from '../pki/trust.js';
import type { Finding } from './findings.js';
import { type Needs, needsOf } from './needs.js';
import { revokedFinding } from './revoked-finding.js';
import { readableDate } from './times.js';

/** Whose certificate is judged. */
export interface TrustSubject {
  readonly certificate: Certificate;
  /** Certificates that came with what it made; nothing in them is trusted. */
  readonly pool: readonly Certificate[];
  readonly purpose: 'document' | 'timestamp';
  /** When its maker says that it was made; proves nothing in his favour. */
  readonly stated: Date | null;
}

export interface TrustOptions {
  readonly trust: TrustStore;
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
  /** Certificates of the document security store. */
  readonly enclosed: readonly Certificate[];
  /** The instant for which the certificate is judged. */
  readonly at: Date;
  /** What it made is proven to have existed then. */
  readonly proven?: boolean;
}

export interface TrustResult {
  readonly trust: SignatureReport['trust'];
  /** A path without a problem to an anchor, an answer for each of its certificates, and no exercise. */
  readonly valid: boolean;
  readonly findings: readonly Finding[];
  readonly needs: Needs;
  /** The certificate first, the anchor last, as far as the path could be built. */
  readonly chain: readonly Certificate[];
}

/** The person, office or authority as sentences name it. */
export const holder = (certificate: Certificate): string =>
  certificate.subject.commonName ?? certificate.subject.organization ?? certificate.subject.text;

const ruleNames: Readonly<Record<Exclude<PathProblemCode, 'no-issuer' | 'expired' | 'not-yet-valid'>, string>> = {
  'not-a-ca': 'basicConstraints: CA',
  'no-cert-sign': 'keyUsage: keyCertSign',
  'path-length': 'pathLenConstraint',
  'critical-extension': 'critical extension',
  'name-constraint': 'nameConstraints',
  policy: 'certificatePolicies',
  'weak-algorithm': 'SHA-1',
  'weak-key': 'key',
  'signer-is-ca': 'basicConstraints: CA',
  'signer-key-usage': 'keyUsage',
  'signer-purpose': 'extendedKeyUsage',
};

const pathFinding = ({ code, certificate }: PathProblem, signer: string): Finding => {
  const issuer = holder(certificate);
  switch (code) {
    case 'no-issuer':
      return { code: 'no-chain', params: { signer, issuer: certificate.issuer.commonName ?? certificate.issuer.text } };
    case 'expired':
      return { code: 'certificate-expired', params: { issuer, date: readableDate(certificate.notAfter) } };
    case 'not-yet-valid':
      return { code: 'certificate-not-yet-valid', params: { issuer, date: readableDate(certificate.notBefore) } };
    case 'weak-algorithm':
    case 'weak-key':
      return { code: 'weak-algorithm', params: { issuer } };
    case 'signer-is-ca':
    case 'signer-key-usage':
    case 'signer-purpose':
      return { code: 'signer-not-entitled', params: { signer, detail: ruleNames[code] } };
    case 'not-a-ca':
    case 'no-cert-sign':
    case 'path-length':
    case 'critical-extension':
    case 'name-constraint':
    case 'policy':
      return { code: 'chain-broken', params: { signer, issuer, detail: ruleNames[code] } };
  }
};

const unknownBecause: Readonly<
  Record<Extract<RevocationAnswer, { status: 'unknown' }>['why'], { vi: string; en: string }>
> = {
  missing: { vi: 'chưa có danh sách thu hồi', en: 'no revocation list at hand' },
  stale: { vi: 'danh sách thu hồi đã quá hạn', en: 'the revocation list is out of date' },
  expired: {
    vi: 'chứng thư đã hết hạn trước khi có danh sách thu hồi này, nên danh sách không còn nói về nó',
    en: 'the certificate had expired before this list was issued, which therefore says nothing of it',
  },
  unsupported: { vi: 'loại danh sách thu hồi chưa được hỗ trợ', en: 'this kind of revocation list is not supported' },
  'bad-signature': {
    vi: 'danh sách thu hồi không do cơ quan cấp ký',
    en: 'the revocation list is not signed by the issuer',
  },
  'weak-algorithm': { vi: 'danh sách thu hồi ký bằng SHA-1', en: 'the revocation list is signed with SHA-1' },
  'not-known': { vi: 'máy chủ OCSP không biết chứng thư này', en: 'the OCSP responder does not know the certificate' },
};

/** What would settle it. Today's lists and responders are silent about what has expired, however often they are asked. */
const adviceFor = (
  why: keyof typeof unknownBecause,
  { ocspUrls, crlUrls }: Certificate,
): { vi: string; en: string } => {
  if (why === 'expired')
    return {
      vi: 'Hãy đề nghị nơi gửi hoặc cơ quan cấp cung cấp danh sách thu hồi của thời gian chứng thư còn hạn.',
      en: 'Ask the sender or the issuer for a revocation list from the time when the certificate was in force.',
    };
  if (ocspUrls.length + crlUrls.length === 0)
    return {
      vi: 'Chứng thư không ghi nơi để hỏi; hãy đề nghị cơ quan cấp cung cấp danh sách thu hồi.',
      en: 'The certificate names nobody who could be asked; ask its issuer for the revocation list.',
    };
  if (why === 'not-known')
    return {
      vi: 'Hãy hỏi cơ quan cấp chứng thư; kiểm tra lại không làm thay đổi kết quả.',
      en: 'Ask the issuer of the certificate; checking again changes nothing.',
    };
  return { vi: 'Hãy kết nối mạng và kiểm tra lại.', en: 'Connect to the network and check again.' };
};

const revocationFindings = (result: PathResult, { certificate: leaf, purpose, stated }: TrustSubject): Finding[] =>
  result.revocation.flatMap((answer, index): Finding[] => {
    const certificate = result.path[index];
    if (certificate === undefined || answer.status === 'good') return [];
    const issuer = holder(certificate);
    if (answer.status === 'revoked')
      return [revokedFinding(answer, { purpose, signer: holder(leaf), issuer, own: index === 0, stated })];
    const params = { issuer, detail: unknownBecause[answer.why], advice: adviceFor(answer.why, certificate) };
    return [{ code: 'revocation-unknown', params }];
  });

const overall = (answers: readonly RevocationAnswer[]): 'good' | 'revoked' | 'unknown' => {
  if (answers.some((answer) => answer.status === 'revoked')) return 'revoked';
  return answers.length > 0 && answers.every((answer) => answer.status === 'good') ? 'good' : 'unknown';
};

/** What happened to certificates of the path after the instant for which they were judged. */
const laterFindings = ({ path, revocation }: PathResult, name: string, at: Date, checkedAt: Date): Finding[] => [
  ...path.flatMap((certificate): Finding[] =>
    certificate.notAfter >= at && certificate.notAfter < checkedAt
      ? [{ code: 'expired-since', params: { issuer: holder(certificate), date: readableDate(certificate.notAfter) } }]
      : [],
  ),
  ...revocation.flatMap((answer, index): Finding[] => {
    const certificate = path[index];
    if (certificate === undefined || answer.status !== 'good' || answer.revokedSince === undefined) return [];
    const date = readableDate(answer.revokedSince);
    return [{ code: 'revoked-since', params: { signer: name, issuer: holder(certificate), date } }];
  }),
];

/**
 * Judges a certificate at `options.at`: the time since when what it made is proven to exist, else the time of the check;
 * never the time that a signer claims.
 * @param checkedAt the time of the check
 */
export const judgeTrust = (subject: TrustSubject, options: TrustOptions, checkedAt = options.at): TrustResult => {
  const { certificate, pool, purpose } = subject;
  const result = buildAndValidatePath(certificate, {
    pool: [...pool, ...options.enclosed],
    trust: options.trust,
    at: options.at,
    proven: options.proven ?? false,
    crls: options.crls,
    ocsps: options.ocsps,
    purpose,
  });
  const name = holder(certificate);
  const { anchor } = result;
  const training = isTraining(result.path, anchor);
  const findings: Finding[] = [
    ...result.problems.map((problem) => pathFinding(problem, name)),
    ...revocationFindings(result, subject),
    ...laterFindings(result, name, options.at, checkedAt),
    ...(training ? [{ code: 'training-signature' as const, params: { signer: name } }] : []),
    ...(anchor?.scheme === 'user-added'
      ? [{ code: 'user-added-anchor' as const, params: { issuer: holder(anchor.certificate) } }]
      : []),
    ...result.legacy.map((certificate) => ({
      code: 'pinned-sha1-ca' as const,
      params: { issuer: holder(certificate) },
    })),
  ];
  const revocation = overall(result.revocation);
  return {
    trust: {
      scheme: training ? 'training' : (anchor?.scheme ?? 'none'),
      anchor: anchor === null ? null : holder(anchor.certificate),
      revocation,
    },
    valid: anchor !== null && result.problems.length === 0 && revocation === 'good' && !training,
    findings,
    needs: needsOf(result, options.proven ? null : options.at),
    chain: anchor === null ? result.path : [...result.path, anchor.certificate],
  };
};

const schemes: Readonly<Record<SignatureReport['trust']['scheme'], { vi: string; en: string }>> = {
  'official-duty': {
    vi: 'Chứng thư công vụ – Ban Cơ yếu',
    en: 'Official-duty certificate – Government Cipher Committee',
  },
  public: { vi: 'Chứng thư công cộng', en: 'Public certificate' },
  'user-added': { vi: 'Chứng thư gốc do người dùng tự thêm', en: 'Under a root that a user added' },
  training: { vi: 'Chứng thư TẬP HUẤN', en: 'TRAINING certificate' },
  none: { vi: 'Chưa rõ hệ thống chứng thực', en: 'Under no known scheme' },
};

/** Who signed under which scheme: "Chứng thư công vụ – Ban Cơ yếu: Nguyễn Văn A (Sở Nội vụ)". */
export const headline = (
  signer: Certificate | null,
  { scheme }: SignatureReport['trust'],
): { vi: string; en: string } => {
  const { vi, en } = schemes[scheme];
  if (signer === null) return { vi: `${vi}: không rõ người ký`, en: `${en}: unknown signer` };
  const { commonName, organization } = signer.subject;
  const name = holder(signer);
  const who =
    commonName !== null && organization !== null && organization !== name ? `${name} (${organization})` : name;
  return { vi: `${vi}: ${who}`, en: `${en}: ${who}` };
};
