/**
 * What was changed after a signature, told apart coarsely: every object of the signed revision that reads otherwise in
 * the file as it is now has to be explained by one of the rules here; what no rule explains is illegal.
 *
 * New objects need no rule of their own: they matter only through the trailer or an old object that leads to them, be it
 * that the old object changed or that it led nowhere before (open-ends.ts).
 */
import { Fault } from '../../../contracts/faults/index.js';
import type { PdfDocument } from '../../pdf/document.js';
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream } from '../../pdf/objects.js';
import { compareAmbiguities } from '../ambiguities.js';
import { type Change, Comparison, findUses } from '../comparison.js';
import { compareOpenEnds } from '../open-ends.js';
import { compareForms } from './form.js';
import { explainStructure } from './structure.js';

/**
 * What a trailer says of the document (7.5.5, table 15), but for /Info, which is compared by itself. Other entries say
 * where objects are, which is what was compared, or are of a producer's own: LibreOffice's /DocChecksum goes with the
 * first save of other software.
 */
const trailerKeys: ReadonlySet<string> = new Set(['Root', 'Encrypt']);

const compareTrailers = (comparison: Comparison): void => {
  const { before, after } = comparison;
  for (const key of comparison.keys(before.trailer, after.trailer)) {
    if (trailerKeys.has(key)) comparison.add('illegal', `trailer /${key}`);
  }
  // A later revision can supply what a dangling /Encrypt waited for: everything would be read through it.
  if ((before.encryption === null) !== (after.encryption === null)) comparison.add('illegal', 'trailer /Encrypt');
  compareInfo(comparison, before.trailer.get('Info'), after.trailer.get('Info'));
};

/** Texts and plain values, or lists of them, as Quartz writes its keywords: neither dictionaries nor streams. */
const isPlain = (document: PdfDocument, value: PdfObject): boolean => {
  const resolved = document.resolve(value);
  if (Array.isArray(resolved)) return resolved.every((item) => !(item instanceof PdfRef) && isPlain(document, item));
  return !(resolved instanceof PdfDict || resolved instanceof PdfStream);
};

/** A dictionary of plain values alone, without a /Type or /Subtype, is no resource, field, annotation or page. */
const isInformation = (document: PdfDocument, object: PdfObject): boolean => {
  const info = document.resolve(object);
  if (!(info instanceof PdfDict)) return false;
  return [...info.entries].every(
    ([key, value]) => key !== 'Type' && key !== 'Subtype' && key !== 'S' && isPlain(document, value),
  );
};

/** The document information dictionary (14.3.3): texts and dates only, and no object of another use. */
const compareInfo = (comparison: Comparison, was: PdfObject, is: PdfObject): void => {
  const touched = !comparison.same(was, is) || (is instanceof PdfRef && comparison.changed.has(is.num));
  if (!touched) return;
  if (is === null) {
    // 14.3.3: it is optional, and no page shows it.
    comparison.add('metadata', 'document information');
    return;
  }
  const inPlace = is instanceof PdfRef && comparison.changed.has(is.num) ? comparison.was(is.num) : null;
  // What stood under this number before has to be plain information as well: else something else is gone.
  const plain = isInformation(comparison.after, is) && (inPlace === null || isInformation(comparison.before, inPlace));
  if (!plain || (inPlace !== null && is instanceof PdfRef && comparison.usesOf(is.num).length > 0)) {
    comparison.add('illegal', 'document information');
    return;
  }
  comparison.explain(is);
  comparison.add('metadata', 'document information');
};

/** Catalog entries (7.7.2) that may appear or change; each is looked at by its own rule. */
const catalogKeys: ReadonlySet<string> = new Set(['AcroForm', 'DSS', 'Extensions', 'MarkInfo', 'Metadata', 'Version']);

