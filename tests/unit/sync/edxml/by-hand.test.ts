/**
 * Messages written by hand from the description of QCVN 102:2016 packages, one of each kind, as the office that gets them
 * reads them. Nothing of our own writer is used.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EdxmlFolder } from '../../../../src/main/sync/edxml/folder.js';
import { packageReader } from '../../../../src/main/sync/edxml/look.js';
import { readDocument, readText } from './samples.js';

const namespace = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
const documentId = '000.00.00.G22,2018/09/20,7816/VPCP-TTĐT';
const pdf = Buffer.from('%PDF-1.4\nvăn bản\n');

interface Message {
  readonly number?: string;
  readonly own?: string;
  readonly business: string;
  readonly at?: string;
  readonly file?: Buffer;
}

const message = ({ number = '7816', own = documentId, business, at = '2018/09/20 09:00:00', file }: Message): string =>
  `<edXML xmlns="${namespace}">
<edXML:edXMLEnvelope xmlns:edXML="${namespace}">
 <edXML:edXMLHeader>
  <edXML:MessageHeader>
   <edXML:From><edXML:OrganId>000.00.00.G22</edXML:OrganId><edXML:OrganizationInCharge>Chính phủ</edXML:OrganizationInCharge><edXML:OrganName>Văn phòng Chính phủ</edXML:OrganName><edXML:OrganAdd>Số 1 Hoàng Hoa Thám</edXML:OrganAdd><edXML:Email>vpcp@chinhphu.vn</edXML:Email><edXML:Telephone>080 43100</edXML:Telephone><edXML:Fax>080 44130</edXML:Fax><edXML:Website>vpcp.chinhphu.vn</edXML:Website></edXML:From>
   <edXML:To><edXML:OrganId>000.00.00.H41</edXML:OrganId><edXML:OrganName>UBND tỉnh Nghệ An</edXML:OrganName></edXML:To>
   <edXML:To><edXML:OrganId>H40</edXML:OrganId><edXML:OrganName>UBND tỉnh Nam Định</edXML:OrganName></edXML:To>
   <edXML:Code><edXML:CodeNumber>${number}</edXML:CodeNumber><edXML:CodeNotation>VPCP-TTĐT</edXML:CodeNotation></edXML:Code>
   <edXML:PromulgationInfo><edXML:Place>Hà Nội</edXML:Place><edXML:PromulgationDate>2018/09/20</edXML:PromulgationDate></edXML:PromulgationInfo>
   <edXML:DocumentType><edXML:Type>18</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName><edXML:TypeDetail>Công văn hành chính</edXML:TypeDetail></edXML:DocumentType>
   <edXML:Subject>V/v gửi, nhận văn bản điện tử</edXML:Subject>
   <edXML:Content>Nội dung tóm tắt</edXML:Content>
   <edXML:SignerInfo><edXML:Competence>KT. BỘ TRƯỞNG, CHỦ NHIỆM</edXML:Competence><edXML:Position>Phó Chủ nhiệm</edXML:Position><edXML:FullName>Trần Văn B</edXML:FullName></edXML:SignerInfo>
   <edXML:DueDate>2018/10/01</edXML:DueDate>
   <edXML:ToPlaces><edXML:Place>Như trên</edXML:Place><edXML:Place>Lưu: VT, TTĐT (3b)</edXML:Place></edXML:ToPlaces>
   <edXML:OtherInfo><edXML:Priority>2</edXML:Priority><edXML:SphereOfPromulgation>Nội bộ</edXML:SphereOfPromulgation><edXML:TyperNotation>NVA</edXML:TyperNotation><edXML:PromulgationAmount>70</edXML:PromulgationAmount><edXML:PageAmount>2</edXML:PageAmount><edXML:Appendixes><edXML:Appendix>Danh sách</edXML:Appendix></edXML:Appendixes></edXML:OtherInfo>
   <edXML:ResponseFor><edXML:OrganId>000.00.00.H41</edXML:OrganId><edXML:Code>12/UBND-TH</edXML:Code><edXML:PromulgationDate>2018/09/01</edXML:PromulgationDate><edXML:DocumentId>000.00.00.H41,2018/09/01,12/UBND-TH</edXML:DocumentId></edXML:ResponseFor>
   <edXML:SteeringType>1</edXML:SteeringType>
   <edXML:DocumentId>${own}</edXML:DocumentId>
  </edXML:MessageHeader>
  <edXML:TraceHeaderList id="A1B2C3D4" version="1.0" mustUnderstand="1" actor="http://schemas.xmlsoap.org/soap/actor/next">
   <edXML:TraceHeader><edXML:OrganId>000.00.00.G22</edXML:OrganId><edXML:Timestamp>${at}</edXML:Timestamp></edXML:TraceHeader>
   <edXML:Bussiness>${business}</edXML:Bussiness>
  </edXML:TraceHeaderList>
  <edXML:DigitalSignature/>
 </edXML:edXMLHeader>
 <edXML:edXMLBody><edXML:edXMLManifest version="1.0">${file ? '<edXML:Reference xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="cid:F1" xlink:role="XLinkRole" xlink:type="simple"><edXML:Description>Văn bản</edXML:Description><edXML:AttachmentName>7816.pdf</edXML:AttachmentName><edXML:ContentType>application/pdf</edXML:ContentType><edXML:ContentId>cid:F1</edXML:ContentId></edXML:Reference>' : ''}</edXML:edXMLManifest></edXML:edXMLBody>
</edXML:edXMLEnvelope>${
    file
      ? `
<AttachmentEncoded><Attachment><ContentType>application/pdf</ContentType><ContentId>F1</ContentId><Description>Văn bản</Description><ContentTransferEncoded>${file.toString('base64')}</ContentTransferEncoded><AttachmentName>7816.pdf</AttachmentName></Attachment></AttachmentEncoded>`
      : ''
  }
</edXML>`;

const kind = (type: number, reason: string, more = ''): string =>
  `<edXML:BussinessDocType>${type}</edXML:BussinessDocType><edXML:BussinessDocReason>${reason}</edXML:BussinessDocReason><edXML:StaffInfo><edXML:Department>Vụ TTĐT</edXML:Department><edXML:Staff>Lê C</edXML:Staff><edXML:Mobile>0912</edXML:Mobile><edXML:Email>c@vpcp.vn</edXML:Email></edXML:StaffInfo><edXML:Paper>1</edXML:Paper>${more}`;
const other = `<edXML:DocumentId>${documentId}</edXML:DocumentId>`;

const made = { business: kind(0, 'Văn bản mới'), file: pdf };
const recall = { business: kind(1, 'Gửi nhầm', other), at: '2018/09/20 10:00:00' };
const update = {
  business: kind(
    2,
    'Thêm nơi nhận',
    `${other}<edXML:BussinessDocumentInfo><edXML:DocumentInfo>0</edXML:DocumentInfo><edXML:DocumentReceiver>1</edXML:DocumentReceiver><edXML:ReceiverList><edXML:Receiver><edXML:OrganId>H42</edXML:OrganId><edXML:ReceiverType>1</edXML:ReceiverType></edXML:Receiver></edXML:ReceiverList></edXML:BussinessDocumentInfo>`,
  ),
  at: '2018/09/20 10:00:00',
};
const replace = {
  number: '7900',
  own: '000.00.00.G22,2018/09/20,7900/VPCP-TTĐT',
  business: kind(
    3,
    'Sai số liệu',
    `<edXML:ReplacementInfoList><edXML:ReplacementInfo>${other}<edXML:OrganIdList><edXML:OrganId>000.00.00.H41</edXML:OrganId></edXML:OrganIdList></edXML:ReplacementInfo></edXML:ReplacementInfoList>`,
  ),
  at: '2018/09/20 10:00:00',
};

/** `status_inbox_01` and its sisters. */
const status = (code: string, description: string, sender = ['000.00.00.G22', 'Văn phòng Chính phủ']): string => `
<edXML:EdXmlStatus xmlns:edXML="${namespace}">
 <edXML:ResponseFor><edXML:OrganId>000.00.00.G22</edXML:OrganId><edXML:Code>7816/VPCP-TTĐT</edXML:Code><edXML:PromulgationDate>2018/09/20</edXML:PromulgationDate><edXML:DocumentId>${documentId}</edXML:DocumentId></edXML:ResponseFor>
 <edXML:From><edXML:OrganId>${sender[0]}</edXML:OrganId><edXML:OrganName>${sender[1]}</edXML:OrganName></edXML:From>
 <edXML:StatusCode>${code}</edXML:StatusCode>
 <edXML:Description>${description}</edXML:Description>
 <edXML:Timestamp>2018/09/20 11:22:33</edXML:Timestamp>
 <edXML:StaffInfo><edXML:Department>Văn thư</edXML:Department><edXML:Staff>Phạm D</edXML:Staff></edXML:StaffInfo>
</edXML:EdXmlStatus>`;

