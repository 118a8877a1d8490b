/** What a report says: facts of a verification as a Vietnamese reader wants them. Decides nothing. */
import { issuerName } from '../../contracts/issuer-name.js';
import type { FileReport, ReportedMark, SignatureReport, Verdict } from '../../contracts/verification.js';
import type { Mark } from './report-marks.js';

export interface Statement {
  readonly mark: Mark | null;
  readonly text: string;
}

export interface Fact extends Statement {
  readonly name: string;
}

const vietnamOffset = 7 * 3_600_000;

/** Vietnam time to the second, as administrative papers write it: "10:20:31 ngày 22/11/2026". */
export const moment = (time: Date): string => {
  const iso = new Date(time.getTime() + vietnamOffset).toISOString();
  return `${iso.slice(11, 19)} ngày ${iso.slice(0, 10).split('-').reverse().join('/')}`;
};

const momentOf = (iso: string): string => {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : moment(time);
};

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, '.');

/** @param size bytes */
export const sizeText = (size: number): string => {
  const exact = `${grouped(size)} byte`;
  if (size < 1024) return exact;
  const [unit, divisor] = size < 1024 * 1024 ? ['KB', 1024] : ['MB', 1024 * 1024];
  return `${exact} (${(size / Number(divisor)).toFixed(1).replace('.', ',')} ${unit})`;
};

export const verdictWords: Readonly<Record<Verdict, string>> = {
  valid: 'Hợp lệ',
  invalid: 'Không hợp lệ',
  indeterminate: 'Chưa xác định',
  unsigned: 'Không có chữ ký số',
};

/** A root that a user added never looks like an official one. */
const underOwnRoot = ({ verdict, trust }: SignatureReport): boolean =>
  verdict === 'valid' && trust.scheme === 'user-added';

export const fileMark = ({ verdict, signatures }: FileReport): Mark => {
  switch (verdict) {
    case 'valid':
      return signatures.some(underOwnRoot) ? 'own-root' : 'good';
    case 'invalid':
      return 'bad';
    case 'indeterminate':
      return 'unsure';
    case 'unsigned':
      return 'none';
  }
};

const signatureMarks: Readonly<Record<SignatureReport['verdict'], Mark>> = {
  valid: 'good',
  invalid: 'bad',
  indeterminate: 'unsure',
};

/** The verdict in words that no other sign shares: a mark's colour says nothing that they do not. */
export const verdictText = (verdict: Verdict, mark: Mark): string =>
  mark === 'own-root' ? `${verdictWords[verdict]} (nguồn tự thêm)` : verdictWords[verdict];

export const signatureMark = (signature: SignatureReport): Mark =>
  underOwnRoot(signature) ? 'own-root' : signatureMarks[signature.verdict];

/** "6 chữ ký số và 1 dấu thời gian". */
export const countText = (signatures: readonly SignatureReport[]): string => {
  if (signatures.length === 0) return 'Không có chữ ký số';
  const stamps = signatures.filter(({ kind }) => kind === 'timestamp').length;
  const made = signatures.length - stamps;
  const parts = [...(made > 0 ? [`${made} chữ ký số`] : []), ...(stamps > 0 ? [`${stamps} dấu thời gian`] : [])];
  return parts.join(' và ');
};

const countedMarks = [
  ['good', 'hợp lệ'],
  ['own-root', 'hợp lệ theo nguồn tự thêm'],
  ['bad', 'không hợp lệ'],
  ['unsure', 'chưa xác định'],
  ['none', 'không có chữ ký số'],
] as const;

/** "3 hợp lệ, 1 hợp lệ theo nguồn tự thêm": each sign on its own. */
export const fileCounts = (reports: readonly FileReport[]): string => {
  const marks = reports.map(fileMark);
  return countedMarks
    .map(([mark, words]) => ({ words, count: marks.filter((one) => one === mark).length }))
    .filter(({ count }) => count > 0)
    .map(({ words, count }) => `${count} ${words}`)
    .join(', ');
};

/** Below the verdict of a file: the sentence that goes with it, and what to make of it. */
export const explanation = (report: FileReport): string[] => {
  const { verdict, summary, error, signatures } = report;
  if (error) return [summary.vi];
  switch (verdict) {
    case 'valid':
      return signatures.some(underOwnRoot)
        ? [
            summary.vi,
            'Có chứng thư thuộc nguồn do người dùng tự thêm, không phải của Ban Cơ yếu Chính phủ hay hệ thống quốc gia.',
          ]
        : [summary.vi, 'Nội dung còn nguyên vẹn từ lúc ký.'];
    case 'invalid':
      return [summary.vi, 'Không sử dụng văn bản này; hãy hỏi lại nơi gửi.'];
    case 'indeterminate':
      return [summary.vi, 'Chưa coi văn bản này là hợp lệ.'];
    case 'unsigned':
      return [summary.vi, 'Hình con dấu hoặc chữ ký trên trang không thay cho chữ ký số.'];
  }
};

