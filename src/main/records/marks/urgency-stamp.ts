/** Dấu chỉ mức độ khẩn (NĐ 30/2020 PL I, ô 10b): bold capitals in a box with a single line, red. */
import type { Urgency } from '../../../contracts/records-facts.js';
import { mm } from '../../appearance/units.js';
import { drawn, type MarkLook } from './look.js';

const STAMPS = {
  'hoa-toc': { text: 'HỎA TỐC', widthMm: 30 },
  'thuong-khan': { text: 'THƯỢNG KHẨN', widthMm: 40 },
  khan: { text: 'KHẨN', widthMm: 20 },
} as const satisfies Record<Urgency, { readonly text: string; readonly widthMm: number }>;

const HEIGHT = mm(8);
const BORDER = 1;
const SIZE = 13;
/** Of capitals, of the font size: with the marks above them they look centred a little lower. */
const CAPITALS = 0.62;

/** 30 × 8, 40 × 8 or 20 × 8 mm. */
export const urgencyStamp = (urgency: Urgency): MarkLook => {
  const { text, widthMm } = STAMPS[urgency];
  const width = mm(widthMm);
  return drawn(
    { width, height: HEIGHT },
    [
      {
        text,
        x: width / 2,
        y: (HEIGHT - CAPITALS * SIZE) / 2,
        align: 'center',
        sizePt: SIZE,
        style: 'bold',
        ink: 'red',
      },
    ],
    {
      boxes: [
        {
          x: BORDER / 2,
          y: BORDER / 2,
          width: width - BORDER,
          height: HEIGHT - BORDER,
          thickness: BORDER,
          ink: 'red',
        },
      ],
    },
  );
};
