import { defineFaults } from './define.js';

export const signingFaults = defineFaults({
  'signing.level-unsupported': {
    vi: 'Phiên bản này chỉ ký mức PAdES B-B, chưa ký mức {level}. Hãy chọn mức B-B.',
    en: 'This version signs at PAdES level B-B only, not {level}. Choose B-B.',
  },
  'signing.certified-no-changes': {
    vi: 'Văn bản đã được chứng nhận và không cho phép thay đổi nào nữa, kể cả ký thêm. Hãy xin người chứng nhận một bản cho phép ký.',
    en: 'The document is certified and allows no further change, not even a signature. Ask its certifier for a version that may be signed.',
  },
  'signing.field-locked': {
    vi: 'Một chữ ký trước đã khóa ô chữ ký “{field}”. Hãy chọn ô khác hoặc hỏi người đã ký trước.',
    en: 'An earlier signature has locked the field “{field}”. Choose another field or ask the earlier signer.',
  },
  'signing.field-signed': {
    vi: 'Ô chữ ký “{field}” đã được ký. Hãy chọn một ô còn trống.',
    en: 'The signature field “{field}” is already signed. Choose an empty one.',
  },
  'signing.field-missing': {
    vi: 'Không có ô chữ ký “{field}” trong văn bản. Hãy kiểm tra tên ô hoặc ký không chọn ô.',
    en: 'The document has no signature field “{field}”. Check its name, or sign without choosing a field.',
  },
  'signing.seed-unsupported': {
    vi: 'Ô chữ ký “{field}” đòi hỏi điều kiện ký riêng mà phần mềm chưa đáp ứng. Hãy chọn ô khác.',
    en: 'The signature field “{field}” demands signing conditions that are not supported. Choose another field.',
  },
  'signing.page-missing': {
    vi: 'Văn bản chỉ có {pages} trang, không có trang {page}. Hãy chọn lại trang đặt chữ ký.',
    en: 'The document has {pages} pages; there is no page {page}. Choose the page again.',
  },
  'signing.rect-outside': {
    vi: 'Khung chữ ký nằm ngoài trang {page}. Hãy đặt lại khung trong phạm vi trang.',
    en: 'The signature box lies outside page {page}. Place it within the page.',
  },
  'signing.work-file-changed': {
    vi: 'Tệp đang ký đã bị chương trình khác thay đổi nên việc ký được dừng. Văn bản gốc không bị ảnh hưởng; hãy ký lại.',
    en: 'Another program changed the file while it was being signed. The original is unchanged; sign it again.',
  },
});
