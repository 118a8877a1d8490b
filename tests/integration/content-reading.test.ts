/** Words of real documents, where pdftotext finds them. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { displayMatrix, transformed } from '../../src/main/pdf/content/matrix.js';
import { ContentReader, normalAppearance } from '../../src/main/pdf/content/reader.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict } from '../../src/main/pdf/objects.js';
import { type Box, readBox } from '../../src/main/pdf/pages.js';
import { FileSource } from '../../src/main/pdf/source.js';

const root = 'tests/corpus/documents';
const files = ['signed', 'unsigned'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.pdf') && !name.startsWith('scan-'))
    .map((name) => join(root, folder, name)),
);
const PAGES = 6;
const NEAR = 3;

interface Word {
  readonly text: string;
  readonly box: Box;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Of each page, origin at the upper left corner as pdftotext has it. */
const expectedWords = (file: string): Word[][] => {
  const { stdout } = spawnSync('pdftotext', ['-bbox', '-cropbox', '-l', String(PAGES), file, '-'], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout
    .split('<page ')
    .slice(1)
    .map((page) =>
      Array.from(
        page.matchAll(/<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)<\/word>/g),
        ([, left, top, right, bottom, text = '']) => ({
          text: text.replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole),
          box: { left: Number(left), top: Number(top), right: Number(right), bottom: Number(bottom) },
        }),
      ),
    );
};

const foundWords = (file: string): Word[][] => {
  const source = new FileSource(file);
  const document = PdfDocument.open(source, { recover: true });
  const reader = new ContentReader(document);
  const pages = document
    .pages()
    .slice(0, PAGES)
    .map((page) => {
      const height = page.cropBox.top - page.cropBox.bottom;
      const appearances = (document.array(page.dict, 'Annots') ?? []).flatMap((item) => {
        const annotation = document.resolve(item);
        const stream = annotation instanceof PdfDict ? normalAppearance(document, annotation) : null;
        const rect = annotation instanceof PdfDict ? readBox(document, annotation.get('Rect')) : null;
        return stream && rect ? reader.appearance(stream, rect, page).items : [];
      });
      return [...reader.page(page).items, ...appearances].flatMap((item) => {
        if (item.kind !== 'text') return [];
        const { left, bottom, right, top } = transformed(displayMatrix(page), item.box);
        return { text: item.text, box: { left, right, top: height - top, bottom: height - bottom } };
      });
    });
  source.close();
  return pages;
};

const middle = ({ top, bottom }: Box): number => (top + bottom) / 2;

/** Letters of one line run together, so that it does not matter where words were taken apart. */
const isFound = (word: Word, found: readonly Word[]): boolean =>
  found.some(
    ({ text, box }) =>
      Math.abs(middle(box) - middle(word.box)) <= NEAR &&
      box.left <= word.box.left + NEAR &&
      box.right >= word.box.right - NEAR &&
      text.normalize('NFC').includes(word.text.normalize('NFC')) &&
      box.right - box.left <= word.box.right - word.box.left + NEAR + 4 * (text.length - word.text.length) * 3,
  );

describe('words of real documents', () => {
  it('stand within 3 points of where pdftotext finds them', () => {
    let [all, good] = [0, 0];
    const shares: [string, number][] = [];
    for (const file of files) {
      const found = foundWords(file);
      let [own, ownGood] = [0, 0];
      expectedWords(file).forEach((words, page) => {
        const candidates = found[page] ?? [];
        for (const word of words) {
          own += 1;
          if (isFound(word, candidates)) ownGood += 1;
        }
      });
      all += own;
      good += ownGood;
      if (own > 0) shares.push([file, ownGood / own]);
    }
    expect(shares.filter(([, share]) => share < 0.95)).toEqual([]);
    expect(good / all).toBeGreaterThan(0.99);
  });
});
