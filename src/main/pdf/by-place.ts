import { LIMITS } from './limits.js';
import type { XrefEntry } from './object-table.js';

/** Numbers of objects are below this: stream and number of an object fit into one float. */
const NUMBERS = LIMITS.objectNumber + 1;

/**
 * The numbers of all objects that are in use, those of one object stream together, so that each stream is decoded once.
 * Eight bytes an object at most: a file may have millions.
 */
export function* numbersByPlace(document: {
  objectNumbers(): Iterable<number>;
  entry(num: number): XrefEntry | undefined;
}): Iterable<number> {
  let compressed = 0;
  for (const num of document.objectNumbers()) {
    const kind = document.entry(num)?.kind;
    if (kind === 'compressed') compressed += 1;
    else if (kind === 'offset') yield num;
  }
  const places = new Float64Array(compressed);
  for (const num of document.objectNumbers()) {
    const entry = document.entry(num);
    if (entry?.kind === 'compressed') places[--compressed] = Math.min(entry.stream, NUMBERS) * NUMBERS + num;
  }
  for (const place of places.sort()) yield place % NUMBERS;
}
