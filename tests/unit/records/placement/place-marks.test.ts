import { describe, expect, it } from 'vitest';
import type { MarkPlace, MarkRole } from '../../../../src/contracts/records.js';
import type { InkGrid, OfficialFacts, Rect } from '../../../../src/contracts/records-facts.js';
import { mm } from '../../../../src/main/appearance/units.js';
import type { ExistingField } from '../../../../src/main/records/placement/existing.js';
import { type PlacementRequest, placeMarks } from '../../../../src/main/records/placement/place-marks.js';
import { FIELD_NAMES, preparedField } from '../../../../src/main/records/placement/prepared-fields.js';
import type { WantedMark } from '../../../../src/main/records/placement/spot.js';
import { templateKey } from '../../../../src/main/records/placement/template-key.js';
import { letterFacts, PLACES, withPage } from './facts.js';

const office: PlacementRequest['office'] = {
  arrivalStamp: { scale: 1, least: 0.6, place: 'under-number' },
  corrections: {},
};
const SEAL = mm(36);
const mark = (role: MarkRole, width: number, height: number, rest: Partial<WantedMark> = {}): WantedMark => ({
  role,
  sizes: [{ width, height }],
  ...rest,
});
const NUMBER = mark('number', 15, 16.4, { baseline: 3.8 });
const DAY = mark('day', 15, 16.4, { baseline: 3.8 });
const MONTH = mark('month', 15, 16.4, { baseline: 3.8 });
const HAND = mark('signature', 150, 60);
const DISC = mark('seal', SEAL, SEAL);
const STRIP: WantedMark = {
  role: 'strip',
  sizes: [
    { width: 200, height: 35 },
    { width: 260, height: 24 },
  ],
};
const STAMP = mark('arrival-stamp', mm(50), mm(35));

const place = (wanted: readonly WantedMark[], change: Partial<PlacementRequest> = {}): MarkPlace[] =>
  placeMarks({ facts: letterFacts(), wanted, existing: [], office, usePrepared: false, ink: null, ...change });
const one = (wanted: WantedMark, change: Partial<PlacementRequest> = {}): MarkPlace => {
  const [found] = place([wanted], change);
  if (!found) throw new Error('no place');
  return found;
};
const covers = ({ x, y, width, height }: Rect, facts: OfficialFacts): Rect[] =>
  facts.pages.flatMap(({ occupied }) =>
    occupied.filter((b) => b.x < x + width && b.x + b.width > x && b.y < y + height && b.y + b.height > y),
  );
const field = (
  name: string,
  kind: ExistingField['kind'],
  rect: Rect,
  rest: Partial<ExistingField> = {},
): ExistingField => ({
  name,
  kind,
  filled: false,
  page: 1,
  rect,
  shows: 'empty',
  ink: null,
  ...rest,
});

