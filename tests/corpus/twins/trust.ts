/** The twins' hierarchy in a folder as the product ships one. */
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cast } from './cast.js';

/**
 * Writes `index.json` and its certificates: anchors G1 and G2, their CAs pinned beside them.
 * @param oldAuthority whether the CA of G1, whose own signature is SHA-1, is among those that are pinned
 */
export const shippedLike = (cast: Cast, folder: string, { oldAuthority }: { oldAuthority: boolean }): string => {
  mkdirSync(folder, { recursive: true });
  const all = [
    ['g2-root.pem', cast.g2.root, 'anchor'],
    ['g2-sub.pem', cast.g2.sub, 'intermediate'],
    ['g1-root.pem', cast.g1.root, 'anchor'],
    ...(oldAuthority ? [['g1-sub.pem', cast.g1.sub, 'intermediate'] as const] : []),
  ] as const;
  const certificates = all.map(([file, { certificate }, role]) => {
    const { raw } = new X509Certificate(readFileSync(certificate));
    writeFileSync(join(folder, file), readFileSync(certificate));
    return { file, sha256: createHash('sha256').update(raw).digest('hex'), role, scheme: 'official-duty' };
  });
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ certificates }));
  return folder;
};
