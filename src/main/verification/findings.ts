/** Everything a verification can find, with what it means for the verdict and how it is said to a clerk. */
import type { Reason, SubIndication } from '../../contracts/verification.js';
import type { Policy, PolicyConstraint, PolicyLevel } from './policy.js';

/** `invalid` and `indeterminate` decide; `choice` is left to the policy constraint of the same code. */
interface Meaning {
  readonly effect: 'invalid' | 'indeterminate' | 'choice';
  /** ETSI EN 319 102-1 5.1.3. */
  readonly sub: SubIndication | null;
  readonly vi: string;
  readonly en: string;
}

type FixedCode =
  | 'field-shared'
  | 'subfilter-unsupported'
  | 'range-shape'
  | 'range-outside-file'
  | 'contents-misplaced'
  | 'gap-is-not-contents'
  | 'not-a-revision'
  | 'signature-unreadable'
  | 'several-signers'
  | 'content-not-detached'
  | 'digest-mismatch'
  | 'signature-wrong'
  | 'algorithm-mismatch'
  | 'content-type-mismatch'
  | 'message-digest-missing'
  | 'signing-certificate-mismatch'
  | 'signer-certificate-missing'
  | 'algorithm-unsupported'
  | 'timestamp-imprint-mismatch'
  | 'sha1-collision'
  | 'sha1-unavailable'
  | 'changed-illegally'
  | 'certificate-revoked'
  | 'ca-revoked'
  | 'no-chain'
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'chain-broken'
  | 'weak-algorithm'
  | 'signer-not-entitled'
  | 'revocation-unknown'
  | 'signature-removed'
  | 'mark-covers-content'
  | 'mark-over-content'
  | 'mark-unattributed'
  | 'mark-by-stranger'
  | 'marks-unread'
  | 'training-signature';

export type FindingCode = FixedCode | PolicyConstraint;

export interface Finding {
  readonly code: FindingCode;
  readonly params?: FindingParams;
}

/** What a sentence is filled with; where the languages differ, one text for each. */
export type FindingParams = Readonly<Record<string, string | { readonly vi: string; readonly en: string }>>;

const invalid = (sub: SubIndication, vi: string, en: string): Meaning => ({ effect: 'invalid', sub, vi, en });
const open = (sub: SubIndication, vi: string, en: string): Meaning => ({ effect: 'indeterminate', sub, vi, en });
const choice = (sub: SubIndication, vi: string, en: string): Meaning => ({ effect: 'choice', sub, vi, en });
const format = (vi: string, en: string): Meaning => invalid('FORMAT_FAILURE', vi, en);

const askOriginal = 'Hãy đề nghị nơi gửi cung cấp lại bản gốc.';
const askOriginalEn = 'Ask the sender for the original.';

