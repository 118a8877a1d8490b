/**
 * The evidence pack of a verified file: what NĐ 23/2025 Đ.17(2)-(3) and TT 15/2025/TT-BKHCN want stored with it, in one ZIP
 * file that can be checked without this product (`sha256sum -c SHA256SUMS`).
 */
import { dirname } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { ReportedFile } from '../appearance/report.js';
import { FileSource } from '../pdf/source.js';
import { type Certificate, parseCertificate } from '../pki/certificate.js';
import { parseCrl } from '../pki/crl.js';
import type { FileEvidence, FileIdentity } from '../verification/file-evidence.js';
import { ZipFile } from './files/zip-file.js';

export interface EvidencePackOrder {
  /** The verified file (absolute). */
  readonly path: string;
  /** Its name, as the person knows it. */
  readonly name: string;
  /** Where the pack is to stand (absolute); nothing may be there. */
  readonly target: string;
  readonly report: ReportedFile['report'];
  /** What the verification handed out to be kept. */
  readonly kept: FileIdentity & FileEvidence;
  /** The time for which everything was judged. */
  readonly at: Date;
  readonly madeAt: Date;
}

/** What of the pack only the installation knows. */
interface Printed {
  readonly version: string;
  /** The report as a PDF file. */
  readonly pdf: Uint8Array;
}

/** ZIP without its 64-bit extension ends at 4 GiB; what is put beside the file stays far below the difference. */
const largestFile = 2 ** 32 - 256 * 2 ** 20;

/** A name that every system in use can extract, and that stays one line of SHA256SUMS. */
const safeName = (text: string, longest: number): string => {
  const safe = text
    .normalize('NFC')
    .replace(/[\p{C}\\/:*?"<>|]/gu, '_')
    .replace(/^\.+|[. ]+$/g, '_');
  const letters = [...safe];
  while (Buffer.byteLength(letters.join('')) > longest) letters.pop();
  return letters.join('') || '_';
};

const subject = (certificate: Certificate): string =>
  certificate.subject.commonName ?? certificate.subject.organization ?? certificate.serial;

/** Vietnamese without its marks, and nothing but letters and digits: whatever unpacks it, the names stay. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 80);

const numbered = (index: number, name: string): string => `${String(index + 1).padStart(2, '0')}-${plain(name)}`;

const readme = ({ report, kept, madeAt }: EvidencePackOrder, version: string): string =>
  [
    'HỒ SƠ CHỨNG CỨ CHỮ KÝ SỐ',
    '',
    `Tệp được kiểm tra: ${report.file}`,
    `SHA-256 của tệp:   ${kept.sha256}`,
    `Lập lúc:           ${madeAt.toISOString()} (giờ quốc tế)`,
    `Phần mềm:          Ký số công vụ ${version}`,
    '',
    'Trong hồ sơ này có:',
    '  document/      tệp được kiểm tra, nguyên văn từng byte',
    '  report.pdf     báo cáo kiểm tra để đọc và in',
    '  report.json    kết quả kiểm tra để máy đọc',
    '  certificates/  chứng thư của người ký, của nơi cấp dấu thời gian và của các cơ quan cấp chứng thư (.cer)',
    '  revocation/    danh sách thu hồi (.crl) và trả lời OCSP (.ors) đã dùng khi kiểm tra',
    '  SHA256SUMS     mã SHA-256 của mọi tệp trong hồ sơ',
    '',
    'Để biết các tệp còn nguyên vẹn, giải nén rồi chạy trong thư mục đó: sha256sum -c SHA256SUMS',
    '(trên Windows có thể dùng: certutil -hashfile TỆP SHA256 rồi so với SHA256SUMS).',
    '',
    'Hồ sơ được lưu theo yêu cầu lưu trữ thông tin kèm theo thông điệp dữ liệu ký số (NĐ 23/2025/NĐ-CP, Điều 17).',
    'Hồ sơ này và báo cáo trong đó không phải là văn bản có chữ ký số. Muốn xóa hồ sơ và ghi việc xóa vào nhật ký:',
    'trang Kiểm tra, nút Hồ sơ chứng cứ, Hồ sơ đã lưu; hoặc chạy: kyso evidence delete TỆP_HỒ_SƠ',
    '',
  ].join('\r\n');

const asJson = ({ report, kept, at, madeAt }: EvidencePackOrder, version: string): string => {
  const { sha256, size } = kept;
  const made = { version, at: at.toISOString(), madeAt: madeAt.toISOString() };
  return `${JSON.stringify({ ...report, sha256, size, ...made }, null, 2)}\n`;
};

const fill = (zip: ZipFile, source: FileSource, order: EvidencePackOrder, { version, pdf }: Printed): void => {
  const { report, kept } = order;
  const document = zip.addSource(`document/${safeName(order.name, 200)}`, source);
  if (document.sha256 !== kept.sha256) throw new Fault('verification.file-changed', { file: report.file });
  zip.add('report.pdf', pdf);
  zip.add('report.json', Buffer.from(asJson(order, version)));
  for (const [index, der] of kept.certificates.entries()) {
    zip.add(`certificates/${numbered(index, subject(parseCertificate(der)))}.cer`, der);
  }
  for (const [index, der] of kept.crls.entries()) {
    const { issuer } = parseCrl(der);
    zip.add(`revocation/${numbered(index, issuer.commonName ?? 'crl')}.crl`, der);
  }
  for (const [index, der] of kept.ocsps.entries()) zip.add(`revocation/${numbered(index, 'ocsp')}.ors`, der);
  zip.add('README.txt', Buffer.from(readme(order, version)));
  zip.add('SHA256SUMS', Buffer.from(zip.parts.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('')));
};

/**
 * Writes the evidence pack of a verified file; in constant memory, however large the file. Returns what identifies the
 * pack. Faults: `file.missing`, `file.unreadable`, `verification.file-changed` where it is no longer the file that was
 * verified, `verification.pack-too-large`, `output.failed`.
 */
export const writeEvidencePack = (order: EvidencePackOrder, printed: Printed): FileIdentity => {
  const source = new FileSource(order.path, order.report.file);
  try {
    if (source.length > largestFile) throw new Fault('verification.pack-too-large', { file: order.report.file });
    return ZipFile.make(order.target, order.madeAt, (zip) => fill(zip, source, order, printed));
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('output.failed', { dir: dirname(order.target) }, { cause });
  } finally {
    source.close();
  }
};
