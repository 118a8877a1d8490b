import { defineFaults } from './define.js';

export const verificationFaults = defineFaults({
  'verification.sha1-unavailable': {
    vi: 'Thành phần phát hiện giả mạo SHA-1 của phần mềm bị thiếu hoặc hỏng nên không thể kết luận về chữ ký dùng thuật toán cũ này. Hãy cài lại phần mềm.',
    en: 'The component that detects SHA-1 collisions is missing or damaged, so nothing can be concluded about signatures with this outdated algorithm. Reinstall the application.',
  },
  'verification.form-broken': {
    vi: 'Biểu mẫu chứa chữ ký trong tệp PDF bị hỏng hoặc lồng vòng nên không thể kiểm tra chắc chắn. Hãy đề nghị nơi gửi cung cấp lại bản gốc.',
    en: 'The form that holds the signatures is damaged or circular and cannot be checked with certainty. Ask the sender for the original.',
  },
  'verification.policy-invalid': {
    vi: 'Tệp chính sách kiểm tra chữ ký ({file}) không đúng định dạng. Hãy cài lại phần mềm.',
    en: 'The signature verification policy ({file}) is malformed. Reinstall the application.',
  },
  'verification.original-altered': {
    vi: 'Bản đã ký không còn giữ nguyên văn bản gốc ở đầu tệp. Kết quả bị hủy; hãy ký lại từ văn bản gốc.',
    en: 'The signed file does not begin with the unchanged original. The result was discarded; sign the original again.',
  },
  'verification.own-signature-missing': {
    vi: 'Không tìm thấy chữ ký vừa tạo trong tệp đã ký. Kết quả bị hủy; hãy ký lại.',
    en: 'The signature just made is not in the signed file. The result was discarded; sign again.',
  },
  'verification.own-signature-broken': {
    vi: 'Chữ ký vừa tạo không khớp với nội dung văn bản ({detail}). Kết quả bị hủy; hãy ký lại, nếu vẫn lỗi hãy báo quản trị đơn vị.',
    en: 'The signature just made does not match the document ({detail}). The result was discarded; sign again, and tell your administrator if it persists.',
  },
  'verification.own-signer-unexpected': {
    vi: 'Chữ ký vừa tạo không phải bằng chứng thư đã chọn. Kết quả bị hủy; hãy kiểm tra thiết bị ký rồi ký lại.',
    en: 'The signature just made is not by the chosen certificate. The result was discarded; check the token and sign again.',
  },
  'verification.earlier-signature-damaged': {
    vi: 'Chữ ký có sẵn “{field}” trong văn bản không còn như trước khi ký. Kết quả bị hủy; văn bản gốc không bị thay đổi.',
    en: 'The earlier signature “{field}” is no longer what it was before signing. The result was discarded; the original is unchanged.',
  },
  'verification.undeclared-bytes': {
    vi: 'Phần thêm vào bản đã ký có dữ liệu không thuộc về chữ ký (vị trí {offset}). Kết quả bị hủy; hãy ký lại, nếu vẫn lỗi hãy báo quản trị đơn vị.',
    en: 'What was added to the signed file holds bytes that belong to nothing (at {offset}). The result was discarded; sign again, and tell your administrator if it persists.',
  },
  'verification.undeclared-change': {
    vi: 'Bản đã ký có thay đổi ngoài yêu cầu ký (đối tượng {object}). Kết quả bị hủy; hãy ký lại từ văn bản gốc, nếu vẫn lỗi hãy báo quản trị đơn vị.',
    en: 'The signed file has a change that nobody asked for (object {object}). The result was discarded; sign the original again, and tell your administrator if it persists.',
  },
  'verification.declared-missing': {
    vi: 'Bản đã ký thiếu phần đã yêu cầu ({what}). Kết quả bị hủy; hãy ký lại, nếu vẫn lỗi hãy báo quản trị đơn vị.',
    en: 'The signed file lacks something that was asked for ({what}). The result was discarded; sign again, and tell your administrator if it persists.',
  },
  'verification.cross-reference-wrong': {
    vi: 'Bảng tham chiếu của phần thêm vào bản đã ký không đúng ({detail}). Kết quả bị hủy; hãy ký lại, nếu vẫn lỗi hãy báo quản trị đơn vị.',
    en: 'The cross-reference section added to the signed file is wrong ({detail}). The result was discarded; sign again, and tell your administrator if it persists.',
  },
  'verification.fill-mismatch': {
    vi: 'Ô “{field}” trong bản đã ký không mang nội dung đã nhập. Kết quả bị hủy; hãy kiểm tra nội dung rồi ký lại.',
    en: 'The field “{field}” of the signed file does not hold the text that was entered. The result was discarded; check the text and sign again.',
  },
  'verification.permissions-undeclared': {
    vi: 'Chữ ký vừa tạo cho phép hoặc cấm sửa đổi khác với yêu cầu ({detail}). Kết quả bị hủy; hãy ký lại, nếu vẫn lỗi hãy báo quản trị đơn vị.',
    en: 'The signature just made allows or forbids other changes than was asked for ({detail}). The result was discarded; sign again, and tell your administrator if it persists.',
  },
  'verification.own-timestamp-missing': {
    vi: 'Bản đã ký không có dấu thời gian đúng như yêu cầu ({detail}). Kết quả bị hủy; hãy ký lại, nếu vẫn lỗi hãy kiểm tra địa chỉ máy chủ cấp dấu thời gian.',
    en: 'The signed file has no right timestamp as asked for ({detail}). The result was discarded; sign again, and check the address of the timestamp server if it persists.',
  },
  'verification.own-evidence-missing': {
    vi: 'Bản đã ký không có đủ dữ liệu xác thực lâu dài như yêu cầu ({detail}). Kết quả bị hủy; hãy ký lại khi có mạng.',
    en: 'The signed file lacks the long-term validation data that was asked for ({detail}). The result was discarded; sign again when the network is there.',
  },
  'verification.file-changed': {
    vi: 'Tệp “{file}” đã thay đổi trong lúc kiểm tra nên không lập được hồ sơ chứng cứ. Hãy kiểm tra lại tệp.',
    en: 'File “{file}” changed while it was being verified, so that no evidence pack could be made. Verify it again.',
  },
  'verification.pack-too-large': {
    vi: 'Tệp “{file}” quá lớn (từ 4 GB) nên không lập được hồ sơ chứng cứ. Hãy lưu báo cáo kiểm tra và giữ riêng tệp gốc.',
    en: 'File “{file}” is too large (4 GB or more) for an evidence pack. Save the report, and keep the file apart.',
  },
  'verification.pack-unknown': {
    vi: 'Tệp “{file}” không phải là hồ sơ chứng cứ do phần mềm này lập trên máy này, hoặc đã bị sửa; tệp được giữ nguyên. Nếu chắc chắn không cần nữa, hãy tự xóa tệp.',
    en: 'File “{file}” is no evidence pack that this application made on this computer, or it was altered; it was left alone. Delete it yourself if you are sure.',
  },
  'verification.pack-not-deleted': {
    vi: 'Không xóa được hồ sơ chứng cứ “{file}”. Hãy kiểm tra quyền ghi hoặc đóng chương trình đang mở tệp, rồi xóa lại.',
    en: 'The evidence pack “{file}” could not be deleted. Check permissions or close the program that holds it, then delete it again.',
  },
  'verification.level-missed': {
    vi: 'Văn bản sau khi nâng cấp chưa đạt mức {level}. Kết quả bị hủy; hãy nâng cấp lại khi có mạng.',
    en: 'The upgraded document does not reach level {level}. The result was discarded; upgrade it again when the network is there.',
  },
});
