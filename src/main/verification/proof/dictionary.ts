/** The signature dictionary that one increment added (ISO 32000-2 12.8.1): its entries, and what it forbids. */
import { Fault } from '../../../contracts/faults/index.js';
import type { Certification } from '../../../contracts/jobs.js';
import type { PdfDocument } from '../../pdf/document.js';
import { isName, PdfDict, PdfName, type PdfObject, PdfRef, PdfString, pdfText } from '../../pdf/objects.js';
import { readRange, type SignedRange } from '../byte-range.js';
import type { DeclaredSignature } from './declared-outcome.js';
import type { SignedField } from './form.js';
import { type Increment, undeclared } from './increment.js';

const broken = (detail: string): Fault => new Fault('verification.own-signature-broken', { detail });
const permissions = (detail: string): Fault => new Fault('verification.permissions-undeclared', { detail });

const SIGNATURE_KEYS = [
  'Type',
  'Filter',
  'SubFilter',
  'M',
  'Name',
  'Reason',
  'Location',
  'Reference',
  'ByteRange',
  'Contents',
];
const TIMESTAMP_KEYS = ['Type', 'Filter', 'SubFilter', 'ByteRange', 'Contents'];
const DATE = /^D:\d{14}(Z|[+-]\d{2}'\d{2}'?)?$/;

const closed = (dict: PdfDict, keys: readonly string[], what: string): void => {
  for (const key of dict.entries.keys()) if (!keys.includes(key)) throw undeclared(`${what} /${key}`);
};

/** The range of the new signature, which ends where the increment does, and a hole without a blank in it. */
export const proveRange = (increment: Increment, { signature }: SignedField): SignedRange => {
  const { after } = increment;
  const range = readRange(after, signature);
  if (typeof range === 'string') throw broken(range);
  if (range.end !== after.end) throw broken('coverage');
  if (range.gapEnd - range.gapStart !== 2 * range.contents.length + 2) throw broken('contents-not-plain');
  return range;
};

/** @throws Fault `verification.undeclared-change`, `verification.permissions-undeclared` */
export const proveSignatureDictionary = (
  increment: Increment,
  { name, dict: field, signature }: SignedField,
  declared: DeclaredSignature,
): void => {
  const { before } = increment;
  closed(signature, SIGNATURE_KEYS, name);
  const [date, ...texts] = ['M', 'Name', 'Reason', 'Location'].map((key) => signature.get(key));
  const dated = date instanceof PdfString && DATE.test(pdfText(date));
  const right =
    isName(signature.get('Type'), 'Sig') &&
    isName(signature.get('Filter'), 'Adobe.PPKLite') &&
    subFilters(before, field, declared).some((one) => isName(signature.get('SubFilter'), one)) &&
    texts.every((text) => text === null || text instanceof PdfString);
  if (!right || !dated) throw undeclared(name);
  proveReferences(increment, name, signature, {
    certify: declared.certify ?? demandedCertification(before, field),
    lock: expectedLock(before, field, declared),
  });
};

/** EN 319 142-1 5.4.3: nothing about a signer. */
export const proveTimestampDictionary = ({ name, signature }: SignedField): void => {
  closed(signature, TIMESTAMP_KEYS, name);
  const right =
    isName(signature.get('Type'), 'DocTimeStamp') &&
    isName(signature.get('Filter'), 'Adobe.PPKLite') &&
    isName(signature.get('SubFilter'), 'ETSI.RFC3161');
  if (!right) throw undeclared(name);
};

type SubFilter = NonNullable<DeclaredSignature['subFilter']>;
const DEFAULT_SUB_FILTER: SubFilter = 'ETSI.CAdES.detached';

/** What was declared, else what the field asks for (12.7.5.5, table 237) or the default. */
const subFilters = (document: PdfDocument, field: PdfDict, { subFilter }: DeclaredSignature): SubFilter[] => {
  if (subFilter !== null) return [subFilter];
  const seed = document.dict(field, 'SV');
  const offered = (seed && document.array(seed, 'SubFilter')) ?? [];
  const isOffered = (name: SubFilter): boolean => offered.some((item) => isName(document.resolve(item), name));
  return [DEFAULT_SUB_FILTER, ...(isOffered('adbe.pkcs7.detached') ? (['adbe.pkcs7.detached'] as const) : [])];
};

/** /MDP of the seed value: the field wants to be the certification. */
const demandedCertification = (document: PdfDocument, field: PdfDict): Certification | null => {
  const seed = document.dict(field, 'SV');
  const mdp = seed && document.dict(seed, 'MDP');
  const wanted = mdp && document.value(mdp, 'P');
  return wanted === 1 || wanted === 2 || wanted === 3 ? wanted : null;
};

/** The fields that the signature locks: `All`, or these, or all but these. */
interface Lock {
  readonly action: 'All' | 'Include' | 'Exclude';
  readonly fields: ReadonlySet<string>;
}

