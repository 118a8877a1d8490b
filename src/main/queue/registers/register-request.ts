/** Registers are kept for years: what is written into them is checked at their own door, wherever it comes from. */
import type { z } from 'zod';
import { Fault } from '../../../contracts/faults/index.js';

/** `value` as the schema has it. Fault `registers.request-invalid` names the first part that does not fit. */
export const checked = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Fault('registers.request-invalid', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
};

/** As people write a number: below ten with a leading zero (NĐ 30/2020 PL I). */
export const shownNumber = (number: number): string => String(number).padStart(2, '0');

/** `2026-11-22` as `22/11/2026`. */
export const shownDay = (day: string): string => day.split('-').reverse().join('/');
