/**
 * Reads packages and statuses as they come: with any prefix, under the roots `edXML`, `EdXML`, `edXMLEnvelope`, or in
 * the older form inside a SOAP envelope. What is missing or wrong is noted; what is dangerous is refused.
 */
import type {
  Business,
  EdxmlStatus,
  Organization,
  PackageFacts,
  RelatedDocument,
  Staff,
} from '../../../contracts/edxml.js';
import { Fault, type FaultValue } from '../../../contracts/faults/index.js';
import { businessCodes, documentIdOf, type EdxmlPackage, edxmlNamespace } from './package.js';
import { readAttachments } from './read-attachments.js';
import { child, childrenOf, count, day, find, Notes, organId, text, time } from './reading.js';
import { isStatusCode } from './status.js';
import { parseXml, type XmlNode } from './xml.js';

export type EdxmlFile =
  | { readonly kind: 'document'; readonly package: EdxmlPackage; readonly notes: readonly FaultValue[] }
  | { readonly kind: 'status'; readonly status: EdxmlStatus; readonly notes: readonly FaultValue[] };

/** Bytes: attachments of about 110 MiB. The whole package is held in memory. */
export const largestPackage = 160 * 2 ** 20;

const organization = (node: XmlNode, notes: Notes): Organization => ({
  organId: organId(node, notes),
  inCharge: text(node, 'OrganizationInCharge'),
  name: text(node, 'OrganName'),
  address: text(node, 'OrganAdd'),
  email: text(node, 'Email'),
  telephone: text(node, 'Telephone'),
  fax: text(node, 'Fax'),
  website: text(node, 'Website'),
});

const related = (node: XmlNode, notes: Notes): RelatedDocument => ({
  organId: organId(node, notes),
  code: text(node, 'Code'),
  issuedOn: day(node, 'PromulgationDate', 'ngày của văn bản liên quan', notes),
  documentId: text(node, 'DocumentId'),
});

const staff = (node: XmlNode): Staff => ({
  department: text(node, 'Department'),
  staff: text(node, 'Staff'),
  mobile: text(node, 'Mobile'),
  email: text(node, 'Email'),
});

const noted = (value: string | undefined, part: string, notes: Notes): string => {
  if (value === undefined) notes.add('edxml.part-missing', { part });
  return value ?? '';
};

const receiversOf = (node: XmlNode, notes: Notes) =>
  childrenOf(child(node, 'ReceiverList'), 'Receiver').map((receiver) => ({
    organId: organId(receiver, notes) ?? '',
    type: Math.min(count(receiver, 'ReceiverType', 'loại thay đổi nơi nhận', notes) ?? 0, 9),
  }));

const replacedBy = (node: XmlNode, notes: Notes) =>
  childrenOf(child(node, 'ReplacementInfoList'), 'ReplacementInfo').map((info) => ({
    documentId: noted(text(info, 'DocumentId'), 'mã văn bản bị thay thế', notes),
    organIds: childrenOf(child(info, 'OrganIdList'), 'OrganId').map((one) => one.text),
  }));

/** Without a type a package is a new document, as the older form has it. */
const businessOf = (node: XmlNode, responseFor: readonly RelatedDocument[], notes: Notes): Business => {
  const code =
    count(node, 'BussinessDocType', 'loại nghiệp vụ', notes) ?? count(node, 'BusinessDocType', '', notes) ?? 0;
  const base = {
    reason: text(node, 'BussinessDocReason', 'BusinessDocReason'),
    staff: staff(child(node, 'StaffInfo')),
    paper: (text(node, 'Paper') ?? '0') !== '0',
  };
  const documentId = text(node, 'DocumentId') ?? responseFor[0]?.documentId;
  switch (code) {
    case businessCodes.recall:
      return { kind: 'recall', ...base, documentId: noted(documentId, 'mã văn bản bị thu hồi', notes) };
    case businessCodes.update: {
      const info = child(node, 'BussinessDocumentInfo', 'BusinessDocumentInfo');
      const changed = text(info, 'DocumentInfo');
      const information = changed !== undefined && changed !== '0';
      const receivers = receiversOf(info, notes);
      const updated = noted(documentId, 'mã văn bản được cập nhật', notes);
      return { kind: 'update', ...base, documentId: updated, information, receivers };
    }
    case businessCodes.replace:
      return { kind: 'replace', ...base, replaced: replacedBy(node, notes) };
    default:
      if (code !== businessCodes.new) notes.add('edxml.value-unclear', { part: 'loại nghiệp vụ', value: String(code) });
      return { kind: 'new', ...base };
  }
};

const traceOf = (list: XmlNode, notes: Notes) =>
  childrenOf(list, 'TraceHeader').map((node) => ({
    organId: organId(node, notes),
    at: time(node, 'Timestamp', 'thời điểm luân chuyển', notes),
  }));

/** Texts of the children of this name that say something. */
const textsOf = (node: XmlNode, name: string): string[] =>
  childrenOf(node, name)
    .map((one) => one.text)
    .filter((value) => value !== '');

