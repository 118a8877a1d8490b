/** Damaged forms of real documents: what recovery reads, and what qpdf and poppler make of what is then appended. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';

const corpus = resolve(import.meta.dirname, '..', 'corpus', 'documents');
const LARGEST = 400_000;
const documents = ['signed', 'unsigned']
  .flatMap((part) => readdirSync(join(corpus, part)).map((name) => join(corpus, part, name)))
  .filter((file) => statSync(file).size <= LARGEST);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-recovery-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const damages: readonly (readonly [string, (text: string) => string])[] = [
  ['every startxref wrong', (text) => text.replace(/startxref\s+\d+/g, 'startxref\n77')],
  ['no startxref at all', (text) => text.replace(/startxref/g, 'sxartxref')],
  ['cut off before the last startxref', (text) => text.slice(0, text.lastIndexOf('startxref'))],
  ['ten bytes more behind the header', (text) => text.replace(/^(%PDF-\d\.\d)/, '$1\n%123456789')],
  ['a megabyte of garbage behind the end', (text) => `${text}\n${'<html>garbage</html>'.repeat(50_000)}`],
  [
    'every table broken',
    (text) => text.replace(/ 00000 n/g, ' 0000x n').replace(/\/W\s*\[(?=\s*\d \d \d\s*\])/g, '/V['),
  ],
];

const forms: readonly (readonly [string, readonly string[], string?])[] = [
  ['linearised, with object streams', ['--linearize', '--object-streams=generate']],
  ['linearised, with tables', ['--linearize', '--object-streams=disable']],
  ['object streams', ['--object-streams=generate']],
  ['RC4', ['--encrypt', '', 'owner', '128', '--use-aes=n', '--']],
  ['AES-128', ['--encrypt', '', 'owner', '128', '--use-aes=y', '--', '--object-streams=generate']],
  ['AES-256', ['--encrypt', 'mật khẩu', 'owner', '256', '--', '--object-streams=generate'], 'mật khẩu'],
];

const pagesByQpdf = (file: string, password = ''): number =>
  Number(spawnSync('qpdf', [`--password=${password}`, '--show-npages', file], { encoding: 'utf8' }).stdout.trim());

const textOf = (file: string, password = ''): string =>
  execFileSync('pdftotext', ['-upw', password, file, '-'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const open = (bytes: Uint8Array, password?: string): PdfDocument =>
  PdfDocument.open(new MemorySource(bytes), { recover: true, ...(password === undefined ? {} : { password }) });

/** The file with one more revision, which says of the catalog what it said. */
const appended = (bytes: Uint8Array, document: PdfDocument): Uint8Array => {
  const writer = new RevisionWriter(document);
  writer.set(document.catalogRef, document.catalog);
  return Buffer.concat([bytes, writer.serialize().bytes]);
};

const judge = (original: string, text: string, password?: string): void => {
  const bytes = Buffer.from(text, 'latin1');
  const [damaged, mended] = [join(folder, 'damaged.pdf'), join(folder, 'mended.pdf')];
  writeFileSync(damaged, bytes);
  const document = open(bytes, password);
  expect(document.pages().length).toBe(pagesByQpdf(original, password));
  // qpdf 11 finds no trailer of a damaged file that has cross-reference streams alone, and then says nothing.
  const recoveredByQpdf = pagesByQpdf(damaged, password);
  expect([document.pages().length, 0]).toContain(recoveredByQpdf);
  // A file that Word wrote, cut there, still ends with the startxref of its table.
  const endsWithStartXref = text.lastIndexOf('startxref') >= text.length - 2048;
  expect(document.recovery !== null || endsWithStartXref).toBe(true);
  writeFileSync(mended, appended(bytes, document));
  expect(
    PdfDocument.open(new MemorySource(readFileSync(mended)), password === undefined ? {} : { password }).pages(),
  ).toHaveLength(document.pages().length);
  const check = spawnSync('qpdf', [`--password=${password ?? ''}`, '--check', mended], { encoding: 'utf8' });
  expect(check.stderr).not.toMatch(/xref|reconstruct|damaged/i);
  expect(textOf(mended, password)).toBe(textOf(original, password));
};

describe.each(damages)('%s', (_damage, damage) => {
  it.each(documents.map((file) => [file.slice(corpus.length + 1), file] as const))('%s', (_name, file) => {
    judge(file, damage(readFileSync(file, 'latin1')));
  });

  it.each(forms.map(([form, options, password]) => ({ form, options, password })))('$form', ({ options, password }) => {
    const [source] = documents;
    const original = join(folder, 'original.pdf');
    execFileSync('qpdf', ['--allow-weak-crypto', ...options, source ?? '', original]);
    judge(original, damage(readFileSync(original, 'latin1')), password);
  });
});

describe('revisions of real documents', () => {
  it.each(documents.map((file) => [file.slice(corpus.length + 1), file] as const))('%s', (_name, file) => {
    const bytes = readFileSync(file);
    const document = open(bytes);
    const revisions = document.revisions();
    expect(revisions.at(-1)?.end).toBe(bytes.length);
    for (const [i, revision] of revisions.entries()) {
      const older = join(folder, 'older.pdf');
      writeFileSync(older, bytes.subarray(0, revision.end));
      expect(bytes.subarray(0, revision.end).toString('latin1').trimEnd().endsWith('%%EOF')).toBe(true);
      expect(document.at(revision).pages().length).toBe(pagesByQpdf(older));
      expect(revision.added.length > 0 || i > 0).toBe(true);
    }
  });
});
