import { expect, it } from 'vitest';
import { ObjectTable, type XrefEntry } from '../../../src/main/pdf/object-table.js';
import fc from '../../fast-check.js';

const generation = fc.integer({ min: 0, max: 65535 });
const entries: fc.Arbitrary<XrefEntry> = fc.oneof(
  fc.record({ kind: fc.constant('free' as const), generation }),
  fc.record({ kind: fc.constant('offset' as const), offset: fc.integer({ min: 0, max: 2 ** 46 - 1 }), generation }),
  fc.record({
    kind: fc.constant('compressed' as const),
    stream: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    index: fc.integer({ min: 0, max: 2 ** 30 - 1 }),
  }),
);

it('gives back what it took, for numbers near and far', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 8_388_607 }), entries), { maxLength: 20 }), (all) => {
      const table = new ObjectTable();
      const first = new Map<number, XrefEntry>();
      for (const [num, entry] of all) {
        table.add(num, entry);
        if (!first.has(num)) first.set(num, entry);
      }
      for (const [num, entry] of first) expect(table.get(num)).toEqual(entry);
      expect([...table.numbers()]).toEqual([...first.keys()].sort((a, b) => a - b));
      expect(table.size).toBe(Math.max(-1, ...first.keys()) + 1);
    }),
    { numRuns: 20 },
  );
});

it('knows nothing of numbers that it was not given, however large', () => {
  const table = new ObjectTable();
  table.add(0, { kind: 'free', generation: 65535 });
  for (const num of [1, 4096, 2 ** 32, 2 ** 45]) expect(table.get(num)).toBeUndefined();
});

it('keeps fields that can be no true ones from wrapping around to a small one', () => {
  const table = new ObjectTable();
  table.add(1, { kind: 'offset', offset: 2 ** 50 + 15, generation: 70_000 });
  table.add(2, { kind: 'compressed', stream: 2 ** 40 + 4, index: 2 ** 31 });
  expect(table.get(1)).toEqual({ kind: 'offset', offset: 2 ** 46 - 1, generation: 65535 });
  expect(table.get(2)).toEqual({ kind: 'compressed', stream: 2 ** 32 - 1, index: 2 ** 30 - 1 });
});
