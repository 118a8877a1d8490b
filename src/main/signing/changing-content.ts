/**
 * What can make a document look otherwise without a byte of it changing. Found by keys, wherever they stand in what the
 * trailer leads to: a reader acts on them wherever it meets them.
 */
import { Fault, type FaultParams, type FaultValue, faultValue } from '../../contracts/faults/index.js';
import { ambiguityOf } from '../pdf/ambiguity.js';
import type { PdfDocument } from '../pdf/document.js';
import { hasVaryingLayers } from '../pdf/layers.js';
import { isName, PdfDict, PdfName, type PdfObject } from '../pdf/objects.js';
import type { ContentCode } from './content-policy.js';
import { lookAlikes } from './look-alikes.js';
import { readObjects } from './object-graph.js';

/** Every kind of finding once, in a fixed order. @throws Fault `pdf.*` */
export const contentFindings = (document: PdfDocument): FaultValue[] => {
  const owners = new Map<ContentCode, number[]>();
  const graph = readObjects(document, (dict, owner, inStream) => {
    for (const code of signs(document, dict, inStream)) {
      const known = owners.get(code);
      if (known) known.push(owner);
      else owners.set(code, [owner]);
    }
  });
  const found = new Map<ContentCode, FaultParams>();
  for (const code of catalogSigns(document)) found.set(code, {});
  for (const [code, numbers] of owners) if (numbers.some(graph.isReachable)) found.set(code, {});
  const hidden = lookAlikes(document, graph.unreachable);
  if (hidden.length > 0) found.set('content.unreferenced', { objects: listed(hidden) });
  if (isAmbiguous(document)) found.set('content.ambiguous', {});
  if (document.recovery) found.set('content.recovered', {});
  if (!graph.complete) found.set('content.unexamined', {});
  return ORDER.flatMap((code) => {
    const params = found.get(code);
    return params ? [faultValue(code, params)] : [];
  });
};

const ORDER: readonly ContentCode[] = [
  'content.javascript',
  'content.automatic-action',
  'content.external',
  'content.optional-content',
  'content.need-appearances',
  'content.unreferenced',
  'content.ambiguous',
  'content.recovered',
  'content.unexamined',
];

/** What cannot be read is told of by itself. */
const isAmbiguous = (document: PdfDocument): boolean => {
  try {
    return ambiguityOf(document) !== null;
  } catch (thrown) {
    if (thrown instanceof Fault) return false;
    throw thrown;
  }
};

const MOST_LISTED = 5;

const listed = (numbers: readonly number[]): string =>
  `${numbers.slice(0, MOST_LISTED).join(', ')}${numbers.length > MOST_LISTED ? ', …' : ''}`;

/** Actions (12.6.4) that reach for another file or send the form; a link to a web page (/URI) shows nothing here. */
const REACHING = new Set(['Launch', 'GoToR', 'GoToE', 'SubmitForm', 'ImportData']);

const signs = (document: PdfDocument, dict: PdfDict, inStream: boolean): ContentCode[] => {
  const found: ContentCode[] = [];
  const action = document.value(dict, 'S');
  if (action instanceof PdfName) {
    if (action.value === 'JavaScript' || (action.value === 'Rendition' && dict.get('JS') !== null)) {
      found.push('content.javascript');
    }
    if (REACHING.has(action.value)) found.push('content.external');
  }
  if (!isEmpty(document.value(dict, 'AA'))) found.push('content.automatic-action');
  if (inStream && isExternal(document, dict)) found.push('content.external');
  return found;
};

const isEmpty = (object: PdfObject): boolean => !(object instanceof PdfDict) || object.entries.size === 0;

/** Data in another file (7.3.8.2), a page of another document (8.10.4), other images for other uses (8.9.5.4). */
const isExternal = (document: PdfDocument, dict: PdfDict): boolean =>
  ['F', 'Alternates', 'OPI'].some((key) => dict.get(key) !== null) ||
  (dict.get('Ref') !== null && isName(document.value(dict, 'Subtype'), 'Form'));

const catalogSigns = (document: PdfDocument): ContentCode[] => {
  const { catalog } = document;
  const names = document.dict(catalog, 'Names');
  const form = document.dict(catalog, 'AcroForm');
  const opening = document.dict(catalog, 'OpenAction');
  const found: ContentCode[] = [];
  if (names && document.value(names, 'JavaScript') !== null) found.push('content.javascript');
  if (opening && !isName(document.value(opening, 'S'), 'GoTo')) found.push('content.automatic-action');
  if (hasVaryingLayers(document)) found.push('content.optional-content');
  if (form && document.value(form, 'NeedAppearances') === true) found.push('content.need-appearances');
  return found;
};
