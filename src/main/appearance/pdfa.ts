/** Which part of PDF/A a document claims to follow (ISO 19005-1 6.7.11, 19005-2 6.6.4, 19005-4 6.7.3). */
import { Fault } from '../../contracts/faults/index.js';
import type { PdfDocument } from '../pdf/document.js';
import { isName, PdfDict, PdfStream } from '../pdf/objects.js';

export interface PdfaPart {
  readonly part: 1 | 2 | 3 | 4;
  /** `A`, `B`, `U`, `E`, `F`; null where part 4 has none. */
  readonly conformance: string | null;
  /** Whether a PDF/A output intent says what device colours mean. */
  readonly outputIntent: boolean;
}

const NAMESPACE = 'http://www.aiim.org/pdfa/ns/id/';
/** Of the metadata stream; real ones have some kilobytes. */
const LARGEST_METADATA = 1024 * 1024;
/** Prefixes bound to the namespace; one is usual. */
const MOST_PREFIXES = 4;

/** The claim in the metadata of the catalog; null when there is none, or none that can be read. */
export const pdfaPart = (document: PdfDocument): PdfaPart | null => {
  const xmp = metadata(document);
  for (const prefix of prefixes(xmp)) {
    const part = property(xmp, `${prefix}:part`, '[1-4]');
    if (part === null) continue;
    const conformance = property(xmp, `${prefix}:conformance`, '[ABUEFabuef]')?.toUpperCase() ?? null;
    return { part: partNumber(part), conformance, outputIntent: hasOutputIntent(document) };
  }
  return null;
};

const metadata = (document: PdfDocument): string => {
  try {
    const stream = document.value(document.catalog, 'Metadata');
    if (!(stream instanceof PdfStream)) return '';
    const length = document.value(stream.dict, 'Length');
    if (typeof length !== 'number' || length > LARGEST_METADATA) return '';
    return withoutComments(Buffer.from(document.decode(stream)).toString('utf8', 0, LARGEST_METADATA));
  } catch (thrown) {
    if (thrown instanceof Fault) return '';
    throw thrown;
  }
};

const withoutComments = (xml: string): string =>
  xml
    .split('<!--')
    .map((piece, i) => (i === 0 ? piece : (piece.split('-->')[1] ?? '')))
    .join('');

const prefixes = (xmp: string): string[] => {
  const declarations = xmp.matchAll(/xmlns:([A-Za-z_][\w.-]{0,60})\s*=\s*["']([^"'<]{0,200})["']/g);
  const found = new Set<string>();
  for (const [, prefix, namespace] of declarations) {
    if (prefix !== undefined && namespace === NAMESPACE) found.add(prefix);
    if (found.size === MOST_PREFIXES) break;
  }
  return [...found];
};

/** A property of RDF/XML, which may stand as an attribute or as an element. */
const property = (xmp: string, name: string, value: string): string | null => {
  const escaped = name.replaceAll('.', '\\.');
  const pattern = new RegExp(
    `\\s${escaped}\\s*=\\s*["'](${value})["']|<${escaped}\\s*>\\s*(${value})\\s*</${escaped}\\s*>`,
  );
  const [, attribute, element] = pattern.exec(xmp) ?? [];
  return attribute ?? element ?? null;
};

const partNumber = (digit: string): PdfaPart['part'] => {
  switch (digit) {
    case '1':
      return 1;
    case '2':
      return 2;
    case '3':
      return 3;
    default:
      return 4;
  }
};

const hasOutputIntent = (document: PdfDocument): boolean =>
  (document.array(document.catalog, 'OutputIntents') ?? []).some((item) => {
    const intent = document.resolve(item);
    return intent instanceof PdfDict && isName(document.value(intent, 'S'), 'GTS_PDFA1');
  });
