/**
 * Official letters after NĐ 30/2020 phụ lục I with invented agencies and people, and where everything on them is. What
 * offices vary is varied by a seed: columns, sizes, how much room is left, how a program writes words, where the page's
 * origin is.
 */
import { widthOf } from '../twins/letter.js';
import type { Random } from '../twins/random.js';
import { pageBoxes, type Run, Sheet, type Style, sheetPdf } from './sheet.js';

/** In points of the page as displayed. */
export interface LabelledGap {
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  /** What is printed there; null for room that was left. */
  readonly printed: string | null;
}

export interface Labels {
  readonly agency: string;
  readonly superior: string | null;
  readonly number: LabelledGap;
  readonly notation: string;
  readonly city: string;
  readonly day: LabelledGap;
  readonly month: LabelledGap;
  readonly type: string;
  readonly subject: string;
  readonly authority: string | null;
  readonly position: string;
  readonly name: string;
  /** Of the block's lines and of the name: middles, and the baselines of the last line and of the name. */
  readonly block: { readonly page: number; readonly middle: number; readonly last: number; readonly name: number };
  readonly recipients: readonly string[];
}

export interface LabelledLetter {
  readonly bytes: Uint8Array;
  readonly labels: Labels;
}

type Some<T> = readonly [T, ...T[]];

const offices: Some<readonly string[]> = [
  ['ỦY BAN NHÂN DÂN', 'TỈNH THỬ NGHIỆM'],
  ['UBND TỈNH THỬ NGHIỆM', 'SỞ NỘI VỤ'],
  ['UBND TỈNH THỬ NGHIỆM', 'SỞ VĂN HÓA, THỂ THAO', 'VÀ DU LỊCH'],
  ['BỘ THỬ NGHIỆM', 'CỤC CÔNG NGHỆ THÔNG TIN'],
  ['HỘI ĐỒNG NHÂN DÂN', 'XÃ THỬ NGHIỆM'],
  ['SỞ TƯ PHÁP'],
];

/** How these names are to be read: the agency, and the one above it. */
const named = new Map<string, readonly [string, string | null]>([
  ['ỦY BAN NHÂN DÂN|TỈNH THỬ NGHIỆM', ['ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM', null]],
  ['UBND TỈNH THỬ NGHIỆM|SỞ NỘI VỤ', ['SỞ NỘI VỤ', 'UBND TỈNH THỬ NGHIỆM']],
  ['UBND TỈNH THỬ NGHIỆM|SỞ VĂN HÓA, THỂ THAO|VÀ DU LỊCH', ['SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH', 'UBND TỈNH THỬ NGHIỆM']],
  ['BỘ THỬ NGHIỆM|CỤC CÔNG NGHỆ THÔNG TIN', ['CỤC CÔNG NGHỆ THÔNG TIN', 'BỘ THỬ NGHIỆM']],
  ['HỘI ĐỒNG NHÂN DÂN|XÃ THỬ NGHIỆM', ['HỘI ĐỒNG NHÂN DÂN XÃ THỬ NGHIỆM', null]],
  ['SỞ TƯ PHÁP', ['SỞ TƯ PHÁP', null]],
]);

const types: Some<readonly [type: string, notation: string, about: readonly string[]]> = [
  ['Tờ trình', '/TTr-SNV', ['Về việc thử nghiệm tiếp nhận văn bản điện tử']],
  ['Báo cáo', '/BC-SNV', ['Kết quả thực hiện công tác văn thư, lưu trữ', '6 tháng đầu năm 2026']],
  ['Kế hoạch', '/KH-UBND', ['Kiểm tra công tác cải cách hành chính năm 2026']],
  ['Kế hoạch', '/KH-SNV', ['Thực hiện Nghị quyết số 57-NQ/TW', 'trên địa bàn tỉnh năm 2026']],
  ['Quyết định', '/QĐ-UBND', ['Về việc phê duyệt danh mục thử nghiệm', 'của các cơ quan, đơn vị']],
  ['Thông báo', '/TB-SNV', ['Kết luận cuộc họp giao ban tháng 11']],
  ['Công văn', '/SNV-CCHC', ['V/v thử nghiệm tiếp nhận', 'văn bản điện tử']],
];

const signers: Some<readonly string[]> = [
  ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'],
  ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'],
  ['KT. GIÁM ĐỐC', 'PHÓ GIÁM ĐỐC'],
  ['GIÁM ĐỐC'],
  ['TL. CHỦ TỊCH', 'CHÁNH VĂN PHÒNG'],
  ['TUQ. CỤC TRƯỞNG', 'TRƯỞNG PHÒNG HÀNH CHÍNH'],
];

const people = ['Nguyễn Thị Minh Điệp', 'Trần Quốc Thắng', 'Đại tá Lê Đức Hưởng', 'TS. Phạm Ngọc Yến', 'Vũ Dũng'] as const;

const pick = <T>(chance: Random, items: Some<T>): T => chance.pick(items);

/** A gap between two runs of one line: nothing, blanks or dots, or a value. */
const filler = (chance: Random, width: number, size: number, value: string): { readonly text: string; readonly printed: string | null } => {
  switch (chance.between(0, 5)) {
    case 0:
      return { text: '.'.repeat(Math.floor(width / widthOf('.', size))), printed: null };
    case 1:
      return { text: ' '.repeat(Math.floor(width / widthOf(' ', size))), printed: null };
    case 2:
      return { text: value, printed: value };
    default:
      return { text: '', printed: null };
  }
};

