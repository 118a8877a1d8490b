/** Reads a verb's words strictly: an unknown option, a missing value or a wrong one is a usage error, never a guess. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Fault } from '../../contracts/faults/index.js';

export const usage = (detail: string): Fault => new Fault('app.usage', { detail });

type Options = NonNullable<ParseArgsConfig['options']>;

/** The words of one verb, by the options it knows; `--json` is known to all. */
export const readArguments = <O extends Options>(words: readonly string[], options: O) => {
  try {
    return parseArgs({
      args: [...words],
      options: { ...options, json: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
  } catch (cause) {
    throw usage(cause instanceof Error ? cause.message : String(cause));
  }
};

/** The value of an option that must be there. */
export const required = (value: string | undefined, option: string): string => {
  if (value === undefined || value === '') throw usage(`thiếu ${option}`);
  return value;
};

/** One of a closed list. */
export const oneOf = <T extends string>(value: string, allowed: readonly T[], option: string): T => {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw usage(`${option} phải là một trong: ${allowed.join(', ')}`);
  return found;
};

/** Four finite numbers `x,y,w,h`. */
export const readRect = (value: string): { x: number; y: number; width: number; height: number } => {
  const numbers = value.split(',').map(Number);
  const [x, y, width, height] = numbers;
  if (
    numbers.length !== 4 ||
    !numbers.every(Number.isFinite) ||
    x === undefined ||
    y === undefined ||
    !width ||
    !height ||
    width < 0 ||
    height < 0
  ) {
    throw usage('--rect phải có dạng x,y,rộng,cao (đơn vị 1/72 inch, gốc ở góc dưới bên trái trang)');
  }
  return { x, y, width, height };
};

/** An ISO 8601 time. */
export const readTime = (value: string): Date => {
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) throw usage('--at phải là thời điểm ISO 8601, ví dụ 2026-11-22T08:00:00+07:00');
  return time;
};
