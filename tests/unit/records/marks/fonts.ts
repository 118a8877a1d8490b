import { readFileSync } from 'node:fs';

const font = (style: string): Uint8Array =>
  new Uint8Array(readFileSync(`resources/fonts/LiberationSerif-${style}.ttf`));

export const FONTS = { regular: font('Regular'), bold: font('Bold'), italic: font('Italic') };