const headerOf = (header: XmlNode, notes: Notes): Omit<PackageFacts, 'business' | 'trace'> => {
  const code = child(header, 'Code');
  const promulgation = child(header, 'PromulgationInfo');
  const type = child(header, 'DocumentType');
  const signer = child(header, 'SignerInfo');
  const other = child(header, 'OtherInfo');
  return {
    from: organization(child(header, 'From'), notes),
    to: childrenOf(header, 'To').map((node) => organization(node, notes)),
    codeNumber: text(code, 'CodeNumber'),
    codeNotation: text(code, 'CodeNotation'),
    place: text(promulgation, 'Place'),
    issuedOn: day(promulgation, 'PromulgationDate', 'ngày ban hành', notes),
    type: {
      code: count(type, 'Type', 'mã loại văn bản', notes),
      name: text(type, 'TypeName'),
      detail: text(type, 'TypeDetail'),
    },
    subject: text(header, 'Subject'),
    content: text(header, 'Content'),
    signer: {
      competence: text(signer, 'Competence'),
      position: text(signer, 'Position'),
      fullName: text(signer, 'FullName'),
    },
    dueDate: day(header, 'DueDate', 'thời hạn giải quyết', notes),
    toPlaces: textsOf(child(header, 'ToPlaces'), 'Place'),
    priority: count(other, 'Priority', 'mức độ khẩn', notes),
    sphere: text(other, 'SphereOfPromulgation'),
    typist: text(other, 'TyperNotation'),
    copies: count(other, 'PromulgationAmount', 'số lượng bản', notes),
    pages: count(other, 'PageAmount', 'số trang', notes),
    appendixes: textsOf(child(other, 'Appendixes'), 'Appendix'),
    responseFor: childrenOf(header, 'ResponseFor').map((node) => related(node, notes)),
    steering: count(header, 'SteeringType', 'loại chỉ đạo', notes),
    documentId: text(header, 'DocumentId'),
  };
};

/** What a clerk would have to ask for; the code must say what the package says. */
const noteShortcomings = (facts: PackageFacts, notes: Notes): void => {
  const { documentId } = facts;
  noted(facts.from.organId ?? facts.from.name, 'cơ quan ban hành', notes);
  noted(facts.codeNumber, 'số văn bản', notes);
  noted(facts.codeNotation, 'ký hiệu văn bản', notes);
  noted(facts.issuedOn, 'ngày ban hành', notes);
  noted(facts.subject, 'trích yếu', notes);
  noted(documentId, 'mã văn bản', notes);
  const stated = documentIdOf(facts);
  if (documentId !== undefined && stated !== undefined && documentId !== stated)
    notes.add('edxml.document-id-mismatch', { value: documentId });
};

const documentOf = (root: XmlNode, header: XmlNode, notes: Notes): EdxmlPackage => {
  const read = headerOf(header, notes);
  const list = find(root, ({ name }) => name === 'TraceHeaderList') ?? root;
  const business = find(root, ({ name }) => name === 'Bussiness' || name === 'Business') ?? child(root, '');
  const facts = {
    ...read,
    business: businessOf(business, read.responseFor, notes),
    trace: traceOf(list, notes),
  };
  noteShortcomings(facts, notes);
  return { facts, attachments: readAttachments(root, notes) };
};

const statusOf = (node: XmlNode, notes: Notes): EdxmlStatus => {
  const code = text(node, 'StatusCode') ?? '';
  if (!isStatusCode(code)) notes.add('edxml.status-unknown', { code });
  const responseFor = related(child(node, 'ResponseFor'), notes);
  noted(responseFor.documentId ?? responseFor.code, 'mã văn bản', notes);
  return {
    responseFor,
    from: organization(child(node, 'From'), notes),
    code,
    description: text(node, 'Description'),
    at: time(node, 'Timestamp', 'thời điểm', notes),
    staff: staff(child(node, 'StaffInfo')),
  };
};

const isCurrent = (root: XmlNode): boolean =>
  find(root, ({ attributes }) => [...attributes.values()].includes(edxmlNamespace)) !== null;

/**
 * Reads a package or a status. `limit`: bytes, all together. Faults: `edxml.malformed`, `.unsafe`, `.too-large`,
 * `.other-xml`; what the stream throws passes through.
 */
export const readEdxml = async (chunks: AsyncIterable<Uint8Array>, limit = largestPackage): Promise<EdxmlFile> => {
  const root = await parseXml(chunks, limit);
  const notes = new Notes();
  if (!isCurrent(root)) notes.add('edxml.older-dialect');
  const status = find(root, ({ children }) => children.some(({ name }) => name === 'StatusCode'));
  if (status !== null) return { kind: 'status', status: statusOf(status, notes), notes: notes.values };
  const header = find(root, ({ name }) => name === 'MessageHeader');
  if (header === null) throw new Fault('edxml.other-xml');
  return { kind: 'document', package: documentOf(root, header, notes), notes: notes.values };
};