/** What is written into a gap, and where it is. */
const fill = (sheet: Sheet, chance: Random, left: number, width: number, run: Omit<Run, 'x' | 'text'>, value: string): LabelledGap => {
  const { text, printed } = filler(chance, width, run.size, value);
  const own = widthOf(text, run.size);
  const x = left + (width - own) / 2;
  if (text !== '') sheet.line(x, run.y, run.size, text);
  return printed === null
    ? { left, right: left + width, baseline: run.y, printed }
    : { left: x, right: x + own, baseline: run.y, printed };
};

/** Content of the head: everything down to the subject. */
const head = (sheet: Sheet, chance: Random) => {
  const [left, right, top] = [chance.between(150, 172), chance.between(405, 420), chance.between(768, 785)];
  const lines = pick(chance, offices);
  const [agency, superior] = named.get(lines.join('|')) ?? ['', null];
  lines.forEach((text, i) => {
    sheet.centred(left, top - 15 * i, 12, text);
  });
  sheet.centred(right, top, 12, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
  sheet.centred(right, top - 15, 13, 'Độc lập - Tự do - Hạnh phúc');
  const [type, notation, about] = pick(chance, types);
  const y = top - 15 * Math.max(2, lines.length) - chance.between(10, 22);
  const size = pick(chance, [13, 14]);
  const start = left - chance.between(52, 62);
  const label = sheet.line(start, y, size, 'Số:');
  const number = fill(sheet, chance, label, chance.between(26, 56), { y, size }, String(chance.between(1, 999)).padStart(2, '0'));
  sheet.line(number.printed === null ? number.right : number.right + 1, y, size, notation);
  const city = pick(chance, ['Thử Nghiệm', 'Hà Nội', 'TP. Thử Nghiệm']);
  const dateStart = right - chance.between(104, 112);
  const before = sheet.line(dateStart, y, size, `${city}, ngày`);
  const day = fill(sheet, chance, before, chance.between(17, 32), { y, size }, String(chance.between(10, 28)));
  const between = sheet.line(day.printed === null ? day.right : day.right + 3, y, size, 'tháng');
  const month = fill(sheet, chance, between, chance.between(17, 30), { y, size }, '11');
  sheet.line(month.printed === null ? month.right : month.right + 3, y, size, 'năm 2026');
  let below = y - 40;
  if (type === 'Công văn') about.forEach((text, i) => sheet.centred(left, y - 18 - 14 * i, 12, text));
  else {
    sheet.centred(297, below, 14, type.toLocaleUpperCase('vi'));
    about.forEach((text, i) => sheet.centred(297, below - 17 - 16 * i, 14, text));
    below -= 60;
  }
  return { agency, superior, number, notation, city, day, month, type, subject: about.join(' '), below };
};

const body = (sheet: Sheet, from: number, lines: number): void => {
  const text = [
    'Căn cứ Quyết định số 12/QĐ-UBND ngày 05 tháng 6 năm 2025 của Ủy ban nhân dân tỉnh,',
    'xét nhu cầu thực tế của các đơn vị; theo đề nghị của Chánh Văn phòng, cơ quan kính đề',
    'nghị xem xét, bố trí kinh phí để thực hiện nhiệm vụ trước ngày 30 tháng 12 năm 2026.',
  ];
  for (let i = 0; i < lines; i++) sheet.line(85, from - 22 * i, 14, text[i % text.length] ?? '');
};

const recipients = ['Như trên', 'UBND tỉnh (để b/c)', 'Các phòng, ban thuộc Sở', 'Lưu: VT, CCHC'] as const;

const foot = (sheet: Sheet, chance: Random, page: number, top: number) => {
  const lines = pick(chance, signers);
  const middle = chance.between(405, 440);
  lines.forEach((text, i) => {
    sheet.centred(middle, top - 16 * i, 13, text);
  });
  const last = top - 16 * (lines.length - 1);
  const name = last - chance.between(62, 105);
  const person = pick(chance, people);
  sheet.centred(middle + chance.between(-8, 8), name, 14, person);
  const list = top + chance.between(-6, 6);
  sheet.line(85, list, 12, 'Nơi nhận:');
  recipients.forEach((text, i) => sheet.line(85, list - 14 - 13 * i, 11, `- ${text}${i + 1 < recipients.length ? ';' : '.'}`));
  const authorities = lines.slice(0, -1);
  const roles = { authority: authorities.join('\n') || null, position: lines.at(-1) ?? '', name: person };
  return { ...roles, block: { page, middle, last, name } };
};

/** A letter of one or two pages; its signature block stands on the last one. */
export const labelledLetter = (chance: Random): LabelledLetter => {
  const [first, second] = [new Sheet(), new Sheet()];
  const { below, ...labels } = head(first, chance);
  const long = chance.next() < 0.4;
  body(first, below, long ? 22 : 8);
  if (long) body(second, 780, 5);
  const signed = foot(long ? second : first, chance, long ? 2 : 1, long ? 600 : 330);
  const style = pick<Style>(chance, ['lines', 'words', 'letters', 'clipped']);
  const box = pick(chance, pageBoxes);
  const bytes = sheetPdf(long ? [first, second] : [first], { style, box });
  return { bytes, labels: { ...labels, ...signed, recipients } };
};
