import { describe, expect, it } from 'vitest';
import { printedBoxes } from '../../../src/main/signing/page-marks.js';
import { classicPdf, open, streamBody } from '../pdf/sample-pdf.js';

const boxes = (content: string): number[][] => {
  const resources = '/Resources<</Font<</F <</Subtype/Type1>>/W <</Subtype/Type0>>>>/XObject<</I 5 0 R>>>>';
  const bodies = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Kids[3 0 R]${resources}>>`,
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 800]/Contents 4 0 R>>',
    streamBody('', content),
    streamBody('/Subtype/Image', 'x'),
  ];
  const document = open(classicPdf(bodies).text);
  const [page] = document.pages();
  if (!page) throw new Error('no page');
  return printedBoxes(document, page).map(({ left, bottom, right, top }) => [left, bottom, right, top]);
};

describe('what is printed on a page', () => {
  it('text where its matrices put it', () => {
    expect(boxes('q 2 0 0 2 10 20 cm BT /F 10 Tf 100 200 Td (abcd) Tj ET Q')).toEqual([[210, 415, 250, 439]]);
    expect(boxes('BT /W 10 Tf 1 0 0 1 50 60 Tm [<00410042> -20 <0043>] TJ ET')).toEqual([[50, 57.5, 65, 69.5]]);
    expect(boxes("BT /F 10 Tf 12 TL 50 60 Td (a) Tj (b) ' ET")).toEqual([
      [50, 57.5, 55, 69.5],
      [50, 45.5, 55, 57.5],
    ]);
  });

  it('small images, but not the scan that is the page itself', () => {
    expect(boxes('q 50 0 0 40 10 700 cm /I Do Q q 500 0 0 800 0 0 cm /I Do Q')).toEqual([[10, 700, 60, 740]]);
  });

  it('goes on behind an inline image', () => {
    expect(boxes('BI /W 1 ID )(<<[ \nEI BT /F 10 Tf (ab) Tj ET')).toEqual([[0, -2.5, 10, 9.5]]);
  });

  it('keeps what it found before content that is broken', () => {
    expect(boxes('BT /F 10 Tf (ab) Tj ]]] (cd) Tj')).toEqual([[0, -2.5, 10, 9.5]]);
  });

  it('looks at the beginning of content without end', () => {
    const found = boxes('(a) Tj\n'.repeat(700_000));
    expect(found.length).toBeGreaterThan(100_000);
    expect(found.length).toBeLessThan(650_000);
  });
});