describe('số, ngày, tháng', () => {
  it('stand in the middle of their gaps, on the printed base line', () => {
    const [number, day, month] = place([NUMBER, DAY, MONTH]);
    expect(number?.rect).toMatchObject({ x: 124 + 12.5, y: 719 - 3.8 });
    expect(day?.rect).toMatchObject({ x: 408 + 3.5, y: 701 - 3.8 });
    expect(month?.rect).toMatchObject({ x: 464 + 2.5, y: 701 - 3.8 });
    expect([number, day, month].map((found) => found?.sure)).toEqual([true, true, true]);
  });

  it('stand above dots that are printed for them, and in no other way on them', () => {
    const facts = letterFacts();
    if (!facts.date) throw new Error('no date');
    const day = { ...facts.date.day, dotted: true } as const;
    const [plain, dotted] = [facts.date, { ...facts.date, day }].map((date) => one(DAY, { facts: { ...facts, date } }));
    expect(dotted?.sure).toBe(true);
    expect(dotted?.rect.x).toBe(plain?.rect.x);
    expect((dotted?.rect.y ?? 0) - (plain?.rect.y ?? 0)).toBeCloseTo(0.14 * 13, 6);
  });

  it('that are wider than their gap stand over it evenly, and never begin in the words behind it', () => {
    const { x, y, width, height } = one({ ...NUMBER, sizes: [{ width: 60, height: 16.4 }] }).rect;
    expect([x + width / 2, y, height]).toEqual([124 + 20, 719 - 3.8, 16.4]);
  });

  it.each([
    ['a gap that is too narrow', { gap: { box: { x: 124, y: 717, width: 8, height: 9 } } }, 'placement.gap-narrow'],
    [
      'a gap that is filled',
      { gap: { filled: { text: '12', box: PLACES.number.gap, field: null } } },
      'placement.gap-filled',
    ],
    [
      'a gap that is a guess',
      { gap: { sure: false, reason: { vi: 'Vì mờ.', en: 'Blurred.' } } },
      'placement.anchor-unsure',
    ],
  ])('in %s is a proposal', (_name, { gap }, code) => {
    const facts = letterFacts();
    if (!facts.number) throw new Error('no number');
    const number = { ...facts.number, gap: { ...facts.number.gap, ...gap } };
    expect(one(NUMBER, { facts: { ...facts, number } })).toMatchObject({ sure: false, reason: { code } });
  });

  it('what the reader of the page doubts is told in both languages', () => {
    const facts = letterFacts();
    if (!facts.number) throw new Error('no number');
    const reason = { vi: 'Vì mờ.', en: 'Blurred.' };
    const number = { ...facts.number, gap: { ...facts.number.gap, sure: false, reason } };
    const found = one(NUMBER, { facts: { ...facts, number } });
    expect(found.reason?.vi).toMatch(/^Vì mờ\. /);
    expect(found.reason?.en).toMatch(/^Blurred\. /);
  });

  it('without anchors they are proposals on the page', () => {
    const facts = letterFacts({ number: null, date: null });
    for (const found of place([NUMBER, DAY, MONTH], { facts })) {
      expect(found).toMatchObject({ page: 1, sure: false, reason: { code: 'placement.anchor-missing' } });
    }
  });
});

describe('signature and seal', () => {
  it('the signature stands between position and name, above the name’s middle', () => {
    const { rect, sure } = one(HAND);
    expect(rect).toMatchObject({ x: 425 - 75, y: 229 - 30, width: 150, height: 60 });
    expect(sure).toBe(true);
  });

  it('is made smaller for low room, by its ink and not by its margins', () => {
    const high = mark('signature', 200, 120, { ink: { x: 0, y: 0.2, width: 1, height: 0.8 } });
    const { rect } = one(high);
    expect(rect.height).toBeCloseTo(120 * (78 / 96), 6);
    expect(rect.y + 0.6 * rect.height).toBeCloseTo(229, 6);
    expect(one(mark('signature', 200, 300)).reason?.code).toBe('placement.signature-shrunk');
  });

  it('the seal’s right third stands over the left third of the signature that is put there with it', () => {
    const [hand, disc] = place([HAND, DISC]);
    expect(disc?.sure).toBe(true);
    expect((disc?.rect.x ?? 0) + SEAL).toBeCloseTo((hand?.rect.x ?? 0) + SEAL / 3, 6);
    expect(disc?.rect).toMatchObject({ width: SEAL, height: SEAL });
  });

  it('… and of the one that is there already: over its ink, whatever its field', () => {
    const ink = { x: 380, y: 200, width: 96, height: 50 };
    const signed = field(
      'S1',
      'signature',
      { x: 300, y: 180, width: 228, height: 78 },
      { filled: true, shows: 'image', ink },
    );
    const seal = mark('seal', SEAL / 0.9, SEAL / 0.9, { ink: { x: 0.05, y: 0.05, width: 0.9, height: 0.9 } });
    const { rect, sure } = one(seal, { existing: [signed] });
    expect(rect.x + 0.95 * rect.width).toBeCloseTo(380 + 32, 6);
    expect(sure).toBe(true);
  });

  it('images elsewhere and other marks of the block are no signature', () => {
    const far = field(
      'logo',
      'signature',
      { x: 60, y: 780, width: 60, height: 40 },
      { filled: true, shows: 'image', ink: { x: 60, y: 780, width: 60, height: 40 } },
    );
    const seal = field('seal', 'signature', PLACES.area, { filled: true, shows: 'seal', ink: PLACES.area });
    expect(one(DISC, { existing: [far, seal] }).reason?.code).toBe('placement.signature-image-missing');
  });

  it('a guessed signature makes a guessed seal', () => {
    const [hand, disc] = place([HAND, DISC], { facts: letterFacts({ block: null }) });
    expect([hand?.sure, disc?.sure]).toEqual([false, false]);
  });

  it('the seal moves up or down to clear a line, and never sideways', () => {
    const [hand, before] = place([HAND, DISC]);
    const line = { x: 280, y: (before?.rect.y ?? 0) - 2, width: 60, height: 8 };
    const facts = withPage({ occupied: [line] });
    const [, after] = place([HAND, DISC], { facts });
    expect(after?.rect.x).toBe(before?.rect.x);
    expect(after?.rect.y).toBeGreaterThan(before?.rect.y ?? 0);
    expect(hand).toBeDefined();
  });

  it('a line through the middle of the seal is told', () => {
    const facts = withPage({ occupied: [{ x: 250, y: 222, width: 90, height: 14 }] });
    expect(place([HAND, DISC], { facts })[1]?.reason?.code).toBe('placement.covers-print');
  });

  it('on a scan nobody knows what is under it', () => {
    const [, disc] = place([HAND, DISC], { facts: withPage({ imageCover: 1, occupied: [] }) });
    expect(disc?.reason?.code).toBe('placement.scan-unread');
  });
});

