/**
 * What was changed after a signature, told apart coarsely: every object of the signed revision that reads otherwise in
 * the file as it is now has to be explained by one of the rules here; what no rule explains is illegal.
 *
 * New objects need no rule of their own: they matter only through an old object, or the trailer, that leads to them.
 */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream, PdfString } from '../pdf/objects.js';
import { compareForms } from './changes-form.js';
import { type Change, Comparison } from './comparison.js';

/** Cross-reference data (7.5.5, 7.5.8.2): they say where objects are, which is what was compared. */
const trailerKeys: ReadonlySet<string> = new Set([
  'Size',
  'Prev',
  'XRefStm',
  'ID',
  'Type',
  'W',
  'Index',
  'Length',
  'Filter',
  'DecodeParms',
  'Info',
]);

const compareTrailers = (comparison: Comparison): void => {
  const { before, after } = comparison;
  for (const key of comparison.keys(before.trailer, after.trailer)) {
    if (!trailerKeys.has(key)) comparison.add('illegal', `trailer /${key}`);
  }
  compareInfo(comparison, before.trailer.get('Info'), after.trailer.get('Info'));
};

/** A dictionary of texts alone can have no other use: no resource, field, annotation or page is one. */
const isInformation = (document: PdfDocument, object: PdfObject): boolean => {
  const info = document.resolve(object);
  if (!(info instanceof PdfDict)) return false;
  return [...info.entries].every(([key, value]) => key === 'Trapped' || document.resolve(value) instanceof PdfString);
};

/** The document information dictionary (14.3.3): texts and dates only, and no object of another use. */
const compareInfo = (comparison: Comparison, was: PdfObject, is: PdfObject): void => {
  const touched = !comparison.same(was, is) || (is instanceof PdfRef && comparison.changed.has(is.num));
  if (!touched) return;
  const inPlace = is instanceof PdfRef && comparison.changed.has(is.num) ? comparison.was(is.num) : null;
  // What stood under this number before has to be plain information as well: else something else is gone.
  if (!isInformation(comparison.after, is) || (inPlace !== null && !isInformation(comparison.before, inPlace))) {
    comparison.add('illegal', 'document information');
    return;
  }
  comparison.explain(is);
  comparison.add('metadata', 'document information');
};

/** Catalog entries (7.7.2) that may appear or change; each is looked at by its own rule. */
const catalogKeys: ReadonlySet<string> = new Set(['AcroForm', 'DSS', 'Extensions', 'Metadata', 'Version']);

const compareCatalogs = (comparison: Comparison): void => {
  const { before, after } = comparison;
  for (const key of comparison.keys(before.catalog, after.catalog)) {
    if (!catalogKeys.has(key)) comparison.add('illegal', `catalog /${key}`);
  }
  comparison.explain(after.catalogRef);
  compareMetadata(comparison, before.catalog.get('Metadata'), after.catalog.get('Metadata'));
  compareExtensions(comparison);
  compareSecurityStore(comparison);
};

const compareMetadata = (comparison: Comparison, was: PdfObject, is: PdfObject): void => {
  const replaced = is instanceof PdfRef && comparison.changed.has(is.num);
  if (comparison.same(was, is) && !replaced) return;
  comparison.add('metadata', 'XMP metadata');
  if (!replaced) return;
  const inPlace = comparison.was(is.num);
  const metadata = inPlace instanceof PdfStream && isName(inPlace.dict.get('Type'), 'Metadata');
  const onlyHere = comparison
    .usesOf(new Set([is.num]))
    .every((use) => use.path.length === 1 && use.path[0] === 'Metadata');
  if (metadata && onlyHere) comparison.explain(is);
};

/** Developer extensions (7.12) state versions; a dictionary of its own may be rewritten. */
const compareExtensions = (comparison: Comparison): void => {
  const reference = comparison.after.catalog.get('Extensions');
  if (reference instanceof PdfRef && comparison.was(reference.num) instanceof PdfDict) comparison.explain(reference);
};

