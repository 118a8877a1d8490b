/** Each attack by its name, with the innocent change beside it that has to stay valid. */
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileReport } from '../../src/contracts/verification.js';
import type { PdfDocument } from '../../src/main/pdf/document.js';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, textString } from '../../src/main/pdf/objects.js';
import type { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { append, openWorkshop, patch, plainPdf, signatureOf, sizeOf, type Workshop } from './verification-support.js';

let workshop: Workshop;
let signed: string;

beforeAll(async () => {
  workshop = openWorkshop();
  const plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  signed = await workshop.sign(plain, 'signed.pdf', workshop.pki.person);
});
afterAll(() => workshop.close());

const ref = (num: number): PdfRef => new PdfRef(num, 0);
const dict = (entries: Record<string, PdfObject>): PdfDict => new PdfDict(Object.entries(entries));
const stream = (text: string, entries: Record<string, PdfObject> = {}): PdfStream => {
  const bytes = Buffer.from(text, 'latin1');
  return new PdfStream(dict({ ...entries, Length: bytes.length }), { kind: 'memory', bytes });
};
const dictAt = (document: PdfDocument, num: number): PdfDict => {
  const object = document.get(ref(num));
  if (!(object instanceof PdfDict)) throw new Error(`object ${num}`);
  return object;
};
const evil = stream('BT /F1 12 Tf 72 500 Td (So tien: 999 VND) Tj ET');

let count = 0;
const changed = (change: (document: PdfDocument, writer: RevisionWriter) => void, original = signed): FileReport => {
  count += 1;
  return workshop.verify(append(original, workshop.path(`changed-${count}.pdf`), change));
};
const codes = (report: FileReport, index = 0): string[] =>
  signatureOf(report, index).reasons.map((reason) => reason.code);

const expectIllegal = (report: FileReport): void => {
  expect(codes(report)).toContain('changed-illegally');
  expect([report.verdict, signatureOf(report).changesAfter, signatureOf(report).integrity]).toEqual([
    'invalid',
    'illegal',
    'intact',
  ]);
};

/** The field and value of the first signature of a document. */
const signatureObjects = (document: PdfDocument): { field: PdfRef; value: PdfRef } => {
  for (const num of document.objectNumbers()) {
    const entry = document.entry(num);
    const object = entry?.kind === 'offset' ? document.get(new PdfRef(num, entry.generation)) : null;
    const value = object instanceof PdfDict ? object.get('V') : null;
    if (value instanceof PdfRef) return { field: ref(num), value };
  }
  throw new Error('no signature');
};

describe('incremental saving attack', () => {
  it('the content of a page replaced in place', () =>
    expectIllegal(changed((_document, writer) => writer.set(ref(5), evil))));

  it('a page led to another content', () =>
    expectIllegal(
      changed((document, writer) => {
        const content = writer.allocate();
        writer.set(content, evil);
        writer.set(ref(3), dictAt(document, 3).with({ Contents: content }));
      }),
    ));

  it('the font of a page exchanged', () =>
    expectIllegal(
      changed((_document, writer) =>
        writer.set(
          ref(7),
          dict({ Type: new PdfName('Font'), Subtype: new PdfName('Type1'), BaseFont: new PdfName('Symbol') }),
        ),
      ),
    ));

  it('a page left out of /Kids', () =>
    expectIllegal(
      changed((document, writer) => writer.set(ref(2), dictAt(document, 2).with({ Kids: [ref(3)], Count: 1 }))),
    ));

  it('a new catalog with other pages', () =>
    expectIllegal(
      changed((document, writer) => writer.set(ref(1), document.catalog.with({ Pages: writer.allocate() }))),
    ));

  it('an action that runs on opening', () =>
    expectIllegal(
      changed((document, writer) =>
        writer.set(ref(1), document.catalog.with({ OpenAction: [ref(3), new PdfName('Fit')] })),
      ),
    ));

  it('bytes appended without a cross-reference', () => {
    const file = workshop.path('junk.pdf');
    copyFileSync(signed, file);
    appendFileSync(file, '5 0 obj\n<</Length 0>>\nstream\n\nendstream\nendobj\n');
    expectIllegal(workshop.verify(file));
  });

  it('bytes appended that only repeat the old startxref', () => {
    const file = workshop.path('junk-startxref.pdf');
    copyFileSync(signed, file);
    const [tail = ''] = /startxref\s+\d+\s+%%EOF\s*$/.exec(readFileSync(signed, 'latin1')) ?? [];
    appendFileSync(file, `5 0 obj\n<<>>\nendobj\n${tail}`);
    expectIllegal(workshop.verify(file));
  });

  it('a revision that skips the signed one in its /Prev', () => {
    const text = readFileSync(
      append(signed, workshop.path('skip.pdf'), (_d, writer) => writer.set(ref(5), evil)),
      'latin1',
    );
    const first = /startxref\s+(\d+)/.exec(text)?.[1] ?? '';
    const at = text.lastIndexOf('/Prev ');
    const old = /^\/Prev (\d+)/.exec(text.slice(at))?.[1] ?? '';
    const file = workshop.path('skipped.pdf');
    writeFileSync(
      file,
      Buffer.from(
        `${text.slice(0, at)}/Prev ${first.padStart(old.length, '0')}${text.slice(at + 6 + old.length)}`,
        'latin1',
      ),
    );
    const report = workshop.verify(file);
    // The chain without the signed revision has no signature to show at all.
    expect(['invalid', 'unsigned']).toContain(report.verdict);
  });

  it('twin: blank bytes that a transport added', () => {
    const file = workshop.path('blank.pdf');
    copyFileSync(signed, file);
    appendFileSync(file, '\r\n\r\n\0\0\0\0\0\0');
    const report = workshop.verify(file);
    expect([report.verdict, signatureOf(report).warnings.map((one) => one.code)]).toEqual([
      'valid',
      expect.arrayContaining(['trailing-blank-bytes']),
    ]);
  });

  it('twin: file properties updated', () => {
    const report = changed((_document, writer) =>
      writer.set(ref(11), dict({ Producer: textString('khác'), ModDate: textString('D:20260102000000Z') })),
    );
    expect([report.verdict, signatureOf(report).changesAfter]).toEqual(['valid', 'none']);
  });

  it('twin: an object written again as it was', () => {
    const report = changed((document, writer) => {
      writer.set(ref(3), dictAt(document, 3));
      writer.set(ref(5), stream('BT /F1 12 Tf 72 500 Td (So tien: 100 VND) Tj ET'));
    });
    expect([report.verdict, signatureOf(report).changesAfter]).toEqual(['valid', 'none']);
  });
});

describe('objects passed off as something harmless', () => {
  it('page content that is the catalog’s metadata too, overwritten as metadata', async () => {
    const base = workshop.path('metadata-base.pdf');
    const text = plainPdf().toString('latin1').replace('/Metadata 10 0 R', '/Metadata 5 0 R ');
    writeFileSync(base, Buffer.from(text, 'latin1'));
    const prepared = append(base, workshop.path('metadata-prepared.pdf'), (_document, writer) =>
      writer.set(
        ref(5),
        stream('BT /F1 12 Tf 72 500 Td (So tien: 100 VND) Tj ET', {
          Type: new PdfName('Metadata'),
          Subtype: new PdfName('XML'),
        }),
      ),
    );
    const own = await workshop.sign(prepared, 'metadata.pdf', workshop.pki.person);
    const report = changed(
      (_document, writer) =>
        writer.set(ref(5), stream('BT (999) Tj ET', { Type: new PdfName('Metadata'), Subtype: new PdfName('XML') })),
      own,
    );
    expectIllegal(report);
  });

  it('resources turned into file information', () =>
    expectIllegal(changed((_document, writer) => writer.set(ref(7), dict({ Title: textString('x') })))));

  it('a font overwritten that the catalog now calls its /Extensions', () =>
    expectIllegal(
      changed((document, writer) => {
        writer.set(ref(1), document.catalog.with({ Extensions: ref(7) }));
        writer.set(ref(7), dict({ Type: new PdfName('Font'), BaseFont: new PdfName('Symbol') }));
      }),
    ));

  it('page content that a revision before the signature referred to and a later one supplies', async () => {
    const base = workshop.path('supplied-base.pdf');
    writeFileSync(base, plainPdf());
    const prepared = append(base, workshop.path('supplied-prepared.pdf'), (document, writer) =>
      writer.set(ref(3), dictAt(document, 3).with({ Contents: [ref(5), ref(900)] })),
    );
    const own = await workshop.sign(prepared, 'supplied.pdf', workshop.pki.person);
    expect(workshop.verify(own).verdict).toBe('valid');
    // Our writer would not bring a dangling reference to life.
    const bytes = readFileSync(own, 'latin1');
    const startXref = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(bytes)?.[1] ?? '';
    const text = 'BT /F1 12 Tf 72 500 Td (So tien: 999 VND) Tj ET';
    const object = `900 0 obj\n<</Length ${text.length}>>\nstream\n${text}\nendstream\nendobj\n`;
    const entry = `xref\n900 1\n${String(bytes.length).padStart(10, '0')} 00000 n \n`;
    const trailer = `trailer\n<</Size 901/Root 1 0 R/Prev ${startXref}>>\n`;
    const end = `startxref\n${bytes.length + object.length}\n%%EOF\n`;
    const supplied = workshop.path('supplied-later.pdf');
    writeFileSync(supplied, `${bytes}${object}${entry}${trailer}${end}`, 'latin1');
    expectIllegal(workshop.verify(supplied));
  });

  it('a list of the security store that is a page’s content list too', async () => {
    const base = workshop.path('store-base.pdf');
    writeFileSync(base, plainPdf());
    const prepared = append(base, workshop.path('store-prepared.pdf'), (document, writer) => {
      const list = writer.allocate();
      writer.set(list, [ref(5)]);
      writer.set(ref(3), dictAt(document, 3).with({ Contents: list }));
      writer.set(ref(1), document.catalog.with({ DSS: dict({ Certs: list }) }));
    });
    const own = await workshop.sign(prepared, 'store.pdf', workshop.pki.person);
    const report = changed((document, writer) => {
      const store = document.dict(document.catalog, 'DSS')?.get('Certs');
      if (!(store instanceof PdfRef)) throw new Error('store');
      const content = writer.allocate();
      writer.set(content, evil);
      writer.set(store, [content]);
    }, own);
    expectIllegal(report);
  });

  it('twin: XMP metadata rewritten in place', () => {
    const report = changed((_document, writer) =>
      writer.set(
        ref(10),
        stream('<x:xmpmeta xmlns:x="adobe:ns:meta/"> </x:xmpmeta>', {
          Type: new PdfName('Metadata'),
          Subtype: new PdfName('XML'),
        }),
      ),
    );
    expect(report.verdict).toBe('valid');
  });

  it('twin: a security store added', () => {
    const report = changed((document, writer) => {
      const certificate = writer.allocate();
      writer.set(certificate, stream('x'));
      writer.set(ref(1), document.catalog.with({ DSS: dict({ Certs: [certificate] }) }));
    });
    expect([report.verdict, signatureOf(report).changesAfter]).toEqual(['valid', 'ltv']);
  });
});

describe('form and annotations', () => {
  it('the appearance of a signature exchanged', () =>
    expectIllegal(
      changed((document, writer) => {
        const { field } = signatureObjects(document);
        const appearance = writer.allocate();
        writer.set(appearance, stream('BT (GIAM DOC) Tj ET', { Subtype: new PdfName('Form'), BBox: [0, 0, 100, 20] }));
        writer.set(field, dictAt(document, field.num).with({ AP: dict({ N: appearance }) }));
      }),
    ));

  it('the appearance stream of a signature overwritten in place', () =>
    expectIllegal(
      changed((document, writer) => {
        const appearance = document.dict(dictAt(document, signatureObjects(document).field.num), 'AP')?.get('N');
        if (!(appearance instanceof PdfRef)) throw new Error('appearance');
        writer.set(appearance, stream('BT (GIAM DOC) Tj ET', { Subtype: new PdfName('Form'), BBox: [0, 0, 100, 20] }));
      }),
    ));

  it('a new text field over the text of the page', () =>
    expectIllegal(
      changed((document, writer) => {
        const field = writer.allocate();
        writer.set(
          field,
          dict({
            Type: new PdfName('Annot'),
            Subtype: new PdfName('Widget'),
            FT: new PdfName('Tx'),
            T: textString('x'),
            Rect: [72, 490, 300, 520],
            P: ref(3),
          }),
        );
        const fields = document.array(dictAt(document, 9), 'Fields') ?? [];
        writer.set(ref(9), dictAt(document, 9).with({ Fields: [...fields, field] }));
        writer.set(
          ref(3),
          dictAt(document, 3).with({ Annots: [...(document.array(dictAt(document, 3), 'Annots') ?? []), field] }),
        );
      }),
    ));

  it('a signature field that nobody signed, drawn over the text, leaves nothing valid', () => {
    const report = changed((document, writer) => {
      const [field, picture] = [writer.allocate(), writer.allocate()];
      writer.set(picture, stream('BT (999) Tj ET', { Subtype: new PdfName('Form'), BBox: [0, 0, 228, 30] }));
      writer.set(
        field,
        dict({
          Type: new PdfName('Annot'),
          Subtype: new PdfName('Widget'),
          FT: new PdfName('Sig'),
          T: textString('Moi'),
          Rect: [72, 490, 300, 520],
          P: ref(3),
          F: 4,
          AP: dict({ N: picture }),
        }),
      );
      const fields = document.array(dictAt(document, 9), 'Fields') ?? [];
      writer.set(ref(9), dictAt(document, 9).with({ Fields: [...fields, field] }));
      const annotations = document.array(dictAt(document, 3), 'Annots') ?? [];
      writer.set(ref(3), dictAt(document, 3).with({ Annots: [...annotations, field] }));
    });
    expect([report.verdict, signatureOf(report).changesAfter]).toEqual(['indeterminate', 'annotation']);
  });

  it('an annotation added is told and leaves nothing valid', () => {
    const report = changed((document, writer) => {
      const note = writer.allocate();
      writer.set(
        note,
        dict({
          Type: new PdfName('Annot'),
          Subtype: new PdfName('FreeText'),
          Rect: [72, 490, 300, 520],
          Contents: textString('999'),
        }),
      );
      writer.set(
        ref(3),
        dictAt(document, 3).with({ Annots: [...(document.array(dictAt(document, 3), 'Annots') ?? []), note] }),
      );
    });
    expect([report.verdict, signatureOf(report).changesAfter]).toEqual(['indeterminate', 'annotation']);
  });

  it('an annotation removed', () =>
    expectIllegal(changed((document, writer) => writer.set(ref(3), dictAt(document, 3).with({ Annots: [] })))));

  it('twin: a text field filled is valid and told', () => {
    const report = changed((document, writer) => writer.set(ref(8), dictAt(document, 8).with({ V: textString('12') })));
    expect([report.verdict, signatureOf(report).changesAfter]).toEqual(['valid', 'form']);
    expect(signatureOf(report).warnings.map((one) => one.code)).toContain('changed-form');
  });
});

describe('permissions', () => {
  const certified = 'tests/corpus/documents/signed/0744633c_2450-kgvx.signed.pdf';
  const firstPage = (document: PdfDocument): { ref: PdfRef; dict: PdfDict } => {
    const [page] = document.pages();
    if (page === undefined) throw new Error('page');
    return page;
  };

  it('an annotation on a real document certified with P=2 (evil annotation)', () =>
    expectIllegal(
      changed((document, writer) => {
        const page = firstPage(document);
        const note = writer.allocate();
        writer.set(
          note,
          dict({
            Type: new PdfName('Annot'),
            Subtype: new PdfName('FreeText'),
            Rect: [72, 490, 300, 520],
            Contents: textString('x'),
          }),
        );
        writer.set(page.ref, page.dict.with({ Annots: [...(document.array(page.dict, 'Annots') ?? []), note] }));
      }, certified),
    ));

  it('twin: another signature on it is allowed', async () => {
    const own = await workshop.sign(certified, 'certified.pdf', workshop.pki.office);
    const report = workshop.verify(own);
    expect(report.signatures.map((one) => [one.integrity, one.changesAfter, one.certification])).toEqual([
      ['intact', 'signature', 2],
      ['intact', 'none', null],
    ]);
  });

  const withLock = async (action: string): Promise<string> => {
    count += 1;
    const base = workshop.path(`lock-base-${count}.pdf`);
    writeFileSync(base, plainPdf());
    const prepared = append(base, workshop.path(`lock-${count}.pdf`), (document, writer) => {
      const field = writer.allocate();
      const lock = dict({ Type: new PdfName('SigFieldLock'), Action: new PdfName(action), Fields: [textString('So')] });
      writer.set(
        field,
        dict({
          Type: new PdfName('Annot'),
          Subtype: new PdfName('Widget'),
          FT: new PdfName('Sig'),
          T: textString('Ky'),
          Rect: [300, 100, 400, 150],
          P: ref(3),
          F: 4,
          Lock: lock,
        }),
      );
      const second = writer.allocate();
      writer.set(second, dict({ FT: new PdfName('Sig'), T: textString('Hai') }));
      writer.set(ref(9), dict({ Fields: [ref(8), field, second] }));
      writer.set(ref(3), dictAt(document, 3).with({ Annots: [ref(8), field] }));
    });
    return workshop.sign(prepared, 'locked.pdf', workshop.pki.person, { field: 'Ky' });
  };
  const fill = (document: PdfDocument, writer: RevisionWriter): void =>
    writer.set(ref(8), dictAt(document, 8).with({ V: textString('12') }));

  it('a locked field filled', async () => expectIllegal(changed(fill, await withLock('Include'))));

  it('a signature put into an empty field that a lock covers', async () => {
    const report = changed(
      (document, writer) => {
        const field = (document.array(dictAt(document, 9), 'Fields') ?? []).find(
          (item) => item instanceof PdfRef && dictAt(document, item.num).get('Rect') === null,
        );
        if (!(field instanceof PdfRef)) throw new Error('field');
        writer.set(field, dictAt(document, field.num).with({ V: dict({ Type: new PdfName('Sig') }) }));
      },
      await withLock('Exclude'),
    );
    const locked = report.signatures.find(({ field }) => field === 'Ky');
    expect([report.verdict, locked?.integrity, locked?.changesAfter]).toEqual(['invalid', 'intact', 'illegal']);
  });

  it('twin: a field filled that the lock leaves out', async () => {
    const report = changed(fill, await withLock('Exclude'));
    expect([report.verdict, signatureOf(report).changesAfter]).toEqual(['valid', 'form']);
  });
});

describe('signature wrapping', () => {
  it('a second dictionary around the same bytes', () => {
    const report = changed((document, writer) => {
      const { value } = signatureObjects(document);
      const old = dictAt(document, value.num);
      writer.set(value, old);
    });
    // Written again, /Contents stands elsewhere than where the signature says.
    expect(report.verdict).toBe('invalid');
    expect(codes(report)).toContain('gap-is-not-contents');
  });

  it('two fields that share one signature', () => {
    const report = changed((document, writer) => {
      const { value } = signatureObjects(document);
      const field = writer.allocate();
      writer.set(
        field,
        dict({
          FT: new PdfName('Sig'),
          T: textString('Giam doc'),
          V: value,
          Rect: [0, 0, 0, 0],
          Subtype: new PdfName('Widget'),
        }),
      );
      const fields = document.array(dictAt(document, 9), 'Fields') ?? [];
      writer.set(ref(9), dictAt(document, 9).with({ Fields: [...fields, field] }));
    });
    expect(report.verdict).toBe('invalid');
    expect(report.signatures.map((one) => one.reasons[0]?.code)).toEqual(['field-shared', 'field-shared']);
  });
});

describe('universal signature forgery', () => {
  const withRange = (text: string): FileReport => {
    count += 1;
    return workshop.verify(
      patch(signed, workshop.path(`range-${count}.pdf`), (bytes) => {
        const start = bytes.lastIndexOf('/ByteRange');
        const open = bytes.indexOf('[', start);
        const close = bytes.indexOf(']', open);
        bytes.write(text.padEnd(close - open + 1, ' '), open, 'latin1');
      }),
    );
  };
  const numbers = (): number[] => {
    const text = readFileSync(signed, 'latin1');
    return (/\/ByteRange\s*\[([^\]]*)\]/.exec(text.slice(text.lastIndexOf('/ByteRange')))?.[1] ?? '')
      .trim()
      .split(/\s+/)
      .map(Number);
  };

  it.each([
    ['all zero', () => '[0 0 0 0]', 'range-shape'],
    ['null', () => 'null', 'range-shape'],
    ['negative', () => '[0 -1 5 9]', 'range-shape'],
    ['three numbers', () => '[0 1 2]', 'range-shape'],
    ['beyond the end of the file', () => `[0 ${numbers()[1]} ${numbers()[2]} 99999]`, 'range-outside-file'],
    [
      'a wider gap',
      () => `[0 ${numbers()[1]} ${(numbers()[2] ?? 0) + 8} ${(numbers()[3] ?? 0) - 8}]`,
      'gap-is-not-contents',
    ],
    [
      'less than the revision',
      () => `[0 ${numbers()[1]} ${numbers()[2]} ${(numbers()[3] ?? 0) - 20}]`,
      'not-a-revision',
    ],
  ])('/ByteRange %s', (_name, range, code) => {
    const report = withRange(range());
    expect([report.verdict, codes(report)[0]]).toEqual(['invalid', code]);
    expect(signatureOf(report).integrity).not.toBe('intact');
  });

  it('/Contents of zeros, of garbage, and cut off', () => {
    for (const fill of ['00', '41', '30']) {
      count += 1;
      const file = patch(signed, workshop.path(`contents-${count}.pdf`), (bytes) => {
        const [, gap = 0, end = 0] = numbers();
        bytes.write(fill.repeat((end - gap - 2) / 2), gap + 1, 'latin1');
      });
      const report = workshop.verify(file);
      expect([fill, report.verdict, signatureOf(report).integrity]).toEqual([fill, 'invalid', 'unknown']);
    }
  });

  it('foreign bytes behind the CMS in its hole', () => {
    const real = 'tests/corpus/documents/signed/0744633c_2450-kgvx.signed.pdf';
    const file = patch(real, workshop.path('padding.pdf'), (bytes) => {
      const end = bytes.indexOf('>', bytes.indexOf('/Contents <') + 20);
      expect(bytes.toString('latin1', end - 8, end)).toBe('00000000');
      bytes.write('deadbeef', end - 8, 'latin1');
    });
    const report = workshop.verify(file);
    expect([report.verdict, codes(report)[0]]).toEqual(['invalid', 'signature-unreadable']);
  });
});

describe('one changed byte', () => {
  it('inside the signed range is never intact (60 places, seeded)', () => {
    const size = sizeOf(signed);
    const text = readFileSync(signed, 'latin1');
    const [, gap = 0, end = 0] = (/\/ByteRange\s*\[([^\]]*)\]/.exec(text)?.[1] ?? '').trim().split(/\s+/).map(Number);
    let seed = 20261122;
    for (let round = 0; round < 60; round += 1) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      const at = seed % size;
      if (at >= gap && at < end) continue;
      const file = patch(signed, workshop.path('flipped.pdf'), (bytes) => {
        bytes[at] = (bytes[at] ?? 0) ^ 0x20;
      });
      const report = workshop.verify(file);
      expect([at, report.verdict === 'valid', report.signatures.some((one) => one.integrity === 'intact')]).toEqual([
        at,
        false,
        false,
      ]);
    }
  });

  it('twin: none changed', () => expect(workshop.verify(signed).verdict).toBe('valid'));
});
