/** What a widget says of its background and border (ISO 32000-2 12.5.6.19 table 192, 12.5.4 table 168). */
import type { BorderStyle, FieldBorder, FieldFrame } from '../appearance/field-frame.js';
import { numbers } from '../appearance/form.js';
import type { Colour } from '../appearance/palette.js';
import type { PdfDocument } from '../pdf/document.js';
import { PdfDict, PdfName, type PdfObject } from '../pdf/objects.js';

/** The border is that of /BS, else of /Border, and is there only where it has a colour. */
export const widgetFrame = (document: PdfDocument, widget: PdfDict): FieldFrame => {
  const look = document.dict(widget, 'MK') ?? new PdfDict();
  const colour = colourOf(numbersIn(document, look, 'BC'));
  const line = colour === null ? null : borderLine(document, widget);
  return {
    background: colourOf(numbersIn(document, look, 'BG')),
    border: colour !== null && line && line.widthPt > 0 ? { colour, ...line } : null,
  };
};

const numbersIn = (document: PdfDocument, dict: PdfDict, key: string): number[] =>
  numbersOf(document, document.value(dict, key));

const numbersOf = (document: PdfDocument, object: PdfObject): number[] => {
  const items = Array.isArray(object) ? object.slice(0, MOST_NUMBERS).map((item) => document.resolve(item)) : [];
  return items.every((item): item is number => typeof item === 'number') ? items : [];
};

const MOST_NUMBERS = 8;

/** Grey, RGB or CMYK by the number of components, here all as RGB; none is transparent. */
const colourOf = (components: readonly number[]): Colour | null => {
  const [a = 0, b = 0, c = 0, d = 0] = components.map((value) => Math.min(1, Math.max(0, value)));
  switch (components.length) {
    case 1:
      return numbers(a, a, a);
    case 3:
      return numbers(a, b, c);
    case 4:
      return numbers(...[a, b, c].map((ink) => 1 - Math.min(1, ink + d)));
    default:
      return null;
  }
};

const STYLES: Readonly<Record<string, BorderStyle>> = { D: 'dashed', B: 'beveled', I: 'inset', U: 'underline' };
const USUAL_DASH = [3];
/** Of a pattern; below it the line is no longer seen as dashed. */
const SHORTEST_DASH = 0.5;

const borderLine = (document: PdfDocument, widget: PdfDict): Omit<FieldBorder, 'colour'> => {
  const style = document.dict(widget, 'BS');
  if (style) {
    const name = document.value(style, 'S');
    return {
      widthPt: widthOf(document.value(style, 'W')),
      style: (name instanceof PdfName ? STYLES[name.value] : undefined) ?? 'solid',
      dash: dashOf(numbersIn(document, style, 'D')),
    };
  }
  const [, , width = null, pattern = null] = document.array(widget, 'Border') ?? [];
  const dash = document.resolve(pattern);
  const dashed = Array.isArray(dash) && dash.length > 0;
  return {
    widthPt: widthOf(document.resolve(width)),
    style: dashed ? 'dashed' : 'solid',
    dash: dashOf(numbersOf(document, dash)),
  };
};

const widthOf = (value: PdfObject): number => (typeof value === 'number' ? Math.max(0, value) : 1);

/** 8.4.3.6: never negative, and not zero throughout. */
const dashOf = (pattern: readonly number[]): readonly number[] => {
  const length = pattern.reduce((sum, value) => sum + value, 0);
  return pattern.every((value) => value >= 0) && length >= SHORTEST_DASH ? pattern.map(shortened) : USUAL_DASH;
};

/** As a content stream can say it. */
const shortened = (value: number): number => Math.min(value, 1000);
