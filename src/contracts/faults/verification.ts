import { defineFaults } from './define.js';

export const verificationFaults = defineFaults({
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
});
