/** Official letters with blanks, and signatures whose marks look like this or that. */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, textString } from '../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { buildSignedData, signedAttributes } from '../../src/main/pki/cms/build.js';
import { emptyHole, fillByteRange } from '../../src/main/signing/byte-range-hole.js';
import type { Issued } from '../../tools/test-pki/make.mjs';
import { only } from './verification-support.js';

export const dict = (entries: Record<string, PdfObject>): PdfDict => new PdfDict(Object.entries(entries));
const name = (value: string): PdfName => new PdfName(value);
export const stream = (content: Uint8Array | string, entries: Record<string, PdfObject> = {}): PdfStream => {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return new PdfStream(dict({ ...entries, Length: bytes.length }), { kind: 'memory', bytes });
};

type Rect = readonly [number, number, number, number];

/** Where the letter of {@link letterPdf} has its blanks, and where people sign; in default user space. */
export const places = {
  number: [102, 735, 136, 757],
  day: [394, 735, 416, 757],
  month: [453, 735, 477, 757],
  signature: [360, 165, 560, 245],
  seal: [290, 160, 390, 260],
  margin: [400, 780, 580, 815],
  amount: [80, 595, 260, 615],
  body: [100, 550, 200, 650],
} as const satisfies Record<string, Rect>;

const LINES: readonly (readonly [number, number, string])[] = [
  [60, 770, 'UY BAN NHAN DAN TINH X'],
  [80, 740, 'So: ............/TTr-UBND'],
  [316, 740, 'Ha Noi, ngay'],
  [395, 740, '......'],
  [420, 740, 'thang'],
  [455, 740, '......'],
  [481, 740, 'nam 2026'],
  [80, 600, 'So tien: 100.000.000 dong'],
  [80, 582, 'Noi dung cua van ban nay gom nhieu dong chu lien tiep nhau tren trang.'],
  [80, 564, 'Kinh de nghi xem xet, quyet dinh.'],
  [410, 262, 'CHU TICH'],
  [400, 150, 'Nguyen Van A'],
];

export interface Letter {
  /** Entries of the page besides its size, with a leading slash. */
  readonly page?: string;
  readonly mediaBox?: Rect;
  /** Its text is not shown: it was read off a scan. */
  readonly scanned?: boolean;
  /** With a text field in the blank for the number. */
  readonly field?: boolean;
}

