/** An official letter as NĐ 30/2020 lays it out, with blanks for number and date, and what is later drawn upon it. */
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import fontkit from '@pdf-lib/fontkit';
import { type Bodies, form, stream } from '../attacks/bodies.js';
import { type Look, type Rect, TwinFile, textToken } from './file.js';

const program = readFileSync('resources/fonts/LiberationSerif-Regular.ttf');
const font = fontkit.create(program);
const letters = [
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)),
  ...'–…ĂÂĐÊÔƠƯăâđêôơưÀẢÃÁẠẰẲẴẮẶẦẨẪẤẬÈẺẼÉẸỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌỒỔỖỐỘỜỞỠỚỢÙỦŨÚỤỪỬỮỨỰỲỶỸÝỴàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ',
];
const glyphs = new Map(letters.map((letter) => [letter, font.glyphForCodePoint(letter.codePointAt(0) ?? 0)] as const));
const hex4 = (number: number): string => number.toString(16).padStart(4, '0');

/** The operand of Tj in the font of {@link fontBodies}: glyph numbers, as Identity-H takes them. */
export const encoded = (text: string): string =>
  `<${Array.from(text, (letter) => {
    const glyph = glyphs.get(letter);
    if (glyph === undefined) throw new Error(`no glyph for ${letter}`);
    return hex4(glyph.id);
  }).join('')}>`;

export const widthOf = (text: string, size: number): number =>
  Array.from(text).reduce((sum, letter) => sum + (glyphs.get(letter)?.advanceWidth ?? 0), 0) * (size / font.unitsPerEm);

const compressed = (bytes: Uint8Array, entries = ''): string =>
  stream(deflateSync(bytes).toString('latin1'), `${entries}/Filter/FlateDecode`);

const unicodeMap = (): string => {
  const lines = [...glyphs].map(([letter, { id }]) => `<${hex4(id)}> <${hex4(letter.codePointAt(0) ?? 0)}>`);
  const blocks = Array.from({ length: Math.ceil(lines.length / 100) }, (_, i) => lines.slice(i * 100, i * 100 + 100));
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...blocks.map((block) => `${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`),
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
};

/** Times New Roman's stand-in as a Type 0 font with Identity-H, in five objects from `first` on. */
export const fontBodies = (first: number): Bodies => {
  const widths = [...glyphs.values()].map(({ id, advanceWidth }) => `${id}[${Math.round((advanceWidth * 1000) / font.unitsPerEm)}]`);
  return {
    [first]: `<</Type/Font/Subtype/Type0/BaseFont/TimesNewRomanPSMT/Encoding/Identity-H/DescendantFonts[${first + 1} 0 R]/ToUnicode ${first + 4} 0 R>>`,
    [first + 1]: `<</Type/Font/Subtype/CIDFontType2/BaseFont/TimesNewRomanPSMT/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW 500/W[${widths.join('')}]/FontDescriptor ${first + 2} 0 R>>`,
    [first + 2]: `<</Type/FontDescriptor/FontName/TimesNewRomanPSMT/Flags 4/FontBBox[-176 -303 1005 981]/ItalicAngle 0/Ascent 891/Descent -216/CapHeight 662/StemV 80/FontFile2 ${first + 3} 0 R>>`,
    [first + 3]: compressed(program, `/Length1 ${program.length}`),
    [first + 4]: compressed(Buffer.from(unicodeMap(), 'latin1')),
  };
};

/** Numbers of the objects of {@link letter}. */
export const objects = { root: 1, pages: 2, page: 3, content: 4, info: 5, form: 6, font: 7, annex: 12, annexContent: 13 } as const;

/** Where the letter has its blanks and its signatures, in points from the lower left corner of the page. */
export const places = {
  number: [122, 715, 160, 735],
  day: [408, 697, 428, 717],
  month: [460, 697, 480, 717],
  signature: [310, 168, 538, 246],
  seal: [276, 152, 386, 262],
  strip: [330, 795, 560, 840],
  corner: [330, 800, 528, 829],
  initials: [352, 420, 372, 440],
  hidden: [0, 0, 0, 0],
} as const satisfies Record<string, Rect>;

