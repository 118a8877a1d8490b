/** What the person has typed about work with the document server. */
import type { RequestOf, ServerSettings } from '../../contracts/ipc.js';

type Series = ServerSettings['series'][number];

export interface ServerDraft {
  /** As typed; empty: no limit. */
  readonly limit: string;
  /** Keys of the series that a server gives the numbers of. */
  readonly byServer: ReadonlySet<string>;
}

export const seriesKey = ({ direction, series }: Pick<Series, 'direction' | 'series'>): string =>
  `${direction}/${series}`;

export const draftOf = ({ limit, series }: ServerSettings): ServerDraft => ({
  limit: limit === null ? '' : String(limit),
  byServer: new Set(series.filter(({ server }) => server !== null).map(seriesKey)),
});

/** The limit in kB a second; null: none. Undefined where what was typed is none. */
export const limitOf = ({ limit }: ServerDraft): number | null | undefined => {
  const typed = limit.trim();
  if (typed === '') return null;
  return /^[1-9]\d{0,5}$/.test(typed) ? Number(typed) : undefined;
};

export const withSeries = (draft: ServerDraft, key: string, byServer: boolean): ServerDraft => {
  const others = [...draft.byServer].filter((one) => one !== key);
  return { ...draft, byServer: new Set(byServer ? [...others, key] : others) };
};

/** Nothing is said of series that stay as they are. Undefined where the limit is none. */
export const orderOf = (draft: ServerDraft, kept: ServerSettings): RequestOf<'server:set'> | undefined => {
  const limit = limitOf(draft);
  if (limit === undefined) return undefined;
  const series = kept.series.flatMap((one) => {
    const byServer = draft.byServer.has(seriesKey(one));
    return byServer === (one.server !== null) ? [] : [{ direction: one.direction, series: one.series, byServer }];
  });
  return { limit, series };
};
