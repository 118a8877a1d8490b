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
import { looksLikeMime, type MimePart, readMime } from './mime.js';
import { businessCodes, documentIdOf, type EdxmlPackage, edxmlNamespace } from './package.js';
import { readAttachments } from './read-attachments.js';
import { child, childrenOf, count, day, find, isNamed, Notes, organId, text, time } from './reading.js';
import { isStatusCode } from './status.js';
import { parseXml, type XmlNode } from './xml.js';

export type EdxmlFile =
  | { readonly kind: 'document'; readonly package: EdxmlPackage; readonly notes: readonly FaultValue[] }
  | { readonly kind: 'status'; readonly status: EdxmlStatus; readonly notes: readonly FaultValue[] };

const mebibyte = 2 ** 20;
/** Bytes: attachments of about 110 MiB. The whole package is held in memory. */
export const largestPackage = 160 * mebibyte;

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

const documentOf = (root: XmlNode, header: XmlNode, parts: readonly MimePart[], notes: Notes): EdxmlPackage => {
  const read = headerOf(header, notes);
  const list = find(root, (node) => isNamed(node, 'TraceHeaderList')) ?? root;
  const business = find(root, (node) => isNamed(node, 'Bussiness', 'Business')) ?? child(root, '');
  const facts = {
    ...read,
    business: businessOf(business, read.responseFor, notes),
    trace: traceOf(list, notes),
  };
  noteShortcomings(facts, notes);
  return { facts, attachments: readAttachments(root, parts, notes) };
};

const statusOf = (node: XmlNode, notes: Notes): EdxmlStatus => {
  // Some programs keep them as numbers.
  const code = (text(node, 'StatusCode') ?? '').replace(/^\d$/, '0$&');
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

/** Passes pieces on. Fault `edxml.too-large` behind so many bytes. */
async function* limited(chunks: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > limit) throw new Fault('edxml.too-large', { limit: Math.floor(limit / mebibyte) });
    yield chunk;
  }
}

interface Unpacked {
  readonly xml: AsyncIterable<Uint8Array>;
  readonly parts: readonly MimePart[];
}

/** XML goes on piece by piece; a MIME message has to be whole before its parts are known. */
const unpacked = async (chunks: AsyncGenerator<Uint8Array>): Promise<Unpacked> => {
  const first = await chunks.next();
  const head: Uint8Array = first.done === true ? new Uint8Array() : first.value;
  const whole = async function* () {
    yield head;
    yield* chunks;
  };
  if (!looksLikeMime(head)) return { xml: whole(), parts: [] };
  const pieces: Uint8Array[] = [];
  for await (const piece of whole()) pieces.push(piece);
  const { xml, parts } = readMime(Buffer.concat(pieces));
  const alone = async function* () {
    yield xml;
  };
  return { xml: alone(), parts };
};

/**
 * Reads a package or a status. `limit`: bytes, all together. Faults: `edxml.malformed`, `.unsafe`, `.too-large`,
 * `.other-xml`; what the stream throws passes through.
 */
export const readEdxml = async (chunks: AsyncIterable<Uint8Array>, limit = largestPackage): Promise<EdxmlFile> => {
  const { xml, parts } = await unpacked(limited(chunks, limit));
  const root = await parseXml(xml);
  const notes = new Notes();
  if (!isCurrent(root)) notes.add('edxml.older-dialect');
  const status = find(root, ({ children }) => children.some((node) => isNamed(node, 'StatusCode')));
  if (status !== null) return { kind: 'status', status: statusOf(status, notes), notes: notes.values };
  const header = find(root, (node) => isNamed(node, 'MessageHeader'));
  if (header === null) throw new Fault('edxml.other-xml');
  return { kind: 'document', package: documentOf(root, header, parts, notes), notes: notes.values };
};
