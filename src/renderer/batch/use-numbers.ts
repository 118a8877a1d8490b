import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { usePresets } from '../settings/use-presets.js';
import { call } from '../ui/kyso.js';
import type { Choices } from './choices.js';
import { today } from './days.js';
import { assigned, numberQuestion } from './numbering.js';
import type { Row } from './rows.js';

export const numbersKey = ['records', 'numbers'] as const;

export interface Numbers {
  /** By document, of those that go. */
  readonly of: ReadonlyMap<string, number>;
  /** `yyyy-mm-dd`: the day that they were asked for, and that goes with them: at midnight a year may end. */
  readonly date: string;
  readonly error: Error | null;
  /** Every document that needs a number has one. */
  readonly complete: boolean;
}

/**
 * @param rows those that go, in the order in which they are numbered
 * @param settled none is being planned any more: before that there would be a question for each of them
 */
export const useNumbers = (rows: readonly Row[], { operation, common }: Choices, settled: boolean): Numbers => {
  const { data: presets } = usePresets();
  const { types } = useMemo(() => numberQuestion(rows), [rows]);
  const date = common.date ?? today(new Date());
  const question = { operation, year: Number(date.slice(0, 4)), types: [...types] };
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: [...numbersKey, question],
    queryFn: () => call('records:numbers', question),
    enabled: settled && types.length > 0,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  const of = useMemo(
    () => assigned(rows, data ?? [], operation, presets?.office.series ?? []),
    [rows, data, operation, presets],
  );
  const needed = rows.filter(({ numbered }) => numbered).length;
  return { of, date, error, complete: of.size >= needed && !isPlaceholderData };
};
