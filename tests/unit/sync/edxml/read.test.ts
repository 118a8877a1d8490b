import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../../src/contracts/faults/index.js';
import { attachmentFileName } from '../../../../src/main/sync/edxml/attachment-name.js';
import { readDay, readTime } from '../../../../src/main/sync/edxml/package.js';
import { seed } from '../../../seed.js';
import { current, encoded, older, readDocument, readText } from './samples.js';

const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'read',
    (thrown: unknown) => (thrown instanceof Fault ? thrown.code : thrown),
  );

const business = (content: string): string => `<edXML:Bussiness>${content}</edXML:Bussiness>`;

describe('a package of today', () => {
  it.each(['edXML', 'EdXML', 'edXMLEnvelope'])('under the root %s gives everything it says', async (root) => {
    const { facts, package: read, notes } = await readDocument(current({ root }));
    expect(notes).toEqual([]);
    expect(facts).toMatchObject({
      from: { organId: '000.00.00.G22', name: 'Văn phòng Chính phủ' },
      codeNumber: '7816',
      codeNotation: 'VPCP-TTĐT',
      issuedOn: '2018-09-20',
      documentId: '000.00.00.G22,2018/09/20,7816/VPCP-TTĐT',
      business: { kind: 'new', paper: false },
      trace: [{ organId: '000.00.00.G22', at: '2018-09-20T00:30:00Z' }],
    });
    expect(read.attachments.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['7816.pdf', '%PDF-1.7\nnội dung\n'],
    ]);
  });

  it('is read without prefixes, as some provinces send it', async () => {
    const { facts, notes } = await readDocument(current().replaceAll('edXML:', ''));
    expect([facts.subject, notes]).toEqual(['Về việc gửi, nhận văn bản điện tử', []]);
  });

  it.each(['utf-16le', 'utf-8'])('in %s with a mark and the declaration "utf-16"', async (encoding) => {
    const xml = `\ufeff${current().replace('utf-8', 'utf-16')}`;
    const { facts } = await readDocument(Buffer.from(xml, encoding === 'utf-8' ? 'utf8' : 'utf16le'));
    expect(facts.from.name).toBe('Văn phòng Chính phủ');
  });

  it('that recalls, updates or replaces says which documents', async () => {
    const id = '<edXML:DocumentId>H41.02,2026/01/05,1/QĐ-SNV</edXML:DocumentId>';
    const recall = await readDocument(current({ business: business(`<BussinessDocType>1</BussinessDocType>${id}`) }));
    expect(recall.facts.business).toMatchObject({ kind: 'recall', documentId: 'H41.02,2026/01/05,1/QĐ-SNV' });
    const receivers = '<R:Receiver><OrganId>H41.03</OrganId><ReceiverType>1</ReceiverType></R:Receiver>';
    const info = `<BussinessDocumentInfo><DocumentInfo>1</DocumentInfo><ReceiverList>${receivers}</ReceiverList></BussinessDocumentInfo>`;
    const update = await readDocument(
      current({ business: business(`<BussinessDocType>2</BussinessDocType>${id}${info}`) }),
    );
    expect(update.facts.business).toMatchObject({
      kind: 'update',
      information: true,
      receivers: [{ organId: 'H41.03', type: 1 }],
    });
    const list = `<ReplacementInfoList><ReplacementInfo>${id}<OrganIdList><OrganId>H41.03</OrganId></OrganIdList></ReplacementInfo></ReplacementInfoList>`;
    const replace = await readDocument(
      current({ business: business(`<BussinessDocType>3</BussinessDocType>${list}`) }),
    );
    expect(replace.facts.business).toMatchObject({
      kind: 'replace',
      replaced: [{ documentId: 'H41.02,2026/01/05,1/QĐ-SNV', organIds: ['H41.03'] }],
    });
  });
});

describe('a package of the older form', () => {
  it('is read out of its SOAP envelope; its missing file is told', async () => {
    const { facts, codes } = await readDocument(older());
    expect(facts).toMatchObject({ codeNumber: '7816', business: { kind: 'new' } });
    expect(codes).toEqual(['edxml.older-dialect', 'edxml.attachment-missing']);
  });
});

describe('a package with parts missing or wrong', () => {
  it.each([
    [/<edXML:Code>.*<\/edXML:Code>/, 'edxml.part-missing'],
    [/<edXML:Subject>.*<\/edXML:Subject>/, 'edxml.part-missing'],
    [/2018\/09\/20(?=<\/edXML:Prom)/, 'edxml.value-unclear', '2018/02/30'],
    [/2018\/09\/20(?=,)/, 'edxml.document-id-mismatch', '2018/09/21'],
    [/000\.00\.00\.G22(?=<)/, 'edxml.organ-id-unusual', 'vxp.saas.03'],
    [/(?<=DocType>)0/, 'edxml.value-unclear', '7'],
    [/(?<=PageAmount>)2/, 'edxml.value-unclear', 'hai'],
  ])('is read, and %s is noted', async (part, code, other = '') => {
    const { codes, facts } = await readDocument(current().replace(part, other));
    expect(codes).toContain(code);
    expect(facts.signer.fullName).toBe('Trần Văn B');
  });

  it('the notes say each thing once and end somewhere', async () => {
    const many = Array.from(
      { length: 500 },
      (_, i) => `<edXML:TraceHeader><OrganId>lạ ${i % 250}</OrganId></edXML:TraceHeader>`,
    );
    const xml = current().replace('<edXML:TraceHeader>', `${many.join('')}<edXML:TraceHeader>`);
    const { notes } = await readDocument(xml);
    expect(notes.length).toBe(50);
  });

  it.each([
    ['30/02/2026', null],
    ['2/3/2026', '2026-03-02'],
    ['2026-03-02T10:00:00', '2026-03-02'],
    ['hôm nay', null],
  ])('a day written %s', (text, day) => expect(readDay(text)).toBe(day));

  it.each([
    ['2026/03/02 06:00:00', '2026-03-01T23:00:00Z'],
    ['2026-03-02T06:00:00.123Z', '2026-03-02T06:00:00Z'],
    ['02/03/2026 06:00:00', '2026-03-01T23:00:00Z'],
    ['2026/03/02 26:00:00', null],
  ])('a time written %s', (text, time) => expect(readTime(text)).toBe(time));
});

