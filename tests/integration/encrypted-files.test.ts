/** Encrypted files made by qpdf: what they hold is read as from the plain file, what is appended is read by qpdf. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PdfDocument } from '../../src/main/pdf/document.js';
import {
  isName,
  PdfDict,
  PdfName,
  type PdfObject,
  PdfRef,
  PdfStream,
  PdfString,
  textString,
} from '../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { content, makeVariant, OWNER, open, run, VARIANTS } from './encrypted-support.js';
import { DOCUMENTS, temporaryFolder } from './signing-support.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const BORN_DIGITAL = join(DOCUMENTS, 'unsigned', 'text-circular-02-2021.pdf');
const SIGNED = join(DOCUMENTS, 'signed', '1d2cf63c_01.pdf');
const USER = 'mật khẩu';

/** The file with the revision behind it, and what qpdf shows of its objects. */
const append = (encrypted: string, writer: RevisionWriter) => {
  const result = join(folder.path, 'appended.pdf');
  writeFileSync(result, Buffer.concat([readFileSync(encrypted), writer.serialize().bytes]));
  expect(run('qpdf', `--password=${USER}`, '--check', result)).toMatchObject({ status: 0 });
  const shown = (ref: PdfRef, ...how: string[]): string =>
    run('qpdf', `--password=${USER}`, `--show-object=${ref.num}`, ...how, result).text;
  return { result, shown };
};

const fileId = (document: PdfDocument): Uint8Array | undefined => {
  const [permanent] = document.array(document.trailer, 'ID') ?? [];
  return permanent instanceof PdfString ? permanent.bytes : undefined;
};

const LAYOUTS = [
  ['object streams', ['--object-streams=generate']],
  ['a classic table', ['--object-streams=disable']],
  ['linearised', ['--linearize', '--object-streams=generate']],
] as const;

const CASES = VARIANTS.flatMap((variant) =>
  LAYOUTS.map(([layout, options]) => [variant.name, layout, variant, options] as const),
);

describe.each(CASES)('%s, %s', (_name, _layout, variant, layout) => {
  const { options } = variant;
  const filters =
    options[0] === '256' ||
    options.some((option) => option === '--force-V4' || option === '--use-aes=y' || option === '--cleartext-metadata');

  it.each([
    ['no user password', '', [undefined, OWNER]],
    ['a user password', USER, [USER, OWNER]],
  ])('with %s it is read as the plain file is', (_user, user, passwords) => {
    for (const source of [BORN_DIGITAL, SIGNED]) {
      const { plain, encrypted } = makeVariant(folder.path, source, variant, user, layout);
      const expected = content(open(plain));
      expect(expected.size).toBeGreaterThan(20);
      for (const password of passwords) {
        const document = open(encrypted, password);
        expect(document.encryption).toMatchObject({ algorithm: variant.algorithm, owner: password === OWNER });
        expect(content(document)).toEqual(expected);
      }
    }
  });

  it('what is never encrypted is read as it stands', () => {
    const { encrypted } = makeVariant(folder.path, BORN_DIGITAL, variant, '', layout);
    const document = open(encrypted);
    const encrypt = document.dict(document.trailer, 'Encrypt');
    const verifier = encrypt?.get('U');
    expect(verifier instanceof PdfString && verifier.bytes.length).toBe(options[0] === '256' ? 48 : 32);
    const xrefs = [...document.objectNumbers()].flatMap((num) => {
      const object = document.get(new PdfRef(num, 0));
      return object instanceof PdfStream && isName(object.dict.get('Type'), 'XRef') ? object : [];
    });
    expect(xrefs.length > 0).toBe(document.xrefKind === 'stream');
    for (const xref of xrefs) {
      expect(document.array(xref.dict, 'ID')?.[0]).toMatchObject({ bytes: fileId(document) });
      expect(document.decode(xref).length).toBeGreaterThan(20);
    }
  });

  it('a revision appended is encrypted with the rest', () => {
    const { encrypted } = makeVariant(folder.path, BORN_DIGITAL, variant, USER, layout);
    const text = 'Kính gửi: Ủy ban nhân dân tỉnh (\\)\r';
    const bytes = Buffer.from('Nội dung '.repeat(100));
    const document = open(encrypted, USER);
    const writer = new RevisionWriter(document);
    const [data, parts] = [writer.allocate(), writer.allocate()];
    writer.set(data, new PdfStream(new PdfDict(), { kind: 'memory', bytes }));
    const entries: [string, PdfObject][] = [
      ['Text', textString(text)],
      ['Plain', textString('A(b)\\c\r')],
      ['Contents', textString('of an annotation')],
      ['Data', data],
    ];
    writer.set(parts, new PdfDict(entries));
    writer.set(document.catalogRef, document.catalog.with({ KySo: parts, Lang: textString('vi-VN') }));
    const { result, shown } = append(encrypted, writer);
    expect(Buffer.from(shown(data, '--filtered-stream-data'), 'latin1')).toEqual(bytes);
    expect(shown(document.catalogRef)).toContain('/Lang (vi-VN)');
    expect(shown(parts)).toContain('/Plain (A\\(b\\)\\\\c\\r)');
    expect(shown(parts)).toContain('/Contents (of an annotation)');
    const utf16 = Buffer.from(text, 'utf16le').swap16().toString('hex');
    expect(shown(parts)).toContain(`/Text <feff${utf16}>`);
    const appended = readFileSync(result).subarray(document.end).toString('latin1');
    for (const secret of ['vi-VN', utf16, bytes.toString('latin1')]) expect(appended).not.toContain(secret);
    const reread = open(result, USER);
    const own = reread.get(parts);
    expect(own instanceof PdfDict && own.get('Text')).toMatchObject({ bytes: textString(text).bytes, hex: true });
    const stream = reread.get(data);
    expect(stream instanceof PdfStream && Buffer.from(reread.decode(stream))).toEqual(bytes);
  });

  it('metadata, and what a crypt filter leaves plain, are written as the file has it', () => {
    const { encrypted } = makeVariant(folder.path, BORN_DIGITAL, variant, USER, layout);
    const document = open(encrypted, USER);
    const writer = new RevisionWriter(document);
    const [xmp, plain] = [writer.allocate(), writer.allocate()];
    const stream = (name: string, entries: [string, PdfObject][]): PdfStream =>
      new PdfStream(new PdfDict(entries), { kind: 'memory', bytes: Buffer.from(name) });
    // ISO 32000-2 table 14 lets both entries be left out; qpdf does not.
    const identity = new PdfDict([
      ['Type', new PdfName('CryptFilterDecodeParms')],
      ['Name', new PdfName('Identity')],
    ]);
    const metadata = stream('of the author', [
      ['Type', new PdfName('Metadata')],
      ['Subtype', new PdfName('XML')],
    ]);
    writer.set(xmp, metadata);
    const filter: [string, PdfObject][] = [
      ['Filter', [new PdfName('Crypt')]],
      ['DecodeParms', [identity]],
    ];
    writer.set(plain, stream('by its filter', filters ? filter : []));
    writer.set(document.catalogRef, document.catalog.with({ Metadata: xmp, KySo: plain }));
    const { result, shown } = append(encrypted, writer);
    expect(shown(xmp, '--filtered-stream-data')).toBe('of the author');
    expect(readFileSync(result).includes('of the author')).toBe(options.includes('--cleartext-metadata'));
    expect(shown(plain, '--filtered-stream-data')).toBe('by its filter');
    expect(readFileSync(result).includes('by its filter')).toBe(filters);
    const reread = open(result, USER);
    const own = reread.get(plain);
    expect(own instanceof PdfStream && Buffer.from(reread.decode(own)).toString()).toBe('by its filter');
  });
});

