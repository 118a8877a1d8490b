import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, type PDFFont, type PDFPage, rgb } from 'pdf-lib';
import { PdfDocument } from '../pdf/document.js';
import { MemorySource } from '../pdf/source.js';
import { type BlockLayout, type BlockText, fitBlock, LINE_HEIGHT, PADDING } from './block-layout.js';

export interface TextBlock extends BlockText {
  readonly widthPt: number;
  readonly heightPt: number;
  /** The largest size wanted; long texts come out smaller and wrapped. */
  readonly fontSizePt: number;
  /** A TrueType font with the Vietnamese letters. */
  readonly font: Uint8Array;
}

const BLACK = rgb(0, 0, 0);
const BORDER = rgb(0.55, 0.6, 0.66);
const WARNING = rgb(0.72, 0.05, 0.05);
/** Distance of the base line from the top of its line, in font sizes; centres capitals with a mark above. */
const BASELINE = 0.93;

/** A document of one page of the size of the block, with the text drawn and a subset of the font embedded. */
export const textBlock = async (block: TextBlock): Promise<PdfDocument> => {
  const scratch = await PDFDocument.create({ updateMetadata: false });
  scratch.registerFontkit(fontkit);
  const font = await scratch.embedFont(block.font, { subset: true });
  const page = scratch.addPage([block.widthPt, block.heightPt]);
  drawBorder(page, block);
  drawText(page, font, block, fitBlock(block, block, block.font));
  return PdfDocument.open(new MemorySource(await scratch.save({ useObjectStreams: false })));
};

const drawBorder = (page: PDFPage, { widthPt, heightPt, note }: TextBlock): void => {
  const borderWidth = 0.5;
  page.drawRectangle({
    x: borderWidth / 2,
    y: borderWidth / 2,
    width: widthPt - borderWidth,
    height: heightPt - borderWidth,
    borderWidth,
    borderColor: note ? WARNING : BORDER,
  });
};

const drawText = (page: PDFPage, font: PDFFont, block: TextBlock, layout: BlockLayout): void => {
  const { fontSizePt: size } = layout;
  const lineHeight = size * LINE_HEIGHT;
  page.setFont(font);
  const count = layout.note.length + layout.lines.length;
  const top = (block.heightPt + count * lineHeight) / 2;
  [...layout.note, ...layout.lines].forEach((line, i) => {
    const color = i < layout.note.length ? WARNING : BLACK;
    page.drawText(line, { x: PADDING, y: top - i * lineHeight - size * BASELINE, size, color });
  });
};
