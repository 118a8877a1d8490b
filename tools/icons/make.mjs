/**
 * `npm run icons`: draws resources/icons/icon.svg at the sizes that Linux wants as PNG files and packs the small ones
 * into icon.ico for Windows. Needs rsvg-convert (Debian: librsvg2-bin); the results are in the repository.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { projectPath } from '../setup/support.mjs';

const folder = projectPath('resources', 'icons');
const file = (size) => `${folder}/${size}x${size}.png`;

for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
  execFileSync('rsvg-convert', ['-w', size, '-h', size, '-o', file(size), `${folder}/icon.svg`]);
}

/** ICO: a 6-byte header, a 16-byte entry for each picture, then the pictures as PNG (Windows Vista and later). */
const pictures = [16, 24, 32, 48, 64, 256].map((size) => ({ size, png: readFileSync(file(size)) }));
const header = Buffer.alloc(6 + 16 * pictures.length);
header.writeUInt16LE(1, 2);
header.writeUInt16LE(pictures.length, 4);
let offset = header.length;
for (const [index, { size, png }] of pictures.entries()) {
  const entry = 6 + 16 * index;
  header.writeUInt8(size % 256, entry); // 0 means 256
  header.writeUInt8(size % 256, entry + 1);
  header.writeUInt16LE(1, entry + 4); // planes
  header.writeUInt16LE(32, entry + 6); // bits a pixel
  header.writeUInt32LE(png.length, entry + 8);
  header.writeUInt32LE(offset, entry + 12);
  offset += png.length;
}
writeFileSync(`${folder}/icon.ico`, Buffer.concat([header, ...pictures.map(({ png }) => png)]));
