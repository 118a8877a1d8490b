/** Plans as the main process would answer them. */
import type { ShownPlan } from '../../../../src/contracts/records.js';
import { fault } from '../support.js';

const box = { x: 90, y: 700, width: 40, height: 13 };
const gap = { page: 1, box, baseline: 703, size: 13, filled: null, sure: true, reason: null };
const anchor = (text: string) => ({ page: 1, box, text, sure: true, reason: null });

type Facts = ShownPlan['facts'];

export const pageFacts = (page: number, imageCover: number): Facts['pages'][number] => ({
  page,
  imageCover,
  lines: [],
});

export const officialFacts = (changes: Partial<Facts> = {}): Facts => ({
  pages: [pageFacts(1, 0)],
  number: { label: anchor('Số:'), gap, notation: '/QĐ-UBND' },
  date: null,
  type: { name: 'Quyết định', abbreviation: 'QĐ', anchor: null },
  subject: anchor('Về việc phê duyệt dự án'),
  ...changes,
});

export const doubt = fault('records.kind-open', 'Chưa chắc vị trí đặt dấu.');

export const plan = (changes: Partial<ShownPlan> = {}): ShownPlan => ({
  facts: officialFacts(),
  kind: { kind: 'electronic', sure: true, reasons: [] },
  way: 'own-signatures',
  template: 'sở nội vụ|quyết định|600x840',
  marks: [
    { role: 'number', page: 1, rect: { x: 95, y: 698, width: 30, height: 16 }, sure: true },
    { role: 'seal', page: 1, rect: { x: 330, y: 200, width: 100, height: 100 }, sure: true },
  ],
  refusal: null,
  look: [],
  remarks: [],
  ...changes,
});
