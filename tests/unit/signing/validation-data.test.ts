import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PdfDocument } from '../../../src/main/pdf/document.js';
import { PdfDict, PdfRef, PdfStream, PdfString, pdfText } from '../../../src/main/pdf/objects.js';
import { MemorySource } from '../../../src/main/pdf/source.js';
import { embedDocumentTimestamp, prepareDocumentTimestamp } from '../../../src/main/signing/document-timestamp.js';
import { appendValidationData, type SignatureValidation } from '../../../src/main/signing/validation-data.js';
import { classicPdf, MINIMAL, streamPdf } from '../pdf/sample-pdf.js';

const folder = mkdtempSync(join(tmpdir(), 'kyso-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** A CMS in a hole that is larger than it. */
const CONTENTS = Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x01, 0, 0, 0, 0);
const TIME = new Date('2026-11-22T03:10:10Z');

const validation = (change: Partial<SignatureValidation> = {}): SignatureValidation => ({
  contents: CONTENTS,
  certificates: [bytes('leaf'), bytes('root')],
  ocsps: [bytes('ocsp')],
  crls: [bytes('crl')],
  time: TIME,
  ...change,
});
const data = (...perSignature: SignatureValidation[]) => ({ certificates: [], ocsps: [], crls: [], perSignature });

const written = (name: string, text = classicPdf().text): string => {
  const file = join(folder, name);
  writeFileSync(file, text, 'latin1');
  return file;
};

class Store {
  readonly document: PdfDocument;
  readonly dict: PdfDict;

  constructor(file: string) {
    this.document = PdfDocument.open(new MemorySource(readFileSync(file)));
    this.dict = this.document.dict(this.document.catalog, 'DSS') ?? new PdfDict();
  }

  texts(dict: PdfDict, key: string): string[] {
    return (this.document.array(dict, key) ?? []).map((item) => {
      const stream = this.document.resolve(item);
      return stream instanceof PdfStream ? Buffer.from(this.document.decode(stream)).toString() : 'no stream';
    });
  }

  get related(): Map<string, PdfDict> {
    const entries = [...(this.document.dict(this.dict, 'VRI')?.entries ?? [])];
    return new Map(entries.map(([key, entry]) => [key, this.document.resolve(entry) as PdfDict]));
  }
}

describe('the store', () => {
  it.each([
    ['a table', classicPdf().text],
    ['a cross-reference stream', streamPdf()],
  ])('holds each item once, and names the signature by SHA-1 of its padded /Contents: %s', (name, text) => {
    const file = written(`${name}.pdf`, text);
    const second = validation({ contents: Uint8Array.of(1), certificates: [bytes('other'), bytes('root')], ocsps: [] });
    expect(appendValidationData(file, { ...data(validation(), second), crls: [bytes('further')] })).toBe(true);
    const store = new Store(file);
    expect(store.texts(store.dict, 'Certs')).toEqual(['leaf', 'root', 'other']);
    expect(store.texts(store.dict, 'OCSPs')).toEqual(['ocsp']);
    expect(store.texts(store.dict, 'CRLs')).toEqual(['further', 'crl']);
    const key = createHash('sha1').update(CONTENTS).digest('hex').toUpperCase();
    const entry = store.related.get(key) ?? new PdfDict();
    expect(store.texts(entry, 'Cert')).toEqual(['leaf', 'root']);
    expect(store.texts(entry, 'CRL')).toEqual(['crl']);
    const created = entry.get('TU');
    expect(created instanceof PdfString && pdfText(created)).toBe("D:20261122101010+07'00'");
    // No empty list where there is nothing.
    expect([
      ...(store.related.get(createHash('sha1').update(Uint8Array.of(1)).digest('hex').toUpperCase())?.entries.keys() ??
        []),
    ]).toEqual(['Cert', 'CRL', 'TU']);
    expect(store.document.catalog.get('DSS')).toBeInstanceOf(PdfRef);
    expect(store.document.catalog.get('Extensions')).toBeNull();
  });

  it('written again it changes nothing', () => {
    const file = written('again.pdf');
    appendValidationData(file, data(validation()));
    const before = readFileSync(file);
    expect(appendValidationData(file, data(validation({ time: new Date(0) })))).toBe(false);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('an entry of an earlier time stays as it was; newer evidence goes into the lists', () => {
    const file = written('newer.pdf');
    appendValidationData(file, data(validation()));
    const old = new Store(file).related;
    expect(appendValidationData(file, data(validation({ crls: [bytes('newer crl')], time: new Date() })))).toBe(true);
    const store = new Store(file);
    expect(store.texts(store.dict, 'CRLs')).toEqual(['crl', 'newer crl']);
    expect(store.related).toEqual(old);
  });

  it('grows without touching the catalog once it is an object of its own', () => {
    const file = written('grows.pdf');
    appendValidationData(file, data(validation()));
    appendValidationData(file, data(validation({ crls: [bytes('newer crl')] })));
    const { document } = new Store(file);
    expect(document.sections[0]?.objects).not.toContain(document.catalogRef.num);
  });

  it('keeps what it cannot read: a direct item, a missing object, an unknown filter, a foreign key', () => {
    const store = '<</Certs[6 0 R 9 0 R(x)]/CRLs[7 0 R]/Foreign 1>>';
    const bodies = [
      '<</Type/Catalog/Pages 2 0 R/DSS 5 0 R>>',
      ...MINIMAL.slice(1),
      '<<>>',
      store,
      '<</Filter/Unknown/Length 1>>\nstream\nx\nendstream',
      '<</Length 3>>\nstream\ncrl\nendstream',
    ];
    const file = written('damaged.pdf', classicPdf(bodies).text);
    expect(appendValidationData(file, data(validation()))).toBe(true);
    const { document, dict } = new Store(file);
    expect(document.array(dict, 'Certs')).toHaveLength(5);
    expect(document.array(dict, 'CRLs')).toEqual([new PdfRef(7, 0)]);
    expect(dict.get('Foreign')).toBe(1);
  });
});

describe('a document timestamp', () => {
  it('too large for its hole is refused with its sizes, and the file is still open for a smaller one', () => {
    const file = written('stamp.pdf');
    const prepared = prepareDocumentTimestamp(file, { reserve: 16 });
    expect(() => embedDocumentTimestamp(prepared, new Uint8Array(17))).toThrow(
      expect.objectContaining({ code: 'signing.timestamp-too-large' }),
    );
    embedDocumentTimestamp(prepared, new Uint8Array(16).fill(0xab));
    expect(readFileSync(file, 'latin1')).toContain(`/Contents <${'ab'.repeat(16)}>`);
  });

  it('is not written into a file that another program changed', () => {
    const file = written('changed.pdf');
    const prepared = prepareDocumentTimestamp(file, { reserve: 16 });
    writeFileSync(file, '\n', { flag: 'a' });
    expect(() => embedDocumentTimestamp(prepared, new Uint8Array(16))).toThrow(
      expect.objectContaining({ code: 'signing.work-file-changed' }),
    );
  });

  it('has the digest of all bytes but its own hole', () => {
    const file = written('digest.pdf');
    const { byteRange, digest, contentsHole } = prepareDocumentTimestamp(file, { reserve: 16 });
    const content = readFileSync(file);
    expect([byteRange[0], byteRange[2] + byteRange[3]]).toEqual([0, content.length]);
    expect(content.subarray(contentsHole.start, contentsHole.end).toString()).toBe(`<${'00'.repeat(16)}>`);
    const hash = createHash('sha256').update(content.subarray(0, byteRange[1])).update(content.subarray(byteRange[2]));
    expect(Buffer.from(digest).equals(hash.digest())).toBe(true);
  });
});
