/** What a receiver tells the sender about a document (thông điệp trạng thái), and the nine codes in use. */
import { type EdxmlStatus, edxmlStatusSchema, organIdSchema, type PackageFacts } from '../../../contracts/edxml.js';
import { Fault } from '../../../contracts/faults/index.js';
import { writeTime } from './package.js';
import { envelope, openRoot, organizationElement, prefixed, relatedElement, staffElement } from './write.js';

/**
 * As a clerk reads them behind the office's name. Programs name some of them differently (01 "Đã gửi", 13 "Đã thu hồi"):
 * what is stored is the code.
 */
export const statusLabels = {
  '01': { vi: 'đã nhận được, chưa xử lý', en: 'arrived, not handled yet' },
  '02': { vi: 'từ chối tiếp nhận', en: 'refused' },
  '03': { vi: 'đã tiếp nhận, vào sổ', en: 'accepted and registered' },
  '04': { vi: 'đã phân công xử lý', en: 'assigned' },
  '05': { vi: 'đang xử lý', en: 'in progress' },
  '06': { vi: 'đã hoàn thành xử lý', en: 'completed' },
  '13': { vi: 'yêu cầu thu hồi', en: 'recall requested' },
  '15': { vi: 'đồng ý cập nhật hoặc thu hồi', en: 'update or recall agreed to' },
  '16': { vi: 'từ chối cập nhật hoặc thu hồi', en: 'update or recall refused' },
} as const;
export type StatusCode = keyof typeof statusLabels;

export const isStatusCode = (code: string): code is StatusCode => Object.hasOwn(statusLabels, code);

/** Which parts of a status a strict reader would miss. */
const shortcomings = ({ from, responseFor, code, at }: EdxmlStatus): string[] =>
  [
    organIdSchema.safeParse(from.organId).success ? null : 'from.organId',
    from.name === undefined ? 'from.name' : null,
    organIdSchema.safeParse(responseFor.organId).success ? null : 'responseFor.organId',
    responseFor.documentId === undefined ? 'responseFor.documentId' : null,
    isStatusCode(code) ? null : 'code',
    at === undefined ? 'at' : null,
  ].filter((field) => field !== null);

/** A status of ours about the document of a package. */
export const statusAbout = (
  { from, codeNumber, codeNotation, issuedOn, documentId }: PackageFacts,
  said: Pick<EdxmlStatus, 'from' | 'code' | 'description'>,
  at: Date,
): EdxmlStatus => ({
  ...said,
  responseFor: { organId: from.organId, code: `${codeNumber ?? ''}/${codeNotation ?? ''}`, issuedOn, documentId },
  at: `${at.toISOString().slice(0, 19)}Z`,
  staff: {},
});

/** The status as XML. Fault `edxml.draft-refused` with the fields that are missing or wrong. */
export const writeStatus = (status: EdxmlStatus): string => {
  const parsed = edxmlStatusSchema.safeParse(status);
  const wrong = parsed.success ? shortcomings(parsed.data) : parsed.error.issues.map(({ path }) => path.join('.'));
  if (wrong.length > 0) throw new Fault('edxml.draft-refused', { fields: wrong.join(', ') });
  const { responseFor, from, code, description, at, staff } = status;
  const body = prefixed('Status', [
    relatedElement(responseFor),
    organizationElement('From', from),
    prefixed('StatusCode', code),
    prefixed('Description', description),
    prefixed('Timestamp', at === undefined ? undefined : writeTime(at)),
    staffElement(staff),
  ]);
  return `${openRoot}${envelope([prefixed('edXMLHeader', [body])])}</edXML>\n`;
};
