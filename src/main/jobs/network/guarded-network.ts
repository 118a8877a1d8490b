/** The network as far as addresses out of certificates may use it: by the policy, bounded, and to no inner machine. */
import { lookup } from 'node:dns/promises';
import { Fault } from '../../../contracts/faults/index.js';
import { Gate } from '../gate.js';
import { AddressPolicy, type AllowedAddress, type RefusalReason } from './address-policy.js';
import { type Exchange, type Fetch, type FetchInit, fetchBounded, NoAnswer } from './bounded-fetch.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { directFetch, type ResolvedAddress } from './direct-fetch.js';
import type { NetworkPolicy } from './network-policy.js';

/** The policy does not let this address be called; nothing was sent. */
export class AddressRefused extends NoAnswer {
  constructor(readonly why: RefusalReason) {
    super(`refused: ${why}`, false);
  }
}

export interface GuardedNetworkOptions {
  readonly policy: NetworkPolicy;
  /**
   * The way through a proxy, null where there is none for this address. A proxy resolves names itself, so behind one the
   * list of hosts is all the protection there is on this side.
   */
  readonly proxied?: ((url: string) => Promise<Fetch | null>) | undefined;
  /** All addresses of a name. */
  readonly resolve?: (host: string) => Promise<readonly ResolvedAddress[]>;
  /** Milliseconds, for the rest of a server that fails. */
  readonly now?: () => number;
}

const atOnce = 4;
const breakerLimits = { failures: 3, restMs: 60_000 };
const maxBreakers = 256;

/** The system cannot be told to stop resolving; the caller is let go. */
const unlessStopped = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('stopped'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });

interface Server {
  readonly breaker: CircuitBreaker;
  /** While it rests, that is all there is to say of it. */
  lastDetail: string;
}

export class GuardedNetwork {
  readonly limits: NetworkPolicy['limits'];
  readonly #addresses: AddressPolicy;
  readonly #proxied: NonNullable<GuardedNetworkOptions['proxied']>;
  readonly #resolve: NonNullable<GuardedNetworkOptions['resolve']>;
  readonly #now: () => number;
  readonly #gate = new Gate(atOnce);
  readonly #servers = new Map<string, Server>();

  constructor({ policy, proxied, resolve, now = Date.now }: GuardedNetworkOptions) {
    this.limits = policy.limits;
    this.#addresses = new AddressPolicy(policy);
    this.#proxied = proxied ?? (async () => null);
    this.#resolve = resolve ?? ((host) => lookup(host, { all: true }));
    this.#now = now;
  }

  /**
   * The body of the 200 that `url` answers with; at most four exchanges are under way, and a server that failed three
   * times in a row is left alone for a minute.
   * @throws AddressRefused, NoAnswer; Fault `app.cancelled`
   */
  async exchange({ url, limit, post, abort }: Omit<Exchange, 'deadlineMs'>): Promise<Uint8Array> {
    const decision = this.#addresses.decide(url);
    if (!decision.allowed) throw new AddressRefused(decision.why);
    const fetch: Fetch = (_url, init) => this.#connect(decision, init);
    const deadlineMs = this.limits.deadlineMs;
    const exchange = { url: decision.url, limit, deadlineMs, abort, ...(post === undefined ? {} : { post }) };
    return this.#gate.run(() => this.#unlessResting(decision, () => fetchBounded(fetch, exchange)), abort);
  }

  async #connect(address: AllowedAddress, init: FetchInit): Promise<Response> {
    const proxied = await unlessStopped(this.#proxied(address.url), init.signal);
    if (proxied !== null) return proxied(address.url, init);
    const resolved = await unlessStopped(this.#resolve(address.host), init.signal);
    const admitted = resolved.filter((one) => this.#addresses.admits(address, one.address));
    if (admitted.length === 0) throw new AddressRefused('inner-address');
    return directFetch(address.url, init, admitted);
  }

  async #unlessResting({ url }: AllowedAddress, ask: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const server = this.#server(new URL(url).host);
    if (server.breaker.admit() !== 'yes') throw new NoAnswer(server.lastDetail, true);
    try {
      const bytes = await ask();
      server.breaker.settle('answered');
      return bytes;
    } catch (thrown) {
      const failed = thrown instanceof NoAnswer && thrown.passing;
      if (failed) server.lastDetail = thrown.detail;
      server.breaker.settle(failed ? 'failed' : thrown instanceof Fault ? 'cancelled' : 'answered');
      throw thrown;
    }
  }

  #server(host: string): Server {
    const known = this.#servers.get(host);
    if (known !== undefined) return known;
    if (this.#servers.size >= maxBreakers) this.#servers.clear();
    const server = { breaker: new CircuitBreaker({ ...breakerLimits, now: this.#now }), lastDetail: '' };
    this.#servers.set(host, server);
    return server;
  }
}
