/**
 * The entries of a revocation list (RFC 5280 5.1.2.6), walked by their offsets alone: a national list has a hundred
 * thousand of them, and reading each as a structure would hold up whoever does it for a second.
 */
import { Fault } from '../../contracts/faults/index.js';
import { Asn1, der, equalBytes, extentOf, tags } from './asn1.js';
import { readRawExtensions } from './extensions.js';
import { oids } from './oids.js';

export interface Revocation {
  /** From when on the certificate does not hold. */
  readonly date: Date;
  /** CRLReason (RFC 5280 5.3.1), 0 where none is given. */
  readonly reason: number;
}

const knownExtensions: ReadonlySet<string> = new Set([oids.crlReason, oids.invalidityDate]);
const maxEntries = 2_000_000;

const isKnown = (extensions: Uint8Array): boolean =>
  readRawExtensions(Asn1.parse(extensions).expect(tags.sequence).children).every(
    ({ oid, critical }) => !critical || knownExtensions.has(oid),
  );

const withoutLeadingZeros = (octets: Uint8Array): Uint8Array => {
  const first = octets.findIndex((octet) => octet !== 0);
  return first < 0 ? octets.subarray(-1) : octets.subarray(first);
};

/** From when on it does not hold: a key can be known to have been lost before it was revoked (RFC 5280 5.3.2). */
const readRevocation = (stated: Date, list: Asn1 | null): Revocation => {
  const extensions = readRawExtensions(list?.children ?? []);
  const reason = extensions.find(({ oid }) => oid === oids.crlReason);
  const invalid = extensions.find(({ oid }) => oid === oids.invalidityDate);
  const lost = invalid === undefined ? stated : Asn1.parse(invalid.value).time();
  return {
    date: lost < stated ? lost : stated,
    reason: reason === undefined ? 0 : Asn1.parse(reason.value).smallInteger(tags.enumerated),
  };
};

export class CrlEntries {
  private constructor(
    private readonly content: Uint8Array,
    /** For each entry where its serial number begins and ends, and where the entry ends. */
    private readonly offsets: Uint32Array,
    /** No entry has a critical extension that is not known (RFC 5280 5.3). */
    readonly supported: boolean,
  ) {}

  /** @param list `revokedCertificates`, null where the list has none. Faults `pki.asn1-malformed`, `pki.crl-malformed`. */
  static read(list: Asn1 | null): CrlEntries {
    const content = list?.content ?? new Uint8Array();
    const buffer = Buffer.from(content.buffer, content.byteOffset, content.length);
    const offsets: number[] = [];
    // The extensions of an entry are one of few (a reason code): each kind is read once.
    const kinds = new Map<string, boolean>();
    for (let at = 0; at < content.length; ) {
      const entry = extentOf(content, at, content.length, tags.sequence);
      const serial = extentOf(content, entry.start, entry.end, tags.integer);
      const date = extentOf(content, serial.end, entry.end);
      if (date.end < entry.end) {
        const kind = buffer.toString('latin1', date.end, entry.end);
        if (!kinds.has(kind)) kinds.set(kind, isKnown(content.subarray(date.end, entry.end)));
      }
      if (offsets.push(serial.start, serial.end, entry.end) > 3 * maxEntries) throw new Fault('pki.crl-malformed');
      at = entry.end;
    }
    return new CrlEntries(content, Uint32Array.from(offsets), ![...kinds.values()].includes(false));
  }

  /**
   * The entry of `serial` (lower-case hexadecimal, without sign octet), if it is listed. One whose date or reason is
   * damaged still revokes; `fallback`, before anything it could have been good for, is then its date.
   */
  find(serial: string, fallback: Date): Revocation | null {
    const { content, offsets } = this;
    const wanted = withoutLeadingZeros(Buffer.from(serial, 'hex'));
    for (let index = 0; index < offsets.length; index += 3) {
      const [start = 0, end = 0, entryEnd = 0] = [offsets[index], offsets[index + 1], offsets[index + 2]];
      if (content[end - 1] !== wanted[wanted.length - 1]) continue;
      if (equalBytes(withoutLeadingZeros(content.subarray(start, end)), wanted))
        return this.#entry(end, entryEnd, fallback);
    }
    return null;
  }

  #entry(start: number, end: number, fallback: Date): Revocation {
    try {
      const cursor = Asn1.parse(der.sequence(this.content.subarray(start, end))).sequence();
      return readRevocation(cursor.next().time(), cursor.optional(tags.sequence));
    } catch (thrown) {
      if (thrown instanceof Fault) return { date: fallback, reason: 0 };
      throw thrown;
    }
  }
}
