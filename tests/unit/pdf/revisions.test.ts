import { describe, expect, it } from 'vitest';
import { PdfRef } from '../../../src/main/pdf/objects.js';
import type { Revision } from '../../../src/main/pdf/revisions.js';
import { bytesOf, classicPdf, MINIMAL, open, rows, streamBody, streamPdf, update, type Written } from './sample-pdf.js';

const base = classicPdf();
const PAGE = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 842]>>';
const plain = ({ added, changed, freed }: Revision): number[][] => [[...added], [...changed], [...freed]];
const changesOf = (text: string): number[][][] => open(text).revisions().map(plain);
const ends = (text: string): number[] =>
  open(text)
    .revisions()
    .map(({ end }) => end);

/** Adds a section by hand: `objects` and the rows of its table as they are given, `xref` left to this. */
const section = (before: Written, objects: string, table: string, trailer = ''): Written => {
  const startXref = before.text.length + objects.length;
  const text = `${before.text}${objects}xref\n${table}trailer\n<</Size 9/Root 1 0 R/Prev ${before.startXref}${trailer}>>\n`;
  return { text: `${text}startxref\n${startXref}\n%%EOF\n`, offsets: before.offsets, startXref };
};
const row = (offset: number, type = 'n', generation = 0): string =>
  `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${type} \n`;

