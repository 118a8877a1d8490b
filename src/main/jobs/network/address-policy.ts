/**
 * Whether an address that stands in a certificate may be called. Certificates and files come from strangers: without
 * this, one of them could make this computer call a machine inside the office's network (SSRF).
 */
import { isIP } from 'node:net';
import { type AddressKind, addressKind } from './ip-addresses.js';
import type { HostEntry, NetworkPolicy } from './network-policy.js';

export type RefusalReason =
  /** No URL, or one in a form that two readers may read differently. */
  | 'malformed'
  /** Another scheme than http and https. */
  | 'scheme'
  /** Carries a user name or password. */
  | 'credentials'
  | 'not-listed'
  /** The host is listed, this port of it is not. */
  | 'port'
  /** A listed name that leads into a private network, to this computer, or to no place at all. */
  | 'inner-address';

export interface AllowedAddress {
  readonly allowed: true;
  /** What is to be called: normalized, an alias put in, without fragment. */
  readonly url: string;
  /** Its host as the connection needs it: a name, or an IP address without brackets. */
  readonly host: string;
  readonly entry: HostEntry;
}

export type AddressDecision = AllowedAddress | { readonly allowed: false; readonly why: RefusalReason };

const maxLength = 2048;
const refuse = (why: RefusalReason): AddressDecision => ({ allowed: false, why });

/** As `node:net` writes it; a name is itself. */
const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1');

/** One notation for one IPv6 address; everything else as it is. */
const canonical = (host: string): string => (isIP(host) === 6 ? bare(new URL(`http://[${host}]/`).hostname) : host);

const matches = ({ host: pattern }: HostEntry, host: string): boolean =>
  pattern.startsWith('*.')
    ? isIP(host) === 0 && host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    : canonical(pattern) === host;

export class AddressPolicy {
  constructor(private readonly policy: Pick<NetworkPolicy, 'hosts' | 'aliases'>) {}

  /**
   * By the text of the address alone; where the name leads is asked of {@link admits} after resolving it. The host is
   * compared in the form that the URL standard gives it: lower case, punycode, IPv4 in dotted decimal.
   */
  decide(address: string): AddressDecision {
    // A URL parser drops tabs and line ends, and takes a backslash for a slash: another reader would see another host.
    if (address.length > maxLength || /[\s\p{Cc}\\]/u.test(address)) return refuse('malformed');
    let url: URL;
    try {
      url = new URL(address);
    } catch {
      return refuse('malformed');
    }
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('scheme');
    if (url.username !== '' || url.password !== '' || /^[a-z]+:\/*[^/?#]*@/i.test(address))
      return refuse('credentials');
    if (url.hostname === '' || url.hostname.endsWith('.')) return refuse('malformed');
    url.hash = '';
    return this.#listed(url);
  }

  /** A connection to `ip` may be made for this address. */
  admits({ host, entry }: AllowedAddress, ip: string): boolean {
    const kind: AddressKind = addressKind(ip);
    switch (kind) {
      case 'public':
        return true;
      case 'private':
        return entry.private === true || ip === host;
      case 'loopback':
        // The one exception: the administrator wrote this very address and its port.
        return ip === host;
      case 'special':
        return false;
    }
  }

  #listed(url: URL): AddressDecision {
    const host = bare(url.hostname);
    const entries = this.policy.hosts.filter((entry) => matches(entry, host));
    if (entries.length === 0) {
      const alias = Object.hasOwn(this.policy.aliases, host) ? this.policy.aliases[host] : undefined;
      if (alias === undefined) return refuse('not-listed');
      // Whoever lists an internal name itself is on the network that knows it; for all others the alias answers.
      const target = new URL(url);
      target.hostname = alias;
      return this.#entryFor(
        target,
        this.policy.hosts.filter((entry) => matches(entry, alias)),
      );
    }
    return this.#entryFor(url, entries);
  }

  #entryFor(url: URL, entries: readonly HostEntry[]): AddressDecision {
    const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
    const fitting = entries.filter(({ ports }) => (ports === undefined ? url.port === '' : ports.includes(port)));
    const entry = fitting.find((candidate) => candidate.private === true) ?? fitting[0];
    if (entry === undefined) return refuse(entries.length === 0 ? 'not-listed' : 'port');
    return { allowed: true, url: url.href, host: bare(url.hostname), entry };
  }
}
