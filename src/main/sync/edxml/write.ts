/** A package as strict readers want it: this order of elements, this prefix, attachments outside of the envelope. */
import type { Business, Organization, PackageFacts, RelatedDocument, Staff } from '../../../contracts/edxml.js';
import { businessCodes, type EdxmlPackage, edxmlNamespace, writeDay, writeTime } from './package.js';
import { type Content, element } from './xml.js';

const xlink = 'http://www.w3.org/1999/xlink';
export const xmlDeclaration = '<?xml version="1.0" encoding="utf-8"?>\n';

/** Children of the envelope carry the prefix: the national side refuses them without it. */
export const prefixed = (name: string, content: Content, attributes: Readonly<Record<string, string>> = {}) =>
  element(`edXML:${name}`, content, attributes);

const day = (value: string | undefined) => (value === undefined ? undefined : writeDay(value));

export const organizationElement = (name: string, organization: Organization) =>
  prefixed(name, [
    prefixed('OrganId', organization.organId),
    prefixed('OrganizationInCharge', organization.inCharge),
    prefixed('OrganName', organization.name),
    prefixed('OrganAdd', organization.address),
    prefixed('Email', organization.email),
    prefixed('Telephone', organization.telephone),
    prefixed('Fax', organization.fax),
    prefixed('Website', organization.website),
  ]);

export const relatedElement = ({ organId, code, issuedOn, documentId }: RelatedDocument) =>
  prefixed('ResponseFor', [
    prefixed('OrganId', organId),
    prefixed('Code', code),
    prefixed('PromulgationDate', day(issuedOn)),
    prefixed('DocumentId', documentId),
  ]);

export const staffElement = ({ department, staff, mobile, email }: Staff = {}) =>
  prefixed('StaffInfo', [
    prefixed('Department', department),
    prefixed('Staff', staff),
    prefixed('Mobile', mobile),
    prefixed('Email', email),
  ]);

const messageHeader = (facts: PackageFacts) =>
  prefixed('MessageHeader', [
    organizationElement('From', facts.from),
    ...facts.to.map((to) => organizationElement('To', to)),
    prefixed('Code', [prefixed('CodeNumber', facts.codeNumber), prefixed('CodeNotation', facts.codeNotation)]),
    prefixed('PromulgationInfo', [prefixed('Place', facts.place), prefixed('PromulgationDate', day(facts.issuedOn))]),
    prefixed('DocumentType', [
      prefixed('Type', facts.type.code),
      prefixed('TypeName', facts.type.name),
      prefixed('TypeDetail', facts.type.detail),
    ]),
    prefixed('Subject', facts.subject),
    prefixed('Content', facts.content),
    prefixed('SignerInfo', [
      prefixed('Competence', facts.signer.competence),
      prefixed('Position', facts.signer.position),
      prefixed('FullName', facts.signer.fullName),
    ]),
    prefixed('DueDate', day(facts.dueDate)),
    prefixed(
      'ToPlaces',
      facts.toPlaces.map((place) => prefixed('Place', place)),
    ),
    prefixed('OtherInfo', [
      prefixed('Priority', facts.priority),
      prefixed('SphereOfPromulgation', facts.sphere),
      prefixed('TyperNotation', facts.typist),
      prefixed('PromulgationAmount', facts.copies),
      prefixed('PageAmount', facts.pages),
      prefixed(
        'Appendixes',
        facts.appendixes.map((appendix) => prefixed('Appendix', appendix)),
      ),
    ]),
    ...facts.responseFor.map(relatedElement),
    prefixed('SteeringType', facts.steering),
    prefixed('DocumentId', facts.documentId),
  ]);

