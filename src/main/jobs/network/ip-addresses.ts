/** What kind of place an IP address is, for those who may connect to some kinds only. */
import { BlockList, isIP } from 'node:net';

/**
 * `public`: anywhere on the Internet. `private`: a network of one's own (RFC 1918, RFC 4193) or of the carrier
 * (RFC 6598). `loopback`: this computer. `special`: everything else: link-local (cloud metadata services among it),
 * unspecified, multicast, reserved, documentation, and forms that stand for another address.
 */
export type AddressKind = 'public' | 'private' | 'loopback' | 'special';

const listOf = (ranges: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList();
  for (const [address, prefix] of ranges) list.addSubnet(address, prefix, address.includes(':') ? 'ipv6' : 'ipv4');
  return list;
};

const loopback = listOf([
  ['127.0.0.0', 8],
  ['::1', 128],
]);

const ownNetworks = listOf([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
]);

/** The special-purpose registries of RFC 6890; of IPv6 only 2000::/3 is handed out at all. */
const special4 = listOf([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]);
const global6 = listOf([['2000::', 3]]);
/** Inside 2000::/3: Teredo and other protocol assignments, documentation, 6to4 (which carries an IPv4 address). */
const special6 = listOf([
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

/** @param address IPv4 or IPv6 in any notation that `node:net` takes; anything else is `special` */
export const addressKind = (address: string): AddressKind => {
  const version = isIP(address);
  if (version === 0) return 'special';
  // IPv4-mapped IPv6 is never handed out by a resolver that is asked for both families.
  if (version === 6 && /^::ffff:/i.test(address)) return 'special';
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (loopback.check(address, family)) return 'loopback';
  if (ownNetworks.check(address, family)) return 'private';
  if (version === 4) return special4.check(address, family) ? 'special' : 'public';
  return global6.check(address, family) && !special6.check(address, family) ? 'public' : 'special';
};
