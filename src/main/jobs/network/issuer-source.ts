/** Fetches the issuers that certificates point at (authorityInfoAccess, caIssuers): real files mostly carry the leaf only. */
import { readCertificateBundle } from '../../pki/certificate-bundle.js';
import { firstAnswer } from './first-answer.js';
import type { GuardedNetwork } from './guarded-network.js';
import type { KeptAnswers, Outcome } from './kept-answers.js';

export interface IssuerSourceOptions {
  readonly network: GuardedNetwork;
  readonly kept: KeptAnswers;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface IssuerOutcome extends Omit<Outcome, 'bytes' | 'standsInSince'> {
  /** DER; they help to build a path, and nothing in them is trusted. */
  readonly certificates: readonly Uint8Array[];
}

/** A CA keeps its certificate for years; an address that gives another one is asked again after a month. */
const serves = 30 * 24 * 60 * 60_000;

export class IssuerSource {
  constructor(private readonly options: IssuerSourceOptions) {}

  /**
   * What stands at `url`. It comes from a certificate that leads nowhere yet, that is, from anybody: the list of hosts is
   * the protection, and the caller bounds how many are asked.
   */
  async at(url: string): Promise<IssuerOutcome> {
    const { network, kept, now = Date.now } = this.options;
    const { bytes, failures } = await kept.get(`issuer ${url}`, () =>
      firstAnswer([url], async () => {
        const found = await network.exchange({ url, limit: network.limits.answerBytes });
        readCertificateBundle(found);
        return { bytes: found, nextUpdate: now() + serves };
      }),
    );
    return { certificates: bytes === null ? [] : readCertificateBundle(bytes).map(({ der }) => der), failures };
  }
}