describe('revisions', () => {
  it('lists them from the oldest to the newest, with what each did', () => {
    const second = update(base, { 3: PAGE, 4: '(new)' });
    const third = section(second, '', `4 1\n${row(0, 'f', 1)}`);
    const fourth = section(third, '', `4 1\n${row(third.text.indexOf('4 0 obj'), 'n', 0)}`);
    const document = open(fourth.text);
    expect(document.revisions()).toMatchObject([
      { index: 0, end: base.text.length, startXref: base.startXref, kind: 'table' },
      { index: 1, end: second.text.length, startXref: second.startXref, kind: 'table' },
      { index: 2, end: third.text.length, startXref: third.startXref, kind: 'table' },
      { index: 3, end: fourth.text.length, startXref: fourth.startXref, kind: 'table' },
    ]);
    expect(document.revisions().map(plain)).toEqual([
      [[1, 2, 3], [], []],
      [[4], [3], []],
      [[], [], [4]],
      [[4], [], []],
    ]);
  });

  it('opens the document as of each of them', () => {
    const document = open(update(base, { 3: PAGE, 4: '(new)' }).text);
    const [first, second] = document.revisions();
    if (!first || !second) throw new Error('two revisions expected');
    const before = document.at(first);
    expect(before.pages()[0]?.cropBox.right).toBe(595);
    expect(before.entry(4)).toBeUndefined();
    expect(before).toMatchObject({ end: base.text.length, startXref: base.startXref, recovery: null });
    expect(document.at(second).pages()[0]?.cropBox.right).toBe(100);
    expect(before.revisions()).toHaveLength(1);
  });

  it('counts from %PDF when other bytes come first', () => {
    expect(ends(`mail\r\n${update(base, { 3: PAGE }).text}`)).toEqual(ends(update(base, { 3: PAGE }).text));
  });

  it.each([
    ['LF', '%%EOF\n', 0],
    ['CR LF', '%%EOF\r\n', 0],
    ['CR', '%%EOF\r', 0],
    ['nothing', '%%EOF', 0],
    ['blanks and garbage', '%%EOF  \n\n<html>', 7],
    ['a comment before it', '% made by a tool\n%%EOF\n', 0],
  ])('ends behind the last line: %s', (_name, ending, beyond) => {
    const text = base.text.replace('%%EOF\n', ending);
    expect(ends(text)).toEqual([text.length - beyond]);
  });

  it('ends behind startxref when there is no %%EOF', () => {
    expect(ends(base.text.replace('\n%%EOF\n', ' '))).toEqual([base.text.length - '\n%%EOF\n'.length]);
  });

  it('an entry that says again what was said before changes nothing', () => {
    const again = section(base, '', `3 1\n${row(base.offsets[2] ?? 0)}`);
    expect(changesOf(again.text)).toEqual([
      [[1, 2, 3], [], []],
      [[], [], []],
    ]);
  });

  it('a hybrid section is one revision: what its /XRefStm adds was not free before', () => {
    const container = base.text.length;
    const stream = `5 0 obj\n${streamBody('/Type/ObjStm/N 1/First 4', '6 0 (hidden)')}\nendobj\n`;
    const table = rows([[2, 5, 0]]).toString('latin1');
    const xref = `7 0 obj\n${streamBody('/Type/XRef/W[1 4 2]/Index[6 1]/Size 8', table)}\nendobj\n`;
    const entries = `5 2\n${row(container)}${row(0, 'f')}`;
    const hybrid = section(base, stream + xref, entries, `/XRefStm ${container + stream.length}`);
    const document = open(hybrid.text);
    expect(document.get(new PdfRef(6, 0))).toMatchObject({ bytes: bytesOf('hidden') });
    expect(changesOf(hybrid.text)[1]?.map((numbers) => numbers.sort())).toEqual([[5, 6], [], []]);
  });

  it('replacing an object stream changes what is inside it', () => {
    const first = { text: streamPdf(), offsets: [], startXref: Number(/startxref\n(\d+)/.exec(streamPdf())?.[1]) };
    const [, container = ''] = /4 0 obj\n([\s\S]*?)\nendobj\n5 0 obj/.exec(first.text) ?? [];
    const second = update(first, { 4: container });
    expect(changesOf(second.text)).toEqual([
      [[1, 2, 3, 4, 5], [], []],
      [[], [4, 1, 2, 3], []],
    ]);
  });

  it('the two sections of a linearised file are one revision', () => {
    const objects = MINIMAL.map((body, i) => `${i + 1} 0 obj\n${body}\nendobj\n`);
    const head = '%PDF-1.7\n9 0 obj\n<</Linearized 1>>\nendobj\n';
    const front = head + (objects[0] ?? '') + (objects[2] ?? '');
    const [catalog, page] = [head.length, head.length + (objects[0] ?? '').length];
    const frontTable = (main: number): string =>
      `xref\n1 1\n${row(catalog)}3 1\n${row(page)}trailer\n<</Size 10/Root 1 0 R/Prev ${String(main).padStart(6, '0')}>>\nstartxref\n0\n%%EOF\n`;
    const pages = front.length + frontTable(0).length;
    const main = pages + (objects[1] ?? '').length;
    const rest = `xref\n0 1\n${row(0, 'f', 65535)}2 1\n${row(pages)}9 1\n${row(9)}trailer\n<</Size 10>>\n`;
    const text = `${front}${frontTable(main)}${objects[1]}${rest}startxref\n${front.length}\n%%EOF\n`;
    const linearised: Written = { text, offsets: [], startXref: front.length };
    const document = open(update(linearised, { 3: PAGE }).text);
    expect(document.sections).toHaveLength(3);
    expect(document.revisions()).toMatchObject([{ end: text.length, startXref: front.length }, { index: 1 }]);
    expect(document.revisions().map(plain)).toEqual([
      [[1, 3, 2, 9], [], []],
      [[], [3], []],
    ]);
    const [first] = document.revisions();
    expect(first && document.at(first).pages()[0]?.cropBox.right).toBe(595);
  });

  it('a section hidden in front of an older one does not become part of that revision', () => {
    const signed = classicPdf([...MINIMAL, '(hole)'], '', `%PDF-1.7\n%${'x'.repeat(600)}\n`);
    const at = signed.text.indexOf('x');
    const table = `xref\n3 1\n${row(0, 'f', 1)}trailer\n<</Size 5/Root 1 0 R/Prev ${signed.startXref}>>\n`;
    const text = `${signed.text.slice(0, at)}\n${table}${signed.text.slice(at + table.length + 1)}startxref\n${at + 1}\n%%EOF\n`;
    const document = open(text);
    expect(document.revisions()).toMatchObject([{ end: signed.text.length }, { end: signed.text.length }]);
    expect(changesOf(text)[1]).toEqual([[], [], [3]]);
  });

  it('a thousand revisions are read once each', () => {
    let written: Written = base;
    for (let i = 0; i < 1000; i++) written = update(written, { 3: PAGE });
    const revisions = open(written.text).revisions();
    expect(revisions).toHaveLength(1001);
    expect(revisions.every(({ changed }, i) => [...changed].join() === (i === 0 ? '' : '3'))).toBe(true);
  });

  it('object streams replaced over and over are not gone through without end', () => {
    const count = 400_000;
    let text = '%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n';
    const entries = Buffer.alloc(count * 7);
    for (let i = 0; i < count; i++) {
      entries.writeUInt8(2, i * 7);
      entries.writeUInt32BE(2, i * 7 + 1);
    }
    entries.set(
      rows([
        [0, 0, 65535],
        [1, 9, 0],
        [1, 9, 0],
      ]),
      0,
    );
    const startXref = text.length;
    const dict = `/Type/XRef/W[1 4 2]/Size ${count}/Root 1 0 R`;
    text += `500000 0 obj\n${streamBody(dict, entries)}\nendobj\nstartxref\n${startXref}\n%%EOF\n`;
    let previous = startXref;
    for (let i = 0; i < 150; i++) {
      const at = text.length;
      text += `xref\n2 1\n${row(10 + i)}trailer\n<</Size ${count}/Root 1 0 R/Prev ${previous}>>\nstartxref\n${at}\n%%EOF\n`;
      previous = at;
    }
    const [first] = open(text).revisions();
    expect(() => first?.added).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
  });
});
