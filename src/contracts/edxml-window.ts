/** edXML packages as the window takes them in and gives them out; paths are for reading only. */
import { z } from 'zod';
import { edxmlDraftSchema, organIdSchema } from './edxml.js';
import { faultValueSchema } from './faults/index.js';

export const exchangeStateSchema = z.object({
  /** Absolute; null: packages come only by the person's own hand. */
  inbox: z.string().nullable(),
  outbox: z.string(),
  /** Mã định danh of this office; without it no status is told by itself. */
  organId: z.string().nullable(),
});
export type ExchangeState = z.infer<typeof exchangeStateSchema>;

export const exchangeFolderSchema = z.enum(['inbox', 'outbox']);
export const officeCodeSchema = organIdSchema.nullable();

const line = z.object({ vi: z.string(), en: z.string() });

/** What became of the files that a person took in; `new`: whether its content was not here before. */
export const takenFileSchema = z.object({
  name: z.string(),
  taken: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('document'), title: z.string(), documents: z.number().int(), isNew: z.boolean() }),
    z.object({
      kind: z.literal('status'),
      documentId: z.string(),
      line,
    }),
    z.object({ kind: z.literal('failed'), error: faultValueSchema }),
  ]),
});
export type TakenFile = z.infer<typeof takenFileSchema>;

/** What a clerk reads about the document of this SHA-256 (as it was before it was signed). */
export const packageLinesSchema = z.array(z.object({ document: z.string(), line }));

const typed = z.string().max(2000);

/** Thông tin văn bản (NĐ 30/2020 phụ lục VI) as a person fills it in; empty where nothing is said. Days: `dd/mm/yyyy`. */
export const packageFormSchema = z.object({
  organId: typed,
  organName: typed,
  /** One office a line: its code, a space, its name. */
  to: z.string().max(200_000),
  codeNumber: typed,
  codeNotation: typed,
  place: typed,
  issuedOn: typed,
  typeCode: typed,
  typeName: typed,
  subject: typed,
  signerName: typed,
  signerPosition: typed,
  dueDate: typed,
  /** Nơi nhận, one a line. */
  toPlaces: z.string().max(200_000),
  priority: z.enum(['0', '1', '2', '3']),
  copies: typed,
  pages: typed,
  business: z.enum(['new', 'recall', 'update', 'replace']),
  /** Mã văn bản that is taken back, changed or replaced. */
  otherDocument: typed,
  reason: typed,
});
export type PackageForm = z.infer<typeof packageFormSchema>;
export type PackageField = keyof PackageForm;

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

const said = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const officeOf = (line: string) => {
  const [organId = '', ...name] = line.split(/\s+/);
  return { organId, name: name.join(' ') };
};

/** `dd/mm/yyyy` as `yyyy-mm-dd`; anything else stays as it is, and is found to be wrong. */
const dayOf = (text: string): string | undefined =>
  said(text)?.replace(/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, (_all, day: string, month: string, year: string) =>
    [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'),
  );

const countOf = (text: string): number | undefined => {
  const value = said(text);
  if (value === undefined) return undefined;
  return /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
};

const businessOf = ({ business, otherDocument, reason, to }: PackageForm) => {
  const base = { reason: said(reason), paper: false };
  const documentId = otherDocument.trim();
  switch (business) {
    case 'new':
      return { kind: business, ...base };
    case 'recall':
      return { kind: business, ...base, documentId };
    case 'update':
      return { kind: business, ...base, documentId, information: true, receivers: [] };
    case 'replace': {
      const organIds = linesOf(to).map((line) => officeOf(line).organId);
      return { kind: business, ...base, replaced: [{ documentId, organIds }] };
    }
  }
};

export const packageFormReplySchema = z.object({
  form: packageFormSchema,
  line: line.nullable(),
  /** The folder that packages leave by (absolute); null where the office has chosen none. */
  outbox: z.string().nullable(),
});
export const packageOrderSchema = z.object({
  job: z.string().min(1),
  form: packageFormSchema,
  /** `file`: a dialog asks for it. */
  into: z.enum(['outbox', 'file']),
});

/** What a package is made from (`edxmlDraftSchema`, which still has to find it right). */
export const draftOfForm = (form: PackageForm) => ({
  from: { organId: form.organId.trim(), name: form.organName.trim() },
  to: linesOf(form.to).map(officeOf),
  codeNumber: form.codeNumber.trim(),
  codeNotation: form.codeNotation.trim(),
  place: said(form.place),
  issuedOn: dayOf(form.issuedOn),
  type: { code: countOf(form.typeCode), name: form.typeName.trim() },
  subject: form.subject.trim(),
  signer: { fullName: form.signerName.trim(), position: said(form.signerPosition) },
  dueDate: dayOf(form.dueDate),
  toPlaces: linesOf(form.toPlaces),
  priority: Number(form.priority),
  copies: countOf(form.copies),
  pages: countOf(form.pages),
  business: businessOf(form),
});

const fieldOfPath = (path: readonly PropertyKey[]): PackageField => {
  const [first, second] = path.map(String);
  switch (first) {
    case 'from':
      return second === 'name' ? 'organName' : 'organId';
    case 'type':
      return second === 'code' ? 'typeCode' : 'typeName';
    case 'signer':
      return second === 'position' ? 'signerPosition' : 'signerName';
    case 'business':
      return second === 'reason' ? 'reason' : 'otherDocument';
    default:
      return packageFormSchema.keyof().catch('subject').parse(first);
  }
};

/** `{mã cơ quan},{yyyy/MM/dd},{số}/{ký hiệu}` */
const documentCode = /^[^,\s]+,\d{4}\/\d{2}\/\d{2},[^,/]+\/.+$/;

/** The fields that a package cannot be made with as they are. */
export const wrongFields = (form: PackageForm): ReadonlySet<PackageField> => {
  const parsed = edxmlDraftSchema.safeParse(draftOfForm(form));
  const wrong = new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => fieldOfPath(path)));
  if (form.business !== 'new' && !documentCode.test(form.otherDocument.trim())) wrong.add('otherDocument');
  return wrong;
};
