/** What a document package is, and the forms in which it writes days, times and codes (QCVN 102:2016/BTTTT). */
import type { z } from 'zod';
import { type AttachmentFacts, edxmlDraftSchema, type PackageFacts } from '../../../contracts/edxml.js';
import { Fault } from '../../../contracts/faults/index.js';

export const edxmlNamespace = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';

export interface Attachment extends AttachmentFacts {
  readonly bytes: Uint8Array;
}

export interface EdxmlPackage {
  readonly facts: PackageFacts;
  readonly attachments: readonly Attachment[];
}

/** `BussinessDocType` of each kind. */
export const businessCodes = { new: 0, recall: 1, update: 2, replace: 3 } as const;

/** Vietnam knows no summer time; packages name no zone. */
const vietnamMs = 7 * 3_600_000;

/** `2026-03-02` as `2026/03/02`. */
export const writeDay = (day: string): string => day.replaceAll('-', '/');

/** ISO 8601 UTC as `yyyy/MM/dd HH:mm:ss` in Vietnam. */
export const writeTime = (time: string): string => {
  const local = new Date(Date.parse(time) + vietnamMs).toISOString();
  return `${writeDay(local.slice(0, 10))} ${local.slice(11, 19)}`;
};

const existingDay = (year: string, month: string, day: string): string | null => {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  // 30 February is no day, though some parsers roll it over.
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(iso) ? iso : null;
};

const yearFirst = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})/;
const dayFirst = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})/;

/** `yyyy/MM/dd`, and what else is seen: dashes, `dd/MM/yyyy`, a time behind it. Null for anything else. */
export const readDay = (text: string): string | null => {
  const [, year, month, day] = yearFirst.exec(text) ?? [];
  if (year !== undefined && month !== undefined && day !== undefined) return existingDay(year, month, day);
  const [, first, second, last] = dayFirst.exec(text) ?? [];
  return first === undefined || second === undefined || last === undefined ? null : existingDay(last, second, first);
};

/** ISO 8601 UTC in whole seconds; a time without zone is Vietnamese, a day alone is its midnight. */
export const readTime = (text: string): string | null => {
  const day = readDay(text);
  if (day === null) return null;
  const [, clock = '00:00:00', zone = '+07:00'] =
    /^[^\sT]+[\sT]+(\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})?$/.exec(text) ?? [];
  const time = Date.parse(`${day}T${clock}${zone}`);
  return Number.isFinite(time) ? `${new Date(time).toISOString().slice(0, 19)}Z` : null;
};

/** `{OrganId},{yyyy/MM/dd},{number}/{notation}`; undefined where a part is missing. */
export const documentIdOf = (facts: Pick<PackageFacts, 'from' | 'issuedOn' | 'codeNumber' | 'codeNotation'>) => {
  const { from, issuedOn, codeNumber, codeNotation } = facts;
  if ([from.organId, issuedOn, codeNumber, codeNotation].includes(undefined)) return undefined;
  return `${from.organId},${writeDay(issuedOn ?? '')},${codeNumber}/${codeNotation}`;
};

const documentIdForm = /^[^,\s]+,\d{4}\/\d{2}\/\d{2},[^,/]+\/.+$/;

/** Documents that the package is about besides its own. */
export const otherDocuments = ({ business }: Pick<PackageFacts, 'business'>): string[] => {
  switch (business.kind) {
    case 'new':
      return [];
    case 'recall':
    case 'update':
      return [business.documentId];
    case 'replace':
      return business.replaced.map(({ documentId }) => documentId);
  }
};

const refused = (fields: readonly string[]): Fault =>
  new Fault('edxml.draft-refused', { fields: [...new Set(fields)].slice(0, 10).join(', ') });

/** A name that nobody knows is most often a misspelt one: what it says must not be lost in silence. */
const fieldsOf = (issue: z.core.$ZodIssue): string[] => {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => (path === '' ? key : `${path}.${key}`));
  return [path === '' ? 'JSON' : path];
};

/**
 * A complete package out of what a person or another program gave: code and first trace are worked out. `at`: when it
 * is made. Fault `edxml.draft-refused` with the fields that are missing or wrong.
 */
export const makeFacts = (draft: unknown, at: Date): PackageFacts => {
  const parsed = edxmlDraftSchema.safeParse(draft);
  if (!parsed.success) throw refused(parsed.error.issues.flatMap(fieldsOf));
  const { data } = parsed;
  if (data.business.kind === 'replace' && data.business.replaced.length === 0) throw refused(['business.replaced']);
  if (!otherDocuments(data).every((id) => documentIdForm.test(id))) throw refused(['business.documentId']);
  const trace = [{ organId: data.from.organId, at: `${at.toISOString().slice(0, 19)}Z` }];
  return { ...data, documentId: documentIdOf(data), trace };
};
