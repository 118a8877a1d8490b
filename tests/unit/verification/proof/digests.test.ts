import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ByteSink, MemorySource } from '../../../../src/main/pdf/source.js';
import { digestOnce } from '../../../../src/main/verification/proof/digests.js';
import { seed } from '../../../seed.js';

class CountedSource extends MemorySource {
  streamed = 0;

  override stream(start: number, end: number, sink: ByteSink): void {
    this.streamed += end - start;
    super.stream(start, end, sink);
  }
}

const part = 256 * 1024;
const bytes = Uint8Array.from({ length: 2 * part + 77 }, (_, at) => (at * 31) ^ (at >> 8));
const hex = (algorithm: string, ...parts: readonly Uint8Array[]): string => {
  const hash = createHash(algorithm);
  for (const one of parts) hash.update(one);
  return hash.digest('hex');
};

/** Places that fall together, and that fall on the ends of what is read at once. */
const place = fc.oneof(
  fc.nat(bytes.length),
  fc.constantFrom(0, 1, 5, 6, part - 1, part, part + 1, 2 * part, bytes.length),
);
const rangeOf = ([gapStart = 0, gapEnd = 0, end = 0]: number[]) => ({
  gapStart,
  gapEnd,
  end,
  contents: new Uint8Array(),
});
const ranges = fc
  .uniqueArray(place, { minLength: 3, maxLength: 3 })
  .map((places) => rangeOf(places.sort((left, right) => left - right)));
const wanted = fc.record({ range: ranges, algorithm: fc.constantFrom('sha256', 'sha384', 'sha1') });

describe('all digests from one pass', () => {
  it('are those of the bytes, wherever ranges begin and end, and each byte is read once', () => {
    fc.assert(
      fc.property(place, fc.array(wanted, { maxLength: 6 }), (boundary, list) => {
        const source = new CountedSource(bytes);
        const digests = digestOnce(source, boundary, list);
        const found = list.map(({ range, algorithm }) =>
          Buffer.from(digests.content(range).digest(algorithm)).toString('hex'),
        );
        expect(source.streamed).toBe(bytes.length);
        expect(digests).toMatchObject({
          prefix: hex('sha256', bytes.subarray(0, boundary)),
          file: hex('sha256', bytes),
        });
        expect(found).toEqual(
          list.map(({ range: { gapStart, gapEnd, end }, algorithm }) =>
            hex(algorithm, bytes.subarray(0, gapStart), bytes.subarray(gapEnd, end)),
          ),
        );
      }),
      { seed, numRuns: 60 },
    );
  });

  it('nothing has a digest too', () => {
    expect(digestOnce(new MemorySource(new Uint8Array()), 0, [])).toMatchObject({
      prefix: hex('sha256'),
      file: hex('sha256'),
    });
  });

  it('a range behind the end of the file is refused', () => {
    const range = rangeOf([1, 2, bytes.length + 1]);
    expect(() => digestOnce(new MemorySource(bytes), 0, [{ range, algorithm: 'sha256' }])).toThrowError(
      expect.objectContaining({ code: 'pdf.broken' }),
    );
  });
});
