/** Reads a verb's words strictly: an unknown option, a missing value or a wrong one is a usage error, never a guess. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { Fault } from '../../contracts/faults/index.js';

export const usage = (detail: string): Fault => new Fault('app.usage', { detail });

type Options = NonNullable<ParseArgsConfig['options']>;

/** What Node says of a wrong word in English, in the words of the user. */
const complaint = (cause: unknown): string => {
  const message = cause instanceof Error ? cause.message : String(cause);
  const option = /'[^']*?(--?[\w-]+)(?: <value>)?'/.exec(message)?.[1] ?? '';
  switch (cause instanceof Error && 'code' in cause ? cause.code : undefined) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `không có tùy chọn ${option}`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return message.includes('does not take') ? `${option} không nhận giá trị` : `${option} thiếu giá trị`;
    default:
      return message;
  }
};

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
    throw usage(complaint(cause));
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

const pointsPerMillimetre = 72 / 25.4;

/** A length in points: `12.5`, or in millimetres `20mm`. */
const readLength = (text: string): number =>
  text.endsWith('mm') ? Number(text.slice(0, -2)) * pointsPerMillimetre : Number(text);

/** Four lengths `x,y,w,h`, in points; width and height above 0. */
export const readRect = (value: string, option: string): { x: number; y: number; width: number; height: number } => {
  const numbers = value.split(',').map((part) => (part.trim() === '' ? Number.NaN : readLength(part.trim())));
  const [x = Number.NaN, y = Number.NaN, width = 0, height = 0] = numbers;
  if (numbers.length !== 4 || !numbers.every(Number.isFinite) || width <= 0 || height <= 0) {
    throw usage(
      `${option} phải có dạng x,y,rộng,cao (đơn vị 1/72 inch, hoặc mm như 20mm; gốc ở góc dưới bên trái trang)`,
    );
  }
  return { x, y, width, height };
};

/** A finite number above 0. */
export const readPositive = (value: string, option: string): number => {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0) throw usage(`${option} phải là số lớn hơn 0`);
  return number;
};

/** An ISO 8601 time. */
export const readTime = (value: string): Date => {
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) throw usage('--at phải là thời điểm ISO 8601, ví dụ 2026-11-22T08:00:00+07:00');
  return time;
};
