/** Signed documents whose sender means ill, or who had an odd program: names that deceive the eye, pages of any shape. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PdfName } from '../../src/main/pdf/objects.js';
import { issue, type TestPki } from '../../tools/test-pki/make.mjs';
import { dict, type Look, letterPdf, places, signMark, stream, text } from '../integration/marks-support.js';

const usage = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'];

/** 600 letters, as no form for certificates forbids. */
export const longName = `Nguyễn Thị Hồng Nhung ${'Chuyên viên cao cấp '.repeat(30)}`.slice(0, 600).trim();

/** A signed letter whose signer's names turn round, hide and cover what stands beside them. */
const deceptive = ({ sub }: TestPki, folder: string): string => {
  const signer = issue(sub, {
    name: 'lua-mat',
    subject: [
      ['C', 'VN'],
      ['O', 'Ban\u200b Cơ yếu \u2067Chính phủ'],
      ['CN', 'Bộ \u202eụv gnôC אבג 12/03'],
    ],
    extensions: usage,
  });
  const original = join(folder, 'goc.pdf');
  writeFileSync(original, letterPdf());
  const look = text('=HYPERLINK\\("http://x"\\)');
  return signMark(original, join(folder, 'Công văn \u202efdp.exe.pdf'), signer, {
    rect: places.number,
    look,
    issuers: [sub.certificate],
  });
};

const longNamed = ({ sub }: TestPki, folder: string): string => {
  // X.520 allows 64 letters of a common name, and openssl insists; an organisation may be given as often as one likes.
  const part = (at: number): [string, string] => ['OU', longName.slice(at * 60, at * 60 + 60).trim()];
  const signer = issue(sub, {
    name: 'dai',
    subject: [
      ['C', 'VN'],
      ['O', longName.slice(0, 64).trim()],
      ...Array.from({ length: 10 }, (_, at) => part(at)),
      ['CN', longName.slice(0, 60).trim()],
    ],
    extensions: usage,
  });
  const original = join(folder, 'goc-dai.pdf');
  writeFileSync(original, letterPdf());
  const name = `${'Quyết định phê duyệt điều chỉnh chủ trương đầu tư '.repeat(3).trim()}.pdf`;
  return signMark(original, join(folder, name), signer, {
    rect: places.number,
    look: text('3418/QD-UBND'),
    issuers: [sub.certificate],
  });
};

/** A square of lines. */
const frame: Look = (writer, width, height) => {
  const ref = writer.allocate();
  const entries = {
    Type: new PdfName('XObject'),
    Subtype: new PdfName('Form'),
    BBox: [0, 0, width, height],
    Resources: dict({}),
  };
  writer.set(ref, stream(`1 w 2 2 ${width - 4} ${height - 4} re S`, entries));
  return ref;
};

/** `count` signatures, each with a mark of its own. */
const manyTimes = ({ person, sub }: TestPki, folder: string, count: number): string => {
  const paths = [join(folder, 'nhiều 0.pdf'), join(folder, 'nhiều 1.pdf')] as const;
  writeFileSync(paths[0], letterPdf());
  for (let done = 0; done < count; done += 1) {
    const [x, y] = [20 + (done % 10) * 55, 20 + Math.floor(done / 10) * 20];
    const mark = { rect: [x, y, x + 50, y + 16] as const, look: frame, issuers: [sub.certificate] };
    signMark(paths[done % 2 === 0 ? 0 : 1], paths[done % 2 === 0 ? 1 : 0], person, mark);
  }
  return paths[count % 2 === 0 ? 0 : 1];
};

/** A letter of that many pages, all with one content. */
const manyPages = (path: string, count: number): string => {
  const kids = Array.from({ length: count }, (_, index) => `${index + 5} 0 R`).join(' ');
  const objects = [
    '<</Type/Catalog/Pages 2 0 R/AcroForm 4 0 R>>',
    `<</Type/Pages/Kids[${kids}]/Count ${count}/MediaBox[0 0 595 842]>>`,
    '<</Length 0>>\nstream\n\nendstream',
    '<</Fields[]>>',
    ...Array.from({ length: count }, () => '<</Type/Page/Parent 2 0 R/Contents 3 0 R/Resources<<>>>>'),
  ];
  let body = '%PDF-1.7\n';
  const rows = objects.map((object, index) => {
    const row = `${String(body.length).padStart(10, '0')} 00000 n \n`;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return row;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size ${size}/Root 1 0 R>>\n`;
  writeFileSync(path, Buffer.from(`${body}${table}startxref\n${body.length}\n%%EOF\n`, 'latin1'));
  return path;
};

export interface HostileDocuments {
  readonly deceptive: string;
  readonly long: string;
  /** 60 signatures. */
  readonly many: string;
  /** 3,000 pages. */
  readonly thick: string;
  /** By what is odd about their page. */
  readonly shapes: Readonly<Record<'huge' | 'strip' | 'nothing' | 'turned' | 'units' | 'aside', string>>;
}

export const makeHostileDocuments = (pki: TestPki, folder: string): HostileDocuments => {
  const shaped = (name: string, page: string, mediaBox: readonly [number, number, number, number]): string => {
    const original = join(folder, `goc-${name}.pdf`);
    writeFileSync(original, letterPdf({ page, mediaBox }));
    return signMark(original, join(folder, `trang ${name}.pdf`), pki.person, mark);
  };
  const mark = { rect: places.number, look: text('3418'), issuers: [pki.sub.certificate] };
  const thick = manyPages(join(folder, 'goc-day.pdf'), 3000);
  return {
    deceptive: deceptive(pki, folder),
    long: longNamed(pki, folder),
    many: manyTimes(pki, folder, 60),
    thick: signMark(thick, join(folder, 'trang dày.pdf'), pki.person, mark),
    shapes: {
      huge: shaped('lớn', '', [0, 0, 14400, 14400]),
      strip: shaped('dải', '', [0, 0, 150, 14400]),
      nothing: shaped('không', '', [0, 0, 0, 0]),
      turned: shaped('xoay', '/Rotate 90', [0, 0, 595, 842]),
      units: shaped('đơn vị', '/UserUnit 10', [0, 0, 595, 842]),
      aside: shaped('lệch', '/Rotate 270/CropBox[100 100 500 900]', [-50, 50, 595, 942]),
    },
  };
};
