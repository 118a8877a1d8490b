/** Which documents of the list are shown. */
import type { DocumentInfo } from '../../contracts/ipc.js';
import type { FileReport } from '../../contracts/verification.js';
import type { Standing } from './standing.js';

export const filters = ['all', 'invalid', 'indeterminate', 'own-root', 'valid', 'unsigned'] as const;
export type Filter = (typeof filters)[number];

export interface CheckedDocument {
  readonly document: DocumentInfo;
  /** Null as long as it is being checked. */
  readonly standing: Standing | null;
  readonly report: FileReport | null;
}

/** Lower case without Vietnamese marks; `đ` is a letter of its own that NFD does not take apart. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd');

/** What can be searched for: the name of the file, who signed it, and what the marks on its pages say. */
const searchable = ({ document, report }: CheckedDocument): string =>
  fold(
    [
      document.name,
      ...(report?.signatures ?? []).flatMap(({ signer }) => [signer?.commonName, signer?.organization]),
      ...(report?.marks ?? []).map(({ text }) => text),
    ]
      .filter((part) => part !== null && part !== undefined)
      .join('\n'),
  );

/** Documents with every word of `text` and the wanted standing, in their order. */
export const matching = (all: readonly CheckedDocument[], filter: Filter, text: string): CheckedDocument[] => {
  const words = fold(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
  return all.filter((one) => {
    if (filter !== 'all' && one.standing !== filter) return false;
    if (words.length === 0) return true;
    const content = searchable(one);
    return words.every((word) => content.includes(word));
  });
};

export const countsOf = (all: readonly CheckedDocument[]): Readonly<Record<Filter | 'checking', number>> => {
  const counts = { all: all.length, invalid: 0, indeterminate: 0, 'own-root': 0, valid: 0, unsigned: 0, checking: 0 };
  for (const { standing } of all) counts[standing ?? 'checking'] += 1;
  return counts;
};
