/** The kinds of files that the matrix signs: small ones written here or by qpdf, and real documents. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { FaultCode } from '../../src/contracts/faults/index.js';
import { DOCUMENTS, qpdf } from '../integration/signing-support.js';

export interface FileKind {
  readonly name: string;
  /** User password of the file. */
  readonly password?: string;
  /** The first signature goes into the empty field that is there. */
  readonly field?: string;
  /** Writes the file. */
  make(file: string): void;
}

interface Parts {
  readonly header?: string;
  readonly catalog?: string;
  readonly page?: string;
  /** Marks the text of the first page as content of the structure tree. */
  readonly marked?: boolean;
  /** Objects 9, 10, … */
  readonly more?: readonly string[];
}

const stream = (text: string, dict = ''): string => `<<${dict}/Length ${text.length}>>\nstream\n${text}\nendstream`;

const shown = (line: string, marked: boolean): string => {
  const text = `BT /F1 12 Tf 72 500 Td (${line}) Tj ET`;
  return stream(marked ? `/P <</MCID 0>> BDC ${text} EMC` : text);
};

/** Two pages of text; objects 1 … 8 and those of `more`. */
const bodies = ({ catalog = '', page = '', marked = false, more = [] }: Parts): string[] => {
  const box = page.includes('/MediaBox') ? page : `/MediaBox[0 0 595 842]${page}`;
  const resources = '/Resources<</Font<</F1 7 0 R>>>>';
  return [
    `<</Type/Catalog/Pages 2 0 R${catalog}>>`,
    '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>',
    `<</Type/Page/Parent 2 0 R${box}${resources}/Contents 5 0 R>>`,
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]${resources}/Contents 6 0 R>>`,
    shown('So tien: 100 VND', marked),
    shown('Trang hai', false),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Producer(thu nghiem)/CreationDate(D:20260101000000Z)>>',
    ...more,
  ];
};

const entry = (offset: number): string => `${String(offset).padStart(10, '0')} 00000 n \n`;
const FREE = '0000000000 65535 f \n';
const IDENTITY = '/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]';

interface Section {
  readonly text: string;
  readonly start: number;
}

const ending = (text: string, start: number, trailer: string): Section => ({
  text: `${text}trailer\n<<${trailer}/Root 1 0 R/Info 8 0 R${IDENTITY}>>\nstartxref\n${start}\n%%EOF\n`,
  start,
});

const classic = (parts: Parts = {}): Section => {
  let text = `%PDF-${parts.header ?? '1.7'}\n%\xe2\xe3\xcf\xd3\n`;
  const all = bodies(parts);
  const rows = all.map((body, index) => {
    const row = entry(text.length);
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return row;
  });
  const head = `xref\n0 ${rows.length + 1}\n${FREE}${rows.join('')}`;
  return ending(text + head, text.length, `/Size ${rows.length + 1}`);
};

/** One more revision, which writes object `num` anew. */
const revised = ({ text, start }: Section, num: number, body: string): Section => {
  const table = `${text}${num} 0 obj\n${body}\nendobj\n`;
  return ending(`${table}xref\n${num} 1\n${entry(text.length)}`, table.length, `/Size 9/Prev ${start}`);
};

const TREE = [
  '<</Type/StructTreeRoot/K[10 0 R]/ParentTree 11 0 R/ParentTreeNextKey 1>>',
  '<</Type/StructElem/S/P/P 9 0 R/Pg 3 0 R/K 0>>',
  '<</Nums[0[10 0 R]]>>',
];
const TAGGED: Parts = {
  catalog: '/MarkInfo<</Marked true>>/StructTreeRoot 9 0 R/Lang(vi-VN)',
  page: '/StructParents 0',
  marked: true,
};

/** Objects 9, 10 and 11 in object stream 12, which only the stream 13 of /XRefStm places (7.5.8.4). */
const hidden = (text: string): { readonly text: string; readonly container: number; readonly xref: number } => {
  const starts = TREE.map((_, index) => TREE.slice(0, index).join('\n').length + (index > 0 ? 1 : 0));
  const head = `${starts.map((start, index) => `${index + 9} ${start}`).join(' ')} `;
  const packed = deflateSync(Buffer.from(head + TREE.join('\n'))).toString('latin1');
  const dict = `/Type/ObjStm/N 3/First ${head.length}/Filter/FlateDecode`;
  const whole = `${text}12 0 obj\n${stream(packed, dict)}\nendobj\n`;
  const rows = [0, 1, 2].map((index) => String.fromCharCode(2, 0, 12, index)).join('');
  const xref = `13 0 obj\n${stream(rows, '/Type/XRef/W[1 2 1]/Index[9 3]/Size 14/Root 1 0 R')}\nendobj\n`;
  return { text: whole + xref, container: text.length, xref: whole.length };
};

/** One section that has both, or as Word writes it: a second, empty table that names the stream. */
const hybrid = (asWord: boolean): string => {
  const plain = classic({ ...TAGGED, header: '1.5' });
  const body = plain.text.slice(0, plain.start);
  const { text, container, xref } = hidden(body);
  const rows = [...body.matchAll(/^\d+ 0 obj/gm)].map(({ index }) => entry(index)).join('');
  const free = '0000000000 00000 f \n'.repeat(3);
  const table = `xref\n0 14\n${FREE}${rows}${free}${entry(container)}${entry(xref)}`;
  if (!asWord) return ending(text + table, text.length, `/Size 14/XRefStm ${xref}`).text;
  const first = ending(text + table, text.length, '/Size 14');
  const second = `${first.text}xref\n0 0\n`;
  return ending(second, first.text.length, `/Size 14/Prev ${first.start}/XRefStm ${xref}`).text;
};

const written =
  (text: string) =>
  (file: string): void =>
    writeFileSync(file, text, 'latin1');

const byQpdf =
  (options: readonly string[], parts: Parts = {}) =>
  (file: string): void => {
    writeFileSync(`${file}.plain`, classic(parts).text, 'latin1');
    qpdf('--allow-weak-crypto', ...options, `${file}.plain`, file);
  };

/** What `make` writes, and then damaged. */
const damaged =
  (make: (file: string) => void, damage: (text: string) => string) =>
  (file: string): void => {
    make(`${file}.sound`);
    writeFileSync(file, damage(readFileSync(`${file}.sound`, 'latin1')), 'latin1');
  };

const real =
  (...name: string[]) =>
  (file: string): void =>
    copyFileSync(join(DOCUMENTS, ...name), file);

const encrypt = (user: string, ...options: string[]): string[] => ['--encrypt', user, 'chu', ...options, '--'];
const OBJECT_STREAMS = '--object-streams=generate';
const form: Parts = {
  catalog: '/AcroForm 9 0 R',
  page: '/Annots[10 0 R 11 0 R]',
  more: [
    '<</Fields[10 0 R 11 0 R]/DA(/Helv 12 Tf 0 g)/DR<</Font<</Helv 7 0 R>>>>>>',
    '<</Type/Annot/Subtype/Widget/FT/Tx/T(So)/Rect[72 600 172 620]/P 3 0 R/F 4/DA(/Helv 12 Tf 0 g)>>',
    '<</Type/Annot/Subtype/Widget/FT/Sig/T(Lanh dao)/Rect[300 100 500 180]/P 3 0 R/F 4>>',
  ],
};

const chain = (): string =>
  ['Sua lan 1', 'Sua lan 2', 'Sua lan 3'].reduce((so, line) => revised(so, 6, shown(line, false)), classic()).text;

/** Every kind, in the order of the tables that are printed. */
export const KINDS: readonly FileKind[] = [
  { name: 'classic table, PDF 1.3', make: written(classic({ header: '1.3' }).text) },
  { name: 'classic table, PDF 1.4', make: written(classic({ header: '1.4' }).text) },
  { name: 'classic table, PDF 1.7', make: written(classic().text) },
  { name: 'classic table, PDF 2.0', make: written(classic({ header: '2.0' }).text) },
  { name: 'object streams, PDF 1.5', make: byQpdf([OBJECT_STREAMS, '--force-version=1.5']) },
  { name: 'object streams, PDF 1.6', make: byQpdf([OBJECT_STREAMS, '--force-version=1.6']) },
  { name: 'object streams, PDF 2.0', make: byQpdf([OBJECT_STREAMS, '--force-version=2.0']) },
  { name: 'hybrid', make: written(hybrid(false)) },
  { name: 'hybrid as Word writes it', make: written(hybrid(true)) },
  { name: 'linearised, classic table', make: byQpdf(['--linearize', '--object-streams=disable']) },
  { name: 'linearised, object streams', make: byQpdf(['--linearize', OBJECT_STREAMS]) },
  { name: 'RC4 128', make: byQpdf(encrypt('', '128', '--use-aes=n')) },
  { name: 'AES 128', make: byQpdf([OBJECT_STREAMS, ...encrypt('', '128', '--use-aes=y')]) },
  { name: 'AES 256', make: byQpdf([OBJECT_STREAMS, ...encrypt('', '256')]) },
  { name: 'AES 256, classic table, form', make: byQpdf(encrypt('', '256'), form), field: '#1' },
  { name: 'AES 256 with a user password', password: 'abc', make: byQpdf([OBJECT_STREAMS, ...encrypt('abc', '256')]) },
  { name: 'four revisions', make: written(chain()) },
  { name: 'wrong startxref', make: written(classic().text.replace(/startxref\n\d+/, 'startxref\n77')) },
  { name: 'shifted table', make: written(classic().text.replace('\n', '\n%123456789\n')) },
  {
    name: 'shifted object streams',
    make: damaged(byQpdf([OBJECT_STREAMS]), (text) => text.replace('\n', '\n%123456789\n')),
  },
  { name: 'turned page', make: written(classic({ page: '/Rotate 90' }).text) },
  { name: 'cropped page', make: written(classic({ page: '/MediaBox[-20 -30 620 880]/CropBox[10 20 560 800]' }).text) },
  { name: 'UserUnit', make: written(classic({ page: '/MediaBox[0 0 298 421]/UserUnit 2' }).text) },
  { name: 'tagged', make: written(classic({ ...TAGGED, more: TREE }).text) },
  { name: 'tagged, object streams', make: byQpdf([OBJECT_STREAMS], { ...TAGGED, more: TREE }) },
  { name: 'form with an empty field', make: written(classic(form).text), field: '#1' },
  { name: 'real: certified by the Government portal', make: real('signed', '0744633c_2450-kgvx.signed.pdf') },
  { name: 'real: born digital', make: real('unsigned', 'text-circular-02-2021.pdf') },
  { name: 'real: signed, PDF 1.5', make: real('signed', 'c1ca6b0c_2191_ct-cs.pdf') },
  { name: 'real: scan', make: real('unsigned', 'scan-law-fire-prevention.pdf') },
];

/** Files that no signature can be put into so that all judges agree, or at all; and why. */
export const REFUSED: readonly (FileKind & { readonly code: FaultCode })[] = [
  // Readers count offsets and signed bytes from the file’s first byte, or from the header: they never agree.
  {
    name: 'bytes before the header',
    make: written(`${'x'.repeat(20)}\n${classic().text}`),
    code: 'pdf.leading-bytes',
  },
  {
    name: 'AES 256, changes forbidden',
    make: byQpdf(encrypt('', '256', '--modify=none')),
    code: 'pdf.signing-not-permitted',
  },
  { name: 'AES 256, password unknown', make: byQpdf(encrypt('abc', '256')), code: 'pdf.password-needed' },
  { name: 'no PDF', make: written('Lorem ipsum'), code: 'pdf.not-pdf' },
  { name: 'nothing', make: written(''), code: 'pdf.empty' },
];
