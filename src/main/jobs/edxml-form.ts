/** What is known of a signed document for its package: of the package it came in, else of the register, else of its order. */
import type { Organization, PackageFacts } from '../../contracts/edxml.js';
import { type PackageForm, typeCodeOf } from '../../contracts/edxml-window.js';
import type { EntryHistory } from '../../contracts/register-history.js';
import type { RegisterEntry } from '../../contracts/registers.js';
import type { JobRecord, Queue } from '../queue/types.js';
import {
  codeNumberOf,
  draftOf,
  officeKey,
  type PartialDraft,
  priorityOf as priorityOfUrgency,
} from '../sync/edxml/annex-six.js';
import { documentIdOf } from '../sync/edxml/package.js';
import { orderOf } from './records.js';

const shownDay = (day: string | undefined): string => day?.split('-').reverse().join('/') ?? '';
const shown = (value: string | number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '' : String(value);
const officeLine = ({ organId, name }: Organization): string => `${organId ?? ''} ${name ?? ''}`.trim();

const priorityOf = (priority: number | undefined): PackageForm['priority'] => {
  switch (priority) {
    case 1:
      return '1';
    case 2:
      return '2';
    case undefined:
    case 0:
      return '0';
    default:
      return '3';
  }
};

/** Values as the form shows them; what is not known is empty. */
export const formOf = (draft: PartialDraft): PackageForm => {
  const typeName = draft.type?.name ?? '';
  return {
    organId: shown(draft.from?.organId),
    organName: shown(draft.from?.name),
    to: (draft.to ?? []).map(officeLine).join('\n'),
    codeNumber: shown(draft.codeNumber),
    codeNotation: shown(draft.codeNotation),
    place: shown(draft.place),
    issuedOn: shownDay(draft.issuedOn),
    typeCode: shown(draft.type?.code ?? typeCodeOf(typeName) ?? undefined),
    typeName,
    subject: shown(draft.subject),
    signerName: shown(draft.signer?.fullName),
    signerPosition: shown(draft.signer?.position),
    dueDate: shownDay(draft.dueDate),
    toPlaces: (draft.toPlaces ?? []).join('\n'),
    priority: priorityOf(draft.priority),
    copies: shown(draft.copies),
    pages: shown(draft.pages),
    ...{ business: 'new', otherDocument: '', reason: '' },
  };
};

const draftOfFacts = ({ from, to, type, signer, ...facts }: PackageFacts): PartialDraft => ({
  ...facts,
  from: { ...from, organId: from.organId ?? '', name: from.name ?? '' },
  to: to.map((one) => ({ ...one, organId: one.organId ?? '', name: one.name ?? '' })),
  type: { ...type, code: type.code ?? typeCodeOf(type.name ?? '') ?? Number.NaN, name: type.name ?? '' },
  signer: { ...signer, fullName: signer.fullName ?? '' },
  responseFor: [],
});

export interface FormSources {
  readonly queue: Pick<Queue, 'outgoingEntryOf' | 'registerEntry'>;
  readonly factsOf: (serverId: string) => Promise<PackageFacts | null>;
  /** Those whose codes are known, by {@link officeKey}. */
  readonly offices: () => Promise<ReadonlyMap<string, Organization>>;
  readonly own: Organization;
}

/** A document that the register says is recalled or corrected leaves to say just that. */
const businessOf = (
  documentId: string | undefined,
  { entry: { state }, changes }: EntryHistory,
): Partial<PackageForm> => {
  const kind = state === 'recalled' ? 'recall' : state === 'corrected' ? 'update' : null;
  if (kind === null) return {};
  const reason = changes.map(({ change }) => (change.event === 'entry-amended' ? undefined : change.reason)).at(-1);
  return { business: kind, otherDocument: documentId ?? '', reason: reason ?? '' };
};

const ofEntry = async (
  { direction, series, year, number }: RegisterEntry,
  { queue, offices, own }: FormSources,
): Promise<PackageForm | null> => {
  const history = await queue.registerEntry({ direction, series, year, number });
  if (history.entry.direction !== 'outgoing') return null;
  const { date, fields } = history.entry;
  const known = await offices();
  const recipients = fields.recipients.map((one) => ({
    ...one,
    organId: one.organId ?? known.get(officeKey(one.name))?.organId,
  }));
  // Until the office has set its name, its code stands for it; the document says the name.
  const from = { ...own, name: own.name && own.name !== own.organId ? own.name : fields.organName };
  const typeCode = typeCodeOf(fields.typeName) ?? Number.NaN;
  const draft = draftOf({ number, date, fields: { ...fields, recipients }, from, typeCode });
  return { ...formOf(draft), ...businessOf(documentIdOf({ ...draft, from: draft.from ?? {} }), history) };
};

/** Of a document that was numbered elsewhere: what the clerk said of it when it was signed. */
const ofOrder = (job: JobRecord, own: Organization): PackageForm => {
  const { number, notation, date, type, subject, urgency } = orderOf(job)?.choice ?? {};
  return formOf({
    from: { ...own, organId: own.organId ?? '', name: own.name ?? '' },
    codeNumber: number === undefined ? undefined : codeNumberOf(number),
    codeNotation: notation?.replace(/^.*?\//u, ''),
    issuedOn: date,
    ...(type !== undefined && { type: { code: typeCodeOf(type) ?? Number.NaN, name: type } }),
    subject: subject ?? job.title,
    priority: priorityOfUrgency(urgency),
  });
};

/** The form for a document, as far as it is known. Faults: `file.unreadable`, `queue.*`. */
export const formFor = async (job: JobRecord, sources: FormSources): Promise<PackageForm> => {
  const facts = job.serverId === null ? null : await sources.factsOf(job.serverId);
  if (facts !== null) return formOf(draftOfFacts(facts));
  const entry = await sources.queue.outgoingEntryOf(job.sha256);
  return (entry && (await ofEntry(entry, sources))) ?? ofOrder(job, sources.own);
};
