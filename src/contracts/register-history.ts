/**
 * What was written into a register entry after it was made (NĐ 30/2020 phụ lục IV: bản lưu, số lượng bản, ngày chuyển, ký
 * nhận, ghi chú, and what a page did not tell), and the whole story of an entry. Number, date and file stay as they are.
 */
import { z } from 'zod';
import { urgencySchema } from './records-facts.js';
import {
  confirmationSchema,
  countSchema,
  daySchema,
  entryChangeSchema,
  type IncomingFields,
  numberKeySchema,
  type OutgoingFields,
  partySchema,
  reasonSchema,
  registerEntrySchema,
  signerSchema,
  textSchema,
  userSchema,
} from './registers.js';

const contentColumns = {
  notation: textSchema,
  typeName: textSchema,
  subject: textSchema,
  signer: signerSchema.nullable(),
  pages: countSchema.nullable(),
  urgency: urgencySchema.nullable(),
};
const handingColumns = {
  passedOn: daySchema.nullable(),
  receivedBy: textSchema.nullable(),
  dueDate: daySchema.nullable(),
  note: textSchema.nullable(),
};
const outgoingColumns = {
  recipients: z.array(partySchema).max(2000),
  archivedBy: textSchema.nullable(),
  copies: countSchema.nullable(),
};
const incomingColumns = {
  sender: partySchema,
  codeNumber: textSchema,
  issuedDate: daySchema.nullable(),
  assignee: textSchema.nullable(),
  opinion: textSchema.nullable(),
};

/** Columns as they shall read, or as they read, in the order of the registers; null for an empty one. */
export const columnsSchema = z
  .strictObject({ ...incomingColumns, ...contentColumns, ...outgoingColumns, ...handingColumns })
  .partial();
export type Columns = z.infer<typeof columnsSchema>;
export type ColumnName = keyof Columns;

const request = numberKeySchema.extend({
  /** Asked for where something that stood there is written over; an empty column is filled without one. */
  reason: reasonSchema.optional(),
  user: userSchema,
});
export const entryAmendmentSchema = z.discriminatedUnion('direction', [
  request.extend({
    direction: z.literal('outgoing'),
    columns: z.strictObject({ ...contentColumns, ...outgoingColumns, ...handingColumns }).partial(),
  }),
  request.extend({
    direction: z.literal('incoming'),
    columns: z.strictObject({ ...incomingColumns, ...contentColumns, ...handingColumns }).partial(),
  }),
]);
export type EntryAmendment = z.infer<typeof entryAmendmentSchema>;

/** As it is kept: of the columns that changed, how they read before and after. */
export const amendedSchema = z.object({
  event: z.literal('entry-amended'),
  entry: numberKeySchema,
  reason: reasonSchema.optional(),
  user: userSchema,
  before: columnsSchema,
  after: columnsSchema,
});
export type Amended = z.infer<typeof amendedSchema>;

const [recall, correction, replacement] = entryChangeSchema.options;

/** An entry as it reads now, with the changes it went through, the oldest first. */
export const entryHistorySchema = z.object({
  entry: registerEntrySchema,
  confirmation: confirmationSchema.nullable(),
  changes: z.array(
    z.object({
      at: z.string(),
      change: z.discriminatedUnion('event', [recall, correction, replacement, amendedSchema]),
    }),
  ),
});
export type EntryHistory = z.infer<typeof entryHistorySchema>;

/** The columns of these names as they read in `fields`. */
export const columnsOf = (fields: Columns, names: readonly ColumnName[]): Columns =>
  Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));

/** `fields` with these columns in them. */
export const withColumns = <Fields extends OutgoingFields | IncomingFields>(fields: Fields, columns: Columns): Fields =>
  // Columns are the fields of an entry, and null stands for those that may be missing.
  Object.fromEntries(Object.entries({ ...fields, ...columns }).filter(([, value]) => value !== null)) as Fields;

const isBlank = (value: unknown): boolean => {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isBlank);
  return value === undefined || value === null || value === '';
};

/** Whether something stood in these columns: writing over it needs a reason. */
export const isWritten = (before: Columns): boolean => !isBlank(before);
