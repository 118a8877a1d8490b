/** What packages of today's programs do otherwise than the rules say, one line each: all are read, and say the same. */
import { describe, expect, it } from 'vitest';
import { current, encoded, older, readDocument, readText } from './samples.js';

const pdf = Buffer.from('%PDF-1.7\nnội dung\n');

/** As SOAP with attachments, the file as it is or in an encoding. */
const mime = (encoding: string, body: string | Buffer, { end = '\r\n', id = '<a1>', head = true } = {}): Buffer =>
  Buffer.concat([
    Buffer.from(
      [
        ...(head
          ? ['MIME-Version: 1.0', 'Content-Type: Multipart/Related; type="text/xml";', '\tboundary="=_b 1"', '']
          : []),
        '--=_b 1',
        'Content-Type: text/xml; charset=utf-8',
        '',
        current({ attachments: '' }),
        '--=_b 1',
        'Content-Type: application/pdf; name="khác.pdf"',
        `content-transfer-encoding: ${encoding}`,
        `Content-ID: ${id}`,
        '',
        '',
      ].join(end),
    ),
    Buffer.from(body),
    Buffer.from(`${end}--=_b 1--${end}`),
  ]);

const plain = current();
const sent: readonly (readonly [string, string | Buffer])[] = [
  ['another prefix everywhere', plain.replaceAll('edXML:', 'ns2:').replace('xmlns:edXML', 'xmlns:ns2')],
  ['no prefix at all', plain.replaceAll('edXML:', '').replace('xmlns:edXML', 'xmlns:x')],
  ['prefixes on the attachments too', plain.replace(/<(\/?)(Attachment|Content)/g, '<$1edXML:$2')],
  ['other capitals', plain.replaceAll('OrganId', 'OrganID').replaceAll('edXMLHeader', 'EdXmlHeader')],
  ['small letters throughout', plain.replace(/<\/?[A-Za-z:]+/g, (name) => name.toLowerCase())],
  ['a byte order mark', `\ufeff${plain}`],
  ['UTF-16 with its mark', Buffer.from(`\ufeff${plain}`, 'utf16le')],
  ['an empty line before the declaration', `\r\n\r\n${plain}`],
  ['no declaration', plain.replace(/^<\?xml[^>]*\?>/, '')],
  ['a comment and a processing instruction', plain.replace('<edXML ', '<!-- x --><?xml-stylesheet href="a"?><edXML ')],
  ['Windows line ends and indents', plain.replaceAll('><', '>\r\n\t<')],
  ['text in CDATA', plain.replace(/(?<=Subject>)([^<]+)/, '<![CDATA[$1]]>')],
  ['letters as numbers', plain.replace('Về việc', 'V&#7873; vi&#x1EC7;c')],
  [
    'elements in another order',
    plain.replace(
      /(<edXML:Code>.*<\/edXML:Code>)(\s*)(<edXML:PromulgationInfo>.*<\/edXML:PromulgationInfo>)/,
      '$3$2$1',
    ),
  ],
  ['elements that nobody knows', plain.replace('<edXML:Subject>', '<edXML:Moi><a/></edXML:Moi><edXML:Subject>')],
  ['days with dashes', plain.replace('2018/09/20</edXML:Prom', '2018-09-20</edXML:Prom')],
  ['the day first', plain.replace('2018/09/20</edXML:Prom', '20/09/2018</edXML:Prom')],
  ['a time behind the day', plain.replace('2018/09/20</edXML:Prom', '2018/09/20 00:00:00</edXML:Prom')],
  ['the right spelling of Bussiness', plain.replaceAll('Bussiness', 'Business')],
  ['cid: before the code of the attachment', current({ attachments: encoded('cid:a1') })],
  ['the code in angle brackets', current({ attachments: encoded('&lt;a1&gt;') })],
  ['base64 in lines of 76', current({ attachments: encoded('a1', pdf.toString('base64').replace(/.{4}/g, '$&\r\n')) })],
  ['the file in a MIME part, in base64', mime('base64', pdf.toString('base64'))],
  ['the file in a MIME part, as it is', mime('binary', pdf)],
  ['the file in a MIME part, quoted-printable', mime('Quoted-Printable', '%PDF-1.7\nn=E1=BB=99i =\r\ndung\n')],
  ['a MIME part behind plain line feeds', mime('BASE64', pdf.toString('base64'), { end: '\n' })],
  ['MIME without a head of its own', mime('binary', pdf, { head: false, id: 'a1' })],
];