const storeKeys: ReadonlySet<string> = new Set(['Type', 'VRI', 'Certs', 'OCSPs', 'CRLs']);

/** The document security store (12.8.4.3): dictionaries and lists that lead to streams and nothing else. */
const compareSecurityStore = (comparison: Comparison): void => {
  const { before, after } = comparison;
  const reference = after.catalog.get('DSS');
  const store = after.resolve(reference);
  if (store === null && before.catalog.get('DSS') === null) return;
  if (!(store instanceof PdfDict) || [...store.entries.keys()].some((key) => !storeKeys.has(key))) {
    if (!comparison.same(before.catalog.get('DSS'), reference)) comparison.add('illegal', 'catalog /DSS');
    return;
  }
  const touched = explainStoreParts(comparison, reference, store);
  if (touched || !comparison.same(before.catalog.get('DSS'), reference))
    comparison.add('ltv', 'document security store');
};

/** Explains the store's own dictionaries and lists where nothing else in the file uses them. */
const explainStoreParts = (comparison: Comparison, reference: PdfObject, store: PdfDict): boolean => {
  const related = store.get('VRI');
  const entries = comparison.after.resolve(related);
  const perSignature = entries instanceof PdfDict ? [...entries.entries.values()] : [];
  const lists = [store, ...perSignature.map((entry) => comparison.after.resolve(entry))].flatMap((dict) =>
    dict instanceof PdfDict ? ['Certs', 'OCSPs', 'CRLs', 'Cert', 'OCSP', 'CRL'].map((key) => dict.get(key)) : [],
  );
  const parts = [reference, related, ...perSignature, ...lists].flatMap((part) =>
    part instanceof PdfRef && comparison.changed.has(part.num) ? [part] : [],
  );
  if (parts.length === 0) return false;
  const inStore = new Set(['DSS', 'VRI', 'Certs', 'OCSPs', 'CRLs', 'Cert', 'OCSP', 'CRL']);
  const uses = comparison.usesOf(new Set(parts.map((part) => part.num)));
  for (const part of parts) {
    const own = uses.filter((use) => use.target === part.num);
    const known = own.every(({ owner, path }) => {
      const last = path[path.length - 1] ?? '';
      return inStore.has(last) || parts.some((other) => other.num === owner) || owner === refNumber(related);
    });
    if (known && !(comparison.was(part.num) instanceof PdfStream)) comparison.explain(part);
  }
  return true;
};

const refNumber = (object: PdfObject): number => (object instanceof PdfRef ? object.num : -1);

/** An old cross-reference stream whose number a newer one took, or old object streams that were left as they are. */
const explainCrossReferences = (comparison: Comparison): void => {
  for (const num of comparison.changed) {
    const [was, is] = [comparison.was(num), comparison.is(num)];
    const xref = (object: PdfObject): boolean => object instanceof PdfStream && isName(object.dict.get('Type'), 'XRef');
    if (xref(was) && (is === null || xref(is))) comparison.explain(new PdfRef(num, 0));
  }
};

/**
 * Compares the signed revision with a later one of the same file.
 * @returns every change found; empty where nothing of the signed revision reads otherwise. A later revision that is not
 * built on the signed one, or that cannot be read, is itself an illegal change.
 */
export const compareRevisions = (before: PdfDocument, after: PdfDocument): readonly Change[] => {
  if (!after.sections.some((section) => section.offset === before.startXref)) {
    return [{ kind: 'illegal', field: null, detail: 'the later revision is not built on the signed one' }];
  }
  if (after.startXref === before.startXref) return [];
  try {
    const comparison = new Comparison(before, after);
    compareTrailers(comparison);
    compareCatalogs(comparison);
    compareForms(comparison);
    explainCrossReferences(comparison);
    for (const num of comparison.unexplained()) comparison.add('illegal', `object ${num}`);
    return comparison.changes;
  } catch (thrown) {
    if (thrown instanceof Fault) return [{ kind: 'illegal', field: null, detail: `unreadable: ${thrown.code}` }];
    throw thrown;
  }
};
