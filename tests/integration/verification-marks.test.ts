/** Marks that come after a signature: what real offices do stays valid, what covers or pretends does not. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileReport } from '../../src/contracts/verification.js';
import type { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, textString } from '../../src/main/pdf/objects.js';
import type { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';
import { type Authority, createAuthority, type Issued, issue, publishCrl } from '../../tools/test-pki/make.mjs';
import {
  dict,
  handwriting,
  type Letter,
  type Look,
  letterPdf,
  type Marked,
  places,
  seal,
  signMark,
  solidDrawing,
  stream,
  surface,
  text,
  unsignedMark,
} from './marks-support.js';
import { append, openWorkshop, type Workshop } from './verification-support.js';

let workshop: Workshop;
let market: Authority;
let bought: Issued;
let selfSigned: Issued;
let count = 0;

const fresh = (name: string): string => {
  count += 1;
  return workshop.path(`${count}-${name}.pdf`);
};
const letter = (options: Letter = {}): string => {
  const path = fresh('letter');
  writeFileSync(path, letterPdf(options));
  return path;
};
const mark = (original: string, signer: Issued, rect: Marked['rect'], look: Look, more: Partial<Marked> = {}): string =>
  signMark(original, fresh('signed'), signer, { rect, look, ...more });

/** The test hierarchy stands for the office's own, `market` for a public authority. */
const verify = (path: string): FileReport => {
  const { pki } = workshop;
  const trust = loadTrust({ shipped: 'resources/trust', added: [pki.root.certificate, pki.sub.certificate] });
  const roots = readCertificates(readFileSync(market.certificate));
  const anchors = [...trust.anchors, ...roots.map((certificate) => ({ certificate, scheme: 'public' as const }))];
  return verifyFile(path, {
    trust: { ...trust, anchors },
    policy: loadPolicy('resources/policy/verification.json'),
    crls: [pki.root.crl, pki.sub.crl, market.crl].map((crl) => readFileSync(crl)),
    at: new Date(),
  }).report;
};
const summary = (report: FileReport): [string, string[]] => [report.verdict, report.reasons.map(({ code }) => code)];
const expectValid = (path: string): FileReport => {
  const report = verify(path);
  expect([summary(report), report.signatures.map(({ verdict }) => verdict)]).toEqual([
    ['valid', []],
    report.signatures.map(() => 'valid'),
  ]);
  return report;
};
const expectRefused = (path: string, verdict: FileReport['verdict'], code: string, ...words: string[]): void => {
  const report = verify(path);
  expect(summary(report)).toEqual([verdict, expect.arrayContaining([code])]);
  const said = report.reasons.find((reason) => reason.code === code)?.vi ?? '';
  for (const word of words) expect(said).toContain(word);
};

beforeAll(() => {
  workshop = openWorkshop();
  market = createAuthority(join(workshop.folder, 'market'), { subject: [['CN', 'CA công cộng THỬ NGHIỆM']] });
  publishCrl(market);
  const extensions = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'];
  bought = issue(market, { name: 'bought', subject: [['CN', 'Công ty Đất Việt']], extensions });
  selfSigned = issue(market, { name: 'self', subject: [['CN', 'Tự Xưng']], extensions, selfSign: true });
});
afterAll(() => workshop.close());

/** The leader signs; everything else comes after him. */
const signedByLeader = (options: Letter = {}, more: Partial<Marked> = {}): string =>
  mark(letter(options), workshop.pki.person, places.signature, handwriting, more);

describe('a file that went through many hands', () => {
  it('is valid with 60 signatures, each with words of its own in a font of its own', () => {
    let path = letter();
    for (let done = 0; done < 60; done += 1) {
      const [x, y] = [20 + (done % 10) * 55, 20 + Math.floor(done / 10) * 20];
      path = mark(path, workshop.pki.person, [x, y, x + 50, y + 16], text(String(done)));
    }
    const report = verify(path);
    expect(report.reasons.map(({ code }) => code)).toEqual([]);
    expect(report.signatures.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 60 }, () => 'valid'));
    expect(report.verdict).toBe('valid');
  });
});

