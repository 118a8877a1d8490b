import { defineFaults } from './define.js';

export const pdfFaults = defineFaults({
  'pdf.empty': {
    vi: 'Tệp rỗng (0 byte). Hãy lấy lại bản đầy đủ từ nơi gửi.',
    en: 'The file is empty (0 bytes). Get the complete file from its sender.',
  },
  'pdf.not-pdf': {
    vi: 'Tệp không phải là PDF. Hãy xuất văn bản ra PDF rồi chọn lại.',
    en: 'The file is no PDF. Export the document to PDF and choose it again.',
  },
  'pdf.truncated': {
    vi: 'Tệp PDF bị cắt cụt: phần cuối không còn. Hãy tải hoặc sao chép lại bản đầy đủ.',
    en: 'The PDF file is cut off: its end is missing. Download or copy the complete file again.',
  },
  'pdf.broken': {
    vi: 'Cấu trúc tệp PDF bị hỏng nên không thể đọc chắc chắn. Hãy mở tệp bằng phần mềm đọc PDF, in ra PDF mới rồi thử lại; văn bản đã ký thì hãy xin lại bản gốc.',
    en: 'The structure of the PDF file is damaged and cannot be read with certainty. Print it to a new PDF and try again; if it carries signatures, ask for the original.',
  },
  'pdf.password-needed': {
    vi: 'Tệp PDF được đặt mật khẩu mở. Hãy nhập mật khẩu hoặc hỏi nơi gửi, rồi thử lại.',
    en: 'The PDF file opens only with a password. Enter it, or ask the sender for it, and try again.',
  },
  'pdf.password-wrong': {
    vi: 'Mật khẩu mở tệp PDF không đúng. Hãy kiểm tra bộ gõ, phím Caps Lock rồi nhập lại.',
    en: 'The password of the PDF file is wrong. Check the keyboard layout and Caps Lock and enter it again.',
  },
  'pdf.encryption-unsupported': {
    vi: 'Tệp PDF được mã hóa theo kiểu phần mềm chưa đọc được ({detail}). Hãy xin nơi gửi bản không mã hóa.',
    en: 'The PDF file is encrypted in a way that is not supported ({detail}). Ask its sender for an unencrypted copy.',
  },
  'pdf.signing-not-permitted': {
    vi: 'Người tạo tệp PDF không cho phép ký hoặc sửa tệp này. Hãy nhập mật khẩu chủ sở hữu hoặc xin nơi gửi bản cho phép ký.',
    en: 'The author of the PDF file does not permit signing or changing it. Enter the owner password, or ask the sender for a copy that may be signed.',
  },
  'pdf.leading-bytes': {
    vi: 'Tệp có dữ liệu lạ đứng trước phần đầu PDF nên chữ ký thêm vào sẽ bị nhiều phần mềm coi là hỏng. Hãy in ra PDF mới rồi ký.',
    en: 'Foreign data precede the PDF header, and many readers would call a signature added to it broken. Print it to a new PDF and sign that.',
  },
  'pdf.filter-unsupported': {
    vi: 'Tệp PDF dùng kiểu nén {filter} mà phần mềm chưa đọc được. Hãy in ra PDF mới rồi thử lại.',
    en: 'The PDF file uses the stream filter {filter}, which is not supported. Print it to a new PDF and try again.',
  },
  'pdf.form-circular': {
    vi: 'Biểu mẫu trong tệp PDF bị hỏng: một ô được khai báo hai lần hoặc lồng vòng nên không ký được mà không gây mâu thuẫn. Hãy in ra PDF mới rồi ký.',
    en: 'The form in the PDF file is damaged: a field is listed twice or inside itself, so nothing can be signed without contradiction. Print it to a new PDF and sign that.',
  },
  'pdf.limit': {
    vi: 'Tệp PDF vượt giới hạn an toàn ({limit}) và có thể được tạo ra để gây hại. Không mở tệp này; hãy hỏi lại nơi gửi.',
    en: 'The PDF file exceeds a safety limit ({limit}) and may have been made to do harm. Do not open it; ask its sender.',
  },
  'pdf.page-geometry': {
    vi: 'Trang {page} khai báo kích thước hoặc đơn vị đo vượt mức hợp lý nên không thể đặt đúng chỗ trên trang. Hãy in ra PDF mới rồi ký, hoặc chọn ký không hiển thị.',
    en: 'Page {page} states a size or unit beyond reason, so nothing can be placed on it reliably. Print it to a new PDF and sign that, or sign invisibly.',
  },
  'pdf.too-large': {
    vi: 'Tệp PDF quá lớn để ký (tối đa 9,9 GB). Hãy chia nhỏ văn bản.',
    en: 'The PDF file is too large to be signed (9.9 GB at most). Split the document.',
  },
});
