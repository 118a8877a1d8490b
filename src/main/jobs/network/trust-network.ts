/** What signing asks of the network, answered: timestamps, revocation, and the check of the signer's certificate. */
import { Fault, type FaultValue } from '../../../contracts/faults/index.js';
import { type Certificate, parseCertificate } from '../../pki/certificate.js';
import { parseCrl } from '../../pki/crl.js';
import { readOcspResponse } from '../../pki/ocsp.js';
import { buildAndValidatePath, type PathResult } from '../../pki/path.js';
import { holderName } from '../../pki/signer-judgement.js';
import type { TrustStore } from '../../pki/trust.js';
import { checkAuthority } from '../../pki/tsp.js';
import type { ChainEvidence, TrustServices } from '../batch/levels.js';
import { checkSigner, readable, type SignerCheck } from '../batch/signer-check.js';
import type { ChainStart } from '../document-tasks.js';
import type { Fetch } from './bounded-fetch.js';
import type { RevocationSource } from './revocation-source.js';
import { TimestampClient } from './timestamp-client.js';

export interface TrustNetworkOptions {
  readonly trust: () => TrustStore;
  /** null: nothing is to be fetched but timestamps. */
  readonly source: RevocationSource | null;
  /** Addresses of timestamp servers, the preferred one first; asked for at each stamp, as settings change. */
  readonly servers: () => readonly string[];
  readonly fetch: Fetch;
}

/** Real tokens have 3–6 KB, with a chain up to 12. The next one may come from another server, and be a longer one. */
const usualReserve = 12 * 1024;
const reserveAbove = 512;

const certificateOfNothing = (result: PathResult): string | null => {
  const { path, anchor, revocation } = result;
  const top = path[path.length - 1] ?? path[0];
  if (anchor === null) return holderName(top);
  const open = path.find((_, index) => revocation[index]?.status === 'unknown');
  return open ? holderName(open) : null;
};

export class TrustNetwork implements TrustServices {
  #largestToken = 0;
  #client: { readonly servers: string; readonly timestamps: TimestampClient } | undefined;
  readonly #cautions = new Map<string, FaultValue>();

  constructor(private readonly options: TrustNetworkOptions) {}

  get timestampReserve(): number {
    return Math.max(usualReserve, this.#largestToken + reserveAbove);
  }

  /** What there is to say of the authorities that stamped so far: unknown ones. */
  get cautions(): readonly FaultValue[] {
    return [...this.#cautions.values()];
  }

  /** Faults `timestamp.*`, `app.cancelled`. An authority that may not stamp is refused, an unknown one is told. */
  async stamp(imprint: Uint8Array, abort?: AbortSignal): Promise<Uint8Array> {
    const token = await this.#timestamps().stamp(imprint, abort);
    const authority = checkAuthority(token, { trust: this.options.trust(), at: new Date(), crls: [], ocsps: [] });
    const [reason] = authority.reasons;
    if (authority.outcome === 'stop' && reason) throw Fault.from(reason);
    if (authority.path.anchor === null && reason) this.#cautions.set(reason.vi, reason);
    this.#largestToken = Math.max(this.#largestToken, token.length);
    return token;
  }

  async evidence({ certificate, others, purpose }: ChainStart, abort?: AbortSignal): Promise<ChainEvidence> {
    const leaf = parseCertificate(certificate);
    const pathWith = (crls: readonly Uint8Array[], ocsps: readonly Uint8Array[]): PathResult =>
      buildAndValidatePath(leaf, {
        pool: readable(others, parseCertificate),
        trust: this.options.trust(),
        at: new Date(),
        crls: readable(crls, parseCrl),
        ocsps: readable(ocsps, readOcspResponse),
        purpose,
      });
    const path = pathWith([], []);
    const { ocsps, crls } = (await this.options.source?.forPath(path, abort)) ?? { ocsps: [], crls: [] };
    const chain: readonly Certificate[] = [...path.path, ...(path.anchor ? [path.anchor.certificate] : [])];
    const missing = certificateOfNothing(pathWith(crls, ocsps));
    return { certificates: chain.map(({ der }) => der), ocsps, crls, missing };
  }

  /** Before signing. Faults `pki.certificate-malformed`, `app.cancelled`. */
  checkSigner(certificate: Uint8Array, issuers: readonly Uint8Array[], abort: AbortSignal): Promise<SignerCheck> {
    const { trust, source } = this.options;
    return checkSigner({ certificate, issuers }, { trust: trust(), source, at: new Date(), abort });
  }

  /** One client for as long as the addresses stay: it remembers which of them fail. */
  #timestamps(): TimestampClient {
    const urls = this.options.servers();
    const servers = urls.join(' ');
    if (this.#client?.servers !== servers) {
      this.#client = { servers, timestamps: new TimestampClient({ urls, fetch: this.options.fetch }) };
    }
    return this.#client.timestamps;
  }
}
