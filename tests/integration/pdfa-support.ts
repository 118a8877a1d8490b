/** Small PDF/A files. */
import { iccProfile } from '../../src/main/appearance/icc-profile.js';

const metadata = (part: number): string => `<?xpacket begin="\u00ef\u00bb\u00bf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>${part}</pdfaid:part>${
  part === 4 ? '<pdfaid:rev>2020</pdfaid:rev>' : '<pdfaid:conformance>B</pdfaid:conformance>'
}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

const stream = (entries: string, data: string): string =>
  `<<${entries}/Length ${data.length}>>\nstream\n${data}\nendstream`;

/** One empty page, 500 × 420 points. */
export const pdfaFile = (part: 1 | 2 | 3 | 4, outputIntent = true): Uint8Array => {
  const intent = outputIntent ? '/OutputIntents[5 0 R]' : '';
  const bodies = [
    `<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R${intent}>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 420]/Resources<<>>>>',
    stream('/Type/Metadata/Subtype/XML', metadata(part)),
    '<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile 6 0 R>>',
    stream('/N 3', Buffer.from(iccProfile('rgb')).toString('latin1')),
  ];
  let text = `%PDF-1.${part === 1 ? 4 : 7}\n%\u00e2\u00e3\u00cf\u00d3\n`;
  const offsets = bodies.map((body, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  const id = '<0123456789abcdef0123456789abcdef>';
  text += `xref\n0 ${bodies.length + 1}\n0000000000 65535 f \n${rows.join('')}`;
  text += `trailer\n<</Size ${bodies.length + 1}/Root 1 0 R/ID[${id}${id}]>>\nstartxref\n${start}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(text, 'latin1'));
};