const meanings: Readonly<Record<FindingCode, Meaning>> = {
  'field-shared': format(
    `Hai ô chữ ký dùng chung một chữ ký: dấu hiệu giả mạo. ${askOriginal}`,
    `Two signature fields share one signature, a sign of forgery. ${askOriginalEn}`,
  ),
  'subfilter-unsupported': open(
    'FORMAT_FAILURE',
    'Kiểu chữ ký “{detail}” chưa được hỗ trợ nên không thể kiểm tra. Hãy kiểm tra bằng phần mềm của nơi gửi.',
    'The signature type “{detail}” is not supported and cannot be checked. Use the sender’s software.',
  ),
  'range-shape': format(
    `Chữ ký không chỉ rõ phần văn bản được ký. ${askOriginal}`,
    `The signature does not state properly which bytes it covers. ${askOriginalEn}`,
  ),
  'range-outside-file': format(
    `Chữ ký bao trùm phần nằm ngoài tệp: tệp đã bị cắt hoặc nén lại sau khi ký. ${askOriginal}`,
    `The signature covers bytes beyond the end of the file: it was cut or compressed after signing. ${askOriginalEn}`,
  ),
  'contents-misplaced': format(
    `Dữ liệu chữ ký nằm sai chỗ trong tệp. ${askOriginal}`,
    `The signature data stand in the wrong place of the file. ${askOriginalEn}`,
  ),
  'gap-is-not-contents': format(
    `Phần bỏ qua khi ký không trùng với dữ liệu chữ ký: có thể nội dung lạ đã được chèn vào. ${askOriginal}`,
    `The bytes left out of the signature are not the signature itself: foreign content may have been put in. ${askOriginalEn}`,
  ),
  'not-a-revision': format(
    `Chữ ký không bao trùm trọn một phiên bản của văn bản. ${askOriginal}`,
    `The signature does not cover a whole revision of the document. ${askOriginalEn}`,
  ),
  'signature-unreadable': format(
    `Dữ liệu chữ ký bị hỏng, không đọc được. ${askOriginal}`,
    `The signature data are damaged and cannot be read. ${askOriginalEn}`,
  ),
  'several-signers': format(
    `Một chữ ký phải có đúng một người ký nhưng không phải vậy. ${askOriginal}`,
    `A signature must have exactly one signer and this one has not. ${askOriginalEn}`,
  ),
  'content-not-detached': format(
    `Chữ ký mang nội dung riêng thay vì nội dung của văn bản. ${askOriginal}`,
    `The signature carries content of its own instead of the document’s. ${askOriginalEn}`,
  ),
  'digest-mismatch': invalid(
    'HASH_FAILURE',
    `Nội dung văn bản đã bị thay đổi sau khi {signer} ký. ${askOriginal}`,
    `The document was changed after {signer} signed it. ${askOriginalEn}`,
  ),
  'signature-wrong': invalid(
    'SIG_CRYPTO_FAILURE',
    `Giá trị chữ ký không phải do khóa của {signer} tạo ra. ${askOriginal}`,
    `The signature value was not made with the key of {signer}. ${askOriginalEn}`,
  ),
  'algorithm-mismatch': format(
    `Chữ ký khai báo các thuật toán mâu thuẫn nhau. ${askOriginal}`,
    `The signature states contradictory algorithms. ${askOriginalEn}`,
  ),
  'content-type-mismatch': format(
    `Chữ ký khai báo sai loại nội dung được ký. ${askOriginal}`,
    `The signature states a wrong type of the signed content. ${askOriginalEn}`,
  ),
  'message-digest-missing': format(
    `Chữ ký thiếu giá trị băm của nội dung văn bản. ${askOriginal}`,
    `The signature lacks the digest of the document. ${askOriginalEn}`,
  ),
  'signing-certificate-mismatch': format(
    `Chứng thư kèm theo không phải chứng thư mà {signer} đã dùng để ký: có thể đã bị tráo. ${askOriginal}`,
    `The enclosed certificate is not the one that the signature of {signer} names: it may have been swapped. ${askOriginalEn}`,
  ),
  'signer-certificate-missing': open(
    'NO_CERTIFICATE_CHAIN_FOUND',
    'Chữ ký không kèm chứng thư của người ký nên không biết ai đã ký. Hãy đề nghị nơi gửi ký lại.',
    'The signer’s certificate is not enclosed, so it is unknown who signed. Ask the sender to sign again.',
  ),
  'algorithm-unsupported': open(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Thuật toán của chữ ký chưa được hỗ trợ nên không thể kiểm tra. Hãy kiểm tra bằng phần mềm của nơi gửi.',
    'The signature algorithm is not supported and cannot be checked. Use the sender’s software.',
  ),
  'timestamp-imprint-mismatch': invalid(
    'HASH_FAILURE',
    `Dấu thời gian không khớp với nội dung văn bản. ${askOriginal}`,
    `The document timestamp does not match the document. ${askOriginalEn}`,
  ),
  'sha1-collision': invalid(
    'HASH_FAILURE',
    'Văn bản mang dấu hiệu giả mạo thuật toán SHA-1 (hai tệp khác nhau có cùng giá trị băm) nên chữ ký của {signer} không chứng minh được nội dung này. Không sử dụng văn bản; báo ngay cho nơi gửi và quản trị đơn vị.',
    'The document bears the marks of a SHA-1 collision attack (two different files with one digest), so the signature of {signer} does not prove this content. Do not use it; tell the sender and your administrator.',
  ),
  'sha1-unavailable': open(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Chữ ký dùng thuật toán cũ (SHA-1) nhưng thành phần phát hiện giả mạo SHA-1 của phần mềm bị thiếu hoặc hỏng. Hãy cài lại phần mềm rồi kiểm tra lại.',
    'The signature uses an outdated algorithm (SHA-1), and the component that detects its forgery is missing or damaged. Reinstall the application and check again.',
  ),
  'changed-illegally': invalid(
    'FORMAT_FAILURE',
    `Nội dung văn bản đã bị thay đổi sau khi {signer} ký, ngoài phạm vi được phép ({detail}). ${askOriginal}`,
    `After {signer} signed, the document was changed beyond what is allowed ({detail}). ${askOriginalEn}`,
  ),
  'certificate-revoked': invalid(
    'REVOKED',
    'Chứng thư của {signer} đã bị thu hồi ngày {date}. Không chấp nhận chữ ký này; hãy liên hệ người ký.',
    'The certificate of {signer} was revoked on {date}. Do not accept this signature; contact the signer.',
  ),
  'ca-revoked': invalid(
    'REVOKED',
    'Chứng thư của cơ quan cấp “{issuer}” đã bị thu hồi ngày {date}. Không chấp nhận chữ ký này.',
    'The certificate of the issuing authority “{issuer}” was revoked on {date}. Do not accept this signature.',
  ),
  'no-chain': open(
    'NO_CERTIFICATE_CHAIN_FOUND',
    'Chưa xác định được cơ quan cấp chứng thư của {signer} (“{issuer}”) có đáng tin cậy hay không. Hãy hỏi quản trị đơn vị.',
    'It is unknown whether the issuer of the certificate of {signer} (“{issuer}”) can be trusted. Ask your administrator.',
  ),
  'certificate-expired': open(
    'OUT_OF_BOUNDS_NO_POE',
    'Chứng thư “{issuer}” đã hết hạn ngày {date} và chưa có bằng chứng tin cậy rằng chữ ký được tạo trước đó.',
    'The certificate “{issuer}” expired on {date} and nothing trusted proves that the signature is older.',
  ),
  'certificate-not-yet-valid': open(
    'OUT_OF_BOUNDS_NO_POE',
    'Chứng thư “{issuer}” chỉ có hiệu lực từ ngày {date}. Hãy kiểm tra đồng hồ của máy tính.',
    'The certificate “{issuer}” is valid only from {date}. Check the clock of this computer.',
  ),
  'chain-broken': open(
    'CHAIN_CONSTRAINTS_FAILURE',
    'Đường dẫn chứng thực của {signer} không đúng quy định tại “{issuer}” ({detail}). Không chấp nhận khi chưa hỏi rõ cơ quan cấp.',
    'The certification path of {signer} breaks the rules at “{issuer}” ({detail}). Do not accept it before asking the issuer.',
  ),
  'weak-algorithm': open(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Chứng thư “{issuer}” dùng thuật toán hoặc khóa quá yếu nên không còn đáng tin cậy. Hãy đề nghị người ký dùng chứng thư mới.',
    'The certificate “{issuer}” uses an algorithm or key that is too weak. Ask the signer to use a new certificate.',
  ),
  'signer-not-entitled': open(
    'SIG_CONSTRAINTS_FAILURE',
    'Chứng thư của {signer} không được cấp để ký văn bản ({detail}). Hãy đề nghị người ký dùng đúng chứng thư.',
    'The certificate of {signer} was not issued for signing documents ({detail}). Ask the signer to use the right one.',
  ),
  'revocation-unknown': open(
    'TRY_LATER',
    'Chưa biết chứng thư “{issuer}” có bị thu hồi hay không ({detail}). {advice}',
    'It is unknown whether the certificate “{issuer}” was revoked ({detail}). {advice}',
  ),
  'signature-removed': open(
    'SIGNED_DATA_NOT_FOUND',
    'Tệp từng có chữ ký của {signer} ở ô “{field}” nhưng chữ ký đó đã bị gỡ. Hãy đề nghị nơi gửi cung cấp bản gốc còn đủ chữ ký.',
    'The file once had a signature of {signer} in the field “{field}”, and it was removed. Ask the sender for the original with all signatures.',
  ),
  'mark-covers-content': invalid(
    'SIG_CONSTRAINTS_FAILURE',
    `Sau khi văn bản đã được ký, {mark} được thêm ở {place} ({signer}) và che {content}: dấu hiệu giả mạo. ${askOriginal}`,
    `After the document was signed, {mark} was added at {place} ({signer}) and covers {content}, a sign of forgery. ${askOriginalEn}`,
  ),
  'mark-over-content': open(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi văn bản đã được ký, {signer} ký thêm {mark} ở {place} và che {content}. Hãy so với bản gốc và hỏi lại nơi gửi trước khi dùng.',
    'After the document was signed, {signer} added {mark} at {place}, which covers {content}. Compare with the original and ask the sender before use.',
  ),
  'mark-unattributed': open(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi văn bản đã được ký, {mark} được thêm ở {place} mà không có chữ ký đáng tin cậy nào bảo đảm ({signer}). Không dùng phần này khi chưa hỏi rõ nơi gửi.',
    'After the document was signed, {mark} was added at {place}, and no trustworthy signature stands for it ({signer}). Do not rely on it before asking the sender.',
  ),
  'mark-by-stranger': open(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi văn bản đã được ký, {mark} được thêm ở {place} bằng chữ ký của {signer}, không cùng hệ thống chứng thư với người đã ký văn bản. Không dùng phần này khi chưa hỏi rõ nơi gửi.',
    'After the document was signed, {mark} was added at {place} with the signature of {signer}, whose certificate belongs to another scheme than those of the signers before. Do not rely on it before asking the sender.',
  ),
  'marks-unread': open(
    'FORMAT_FAILURE',
    'Không đọc hết được trang có dấu thêm sau khi ký ({detail}) nên chưa biết dấu đó có che nội dung hay không. Hãy so với bản gốc trước khi dùng.',
    'A page with a mark added after signing cannot be read completely ({detail}), so it is unknown whether the mark covers anything. Compare with the original before use.',
  ),
  'training-signature': open(
    'SIG_CONSTRAINTS_FAILURE',
    'Đây là chữ ký TẬP HUẤN của {signer}, không có giá trị pháp lý. Không sử dụng văn bản này như bản chính thức.',
    'This is a TRAINING signature by {signer} without legal effect. Do not use the document as an official one.',
  ),
  'sha1-digest': choice(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Chữ ký của {signer} dùng thuật toán cũ (SHA-1), không còn đủ an toàn để kết luận. Hãy đề nghị người ký dùng phần mềm mới.',
    'The signature of {signer} uses an outdated algorithm (SHA-1) that no longer allows a conclusion. Ask for a newer signature.',
  ),
  'pinned-sha1-ca': choice(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Thuật toán cũ: chứng thư của cơ quan cấp “{issuer}” được ký bằng SHA-1; chỉ chấp nhận vì đã được ghim trong phần mềm.',
    'Outdated algorithm: the certificate of the issuer “{issuer}” is signed with SHA-1; accepted only because it is pinned.',
  ),
  'signing-certificate-absent': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Chữ ký CAdES thiếu thuộc tính chỉ rõ chứng thư của {signer} (signing-certificate). Hãy đề nghị người ký dùng phần mềm mới.',
    'The CAdES signature lacks the attribute that names the certificate of {signer}. Ask for a signature by newer software.',
  ),
  'signing-certificate-absent-cms': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Chữ ký kiểu cũ không chỉ rõ chứng thư của người ký trong phần được ký.',
    'This older kind of signature does not name the signer’s certificate among what is signed.',
  ),
  'sha1-accepted': choice(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Thuật toán cũ: chữ ký của {signer} dùng SHA-1. Không thấy dấu hiệu giả mạo và dấu thời gian tin cậy cho thấy chữ ký có từ {date}, khi thuật toán này còn được dùng.',
    'Outdated algorithm: the signature of {signer} uses SHA-1. No collision shows, and a trusted timestamp proves that it existed on {date}, while this algorithm was still in use.',
  ),
  'timestamp-untrusted': choice(
    'TRY_LATER',
    'Dấu thời gian {date} của “{issuer}” khớp với chữ ký nhưng chưa dùng làm bằng chứng được: {detail}',
    'The timestamp {date} by “{issuer}” matches the signature but proves no time: {detail}',
  ),
  'expired-since': choice(
    'OUT_OF_BOUNDS_NO_POE',
    'Chứng thư “{issuer}” đã hết hạn ngày {date}, sau thời điểm ký; điều này không ảnh hưởng đến chữ ký.',
    'The certificate “{issuer}” expired on {date}, after the time of signing; the signature is not affected.',
  ),
  'revoked-since': choice(
    'REVOKED_NO_POE',
    'Chứng thư “{issuer}” đã bị thu hồi ngày {date}, sau thời điểm ký được chứng minh; chữ ký có trước đó vẫn còn giá trị.',
    'The certificate “{issuer}” was revoked on {date}, after the proven time of signing; the signature made before stays good.',
  ),
  'changed-annotations': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi {signer} ký, có ghi chú hoặc hình được thêm lên trang, có thể che nội dung. Hãy so với bản gốc trước khi dùng.',
    'After {signer} signed, notes or images were added to pages and may cover content. Compare with the original before use.',
  ),
  'changed-form': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi {signer} ký, biểu mẫu được điền thêm ở ô: {detail}.',
    'After {signer} signed, form fields were filled: {detail}.',
  ),
  'changed-signatures': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau chữ ký của {signer} có thêm chữ ký khác; điều này được phép.',
    'Other signatures were added after that of {signer}; this is allowed.',
  ),
  'new-field-after-certification': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi {signer} ký xác thực văn bản, có chữ ký khác được đặt vào ô mới trên trang: {detail}. Điều này được phép và thường làm; một số phần mềm kiểm tra khắt khe hơn có thể báo nghi ngờ.',
    'After {signer} certified the document, other signatures were put in new fields on its pages: {detail}. This is allowed and usual; some stricter validators may call it suspicious.',
  ),
  'changed-ltv': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau chữ ký của {signer} có thêm dữ liệu để kiểm tra lâu dài; điều này được phép.',
    'Data for long-term validation were added after the signature of {signer}; this is allowed.',
  ),
  'changed-metadata': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Thông tin mô tả tệp (không hiển thị trên trang) được cập nhật sau khi {signer} ký.',
    'File properties that no page shows were updated after {signer} signed.',
  ),
  'trailing-blank-bytes': choice(
    'FORMAT_FAILURE',
    'Cuối tệp có thêm khoảng trắng, thường do hệ thống truyền tệp; nội dung không đổi.',
    'Blank bytes follow the end of the file, usually added in transport; the content is unchanged.',
  ),
  'leading-bytes': choice(
    'FORMAT_FAILURE',
    'Trước phần đầu PDF có dữ liệu lạ không được ký; phần mềm khác có thể báo chữ ký hỏng.',
    'Unsigned foreign bytes precede the PDF header; other software may call the signature broken.',
  ),
  'user-added-anchor': choice(
    'CHAIN_CONSTRAINTS_FAILURE',
    'Chứng thư gốc “{issuer}” do người dùng thêm vào, không thuộc Ban Cơ yếu Chính phủ hay hệ thống quốc gia.',
    'The root “{issuer}” was added by a user; it belongs neither to the Government Cipher Committee nor to the national root.',
  ),
  'claimed-time-outside-certificate': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Thời điểm ký tự khai ({date}) nằm ngoài thời hạn chứng thư của {signer}; có thể đồng hồ máy ký bị sai.',
    'The claimed time of signing ({date}) lies outside the validity of the certificate of {signer}; a clock may have been wrong.',
  ),
  'claimed-time-differs': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Đồng hồ máy của {signer} lệch so với dấu thời gian khoảng {detail}. Thời điểm đáng tin là thời điểm của dấu thời gian.',
    'The clock of {signer} differs from the timestamp by about {detail}. The time of the timestamp is the one to rely on.',
  ),
  'claimed-time-shifted': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Thời điểm ký mà máy của {signer} ghi lệch 7 giờ so với dấu thời gian, do phần mềm ghi nhầm múi giờ. Thời điểm đáng tin là thời điểm của dấu thời gian.',
    'The time stated by {signer} is seven hours off the timestamp: the software wrote a wrong time zone. The timestamp is the one to rely on.',
  ),
  'signing-time-zone': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Phần mềm ký của {signer} còn ghi giờ Việt Nam như giờ quốc tế (UTC), nên phần mềm khác có thể hiện thời điểm ký muộn hơn 7 giờ. Điều này không ảnh hưởng đến chữ ký.',
    'The software of {signer} also noted Vietnamese time as if it were UTC, so other software may show a time of signing seven hours too late. The signature is not affected.',
  ),
  'no-timestamp': choice(
    'TRY_LATER',
    'Chữ ký không có dấu thời gian; thời điểm ký là theo đồng hồ máy của người ký.',
    'There is no timestamp; the time of signing is that of the signer’s own clock.',
  ),
};

