/** What a filled text field shows (ISO 32000-2 12.7.4.3). */
import { Fault } from '../../contracts/faults/index.js';
import { PdfDict, type PdfRef } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { type FieldFrame, frameOperators, frameThickness } from './field-frame.js';
import { TextFont } from './font.js';
import { numbers, writeForm } from './form.js';
import { BLACK, isDark, palette, WHITE } from './palette.js';
import type { PdfaPart } from './pdfa.js';

export interface TextFieldRequest {
  /** One line; line ends become spaces. */
  readonly text: string;
  /** Of the widget on the page as displayed, in points. */
  readonly widthPt: number;
  readonly heightPt: number;
  /** Default: what number and date of a document have (NĐ 30/2020 PL I). Smaller where the box wants it. */
  readonly fontSizePt?: number | undefined;
  readonly font: Uint8Array;
  readonly align: 'left' | 'center' | 'right';
  /** Drawn below the text, which keeps clear of it. */
  readonly frame: FieldFrame;
  /** Of the page, clockwise. */
  readonly rotate: PdfPage['rotate'];
  readonly conformance: PdfaPart | null;
}

const USUAL_SIZE = 13;
/** Below this size print is no longer legible. */
const SMALLEST_SIZE = 4;
const PADDING = 1;
const ALIGNMENT: Readonly<Record<TextFieldRequest['align'], number>> = { left: 0, center: 0.5, right: 1 };

/**
 * Writes the form into the revision and returns its reference.
 * @throws Fault `signing.text-too-long`: never does a field show a part of its value
 */
export const writeTextFieldAppearance = async (writer: RevisionWriter, request: TextFieldRequest): Promise<PdfRef> => {
  const { widthPt, heightPt, rotate, frame, conformance } = request;
  const font = TextFont.of(request.font);
  const text = font.printable(request.text);
  const padding = PADDING + frameThickness(frame, widthPt, heightPt);
  const room = { width: widthPt - 2 * padding, height: heightPt - 2 * padding };
  const length = font.width(text);
  const lineHeight = font.ascent + font.descent;
  const fitting = Math.min(room.height / lineHeight, length === 0 ? Number.POSITIVE_INFINITY : room.width / length);
  // 0 stands for "choose one" in a default appearance (12.7.4.3).
  const size = Math.min(request.fontSizePt || USUAL_SIZE, fitting);
  if (size < SMALLEST_SIZE) throw new Fault('signing.text-too-long', { text: text.slice(0, 60) });
  const x = padding + (room.width - length * size) * ALIGNMENT[request.align];
  const y = (heightPt - lineHeight * size) / 2 + font.descent * size;
  const colours = palette(writer, conformance);
  const subset = await font.subset(writer, [text]);
  return writeForm(writer, {
    widthPt,
    heightPt,
    rotate,
    operators: [
      ...frameOperators(frame, widthPt, heightPt, colours),
      '/Tx BMC',
      'q',
      'BT',
      colours.fill(frame.background !== null && isDark(frame.background) ? WHITE : BLACK),
      `/Text ${numbers(size)} Tf`,
      `${numbers(x, y)} Td`,
      `${subset.encode(text)} Tj`,
      'ET',
      'Q',
      'EMC',
    ],
    resources: [
      ...colours.resources,
      ['Font', new PdfDict([['Text', subset.writeTo(writer, conformance?.part === 1)]])],
    ],
  });
};
