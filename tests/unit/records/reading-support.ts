/** Pages made for one question, and what is read off them. */
import { type OfficialFacts, officialFactsSchema } from '../../../src/contracts/records-facts.js';
import { PdfDocument } from '../../../src/main/pdf/document.js';
import { MemorySource } from '../../../src/main/pdf/source.js';
import { readOfficialDocument } from '../../../src/main/records/anchors/read.js';
import { loadVocabulary } from '../../../src/main/records/anchors/vocabulary.js';
import { Sheet, sheetPdf } from '../../corpus/letters/sheet.js';

export const vocabulary = loadVocabulary('resources/records/vocabulary.json');

export const readBytes = (bytes: Uint8Array): OfficialFacts =>
  officialFactsSchema.parse(readOfficialDocument(PdfDocument.open(new MemorySource(bytes)), vocabulary));

export const read = (sheets: readonly Sheet[], options: Parameters<typeof sheetPdf>[1] = {}): OfficialFacts =>
  readBytes(sheetPdf(sheets, options));

/** Where the lines of {@link letterHead} stand. */
export const LINE = 735;
export const NATION = 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM';

interface Head {
  readonly agency?: readonly string[];
  /** `Số:`, and what is written behind it, from 13 points on. */
  readonly number?: readonly (readonly [x: number, text: string])[];
  readonly date?: readonly (readonly [x: number, text: string])[];
  /** Of the date, above that of the number. */
  readonly dateAbove?: number;
}

const NUMBER = [
  [100, 'Số:'],
  [162, '/TTr-SNV'],
] as const;
const DATE = [
  [330, 'Hà Nội, ngày'],
  [431, 'tháng'],
  [490, 'năm 2026'],
] as const;

/** A first page with the head of a letter, and its title. */
export const letterHead = ({
  agency = ['SỞ NỘI VỤ'],
  number = NUMBER,
  date = DATE,
  dateAbove = 0,
}: Head = {}): Sheet => {
  const sheet = new Sheet();
  agency.forEach((text, i) => {
    sheet.centred(150, 770 - 15 * i, 12, text);
  });
  sheet.centred(415, 770, 12, NATION);
  sheet.centred(415, 755, 13, 'Độc lập - Tự do - Hạnh phúc');
  for (const [x, text] of number) sheet.line(x, LINE, 13, text);
  for (const [x, text] of date) sheet.line(x, LINE + dateAbove, 13, text);
  sheet.centred(297, 690, 14, 'TỜ TRÌNH');
  sheet.centred(297, 672, 14, 'Về việc thử nghiệm');
  return sheet;
};

/** Enough text for its layer to count. */
export const writeBody = (sheet: Sheet, from = 630): Sheet => {
  for (let i = 0; i < 6; i++)
    sheet.line(85, from - 20 * i, 14, 'Căn cứ nhu cầu thực tế của các đơn vị, kính đề nghị xem xét, bố trí kinh phí');
  return sheet;
};

/** Position, name and recipients. */
export const writeFoot = (sheet: Sheet, lines: readonly string[], name: string | null, top = 300): Sheet => {
  lines.forEach((text, i) => {
    sheet.centred(420, top - 16 * i, 13, text);
  });
  if (name !== null) sheet.centred(424, top - 120, 14, name);
  sheet.line(85, top, 12, 'Nơi nhận:');
  sheet.line(85, top - 14, 11, '- Như trên;');
  sheet.line(85, top - 27, 11, '- Lưu: VT.');
  return sheet;
};
