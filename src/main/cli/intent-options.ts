/** The options by which a command line says what a signature is to be; the rest of {@link SigningIntent} has defaults. */
import {
  type Certification,
  type Level,
  levelSchema,
  type Placement,
  type PreparedField,
  type SignatureAppearance,
  type SigningIntent,
  signingDigestSchema,
  subFilterSchema,
} from '../../contracts/jobs.js';
import { oneOf, readPositive, readRect, required, usage } from './arguments.js';
import { readGivenFile } from './given-file.js';

export const intentOptions = {
  level: { type: 'string' },
  field: { type: 'string' },
  page: { type: 'string' },
  rect: { type: 'string' },
  invisible: { type: 'boolean' },
  image: { type: 'string' },
  'image-width': { type: 'string' },
  'image-only': { type: 'boolean' },
  reason: { type: 'string' },
  location: { type: 'string' },
  certify: { type: 'string' },
  fill: { type: 'string', multiple: true },
  'prepare-text': { type: 'string', multiple: true },
  'prepare-signature': { type: 'string', multiple: true },
  digest: { type: 'string' },
  'sub-filter': { type: 'string' },
  'embed-revocation': { type: 'boolean' },
} as const;

type StringOption = {
  [O in keyof typeof intentOptions]: (typeof intentOptions)[O] extends { type: 'string'; multiple: true }
    ? never
    : (typeof intentOptions)[O] extends { type: 'string' }
      ? O
      : never;
}[keyof typeof intentOptions];

export type IntentValues = Readonly<Partial<Record<StringOption, string | undefined>>> & {
  readonly invisible?: boolean | undefined;
  readonly 'image-only'?: boolean | undefined;
  readonly 'embed-revocation'?: boolean | undefined;
  readonly fill?: readonly string[] | undefined;
  readonly 'prepare-text'?: readonly string[] | undefined;
  readonly 'prepare-signature'?: readonly string[] | undefined;
};

const readPage = (value: string | undefined, option: string): number => {
  const page = Number(value ?? '1');
  if (!Number.isInteger(page) || page < 1) throw usage(`${option} cần số trang từ 1`);
  return page;
};

const readPlacement = ({ page, rect, invisible }: IntentValues): Placement => {
  if (invisible) {
    if (page !== undefined || rect !== undefined) throw usage('--invisible không đi cùng --page, --rect');
    return { kind: 'invisible' };
  }
  if (page === undefined && rect === undefined) return { kind: 'automatic' };
  if (rect === undefined) throw usage('--page cần đi cùng --rect');
  return { kind: 'rect', page: readPage(page, '--page'), rect: readRect(rect, '--rect') };
};

const readAppearance = async (values: IntentValues): Promise<SignatureAppearance | undefined> => {
  const { image, 'image-width': width, 'image-only': only } = values;
  if (image === undefined) {
    if (width !== undefined || only) throw usage('--image-width, --image-only cần đi cùng --image');
    return undefined;
  }
  const bytes = await readGivenFile(required(image, '--image'));
  const widthMm = width === undefined ? {} : { widthMm: readPositive(width, '--image-width') };
  return { kind: only ? 'image' : 'text-image', image: { bytes, ...widthMm } };
};

const readCertify = (value: string | undefined): Certification | undefined => {
  if (value === undefined) return undefined;
  const found = ([1, 2, 3] as const).find((permission) => String(permission) === value);
  if (found === undefined) throw usage('--certify phải là 1, 2 hoặc 3');
  return found;
};

const readFill = (value: string): { field: string; value: string } => {
  const at = value.indexOf('=');
  if (at < 1) throw usage('--fill phải có dạng TÊN_Ô=GIÁ_TRỊ');
  return { field: value.slice(0, at), value: value.slice(at + 1) };
};

/** `NAME:PAGE:x,y,w,h`; the name may hold colons. */
const readPrepared = (kind: PreparedField['kind'], option: string, value: string): PreparedField => {
  const [, name, page, rect] = /^(.+):(\d+):([^:]+)$/.exec(value) ?? [];
  if (name === undefined || rect === undefined) throw usage(`${option} phải có dạng TÊN_Ô:TRANG:x,y,rộng,cao`);
  return { kind, name, page: readPage(page, option), rect: readRect(rect, option) };
};

const present = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: T });

/** @param level what is signed when the command line names none. Faults: app.usage, file.unreadable. */
export const readIntent = async (values: IntentValues, level: Level): Promise<SigningIntent> => {
  const prepared = [
    ...(values['prepare-text'] ?? []).map((value) => readPrepared('text', '--prepare-text', value)),
    ...(values['prepare-signature'] ?? []).map((value) => readPrepared('signature', '--prepare-signature', value)),
  ];
  const { digest, 'sub-filter': subFilter, 'embed-revocation': embedRevocation } = values;
  const format = subFilter === undefined ? undefined : oneOf(subFilter, subFilterSchema.options, '--sub-filter');
  if (embedRevocation && format !== 'adbe.pkcs7.detached')
    throw usage('--embed-revocation chỉ đi cùng --sub-filter adbe.pkcs7.detached');
  return {
    level: oneOf(values.level ?? level, levelSchema.options, '--level'),
    placement: readPlacement(values),
    ...present('field', values.field === undefined ? undefined : required(values.field, '--field')),
    ...present('reason', values.reason),
    ...present('location', values.location),
    ...present('appearance', await readAppearance(values)),
    ...present('certify', readCertify(values.certify)),
    ...present('fill', values.fill?.map(readFill)),
    ...present('prepare', prepared.length === 0 ? undefined : prepared),
    ...present('digest', digest === undefined ? undefined : oneOf(digest, signingDigestSchema.options, '--digest')),
    ...present('subFilter', format),
    ...present('embedRevocation', embedRevocation || undefined),
  };
};