/** One page of an official letter with blanks for number and date, its text in a standard font. */
export const letterPdf = ({
  page = '',
  mediaBox = [0, 0, 595, 842],
  field = false,
  scanned = false,
}: Letter = {}): Buffer => {
  const content = LINES.map(([x, y, text]) => `BT ${scanned ? 3 : 0} Tr /F1 13 Tf ${x} ${y} Td (${text}) Tj ET`).join(
    '\n',
  );
  const widgets = field ? '/Annots[6 0 R]' : '';
  const objects = [
    '<</Type/Catalog/Pages 2 0 R/AcroForm 7 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[${mediaBox.join(' ')}]${page}/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R${widgets}>>`,
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>',
    `<</Type/Annot/Subtype/Widget/FT/Tx/T(So)/Rect[${places.number.join(' ')}]/P 3 0 R/F 4>>`,
    `<</Fields[${field ? '6 0 R' : ''}]>>`,
  ];
  let text = '%PDF-1.7\n';
  const offsets = objects.map((body, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\n`;
  return Buffer.from(`${text}startxref\n${start}\n%%EOF\n`, 'latin1');
};

/** Makes the appearance of a mark within a box of that size. */
export type Look = (writer: RevisionWriter, width: number, height: number) => PdfRef;

const form = (writer: RevisionWriter, width: number, height: number, content: string, resources: PdfDict): PdfRef => {
  const ref = writer.allocate();
  writer.set(
    ref,
    stream(content, {
      Type: name('XObject'),
      Subtype: name('Form'),
      BBox: [0, 0, width, height],
      Resources: resources,
    }),
  );
  return ref;
};

/** Text at the lower left corner of the mark; `before` is painted under it. */
export const text =
  (words: string, size = 13, before = ''): Look =>
  (writer, width, height) => {
    const font = dict({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Times-Roman') });
    const content = `${before} BT 0 g /F ${size} Tf 2 5 Td (${words}) Tj ET`;
    return form(writer, width, height, content, dict({ Font: dict({ F: font }) }));
  };

/** A white surface, `opacity` of it, with or without text on it. */
export const surface =
  (opacity = 1, words = ''): Look =>
  (writer, width, height) => {
    const font = dict({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Times-Roman') });
    const content = `/G gs 1 g 0 0 ${width} ${height} re f BT 0 g /F 13 Tf 2 5 Td (${words}) Tj ET`;
    const state = dict({ Type: name('ExtGState'), ca: opacity });
    return form(writer, width, height, content, dict({ Font: dict({ F: font }), ExtGState: dict({ G: state }) }));
  };

const SAMPLES = 80;

/** An image that paints only where `ink` says so, from 0 to 1 in both directions. */
const drawing =
  (ink: (x: number, y: number) => boolean): Look =>
  (writer, width, height) => {
    const mask = Uint8Array.from({ length: SAMPLES * SAMPLES }, (_, i) =>
      ink((i % SAMPLES) / SAMPLES, Math.floor(i / SAMPLES) / SAMPLES) ? 255 : 0,
    );
    const image = {
      Type: name('XObject'),
      Subtype: name('Image'),
      Width: SAMPLES,
      Height: SAMPLES,
      ColorSpace: name('DeviceGray'),
      BitsPerComponent: 8,
    };
    const [picture, soft] = [writer.allocate(), writer.allocate()];
    writer.set(soft, stream(mask, image));
    writer.set(picture, stream(new Uint8Array(SAMPLES * SAMPLES), { ...image, SMask: soft }));
    const resources = dict({ XObject: dict({ I: picture }) });
    return form(writer, width, height, `q ${width} 0 0 ${height} 0 0 cm /I Do Q`, resources);
  };

/** Two rings and a star, roughly. */
export const seal = drawing((x, y) => {
  const radius = Math.hypot(x - 0.5, y - 0.5) * 2;
  return (radius > 0.92 && radius < 1) || (radius > 0.6 && radius < 0.64) || radius < 0.2 || (x * 40) % 4 < 1;
});
/** A wave from left to right. */
export const handwriting = drawing((x, y) => Math.abs(y - 0.5 - 0.35 * Math.sin(x * 18)) < 0.05);
/** Paint from edge to edge in spite of its mask. */
export const solidDrawing = drawing(() => true);

export interface Marked {
  readonly rect: Rect;
  readonly look: Look;
  /** DocMDP permission of a certification. */
  readonly certify?: 1 | 2 | 3;
  /** PEM of the issuers that the signature carries; none when absent. */
  readonly issuers?: readonly string[];
  /** More entries of the field. */
  readonly entries?: Record<string, PdfObject>;
}

let fields = 0;

const addField = (document: PdfDocument, writer: RevisionWriter, widget: PdfDict): void => {
  const [page] = document.pages();
  const formRef = document.catalog.get('AcroForm');
  if (!page || !(formRef instanceof PdfRef)) throw new Error('letter');
  const field = writer.allocate();
  writer.set(field, widget.with({ P: page.ref }));
  const acroForm = document.dict(document.catalog, 'AcroForm') ?? new PdfDict();
  const all = document.array(acroForm, 'Fields') ?? [];
  writer.set(formRef, acroForm.with({ Fields: [...all, field], SigFlags: 3 }));
  writer.set(page.ref, page.dict.with({ Annots: [...(document.array(page.dict, 'Annots') ?? []), field] }));
};

const widgetOf = (writer: RevisionWriter, { rect, look }: Pick<Marked, 'rect' | 'look'>): PdfDict => {
  fields += 1;
  return dict({
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name('Sig'),
    T: textString(`Dau${fields}`),
    Rect: [...rect],
    F: 4,
    AP: dict({ N: look(writer, rect[2] - rect[0], rect[3] - rect[1]) }),
  });
};

/** A signature field with an appearance and no signature. */
export const unsignedMark =
  (mark: Pick<Marked, 'rect' | 'look'>) =>
  (document: PdfDocument, writer: RevisionWriter): void =>
    addField(document, writer, widgetOf(writer, mark));

/** Appends a revision with one visible mark, signed. */
export const signMark = (original: string, target: string, signer: Issued, mark: Marked): string => {
  const before = readFileSync(original);
  const document = PdfDocument.open(new MemorySource(before));
  const writer = new RevisionWriter(document);
  const tokens = emptyHole(8192);
  const value = writer.allocate();
  const reference = dict({
    Type: name('SigRef'),
    TransformMethod: name('DocMDP'),
    TransformParams: dict({ Type: name('TransformParams'), V: name('1.2'), P: mark.certify ?? 2 }),
  });
  writer.set(
    value,
    dict({
      Type: name('Sig'),
      Filter: name('Adobe.PPKLite'),
      SubFilter: name('ETSI.CAdES.detached'),
      ByteRange: tokens.byteRange,
      Contents: tokens.contents,
      ...(mark.certify ? { Reference: [reference] } : {}),
    }),
  );
  addField(document, writer, widgetOf(writer, mark).with({ V: value, ...mark.entries }));
  const { bytes, byteRange, contentsHole } = fillByteRange(writer.serialize(), before.length, tokens);
  const whole = Buffer.concat([before, bytes]);
  const [, gap, end] = byteRange;
  const messageDigest = createHash('sha256').update(whole.subarray(0, gap)).update(whole.subarray(end)).digest();
  const certificate = only(readCertificates(readFileSync(signer.certificate)));
  const attributes = signedAttributes({ messageDigest, certificate, digest: 'sha256' });
  const cms = buildSignedData({
    signedAttributes: attributes,
    algorithm: { mechanism: 'rsa-pkcs1', digest: 'sha256' },
    value: sign('sha256', attributes, createPrivateKey(readFileSync(signer.key))),
    certificates: [certificate, ...(mark.issuers ?? []).flatMap((path) => readCertificates(readFileSync(path)))],
  });
  whole.write(Buffer.from(cms).toString('hex'), contentsHole.start + 1, 'latin1');
  copyFileSync(original, target);
  writeFileSync(target, whole);
  return target;
};