describe('attachments that lie', () => {
  const other = Buffer.from('%PDF-1.7\nbản khác\n').toString('base64');

  it('two files under one code: neither is taken, since nobody can say which was meant', async () => {
    const { package: read, codes } = await readDocument(current({ attachments: encoded() + encoded('a1', other) }));
    expect([read.attachments, codes]).toEqual([[], ['edxml.attachment-ambiguous']]);
  });

  it('the same file twice is one', async () => {
    const { package: read, notes } = await readDocument(current({ attachments: encoded() + encoded('cid:a1') }));
    expect([read.attachments.length, notes]).toEqual([1, []]);
  });

  it.each(['JVBERi0x*', 'JVBERi0', '', 'JVBE=Ri0'])('wrong base64 “%s” is told, not guessed', async (content) => {
    const { package: read, codes } = await readDocument(current({ attachments: encoded('a1', content) }));
    expect([read.attachments, codes]).toEqual([[], ['edxml.attachment-damaged']]);
  });

  it('base64 in lines is whole', async () => {
    const lines = other.replace(/(.{8})/g, '$1\r\n  ');
    const { package: read } = await readDocument(current({ attachments: encoded('a1', lines) }));
    expect(Buffer.from(read.attachments[0]?.bytes ?? []).toString('base64')).toBe(other);
  });

  it('a listed file that is not there, and one that nobody listed', async () => {
    const { codes } = await readDocument(current({ attachments: encoded('b2', other) }));
    expect(codes).toEqual(['edxml.attachment-unlisted', 'edxml.attachment-missing']);
  });

  it.each([
    ['../../../etc/passwd', 'passwd.pdf'],
    ['C:\\Windows\\hệ thống.PDF', 'hệ thống.pdf'],
    ['..', 'van-ban.pdf'],
    ['CON.docx', '_CON.docx'],
    ['a\u202efdp.exe', 'a_fdp.exe'],
    [`${'á'.repeat(300)}.pdf`, `${'á'.repeat(146)}.pdf`],
    ['.htaccess', 'htaccess.pdf'],
  ])('the name %s is stored as %s', (name, safe) => expect(attachmentFileName(name)).toBe(safe));
});

describe('hostile XML', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>`;

  it.each([
    ['entities that grow', current({ prolog: bomb }).replace('7816.pdf', '&b;'), 'edxml.unsafe'],
    ['a file named by an entity', current({ prolog: '<!DOCTYPE x SYSTEM "file:///etc/passwd">' }), 'edxml.unsafe'],
    ['an entity that nobody declared', current().replace('Hà Nội', '&x;'), 'edxml.malformed'],
    ['100,000 levels', `${'<a>'.repeat(100_000)}`, 'edxml.unsafe'],
    ['300,000 elements', `<edXML>${'<a/>'.repeat(300_000)}</edXML>`, 'edxml.unsafe'],
    ['cut in the middle', current().slice(0, 900), 'edxml.malformed'],
    ['not XML', '%PDF-1.7', 'edxml.malformed'],
    ['nothing', '', 'edxml.malformed'],
    ['another XML', '<html><body/></html>', 'edxml.other-xml'],
    ['two roots', `${current()}<edXML/>`, 'edxml.malformed'],
  ])('%s', async (_name, xml, code) => expect(await codeOf(readText(xml))).toBe(code));

  it('bytes that are no UTF-8', async () => {
    const bytes = Buffer.from(current());
    bytes[200] = 0xff;
    expect(await codeOf(readText(bytes))).toBe('edxml.malformed');
  });

  it('without end is stopped at the limit', async () => {
    let pieces = 0;
    const endless = async function* () {
      yield Buffer.from(current().split(encoded())[0] ?? '');
      yield Buffer.from('<Attachment><ContentTransferEncoded>');
      for (;;) {
        pieces += 1;
        yield Buffer.alloc(2 ** 20, 'QUJD');
      }
    };
    const { readEdxml } = await import('../../../../src/main/sync/edxml/read.js');
    expect(await codeOf(readEdxml(endless(), 8 * 2 ** 20))).toBe('edxml.too-large');
    expect(pieces).toBe(8);
  });

  it('an element called __proto__ or constructor is an element like any other', async () => {
    const xml = current().replace('<edXML:Subject>', '<__proto__ a="1">x</__proto__><constructor/><edXML:Subject>');
    expect((await readDocument(xml)).facts.subject).toBe('Về việc gửi, nhận văn bản điện tử');
  });

  it('changed anywhere is read or refused by a code of ours, never anything else', async () => {
    const original = Buffer.from(current());
    const change = fc.tuple(fc.nat(original.length - 1), fc.nat(40), fc.uint8Array({ maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        let bytes = original;
        for (const [at, removed, added] of changes)
          bytes = Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
        const outcome = await codeOf(readText(bytes));
        expect(String(outcome)).toMatch(/^(read|edxml\.(malformed|unsafe|other-xml))$/);
      }),
      { seed, numRuns: 400 },
    );
  });
});
