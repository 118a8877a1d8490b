import { join } from 'node:path';
import { equalBytes } from '../pki/asn1.js';
import { loadTrust, type TrustStore } from '../pki/trust.js';

export interface TrustInForceOptions {
  /** Absolute path of the folder `resources`. */
  readonly resources: string;
  /** The person's own sources as they are now, DER. */
  readonly own: () => Promise<readonly Uint8Array[]>;
  /** Is told which they are, at first and whenever they have changed. */
  readonly changed: (own: readonly Uint8Array[]) => void;
}

const same = (left: readonly Uint8Array[], right: readonly Uint8Array[]): boolean =>
  left.length === right.length && left.every((one, index) => equalBytes(one, right[index] ?? new Uint8Array()));

const storeOf = (resources: string, added: readonly Uint8Array[]): TrustStore =>
  loadTrust({ shipped: join(resources, 'trust'), added });

/** Whom the window trusts at this moment: another process (`kyso trust`) may have added or removed a source. */
export class TrustInForce {
  #own: readonly Uint8Array[] | undefined;
  #store: TrustStore | undefined;
  #shipped: TrustStore | undefined;

  constructor(private readonly options: TrustInForceOptions) {}

  /** Without the person's own. Fault `pki.trust-index-invalid`. */
  get shipped(): TrustStore {
    this.#shipped ??= storeOf(this.options.resources, []);
    return this.#shipped;
  }

  /** As of the last refresh. Fault `pki.trust-index-invalid`. */
  get store(): TrustStore {
    this.#store ??= storeOf(this.options.resources, this.#own ?? []);
    return this.#store;
  }

  async refresh(): Promise<void> {
    const own = await this.options.own();
    if (this.#own && same(this.#own, own)) return;
    this.#own = own;
    this.#store = undefined;
    this.options.changed(own);
  }
}
