/** Where a document stands with those it was sent to: one line that a clerk understands. */
import type { EdxmlStatus, Organization } from '../../../contracts/edxml.js';
import { isStatusCode, type StatusCode } from './status.js';

export interface StatusLine {
  readonly vi: string;
  readonly en: string;
}

const said = {
  '01': { vi: 'đã nhận được, chưa xử lý', en: 'has got it, not handled yet' },
  '02': { vi: 'từ chối tiếp nhận', en: 'refused it' },
  '03': { vi: 'đã tiếp nhận, vào sổ', en: 'accepted and registered it' },
  '04': { vi: 'đã phân công xử lý', en: 'assigned it' },
  '05': { vi: 'đang xử lý', en: 'is working on it' },
  '06': { vi: 'đã hoàn thành xử lý', en: 'completed it' },
  '13': { vi: 'yêu cầu thu hồi', en: 'asks for it back' },
  '15': { vi: 'đồng ý cập nhật hoặc thu hồi', en: 'agreed to the update or recall' },
  '16': { vi: 'từ chối cập nhật hoặc thu hồi', en: 'refused the update or recall' },
} as const satisfies Record<StatusCode, StatusLine>;

/** What somebody has to act on comes first; the rest in the order in which an office goes through it. */
const order: readonly StatusCode[] = ['02', '16', '13', '15', '06', '05', '04', '03', '01'];

const vietnamMs = 7 * 3_600_000;

/** `lúc 10:02 ngày 02/03/2026`, Vietnamese time. */
const when = (at: string | undefined): StatusLine => {
  if (at === undefined) return { vi: '', en: '' };
  const local = new Date(Date.parse(at) + vietnamMs).toISOString();
  const [clock, day] = [local.slice(11, 16), `${local.slice(8, 10)}/${local.slice(5, 7)}/${local.slice(0, 4)}`];
  return { vi: ` lúc ${clock} ngày ${day}`, en: ` at ${clock} on ${day}` };
};

const nameOf = ({ name, organId }: Organization): string => name ?? organId ?? '?';

const oneLine = ({ from, code, at, description }: EdxmlStatus): StatusLine => {
  const words = isStatusCode(code)
    ? said[code]
    : { vi: `báo trạng thái lạ “${code}”`, en: `sent the status “${code}”` };
  const time = when(at);
  const more = description === undefined ? '' : `: ${description}`;
  return { vi: `${nameOf(from)} ${words.vi}${time.vi}${more}.`, en: `${nameOf(from)} ${words.en}${time.en}${more}.` };
};

/** The newest word of each office; of two at the same time the later in the list. */
const newestOfEach = (statuses: readonly EdxmlStatus[]): EdxmlStatus[] => {
  const newest = new Map<string, EdxmlStatus>();
  for (const status of statuses) {
    const key = status.from.organId ?? nameOf(status.from);
    const known = newest.get(key);
    if (known === undefined || (known.at ?? '') <= (status.at ?? '')) newest.set(key, status);
  }
  return [...newest.values()];
};

/** Told in words of its own: what somebody has to look into. */
const standsOut = ({ code }: EdxmlStatus): boolean => code === '02' || code === '16' || !isStatusCode(code);

/** How many offices say the same, in the order of {@link order}. */
const counted = (statuses: readonly EdxmlStatus[]): (StatusLine & { readonly count: number })[] =>
  order
    .map((code) => ({ ...said[code], count: statuses.filter((status) => status.code === code).length }))
    .filter(({ count }) => count > 0);

/**
 * One line about a document that was sent to `recipients` offices, out of everything they answered. Several answers are
 * counted; a refusal, or what nobody knows, is told with the office's name and words.
 */
export const statusLine = (statuses: readonly EdxmlStatus[], recipients: number): StatusLine => {
  const newest = newestOfEach(statuses);
  const [only, ...others] = newest;
  if (only === undefined)
    return { vi: 'Đã gửi, chưa nơi nhận nào phản hồi.', en: 'Sent; no recipient has answered yet.' };
  if (others.length === 0 && recipients <= 1) return oneLine(only);
  const told = newest.filter(standsOut).map(oneLine);
  const groups = counted(newest.filter((status) => !standsOut(status)));
  const silent = Math.max(0, recipients - newest.length);
  const vi = groups.map(({ count, vi: words }) => `${count} nơi ${words}`);
  const en = groups.map(({ count, en: words }) => `${count}: ${words}`);
  if (silent > 0) vi.push(`${silent} nơi chưa phản hồi`);
  if (silent > 0) en.push(`${silent}: no answer yet`);
  const sum = { vi: vi.length > 0 ? `${vi.join(', ')}.` : '', en: en.length > 0 ? `${en.join(', ')}.` : '' };
  return {
    vi: [...told.map((line) => line.vi), sum.vi].filter((part) => part !== '').join(' '),
    en: [...told.map((line) => line.en), sum.en].filter((part) => part !== '').join(' '),
  };
};