const fill = (template: string, language: 'vi' | 'en', params: FindingParams = {}): string =>
  template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = params[name] ?? placeholder;
    return typeof value === 'string' ? value : value[language];
  });

/** A finding as the sentence that is shown; also for warnings of a whole file. */
export const reasonOf = ({ code, params }: Finding): Reason => ({
  code,
  vi: fill(meanings[code].vi, 'vi', params),
  en: fill(meanings[code].en, 'en', params),
});

type Weight = 'invalid' | 'indeterminate' | Exclude<PolicyLevel, 'fail'>;

const isConstraint = (code: FindingCode, policy: Policy): code is PolicyConstraint => code in policy.constraints;

const weigh = (code: FindingCode, policy: Policy): Weight => {
  const { effect } = meanings[code];
  if (effect !== 'choice') return effect;
  const level = isConstraint(code, policy) ? policy.constraints[code] : 'fail';
  return level === 'fail' ? 'indeterminate' : level;
};

export interface Judgement {
  readonly verdict: 'valid' | 'invalid' | 'indeterminate';
  readonly sub: SubIndication | null;
  readonly reasons: readonly Reason[];
  readonly warnings: readonly Reason[];
}

/** The verdict that follows from findings under a policy: the gravest decides, and the first of the gravest names it. */
export const judge = (findings: readonly Finding[], policy: Policy): Judgement => {
  const of = (weight: Weight): Finding[] => findings.filter((finding) => weigh(finding.code, policy) === weight);
  const [failing, unsettled] = [of('invalid'), of('indeterminate')];
  const first = failing[0] ?? unsettled[0];
  return {
    verdict: failing.length > 0 ? 'invalid' : unsettled.length > 0 ? 'indeterminate' : 'valid',
    sub: first === undefined ? null : meanings[first.code].sub,
    reasons: [...failing, ...unsettled].map(reasonOf),
    warnings: [...of('warn'), ...of('inform')].map(reasonOf),
  };
};
