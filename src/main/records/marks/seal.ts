/** Where the seal stands beside a handwritten signature (NĐ 30/2020 Đ.33, PL I ô 8). All in one unit, mm or points. */
import type { Rect } from '../../../contracts/records-facts.js';

/**
 * The seal's right third over the left third of the signature: where one is wider than three thirds of the other, as
 * much as both rules allow. Heights have one middle.
 * @param seal around its ink
 * @param signature around the ink of the handwritten signature
 */
export const sealOver = (seal: { readonly width: number; readonly height: number }, signature: Rect): Rect => ({
  x: signature.x + overlapOf(seal.width, signature.width) - seal.width,
  y: signature.y + (signature.height - seal.height) / 2,
  width: seal.width,
  height: seal.height,
});

/** How far seal and signature overlap, from left to right. */
export const overlapOf = (sealWidth: number, signatureWidth: number): number => Math.min(sealWidth, signatureWidth) / 3;