describe('what offices do stays valid', () => {
  const chain = (original: string): string =>
    (
      [
        [places.seal, seal],
        [places.number, text('286')],
        [places.day, text('27')],
        [places.month, text('01')],
      ] as const
    ).reduce((path, [rect, look]) => mark(path, workshop.pki.office, rect, look), original);

  it('the leader’s signature, then the office’s seal, number, day and month', () => {
    const report = expectValid(chain(signedByLeader()));
    expect(report.marks.map(({ kind, text: said, page }) => [kind, said, page])).toEqual([
      ['image', null, 1],
      ['seal', null, 1],
      ['text', '286', 1],
      ['text', '27', 1],
      ['text', '01', 1],
    ]);
    expect(report.marks[2]).toMatchObject({ x: 102, y: 735, width: 34, height: 22 });
  });

  it('the same after a certification with P=2', () => expectValid(chain(signedByLeader({}, { certify: 2 }))));

  it.each([90, 180, 270] as const)('the same on a page turned by %s°', (rotate) => {
    const report = expectValid(chain(signedByLeader({ page: `/Rotate ${rotate}` })));
    const { x, y, width, height } = report.marks[2] ?? { x: 0, y: 0, width: 0, height: 0 };
    const expected = { 90: [735, 459, 22, 34], 180: [459, 85, 34, 22], 270: [85, 102, 22, 34] }[rotate];
    expect([x, y, width, height]).toEqual(expected);
  });

  it('the same on a page cut out of a larger sheet, and on one of large units', () => {
    const cut = expectValid(chain(signedByLeader({ page: '/CropBox[50 50 560 800]', mediaBox: [-20, -20, 600, 850] })));
    expect(cut.marks[2]).toMatchObject({ x: 52, y: 685, width: 34, height: 22 });
    const large = expectValid(chain(signedByLeader({ page: '/UserUnit 2' })));
    expect(large.marks[2]).toMatchObject({ x: 204, y: 1470, width: 68, height: 44 });
  });

  it('a seal first, the signature over its right third afterwards', () => {
    const sealed = mark(letter(), workshop.pki.office, places.seal, seal);
    expectValid(mark(sealed, workshop.pki.person, places.signature, handwriting));
  });

  it('two signatures side by side', () => {
    const [left, bottom, , top] = places.signature;
    expectValid(mark(signedByLeader(), workshop.pki.office, [left - 190, bottom, left - 5, top], handwriting));
  });

  it('a signature whose strokes reach the position above it and the name below it', () => {
    const first = mark(letter(), workshop.pki.office, places.margin, text('Van thu'));
    expectValid(mark(first, workshop.pki.person, [370, 145, 540, 280], handwriting));
  });

  it('a seal in the middle of the signature, and over the name under it', () => {
    expectValid(mark(signedByLeader(), workshop.pki.office, [380, 110, 500, 230], seal));
  });

  it('a seal that hangs over the head of an annex', () => {
    expectValid(mark(signedByLeader(), workshop.pki.office, [40, 700, 140, 800], seal));
  });

  it('the same on a scan with the text that was read off it', () =>
    expectValid(chain(signedByLeader({ scanned: true }))));

  it('a mark so faint that nobody sees it, over the amount', () => {
    expectValid(mark(signedByLeader(), workshop.pki.office, places.amount, surface(0.01)));
  });

  it('a strip of a signer with a bought certificate that says who signed', () => {
    expectValid(mark(signedByLeader(), bought, places.margin, text('Cong ty Dat Viet', 10)));
  });

  it('our own signatures on what others signed', async () => {
    const first = await workshop.sign(letter(), 'own.pdf', workshop.pki.person);
    expectValid(await workshop.sign(first, 'own-twice.pdf', workshop.pki.office));
  });
});