/** What only an update or a replacement says. */
const businessDetails = (business: Business): (string | null)[] => {
  switch (business.kind) {
    case 'new':
      return [];
    case 'recall':
      return [prefixed('DocumentId', business.documentId)];
    case 'update':
      return [
        prefixed('DocumentId', business.documentId),
        prefixed('BussinessDocumentInfo', [
          prefixed('DocumentInfo', business.information ? 1 : 0),
          prefixed('DocumentReceiver', business.receivers.length > 0 ? 1 : 0),
          prefixed(
            'ReceiverList',
            business.receivers.map(({ organId, type }) =>
              prefixed('Receiver', [prefixed('OrganId', organId), prefixed('ReceiverType', type)]),
            ),
          ),
        ]),
      ];
    case 'replace':
      return [
        prefixed(
          'ReplacementInfoList',
          business.replaced.map(({ documentId, organIds }) =>
            prefixed('ReplacementInfo', [
              prefixed('DocumentId', documentId),
              prefixed(
                'OrganIdList',
                organIds.map((organId) => prefixed('OrganId', organId)),
              ),
            ]),
          ),
        ),
      ];
  }
};

const traceHeaderList = ({ trace, business }: PackageFacts, id: string) =>
  prefixed(
    'TraceHeaderList',
    [
      ...trace.map(({ organId, at }) =>
        prefixed('TraceHeader', [
          prefixed('OrganId', organId),
          prefixed('Timestamp', at === undefined ? undefined : writeTime(at)),
        ]),
      ),
      prefixed('Bussiness', [
        prefixed('BussinessDocType', businessCodes[business.kind]),
        prefixed('BussinessDocReason', business.reason),
        staffElement(business.staff),
        prefixed('Paper', business.paper ? 1 : 0),
        ...businessDetails(business),
      ]),
    ],
    { id, version: '1.0', mustUnderstand: '1', actor: 'http://schemas.xmlsoap.org/soap/actor/next' },
  );

const manifest = ({ attachments }: EdxmlPackage) =>
  prefixed(
    'edXMLManifest',
    attachments.map(({ contentId, name, contentType, description }) =>
      prefixed(
        'Reference',
        [
          prefixed('Description', description),
          prefixed('AttachmentName', name),
          prefixed('ContentType', contentType),
          prefixed('ContentId', `cid:${contentId}`),
        ],
        { 'xmlns:xlink': xlink, 'xlink:href': `cid:${contentId}`, 'xlink:role': 'XLinkRole', 'xlink:type': 'simple' },
      ),
    ),
    { version: '1.0' },
  );

/** Three bytes are four letters: slices that are multiples of three join to one base64. */
const sliceBytes = 3 * 2 ** 18;

function* base64(bytes: Uint8Array): Generator<string> {
  for (let at = 0; at < bytes.length; at += sliceBytes)
    yield Buffer.from(bytes.subarray(at, at + sliceBytes)).toString('base64');
}

/** The text around an envelope that stands in the `edXML` root. */
export const openRoot = `${xmlDeclaration}<edXML xmlns="${edxmlNamespace}">`;
export const envelope = (content: readonly (string | null)[]): string =>
  prefixed('edXMLEnvelope', content, { 'xmlns:edXML': edxmlNamespace }) ?? '';

/**
 * The package (its facts as `makeFacts` makes them) piece by piece, UTF-8 to be. `traceId`: 8 letters or digits, the
 * list's own name. Fault `edxml.draft-refused` for letters that XML cannot carry.
 */
export function* writePackage(edxml: EdxmlPackage, traceId: string): Generator<string> {
  const { facts, attachments } = edxml;
  yield openRoot;
  yield envelope([
    prefixed('edXMLHeader', [messageHeader(facts), traceHeaderList(facts, traceId), prefixed('DigitalSignature', [])]),
    prefixed('edXMLBody', [manifest(edxml)]),
  ]);
  if (attachments.length > 0) yield '<AttachmentEncoded>';
  for (const { contentId, name, contentType, description, bytes } of attachments) {
    yield '<Attachment>';
    yield element('ContentType', contentType) ?? '';
    yield element('ContentId', contentId) ?? '';
    yield element('Description', description) ?? '';
    yield '<ContentTransferEncoded>';
    yield* base64(bytes);
    yield '</ContentTransferEncoded>';
    yield element('AttachmentName', name) ?? '';
    yield '</Attachment>';
  }
  if (attachments.length > 0) yield '</AttachmentEncoded>';
  yield '</edXML>\n';
}
