import { describe, expect, it } from 'vitest';
import { PdfDict, PdfRef } from '../../../src/main/pdf/objects.js';
import { widgetFrame } from '../../../src/main/signing/widget-frame.js';
import { classicPdf, MINIMAL, open } from '../pdf/sample-pdf.js';

const frameOf = (entries: string) => {
  const document = open(classicPdf([...MINIMAL, `<<${entries}>>`, '[0 1 0]', '3']).text);
  const widget = document.get(new PdfRef(4, 0));
  if (!(widget instanceof PdfDict)) throw new Error('no widget');
  return widgetFrame(document, widget);
};
const border = (more: object) => ({ colour: '0 1 0', widthPt: 1, style: 'solid', dash: [3], ...more });

describe('the frame of a widget', () => {
  it.each<readonly [string, string, string | null]>([
    ['grey', '/MK<</BG[0.5]>>', '0.5 0.5 0.5'],
    ['red, green, blue', '/MK<</BG 5 0 R>>', '0 1 0'],
    ['inks', '/MK<</BG[1 0 0 0.5]>>', '0 0.5 0.5'],
    ['out of range', '/MK<</BG[-1 7 1]>>', '0 1 1'],
    ['transparent', '/MK<</BG[]>>', null],
    ['two components', '/MK<</BG[1 1]>>', null],
    ['no numbers', '/MK<</BG[/a]>>', null],
    ['a list without end', `/MK<</BG[${'1 '.repeat(1000)}]>>`, null],
    ['none', '', null],
  ])('background: %s', (_name, entries, background) => {
    expect(frameOf(entries)).toEqual({ background, border: null });
  });

  it.each<readonly [string, string, object | null]>([
    ['one point where no width is stated', '/MK<</BC 5 0 R>>', border({})],
    ['of /BS', '/MK<</BC[0 1 0]>>/BS<</W 6 0 R/S/I>>', border({ widthPt: 3, style: 'inset' })],
    ['beveled', '/MK<</BC[0 1 0]>>/BS<</S/B>>', border({ style: 'beveled' })],
    ['underline', '/MK<</BC[0 1 0]>>/BS<</S/U>>', border({ style: 'underline' })],
    ['dashed', '/MK<</BC[0 1 0]>>/BS<</S/D/D[2 1]>>', border({ style: 'dashed', dash: [2, 1] })],
    ['a style that is not known', '/MK<</BC[0 1 0]>>/BS<</S/X>>', border({})],
    ['of /Border', '/MK<</BC[0 1 0]>>/Border[0 0 2]', border({ widthPt: 2 })],
    ['of /Border, dashed', '/MK<</BC[0 1 0]>>/Border[0 0 2[4]]', border({ widthPt: 2, style: 'dashed', dash: [4] })],
    ['of /BS rather than of /Border', '/MK<</BC[0 1 0]>>/Border[0 0 9]/BS<</W 2>>', border({ widthPt: 2 })],
    ['no width', '/MK<</BC[0 1 0]>>/Border[0 0 0]', null],
    ['a negative width', '/MK<</BC[0 1 0]>>/BS<</W -4>>', null],
    ['no colour', '/BS<</W 3>>/Border[0 0 3]', null],
  ])('border: %s', (_name, entries, expected) => {
    expect(frameOf(entries)).toEqual({ background: null, border: expected });
  });

  it.each(['0 0', '-1 3', '0.0001', '/a'])('dashes [%s] that no reader can draw are the usual ones', (pattern) => {
    expect(frameOf(`/MK<</BC[0 1 0]>>/BS<</S/D/D[${pattern}]>>`).border?.dash).toEqual([3]);
  });
});
