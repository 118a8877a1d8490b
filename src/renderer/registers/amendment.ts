/** The columns of an entry as texts in a form, and what of them was changed. */
import type { Columns } from '../../contracts/register-history.js';
import { dayOf, shownDay } from '../batch/days.js';

/** Of these a register has an empty text where nothing is known; of all others nothing. */
const texts = ['notation', 'typeName', 'subject', 'codeNumber'] as const;
const optionalTexts = ['receivedBy', 'note', 'archivedBy', 'assignee', 'opinion'] as const;
const days = ['passedOn', 'dueDate', 'issuedDate'] as const;
const counts = ['pages', 'copies'] as const;
export const urgencies = ['khan', 'thuong-khan', 'hoa-toc'] as const;

export type DraftField =
  | (typeof texts)[number]
  | (typeof optionalTexts)[number]
  | (typeof days)[number]
  | (typeof counts)[number]
  | 'signerName'
  | 'signerPosition'
  | 'recipients'
  | 'sender'
  | 'urgency';
export type AmendDraft = Readonly<Record<DraftField, string>>;

export const draftOf = (fields: Columns): AmendDraft => {
  const text = (value: string | null | undefined): string => value ?? '';
  const day = (value: string | null | undefined): string => (value ? shownDay(value) : '');
  const count = (value: number | null | undefined): string => (typeof value === 'number' ? String(value) : '');
  return {
    notation: text(fields.notation),
    typeName: text(fields.typeName),
    subject: text(fields.subject),
    receivedBy: text(fields.receivedBy),
    note: text(fields.note),
    archivedBy: text(fields.archivedBy),
    codeNumber: text(fields.codeNumber),
    assignee: text(fields.assignee),
    opinion: text(fields.opinion),
    passedOn: day(fields.passedOn),
    dueDate: day(fields.dueDate),
    issuedDate: day(fields.issuedDate),
    pages: count(fields.pages),
    copies: count(fields.copies),
    signerName: text(fields.signer?.fullName),
    signerPosition: text(fields.signer?.position),
    recipients: (fields.recipients ?? []).map(({ name }) => name).join('\n'),
    sender: text(fields.sender?.name),
    urgency: text(fields.urgency),
  };
};

const plain = (text: string): string => text.normalize('NFC').trim();

/** Undefined for what is no count of copies or pages. */
const countOf = (text: string): number | undefined => (/^\s*\d{1,6}\s*$/u.test(text) ? Number(text) : undefined);

const signerOf = ({ signerName, signerPosition }: AmendDraft): Columns['signer'] => {
  const [fullName, position] = [plain(signerName), plain(signerPosition)];
  return fullName === '' && position === '' ? null : { fullName, ...(position !== '' && { position }) };
};

/** One a line; who was there before keeps the code it came with. */
const recipientsOf = (text: string, before: Columns['recipients']): Columns['recipients'] =>
  text
    .split('\n')
    .map(plain)
    .filter((name) => name !== '')
    .map((name) => before?.find((known) => known.name === name) ?? { name });

export interface AmendedDraft {
  readonly columns: Columns;
  /** What is neither empty nor a day or a count. */
  readonly wrong: readonly DraftField[];
}

/** The columns that were typed over. @param basis the fields that the draft was made of */
export const amendedIn = (draft: AmendDraft, basis: Columns): AmendedDraft => {
  const before = draftOf(basis);
  const touched = (field: DraftField): boolean => plain(draft[field]) !== plain(before[field]);
  const columns: Columns = {};
  const wrong: DraftField[] = [];
  for (const field of texts.filter(touched)) columns[field] = plain(draft[field]);
  for (const field of optionalTexts.filter(touched)) columns[field] = plain(draft[field]) || null;
  for (const field of days.filter(touched)) {
    const day = dayOf(draft[field]);
    if (day === null && plain(draft[field]) !== '') wrong.push(field);
    else columns[field] = day;
  }
  for (const field of counts.filter(touched)) {
    const count = plain(draft[field]) === '' ? null : countOf(draft[field]);
    if (count === undefined) wrong.push(field);
    else columns[field] = count;
  }
  if (touched('signerName') || touched('signerPosition')) columns.signer = signerOf(draft);
  if (touched('recipients')) columns.recipients = recipientsOf(draft.recipients, basis.recipients);
  if (touched('sender')) columns.sender = { name: plain(draft.sender) };
  if (touched('urgency')) columns.urgency = urgencies.find((one) => one === draft.urgency) ?? null;
  return { columns, wrong };
};
