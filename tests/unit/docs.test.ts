import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..', '..');
const documents = ['README.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))].map(
  (name) => (name === 'README.md' ? name : join('docs', name)),
);
/** Paths of the images that a document shows, from the root. */
const shownBy = (document: string): string[] =>
  [...readFileSync(join(root, document), 'utf8').matchAll(/!\[[^\]]*\]\(([^)\s]+\.png)\)/g)].map(([, path = '']) =>
    join(dirname(document), path),
  );
const shown = documents.flatMap(shownBy);

describe('the pictures of the documents', () => {
  it('are all there', () => {
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('are no more than the documents show', () => {
    const kept = readdirSync(join(root, 'docs', 'images')).map((name) => join('docs', 'images', name));
    expect(kept.filter((path) => !shown.includes(path))).toEqual([]);
  });
});
