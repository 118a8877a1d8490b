/** Distinguished names (RFC 5280 4.1.2.4) as people read them and as paths compare them. */
import { Fault } from '../../contracts/faults/index.js';
import { type Asn1, tags, toHex } from './asn1.js';
import { oids } from './oids.js';

export interface Name {
  readonly commonName: string | null;
  readonly organization: string | null;
  /** The biggest unit first, as Vietnamese certificates list them. */
  readonly organizationalUnits: readonly string[];
  /** One readable line in the order of RFC 4514 (most specific first), Unicode NFC. */
  readonly text: string;
  readonly der: Uint8Array;
  /** One comparison key per relative distinguished name (RFC 5280 7.1), the root of the directory first. */
  readonly rdnKeys: readonly string[];
}

const labels: Readonly<Record<string, string>> = {
  [oids.commonName]: 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  [oids.organization]: 'O',
  [oids.organizationalUnit]: 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '2.5.4.97': 'organizationIdentifier',
  [oids.emailAddress]: 'E',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
};

/** Text of a directory string (RFC 5280 4.1.2.4), NFC; null for a value that is no string. */
export const directoryText = (value: Asn1): string | null => {
  const bytes = Buffer.from(value.content);
  switch (value.tag) {
    case tags.utf8String:
      return bytes.toString('utf8').normalize('NFC');
    case tags.bmpString:
      return bytes.length % 2 === 0 ? bytes.swap16().toString('utf16le').normalize('NFC') : null;
    case tags.universalString:
      return universal(bytes);
    case tags.numericString: {
      // X.680 41.2: digits and spaces. With letters it is no string, and no other way to write one.
      const text = bytes.toString('latin1');
      return /^[0-9 ]*$/.test(text) ? text : null;
    }
    case tags.printableString:
    case tags.ia5String:
    case tags.visibleString:
    // T.61 is read as Latin-1, as every other implementation does.
    case tags.teletexString:
      return bytes.toString('latin1').normalize('NFC');
    default:
      return null;
  }
};

const universal = (bytes: Buffer): string | null => {
  if (bytes.length % 4 !== 0) return null;
  const points = Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32BE(index * 4));
  return points.every((point) => point <= 0x10ffff) ? String.fromCodePoint(...points).normalize('NFC') : null;
};

/** Soft hyphens, joiners, marks of direction, selectors of variants, control characters: what nobody sees (RFC 4518 2.2). */
const invisible = /\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffc]|(?!\s)\p{Cc}/gu;

/**
 * A string as names are compared (RFC 4518 2): nothing that is not seen counts, neither case nor runs of white space. A
 * value that is no string is compared by its bytes.
 */
const prepared = (text: string): string =>
  text.replace(invisible, '').normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ');

interface Attribute {
  readonly oid: string;
  readonly text: string;
  readonly key: string;
}

const readAttribute = (node: Asn1): Attribute => {
  const cursor = node.sequence();
  const oid = cursor.next().oid();
  const value = cursor.next();
  const text = directoryText(value);
  const key = text === null ? `#${toHex(value.bytes)}` : prepared(text);
  return { oid, text: text ?? `#${toHex(value.bytes)}`, key: `${oid}=${key}` };
};

const escapeSpecial = (text: string): string => text.replace(/[\\,+"<>;]/g, '\\$&').replace(/\p{Cc}/gu, ' ');

/** Reads a Name; throws the structure fault of {@link Asn1}. */
export const readName = (node: Asn1): Name => {
  const rdns = node.expect(tags.sequence).children.map((rdn) => rdn.expect(tags.set).children.map(readAttribute));
  if (rdns.length > 64) throw new Fault('pki.asn1-malformed', { detail: 'name' });
  const values = (oid: string): string[] =>
    rdns.flat().flatMap((attribute) => (attribute.oid === oid ? [attribute.text] : []));
  const line = (attribute: Attribute): string =>
    `${labels[attribute.oid] ?? attribute.oid}=${escapeSpecial(attribute.text)}`;
  return {
    commonName: values(oids.commonName).at(-1) ?? null,
    organization: values(oids.organization)[0] ?? null,
    organizationalUnits: values(oids.organizationalUnit),
    text: [...rdns]
      .reverse()
      .map((rdn) => rdn.map(line).join('+'))
      .join(', '),
    der: node.bytes,
    // As JSON, so that no value can pose as two.
    rdnKeys: rdns.map((rdn) => JSON.stringify(rdn.map((attribute) => attribute.key).sort())),
  };
};

export const sameName = (left: Name, right: Name): boolean =>
  left.rdnKeys.length === right.rdnKeys.length && left.rdnKeys.every((key, index) => key === right.rdnKeys[index]);

export const emptyName = (name: Name): boolean => name.rdnKeys.length === 0;

/** `base` is `name` itself or an ancestor of it in the directory tree (RFC 5280 4.2.1.10). */
export const withinSubtree = (name: Name, base: Name): boolean =>
  base.rdnKeys.every((key, index) => key === name.rdnKeys[index]);
