/** Layers of a document (ISO 32000-2 8.11) that readers show or hide by themselves, so that its pages look one way or another. */
import type { PdfDocument } from './document.js';
import { isName, PdfDict, type PdfObject } from './objects.js';

const MOST_GROUPS = 10_000;

/**
 * Whether a layer is off at first (8.11.4.3 /BaseState, /OFF), or printing, zoom, language or whoever reads switches one
 * (/AS with 8.11.4.4 /Usage). A layer that is on for the screen and for the printer varies by nobody but the user.
 */
export const hasVaryingLayers = (document: PdfDocument): boolean => {
  const properties = document.dict(document.catalog, 'OCProperties');
  const groups = (properties && document.array(properties, 'OCGs')) ?? [];
  if (!properties || groups.length === 0) return false;
  const configuration = document.dict(properties, 'D') ?? new PdfDict();
  const base = document.value(configuration, 'BaseState');
  const lists = (key: string): boolean => (document.array(configuration, key) ?? []).length > 0;
  if ((base !== null && !isName(base, 'ON')) || lists('OFF')) return true;
  return groups.length > MOST_GROUPS || groups.some((group) => isSwitched(document, group, lists('AS')));
};

/** Some readers go by the usage for printing without being asked to. */
const isSwitched = (document: PdfDocument, group: PdfObject, automatic: boolean): boolean => {
  const dict = document.resolve(group);
  const usage = dict instanceof PdfDict ? document.dict(dict, 'Usage') : null;
  if (!usage) return false;
  const isOff = (use: string, state: string): boolean => {
    const stated = document.dict(usage, use);
    return stated !== null && isName(document.value(stated, state), 'OFF');
  };
  const other = ['Zoom', 'Language', 'User'].some((key) => usage.get(key) !== null);
  return isOff('Print', 'PrintState') || isOff('View', 'ViewState') || (automatic && other);
};
