/** What the doctor finds on this computer: one result a check, plain data for window, command line and report. */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';

/** In the order in which people read them: from what is plugged in to what is far away. */
export const checkIdSchema = z.enum([
  'drivers',
  'card-service',
  'token',
  'pin',
  'certificates',
  'key-usage',
  'chain',
  'revocation',
  'clock',
  'timestamp-servers',
  'revocation-servers',
  'document-server',
  'proxy',
  'port',
  'disk',
  'versions',
]);
export type CheckId = z.infer<typeof checkIdSchema>;

/** `unknown`: it could not be found out; `not-applicable`: there is nothing to look at here. */
export const checkStateSchema = z.enum(['good', 'attention', 'bad', 'unknown', 'not-applicable']);
export type CheckState = z.infer<typeof checkStateSchema>;

interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

export const checkTitles: Readonly<Record<CheckId, Bilingual>> = {
  drivers: { vi: 'Trình điều khiển thiết bị', en: 'Token drivers' },
  'card-service': { vi: 'Dịch vụ thẻ thông minh', en: 'Smart card service' },
  token: { vi: 'Thiết bị lưu khóa', en: 'Token' },
  pin: { vi: 'Mã PIN', en: 'PIN' },
  certificates: { vi: 'Thời hạn chứng thư', en: 'Certificate dates' },
  'key-usage': { vi: 'Mục đích của chứng thư', en: 'Certificate purpose' },
  chain: { vi: 'Cơ quan cấp chứng thư', en: 'Certificate issuer' },
  revocation: { vi: 'Tình trạng thu hồi', en: 'Revocation' },
  clock: { vi: 'Đồng hồ máy tính', en: 'Clock' },
  'timestamp-servers': { vi: 'Máy chủ dấu thời gian', en: 'Timestamp servers' },
  'revocation-servers': { vi: 'Máy chủ kiểm tra thu hồi', en: 'Revocation servers' },
  'document-server': { vi: 'Máy chủ văn bản', en: 'Document server' },
  proxy: { vi: 'Máy chủ trung gian (proxy)', en: 'Proxy' },
  port: { vi: 'Cổng 8987 (ký trên trang web)', en: 'Port 8987 (signing from web pages)' },
  disk: { vi: 'Dung lượng đĩa', en: 'Disk space' },
  versions: { vi: 'Phiên bản phần mềm', en: 'Versions' },
};

export const factNameSchema = z.enum([
  'driver',
  'service',
  'device',
  'pin-state',
  'certificate',
  'validity',
  'anchor',
  'difference',
  'round-trip',
  'time-zone',
  'timestamp-server',
  'ocsp',
  'crl',
  'server',
  'route',
  'environment',
  'listener',
  'process',
  'folder',
  'free-space',
  'application',
  'electron',
  'node',
  'system',
]);
export type FactName = z.infer<typeof factNameSchema>;

export const factLabels: Readonly<Record<FactName, Bilingual>> = {
  driver: { vi: 'Trình điều khiển', en: 'Driver' },
  service: { vi: 'Dịch vụ', en: 'Service' },
  device: { vi: 'Thiết bị', en: 'Token' },
  'pin-state': { vi: 'Trạng thái mã PIN', en: 'PIN state' },
  certificate: { vi: 'Chứng thư', en: 'Certificate' },
  validity: { vi: 'Thời hạn', en: 'Validity' },
  anchor: { vi: 'Nguồn tin cậy', en: 'Trust anchor' },
  difference: { vi: 'Chênh lệch', en: 'Difference' },
  'round-trip': { vi: 'Thời gian hỏi và đáp', en: 'Round trip' },
  'time-zone': { vi: 'Múi giờ', en: 'Time zone' },
  'timestamp-server': { vi: 'Dấu thời gian', en: 'Timestamps' },
  ocsp: { vi: 'OCSP', en: 'OCSP' },
  crl: { vi: 'CRL', en: 'CRL' },
  server: { vi: 'Máy chủ', en: 'Server' },
  route: { vi: 'Đường đi', en: 'Route' },
  environment: { vi: 'Biến môi trường', en: 'Environment' },
  listener: { vi: 'Địa chỉ', en: 'Address' },
  process: { vi: 'Chương trình', en: 'Program' },
  folder: { vi: 'Thư mục', en: 'Folder' },
  'free-space': { vi: 'Còn trống', en: 'Free' },
  application: { vi: 'Ký số công vụ', en: 'Ký số công vụ' },
  electron: { vi: 'Electron', en: 'Electron' },
  node: { vi: 'Node.js', en: 'Node.js' },
  system: { vi: 'Hệ điều hành', en: 'System' },
};

/** Something to tell an administrator: an address, a number, a path. In no language. */
export const factSchema = z.object({ name: factNameSchema, value: z.string() });
export type Fact = z.infer<typeof factSchema>;

export const checkResultSchema = z.object({
  id: checkIdSchema,
  state: checkStateSchema,
  /** What was found, the gravest first. */
  findings: z.array(faultValueSchema).min(1).readonly(),
  /** The one thing to do now; null where nothing is to be done. */
  nextStep: faultValueSchema.nullable(),
  facts: z.array(factSchema).readonly(),
  /** How long it took. */
  ms: z.number().int(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** How near the end of a certificate is: days that are left, at most. */
export const expirySchema = z.enum(['later', 'within-60', 'within-30', 'within-7', 'expired']);
export type Expiry = z.infer<typeof expirySchema>;

/** Whole days until `notAfter`, negative when it is past. */
export const daysLeft = (notAfter: string, now: Date): number =>
  Math.floor((Date.parse(notAfter) - now.getTime()) / 86_400_000);

export const expiryOf = (notAfter: string, now: Date): Expiry => {
  if (Date.parse(notAfter) < now.getTime()) return 'expired';
  const days = daysLeft(notAfter, now);
  if (days <= 7) return 'within-7';
  if (days <= 30) return 'within-30';
  return days <= 60 ? 'within-60' : 'later';
};

/** A certificate to sign with, on a token that is plugged in. */
export const installedCertificateSchema = z.object({
  fingerprint: z.string(),
  commonName: z.string().nullable(),
  organization: z.string().nullable(),
  issuer: z.string(),
  serial: z.string(),
  /** Of the token. */
  token: z.string(),
  notAfter: z.string(),
  expiry: expirySchema,
  daysLeft: z.number().int(),
});
export type InstalledCertificate = z.infer<typeof installedCertificateSchema>;

export const doctorReportSchema = z.object({
  /** ISO 8601, UTC. */
  madeAt: z.string(),
  results: z.array(checkResultSchema).readonly(),
  certificates: z.array(installedCertificateSchema).readonly(),
});
export type DoctorReport = z.infer<typeof doctorReportSchema>;

/** What the window gets: the report, and the same as a text that names no person. */
export const shownReportSchema = doctorReportSchema.extend({ text: z.object({ vi: z.string(), en: z.string() }) });
export type ShownReport = z.infer<typeof shownReportSchema>;
