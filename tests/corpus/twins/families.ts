/** A twin of every family of signed documents that was met, with the facts that a verification of it has to give. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cast, Identity } from './cast.js';
import { localDate, type Look, type Rect, TwinFile, type XrefKind } from './file.js';
import { handwriting, layered, letter, type LetterOptions, places, seal, strip, words } from './letter.js';
import type { Random } from './random.js';
import { cmsIn, type SignatureStyle } from './signature.js';

export interface Tool extends SignatureStyle {
  readonly producer: string;
  /** Name of the application in /Prop_Build; null for none. */
  readonly application: string | null;
  readonly subFilter: 'ETSI.CAdES.detached' | 'adbe.pkcs7.detached';
  readonly reserved: number;
  readonly certify: 2 | 3 | null;
  readonly field: (index: number) => string;
  readonly xref?: XrefKind;
  readonly linearized?: boolean;
  readonly ecdsaTimestamp?: boolean;
  readonly nested?: boolean;
}

const numbered = (index: number): string => `Signature${index + 1}`;
const essAttributes = ['contentType', 'messageDigest', 'signingCertificateV2'] as const;
const plainAttributes = ['contentType', 'messageDigest'] as const;
const timedAttributes = ['contentType', 'signingTime', 'messageDigest'] as const;

/** The table "Families" of what was measured. */
export const tools = {
  'VNPT iOffice': {
    producer: 'PDF Tool 4.1.6.0',
    application: 'eSignature™ 1.0.1.1',
    subFilter: 'ETSI.CAdES.detached',
    digest: 'sha1',
    attributes: essAttributes,
    imprint: 'sha1',
    reserved: 24768,
    certify: null,
    field: numbered,
  },
  'VGCA Sign desktop, adbe': {
    producer: 'iTextSharp 5.5.9 ©2000-2015 iText Group NV',
    application: null,
    subFilter: 'adbe.pkcs7.detached',
    digest: 'sha256',
    attributes: plainAttributes,
    imprint: 'sha256',
    reserved: 24768,
    certify: 2,
    field: numbered,
    nested: true,
  },
  'VGCA Sign desktop, CAdES': {
    producer: 'iTextSharp 5.5.9 ©2000-2015 iText Group NV',
    application: null,
    subFilter: 'ETSI.CAdES.detached',
    digest: 'sha256',
    attributes: essAttributes,
    imprint: 'sha256',
    reserved: 24768,
    certify: 2,
    field: numbered,
    nested: true,
  },
  'government portal': {
    producer: 'iTextSharp 5.5.5 ©2000-2014 iText Group NV',
    application: null,
    subFilter: 'adbe.pkcs7.detached',
    digest: 'sha256',
    attributes: timedAttributes,
    imprint: 'sha1',
    reserved: 24768,
    certify: 2,
    field: numbered,
    localAsUtc: true,
  },
  'government office': {
    producer: 'iTextSharp 5.5.5 ©2000-2014 iText Group NV',
    application: 'VGCASignService 1.0.11',
    subFilter: 'adbe.pkcs7.detached',
    digest: 'sha256',
    attributes: timedAttributes,
    imprint: 'sha256',
    reserved: 24768,
    certify: 3,
    field: numbered,
    localAsUtc: true,
  },
  '2016–2020': {
    producer: 'iTextSharp 4.1.6 by 1T3XT',
    application: 'VGCA.Base 5.2.1',
    subFilter: 'adbe.pkcs7.detached',
    digest: 'sha1',
    attributes: timedAttributes,
    imprint: 'sha1',
    reserved: 20000,
    certify: null,
    field: numbered,
    ber: 4,
  },
  'public security': {
    producer: 'MPSSIGN',
    application: 'MPSSIGN',
    subFilter: 'ETSI.CAdES.detached',
    digest: 'sha256',
    attributes: essAttributes,
    imprint: 'sha512',
    reserved: 18944,
    certify: 2,
    field: numbered,
  },
  'sign service': {
    producer: 'Microsoft® Word 2016',
    application: null,
    subFilter: 'adbe.pkcs7.detached',
    digest: 'sha256',
    attributes: plainAttributes,
    imprint: 'sha256',
    reserved: 15400,
    certify: null,
    field: (index) => `SignService-Signature-${index + 1}`,
    ecdsaTimestamp: true,
  },
  'public security, PSS': {
    producer: 'iTextSharp 5.5.9 ©2000-2015 iText Group NV',
    application: null,
    subFilter: 'ETSI.CAdES.detached',
    digest: 'sha256',
    attributes: essAttributes,
    imprint: 'sha256',
    reserved: 24768,
    certify: 2,
    field: numbered,
    mechanism: 'rsa-pss',
  },
  'public security, PSS, adbe': {
    producer: 'iTextSharp 5.5.9 ©2000-2015 iText Group NV',
    application: null,
    subFilter: 'adbe.pkcs7.detached',
    digest: 'sha256',
    attributes: plainAttributes,
    imprint: 'sha256',
    reserved: 24768,
    certify: null,
    field: numbered,
    mechanism: 'rsa-pss',
  },
  'no signed attributes': {
    producer: 'OpenPDF 1.3.30',
    application: 'jsign',
    subFilter: 'adbe.pkcs7.detached',
    digest: 'sha256',
    attributes: null,
    imprint: 'sha256',
    reserved: 16384,
    certify: null,
    field: (index) => `_18:00:55 31/07/2025${index === 0 ? '' : ` (${index})`}`,
  },
  'cross-reference streams': {
    producer: 'Tandan eSign',
    application: 'Tandan eSign',
    subFilter: 'ETSI.CAdES.detached',
    digest: 'sha256',
    attributes: essAttributes,
    imprint: 'sha256',
    reserved: 24768,
    certify: null,
    field: (index) => `f7a1c09e-${index}`,
    xref: 'stream',
  },
  linearized: {
    producer: 'iTextSharp 5.5.9 ©2000-2015 iText Group NV',
    application: null,
    subFilter: 'ETSI.CAdES.detached',
    digest: 'sha256',
    attributes: essAttributes,
    imprint: 'sha256',
    reserved: 24768,
    certify: 2,
    field: numbered,
    linearized: true,
  },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;
export const toolNamed = (name: ToolName): Tool => tools[name];

/** One visible mark, or an invisible signature, and who makes it. */
export interface MarkPlan {
  readonly by: Identity;
  readonly rect: Rect;
  readonly look: (pen: { font: number }) => Look | null;
  readonly page?: number;
}

const numberText = '125';

/** People and offices in their usual order: initials, leader, then the office once per visible mark. */
export const usualMarks = (cast: Cast, count: number, by: { leader?: Identity; office?: Identity } = {}): MarkPlan[] => {
  const leader = by.leader ?? cast.leader;
  const office = by.office ?? cast.office;
  const [left, bottom, right, top] = places.initials;
  const beside = (step: number): Rect => [left + step * 24, bottom, right + step * 24, top];
  const official: MarkPlan[] = [
    { by: leader, rect: places.signature, look: () => handwriting },
    { by: office, rect: places.seal, look: () => seal },
    { by: office, rect: places.number, look: (pen) => words(pen, 13, numberText) },
    { by: office, rect: places.day, look: (pen) => words(pen, 13, '05') },
    { by: office, rect: places.month, look: (pen) => words(pen, 13, '11') },
    { by: office, rect: places.hidden, look: () => null, page: 1 },
  ];
  const initials: MarkPlan[] = [cast.drafter, cast.deputy].map((person, step) => ({ by: person, rect: beside(step), look: () => handwriting }));
  return [...initials.slice(0, Math.max(0, count - official.length)), ...official].slice(0, count);
};

/** Number, day and month as they are read off the marks. */
export const markTexts = [numberText, '05', '11'] as const;

export const letterFor = (cast: Cast, tool: Pick<Tool, 'producer'>, by = cast.leader): LetterOptions => ({
  office: ['ỦY BAN NHÂN DÂN TỈNH', 'THỬ NGHIỆM'],
  province: 'Thử Nghiệm',
  symbol: 'TTr-SNV',
  position: 'GIÁM ĐỐC',
  name: by.name,
  producer: tool.producer,
});

const linearized = (cast: Cast, file: TwinFile): TwinFile => {
  const [before, after] = ['plain.pdf', 'linearized.pdf'].map((name) => join(cast.folder, name));
  if (before === undefined || after === undefined) throw new Error(cast.folder);
  writeFileSync(before, file.bytes);
  execFileSync('qpdf', ['--linearize', '--object-streams=disable', before, after]);
  return new TwinFile(readFileSync(after));
};

/** The document before anybody signs it. */
export const unsigned = (cast: Cast, tool: Tool, more: Partial<LetterOptions> = {}): TwinFile => {
  const file = letter({ ...letterFor(cast, tool), ...more });
  return tool.linearized ? linearized(cast, file) : file;
};

const nameToken = (text: string): string =>
  `/${Array.from(Buffer.from(text), (octet) => (octet > 0x20 && octet < 0x7f && octet !== 0x23 && octet !== 0x2f ? String.fromCharCode(octet) : `#${octet.toString(16).padStart(2, '0')}`)).join('')}`;

export interface SignPlan {
  readonly mark: MarkPlan;
  readonly tool: Tool;
  readonly claimed: Date;
  /** Whether /M says it; default yes. */
  readonly dated?: boolean;
  /** Whether this one certifies; default: none. */
  readonly certify?: 1 | 2 | 3;
  readonly field: string;
  readonly entries?: string;
  readonly existing?: number;
  readonly also?: Parameters<TwinFile['sign']>[0]['also'];
}

/** One more signature, as this tool makes it. */
export const signed = (cast: Cast, file: TwinFile, { mark, tool, claimed, ...plan }: SignPlan): TwinFile => {
  const look = mark.look({ font: file.font });
  const build = tool.application === null ? '' : `/Prop_Build<</App<</Name ${nameToken(tool.application)}>>>>`;
  const stamping = { folder: cast.folder, authority: tool.ecdsaTimestamp ? cast.cpnet : cast.tsa };
  return file.sign({
    field: plan.field,
    rect: mark.rect,
    look: look !== null && tool.nested ? layered(look) : look,
    page: mark.page ?? 0,
    subFilter: tool.subFilter,
    reserved: tool.reserved,
    claimed: plan.dated === false ? null : claimed,
    entries: `${build}${plan.entries ?? ''}`,
    cms: (content) => cmsIn(tool, mark.by, claimed, content, stamping),
    ...(plan.certify === undefined ? {} : { certify: plan.certify }),
    ...(tool.xref === undefined ? {} : { xref: tool.xref }),
    ...(plan.existing === undefined ? {} : { existing: plan.existing }),
    ...(plan.also === undefined ? {} : { also: plan.also }),
  });
};

/** PC clocks around the timestamp as they were measured: median 14 s slow, a twentieth more than 644 s fast. */
export const usualClock = (chance: Random, now = Date.now()): Date => new Date(now + chance.pick([-14, -14, -14, -3, -60, 120, 600]) * 1000);

/** The document with `marks` signed one after the other; the first certifies where the tool does so. */
export const signedBy = (cast: Cast, tool: Tool, marks: readonly MarkPlan[], chance: Random, base = unsigned(cast, tool)): TwinFile =>
  marks.reduce(
    (file, mark, index) =>
      signed(cast, file, {
        mark,
        tool,
        claimed: usualClock(chance),
        field: tool.field(index),
        ...(index === 0 && tool.certify !== null ? { certify: tool.certify } : {}),
      }),
    base,
  );

/** The strip at the head of page 1 that the government portal draws. */
export const stripMark = (by: Identity, claimed: Date): MarkPlan => ({
  by,
  rect: places.strip,
  look: (pen) =>
    strip(pen, `Người ký: ${by.certificate.subject.commonName}`, 'Email: thongtin@thunghiem.example', `Cơ quan: ${by.certificate.subject.organization}`, `Thời gian ký: ${localDate(claimed).slice(3, 17)} +07:00`),
});
