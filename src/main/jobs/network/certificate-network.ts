/** All that may be fetched because a certificate names it, behind one policy and one cache. */
import { AnswerFolder } from '../files/answer-folder.js';
import { GuardedNetwork, type GuardedNetworkOptions } from './guarded-network.js';
import { IssuerSource } from './issuer-source.js';
import { KeptAnswers } from './kept-answers.js';
import { RevocationSource } from './revocation-source.js';

export interface CertificateNetwork {
  /** Nobody is asked; what was kept serves. */
  readonly offline: boolean;
  readonly revocation: RevocationSource;
  readonly issuers: IssuerSource;
}

export interface CertificateNetworkOptions extends GuardedNetworkOptions {
  /** Absolute path of the folder for kept answers, null for none. */
  readonly cache: string | null;
  readonly offline?: boolean;
}

export const openCertificateNetwork = (options: CertificateNetworkOptions): CertificateNetwork => {
  const { cache, offline = false, now = Date.now, policy } = options;
  const network = new GuardedNetwork(options);
  const folder = cache === null ? null : new AnswerFolder(cache, policy.limits.cacheBytes);
  const kept = new KeptAnswers({ folder, offline, now });
  return {
    offline,
    revocation: new RevocationSource({ network, kept, now }),
    issuers: new IssuerSource({ network, kept, now }),
  };
};
