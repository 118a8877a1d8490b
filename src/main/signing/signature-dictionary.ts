import { PdfDict, PdfName, type PdfObject, textString } from '../pdf/objects.js';
import { emptyHole, type HoleTokens } from './byte-range-hole.js';
import type { SubFilter } from './seed-value.js';

export interface SignatureDictionary extends HoleTokens {
  readonly dict: PdfDict;
}

/** A signature dictionary of PAdES baseline (ETSI EN 319 142-1 6.3; ISO 32000-2 table 255) with its placeholders. */
export const signatureDictionary = (facts: {
  readonly contentsSize: number;
  readonly subFilter: SubFilter;
  readonly date: string;
  readonly name: string | null;
  readonly reason: string | undefined;
  readonly location: string | undefined;
  /** Certification and locks (12.8.1, table 256). */
  readonly references: PdfDict[];
}): SignatureDictionary => {
  const { contents, byteRange } = emptyHole(facts.contentsSize);
  const entries: [string, PdfObject][] = [
    ['Type', new PdfName('Sig')],
    ['Filter', new PdfName('Adobe.PPKLite')],
    ['SubFilter', new PdfName(facts.subFilter)],
    ['M', textString(facts.date)],
  ];
  if (facts.name !== null) entries.push(['Name', textString(facts.name)]);
  if (facts.reason !== undefined) entries.push(['Reason', textString(facts.reason)]);
  if (facts.location !== undefined) entries.push(['Location', textString(facts.location)]);
  if (facts.references.length > 0) entries.push(['Reference', facts.references]);
  entries.push(['ByteRange', byteRange], ['Contents', contents]);
  return { dict: new PdfDict(entries), contents, byteRange };
};