describe('marks that cover what was signed', () => {
  const office = (rect: Marked['rect'], look: Look): string => mark(signedByLeader(), workshop.pki.office, rect, look);

  it('a white box over the amount', () =>
    expectRefused(
      office(places.amount, surface()),
      'indeterminate',
      'mark-over-content',
      'So tien:',
      'bên trái trang 1',
      'hình ảnh',
    ));

  it('a white box with another amount on it', () =>
    expectRefused(
      office(places.amount, surface(1, 'So tien: 999.000.000 dong')),
      'indeterminate',
      'mark-over-content',
      'dòng chữ “So tien: 999.000.000 dong”',
    ));

  it('text over text', () =>
    expectRefused(office(places.amount, text('So tien: 999.000.000')), 'indeterminate', 'mark-over-content'));

  it('a picture whose mask leaves nothing out', () =>
    expectRefused(office(places.amount, solidDrawing), 'indeterminate', 'mark-over-content'));

  it('such a picture from the position down to the name, where handwriting might stand', () =>
    expectRefused(office([370, 145, 540, 280], solidDrawing), 'indeterminate', 'mark-over-content', 'CHU TICH'));

  it('a seal over the text of the letter', () =>
    expectRefused(office(places.body, seal), 'indeterminate', 'mark-over-content', 'con dấu', 'tien:'));

  it('a white box over the amount of a scan, where the text was read off it', () =>
    expectRefused(
      mark(signedByLeader({ scanned: true }), workshop.pki.office, places.amount, surface()),
      'indeterminate',
      'mark-over-content',
      'So tien:',
    ));

  it('an opaque picture over the leader’s signature', () =>
    expectRefused(office(places.signature, surface()), 'indeterminate', 'mark-over-content', 'hình ảnh'));

  it('a second number over the first', () => {
    const numbered = office(places.number, text('286'));
    const again = mark(numbered, workshop.pki.office, places.number, text('999'));
    expectRefused(again, 'indeterminate', 'mark-over-content', '“286”', 'dòng chữ “999”', 'góc trên bên trái trang 1');
  });

  it('a box over the seal of another', () => {
    const sealed = office(places.seal, seal);
    expectRefused(mark(sealed, bought, places.seal, surface()), 'invalid', 'mark-covers-content', 'con dấu');
  });

  it('a bought certificate on a letter that is certified with P=2', () => {
    const certified = signedByLeader({}, { certify: 2 });
    expectRefused(
      mark(certified, bought, places.amount, surface(1, 'So tien: 999')),
      'invalid',
      'mark-covers-content',
      'Công ty Đất Việt',
    );
  });

  it('a certificate that vouches for itself', () => {
    const path = mark(signedByLeader(), selfSigned, places.amount, surface());
    expectRefused(path, 'invalid', 'mark-covers-content', 'Tự Xưng');
    expectRefused(path, 'invalid', 'mark-unattributed', 'Tự Xưng');
  });
});

describe('marks that want to hurt', () => {
  it('a page that never ends, and a mark on it: bounded, and not valid', () => {
    const endless: Look = (writer, width, height) => {
      const inner = writer.allocate();
      const entries = { Type: new PdfName('XObject'), Subtype: new PdfName('Form'), BBox: [0, 0, width, height] };
      const resources = dict({ XObject: dict({ X: inner }) });
      writer.set(inner, stream('/X Do '.repeat(1000), { ...entries, Resources: resources }));
      return inner;
    };
    expectRefused(mark(signedByLeader(), workshop.pki.office, places.number, endless), 'indeterminate', 'marks-unread');
  });

  it('ten thousand boxes over a page: bounded, and not valid', () => {
    const boxes: Look = (writer, width, height) =>
      text('x', 13, `0 0 ${width} ${height} re f `.repeat(100_000))(writer, width, height);
    expectRefused(
      mark(signedByLeader(), workshop.pki.office, [0, 0, 595, 842], boxes),
      'indeterminate',
      'marks-unread',
    );
  });
});

describe('marks that nobody answers for', () => {
  it('a number from a certificate that vouches for itself', () =>
    expectRefused(
      mark(signedByLeader(), selfSigned, places.number, text('999')),
      'indeterminate',
      'mark-unattributed',
      'dòng chữ “999”',
      'góc trên bên trái trang 1',
      'Tự Xưng',
    ));

  it('a number from a bought certificate', () =>
    expectRefused(
      mark(signedByLeader({}, { certify: 2 }), bought, places.number, text('999')),
      'indeterminate',
      'mark-by-stranger',
      '“999”',
      'Công ty Đất Việt',
    ));

  it('a number from a bought certificate, as a picture', () =>
    expectRefused(
      mark(signedByLeader({}, { certify: 2 }), bought, places.number, handwriting),
      'indeterminate',
      'mark-by-stranger',
      'Công ty Đất Việt',
    ));

  it('a field that shows a number and was never signed', () => {
    const path = append(signedByLeader(), fresh('unsigned'), unsignedMark({ rect: places.number, look: text('999') }));
    expectRefused(path, 'indeterminate', 'mark-unattributed', 'ô chưa được ký');
  });

  it('a field that covers the amount and was never signed', () => {
    const path = append(signedByLeader(), fresh('unsigned'), unsignedMark({ rect: places.amount, look: surface() }));
    expectRefused(path, 'invalid', 'mark-covers-content', 'ô chưa được ký');
  });

  it('a mark whose signature is broken', () => {
    const path = mark(signedByLeader(), workshop.pki.office, places.number, text('999'));
    const bytes = readFileSync(path);
    // The document number within the mark itself: what the office signed is not what stands there now.
    bytes.write('998', bytes.lastIndexOf('(999)') + 1, 'latin1');
    writeFileSync(path, bytes);
    expectRefused(path, 'invalid', 'mark-unattributed', '“998”');
  });
});

