/** The colours of a block. In PDF/A none depends on a device (ISO 19005-1 6.2.3, 19005-2 6.2.4). */
import { PdfDict, type PdfObject } from '../pdf/objects.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { iccColourSpace } from './icc-profile.js';
import type { PdfaPart } from './pdfa.js';

export const BLACK = '0 0 0';
export const WHITE = '1 1 1';
export const BORDER = '0.55 0.6 0.66';
export const WARNING = '0.72 0.05 0.05';
/** Of seals and stamps (NĐ 30/2020 PL I). */
export const RED = '0.86 0.08 0.1';
/** Red, green and blue from 0 to 1, as operands. */
export type Colour = string;

/** Whether white is easier to read on it than black (relative luminance, IEC 61966-2-1 as WCAG 2 counts it). */
export const isDark = (colour: Colour): boolean => {
  const [red = 0, green = 0, blue = 0] = colour.split(' ').map((part) => Number(part) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.18;
};

export interface Palette {
  /** Operators that choose the colour for filling (and text), and for lines. */
  fill(colour: Colour): string;
  stroke(colour: Colour): string;
  /** What the operators need in the resources of the content stream. */
  readonly resources: readonly (readonly [string, PdfObject])[];
}

export const palette = (writer: RevisionWriter, conformance: PdfaPart | null): Palette => {
  if (!conformance) return DEVICE;
  return {
    fill: (colour) => `/sRGB cs ${colour} sc`,
    stroke: (colour) => `/sRGB CS ${colour} SC`,
    resources: [['ColorSpace', new PdfDict([['sRGB', iccColourSpace(writer, 'rgb')]])]],
  };
};

const DEVICE: Palette = { fill: (colour) => `${colour} rg`, stroke: (colour) => `${colour} RG`, resources: [] };
