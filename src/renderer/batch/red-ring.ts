/** The ring of a seal among other red ink: print in red that touches a seal makes one large heap of both. */

export interface RedCells {
  /** More than 0: red. */
  readonly cells: Uint8Array;
  readonly columns: number;
  readonly rows: number;
}

export interface Area {
  readonly left: number;
  readonly top: number;
  /** Behind the last one. */
  readonly right: number;
  readonly bottom: number;
}

const turns = 48;
const directions = Array.from({ length: turns }, (_, turn) => {
  const angle = (turn / turns) * 2 * Math.PI;
  return { x: Math.cos(angle), y: Math.sin(angle) };
});

/** Of the directions: a signature and the print below leave gaps. */
const leastRing = 0.8;
/** Outside of a seal is hardly any red, or it is no ring but a red ground. */
const mostAround = 0.35;
const around = 4;

/** In how many directions from the centre there is red at this distance, or a cell beside it. */
const seenAt = ({ cells, columns, rows }: RedCells, x: number, y: number, radius: number): number => {
  let seen = 0;
  for (const direction of directions) {
    for (const distance of [radius, radius - 1]) {
      const column = Math.round(x + direction.x * distance);
      const row = Math.round(y + direction.y * distance);
      if (column < 0 || row < 0 || column >= columns || row >= rows || (cells[row * columns + column] ?? 0) === 0)
        continue;
      seen += 1;
      break;
    }
  }
  return seen / turns;
};

/**
 * The best ring whose centre is in `area`; null where there is none.
 * @param radii least and most, in cells
 */
export const ringIn = (
  red: RedCells,
  area: Area,
  radii: { readonly least: number; readonly most: number },
): Area | null => {
  let best = { share: leastRing, x: 0, y: 0, radius: 0 };
  for (let y = area.top + radii.least; y <= area.bottom - radii.least; y += 1) {
    for (let x = area.left + radii.least; x <= area.right - radii.least; x += 1) {
      for (let radius = radii.least; radius <= radii.most; radius += 1) {
        const share = seenAt(red, x, y, radius);
        if (share < best.share || (share === best.share && radius <= best.radius)) continue;
        if (seenAt(red, x, y, radius + around) <= mostAround) best = { share, x, y, radius };
      }
    }
  }
  if (best.radius === 0) return null;
  const { x, y, radius } = best;
  return { left: x - radius, top: y - radius, right: x + radius + 1, bottom: y + radius + 1 };
};
