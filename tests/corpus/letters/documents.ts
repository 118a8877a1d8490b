/** What stands on the real documents, as a person reads it: their pages were drawn and looked at. */

/** null: not there. What is left out was not looked at. */
export interface Reading {
  readonly agency?: string | null;
  readonly superior?: string | null;
  /** Number, the field that shows it, notation; `picture`: the number is drawn. */
  readonly number?: readonly [text: string | 'picture', field: string | null, notation: string] | null;
  readonly date?: readonly [city: string, day: string, month: string, year: string] | null;
  readonly type?: string | null;
  readonly subject?: string | null;
  readonly block?: {
    readonly page: number;
    readonly authority: string | null;
    readonly position: string;
    readonly name: string;
    readonly sure: boolean;
  } | null;
  /** How many, the first and the last of them. */
  readonly recipients?: readonly [count: number, first: string, last: string] | null;
}

const law = (number: string, year: string, subject: string, page: number | null, name: string): Reading => ({
  agency: 'QUỐC HỘI',
  superior: null,
  number: [number, null, `/${year}/QH15`],
  date: null,
  type: 'Luật',
  subject,
  block: page === null ? null : { page, authority: null, position: 'CHỦ TỊCH QUỐC HỘI', name, sure: false },
  recipients: null,
});

const policeLetter = {
  agency: 'CỤC CẢNH SÁT PCCC VÀ CNCH',
  superior: 'BỘ CÔNG AN',
  type: 'Công văn',
  subject: 'V/v đề nghị góp ý dự thảo TCVN',
  block: { page: 1, authority: 'KT. CỤC TRƯỞNG', position: 'PHÓ CỤC TRƯỞNG', name: 'Đại tá Nguyễn Thanh Điệp', sure: true },
} as const satisfies Reading;

/** By the beginning of the file's name. */
export const readings: Readonly<Record<string, Reading>> = {
  '82c06472': {
    ...policeLetter,
    number: ['286', 'Signature3', '/C07-P6'],
    date: ['Hà Nội', '27', '01', '2026'],
    recipients: [4, 'Như trên', 'Lưu: VT, P6'],
  },
  d73b11b9: {
    ...policeLetter,
    number: ['picture', 'Signature3', '/PCCC&CNCH-P6'],
    date: ['Hà Nội', 'picture', 'picture', '2026'],
    recipients: [3, 'Như trên', 'Lưu: VT, P6'],
  },
  '065811f3': law('26', '2023', 'CĂN CƯỚC', 30, 'Vương Đình Huệ'),
  // The first part of a law; the second has no head.
  '525edc13': law('36', '2024', 'TRẬT TỰ, AN TOÀN GIAO THÔNG ĐƯỜNG BỘ', null, ''),
  '562283da': {
    agency: null,
    number: null,
    date: null,
    block: { page: 61, authority: null, position: 'CHỦ TỊCH QUỐC HỘI', name: 'Trần Thanh Mẫn', sure: false },
    recipients: null,
  },
  '9b1cd167': law('20', '2023', 'GIAO DỊCH ĐIỆN TỬ', 30, 'Vương Đình Huệ'),
  fa8ffaf7: law('55', '2024', 'PHÒNG CHÁY, CHỮA CHÁY VÀ CỨU NẠN, CỨU HỘ', 43, 'Trần Thanh Mẫn'),
  'text-circular-02-2021': {
    agency: 'BỘ TÀI CHÍNH',
    superior: null,
    number: ['02', null, '/2021/TT-BTC'],
    date: ['Hà Nội', '08', '01', '2021'],
    type: 'Thông tư',
    subject:
      'QUY ĐỊNH MỨC THU, CHẾ ĐỘ THU, NỘP, QUẢN LÝ VÀ SỬ DỤNG PHÍ KIỂM ĐỊNH PHƯƠNG TIỆN PHÒNG CHÁY VÀ CHỮA CHÁY',
    block: { page: 2, authority: 'KT. BỘ TRƯỞNG', position: 'THỨ TRƯỞNG', name: 'Vũ Thị Mai', sure: false },
  },
  'text-decree-65-2018': {
    agency: 'CHÍNH PHỦ',
    superior: null,
    number: ['65', null, '/2018/NĐ-CP'],
    date: ['Hà Nội', '12', '5', '2018'],
    type: 'Nghị định',
    subject: 'QUY ĐỊNH CHI TIẾT THI HÀNH MỘT SỐ ĐIỀU CỦA LUẬT ĐƯỜNG SẮT',
    block: { page: 17, authority: 'TM. CHÍNH PHỦ', position: 'THỦ TƯỚNG', name: 'Nguyễn Xuân Phúc', sure: true },
    recipients: [19, 'Ban Bí thư Trung ương Đảng', 'Lưu: VT, CN (2). XH'],
  },
  // Its cover names the nation in the middle of the page; it is no letter.
  'text-draft-regulation-82p': { agency: null, number: null, date: null, type: null, subject: null, block: null, recipients: null },
};

/** Colour and resolution of scans, as pdfimages lists them; all others of the corpus are 1-bit. */
export const colourScans: Readonly<Record<string, number>> = {
  'scan-circular-04-2021': 300,
  'scan-circular-150-2020': 200,
  'scan-plan-753': 240,
  b5c701cd: 300,
};