describe('a package is read all the same', () => {
  it.each(sent)('%s', async (_name, xml) => {
    const { facts, package: read, notes } = await readDocument(xml);
    expect(notes).toEqual([]);
    expect(facts).toMatchObject({
      from: { organId: '000.00.00.G22', name: 'Văn phòng Chính phủ' },
      ...{ codeNumber: '7816', codeNotation: 'VPCP-TTĐT', issuedOn: '2018-09-20', pages: 2 },
      ...{ subject: 'Về việc gửi, nhận văn bản điện tử', business: { kind: 'new' } },
    });
    expect(read.attachments.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['7816.pdf', pdf.toString()],
    ]);
  });

  it.each([
    ['no PromulgationInfo', /<edXML:PromulgationInfo>.*<\/edXML:PromulgationInfo>/],
    ['no signer', /<edXML:SignerInfo>.*<\/edXML:SignerInfo>/],
    ['no OtherInfo', /<edXML:OtherInfo>.*<\/edXML:OtherInfo>/],
    ['no recipient', /<edXML:To>.*<\/edXML:To>/],
    ['no trace and no purpose', /<edXML:TraceHeaderList>[\s\S]*<\/edXML:TraceHeaderList>/],
  ])('%s', async (_name, missing) => {
    const { facts, package: read } = await readDocument(plain.replace(missing, ''));
    expect([facts.codeNumber, facts.business.kind, read.attachments.length]).toEqual(['7816', 'new', 1]);
  });

  it('a status code written as a number', async () => {
    const xml = '<edXML><Status><StatusCode>3</StatusCode><ResponseFor><Code>1/a</Code></ResponseFor></Status></edXML>';
    expect(await readText(xml)).toMatchObject({ kind: 'status', status: { code: '03' } });
  });
});

describe('a MIME message that is not whole is told, not guessed', () => {
  it.each([
    ['cut in the middle of the file', mime('base64', pdf.toString('base64')).subarray(0, -20)],
    ['without XML', Buffer.from('--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--\r\n')],
    ['a head without an end', Buffer.from(`Content-Type: multipart/related; boundary=b${'x'.repeat(70_000)}`)],
    ['no boundary', Buffer.from('MIME-Version: 1.0\r\n\r\nx')],
  ])('%s', async (_name, bytes) => {
    const outcome = await readText(bytes).then(
      (read) => read.notes.map(({ code }) => code),
      (thrown: unknown) => (thrown instanceof Error && 'code' in thrown ? thrown.code : thrown),
    );
    expect([['edxml.attachment-missing'], 'edxml.malformed']).toContainEqual(outcome);
  });

  it('an encoding that nobody knows, or broken base64', async () => {
    for (const encoding of ['x-zip', 'base64'])
      expect((await readDocument(mime(encoding, '%%%'))).codes).toEqual(['edxml.attachment-damaged']);
  });

  it('a DTD in its XML is refused as anywhere', async () => {
    const bytes = Buffer.from(
      mime('binary', pdf).toString('latin1').replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>'),
      'latin1',
    );
    await expect(readText(bytes)).rejects.toMatchObject({ code: 'edxml.unsafe' });
  });
});

it('the older form, without a file, is read and says what is missing', async () => {
  expect((await readDocument(older())).codes).toEqual(['edxml.older-dialect', 'edxml.attachment-missing']);
});
