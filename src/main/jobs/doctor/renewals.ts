/** The list of certificates to be renewed, in the columns of the registration form, as a table that Excel opens. */
import { expiryOf } from '../../../contracts/doctor.js';
import { Asn1 } from '../../pki/asn1.js';
import { type Certificate, type Name, parseCertificate } from '../../pki/certificate.js';
import { directoryText } from '../../pki/name.js';
import { oids } from '../../pki/oids.js';
import { readable } from '../batch/signer-check.js';
import type { Identity } from './observations.js';

/** What the form asks for; a certificate knows only some of it, the person fills in the rest. */
const columns = [
  'Họ và tên',
  'Ngày sinh',
  'Số CMND/CCCD; ngày cấp; nơi cấp',
  'Địa chỉ thư điện tử công vụ',
  'Cơ quan, tổ chức',
  'Tỉnh, thành phố',
  'Chức vụ',
  'Số điện thoại di động',
  'Số hiệu chứng thư cũ',
  'SIM PKI (có/không)',
] as const;

const place = { locality: '2.5.4.7', province: '2.5.4.8', title: '2.5.4.12' } as const;

/** The first value of an attribute that {@link Name} does not spell out. */
const attribute = (name: Name, oid: string): string => {
  for (const node of Asn1.parse(name.der).children.flatMap((rdn) => rdn.children)) {
    const [type, value] = node.children;
    if (type?.oid() === oid && value !== undefined) return directoryText(value) ?? '';
  }
  return '';
};

/** In pairs, as Windows shows it: written together Excel takes some for numbers. */
const serialText = (serial: string): string => (serial.match(/.{1,2}/g) ?? []).join(' ');

/** The unit that a person works in, then those above it. */
const agency = ({ organization, organizationalUnits }: Name): string =>
  [...[...organizationalUnits].reverse(), ...(organization === null ? [] : [organization])].join(', ');

const rowOf = ({ subject, serial }: Certificate): string[] => [
  subject.commonName ?? '',
  '',
  '',
  attribute(subject, oids.emailAddress),
  agency(subject),
  attribute(subject, place.province) || attribute(subject, place.locality),
  attribute(subject, place.title),
  '',
  serialText(serial),
  '',
];

/** Expired, or with 60 days left at most. */
export const dueForRenewal = (identities: readonly Identity[], now: Date): Identity[] =>
  identities.filter(({ certificate }) => expiryOf(certificate.notAfter, now) !== 'later');

/**
 * A cell of RFC 4180. One that a spreadsheet would take for a formula gets an apostrophe in front: names in certificates
 * come from strangers.
 */
export const csvCell = (text: string): string => {
  const line = text.replace(/[\r\n\t]+/g, ' ').trim();
  const harmless = /^[=+\-@＝＋－＠]/.test(line) ? `'${line}` : line;
  return `"${harmless.replaceAll('"', '""')}"`;
};

/** UTF-8 with a byte order mark, without which Excel takes it for the code page of the computer. */
export const renewalList = (identities: readonly Identity[]): string => {
  const certificates = readable(
    identities.map(({ certificate }) => certificate.der),
    parseCertificate,
  );
  const rows = [[...columns], ...certificates.map(rowOf)];
  return `\uFEFF${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
};
