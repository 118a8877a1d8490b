/** Revocation data inside the CMS, as Acrobat's own signatures carry it (ISO 32000-2 12.8.3.3.2). */
import { Fault } from '../../../contracts/faults/index.js';
import { type Asn1, contextTag, der } from '../asn1.js';

/** Each CRL (RFC 5280) and OCSPResponse (RFC 6960) in DER, whole. */
export interface RevocationValues {
  readonly crls: readonly Uint8Array[];
  readonly ocsps: readonly Uint8Array[];
}

const listed = (number: number, values: readonly Uint8Array[]): Uint8Array[] =>
  values.length === 0 ? [] : [der.tlv(contextTag(number, true), der.sequence(...values))];

/** RevocationInfoArchival; null where there is nothing to put in, for an empty one would say nothing. */
export const revocationArchival = ({ crls, ocsps }: RevocationValues): Uint8Array | null =>
  crls.length + ocsps.length === 0 ? null : der.sequence(...listed(0, crls), ...listed(1, ocsps));

/** What RevocationInfoArchival holds, whole responses and lists that are still to be read; empty for a damaged one. */
export const readRevocationArchival = (value: Asn1): RevocationValues => {
  try {
    const lists = value.sequence().rest();
    const values = (number: number): Uint8Array[] =>
      lists
        .filter(({ tag }) => tag === contextTag(number, true))
        .flatMap((list) => list.children.flatMap((sequence) => sequence.children.map(({ bytes }) => bytes)));
    return { crls: values(0), ocsps: values(1) };
  } catch (thrown) {
    // Nothing but help for a verifier: the signature stands without it.
    if (thrown instanceof Fault) return { crls: [], ocsps: [] };
    throw thrown;
  }
};
