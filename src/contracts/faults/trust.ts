import { defineFaults } from './define.js';

export const trustFaults = defineFaults({
  'trust.forbidden': {
    vi: 'Chính sách của đơn vị không cho phép tự thêm nguồn tin cậy. Nếu cần chứng thư gốc này, hãy đề nghị quản trị đơn vị.',
    en: 'The policy of this organization does not allow adding sources of trust. Ask your administrator if this root certificate is needed.',
  },
  'trust.policy-invalid': {
    vi: 'Tệp chính sách về nguồn tin cậy ({file}) không đúng định dạng nên không thể biết có được tự thêm nguồn hay không. Hãy báo quản trị đơn vị sửa tệp hoặc cài lại phần mềm.',
    en: 'The policy file about sources of trust ({file}) is malformed, so it is unknown whether sources may be added. Have it corrected, or reinstall the application.',
  },
  'trust.not-certificate': {
    vi: 'Tệp “{file}” không phải là chứng thư số (dạng PEM hoặc DER), hoặc bị hỏng. Hãy xin lại tệp chứng thư gốc từ cơ quan cấp.',
    en: 'File “{file}” is no certificate (PEM or DER), or it is damaged. Get the root certificate again from its issuer.',
  },
  'trust.private-key': {
    vi: 'Tệp “{file}” chứa khóa bí mật nên không được dùng làm nguồn tin cậy. Hãy báo nơi gửi rằng khóa này đã lộ, và xin tệp chỉ có chứng thư.',
    en: 'File “{file}” holds a private key and is no source of trust. Tell its sender that the key is exposed, and ask for the certificate alone.',
  },
  'trust.too-large': {
    vi: 'Tệp “{file}” quá lớn để là chứng thư số. Hãy chọn đúng tệp chứng thư gốc (thường vài KB).',
    en: 'File “{file}” is too large to be a certificate. Choose the root certificate (usually a few KB).',
  },
  'trust.too-many': {
    vi: 'Tệp “{file}” chứa {count} chứng thư; mỗi lần chỉ xem được tối đa {most}. Hãy tách riêng chứng thư gốc cần thêm.',
    en: 'File “{file}” holds {count} certificates; at most {most} can be looked at. Extract the root certificate that is needed.',
  },
  'trust.nothing-there': {
    vi: 'Không có chứng thư nào mang vân tay {fingerprint} trong tệp hoặc thư mục đã xem. Hãy xem lại chứng thư rồi xác nhận đúng vân tay đó.',
    en: 'No certificate with the fingerprint {fingerprint} is in the file or folder that was looked at. Look at the certificate again and confirm that very fingerprint.',
  },
  'trust.built-in': {
    vi: 'Chứng thư này đã có sẵn trong phần mềm; không cần thêm.',
    en: 'This certificate comes with the application; it need not be added.',
  },
  'trust.already-there': {
    vi: 'Chứng thư này đã được thêm trước đây; không cần thêm lại.',
    en: 'This certificate was added before; it need not be added again.',
  },
  'trust.not-ca': {
    vi: 'Đây không phải là chứng thư của cơ quan cấp chứng thư (CA) mà là của người hoặc thiết bị dùng cuối. Hãy xin chứng thư gốc của cơ quan cấp.',
    en: 'This is no certificate of a certification authority but of an end user or device. Ask for the issuer’s root certificate.',
  },
  'trust.not-root': {
    vi: 'Đây là chứng thư trung gian, do “{issuer}” cấp, không phải chứng thư gốc. Hãy xin chứng thư gốc của “{issuer}”.',
    en: 'This is an intermediate certificate issued by “{issuer}”, not a root. Ask for the root certificate of “{issuer}”.',
  },
  'trust.self-signature-wrong': {
    vi: 'Chữ ký của chứng thư gốc không khớp với khóa của chính nó: chứng thư bị sửa hoặc làm giả. Không thêm; hãy xin lại từ cơ quan cấp.',
    en: 'The root’s signature does not match its own key: it was altered or forged. Do not add it; get it again from its issuer.',
  },
  'trust.weak': {
    vi: 'Chứng thư dùng thuật toán hoặc khóa quá yếu hoặc không được hỗ trợ ({detail}) nên không thể tin cậy. Hãy đề nghị cơ quan cấp cung cấp chứng thư gốc mới.',
    en: 'The certificate uses an algorithm or key that is too weak or not supported ({detail}) and cannot be trusted. Ask the issuer for a new root.',
  },
  'trust.expired': {
    vi: 'Chứng thư đã hết hạn ngày {date}. Hãy xin chứng thư gốc còn hiệu lực từ cơ quan cấp.',
    en: 'The certificate expired on {date}. Ask its issuer for one that is in force.',
  },
  'trust.not-yet-valid': {
    vi: 'Chứng thư chưa có hiệu lực (từ ngày {date}). Hãy kiểm tra ngày giờ của máy tính, hoặc chờ đến ngày đó.',
    en: 'The certificate is not valid before {date}. Check the clock of this computer, or wait until then.',
  },
  'trust.name-deceptive': {
    vi: 'Tên trong chứng thư không có, quá dài, hoặc chứa ký tự ẩn hay đảo chiều chữ, có thể đánh lừa người đọc. Không thêm chứng thư này.',
    en: 'The name in the certificate is missing, too long, or holds characters that hide or reverse text and may deceive. Do not add it.',
  },
  'trust.resembles-built-in': {
    vi: 'Chứng thư mang cùng tên với nguồn có sẵn “{name}” nhưng KHÔNG phải nguồn đó. Rất có thể là giả mạo; chỉ thêm khi cơ quan cấp đã xác nhận vân tay bằng văn bản.',
    en: 'The certificate bears the name of the built-in source “{name}” but is NOT that source. It may well be forged; add it only if its issuer confirmed the fingerprint in writing.',
  },
  'trust.unknown': {
    vi: 'Không có nguồn tự thêm nào mang vân tay {fingerprint}. Hãy tải lại danh sách nguồn tin cậy.',
    en: 'No added source has the fingerprint {fingerprint}. Reload the list of sources of trust.',
  },
  'trust.not-kept': {
    vi: 'Không ghi được nguồn tin cậy vào “{dir}”; chưa có gì được thêm. Hãy kiểm tra dung lượng đĩa và quyền ghi rồi thêm lại.',
    en: 'The source of trust could not be written to “{dir}”; nothing was added. Check disk space and permissions, then add it again.',
  },
});
