/** What a visible signature shows, as a Form XObject (ISO 32000-2 12.5.5, 12.7.5.5). */
import { PdfDict, type PdfRef } from '../pdf/objects.js';
import type { PdfPage } from '../pdf/pages.js';
import type { RevisionWriter } from '../pdf/revision-writer.js';
import { type AppearanceContent, type Arrangement, arranged } from './arrangement.js';
import { borderOperators, imageOperators, textOperators } from './block-drawing.js';
import { drawingOperators, FONT_NAMES, fontFamily, textsOf, type WritableFont, writableFont } from './drawing.js';
import { TextFont } from './font.js';
import { writeForm } from './form.js';
import { writeImage } from './image.js';
import { palette } from './palette.js';

export interface AppearanceRequest extends AppearanceContent {
  /** Of the box on the page as displayed, in points. */
  readonly widthPt: number;
  readonly heightPt: number;
  /** Of the page, clockwise. */
  readonly rotate: PdfPage['rotate'];
  /** The largest size wanted; long texts come out smaller and wrapped. */
  readonly fontSizePt: number;
}

/**
 * Writes the form and all it needs into the revision and returns its reference. The same request gives the same bytes.
 * @throws Fault `signing.image-unreadable`, `signing.image-kind`, `signing.image-cmyk`, `signing.image-too-large`,
 *   `signing.image-exceeds-box`
 */
export const writeAppearance = async (writer: RevisionWriter, request: AppearanceRequest): Promise<PdfRef> => {
  const { text, widthPt, heightPt, rotate, conformance } = request;
  const arrangement = arranged(request, { width: widthPt, height: heightPt }, request.fontSizePt);
  const { framed, image, drawing, placed } = arrangement;
  const colours = palette(writer, conformance);
  const fonts = await writableFonts(writer, request, arrangement);
  const regular = fonts.get('regular');
  return writeForm(writer, {
    widthPt,
    heightPt,
    rotate,
    operators: [
      ...(framed ? borderOperators(widthPt, heightPt, text.note !== undefined, colours) : []),
      ...(image ? imageOperators(image.box) : []),
      ...(drawing ? drawingOperators(drawing, fonts, colours) : []),
      ...(placed && regular ? textOperators(placed, regular.subset, colours) : []),
    ],
    resources: [
      ...colours.resources,
      ...(image
        ? [['XObject', new PdfDict([['Image', writeImage(writer, image.encoded, conformance)]])] as const]
        : []),
      ...(fonts.size > 0 ? [['Font', fontResources(writer, fonts, conformance)] as const] : []),
    ],
  });
};

type Style = keyof typeof FONT_NAMES;

/** Those that something is written in. */
const writableFonts = async (
  writer: RevisionWriter,
  { font, emphasis }: AppearanceRequest,
  { drawing, placed }: Arrangement,
): Promise<ReadonlyMap<Style, WritableFont>> => {
  const family = fontFamily(font, emphasis);
  const block = placed ? [...placed.layout.note, ...placed.layout.lines] : [];
  const fonts = new Map<Style, WritableFont>();
  for (const style of ['regular', 'bold', 'italic'] as const) {
    const drawn = drawing ? textsOf(drawing.drawing, style, TextFont.of(family[style])) : [];
    const texts = style === 'regular' ? [...block, ...drawn] : drawn;
    if (texts.length > 0) fonts.set(style, await writableFont(writer, family[style], texts));
  }
  return fonts;
};

const fontResources = (
  writer: RevisionWriter,
  fonts: ReadonlyMap<Style, WritableFont>,
  conformance: AppearanceRequest['conformance'],
): PdfDict =>
  new PdfDict(
    [...fonts].map(([style, { subset }]) => [FONT_NAMES[style], subset.writeTo(writer, conformance?.part === 1)]),
  );
