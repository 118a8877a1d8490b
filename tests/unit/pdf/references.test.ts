import { describe, expect, it } from 'vitest';
import { PdfRef } from '../../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../../src/main/pdf/revision-writer.js';
import { classicPdf, MINIMAL, open, streamPdf } from './sample-pdf.js';

const [CATALOG = '', PAGES = ''] = MINIMAL;
const withPage = (more: string, ...others: string[]): string =>
  classicPdf([CATALOG, PAGES, `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]${more}>>`, ...others]).text;

describe('references', () => {
  it('the highest one counts, whether it leads anywhere or not', () => {
    expect(open(withPage('/Contents 77 0 R')).references().highest).toBe(77);
    expect(open(withPage('/A[<</B[900 3 R]>>]')).references().highest).toBe(900);
    expect(
      open(streamPdf('/W[1 4 2]/Size 6/Root 1 0 R', [CATALOG, PAGES, '<</Type/Page/Parent 50 0 R>>'])).references()
        .highest,
    ).toBe(50);
  });

  it('those in an object that breaks the syntax count too', () => {
    expect(open(withPage('', '<</A 88 0 R/B>>')).references().highest).toBe(88);
  });

  it('an object is shared when two places refer to it', () => {
    const references = open(withPage('/Contents 4 0 R/Annots 4 0 R/Resources 5 0 R', '[]', '<<>>')).references();
    expect([1, 2, 3, 4, 5, 6].filter((num) => references.isShared(num))).toEqual([2, 4]);
  });

  it('no new object takes a number that something refers to', () => {
    const writer = new RevisionWriter(open(withPage('/Contents[70 0 R 71 0 R]')));
    expect(writer.allocate()).toEqual(new PdfRef(72, 0));
  });

  it('a reference to the last number leaves no room, and is told', () => {
    const writer = new RevisionWriter(open(withPage('/Contents 8388607 0 R')));
    expect(() => writer.allocate()).toThrowError(expect.objectContaining({ code: 'pdf.limit' }));
  });
});
