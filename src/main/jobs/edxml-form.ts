/** What is known of a signed document for its package: of the package it came in, else of the register, else of its name. */
import type { Organization, PackageFacts } from '../../contracts/edxml.js';
import type { PackageForm } from '../../contracts/edxml-window.js';
import type { RegisterPage } from '../../contracts/registers.js';
import type { JobRecord, Queue } from '../queue/types.js';
import { draftOf, type PartialDraft } from '../sync/edxml/annex-six.js';

/** NĐ 30/2020 phụ lục III, in its order: công văn is 18 for the programs that exchange packages. */
const types = [
  ...['Nghị quyết', 'Quyết định', 'Chỉ thị', 'Quy chế', 'Quy định', 'Thông cáo', 'Thông báo', 'Hướng dẫn'],
  ...['Chương trình', 'Kế hoạch', 'Phương án', 'Đề án', 'Dự án', 'Báo cáo', 'Biên bản', 'Tờ trình', 'Hợp đồng'],
  ...['Công văn', 'Công điện', 'Bản ghi nhớ', 'Bản thỏa thuận', 'Giấy ủy quyền', 'Giấy mời', 'Giấy giới thiệu'],
  ...['Giấy nghỉ phép', 'Phiếu gửi', 'Phiếu chuyển', 'Phiếu báo', 'Thư công'],
];

/** From 1; null for a type that is not in the list. */
export const typeCodeOf = (name: string): number | null => {
  const plain = (text: string): string => text.normalize('NFC').trim().toLowerCase();
  const index = types.findIndex((one) => plain(one) === plain(name));
  return index === -1 ? null : index + 1;
};

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

const pageSize = 500;
/** A document is exported soon after it was registered. */
const mostPages = 10;

/** The entry of the outgoing register of this year or the last that a document has. */
const entryOf = async (queue: Pick<Queue, 'registerPage'>, sha256: string, year: number) => {
  for (const one of [year, year - 1]) {
    let after: number | null = null;
    for (let page = 0; page < mostPages; page += 1) {
      const found: RegisterPage = await queue.registerPage({
        ...{ direction: 'outgoing', year: one, series: null, types: [], states: [], text: '' },
        ...{ after, limit: pageSize },
      });
      const entry = found.entries.find(({ documentSha256 }) => documentSha256 === sha256);
      if (entry?.direction === 'outgoing') return entry;
      if (found.next === null) break;
      after = found.next;
    }
  }
  return null;
};

export interface FormSources {
  readonly queue: Pick<Queue, 'registerPage'>;
  readonly factsOf: (serverId: string) => Promise<PackageFacts | null>;
  readonly own: Organization;
  readonly now: Date;
}

/** The form for a document, as far as it is known. Faults: `file.unreadable`, `queue.*`. */
export const formFor = async (job: JobRecord, { queue, factsOf, own, now }: FormSources): Promise<PackageForm> => {
  const facts = job.serverId === null ? null : await factsOf(job.serverId);
  if (facts !== null) return formOf(draftOfFacts(facts));
  const entry = await entryOf(queue, job.sha256, now.getFullYear());
  if (entry === null) return formOf({ from: { organId: own.organId ?? '', name: own.name ?? '' }, subject: job.title });
  const { number, date, fields } = entry;
  return formOf(draftOf({ number, date, fields, from: own, typeCode: typeCodeOf(fields.typeName) ?? Number.NaN }));
};
