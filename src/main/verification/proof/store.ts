/** The document security store after one increment (ISO 32000-2 12.8.4.3): what it held, and evidence that reads as such. */
import { createHash } from 'node:crypto';
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../../pdf/document.js';
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream, PdfString, pdfText } from '../../pdf/objects.js';
import { type Certificate, parseCertificate } from '../../pki/certificate.js';
import { parseCrl } from '../../pki/crl.js';
import { readOcspResponse } from '../../pki/ocsp.js';
import { chainFor } from '../../pki/path.js';
import { hidesNothing } from './compressed.js';
import { type Increment, missing, undeclared } from './increment.js';

const LISTS = { Certs: 'Cert', OCSPs: 'OCSP', CRLs: 'CRL' } as const;
type List = keyof typeof LISTS;
const STORE_KEYS = Object.keys(LISTS) as List[];
const DATE = /^D:\d{14}(Z|[+-]\d{2}'\d{2}'?)?$/;

/** Whether the increment is about the store. */
export const touchesStore = (increment: Increment): boolean => {
  const { before, after } = increment;
  const place = after.catalog.get('DSS');
  const related = after.dict(after.catalog, 'DSS')?.get('VRI') ?? null;
  return !increment.same(before.catalog.get('DSS'), place) || increment.wrote(place) || increment.wrote(related);
};

/**
 * @param signatures values of /Contents of all signatures of the document
 * @throws Fault `verification.undeclared-change`, `verification.declared-missing`
 */
export const proveStore = (increment: Increment, signatures: readonly Uint8Array[]): void => {
  const { before, after } = increment;
  const [wasPlace, place] = [before.catalog.get('DSS'), after.catalog.get('DSS')];
  const [was, is] = [increment.former(before.catalog, 'DSS', 'catalog'), after.dict(after.catalog, 'DSS')];
  if (!is) throw missing('/DSS');
  if (increment.same(wasPlace, place)) increment.claimAlone(place);
  else increment.take(place, '/DSS');
  increment.changedKeys(was, is, [...STORE_KEYS, 'VRI'], '/DSS');
  for (const key of STORE_KEYS) {
    for (const item of increment.appended(was, is, key, '/DSS')) takeEvidence(increment, item, key);
  }
  proveRelated(increment, was, is, signatures);
};

/** One stream more: compressed, and what its list is for. */
const takeEvidence = (increment: Increment, place: PdfObject, key: List): void => {
  const stream = increment.take(place, `/DSS /${key}`);
  const plain = stream instanceof PdfStream && stream.dict.entries.size === 2;
  if (!plain || !isName(stream.dict.get('Filter'), 'FlateDecode')) throw undeclared(`/DSS /${key}`);
  try {
    readEvidence(increment.after.decode(stream), key);
    if (!hidesNothing(increment.after, stream)) throw undeclared(`/DSS /${key}`);
  } catch (thrown) {
    if (thrown instanceof Fault) throw undeclared(`/DSS /${key} ${thrown.code}`);
    throw thrown;
  }
};

const readEvidence = (bytes: Uint8Array, key: List): void => {
  switch (key) {
    case 'Certs':
      parseCertificate(bytes);
      return;
    case 'OCSPs':
      readOcspResponse(bytes);
      return;
    case 'CRLs':
      parseCrl(bytes);
      return;
  }
};

/** Table 262: named by the SHA-1 of /Contents, in upper case. */
const relatedName = (contents: Uint8Array): string => createHash('sha1').update(contents).digest('hex').toUpperCase();

/** New entries of /VRI: each for a signature of this document, with streams of the store alone. */
const proveRelated = (increment: Increment, was: PdfDict, is: PdfDict, signatures: readonly Uint8Array[]): void => {
  const { after } = increment;
  const [wasPlace, place] = [was.get('VRI'), is.get('VRI')];
  const [old, now] = [increment.former(was, 'VRI', '/DSS'), after.dict(is, 'VRI')];
  if (!now) {
    if (wasPlace !== null) throw undeclared('/DSS /VRI');
    return;
  }
  if (increment.wrote(place) && !increment.same(wasPlace, place)) throw undeclared('/DSS /VRI');
  increment.claimAlone(place);
  const added = [...now.entries.keys()].filter((key) => !old.entries.has(key));
  increment.changedKeys(old, now, added, '/DSS /VRI');
  const known = new Set(signatures.map(relatedName));
  for (const key of added) {
    if (!known.has(key)) throw undeclared(`/DSS /VRI /${key}`);
    proveRelatedEntry(after, increment.takeDict(now.get(key), `/DSS /VRI /${key}`), is);
  }
};

const proveRelatedEntry = (document: PdfDocument, entry: PdfDict, store: PdfDict): void => {
  for (const [key, value] of entry.entries) {
    const list = STORE_KEYS.find((one) => LISTS[one] === key);
    const right = list ? isAmong(value, document.array(store, list) ?? []) : key === 'TU' && isDate(value);
    if (!right) throw undeclared(`/DSS /VRI /${key}`);
  }
};

/** References to listed streams, each once. */
const isAmong = (items: PdfObject, listed: readonly PdfObject[]): boolean => {
  const nameOf = (item: PdfObject): string => (item instanceof PdfRef ? `${item.num} ${item.gen}` : '');
  const names = new Set(listed.map(nameOf));
  return Array.isArray(items) && items.every((item) => item instanceof PdfRef && names.delete(nameOf(item)));
};

const isDate = (value: PdfObject): boolean => value instanceof PdfString && DATE.test(pdfText(value));

const decoded = (document: PdfDocument, items: readonly PdfObject[]): Uint8Array[] =>
  items.flatMap((item) => {
    const stream = document.resolve(item);
    return stream instanceof PdfStream ? [document.decode(stream)] : [];
  });

/**
 * The store has an entry for this signature, with a path upwards from each who made it or its timestamp, and an answer on
 * revocation.
 * @throws Fault `verification.own-evidence-missing`
 */
export const proveEvidence = (document: PdfDocument, contents: Uint8Array, makers: readonly Certificate[]): void => {
  const lacking = (detail: string): Fault => new Fault('verification.own-evidence-missing', { detail });
  const store = document.dict(document.catalog, 'DSS') ?? new PdfDict();
  const related = document.dict(store, 'VRI') ?? new PdfDict();
  const entry = document.dict(related, relatedName(contents));
  if (!entry) throw lacking('/VRI');
  const certificates = decoded(document, document.array(entry, 'Cert') ?? []).map(parseCertificate);
  for (const maker of makers) {
    const held = certificates.some(({ fingerprint }) => fingerprint === maker.fingerprint);
    const issued = maker.selfIssued || chainFor(maker, certificates).length > 1;
    if (!held || !issued) throw lacking(maker.subject.text);
  }
  const answers = [...(document.array(entry, 'OCSP') ?? []), ...(document.array(entry, 'CRL') ?? [])];
  if (answers.length === 0) throw lacking('/OCSP /CRL');
};
