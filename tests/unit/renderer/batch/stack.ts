/** Plans as the main process would answer them. */
import type { RecordPlan } from '../../../../src/contracts/records.js';
import type { OfficialFacts, PageFacts } from '../../../../src/contracts/records-facts.js';
import { fault } from '../support.js';

const box = { x: 90, y: 700, width: 40, height: 13 };
const gap = { page: 1, box, baseline: 703, size: 13, filled: null, sure: true, reason: null };
const anchor = (text: string) => ({ page: 1, box, text, sure: true, reason: null });

export const pageFacts = (page: number, imageCover: number): PageFacts => ({
  page,
  width: 595,
  height: 842,
  text: { characters: 0, vietnamese: 0, recognised: false, usable: false },
  images: [],
  imageCover,
  occupied: [],
  complete: true,
});

export const officialFacts = (changes: Partial<OfficialFacts> = {}): OfficialFacts => ({
  pdfVersion: '1.7',
  pageCount: 3,
  pages: [pageFacts(1, 0)],
  nation: null,
  motto: null,
  agency: null,
  superiorAgency: null,
  number: { label: anchor('Số:'), gap, notation: '/QĐ-UBND' },
  date: null,
  type: { name: 'Quyết định', abbreviation: 'QĐ', anchor: null },
  subject: anchor('Về việc phê duyệt dự án'),
  block: null,
  recipients: null,
  appendix: null,
  stamps: [],
  secrecy: null,
  urgency: null,
  ...changes,
});

export const doubt = fault('records.kind-open', 'Chưa chắc vị trí đặt dấu.');

export const plan = (changes: Partial<RecordPlan> = {}): RecordPlan => ({
  facts: officialFacts(),
  kind: { kind: 'electronic', sure: true, reasons: [] },
  way: 'own-signatures',
  marks: [
    { role: 'number', page: 1, rect: { x: 95, y: 698, width: 30, height: 16 }, sure: true },
    { role: 'seal', page: 1, rect: { x: 330, y: 200, width: 100, height: 100 }, sure: true },
  ],
  refusal: null,
  look: [],
  remarks: [],
  ...changes,
});
