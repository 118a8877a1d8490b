/** Packages as offices send them, and drafts of ours. */
import type { EdxmlDraft } from '../../../../src/contracts/edxml.js';
import type { Attachment } from '../../../../src/main/sync/edxml/package.js';
import { type EdxmlFile, readEdxml } from '../../../../src/main/sync/edxml/read.js';

export const madeAt = new Date('2026-03-02T03:04:05.678Z');

export const draft = {
  from: { organId: 'H41.02.01', name: 'Sở Nội vụ tỉnh Nghệ An', inCharge: 'UBND tỉnh Nghệ An' },
  to: [
    { organId: '000.00.01.H41', name: 'Văn phòng UBND tỉnh' },
    { organId: 'H41.03', name: 'Sở Tài chính & Kế hoạch <mới>' },
  ],
  codeNumber: '05',
  codeNotation: 'TTr-SNV',
  place: 'Nghệ An',
  issuedOn: '2026-03-02',
  type: { code: 18, name: 'Tờ trình' },
  subject: 'Về việc kiện toàn tổ chức bộ máy “một cửa”',
  content: 'Dòng một\r\ndòng hai',
  signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Nguyễn Thị Ánh' },
  dueDate: '2026-03-31',
  toPlaces: ['Như trên', 'Lưu: VT, TCBC'],
  priority: 1,
  copies: 3,
  pages: 12,
  appendixes: ['Phụ lục I'],
  responseFor: [],
  steering: 0,
  business: { kind: 'new', paper: false },
} satisfies EdxmlDraft;

export const attachment = (name: string, bytes: Uint8Array, contentId = `id-${name}`): Attachment => ({
  contentId,
  name,
  contentType: 'application/pdf',
  description: 'Văn bản',
  bytes,
});

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

export const readText = (xml: string | Uint8Array, limit?: number): Promise<EdxmlFile> =>
  readEdxml(inPieces(typeof xml === 'string' ? Buffer.from(xml, 'utf8') : xml), limit);

export const readDocument = async (xml: string | Uint8Array) => {
  const read = await readText(xml);
  if (read.kind !== 'document') throw new Error('not a document');
  return { ...read, facts: read.package.facts, codes: read.notes.map(({ code }) => code) };
};

const namespace = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
const pdf = Buffer.from('%PDF-1.7\nnội dung\n').toString('base64');

const headerOf = (p: string): string => `
  <${p}MessageHeader>
    <${p}From><${p}OrganId>000.00.00.G22</${p}OrganId><${p}OrganName>Văn phòng Chính phủ</${p}OrganName></${p}From>
    <${p}To><${p}OrganId>000.00.00.H41</${p}OrganId><${p}OrganName>UBND tỉnh Nghệ An</${p}OrganName></${p}To>
    <${p}Code><${p}CodeNumber>7816</${p}CodeNumber><${p}CodeNotation>VPCP-TTĐT</${p}CodeNotation></${p}Code>
    <${p}PromulgationInfo><${p}Place>Hà Nội</${p}Place><${p}PromulgationDate>2018/09/20</${p}PromulgationDate></${p}PromulgationInfo>
    <${p}DocumentType><${p}Type>18</${p}Type><${p}TypeName>Công văn</${p}TypeName></${p}DocumentType>
    <${p}Subject>Về việc gửi, nhận văn bản điện tử</${p}Subject>
    <${p}SignerInfo><${p}FullName>Trần Văn B</${p}FullName></${p}SignerInfo>
    <${p}OtherInfo><${p}Priority>0</${p}Priority><${p}PageAmount>2</${p}PageAmount></${p}OtherInfo>
    <${p}DocumentId>000.00.00.G22,2018/09/20,7816/VPCP-TTĐT</${p}DocumentId>
  </${p}MessageHeader>`;

const traceOf = (p: string, business: string): string => `
  <${p}TraceHeaderList><${p}TraceHeader><${p}OrganId>000.00.00.G22</${p}OrganId><${p}Timestamp>2018/09/20 07:30:00</${p}Timestamp></${p}TraceHeader>
  ${business}</${p}TraceHeaderList>`;

const reference = (
  p: string,
): string => `<${p}Reference xlink:href="cid:a1"><${p}AttachmentName>7816.pdf</${p}AttachmentName>
  <${p}ContentType>application/pdf</${p}ContentType><${p}ContentId>cid:a1</${p}ContentId></${p}Reference>`;

export const encoded = (id = 'a1', content = pdf, name = '7816.pdf'): string =>
  `<Attachment><ContentType>application/pdf</ContentType><ContentId>${id}</ContentId>
   <ContentTransferEncoded>${content}</ContentTransferEncoded><AttachmentName>${name}</AttachmentName></Attachment>`;

interface Parts {
  readonly root?: string;
  readonly prolog?: string;
  readonly business?: string;
  readonly attachments?: string;
  readonly references?: string;
}

/** Of today: QCVN 102:2016, every element with its prefix. */
export const current = ({ root = 'edXML', prolog = '', business, attachments, references }: Parts = {}): string => {
  const p = 'edXML:';
  return `<?xml version="1.0" encoding="utf-8"?>${prolog}
  <${root} xmlns="${namespace}"><edXML:edXMLEnvelope xmlns:edXML="${namespace}" xmlns:xlink="http://www.w3.org/1999/xlink">
  <edXML:edXMLHeader>${headerOf(p)}${traceOf(p, business ?? '<edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType></edXML:Bussiness>')}</edXML:edXMLHeader>
  <edXML:edXMLBody><edXML:edXMLManifest version="1.0">${references ?? reference(p)}</edXML:edXMLManifest></edXML:edXMLBody>
  </edXML:edXMLEnvelope><AttachmentEncoded>${attachments ?? encoded()}</AttachmentEncoded></${root}>`;
};

/** Of before: a SOAP envelope with elements of the old namespace. */
export const older = (): string => `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/">
  <SOAP-ENV:Header xmlns:eDoc="http://www.go.vn/eDoc">${headerOf('eDoc:')}${traceOf('eDoc:', '')}</SOAP-ENV:Header>
  <SOAP-ENV:Body><eDoc:Manifest xmlns:eDoc="http://www.go.vn/eDoc" xmlns:xlink="http://www.w3.org/1999/xlink">${reference('eDoc:')}</eDoc:Manifest></SOAP-ENV:Body>
  </SOAP-ENV:Envelope>`;