export const signerText = ({ signer }: SignatureReport): string => {
  if (signer === null) return 'Không rõ người ký';
  const { commonName, organization } = signer;
  const name = commonName ?? organization ?? 'Không có tên trong chứng thư';
  return commonName !== null && organization !== null && organization !== name ? `${name}, ${organization}` : name;
};

/** "1. " or "2. Dấu thời gian. ", in the order in which they were made. */
export const signatureNumber = ({ kind }: SignatureReport, index: number): string =>
  `${index + 1}. ${kind === 'timestamp' ? 'Dấu thời gian. ' : ''}`;

const integrity: Readonly<Record<SignatureReport['integrity'], Statement>> = {
  intact: { mark: 'good', text: 'Nguyên vẹn: phần nội dung đã ký không bị sửa.' },
  broken: { mark: 'bad', text: 'Không nguyên vẹn: nội dung đã bị sửa hoặc chữ ký đã bị làm hỏng.' },
  unknown: { mark: 'unsure', text: 'Không kiểm tra được.' },
};

/** The time that is shown first: what a timestamp says, else what the signer's computer says, called by its name. */
export const signingTime = (signature: SignatureReport): string => {
  const { kind, timestamp, claimedTime, provenTime, timestampAuthority } = signature;
  if (timestamp !== null) {
    const by = timestampAuthority === null ? '' : ` của ${timestampAuthority}`;
    const standing =
      provenTime === null && kind === 'signature' ? ' (dấu thời gian này chưa được xác nhận là tin cậy)' : '';
    return `${momentOf(timestamp)}, theo dấu thời gian${by}${standing}.`;
  }
  if (claimedTime !== null) {
    return `${momentOf(claimedTime)}, theo đồng hồ máy người ký; không phải bằng chứng về thời điểm ký.`;
  }
  return 'Chữ ký không ghi thời điểm ký.';
};

/** What is wrong with a certificate, by the codes of reasons; the first that applies is said. */
const certificateProblems: readonly (readonly [code: string, mark: Mark, text: string])[] = [
  ['certificate-revoked', 'bad', 'Chứng thư đã bị thu hồi'],
  ['ca-revoked', 'bad', 'Chứng thư của cơ quan cấp đã bị thu hồi'],
  ['certificate-revoked-unproven', 'bad', 'Chứng thư đã bị thu hồi; chưa chứng minh được là ký trước đó'],
  ['ca-revoked-unproven', 'bad', 'Chứng thư của cơ quan cấp đã bị thu hồi; chưa chứng minh được là ký trước đó'],
  ['certificate-on-hold', 'bad', 'Chứng thư đang bị tạm dừng'],
  ['signer-certificate-missing', 'unsure', 'Chưa xác định: không có chứng thư của người ký trong chữ ký'],
  ['no-chain', 'unsure', 'Chưa xác định: không nối được tới chứng thư gốc tin cậy'],
  ['chain-broken', 'unsure', 'Chưa xác định: đường dẫn chứng thư không đúng quy tắc'],
  ['weak-algorithm', 'unsure', 'Chưa xác định: đường dẫn chứng thư dùng thuật toán đã lỗi thời'],
  ['signer-not-entitled', 'unsure', 'Chưa xác định: chứng thư không được cấp cho việc này'],
  ['training-signature', 'unsure', 'Chứng thư tập huấn, không có giá trị pháp lý'],
  ['certificate-expired', 'unsure', 'Chứng thư đã hết hạn'],
  ['certificate-not-yet-valid', 'unsure', 'Chứng thư chưa có hiệu lực'],
  ['revocation-unknown', 'unsure', 'Chưa xác định: chưa biết chứng thư có bị thu hồi hay không'],
];

/** Whether the certificate was in force when it signed, and for which time this was judged. */
const certificateValidity = (signature: SignatureReport): Statement => {
  const { verdict, provenTime, trust, reasons } = signature;
  const at =
    provenTime === null
      ? 'xét tại thời điểm kiểm tra, vì không có dấu thời gian tin cậy chứng minh thời điểm ký'
      : `xét tại ${momentOf(provenTime)}, thời điểm được dấu thời gian tin cậy chứng minh`;
  const problem = certificateProblems.find(([code]) => reasons.some((reason) => reason.code === code));
  if (problem !== undefined) return { mark: problem[1], text: `${problem[2]} (${at}).` };
  const elsewhere = signature.integrity !== 'intact' || signature.changesAfter === 'illegal';
  if (verdict === 'valid' || (elsewhere && trust.anchor !== null && trust.revocation === 'good')) {
    return { mark: underOwnRoot(signature) ? 'own-root' : 'good', text: `Còn hiệu lực, không bị thu hồi (${at}).` };
  }
  return { mark: 'unsure', text: 'Chưa xác định; xem lý do dưới đây.' };
};

