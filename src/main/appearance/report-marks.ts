/** Signs of a verdict: they differ in shape, so that a grey print tells as much as a coloured screen. */
import { LineCapStyle, type RGB, rgb } from 'pdf-lib';
import type { ReportSheet } from './report-sheet.js';

export type Mark = 'good' | 'own-root' | 'bad' | 'unsure' | 'none';

export const markColors: Readonly<Record<Mark, RGB>> = {
  good: rgb(0.06, 0.4, 0.18),
  'own-root': rgb(0.1, 0.28, 0.52),
  bad: rgb(0.66, 0.08, 0.1),
  unsure: rgb(0.56, 0.34, 0),
  none: rgb(0.36, 0.36, 0.36),
};

const paper = rgb(1, 1, 1);

/**
 * A tick in a circle, a cross in a square, a question mark in a triangle, a dash in a ring.
 * @param x left edge @param y lower edge @param size edge of its square; all in points
 */
export const drawMark = (sheet: ReportSheet, mark: Mark, x: number, y: number, size: number): void => {
  const { page } = sheet;
  const color = markColors[mark];
  const [centreX, centreY, radius] = [x + size / 2, y + size / 2, size / 2];
  const stroke = (from: readonly [number, number], to: readonly [number, number], ink = paper): void =>
    page.drawLine({
      start: { x: x + from[0] * size, y: y + from[1] * size },
      end: { x: x + to[0] * size, y: y + to[1] * size },
      thickness: size * 0.12,
      color: ink,
      lineCap: LineCapStyle.Round,
    });
  switch (mark) {
    case 'good':
    case 'own-root':
      page.drawCircle({ x: centreX, y: centreY, size: radius, color });
      stroke([0.27, 0.5], [0.44, 0.32]);
      stroke([0.44, 0.32], [0.74, 0.68]);
      break;
    case 'bad':
      page.drawRectangle({ x, y, width: size, height: size, color });
      stroke([0.28, 0.28], [0.72, 0.72]);
      stroke([0.28, 0.72], [0.72, 0.28]);
      break;
    case 'unsure':
      page.drawSvgPath(`M ${size / 2} 0 L ${size * 1.04} ${size} L ${-size * 0.04} ${size} Z`, {
        x,
        y: y + size,
        color,
      });
      stroke([0.5, 0.66], [0.5, 0.36]);
      page.drawCircle({ x: centreX, y: y + size * 0.16, size: size * 0.07, color: paper });
      break;
    case 'none':
      page.drawCircle({ x: centreX, y: centreY, size: radius * 0.9, borderColor: color, borderWidth: size * 0.1 });
      stroke([0.32, 0.5], [0.68, 0.5], color);
      break;
  }
};
