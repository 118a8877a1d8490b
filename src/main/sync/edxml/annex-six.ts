/** Between packages and our registers, both in the terms of NĐ 30/2020 phụ lục VI (numbers of its fields in brackets). */
import type { EdxmlDraft, Organization, PackageFacts } from '../../../contracts/edxml.js';
import type { Urgency } from '../../../contracts/records-facts.js';
import { type IncomingFields, incomingFieldsSchema, type OutgoingFields } from '../../../contracts/registers.js';
import { plain } from './standing.js';

/** Mức độ khẩn (14). */
const priorities = { khan: 1, 'thuong-khan': 2, 'hoa-toc': 3 } as const satisfies Record<Urgency, number>;

/** 0 for none. */
export const priorityOf = (urgency: Urgency | undefined): number => (urgency === undefined ? 0 : priorities[urgency]);

const urgencyOf = (priority: number | undefined): Urgency | undefined => {
  switch (priority) {
    case undefined:
    case 0:
      return undefined;
    case 1:
      return 'khan';
    case 2:
      return 'thuong-khan';
    default:
      // Hỏa tốc hẹn giờ is a kind of it; what nobody knows is rather too urgent than too late.
      return 'hoa-toc';
  }
};

/** What a package says, in the terms of the incoming register. */
const statedBy = ({ signer, type, ...facts }: PackageFacts) => ({
  ...{ codeNumber: facts.codeNumber, notation: facts.codeNotation, typeName: type.name, subject: facts.subject },
  ...{ issuedDate: facts.issuedOn, dueDate: facts.dueDate, urgency: urgencyOf(facts.priority) },
  signer: signer.fullName === undefined ? undefined : { fullName: signer.fullName, position: signer.position },
});

const known = (values: object): object =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ''));

/**
 * An entry of the incoming register with what the package of the document says where the document itself did not say it:
 * the page goes before the package, which its sender filled in by hand. A package that says what no register holds adds
 * nothing.
 */
export const completedBy = (facts: PackageFacts, fields: IncomingFields): IncomingFields => {
  const { organId, name = '' } = facts.from;
  const sender = { organId: fields.sender.organId ?? organId, name: fields.sender.name || name };
  const both = incomingFieldsSchema.safeParse({ ...fields, ...known(statedBy(facts)), ...known(fields), sender });
  return both.success ? both.data : fields;
};

/** An office's name without what documents print behind it: `Sở Tài chính (để p/h);` */
export const officeKey = (name: string): string =>
  plain(name.replace(/\(.*$/su, '').replace(/^[\s-]+|[\s;,.:]+$/gu, ''));

/** An entry of the outgoing register, with what the register does not know. */
export interface Outgoing {
  readonly number: number;
  /** Ngày ban hành. */
  readonly date: string;
  readonly fields: OutgoingFields;
  readonly from: Organization;
  /** Number of the national list of types (18: công văn). */
  readonly typeCode: number;
}

/** As far as the register knows it. */
export type PartialDraft = { readonly [K in keyof EdxmlDraft]?: EdxmlDraft[K] | undefined };

/** Numbers below 10 have a zero before them (phụ lục I, ô 3). */
export const codeNumberOf = (number: number): string => String(number).padStart(2, '0');

/**
 * What a package says of a registered document, for `makeFacts` to hold against the rules. Recipients with a code get
 * it; those known by name alone stand under Nơi nhận.
 */
export const draftOf = ({ number, date, fields, from, typeCode }: Outgoing): PartialDraft => {
  const { signer, recipients, urgency } = fields;
  return {
    from: { ...from, organId: from.organId ?? '', name: from.name ?? '' },
    to: recipients.flatMap(({ organId, name }) => (organId === undefined ? [] : [{ organId, name }])),
    codeNumber: codeNumberOf(number),
    codeNotation: fields.notation,
    issuedOn: date,
    type: { code: typeCode, name: fields.typeName },
    subject: fields.subject,
    signer: signer && { fullName: signer.fullName, position: signer.position },
    dueDate: fields.dueDate,
    toPlaces: recipients.map(({ name }) => name),
    priority: priorityOf(urgency),
    copies: fields.copies,
    pages: fields.pages,
  };
};
