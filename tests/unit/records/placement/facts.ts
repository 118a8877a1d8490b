/** A letter by the book on one A4 page, as it is read. */
import { type OfficialFacts, officialFactsSchema, type Rect } from '../../../../src/contracts/records-facts.js';

const rect = (x: number, y: number, width: number, height: number): Rect => ({ x, y, width, height });
const sure = { sure: true, reason: null } as const;
const anchor = (text: string, box: Rect) => ({ page: 1, box, text, ...sure });

export const PLACES = {
  nation: rect(290, 765, 250, 14),
  number: { label: rect(100, 716, 22, 13), gap: rect(124, 717, 40, 9), notation: rect(164, 716, 60, 13) },
  day: rect(408, 699, 22, 9),
  month: rect(464, 699, 20, 9),
  block: rect(350, 270, 150, 30),
  area: rect(350, 190, 150, 78),
  name: rect(365, 175, 120, 14),
  recipients: rect(85, 285, 60, 12),
} as const;

const gap = (box: Rect, baseline: number) => ({ page: 1, box, baseline, size: 13, filled: null, ...sure });

/** Lines of the body, full width. */
const body = Array.from({ length: 14 }, (_, i) => rect(85, 590 - i * 20, 455, 14));

export const letterFacts = (change: Partial<OfficialFacts> = {}): OfficialFacts =>
  officialFactsSchema.parse({
    pdfVersion: '1.7',
    pageCount: 1,
    pages: [
      {
        page: 1,
        width: 595,
        height: 842,
        text: { characters: 900, vietnamese: 0.3, recognised: false, usable: true },
        images: [],
        imageCover: 0,
        occupied: [
          PLACES.nation,
          rect(330, 748, 170, 14),
          rect(85, 765, 160, 14),
          PLACES.number.label,
          PLACES.number.notation,
          rect(310, 698, 96, 13),
          rect(432, 698, 30, 13),
          rect(486, 698, 50, 13),
          ...body,
          PLACES.block,
          PLACES.name,
          PLACES.recipients,
          rect(85, 270, 90, 12),
        ],
        complete: true,
      },
    ],
    nation: anchor('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', PLACES.nation),
    motto: null,
    agency: anchor('SỞ NỘI VỤ', rect(85, 765, 160, 14)),
    superiorAgency: null,
    number: {
      label: anchor('Số:', PLACES.number.label),
      gap: gap(PLACES.number.gap, 719),
      notation: '/TTr-SNV',
    },
    date: {
      line: anchor('Hà Nội, ngày tháng năm 2026', rect(310, 698, 226, 13)),
      city: 'Hà Nội',
      day: gap(PLACES.day, 701),
      month: gap(PLACES.month, 701),
      year: '2026',
    },
    type: { name: 'Tờ trình', abbreviation: 'TTr', anchor: null },
    subject: null,
    block: {
      page: 1,
      box: PLACES.block,
      authority: null,
      position: 'GIÁM ĐỐC',
      name: anchor('Nguyễn Thị Thử Nghiệm', PLACES.name),
      area: PLACES.area,
      ...sure,
    },
    recipients: { anchor: anchor('Nơi nhận:', PLACES.recipients), list: ['Như trên', 'Lưu: VT'] },
    stamps: [],
    appendix: null,
    secrecy: null,
    urgency: null,
    ...change,
  });

/** The same with page 1 changed. */
export const withPage = (change: Partial<OfficialFacts['pages'][number]>): OfficialFacts => {
  const facts = letterFacts();
  const [page] = facts.pages;
  if (!page) throw new Error('no page');
  return { ...facts, pages: [{ ...page, ...change }] };
};
