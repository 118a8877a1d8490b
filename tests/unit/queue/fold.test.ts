import { describe, expect, it } from 'vitest';
import { fold, withMarks } from '../../../src/main/queue/fold.js';

describe('folding Vietnamese text', () => {
  it('folds đ, which NFD leaves as it is', () => {
    expect(fold('Quyết định điều động – ĐỒNG THÁP')).toBe('quyet dinh dieu dong – dong thap');
  });
  it('gives the same for composed and decomposed text', () => {
    expect(fold('Nghị quyết'.normalize('NFD'))).toBe(fold('Nghị quyết'.normalize('NFC')));
  });
  it('keeps the marks, composed, where they count', () => {
    expect(withMarks('ĐIỀU động'.normalize('NFD'))).toBe('điều động');
  });
});
