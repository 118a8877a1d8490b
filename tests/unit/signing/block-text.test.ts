import { describe, expect, it } from 'vitest';
import { pdfDate, reasonText, TRAINING_NOTICE } from '../../../src/main/signing/block-text.js';

describe('dates', () => {
  it('are those of Việt Nam, whatever the zone of the machine', () => {
    expect(pdfDate(new Date('2026-12-31T20:05:09Z'))).toBe("D:20270101030509+07'00'");
  });
});

describe('reason', () => {
  it('of a training signature always begins with the notice', () => {
    expect(reasonText(undefined, true)).toBe(TRAINING_NOTICE);
    expect(reasonText('Phê duyệt', true)).toBe(`${TRAINING_NOTICE}. Phê duyệt`);
    expect(reasonText('Phê duyệt', false)).toBe('Phê duyệt');
    expect(reasonText(undefined, false)).toBeUndefined();
  });
});
