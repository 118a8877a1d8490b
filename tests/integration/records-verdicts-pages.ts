/** Pages before and after, and what of their print lies under marks. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MarkPlace, MarkRole } from '../../src/contracts/records.js';
import type { Rect } from '../../src/contracts/records-facts.js';
import { type Picture, rendered } from './appearance-support.js';
import { DPI, isBlue, isDark } from './records-marks-support.js';

/** A page of a file as poppler draws it. */
export const drawn = (folder: string, name: string, file: string, page: number): Picture => {
  if (page === 1) return rendered(folder, name, readFileSync(file), DPI);
  const single = join(folder, `${name}-single.pdf`);
  execFileSync('qpdf', [file, '--pages', '.', String(page), '--', single], { stdio: 'pipe', timeout: 60_000 });
  return rendered(folder, name, readFileSync(single), DPI);
};

interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Print is dark; the blue of a pen is meant to be covered. */
const isPrint = (picture: Picture, x: number, y: number): boolean => {
  const rgb = picture.at(x, y);
  return isDark(rgb) && !isBlue(rgb);
};

const changed = (was: Picture, is: Picture): Pixel[] => {
  const found: Pixel[] = [];
  for (let y = 0; y < was.height; y++) {
    for (let x = 0; x < was.width; x++) {
      const after = is.at(x, y);
      if (was.at(x, y).some((value, i) => value !== after[i])) found.push({ x, y });
    }
  }
  return found;
};

const holds = ({ x, y, width, height }: Rect, { height: rows }: Picture, pixel: Pixel): boolean => {
  const [px, py] = [((pixel.x + 0.5) * 72) / DPI, ((rows - pixel.y - 0.5) * 72) / DPI];
  return px >= x - 1 && px <= x + width + 1 && py >= y - 1 && py <= y + height + 1;
};

export type Covered = ReadonlyMap<MarkRole | 'no mark', number>;

/** How many pixels of print look otherwise, by the mark at whose place they are. */
export const coveredPrint = (was: Picture, is: Picture, places: readonly MarkPlace[]): Covered => {
  const found = new Map<MarkRole | 'no mark', number>();
  for (const pixel of changed(was, is).filter(({ x, y }) => isPrint(was, x, y))) {
    const role = places.find(({ rect }) => holds(rect, was, pixel))?.role ?? 'no mark';
    found.set(role, (found.get(role) ?? 0) + 1);
  }
  return found;
};
