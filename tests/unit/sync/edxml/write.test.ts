import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EdxmlDraft } from '../../../../src/contracts/edxml.js';
import { edxmlReadLineSchema, organIdSchema } from '../../../../src/contracts/edxml.js';
import { Fault } from '../../../../src/contracts/faults/index.js';
import { type Attachment, makeFacts } from '../../../../src/main/sync/edxml/package.js';
import { writePackage } from '../../../../src/main/sync/edxml/write.js';
import { seed } from '../../../seed.js';
import { attachment, draft, madeAt, readDocument } from './samples.js';

const written = (given: unknown, attachments: readonly Attachment[] = []): string =>
  [...writePackage({ facts: makeFacts(given, madeAt), attachments }, 'a1b2c3d4')].join('');

/** xmllint's complaints against the schema of strict readers; none is ''. */
const complaints = (xml: string): string => {
  const { stderr, status, error } = spawnSync(
    'xmllint',
    ['--noout', '--schema', `${import.meta.dirname}/edxml.xsd`, '-'],
    {
      input: xml,
      encoding: 'utf8',
    },
  );
  if (error) throw error;
  return status === 0 ? '' : stderr;
};

const pdf = attachment('tờ trình & phụ lục.pdf', Buffer.from('%PDF-1.7\n'));
const other = 'H41.02.01,2026/01/05,1/QĐ-SNV';
const businesses: EdxmlDraft['business'][] = [
  {
    kind: 'new',
    paper: true,
    reason: 'Gửi mới',
    staff: { department: 'Văn thư', staff: 'Lê C', mobile: '09', email: 'c@x' },
  },
  { kind: 'recall', paper: false, documentId: other, reason: 'Sai số' },
  { kind: 'update', paper: false, documentId: other, information: true, receivers: [{ organId: 'H41.03', type: 1 }] },
  { kind: 'replace', paper: false, replaced: [{ documentId: other, organIds: ['H41.03', '000.00.01.H41'] }] },
];

describe('what we write', () => {
  it.each(businesses)('keeps to the order of strict readers: $kind', (business) => {
    expect(complaints(written({ ...draft, business }, [pdf]))).toBe('');
    expect(complaints(written({ ...draft, business }))).toBe('');
  });

  it('the schema sees an order that is wrong', () => {
    const xml = written(draft).replace(
      /(<edXML:Content>[^<]*<\/edXML:Content>)(<edXML:SignerInfo>.*<\/edXML:SignerInfo>)/,
      '$2$1',
    );
    expect(complaints(xml)).toContain('element Content');
  });

  it('has the prefix on everything in the envelope and on nothing behind it', () => {
    const xml = written({ ...draft, business: businesses[2] }, [pdf]);
    const [inside = '', behind = ''] = xml.split('</edXML:edXMLEnvelope>');
    const names = (text: string): string[] => [...text.matchAll(/<\/?([A-Za-z:]+)/g)].map(([, name = '']) => name);
    expect(names(inside).filter((name) => !name.startsWith('edXML:'))).toEqual(['edXML']);
    expect(names(behind).filter((name) => name.includes(':'))).toEqual([]);
    expect(behind).toContain('<Attachment>');
  });

  it('names the document, its dates and times as the rules do', () => {
    const xml = written(draft);
    expect(xml).toContain('<edXML:DocumentId>H41.02.01,2026/03/02,05/TTr-SNV</edXML:DocumentId>');
    expect(xml).toContain('<edXML:PromulgationDate>2026/03/02</edXML:PromulgationDate>');
    expect(xml).toContain('<edXML:Timestamp>2026/03/02 10:04:05</edXML:Timestamp>');
  });

  it.each([
    ['from', { organId: 'sở nội vụ', name: 'x' }, 'from.organId'],
    ['from', { organId: 'H41.02.01', name: '' }, 'from.name'],
    ['to', [], 'to'],
    ['codeNumber', '5/TTr', 'codeNumber'],
    ['issuedOn', '2026-02-30', 'issuedOn'],
    ['subject', 'x'.repeat(501), 'subject'],
    ['subject', 'có \u0000 số không', 'subject'],
    ['subject', 'nửa chữ \ud83d', 'subject'],
    ['signer', { position: 'Giám đốc' }, 'signer.fullName'],
    ['business', { kind: 'recall', paper: false, documentId: 'mã lạ' }, 'business.documentId'],
    ['business', { kind: 'replace', paper: false, replaced: [] }, 'business.replaced'],
    ['pages', 1000, 'pages'],
  ])('is refused where %s is %j', (field, value, told) => {
    let caught: unknown;
    try {
      written({ ...draft, [field]: value });
    } catch (thrown) {
      caught = thrown;
    }
    expect(caught).toBeInstanceOf(Fault);
    expect((caught as Fault).value.vi).toContain(told);
  });

  it.each([
    ['000.00.02.H41', true],
    ['H41.02.01', true],
    ['G22', true],
    ['000.00.G22', false],
    ['h41.02', false],
    ['H41.02.01\n', false],
  ])('the code %j of an office is right: %s', (id, right) => expect(organIdSchema.safeParse(id).success).toBe(right));

  it('letters that XML cannot carry never get into a package by way of an attachment', () => {
    expect(() => written(draft, [attachment('a\u0001.pdf', new Uint8Array(1))])).toThrow(Fault);
  });
});