describe('places that a person chose', () => {
  const chosen = [{ role: 'signature' as const, page: 1, rect: { x: 400, y: 210, width: 150, height: 60 } }];

  it('are kept and sure, and the seal follows the signature', () => {
    const [hand, disc] = place([HAND, DISC], { chosen });
    expect(hand).toMatchObject({ ...chosen[0], sure: true });
    expect((disc?.rect.x ?? 0) + SEAL).toBeCloseTo(400 + SEAL / 3, 6);
  });

  it('do not move what stands in a prepared field', () => {
    const own = field(FIELD_NAMES.number, 'text', { x: 10, y: 10, width: 34, height: 16 });
    const moved = [{ role: 'number' as const, page: 1, rect: { x: 50, y: 50, width: 34, height: 16 } }];
    expect(one(NUMBER, { existing: [own], usePrepared: true, chosen: moved }).rect).toEqual(own.rect);
  });
});

describe('strips', () => {
  it('stand above the quốc hiệu at the right margin, over nothing', () => {
    const { rect, sure } = one(STRIP);
    expect(rect.y).toBeGreaterThan(PLACES.nation.y + PLACES.nation.height);
    expect(595 - rect.x - rect.width).toBeGreaterThanOrEqual(mm(15) - 0.01);
    expect(595 - rect.x - rect.width).toBeLessThanOrEqual(mm(20));
    expect(covers(rect, letterFacts())).toEqual([]);
    expect(sure).toBe(true);
  });

  it('take their flatter form where the room is low', () => {
    const facts = withPage({});
    const nation = { ...facts.nation, box: { ...PLACES.nation, y: 782 } } as NonNullable<OfficialFacts['nation']>;
    const [page] = facts.pages;
    const low = { ...facts, nation, pages: [{ ...page, occupied: [nation.box] }] } as OfficialFacts;
    expect(one(STRIP, { facts: low }).rect).toMatchObject({ width: 260, height: 24 });
  });

  it('keep clear of the strip of an earlier signature', () => {
    const earlier = field(
      'S1',
      'signature',
      { x: 330, y: 785, width: 240, height: 50 },
      { filled: true, shows: 'text', ink: { x: 330, y: 785, width: 240, height: 50 } },
    );
    const { rect } = one(STRIP, { existing: [earlier] });
    expect(rect.x + rect.width <= 330 || rect.y + rect.height <= 785).toBe(true);
  });

  it('go to free room elsewhere where the head of the page is full, and somebody looks', () => {
    const facts = withPage({ occupied: [{ x: 0, y: 300, width: 595, height: 542 }] });
    const { rect, sure, reason } = one(STRIP, { facts });
    expect(rect.y + rect.height).toBeLessThanOrEqual(300);
    expect({ sure, code: reason?.code }).toEqual({ sure: false, code: 'placement.anchor-unsure' });
  });

  it('on a full page cover least, and say so', () => {
    const facts = withPage({ occupied: [{ x: 0, y: 0, width: 595, height: 842 }] });
    expect(one(STRIP, { facts })).toMatchObject({ sure: false, reason: { code: 'placement.covers-print' } });
  });

  it('on a scan are a proposal, until its ink is measured', () => {
    const facts = withPage({ imageCover: 1, occupied: [] });
    expect(one(STRIP, { facts }).reason?.code).toBe('placement.scan-unread');
    const cells = new Uint8Array(595 * 842);
    // A line of writing where the strip would stand.
    for (let y = 20; y < 34; y++) cells.fill(1, y * 595 + 340, y * 595 + 560);
    const ink: InkGrid = { page: 1, columns: 595, rows: 842, cells };
    const { rect, sure } = one(STRIP, { facts, ink });
    expect(sure).toBe(true);
    expect(rect.y + rect.height).toBeLessThan(842 - 34);
  });
});