const textsOf = (document: PdfDocument, items: readonly PdfObject[]): string[] =>
  items.flatMap((item) => {
    const text = document.resolve(item);
    return text instanceof PdfString ? [pdfText(text)] : [];
  });

const readLock = (document: PdfDocument, parameters: PdfDict): Lock => {
  const stated = document.value(parameters, 'Action');
  const action = stated instanceof PdfName ? stated.value : null;
  if (action !== 'Include' && action !== 'Exclude') return { action: 'All', fields: new Set() };
  return { action, fields: new Set(textsOf(document, document.array(parameters, 'Fields') ?? [])) };
};

const names = (listed: string, name: string): boolean => name === listed || name.startsWith(`${listed}.`);

/** What the field's own /Lock says, and every filled field besides. */
const expectedLock = (document: PdfDocument, field: PdfDict, { fill }: DeclaredSignature): Lock | null => {
  const given = document.dict(field, 'Lock');
  const filled = fill.map((one) => one.field);
  if (!given) return filled.length === 0 ? null : { action: 'Include', fields: new Set(filled) };
  const lock = readLock(document, given);
  if (lock.action === 'All') return lock;
  if (lock.action === 'Include') return { action: 'Include', fields: new Set([...lock.fields, ...filled]) };
  const left = [...lock.fields].filter((listed) => !filled.some((name) => names(listed, name)));
  return { action: 'Exclude', fields: new Set(left) };
};

interface Expected {
  readonly certify: Certification | null;
  readonly lock: Lock | null;
}

/** Certification and lock (tables 256 to 259), each where it was declared and as it was declared. */
const proveReferences = (increment: Increment, name: string, signature: PdfDict, expected: Expected): void => {
  const place = signature.get('Reference');
  const given = Array.isArray(place) ? place : [];
  if (place !== null && given.length === 0) throw permissions('/Reference');
  const methods = [...(expected.certify === null ? [] : ['DocMDP']), ...(expected.lock ? ['FieldMDP'] : [])];
  if (given.length !== methods.length) throw permissions(`/Reference ${given.length}`);
  given.forEach((reference, i) => {
    if (!(reference instanceof PdfDict)) throw permissions('/Reference');
    closed(reference, ['Type', 'TransformMethod', 'TransformParams', 'Data'], name);
    const parameters = reference.get('TransformParams');
    const right =
      isName(reference.get('TransformMethod'), methods[i] ?? '') &&
      isTyped(reference, 'SigRef') &&
      parameters instanceof PdfDict &&
      isTyped(parameters, 'TransformParams') &&
      isName(parameters.get('V'), '1.2') &&
      (methods[i] === 'DocMDP'
        ? isPermission(parameters, expected.certify, reference)
        : expected.lock !== null && isLock(increment, parameters, expected.lock, reference));
    if (!right) throw permissions(`/${methods[i] ?? ''}`);
  });
};

const isTyped = (dict: PdfDict, type: string): boolean => isName(dict.get('Type'), type);

const isPermission = (parameters: PdfDict, certify: Certification | null, reference: PdfDict): boolean =>
  parameters.entries.size === 3 && parameters.get('P') === certify && reference.get('Data') === null;

const isLock = ({ after }: Increment, parameters: PdfDict, lock: Lock, reference: PdfDict): boolean => {
  const data = reference.get('Data');
  const stated = readLock(after, parameters);
  return (
    parameters.entries.size === (lock.action === 'All' ? 3 : 4) &&
    data instanceof PdfRef &&
    data.num === after.catalogRef.num &&
    data.gen === after.catalogRef.gen &&
    isName(parameters.get('Action'), lock.action) &&
    stated.fields.size === lock.fields.size &&
    [...lock.fields].every((field) => stated.fields.has(field))
  );
};

/** The catalog names the certification and nothing else (table 263). */
export const proveCatalogPermissions = (increment: Increment, signed: SignedField, certifies: boolean): void => {
  const { before, after } = increment;
  if (!certifies) {
    if (!increment.same(before.catalog.get('Perms'), after.catalog.get('Perms'))) throw permissions('/Perms');
    return;
  }
  const [was, is] = [increment.former(before.catalog, 'Perms', 'catalog'), after.catalog.get('Perms')];
  if (!(is instanceof PdfDict) || before.value(was, 'DocMDP') !== null) throw permissions('/Perms');
  increment.changedKeys(was, is, ['DocMDP'], '/Perms');
  if (!increment.same(signed.signatureRef, is.get('DocMDP'))) throw permissions('/Perms');
};

/** Whether the signature is a certification, as it was declared or as its field demands. */
export const certifies = ({ before }: Increment, { dict }: SignedField, { certify }: DeclaredSignature): boolean =>
  (certify ?? demandedCertification(before, dict)) !== null;
