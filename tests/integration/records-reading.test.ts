/** Letters whose every place is known, and real documents: what is read off them before anything is placed. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Gap, OfficialFacts } from '../../src/contracts/records-facts.js';
import { officialFactsSchema } from '../../src/contracts/records-facts.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { FileSource, MemorySource } from '../../src/main/pdf/source.js';
import { readOfficialDocument } from '../../src/main/records/anchors/read.js';
import { loadVocabulary } from '../../src/main/records/anchors/vocabulary.js';
import { isScanned } from '../../src/main/records/kind.js';
import { colourScans, type Reading, readings } from '../corpus/letters/documents.js';
import { type LabelledGap, type Labels, labelledLetter } from '../corpus/letters/labelled-letter.js';
import { random } from '../corpus/twins/random.js';
import { seed } from '../seed.js';

const vocabulary = loadVocabulary('resources/records/vocabulary.json');
const LETTERS = 60;
/** Points: how far a place may be from where it is. */
const NEAR = 3;

const read = (bytes: Uint8Array): OfficialFacts =>
  officialFactsSchema.parse(readOfficialDocument(PdfDocument.open(new MemorySource(bytes)), vocabulary));

const edges = (gap: Gap | undefined): readonly number[] | null =>
  gap ? [gap.box.x, gap.box.x + gap.box.width, gap.baseline] : null;

/** By how much the farther edge is away, and the baseline. */
const gapError = (found: Gap | undefined, { left, right, baseline }: LabelledGap): number =>
  edges(found)?.reduce((most, edge, i) => Math.max(most, Math.abs(edge - ([left, right, baseline][i] ?? 0))), 0) ??
  Infinity;

const texts = (facts: OfficialFacts): Partial<Record<keyof Labels, unknown>> => ({
  agency: facts.agency?.text,
  superior: facts.superiorAgency,
  notation: facts.number?.notation,
  city: facts.date?.city,
  type: facts.type?.name,
  subject: facts.subject?.text,
  authority: facts.block?.authority,
  position: facts.block?.position,
  name: facts.block?.name?.text,
  recipients: facts.recipients?.list,
});

describe('letters that are labelled', () => {
  const errors: { readonly gap: string; readonly error: number }[] = [];

  it.each(Array.from({ length: LETTERS }, (_, i) => i))('letter %i', (index) => {
    const { bytes, labels } = labelledLetter(random(seed + index));
    const facts = read(bytes);
    const { number, day, month, block, ...said } = labels;
    expect(texts(facts)).toEqual(said);
    const gaps = { number: facts.number?.gap, day: facts.date?.day, month: facts.date?.month };
    for (const [name, label] of Object.entries({ number, day, month })) {
      const gap = gaps[name as keyof typeof gaps];
      const error = gapError(gap, label);
      errors.push({ gap: name, error });
      expect(error, `${name} ${JSON.stringify(gap)} ${JSON.stringify(label)}`).toBeLessThanOrEqual(NEAR);
      expect([gap?.filled?.text ?? null, gap?.sure]).toEqual([label.printed, true]);
    }
    const { area, page, sure } = facts.block ?? {};
    expect([page, sure]).toEqual([block.page, true]);
    expect(Math.abs((area?.x ?? 0) + (area?.width ?? 0) / 2 - block.middle)).toBeLessThanOrEqual(8);
    expect((area?.y ?? 0) + (area?.height ?? 0)).toBeGreaterThan(block.last - 5);
    expect((area?.y ?? 0) + (area?.height ?? 0)).toBeLessThan(block.last);
    expect(Math.abs((area?.y ?? 0) - (block.name + 0.75 * 14))).toBeLessThanOrEqual(NEAR);
  });

  afterAll(() => {
    const sorted = errors.map(({ error }) => error).sort((a, b) => a - b);
    const at = (part: number): string => sorted[Math.floor(part * (sorted.length - 1))]?.toFixed(2) ?? '-';
    console.log(`SEED=${seed}: ${sorted.length} gaps, error median ${at(0.5)}, p90 ${at(0.9)}, most ${at(1)} pt`);
  });
});

const root = 'tests/corpus/documents';
const files = ['signed', 'unsigned'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.pdf'))
    .map((name) => join(root, folder, name)),
);

const readFile = (file: string): OfficialFacts => {
  const source = new FileSource(file);
  try {
    return officialFactsSchema.parse(readOfficialDocument(PdfDocument.open(source, { recover: true }), vocabulary));
  } finally {
    source.close();
  }
};

const drawn = (gap: Gap | undefined): string | null => (gap?.filled ? (gap.filled.text ?? 'picture') : null);

/** The same facts as a person notes them, those alone that he noted. */
const noted = (facts: OfficialFacts, expected: Reading): Reading => {
  const { agency, superiorAgency, number, date, type, subject, block, recipients } = facts;
  const all: Required<Reading> = {
    agency: agency?.text ?? null,
    superior: superiorAgency,
    number: number && [drawn(number.gap) ?? '', number.gap.filled?.field ?? null, number.notation ?? ''],
    date: date && [date.city ?? '', drawn(date.day) ?? '', drawn(date.month) ?? '', date.year ?? ''],
    type: type?.name ?? null,
    subject: subject?.text ?? null,
    block: block && {
      page: block.page,
      authority: block.authority,
      position: block.position ?? '',
      name: block.name?.text ?? '',
      sure: block.sure,
    },
    recipients: recipients && [recipients.list.length, recipients.list[0] ?? '', recipients.list.at(-1) ?? ''],
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => key in expected));
};

describe('real documents', () => {
  const keyOf = (file: string, table: Readonly<Record<string, unknown>>): string | undefined =>
    Object.keys(table).find((key) => file.includes(`/${key}`));

  it.each(files)('%s', (file) => {
    const facts = readFile(file);
    const [first] = facts.pages;
    const key = keyOf(file, readings);
    expect(first?.complete).toBe(true);
    if (key !== undefined) {
      const expected = readings[key] ?? {};
      expect(first && isScanned(first)).toBe(false);
      expect(noted(facts, expected)).toEqual(expected);
      return;
    }
    expect(facts.pages.every(isScanned)).toBe(true);
    expect([facts.nation, facts.number, facts.date, facts.block]).toEqual([null, null, null, null]);
    const [scan] = first?.images.filter(({ field }) => field === null) ?? [];
    const colour = keyOf(file, colourScans);
    expect(scan?.colour).toBe(colour === undefined ? 'bilevel' : 'colour');
    if (colour !== undefined) expect(scan?.dpi).toBeCloseTo(colourScans[colour] ?? 0, -1);
  });

  it('the ink of number, day and month stands in the room that was found for it', () => {
    const inks = files.flatMap((file) => {
      if (keyOf(file, readings) === undefined) return [];
      const { number, date } = readFile(file);
      return [number?.gap, date?.day, date?.month].flatMap((gap) =>
        gap?.filled?.field != null ? [{ gap, ink: gap.filled.box }] : [],
      );
    });
    expect(inks).toHaveLength(6);
    for (const { gap, ink } of inks) {
      const middle = ink.x + ink.width / 2;
      expect(middle).toBeGreaterThan(gap.box.x - NEAR);
      expect(middle).toBeLessThan(gap.box.x + gap.box.width + NEAR);
    }
  });
});
