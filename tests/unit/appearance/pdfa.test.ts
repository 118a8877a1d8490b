import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { iccProfile } from '../../../src/main/appearance/icc-profile.js';
import { pdfaPart } from '../../../src/main/appearance/pdfa.js';
import { classicPdf, MINIMAL, open } from '../pdf/sample-pdf.js';

const NS = 'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"';
const withMetadata = (xmp: string, catalog = '') => {
  const data = deflateSync(Buffer.from(xmp)).toString('latin1');
  const stream = `<</Type/Metadata/Subtype/XML/Filter/FlateDecode/Length ${data.length}>>\nstream\n${data}\nendstream`;
  const [, pages = '', page = ''] = MINIMAL;
  return open(classicPdf([`<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R${catalog}>>`, pages, page, stream]).text);
};
const part = (xmp: string, catalog = '') => pdfaPart(withMetadata(xmp, catalog));

describe('the PDF/A part that a document claims', () => {
  it.each([
    [
      `<rdf:Description ${NS}><pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>`,
      1,
      'B',
    ],
    [`<rdf:Description ${NS} pdfaid:part="2" pdfaid:conformance='u'/>`, 2, 'U'],
    [
      `<d xmlns:a.b = "http://www.aiim.org/pdfa/ns/id/"><a.b:part >\n 3 </a.b:part><a.b:conformance>A</a.b:conformance></d>`,
      3,
      'A',
    ],
    [`<rdf:Description ${NS} pdfaid:part="4" pdfaid:rev="2020"/>`, 4, null],
  ])('%s', (xmp, number, conformance) => {
    expect(part(xmp)).toEqual({ part: number, conformance, outputIntent: false });
  });

  it('comes with its output intent', () => {
    const xmp = `<d ${NS} pdfaid:part="2"/>`;
    expect(part(xmp, '/OutputIntents[<</S/GTS_PDFA1>>]')?.outputIntent).toBe(true);
    expect(part(xmp, '/OutputIntents[<</S/GTS_PDFX>>]')?.outputIntent).toBe(false);
  });

  it.each([
    ['another namespace', '<d xmlns:pdfaid="http://example.com/" pdfaid:part="1"/>'],
    ['a comment', `<d ${NS}><!-- <pdfaid:part>1</pdfaid:part> --></d>`],
    ['a part that does not exist', `<d ${NS} pdfaid:part="7"/>`],
    ['the description of the schema', `<d ${NS}><pdfaProperty:name>part</pdfaProperty:name></d>`],
    ['no text', ''],
  ])('none in %s', (_, xmp) => {
    expect(part(xmp)).toBeNull();
  });

  it('none without metadata, or with metadata that cannot be read', () => {
    expect(pdfaPart(open(classicPdf().text))).toBeNull();
    const [, pages = '', page = ''] = MINIMAL;
    const broken = '<</Filter/FlateDecode/Length 3>>\nstream\nabc\nendstream';
    expect(pdfaPart(open(classicPdf(['<</Pages 2 0 R/Metadata 4 0 R>>', pages, page, broken]).text))).toBeNull();
  });
});

describe('colour profile', () => {
  it.each([
    ['rgb', 'RGB ', 9],
    ['gray', 'GRAY', 4],
  ] as const)('%s has the tags that version 2 asks for, within its size', (colours, space, count) => {
    const profile = Buffer.from(iccProfile(colours));
    expect(profile.readUInt32BE(0)).toBe(profile.length);
    expect(profile.toString('latin1', 12, 24)).toBe(`mntr${space}XYZ `);
    expect(profile.readUInt32BE(128)).toBe(count);
    for (let i = 0; i < count; i++) {
      const [offset, size] = [profile.readUInt32BE(136 + 12 * i), profile.readUInt32BE(140 + 12 * i)];
      expect(offset % 4).toBe(0);
      expect(offset + size).toBeLessThanOrEqual(profile.length);
    }
  });
});