/** An office that gets these messages, in this order; `line` is what its clerk reads of the document. */
const office = () => {
  const root = mkdtempSync(join(tmpdir(), 'kyso-hand-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const at = (name: string): string => join(root, name);
  mkdirSync(at('đến'));
  const folder = new EdxmlFolder({
    ...{ inbox: at('đến'), outbox: at('đi'), store: at('giữ'), records: at('sổ'), reader: packageReader },
    own: { organId: '000.00.00.H41', name: 'UBND tỉnh Nghệ An' },
  });
  return {
    put: (xml: string) => writeFileSync(join(at('đến'), `${readdirSync(at('đến')).length}.xml`), xml),
    document: async () => (await folder.changes(null)).documents[0],
    line: async () => [...(await folder.lines()).values()][0],
  };
};

describe('a package by hand says everything it says', () => {
  it('a new document', async () => {
    const { facts, notes, package: read } = await readDocument(message(made));
    expect(notes).toEqual([]);
    expect(facts).toEqual({
      from: {
        ...{ organId: '000.00.00.G22', inCharge: 'Chính phủ', name: 'Văn phòng Chính phủ' },
        ...{ address: 'Số 1 Hoàng Hoa Thám', email: 'vpcp@chinhphu.vn', telephone: '080 43100' },
        ...{ fax: '080 44130', website: 'vpcp.chinhphu.vn' },
      },
      to: [
        { organId: '000.00.00.H41', name: 'UBND tỉnh Nghệ An' },
        { organId: 'H40', name: 'UBND tỉnh Nam Định' },
      ],
      ...{ codeNumber: '7816', codeNotation: 'VPCP-TTĐT', place: 'Hà Nội', issuedOn: '2018-09-20' },
      type: { code: 18, name: 'Công văn', detail: 'Công văn hành chính' },
      ...{ subject: 'V/v gửi, nhận văn bản điện tử', content: 'Nội dung tóm tắt' },
      signer: { competence: 'KT. BỘ TRƯỞNG, CHỦ NHIỆM', position: 'Phó Chủ nhiệm', fullName: 'Trần Văn B' },
      ...{ dueDate: '2018-10-01', toPlaces: ['Như trên', 'Lưu: VT, TTĐT (3b)'], priority: 2, sphere: 'Nội bộ' },
      ...{ typist: 'NVA', copies: 70, pages: 2, appendixes: ['Danh sách'], steering: 1, documentId },
      responseFor: [
        {
          ...{ organId: '000.00.00.H41', code: '12/UBND-TH', issuedOn: '2018-09-01' },
          documentId: '000.00.00.H41,2018/09/01,12/UBND-TH',
        },
      ],
      business: {
        ...{ kind: 'new', reason: 'Văn bản mới', paper: true },
        staff: { department: 'Vụ TTĐT', staff: 'Lê C', mobile: '0912', email: 'c@vpcp.vn' },
      },
      trace: [{ organId: '000.00.00.G22', at: '2018-09-20T02:00:00Z' }],
    });
    expect(read.attachments).toEqual([
      { contentId: 'F1', name: '7816.pdf', contentType: 'application/pdf', description: 'Văn bản', bytes: pdf },
    ]);
  });

  it.each([
    ['recall', recall, { kind: 'recall', reason: 'Gửi nhầm', documentId }],
    [
      'update',
      update,
      {
        kind: 'update',
        reason: 'Thêm nơi nhận',
        documentId,
        information: false,
        receivers: [{ organId: 'H42', type: 1 }],
      },
    ],
    [
      'replace',
      replace,
      { kind: 'replace', reason: 'Sai số liệu', replaced: [{ documentId, organIds: ['000.00.00.H41'] }] },
    ],
  ])('%s', async (_name, given, business) => {
    const { facts, notes } = await readDocument(message(given));
    expect(notes).toEqual([]);
    expect(facts.business).toMatchObject({ ...business, paper: true });
  });
});

describe('one line of each document, as a clerk reads it', () => {
  it.each([
    ['01', 'Đã đến', 'đã nhận được, chưa xử lý', 'arrived, not handled yet'],
    ['02', 'Sai thẩm quyền', 'từ chối tiếp nhận', 'refused'],
    ['03', 'Vào sổ 15', 'đã tiếp nhận, vào sổ', 'accepted and registered'],
    ['04', 'Chuyển Phòng TH', 'đã phân công xử lý', 'assigned'],
    ['05', 'Đang soạn trả lời', 'đang xử lý', 'in progress'],
    ['06', 'Đã trả lời', 'đã hoàn thành xử lý', 'completed'],
    ['13', 'Gửi nhầm', 'yêu cầu thu hồi', 'recall requested'],
    ['15', 'Đồng ý', 'đồng ý cập nhật hoặc thu hồi', 'update or recall agreed to'],
    ['16', 'Đã giải quyết', 'từ chối cập nhật hoặc thu hồi', 'update or recall refused'],
  ])('status %s', async (code, description, vi, en) => {
    const xml = status(code, description);
    expect(await readText(xml)).toMatchObject({ status: { code, at: '2018-09-20T04:22:33Z' }, notes: [] });
    const { put, line } = office();
    put(message(made));
    put(xml);
    expect(await line()).toMatchObject({
      vi: expect.stringContaining(`Văn phòng Chính phủ ${vi} (11:22 ngày 20/09/2018): ${description}.`),
      en: expect.stringContaining(`Văn phòng Chính phủ: ${en} (11:22, 20/09/2018): ${description}.`),
    });
  });

  it.each([
    ['recall', recall, 'recalled', 'đã thu hồi văn bản này (10:00 ngày 20/09/2018): Gửi nhầm.'],
    ['update', update, 'waiting', 'đã cập nhật văn bản này (10:00 ngày 20/09/2018): Thêm nơi nhận.'],
    ['replace', replace, 'recalled', 'đã thay thế văn bản này (10:00 ngày 20/09/2018): 7900/VPCP-TTĐT, Sai số liệu.'],
  ])('%s by its sender', async (_name, given, standing, said) => {
    const { put, document, line } = office();
    put(message(made));
    expect(await line()).toBeUndefined();
    put(message(given));
    expect((await document())?.status).toBe(standing);
    expect((await line())?.vi).toContain(`Văn phòng Chính phủ ${said}`);
  });

  it('a recall by another office says nothing', async () => {
    const { put, document, line } = office();
    put(message(made));
    put(message(recall).replaceAll('>000.00.00.G22<', '>000.00.00.G99<'));
    expect((await document())?.status).toBe('waiting');
    expect(await line()).toBeUndefined();
  });

  it('a status that leaves out the code of the document, but says what it is made of, is of that document', async () => {
    const { put, line } = office();
    put(message(made));
    put(status('03', 'Vào sổ').replace(other, ''));
    expect((await line())?.vi).toContain('đã tiếp nhận, vào sổ');
  });
});
