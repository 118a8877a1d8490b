/** Documents with an appearance on a page, and what other programs see in them. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, PdfName, type PdfRef } from '../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';

export const FONT = new Uint8Array(readFileSync('resources/fonts/LiberationSerif-Regular.ttf'));

export const open = (bytes: Uint8Array): PdfDocument => PdfDocument.open(new MemorySource(bytes));

/** One empty page. */
export const blankPage = async (widthPt: number, heightPt: number): Promise<Uint8Array> => {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage([widthPt, heightPt]);
  return document.save();
};

/** `original` with a revision in which page 1 shows the forms that `write` makes, each in its rectangle. */
export const shown = async (
  original: Uint8Array,
  write: (writer: RevisionWriter) => Promise<readonly { form: PdfRef; rect: readonly number[] }[]>,
): Promise<Uint8Array> => {
  const document = open(original);
  const writer = new RevisionWriter(document);
  const annotations = (await write(writer)).map(({ form, rect }) => {
    const ref = writer.allocate();
    const entries = { Type: new PdfName('Annot'), Subtype: new PdfName('Stamp'), F: 4, Rect: [...rect] };
    writer.set(ref, new PdfDict(Object.entries({ ...entries, AP: new PdfDict([['N', form]]) })));
    return ref;
  });
  const [page] = document.pages();
  if (!page) throw new Error('no page');
  writer.set(page.ref, page.dict.with({ Annots: annotations }));
  return Buffer.concat([original, writer.serialize().bytes]);
};

const run = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] });

export interface Inspected {
  /** pdftotext, lines without their ends. */
  readonly text: readonly string[];
  /** pdffonts, one row for each font. */
  readonly fonts: readonly string[];
  /** pdfimages -list, one row for each image. */
  readonly images: readonly string[];
}

/** What poppler finds; qpdf must find nothing wrong. */
export const inspect = (folder: string, name: string, bytes: Uint8Array): Inspected => {
  const path = join(folder, `${name}.pdf`);
  writeFileSync(path, bytes);
  run('qpdf', ['--check', path]);
  const rows = (output: string): string[] => output.split('\n').slice(2).filter(Boolean);
  return {
    text: run('pdftotext', ['-layout', '-enc', 'UTF-8', path, '-'])
      .split(/[\n\f]/)
      .map((line) => line.trim())
      .filter(Boolean),
    fonts: rows(run('pdffonts', [path])),
    images: rows(run('pdfimages', ['-list', path])),
  };
};

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of a pixel; the origin is at the upper left. */
  at(x: number, y: number): readonly [number, number, number];
}

/** Page 1 as poppler draws it. */
export const rendered = (folder: string, name: string, bytes: Uint8Array, dpi: number): Picture => {
  const path = join(folder, `${name}.pdf`);
  writeFileSync(path, bytes);
  run('pdftoppm', ['-r', String(dpi), '-cropbox', '-singlefile', path, join(folder, name)]);
  const ppm = readFileSync(join(folder, `${name}.ppm`));
  const [, width = 0, height = 0] =
    /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.toString('latin1', 0, 40))?.map(Number) ?? [];
  const start = ppm.length - 3 * width * height;
  return {
    width,
    height,
    at: (x, y) => {
      const i = start + 3 * (y * width + x);
      return [ppm[i] ?? 0, ppm[i + 1] ?? 0, ppm[i + 2] ?? 0];
    },
  };
};