describe('stamps', () => {
  it('ĐẾN stands under the number, covering nothing', () => {
    const { rect, sure } = one(STAMP);
    expect(rect.y + rect.height).toBeLessThan(PLACES.number.label.y);
    expect(rect.x + rect.width).toBeLessThanOrEqual(PLACES.nation.x);
    expect(rect.width / rect.height).toBeCloseTo(50 / 35, 6);
    expect(covers(rect, letterFacts())).toEqual([]);
    expect(sure).toBe(true);
  });

  it('is made smaller only as far as the office allows', () => {
    const facts = letterFacts();
    const [page] = facts.pages;
    const occupied = [...(page?.occupied ?? []), { x: 0, y: 600, width: 290, height: 40 }];
    const crowded = withPage({ occupied });
    const small = one(STAMP, { facts: crowded });
    expect(small.rect.width).toBeLessThan(mm(50));
    expect(small.rect.width).toBeGreaterThanOrEqual(mm(50) * 0.6 - 0.01);
    expect(small.rect.y).toBeGreaterThan(640);
    const rigid = { ...office, arrivalStamp: { scale: 1, least: 1, place: 'under-number' } as const };
    expect(one(STAMP, { facts: crowded, office: rigid }).rect.width).toBeCloseTo(mm(50), 6);
  });

  it('full pages get a proposal', () => {
    const facts = withPage({ occupied: [{ x: 0, y: 0, width: 595, height: 842 }] });
    expect(one(STAMP, { facts })).toMatchObject({ sure: false, reason: { code: 'placement.covers-print' } });
  });

  it('two marks of one operation do not stand on each other', () => {
    const [a, b] = place([mark('urgency-stamp', mm(30), mm(8)), STAMP]);
    if (!a || !b) throw new Error('no place');
    const apart =
      a.rect.y >= b.rect.y + b.rect.height ||
      b.rect.y >= a.rect.y + a.rect.height ||
      a.rect.x >= b.rect.x + b.rect.width ||
      b.rect.x >= a.rect.x + a.rect.width;
    expect(apart).toBe(true);
  });

  it('initials stand beside Nơi nhận', () => {
    const { rect, sure } = one(mark('initials', 30, 15));
    expect(covers(rect, letterFacts())).toEqual([]);
    expect(Math.abs(rect.y - PLACES.recipients.y)).toBeLessThan(40);
    expect(sure).toBe(true);
  });
});

describe('prepared fields', () => {
  const own = field(FIELD_NAMES.number, 'text', { x: 10, y: 10, width: 34, height: 16 });
  const foreign = field('txtSo', 'text', { x: 120, y: 712, width: 50, height: 20 });

  it('are used when the office works that way, and only then', () => {
    expect(one(NUMBER, { existing: [own], usePrepared: true })).toEqual({
      role: 'number',
      page: 1,
      rect: own.rect,
      sure: true,
    });
    expect(one(NUMBER, { existing: [own] }).rect).not.toEqual(own.rect);
  });

  it('of other tools are known by their place', () => {
    expect(preparedField('number', letterFacts(), [foreign])?.name).toBe('txtSo');
    expect(preparedField('day', letterFacts(), [foreign])).toBeNull();
  });

  it('that are filled, or of another kind, are none', () => {
    expect(preparedField('number', letterFacts(), [{ ...own, filled: true }])).toBeNull();
    expect(preparedField('number', letterFacts(), [{ ...own, kind: 'signature' }])).toBeNull();
    expect(preparedField('seal', letterFacts(), [field('S', 'signature', PLACES.area)])?.name).toBe('S');
  });
});

