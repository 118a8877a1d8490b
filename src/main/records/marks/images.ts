/** Images of the seal, the handwritten signature and initials, as large as they are on paper. */
import { encodedImage } from '../../appearance/image.js';
import { mm } from '../../appearance/units.js';
import type { MarkLook } from './look.js';

/**
 * An image at this width; its box has its shape, so that nothing is distorted.
 * @param widthMm of the whole image, transparent margins included
 * @throws Fault `signing.image-unreadable`, `signing.image-kind`, `signing.image-cmyk`, `signing.image-too-large`
 */
export const imageMark = (bytes: Uint8Array, widthMm: number): MarkLook => {
  const { width, height } = encodedImage(bytes, null);
  // Without a width of its own: it fills its box, and leaves the training note its bar.
  return {
    appearance: { kind: 'image', image: { bytes } },
    width: mm(widthMm),
    height: (mm(widthMm) * height) / width,
  };
};
