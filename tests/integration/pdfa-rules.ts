/**
 * The rules of PDF/A for what an increment with appearances may add, checked over the objects that it holds. No
 * validator for parts 2 to 4 is at hand: these are structural tests, written from ISO 19005, not a proof.
 */

import { pdfaPart } from '../../src/main/appearance/pdfa.js';
import type { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from '../../src/main/pdf/objects.js';

/** What the objects that `after` has and `before` has not break, each rule once. */
export const pdfaFaults = (before: PdfDocument, after: PdfDocument): string[] => {
  const claimed = pdfaPart(after);
  if (!claimed) return ['no claim'];
  const transparency = claimed.part !== 1 && claimed.outputIntent;
  const added = [...after.objectNumbers()]
    .filter((num) => num >= before.size)
    .map((num) => after.get(new PdfRef(num, 0)));
  const found = added.flatMap((object) => [
    ...(object instanceof PdfStream ? streamFaults(after, object, transparency) : []),
    ...(object instanceof PdfDict ? dictFaults(after, object, claimed.part) : []),
  ]);
  return [...new Set(found)].sort();
};

const is = (object: PdfObject, name: string): boolean => object instanceof PdfName && object.value === name;
const when = (wrong: boolean, fault: string): string[] => (wrong ? [fault] : []);

const streamFaults = (document: PdfDocument, stream: PdfStream, transparency: boolean): string[] => {
  const { dict } = stream;
  const mask = document.value(dict, 'SMask');
  return [
    ...when(mask !== null && !transparency, 'SMask'),
    ...when(dict.get('Group') !== null, 'Group'),
    ...when(is(dict.get('Filter'), 'LZWDecode'), 'LZW'),
    ...when(dict.get('F') !== null, 'external file'),
    ...when(dict.get('Interpolate') === true, 'Interpolate'),
    ...(is(dict.get('Subtype'), 'Image') ? imageFaults(document, stream) : []),
    ...(is(dict.get('Subtype'), 'Form') ? formFaults(document, stream) : []),
  ];
};

const imageFaults = (document: PdfDocument, { dict }: PdfStream): string[] => {
  if (dict.get('ImageMask') === true) return when(dict.get('BitsPerComponent') !== 1, 'mask of more than one bit');
  const space = document.value(dict, 'ColorSpace');
  if (space instanceof PdfName) {
    // A soft mask is no colour; its space must be DeviceGray (ISO 32000-2 table 143).
    return space.value === 'DeviceGray' ? [] : [space.value];
  }
  const [family, profile] = Array.isArray(space) ? space.map((item) => document.resolve(item)) : [];
  if (!is(family ?? null, 'ICCBased') || !(profile instanceof PdfStream)) return ['colour space'];
  const version = document.decode(profile)[8];
  return [
    ...when(document.decode(profile).length < 128 || version !== 2, 'ICC version'),
    ...when(profile.dict.get('N') !== 1 && profile.dict.get('N') !== 3, 'ICC components'),
    ...when(dict.get('BitsPerComponent') !== 8, 'bits per component'),
  ];
};

const formFaults = (document: PdfDocument, stream: PdfStream): string[] => {
  const resources = document.dict(stream.dict, 'Resources') ?? new PdfDict();
  const content = Buffer.from(document.decode(stream)).toString('latin1');
  const operators = [...content.matchAll(/(?<=\s)(rg|RG|g|G|k|K|gs|sh|BI)(?=\s|$)/g)].map(([operator]) => operator);
  return [
    ...operators.map((operator) => `device colour operator ${operator}`),
    ...when(document.dict(resources, 'ExtGState') !== null, 'ExtGState'),
  ];
};

const dictFaults = (document: PdfDocument, dict: PdfDict, part: number): string[] => {
  if (is(dict.get('Type'), 'Annot')) return annotationFaults(document, dict);
  if (is(dict.get('Subtype'), 'Type0')) return fontFaults(document, dict, part);
  return [];
};

const PRINT = 4;
const HIDDEN_FLAGS = 1 | 2 | 32;

const annotationFaults = (document: PdfDocument, dict: PdfDict): string[] => {
  const flags = dict.get('F');
  const looks = document.dict(dict, 'AP');
  return [
    ...when(typeof flags !== 'number' || (flags & PRINT) === 0 || (flags & HIDDEN_FLAGS) !== 0, 'annotation flags'),
    ...when(!looks || [...looks.entries.keys()].join() !== 'N', 'AP'),
    ...when(dict.get('CA') !== null || dict.get('C') !== null, 'annotation colour'),
  ];
};

const fontFaults = (document: PdfDocument, font: PdfDict, part: number): string[] => {
  const [descendant] = (document.array(font, 'DescendantFonts') ?? []).map((item) => document.resolve(item));
  const cidFont = descendant instanceof PdfDict ? descendant : new PdfDict();
  const descriptor = document.dict(cidFont, 'FontDescriptor') ?? new PdfDict();
  const program = document.value(descriptor, 'FontFile2');
  const set = document.value(descriptor, 'CIDSet');
  if (!(program instanceof PdfStream)) return ['font not embedded'];
  const tables = fontTables(Buffer.from(document.decode(program)));
  const glyphs = tables.maxp?.readUInt16BE(4) ?? 0;
  return [
    ...when(!(document.value(font, 'ToUnicode') instanceof PdfStream), 'ToUnicode missing'),
    ...when(!is(cidFont.get('CIDToGIDMap'), 'Identity'), 'CIDToGIDMap'),
    ...when(font.get('BaseFont') === null || !sameName(font, cidFont, descriptor), 'font names differ'),
    ...when(part === 1 && !(set instanceof PdfStream), 'CIDSet missing'),
    ...when(set instanceof PdfStream && bitsSet(document.decode(set)) !== glyphs, 'CIDSet wrong'),
    ...when(!widthsMatch(document, cidFont, tables), 'widths differ'),
  ];
};

const sameName = (font: PdfDict, cidFont: PdfDict, descriptor: PdfDict): boolean => {
  const names = [font.get('BaseFont'), cidFont.get('BaseFont'), descriptor.get('FontName')];
  return new Set(names.map((name) => (name instanceof PdfName ? name.value : ''))).size === 1;
};

const bitsSet = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte) => sum + [...byte.toString(2)].filter((bit) => bit === '1').length, 0);

const fontTables = (program: Buffer): Partial<Record<string, Buffer>> => {
  const tables: Partial<Record<string, Buffer>> = {};
  for (let i = 0; i < program.readUInt16BE(4); i++) {
    const row = 12 + 16 * i;
    const start = program.readUInt32BE(row + 8);
    tables[program.toString('latin1', row, row + 4)] = program.subarray(start, start + program.readUInt32BE(row + 12));
  }
  return tables;
};

/** /W and the font program may differ by one thousandth (ISO 19005-1 6.3.6). */
const widthsMatch = (
  document: PdfDocument,
  cidFont: PdfDict,
  { head, hhea, hmtx }: Partial<Record<string, Buffer>>,
): boolean => {
  const [first, widths] = (document.array(cidFont, 'W') ?? []).map((item) => document.resolve(item));
  if (first !== 0 || !Array.isArray(widths) || !head || !hhea || !hmtx) return false;
  const unitsPerEm = head.readUInt16BE(18);
  const count = hhea.readUInt16BE(34);
  return widths.every((width, i) => {
    const units = hmtx.readUInt16BE(4 * Math.min(i, count - 1));
    return typeof width === 'number' && Math.abs(width - (units * 1000) / unitsPerEm) <= 1;
  });
};
