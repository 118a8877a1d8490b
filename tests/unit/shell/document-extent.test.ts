import { describe, expect, it } from 'vitest';
import { extentOf } from '../../../src/main/shell/document-extent.js';

const document = { size: 5000, repair: new Uint8Array(3), revisionEnds: [1200, 3400] };

describe('which bytes of a document a window gets', () => {
  it('all of them, and what repairs them, without a revision', () => {
    expect(extentOf(document, null)).toEqual({ end: 5000, repair: document.repair });
  });

  it('those that somebody signed, and nothing behind them', () => {
    expect(extentOf(document, '1200')).toEqual({ end: 1200, repair: null });
  });

  it.each(['1201', '0', '-1', '5000', '3400.0', '1e3', ' 1200', '', '01200', '1200;3400', 'NaN', '9'.repeat(40)])(
    'none for “%s”, which is no revision of it',
    (asked) => {
      expect(extentOf(document, asked)).toBeNull();
    },
  );

  it('none beyond the end of the file, whatever a report says', () => {
    expect(extentOf({ ...document, revisionEnds: [6000] }, '6000')).toBeNull();
  });
});