describe('a text field filled after issue', () => {
  const signedWithField = (entries: Record<string, PdfObject> = {}, value = ''): string => {
    const path = letter({ field: true });
    const filled = value === '' ? path : append(path, fresh('filled'), fill(value, text(value)));
    return mark(filled, workshop.pki.person, places.signature, handwriting, { entries });
  };
  const fill =
    (value: string, look: Look) =>
    (document: PdfDocument, writer: RevisionWriter): void => {
      const ref = new PdfRef(6, 0);
      const widget = document.get(ref);
      if (!(widget instanceof PdfDict)) throw new Error('field');
      writer.set(ref, widget.with({ V: textString(value), AP: dict({ N: look(writer, 34, 22) }) }));
    };
  const refilled = (path: string, value: string, look: Look): FileReport =>
    verify(append(path, fresh('refilled'), fill(value, look)));

  it('is told with what it held and holds', () => {
    const report = refilled(signedWithField({}, '286'), '287', text('2 87'));
    expect(report.signatures[0]?.changesAfter).toBe('form');
    expect(report.signatures[0]?.warnings.find(({ code }) => code === 'changed-form')?.vi).toContain('“286” → “287”');
  });

  it('is an illegal change where the signature locks it', () => {
    const lock = dict({
      Type: new PdfName('SigFieldLock'),
      Action: new PdfName('Include'),
      Fields: [textString('So')],
    });
    const report = refilled(signedWithField({ Lock: lock }, '286'), '287', text('287'));
    expect([report.verdict, report.signatures[0]?.changesAfter]).toEqual(['invalid', 'illegal']);
    expect(report.signatures[0]?.reasons[0]?.vi).toContain('“286” → “287”');
  });

  it('shows something else than it holds', () => {
    const report = refilled(signedWithField(), '286', text('999'));
    expect(report.verdict).toBe('invalid');
    expect(report.signatures[0]?.reasons[0]?.vi).toContain(
      'hiển thị khác giá trị: ô “So”: “” → “286”, hiển thị là “999”',
    );
  });

  it('shows a picture instead of its text', () => {
    const report = refilled(signedWithField(), '286', handwriting);
    expect([report.verdict, report.signatures[0]?.changesAfter]).toEqual(['indeterminate', 'annotation']);
  });

  it('covers the number that stood there', () => {
    const numbered = mark(letter({ field: true }), workshop.pki.office, places.number, text('286'));
    const path = append(numbered, fresh('refilled'), fill('999', surface(1, '999')));
    expectRefused(path, 'invalid', 'mark-covers-content', '“286”');
  });

  it('twin: accents drawn one by one', () => {
    const report = refilled(signedWithField(), 'A\u0300 B', text('\\300B'));
    expect([report.verdict, report.signatures[0]?.changesAfter]).toEqual(['valid', 'form']);
  });
});

describe('marks of the corpus', () => {
  const folder = 'tests/corpus/documents/signed';
  const files = readdirSync(folder).filter((file) => file.endsWith('.pdf'));

  it.each(files)('%s: no mark of a real document is held against it', (file) => {
    const { reasons, signatures, marks } = verify(join(folder, file));
    expect(reasons).toEqual([]);
    expect(marks.length).toBe(signatures.length);
  });

  it('number, day and month are read out of their fields', () => {
    const [file = ''] = files.filter((one) => one.startsWith('82c06472'));
    const { marks } = verify(join(folder, file));
    expect(marks.map(({ kind, text: said }) => [kind, said])).toEqual([
      ['image', null],
      ['image', null],
      ['text', '286'],
      ['text', '27'],
      ['text', '01'],
    ]);
  });

  it.each(files)('%s: nor is a signature that we add', async (file) => {
    const own = await workshop.sign(join(folder, file), `own-${file}`, workshop.pki.office);
    expect(verify(own).reasons).toEqual([]);
  });
});