describe('written and read again', () => {
  const text = (most: number) =>
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: most })
      .map((value) => value.normalize('NFC').trim())
      .filter(
        (value) =>
          value !== '' &&
          value.length <= most &&
          !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(value),
      );
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const organId = fc.constantFrom('000.00.02.H41', 'H41.02.01', 'G22', 'A08.12.003');
  const day = fc
    .date({ min: new Date('1945-09-02'), max: new Date('2099-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const documentId = fc.constantFrom(other, '000.00.00.G22,2018/09/20,7816/VPCP-TTĐT');
  const organization = fc.record({
    organId,
    name: text(200),
    inCharge: maybe(text(200)),
    address: maybe(text(500)),
    email: maybe(text(100)),
    telephone: maybe(text(50)),
    fax: maybe(text(50)),
    website: maybe(text(200)),
  });
  const staff = fc.record({
    department: maybe(text(40)),
    staff: maybe(text(40)),
    mobile: maybe(text(12)),
    email: maybe(text(40)),
  });
  const base = { paper: fc.boolean(), reason: maybe(text(100)), staff };
  const business = fc.oneof(
    fc.record({ kind: fc.constant('new' as const), ...base }),
    fc.record({ kind: fc.constant('recall' as const), ...base, documentId }),
    fc.record({
      kind: fc.constant('update' as const),
      ...base,
      documentId,
      information: fc.boolean(),
      receivers: fc.array(fc.record({ organId, type: fc.nat(9) }), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('replace' as const),
      ...base,
      replaced: fc.array(fc.record({ documentId, organIds: fc.array(organId, { maxLength: 3 }) }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  );
  const drafts = fc.record({
    from: organization,
    to: fc.array(organization, { minLength: 1, maxLength: 3 }),
    codeNumber: fc.nat(9_999_999).map(String),
    codeNotation: text(30),
    place: maybe(text(100)),
    issuedOn: day,
    type: fc.record({ code: fc.nat(99), name: text(100), detail: maybe(text(100)) }),
    subject: text(500),
    content: maybe(text(500)),
    signer: fc.record({ competence: maybe(text(100)), position: maybe(text(100)), fullName: text(50) }),
    dueDate: maybe(day),
    toPlaces: fc.array(text(100), { maxLength: 4 }),
    priority: fc.nat(9),
    sphere: maybe(text(100)),
    typist: maybe(text(100)),
    copies: maybe(fc.nat(999)),
    pages: maybe(fc.nat(999)),
    appendixes: fc.array(text(100), { maxLength: 3 }),
    responseFor: fc.array(fc.record({ organId, code: text(50), issuedOn: day, documentId }), { maxLength: 2 }),
    steering: fc.nat(9),
    business,
  });
  const files = fc.uniqueArray(
    fc.record({
      contentId: fc.uuid(),
      name: text(60),
      contentType: fc.constantFrom('application/pdf', 'application/octet-stream'),
      description: maybe(text(50)),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 5000 }),
    }),
    { maxLength: 3, selector: ({ contentId }) => contentId },
  );

  it('every package is the same, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, files, async (given, attachments) => {
        const facts = makeFacts(given, madeAt);
        const xml = [...writePackage({ facts, attachments }, 'a1b2c3d4')].join('');
        const read = await readDocument(xml);
        expect(read.facts).toEqual(facts);
        expect(read.notes).toEqual([]);
        const plain = (file: Attachment) => ({ ...file, bytes: Buffer.from(file.bytes).toString('base64') });
        expect(read.package.attachments.map(plain)).toEqual(attachments.map(plain));
      }),
      { seed, numRuns: 150 },
    );
  });

  it('line ends stay as they are', async () => {
    expect((await readDocument(written(draft))).facts.content).toBe(draft.content);
  });

  it('its facts fit what the command line prints', async () => {
    const { facts } = await readDocument(written(draft));
    const line = { file: 'a', kind: 'document', package: facts, attachments: [], notes: [] };
    expect(edxmlReadLineSchema.parse(JSON.parse(JSON.stringify(line)))).toBeTruthy();
  });

  it('a signed PDF keeps every byte', async () => {
    const bytes = readFileSync('tests/corpus/documents/signed/0744633c_2450-kgvx.signed.pdf');
    const { package: read } = await readDocument(written(draft, [attachment('a.pdf', bytes)]));
    expect(Buffer.compare(Buffer.from(read.attachments[0]?.bytes ?? []), bytes)).toBe(0);
  });
});