/** The five things that TT 15/2025/TT-BKHCN wants shown: signer, issuer, time, integrity, validity at signing time. */
export const lawfulFacts = (signature: SignatureReport): Fact[] => {
  const stamp = signature.kind === 'timestamp';
  const issuer = signature.signer === null ? 'Không rõ' : issuerName(signature.signer.issuer);
  return [
    { name: stamp ? 'Cơ quan cấp dấu thời gian' : 'Người ký', mark: null, text: signerText(signature) },
    { name: 'Cơ quan cấp chứng thư số', mark: null, text: issuer },
    { name: stamp ? 'Thời điểm' : 'Thời điểm ký', mark: null, text: signingTime(signature) },
    { name: 'Tính toàn vẹn', ...integrity[signature.integrity] },
    { name: 'Hiệu lực chứng thư khi ký', ...certificateValidity(signature) },
  ];
};

export const markKinds: Readonly<Record<ReportedMark['kind'], string>> = {
  seal: 'Con dấu',
  image: 'Hình ảnh',
  text: 'Chữ',
  mixed: 'Hình và chữ',
  empty: 'Không hiện gì',
};

const changes: Readonly<Record<SignatureReport['changesAfter'], string>> = {
  none: 'Không có',
  ltv: 'Chỉ bổ sung dữ liệu kiểm tra lâu dài',
  form: 'Có điền biểu mẫu',
  annotation: 'Có thêm ghi chú hoặc hình trên trang',
  signature: 'Có thêm chữ ký số khác',
  illegal: 'Có thay đổi không được phép',
};

const levels: Readonly<Record<SignatureReport['level'], string>> = {
  CMS: 'CMS (không thuộc mức PAdES nào)',
  'B-B': 'PAdES B-B (chữ ký cơ bản)',
  'B-T': 'PAdES B-T (có dấu thời gian)',
  'B-LT': 'PAdES B-LT (có dữ liệu kiểm tra lâu dài)',
  'B-LTA': 'PAdES B-LTA (có dấu thời gian lưu trữ)',
};

const certifications = {
  1: 'Không được thay đổi gì',
  2: 'Chỉ được điền biểu mẫu và ký',
  3: 'Được điền biểu mẫu, ký và ghi chú',
} as const;

const schemes: Readonly<Record<SignatureReport['trust']['scheme'], string>> = {
  'official-duty': 'Chứng thư số công vụ (Ban Cơ yếu Chính phủ)',
  public: 'Chứng thư số công cộng',
  'user-added': 'Nguồn do người dùng tự thêm',
  training: 'Chứng thư tập huấn, không có giá trị pháp lý',
  none: 'Chưa có nguồn tin cậy',
};

const optional = (name: string, text: string | null | undefined): Fact[] =>
  text === null || text === undefined ? [] : [{ name, mark: null, text }];

/** What an auditor wants besides. */
export const furtherFacts = (signature: SignatureReport): Fact[] => {
  const { signer, trust, certification, claimedTime, provenTime, indication, subIndication } = signature;
  const algorithms = [signature.signatureAlgorithm, signature.digest].filter((name) => name !== null).join(', ');
  const anchor = trust.anchor === null ? '' : `, chứng thư gốc “${trust.anchor}”`;
  return [
    ...optional('Thời gian được chứng minh', provenTime && `Chữ ký đã có trước ${momentOf(provenTime)}`),
    ...optional('Giờ máy người ký', claimedTime && `${momentOf(claimedTime)} (nguyên văn: ${claimedTime})`),
    ...optional('Mức chữ ký', signature.kind === 'signature' ? levels[signature.level] : null),
    ...optional('Thay đổi sau khi ký', changes[signature.changesAfter]),
    ...optional(
      'Phạm vi ký',
      signature.coversWholeFile ? 'Toàn bộ tệp' : 'Phần tệp có khi ký; phần sau được thêm về sau',
    ),
    ...optional('Mức khóa văn bản', certification && certifications[certification]),
    ...optional('Nguồn tin cậy', `${schemes[trust.scheme]}${anchor}`),
    ...optional('Tên đầy đủ nơi cấp', signer?.issuer),
    ...optional('Số sê-ri chứng thư', signer?.serial),
    ...optional('SHA-256 của chứng thư', signer?.fingerprint),
    ...optional('Thuật toán', algorithms === '' ? null : algorithms),
    ...optional('Trường chữ ký', signature.field),
    ...optional('Theo ETSI EN 319 102-1', [indication, subIndication].filter((part) => part !== null).join(' / ')),
  ];
};
