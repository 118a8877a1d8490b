/** Where a document stands with those it was sent to, and with who sent it: one line that a clerk understands. */
import type { Business, Organization } from '../../../contracts/edxml.js';
import { isStatusCode, statusLabels } from './status.js';

export interface StatusLine {
  readonly vi: string;
  readonly en: string;
}

type Change = Exclude<Business['kind'], 'new'>;

/** What an office said of a document: a status by its code, or by its kind a package that changes the document. */
export interface Word {
  readonly from: Organization;
  readonly code: string;
  readonly at?: string | undefined;
  readonly description?: string | undefined;
}

/** The last package that left here about a document. */
export interface Sent {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly kind: Business['kind'];
}

const changes = {
  recall: { vi: 'thu hồi', en: 'recall', done: { vi: 'đã thu hồi văn bản này', en: 'took it back' } },
  update: { vi: 'cập nhật', en: 'update', done: { vi: 'đã cập nhật văn bản này', en: 'updated it' } },
  replace: { vi: 'thay thế', en: 'replacement', done: { vi: 'đã thay thế văn bản này', en: 'replaced it' } },
} as const satisfies Record<Change, StatusLine & { readonly done: StatusLine }>;

const isChange = (kind: string): kind is Change => Object.hasOwn(changes, kind);

/** Answers to a change have the codes of their own, and those by which a document itself is taken or refused. */
const answerTo = (code: string, { vi, en }: StatusLine): StatusLine | null => {
  switch (code) {
    case '03':
    case '15':
      return { vi: `đồng ý ${vi}`, en: `${en} agreed to` };
    case '02':
    case '16':
      return { vi: `từ chối ${vi}`, en: `${en} refused` };
    default:
      return null;
  }
};

const wordsOf = (code: string, sent: Sent | null): StatusLine => {
  const answer = sent !== null && isChange(sent.kind) ? answerTo(code, changes[sent.kind]) : null;
  if (answer !== null) return answer;
  if (isStatusCode(code)) return statusLabels[code];
  if (isChange(code)) return changes[code].done;
  return { vi: `báo trạng thái lạ “${code}”`, en: `sent the status “${code}”` };
};

/** What is counted, in the order in which it is told: the furthest first. */
const counted = ['15', '06', '05', '04', '03', '01'] as const;
/** Somebody has to look into it: it is told with the office's name and words. */
const standsOut = ({ code }: Word): boolean => !counted.some((one) => one === code);

const vietnamMs = 7 * 3_600_000;

/** ` (10:02 ngày 02/03/2026)`, Vietnamese time. */
const when = (at: string | undefined): StatusLine => {
  if (at === undefined) return { vi: '', en: '' };
  const local = new Date(Date.parse(at) + vietnamMs).toISOString();
  const [clock, day] = [local.slice(11, 16), `${local.slice(8, 10)}/${local.slice(5, 7)}/${local.slice(0, 4)}`];
  return { vi: ` (${clock} ngày ${day})`, en: ` (${clock}, ${day})` };
};

const nameOf = ({ name, organId }: Organization): string => name ?? organId ?? '?';

const oneLine = (word: Word, sent: Sent | null): StatusLine => {
  const { from, code, at, description } = word;
  const words = wordsOf(code, sent);
  const time = when(at);
  const more = description === undefined ? '.' : `: ${description.replace(/[\s.]+$/u, '')}.`;
  return { vi: `${nameOf(from)} ${words.vi}${time.vi}${more}`, en: `${nameOf(from)}: ${words.en}${time.en}${more}` };
};

/** The newest word of each office; of two at the same time the later in the list. */
const newestOfEach = (words: readonly Word[]): Word[] => {
  const newest = new Map<string, Word>();
  for (const word of words) {
    const key = word.from.organId ?? nameOf(word.from);
    const known = newest.get(key);
    if (known === undefined || (known.at ?? '') <= (word.at ?? '')) newest.set(key, word);
  }
  return [...newest.values()];
};

/** Once a change was sent, what was said before it says nothing of it; only a change is ever answered by 15 and 16. */
const sinceChange = (words: readonly Word[], sent: Sent | null): readonly Word[] =>
  sent === null || !isChange(sent.kind)
    ? words
    : words.filter(({ code, at }) => code === '15' || code === '16' || at === undefined || at >= sent.at);

const offices = (count: number): string => (count === 1 ? '1 office' : `${count} offices`);

/** How many offices say the same, and how many say nothing. */
const sumOf = (words: readonly Word[], silent: number, sent: Sent | null): StatusLine => {
  const groups = new Map<string, { readonly en: string; readonly count: number }>();
  for (const code of counted) {
    const { vi, en } = wordsOf(code, sent);
    const count = words.filter((word) => word.code === code).length + (groups.get(vi)?.count ?? 0);
    if (count > 0) groups.set(vi, { en, count });
  }
  if (silent > 0) groups.set('chưa phản hồi', { en: 'no answer yet', count: silent });
  const all = [...groups];
  return {
    vi: all.map(([vi, { count }]) => `${count} nơi ${vi}`).join('; '),
    en: all.map(([, { en, count }]) => `${offices(count)}: ${en}`).join('; '),
  };
};

const leadOf = ({ kind, at }: Sent, recipients: number): StatusLine => {
  const time = when(at);
  return kind === 'new'
    ? { vi: `Đã lập gói gửi ${recipients} nơi${time.vi}`, en: `Package for ${offices(recipients)} made${time.en}` }
    : { vi: `Đã lập gói ${changes[kind].vi}${time.vi}`, en: `Package for the ${changes[kind].en} made${time.en}` };
};

const sentence = (text: string): string => (text === '' || text.endsWith('.') ? text : `${text}.`);

/**
 * One line about a document, out of everything that was said of it. `recipients`: how many offices owe an answer.
 * Several answers are counted; what somebody has to look into is told with the office's name and words. `sent`: the last
 * package of ours about it, where one left here.
 */
export const statusLine = (words: readonly Word[], recipients: number, sent: Sent | null = null): StatusLine => {
  const newest = newestOfEach(sinceChange(words, sent));
  const [only, ...others] = newest;
  const lead = sent !== null && (only === undefined || isChange(sent.kind)) ? leadOf(sent, recipients) : null;
  if (only === undefined)
    return {
      vi: sentence([lead?.vi, 'chưa nơi nào phản hồi'].filter(Boolean).join('; ')),
      en: sentence([lead?.en, 'no answer yet'].filter(Boolean).join('; ')),
    };
  const isOne = others.length === 0 && recipients <= 1;
  const told = newest.filter((word) => isOne || standsOut(word)).map((word) => oneLine(word, sent));
  const silent = Math.max(0, recipients - newest.length);
  const sum = isOne
    ? { vi: '', en: '' }
    : sumOf(
        newest.filter((word) => !standsOut(word)),
        silent,
        sent,
      );
  const parts = [...(lead ? [lead] : []), ...told, sum];
  return {
    vi: parts
      .map(({ vi }) => sentence(vi))
      .filter(Boolean)
      .join(' '),
    en: parts
      .map(({ en }) => sentence(en))
      .filter(Boolean)
      .join(' '),
  };
};
