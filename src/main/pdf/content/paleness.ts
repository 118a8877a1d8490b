/** Colours in which text is not seen on paper (ISO 32000-2 8.6). */
import { isName, type PdfObject } from '../objects.js';

/** Of white. */
const PALE = 0.75;
const DEVICE = ['DeviceGray', 'DeviceRGB', 'DeviceCMYK', 'G', 'RGB', 'CMYK'] as const;

/**
 * @param operands of an operator that sets a colour
 * @param space as `cs` named it, null for an operator that says itself which one it means; one number in a space of its own
 *   may be a tint (8.6.6.4), of which nothing is known
 */
export const isPale = (operands: readonly PdfObject[], space: PdfObject): boolean => {
  const numbers = operands.filter((item): item is number => typeof item === 'number');
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  switch (numbers.length) {
    case 0:
      return false;
    case 1:
      return a >= PALE || (space !== null && !DEVICE.some((name) => isName(space, name)));
    case 3:
      return 0.3 * a + 0.59 * b + 0.11 * c >= PALE;
    case 4:
      return (1 - d) * (1 - (0.3 * a + 0.59 * b + 0.11 * c)) >= PALE;
    default:
      return true;
  }
};
