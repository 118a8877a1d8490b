/** How long the window took to answer, over all species. */
import type { Answers, Spread } from './window-watch.js';

export type Row = Answers & {
  readonly species: string;
  /** Of the machine, over the last minute. */
  readonly load: number;
  /** Milliseconds until a page was shown that was clicked on. */
  readonly click: number;
};

const measures = [
  ['page: between two turns of a timer of 10 ms', ({ page }) => page],
  ['page: between two frames', ({ frames }) => frames],
  ['question to the main process and its answer', ({ trips }) => trips],
  ['main process: delay of its event loop', ({ main }) => main],
  ['click on a page of the rail until it is shown', ({ click }) => ({ longest: click, p95: click })],
] as const satisfies readonly (readonly [string, (row: Row) => Spread])[];

const ms = (value: number): string => `${value.toFixed(0)} ms`;

/** Of species in the order of their longest: the last of the lower 95 %. */
const most = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? 0;

export const answersTable = (rows: readonly Row[]): string => {
  const loads = rows.map(({ load }) => load);
  const lines = measures.map(([what, of]) => {
    const worst = rows.reduce((a, b) => (of(b).longest > of(a).longest ? b : a));
    const longest = rows.map((row) => of(row).longest);
    const over = longest.filter((value) => value > 200).length;
    const p95 = Math.max(...rows.map((row) => of(row).p95));
    return `| ${what} | ${ms(of(worst).longest)} (${worst.species}, load ${worst.load.toFixed(1)}) | ${ms(most(longest))} | ${ms(p95)} | ${over} |`;
  });
  return [
    `${rows.length} species, load of the machine ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`,
    '',
    '| what | longest of all | longest in 95 % of species | highest 95th percentile | species above 200 ms |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
};
