import { describe, expect, it } from 'vitest';
import { pdfDateToIso, readableDate } from '../../../src/main/verification/times.js';

describe('times that signatures state', () => {
  it.each([
    ["D:20260624153837+07'00'", '2026-06-24T15:38:37+07:00'],
    ["D:20260624153837+07'00", '2026-06-24T15:38:37+07:00'],
    ['D:20260624083837Z', '2026-06-24T08:38:37Z'],
    ["D:20260624083837Z00'00'", '2026-06-24T08:38:37Z'],
  ])('%s', (text, iso) => expect(pdfDateToIso(text)).toBe(iso));

  it.each(['', 'D:2026', 'D:20261399000000Z', '18:00:55 31/07/2025', 'D:20260624153837'])('no time: “%s”', (text) => {
    expect(pdfDateToIso(text)).toBeNull();
  });

  it('a day is the day in Vietnam', () => {
    expect(readableDate(new Date('2026-01-31T18:00:00Z'))).toEqual({ vi: '01/02/2026', en: '2026-02-01' });
  });
});