export interface LetterOptions {
  readonly office: readonly [string, string];
  readonly province: string;
  readonly symbol: string;
  readonly position: string;
  readonly name: string;
  readonly producer: string;
  readonly header?: string;
  readonly size?: readonly [number, number];
  /** Further objects from 14 on, and what the form's /Fields and the page's /Annots hold of them. */
  readonly fields?: Bodies;
}

/** Two pages: the letter, and an annex with a table of words. */
export const letter = (options: LetterOptions): TwinFile => {
  const [width, height] = options.size ?? [595, 842];
  const line = (x: number, y: number, size: number, text: string): string => `BT /F1 ${size} Tf ${x} ${y} Td ${encoded(text)} Tj ET`;
  const centred = (x: number, y: number, size: number, text: string): string => line(Math.round(x - widthOf(text, size) / 2), y, size, text);
  const text = [
    centred(165, 770, 12, options.office[0]),
    centred(165, 755, 12, options.office[1]),
    centred(415, 770, 12, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'),
    centred(415, 755, 13, 'Độc lập - Tự do - Hạnh phúc'),
    line(100, 720, 13, 'Số:'),
    line(162, 720, 13, `/${options.symbol}`),
    line(405 - Math.ceil(widthOf(`${options.province}, ngày `, 13)), 702, 13, `${options.province}, ngày `),
    line(431, 702, 13, 'tháng'),
    line(482, 702, 13, 'năm 2026'),
    centred(297, 650, 14, 'TỜ TRÌNH'),
    centred(297, 632, 14, 'Về việc thử nghiệm tiếp nhận văn bản điện tử'),
    line(85, 590, 14, 'Kính gửi: Ủy ban nhân dân tỉnh Thử Nghiệm.'),
    line(85, 560, 14, 'Căn cứ kế hoạch công tác năm của cơ quan, xét nhu cầu thực tế của các đơn vị,'),
    line(85, 540, 14, 'kính đề nghị xem xét, bố trí kinh phí 100.000.000 đồng để thực hiện nhiệm vụ.'),
    line(85, 430, 14, 'Trân trọng kính trình, mong được sự quan tâm./.'),
    centred(424, 272, 13, options.position),
    centred(470, 148, 13, options.name),
    line(85, 272, 11, 'Nơi nhận:'),
    line(85, 258, 11, '- Như trên;'),
    line(85, 244, 11, '- Lưu: VT.'),
  ].join('\n');
  const annex = [centred(297, 770, 14, 'PHỤ LỤC'), ...[1, 2, 3, 4].map((row) => line(85, 740 - row * 20, 13, `Mục ${row}: nội dung thử nghiệm`))].join('\n');
  const fields = options.fields ?? {};
  const references = Object.entries(fields).flatMap(([num, body]) => (body.includes('/Subtype/Widget') ? [`${num} 0 R`] : [])).join(' ');
  const resources = '<</Font<</F1 7 0 R>>>>';
  const page = (content: number, annotations: string): string =>
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Rotate 0/Resources${resources}/Contents ${content} 0 R/Annots[${annotations}]>>`;
  const bodies: Bodies = {
    1: '<</Type/Catalog/Pages 2 0 R/AcroForm 6 0 R>>',
    2: '<</Type/Pages/Kids[3 0 R 12 0 R]/Count 2>>',
    3: page(4, references),
    4: compressed(Buffer.from(text, 'latin1')),
    5: `<</Producer${textToken(options.producer)}/CreationDate(D:20261102081500+07'00')>>`,
    6: `<</Fields[${references}]/DR<</Font<</Helv 7 0 R>>>>/DA(/Helv 0 Tf 0 g)>>`,
    ...fontBodies(7),
    12: page(13, ''),
    13: compressed(Buffer.from(annex, 'latin1')),
    ...fields,
  };
  return TwinFile.create(bodies, { root: 1, info: 5, ...(options.header === undefined ? {} : { header: options.header }) });
};

const box = (width: number, height: number): string => `[0 0 ${width} ${height}]`;

/** The font is object 7 in a letter; in a file that was written anew it has another number. */
export interface Pen {
  readonly font: number;
}

/** Lines of text, the first at the top. */
export const words =
  (pen: Pen, size: number, ...lines: readonly string[]): Look =>
  (first, width, height) => {
    const content = lines.map((text, i) => `BT 0 g /F1 ${size} Tf 2 ${Math.round(height - (i + 1) * size * 1.15)} Td ${encoded(text)} Tj ET`);
    return { [first]: form(content.join('\n'), box(width, height), `/Resources<</Font<</F1 ${pen.font} 0 R>>>>`) };
  };

/** The same inside the layers that iText and Acrobat nest (frame, n0, n2). */
export const layered =
  (look: Look): Look =>
  (first, width, height) => {
    const inner = look(first + 3, width, height);
    const frame = (content: string, resources: string): string => form(content, box(width, height), `/Resources<<${resources}>>`);
    return {
      [first]: frame('q 1 0 0 1 0 0 cm /FRM Do Q', `/XObject<</FRM ${first + 1} 0 R>>`),
      [first + 1]: frame('q 1 0 0 1 0 0 cm /n0 Do Q q 1 0 0 1 0 0 cm /n2 Do Q', `/XObject<</n0 ${first + 2} 0 R/n2 ${first + 3} 0 R>>`),
      [first + 2]: form('% DSBlank', '[0 0 100 100]', ''),
      ...inner,
    };
  };

const picture = (width: number, height: number, rgb: readonly [number, number, number], ink: (x: number, y: number) => boolean): Look => {
  const mask = Uint8Array.from({ length: width * height }, (_, i) => (ink((i % width) / width, Math.floor(i / width) / height) ? 255 : 0));
  const paint = Uint8Array.from({ length: width * height * 3 }, (_, i) => rgb[i % 3] ?? 0);
  const image = (space: string, more: string): string =>
    `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/${space}/BitsPerComponent 8${more}`;
  return (first, w, h) => ({
    [first]: form(`q ${w} 0 0 ${h} 0 0 cm /img0 Do Q`, box(w, h), `/Resources<</XObject<</img0 ${first + 1} 0 R>>>>`),
    [first + 1]: compressed(paint, image('DeviceRGB', `/SMask ${first + 2} 0 R`)),
    [first + 2]: compressed(mask, image('DeviceGray', '')),
  });
};

/** Two red rings, a star, and strokes between the rings. */
export const seal = picture(140, 140, [200, 20, 30], (x, y) => {
  const radius = Math.hypot(x - 0.5, y - 0.5) * 2;
  return (radius > 0.93 && radius < 1) || (radius > 0.6 && radius < 0.64) || radius < 0.2 || (radius > 0.7 && radius < 0.85 && (x * 40) % 4 < 1);
});

/** A blue wave, 310 by 115 pixels. */
export const handwriting = picture(310, 115, [20, 40, 160], (x, y) => Math.abs(y - 0.5 - 0.35 * Math.sin(x * 18)) < 0.05);

/** The strip of the government portal: a logo and four lines. */
export const strip =
  (pen: Pen, ...lines: readonly string[]): Look =>
  (first, width, height) => {
    const text = lines.map((line, i) => `BT 0 g /F1 8 Tf 44 ${Math.round(height - 10 - i * 10)} Td ${encoded(line)} Tj ET`).join('\n');
    const logo = seal(first + 1, 40, 40);
    return {
      [first]: form(`q 1 0 0 1 1 2 cm /logo Do Q\n${text}`, box(width, height), `/Resources<</Font<</F1 ${pen.font} 0 R>>/XObject<</logo ${first + 1} 0 R>>>>`),
      ...logo,
    };
  };