describe('corrections', () => {
  const facts = letterFacts();
  const template = templateKey(facts) ?? '';
  const corrected = (dx: number, dy: number): PlacementRequest['office'] => ({
    ...office,
    corrections: { [template]: { number: { dx, dy } } },
  });

  it('of a template are applied to its documents and to no others', () => {
    const before = one(NUMBER).rect;
    expect(one(NUMBER, { office: corrected(4, -2) }).rect).toMatchObject({ x: before.x + 4, y: before.y - 2 });
    const other = letterFacts({ type: { name: 'Quyết định', abbreviation: 'QĐ', anchor: null } });
    expect(one(NUMBER, { office: corrected(4, -2), facts: other }).rect).toEqual(before);
  });

  it('are read off a mark that a person moved or resized, as they stand to the proposal', () => {
    const proposed = one(NUMBER).rect;
    const rect = { x: proposed.x + 6, y: proposed.y - 3, width: proposed.width * 2, height: proposed.height };
    const moved = one(NUMBER, { chosen: [{ role: 'number', page: 1, rect }], office: corrected(40, 40) });
    expect(moved).toMatchObject({ rect, sure: true, correction: { dx: 6, dy: -3, width: 2 } });
    expect(moved.correction).not.toHaveProperty('height');
    expect(moved).not.toHaveProperty('remembered');
    const elsewhere = one(NUMBER, { chosen: [{ role: 'number', page: 2, rect }] });
    expect(elsewhere).not.toHaveProperty('correction');
  });

  it('say on the next document of the template that they come from the one before, size included', () => {
    const proposed = one(NUMBER);
    expect(proposed).not.toHaveProperty('remembered');
    const grown = { ...office, corrections: { [template]: { number: { dx: 1, dy: 2, width: 2, height: 1.5 } } } };
    expect(one(NUMBER, { office: grown })).toMatchObject({
      remembered: true,
      rect: {
        x: proposed.rect.x + 1,
        y: proposed.rect.y + 2,
        width: proposed.rect.width * 2,
        height: proposed.rect.height * 1.5,
      },
    });
  });

  it('of a document without a name of an agency are nobody else’s', () => {
    const nameless = letterFacts({ agency: null });
    expect(templateKey(nameless)).toBeNull();
    const all = { ...office, corrections: { '|tờ trình|600x840': { number: { dx: 4, dy: 0 } } } };
    expect(one(NUMBER, { office: all, facts: nameless })).not.toHaveProperty('remembered');
  });

  it('that lead over print are looked at, and never lead off the page', () => {
    expect(one(NUMBER, { office: corrected(40, 0) })).toMatchObject({
      sure: false,
      reason: { code: 'placement.covers-print' },
    });
    expect(one(NUMBER, { office: corrected(-5000, 5000) }).rect).toMatchObject({ x: 0, y: 842 - 16.4 });
  });

  it('of the signature take the seal along', () => {
    const moved = { ...office, corrections: { [template]: { signature: { dx: 10, dy: 0 } } } };
    const [, was] = place([HAND, DISC]);
    const [, is] = place([HAND, DISC], { office: moved });
    expect((is?.rect.x ?? 0) - (was?.rect.x ?? 0)).toBeCloseTo(10, 6);
  });

  it('templates are told apart by agency, type and page size, whatever their case and spaces', () => {
    const key = templateKey(facts);
    const agency = { ...facts.agency, text: '  Sở  nội vụ ' } as NonNullable<OfficialFacts['agency']>;
    expect(templateKey({ ...facts, agency })).toBe(key);
    expect(templateKey({ ...facts, agency: { ...agency, text: 'Sở Tài chính' } })).not.toBe(key);
    expect(templateKey(withPage({ width: 612, height: 792 }))).not.toBe(key);
  });
});