describe('passwords', () => {
  const PASSWORDS = ['mật khẩu', 'café €', 'ﬁ', 'a'.repeat(127), '\u00a0 x'];

  it.each(VARIANTS.map((variant) => [variant.name, variant] as const))('%s', (_name, variant) => {
    for (const password of PASSWORDS) {
      const { encrypted } = makeVariant(folder.path, BORN_DIGITAL, variant, password, []);
      expect(open(encrypted, password).encryption?.owner).toBe(false);
      expect(open(encrypted, OWNER).encryption?.owner).toBe(true);
      expect(() => open(encrypted)).toThrow(expect.objectContaining({ code: 'pdf.password-needed' }));
      expect(() => open(encrypted, 'b')).toThrow(expect.objectContaining({ code: 'pdf.password-wrong' }));
    }
  });

  it('a wrong one is not needed where the empty one opens', () => {
    for (const variant of VARIANTS) {
      const { encrypted } = makeVariant(folder.path, BORN_DIGITAL, variant, '', []);
      expect(open(encrypted, 'b').encryption?.owner).toBe(false);
    }
  });
});

describe('damaged and encrypted', () => {
  it.each(VARIANTS.map((variant) => [variant.name, variant] as const))('%s is recovered', (_name, variant) => {
    for (const [, layout] of LAYOUTS) {
      const { plain, encrypted } = makeVariant(folder.path, BORN_DIGITAL, variant, '', layout);
      const text = readFileSync(encrypted, 'latin1');
      const damaged = Buffer.from(text.replace(/startxref\n\d+\n%%EOF\n$/, 'startxref\n3\n%%EOF\n'), 'latin1');
      const document = PdfDocument.open(new MemorySource(damaged), { recover: true });
      expect(document.recovery?.reason).toBe('startxref');
      expect(content(document)).toEqual(content(open(plain)));
    }
  });
});

describe('altered', () => {
  it.each([
    ['permissions', /\/P -\d+/, (found: string) => found.replace(/\d$/, (digit) => String((Number(digit) + 4) % 10))],
    ['/Perms', /\/Perms <\w+/, (found: string) => found.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
    ['/EncryptMetadata', /\/EncryptMetadata false/, () => '/EncryptMetadata true '],
  ])('%s of an AES-256 file are refused', (_name, pattern, change) => {
    const variant = VARIANTS.at(-1);
    if (!variant) throw new Error('no variant');
    const { encrypted } = makeVariant(folder.path, BORN_DIGITAL, variant, '', ['--object-streams=disable']);
    const text = readFileSync(encrypted, 'latin1');
    const altered = text.replace(pattern, change);
    expect(altered).not.toBe(text);
    writeFileSync(encrypted, altered, 'latin1');
    expect(() => open(encrypted)).toThrow(expect.objectContaining({ code: 'pdf.broken' }));
  });
});
