/** Graphics state (ISO 32000-2 8.4.1, 9.3.1), as far as it says what is painted where. */
import type { PdfDocument } from '../document.js';
import { isName, PdfDict, type PdfObject } from '../objects.js';
import { type Box, intersection } from '../pages.js';
import type { Font } from './font.js';
import { IDENTITY, type Matrix } from './matrix.js';

export interface GraphicsState {
  ctm: Matrix;
  /** null when nothing can be seen any more. */
  clip: Box | null;
  /** Opacity of the groups around. */
  groupAlpha: number;
  fillAlpha: number;
  strokeAlpha: number;
  /** Another blend mode than normal: what is under it shines through. */
  blended: boolean;
  softMasked: boolean;
  /** Paint that is a picture of its own (8.7). */
  fillPattern: boolean;
  strokePattern: boolean;
  /** As operator `cs` named it; null for those that come with their colours. */
  fillSpace: PdfObject;
  /** Near white, or in a colour that is not known. */
  pale: boolean;
  lineWidth: number;
  miterLimit: number;
  font: Font | null;
  fontSize: number;
  characterSpacing: number;
  wordSpacing: number;
  /** 1 for 100 %. */
  scaling: number;
  leading: number;
  rise: number;
  renderingMode: number;
}

export const initialState = (ctm: Matrix, clip: Box): GraphicsState => ({
  ctm,
  clip,
  groupAlpha: 1,
  fillAlpha: 1,
  strokeAlpha: 1,
  blended: false,
  softMasked: false,
  fillPattern: false,
  strokePattern: false,
  fillSpace: null,
  pale: false,
  lineWidth: 1,
  miterLimit: 10,
  font: null,
  fontSize: 0,
  characterSpacing: 0,
  wordSpacing: 0,
  scaling: 1,
  leading: 0,
  rise: 0,
  renderingMode: 0,
});

export interface TextPosition {
  line: Matrix;
  text: Matrix;
}

export const textStart = (): TextPosition => ({ line: IDENTITY, text: IDENTITY });

export const clipTo = (state: GraphicsState, box: Box | null): void => {
  state.clip = state.clip && box && intersection(state.clip, box);
};

/** Operator `gs` (8.4.5). */
export const applyParameters = (document: PdfDocument, state: GraphicsState, parameters: PdfDict): void => {
  const opacity = (key: string, now: number): number => {
    const value = document.value(parameters, key);
    return typeof value === 'number' ? Math.min(1, Math.max(0, value)) : now;
  };
  state.fillAlpha = opacity('ca', state.fillAlpha);
  state.strokeAlpha = opacity('CA', state.strokeAlpha);
  const width = document.value(parameters, 'LW');
  if (typeof width === 'number') state.lineWidth = width;
  const miter = document.value(parameters, 'ML');
  if (typeof miter === 'number') state.miterLimit = Math.max(1, miter);
  const blend = document.value(parameters, 'BM');
  const mask = document.value(parameters, 'SMask');
  if (blend !== null) state.blended = !isNormal(document, blend);
  if (mask !== null) state.softMasked = mask instanceof PdfDict;
};

const isNormal = (document: PdfDocument, blend: PdfObject): boolean => {
  const first = Array.isArray(blend) ? document.resolve(blend[0] ?? null) : blend;
  return isName(first, 'Normal') || isName(first, 'Compatible');
};
