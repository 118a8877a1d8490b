import { describe, expect, it } from 'vitest';
import { fold, searchWords } from '../../../src/main/queue/fold.js';

describe('folding Vietnamese text', () => {
  it('folds đ, which NFD leaves as it is', () => {
    expect(fold('Quyết định điều động – ĐỒNG THÁP')).toBe('quyet dinh dieu dong – dong thap');
  });
  it('gives the same for composed and decomposed text', () => {
    expect(fold('Nghị quyết'.normalize('NFD'))).toBe(fold('Nghị quyết'.normalize('NFC')));
  });
  it('splits a search into words and drops empty ones', () => {
    expect(searchWords('  Tờ   trình ')).toEqual(['to', 'trinh']);
    expect(searchWords('   ')).toEqual([]);
  });
});