const compareCatalogs = (comparison: Comparison): void => {
  const { before, after } = comparison;
  for (const key of comparison.keys(before.catalog, after.catalog)) {
    if (!catalogKeys.has(key)) comparison.add('illegal', `catalog /${key}`);
  }
  const used = comparison.changed.has(after.catalogRef.num) ? comparison.usesOf(after.catalogRef.num) : [];
  // A page that takes the catalog for a dictionary of resources would draw its metadata. A signature reference may name
  // it as its /Data (12.8.1, table 256).
  if (used.some(({ path }) => path[path.length - 1] !== 'Data')) comparison.add('illegal', 'catalog with another use');
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
  if (metadata && comparison.belongsToCatalog(is.num, 'Metadata')) comparison.explain(is);
};

/** Developer extensions (7.12) state versions; a dictionary of its own may be rewritten. */
const compareExtensions = (comparison: Comparison): void => {
  const reference = comparison.after.catalog.get('Extensions');
  if (!(reference instanceof PdfRef) || !(comparison.was(reference.num) instanceof PdfDict)) return;
  if (comparison.belongsToCatalog(reference.num, 'Extensions')) comparison.explain(reference);
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
  const touched = explainStoreParts(comparison);
  if (touched || !comparison.same(before.catalog.get('DSS'), reference))
    comparison.add('ltv', 'document security store');
};

const certificateLists = ['Certs', 'OCSPs', 'CRLs', 'Cert', 'OCSP', 'CRL'] as const;

/** Numbers of the dictionaries and lists that make up a store. */
const storeParts = (document: PdfDocument): number[] => {
  const reference = document.catalog.get('DSS');
  const store = document.resolve(reference);
  if (!(store instanceof PdfDict)) return [];
  const related = store.get('VRI');
  const perSignature = [...(document.dict(store, 'VRI')?.entries.values() ?? [])];
  const lists = [store, ...perSignature.map((entry) => document.resolve(entry))].flatMap((dict) =>
    dict instanceof PdfDict ? certificateLists.map((key) => dict.get(key)) : [],
  );
  return [reference, related, ...perSignature, ...lists].flatMap((part) => (part instanceof PdfRef ? part.num : []));
};

/** Explains the store's own dictionaries and lists if none of them, changed or not, has a use outside the store. */
const explainStoreParts = (comparison: Comparison): boolean => {
  const { before, after } = comparison;
  const parts = new Set([...storeParts(before), ...storeParts(after)]);
  const touched = [...parts].filter((num) => comparison.changed.has(num));
  if (touched.length === 0) return false;
  const apart = [...findUses(after, parts).values()].every((uses) =>
    uses.every(({ owner, path }) => parts.has(owner) || (owner === after.catalogRef.num && path[0] === 'DSS')),
  );
  for (const num of apart ? touched : []) {
    if (!(comparison.was(num) instanceof PdfStream)) comparison.explain(new PdfRef(num, 0));
  }
  return true;
};

/**
 * Objects that were freed when nothing referred to them any more, as Acrobat does with what it replaced, and an old
 * cross-reference stream whose number a newer one took: nothing ever refers to one. What led to them has changed and is
 * looked at by itself.
 */
const explainUnused = (comparison: Comparison): void => {
  for (const num of comparison.changed) {
    const [was, is] = [comparison.was(num), comparison.is(num)];
    const xref = (object: PdfObject): boolean => object instanceof PdfStream && isName(object.dict.get('Type'), 'XRef');
    const freed = comparison.after.entry(num)?.kind === 'free';
    if ((freed || (xref(was) && (is === null || xref(is)))) && comparison.usesOf(num).length === 0)
      comparison.explain(new PdfRef(num, 0));
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
    explainStructure(comparison);
    explainUnused(comparison);
    compareOpenEnds(comparison);
    compareAmbiguities(comparison);
    for (const num of comparison.unexplained()) comparison.add('illegal', `object ${num}`);
    return comparison.changes;
  } catch (thrown) {
    if (thrown instanceof Fault) return [{ kind: 'illegal', field: null, detail: `unreadable: ${thrown.code}` }];
    throw thrown;
  }
};
