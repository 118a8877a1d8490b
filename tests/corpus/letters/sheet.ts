/** Pages with text at known places, and fields that show something on them. */
import { type Bodies, form, stream } from '../attacks/bodies.js';
import { TwinFile, textToken } from '../twins/file.js';
import { encoded, fontBodies, widthOf } from '../twins/letter.js';

export interface Run {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly text: string;
}

/** How programs write a line: as one string, word by word, letter by letter, or each run within a clipping path. */
export type Style = 'lines' | 'words' | 'letters' | 'clipped';

const show = ({ x, y, size, text }: Run): string => `BT /F1 ${size} Tf 1 0 0 1 ${x.toFixed(3)} ${y.toFixed(3)} Tm ${encoded(text)} Tj ET`;

const pieces = (run: Run, separator: RegExp): Run[] =>
  Array.from(run.text.matchAll(separator), (match) => ({
    ...run,
    text: match[0],
    x: run.x + widthOf(run.text.slice(0, match.index), run.size),
  }));

const written = (run: Run, style: Style): string => {
  switch (style) {
    case 'lines':
      return show(run);
    case 'words':
      return pieces(run, /\S+/g).map(show).join('\n');
    case 'letters':
      return pieces(run, /\S/gu)
        .map((letter) => `q ${show(letter)} Q`)
        .join('\n');
    case 'clipped':
      return `q ${run.x - 1} ${run.y - 5} ${widthOf(run.text, run.size) + 2} ${run.size + 6} re W n ${show(run)} Q`;
  }
};

/** A signature or text field, or a stamp without one, that shows a line of text. */
export interface Shown {
  /** null for an annotation that belongs to no field. */
  readonly field: string | null;
  readonly rect: readonly [left: number, bottom: number, right: number, top: number];
  readonly size: number;
  readonly text: string;
  readonly hidden?: boolean;
}

export class Sheet {
  readonly runs: Run[] = [];
  readonly shown: Shown[] = [];
  /** Operators before the text, such as the picture of a scan. */
  background = '';

  /** The place behind the text. */
  line(x: number, y: number, size: number, text: string): number {
    this.runs.push({ x, y, size, text });
    return x + widthOf(text, size);
  }

  centred(x: number, y: number, size: number, text: string): void {
    this.line(x - widthOf(text, size) / 2, y, size, text);
  }
}

interface PageBox {
  readonly mediaBox: string;
  readonly rotate: number;
  readonly before: string;
}

/** The same displayed page, said in different ways. */
export const pageBoxes: readonly [PageBox, ...PageBox[]] = [
  { mediaBox: '[0 0 595 842]', rotate: 0, before: '' },
  { mediaBox: '[40 -30 635 812]', rotate: 0, before: '1 0 0 1 40 -30 cm' },
  { mediaBox: '[0 0 842 595]', rotate: 90, before: '0 1 -1 0 842 0 cm' },
];

interface SheetOptions {
  readonly style?: Style;
  readonly box?: PageBox;
  readonly header?: string;
  /** Dictionary entries of an image /Scan, one black sample in it. */
  readonly image?: string;
}

const FONT = 4;
const IMAGE = 9;

/** Appearance and widget of what is shown, from object `first` on. */
const widget = (shown: Shown, first: number): Bodies => {
  const [left, bottom, right, top] = shown.rect;
  const box = `[0 0 ${right - left} ${top - bottom}]`;
  const field = shown.field === null ? '/Subtype/Stamp' : `/Subtype/Widget/FT/Sig/T${textToken(shown.field)}`;
  const content = `BT /F1 ${shown.size} Tf 2 4 Td ${encoded(shown.text)} Tj ET`;
  return {
    [first]: `<</Type/Annot${field}/Rect[${shown.rect.join(' ')}]/F ${shown.hidden ? 2 : 4}/AP<</N ${first + 1} 0 R>>>>`,
    [first + 1]: form(content, box, `/Resources<</Font<</F1 ${FONT} 0 R>>>>`),
  };
};

/** A PDF of these pages, A4 where `box` says nothing else. */
export const sheetPdf = (
  sheets: readonly Sheet[],
  { style = 'lines', box = pageBoxes[0], header = '%PDF-1.4', image = '/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray' }: SheetOptions = {},
): Uint8Array => {
  let next = IMAGE + 1;
  let bodies: Bodies = {};
  const kids: string[] = [];
  const fields: string[] = [];
  for (const { runs, shown, background } of sheets) {
    const annotations: string[] = [];
    for (const one of shown) {
      bodies = { ...bodies, ...widget(one, next) };
      annotations.push(`${next} 0 R`);
      if (one.field !== null) fields.push(`${next} 0 R`);
      next += 2;
    }
    const content = [box.before, background, ...runs.map((run) => written(run, style))].join('\n');
    const resources = `<</Font<</F1 ${FONT} 0 R>>/XObject<</Scan ${IMAGE} 0 R>>>>`;
    bodies = {
      ...bodies,
      [next]: `<</Type/Page/Parent 2 0 R/MediaBox${box.mediaBox}/Rotate ${box.rotate}/Resources${resources}/Contents ${next + 1} 0 R/Annots[${annotations.join(' ')}]>>`,
      [next + 1]: stream(content),
    };
    kids.push(`${next} 0 R`);
    next += 2;
  }
  return TwinFile.create(
    {
      1: `<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[${fields.join(' ')}]>>>>`,
      2: `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${kids.length}>>`,
      3: '<</Producer(Test)>>',
      ...fontBodies(FONT),
      [IMAGE]: stream('\x00\x00\x00', `/Type/XObject/Subtype/Image${image}`),
      ...bodies,
    },
    { root: 1, info: 3, header },
  ).bytes;
};
