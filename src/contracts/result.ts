import { z } from 'zod';
import { Fault, type FaultValue, faultValueSchema, toFaultValue } from './faults/index.js';

/** The envelope of every reply that crosses a process border: errors travel as values. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: FaultValue };

export const resultSchema = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: faultValueSchema }),
  ]);

/**
 * Runs `work` and puts its outcome into the envelope; nothing escapes as an exception. What is thrown and is no Fault
 * is a defect: the envelope hides it, so `defect` is told.
 */
export const settle = async <T>(
  work: () => T | Promise<T>,
  defect: (thrown: unknown) => void = () => undefined,
): Promise<Result<T>> => {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    if (!(thrown instanceof Fault)) defect(thrown);
    return { ok: false, error: toFaultValue(thrown) };
  }
};
