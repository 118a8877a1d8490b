/** Before signing: is the certificate fit to sign now, and what shows it (NĐ 23/2025 Đ.15, Đ.17). */
import { Fault } from '../../../contracts/faults/index.js';
import { parseCertificate } from '../../pki/certificate.js';
import { type Crl, parseCrl } from '../../pki/crl.js';
import { type OcspResponse, readOcspResponse } from '../../pki/ocsp.js';
import { buildAndValidatePath } from '../../pki/path.js';
import { judgeSigner, type SignerJudgement } from '../../pki/signer-judgement.js';
import type { TrustStore } from '../../pki/trust.js';
import type { RevocationEvidence, RevocationSource } from '../network/revocation-source.js';

/** Kept with the job; the certificate itself is the first of the chain. */
export interface SignerEvidence extends RevocationEvidence {
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  readonly result: SignerJudgement['revocation'];
}

/** Plain data: it crosses processes and is stored with the job as it is. */
export interface SignerCheck extends SignerJudgement {
  readonly evidence: SignerEvidence;
}

export interface SignerCheckOptions {
  readonly trust: TrustStore;
  /** null: no network is to be used; revocation stays unknown. */
  readonly source: RevocationSource | null;
  readonly at: Date;
  readonly abort?: AbortSignal;
}

/** An identity as tokens give it: DER of the certificate, and of CA certificates found beside it, in no order. */
export interface SignerIdentity {
  readonly certificate: Uint8Array;
  readonly issuers: readonly Uint8Array[];
}

/** What cannot be read answers nothing: the judgement then says that the answer is missing. */
export const readable = <T>(all: readonly Uint8Array[], read: (bytes: Uint8Array) => T): T[] =>
  all.flatMap((bytes) => {
    try {
      return [read(bytes)];
    } catch (thrown) {
      if (thrown instanceof Fault) return [];
      throw thrown;
    }
  });

/**
 * Judges a signer's certificate: validity, key usage, chain, algorithms and, where all that is right, revocation by
 * what `source` can fetch. Nothing is asked for an exercise or for a certificate that may not sign anyway.
 *
 * Faults `pki.certificate-malformed` for the certificate itself, `app.cancelled`.
 */
export const checkSigner = async (identity: SignerIdentity, options: SignerCheckOptions): Promise<SignerCheck> => {
  const { trust, source, at, abort } = options;
  const certificate = parseCertificate(identity.certificate);
  const pool = readable(identity.issuers, parseCertificate);
  const pathWith = (crls: readonly Crl[], ocsps: readonly OcspResponse[]) =>
    buildAndValidatePath(certificate, { pool, trust, at, crls, ocsps });
  const offline = pathWith([], []);
  const first = judgeSigner(offline);
  const withEvidence = (judgement: SignerJudgement, { ocsps, crls }: RevocationEvidence): SignerCheck => ({
    ...judgement,
    evidence: { ocsps, crls, checkedAt: at.toISOString(), result: judgement.revocation },
  });
  if (source === null || first.outcome !== 'unknown') return withEvidence(first, { ocsps: [], crls: [] });
  const evidence = await source.forPath(offline, abort);
  const online = pathWith(readable(evidence.crls, parseCrl), readable(evidence.ocsps, readOcspResponse));
  return withEvidence(judgeSigner(online), evidence);
};
