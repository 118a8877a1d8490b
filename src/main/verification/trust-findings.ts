/** Who signed and under which scheme: the path of a signer as findings. */
import type { SignatureReport } from '../../contracts/verification.js';
import type { Certificate } from '../pki/certificate.js';
import type { Crl, RevocationAnswer } from '../pki/crl.js';
import type { OcspResponse } from '../pki/ocsp.js';
import { buildAndValidatePath, type PathProblem, type PathProblemCode, type PathResult } from '../pki/path.js';
import { isTraining, type TrustStore } from '../pki/trust.js';
import type { SignatureCheck } from './evidence.js';
import { signerName } from './evidence.js';
import type { Finding } from './findings.js';
import { readableDate } from './times.js';

export interface TrustOptions {
  readonly trust: TrustStore;
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
  /** Certificates of the document security store. */
  readonly enclosed: readonly Certificate[];
  readonly at: Date;
}

export interface TrustResult {
  readonly trust: SignatureReport['trust'];
  readonly findings: readonly Finding[];
  /** Revocation lists that would answer what is unknown; only of certificates that lead to an anchor. */
  readonly crlUrls: readonly string[];
}

const title = (certificate: Certificate): string =>
  certificate.subject.commonName ?? certificate.subject.organization ?? certificate.subject.text;

const ruleNames: Readonly<Record<Exclude<PathProblemCode, 'no-issuer' | 'expired' | 'not-yet-valid'>, string>> = {
  'not-a-ca': 'basicConstraints: CA',
  'no-cert-sign': 'keyUsage: keyCertSign',
  'path-length': 'pathLenConstraint',
  'critical-extension': 'critical extension',
  'name-constraint': 'nameConstraints',
  'weak-algorithm': 'SHA-1',
  'weak-key': 'key',
  'signer-is-ca': 'basicConstraints: CA',
  'signer-key-usage': 'keyUsage',
  'signer-purpose': 'extendedKeyUsage',
};

const pathFinding = ({ code, certificate }: PathProblem, signer: ReturnType<typeof signerName>): Finding => {
  const issuer = title(certificate);
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
      return { code: 'chain-broken', params: { signer, issuer, detail: ruleNames[code] } };
  }
};

const unknownBecause: Readonly<
  Record<Extract<RevocationAnswer, { status: 'unknown' }>['why'], { vi: string; en: string }>
> = {
  missing: { vi: 'chưa có danh sách thu hồi', en: 'no revocation list at hand' },
  stale: { vi: 'danh sách thu hồi đã quá hạn', en: 'the revocation list is out of date' },
  unsupported: { vi: 'loại danh sách thu hồi chưa được hỗ trợ', en: 'this kind of revocation list is not supported' },
  'bad-signature': {
    vi: 'danh sách thu hồi không do cơ quan cấp ký',
    en: 'the revocation list is not signed by the issuer',
  },
  'weak-algorithm': { vi: 'danh sách thu hồi ký bằng SHA-1', en: 'the revocation list is signed with SHA-1' },
  'not-known': { vi: 'máy chủ OCSP không biết chứng thư này', en: 'the OCSP responder does not know the certificate' },
};

const revocationFindings = (result: PathResult, signer: ReturnType<typeof signerName>): Finding[] =>
  result.revocation.flatMap((answer, index): Finding[] => {
    const certificate = result.path[index];
    if (certificate === undefined || answer.status === 'good') return [];
    if (answer.status === 'unknown') {
      return [
        { code: 'revocation-unknown', params: { issuer: title(certificate), detail: unknownBecause[answer.why] } },
      ];
    }
    const params = { signer, issuer: title(certificate), date: readableDate(answer.date) };
    return [{ code: index === 0 ? 'certificate-revoked' : 'ca-revoked', params }];
  });

const overall = (answers: readonly RevocationAnswer[]): 'good' | 'revoked' | 'unknown' => {
  if (answers.some((answer) => answer.status === 'revoked')) return 'revoked';
  return answers.length > 0 && answers.every((answer) => answer.status === 'good') ? 'good' : 'unknown';
};

/**
 * Judges the signer's certificate at `options.at`. Until timestamps are judged themselves that is the time of the check
 * and never the time that the signer or a token claims.
 */
export const judgeTrust = (check: SignatureCheck, signer: Certificate, options: TrustOptions): TrustResult => {
  const result = buildAndValidatePath(signer, {
    pool: [...check.facts.certificates, ...options.enclosed],
    trust: options.trust,
    at: options.at,
    crls: options.crls,
    ocsps: options.ocsps,
    purpose: check.subFilter === 'ETSI.RFC3161' ? 'timestamp' : 'document',
  });
  const name = signerName(check);
  const { anchor } = result;
  const training = isTraining(result.path, anchor);
  const findings: Finding[] = [
    ...result.problems.map((problem) => pathFinding(problem, name)),
    ...revocationFindings(result, name),
    ...(training ? [{ code: 'training-signature' as const, params: { signer: name } }] : []),
    ...(anchor?.scheme === 'user-added'
      ? [{ code: 'user-added-anchor' as const, params: { issuer: title(anchor.certificate) } }]
      : []),
    ...result.legacy.map((certificate) => ({
      code: 'pinned-sha1-ca' as const,
      params: { issuer: title(certificate) },
    })),
  ];
  const unanswered = result.path.filter((_, index) => result.revocation[index]?.status === 'unknown');
  return {
    trust: {
      scheme: training ? 'training' : (anchor?.scheme ?? 'none'),
      anchor: anchor === null ? null : title(anchor.certificate),
      revocation: overall(result.revocation),
    },
    findings,
    crlUrls: unanswered.flatMap((certificate) => certificate.crlUrls),
  };
};
