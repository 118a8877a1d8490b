import { defineFaults } from './define.js';

export const signingFaults = defineFaults({
  'signing.level-unsupported': {
    vi: 'Mức {level} cần dấu thời gian mà lượt ký này không có chỗ dành sẵn nên không ký ở mức thấp hơn. Hãy khai báo máy chủ dấu thời gian rồi ký lại, hoặc chọn mức B-B.',
    en: 'Level {level} needs a timestamp, for which this signing has no room; it is not signed at a lower level. Name a timestamp server and sign again, or choose B-B.',
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
  'signing.field-nameless': {
    vi: 'Ô chữ ký được chọn không có tên nên không thể ký vào đó mà kiểm tra lại được. Hãy chọn ô khác hoặc ký không chọn ô.',
    en: 'The chosen signature field has no name, so a signature in it could not be told from others. Choose another field, or sign without choosing one.',
  },
  'signing.field-ambiguous': {
    vi: 'Văn bản có nhiều ô cùng tên “{field}” nên không biết ký vào ô nào. Hãy chọn ô khác, ký không chọn ô, hoặc hỏi người soạn văn bản.',
    en: 'The document has several fields named “{field}”, and it is open which one to sign. Choose another one, sign without choosing one, or ask the author of the document.',
  },
  'signing.seed-unsupported': {
    vi: 'Ô chữ ký “{field}” đòi hỏi điều kiện ký mà phần mềm không đáp ứng được ({condition}). Hãy chọn ô khác.',
    en: 'The signature field “{field}” demands a signing condition that is not supported ({condition}). Choose another field.',
  },
  'signing.seed-contradicted': {
    vi: 'Ô chữ ký “{field}” bắt buộc {condition} là “{wanted}”, khác với lựa chọn hiện tại. Hãy đổi lựa chọn ký hoặc chọn ô khác.',
    en: 'The signature field “{field}” requires {condition} to be “{wanted}”, unlike the present choice. Change the choice or the field.',
  },
  'signing.seed-timestamp': {
    vi: 'Ô chữ ký “{field}” bắt buộc có dấu thời gian. Hãy chọn mức ký B-T trở lên.',
    en: 'The signature field “{field}” requires a timestamp. Choose level B-T or higher.',
  },
  'signing.seed-reason': {
    vi: 'Ô chữ ký “{field}” chỉ nhận một trong các lý do ký: {reasons}. Hãy chọn đúng một lý do trong đó.',
    en: 'The signature field “{field}” accepts one of these reasons only: {reasons}. Choose one of them.',
  },
  'signing.seed-certificate': {
    vi: 'Ô chữ ký “{field}” không nhận chứng thư số này. Hãy dùng chứng thư mà ô yêu cầu hoặc chọn ô khác.',
    en: 'The signature field “{field}” does not accept this certificate. Use the one it asks for, or choose another field.',
  },
  'signing.field-number-missing': {
    vi: 'Văn bản chỉ có {count} ô chữ ký còn trống, không có ô số {number}. Hãy chọn lại số thứ tự của ô.',
    en: 'The document has {count} empty signature fields; there is no number {number}. Choose the number again.',
  },
  'signing.certify-not-first': {
    vi: 'Văn bản đã có chữ ký nên không chứng nhận được nữa: chỉ chữ ký đầu tiên được là chữ ký chứng nhận. Hãy bỏ lựa chọn chứng nhận rồi ký.',
    en: 'The document already carries a signature; only the first one can certify it. Sign without certification.',
  },
  'signing.prepare-after-signature': {
    vi: 'Văn bản đã có chữ ký nên không thêm được ô trống: thêm ô sau khi ký là thay đổi văn bản. Hãy chuẩn bị các ô trước chữ ký đầu tiên.',
    en: 'The document already carries a signature; adding empty fields now would be a change after signing. Prepare them before the first signature.',
  },
  'signing.field-name-taken': {
    vi: 'Đã có ô mang tên “{field}” trong văn bản. Hãy đặt tên khác cho ô mới.',
    en: 'There is already a field named “{field}”. Give the new one another name.',
  },
  'signing.field-name-invalid': {
    vi: 'Tên ô “{field}” không dùng được: tên không được chứa dấu chấm. Hãy đặt tên khác.',
    en: 'The field name “{field}” cannot be used: it must not contain a full stop. Choose another name.',
  },
  'signing.text-field-missing': {
    vi: 'Không có ô “{field}” trong văn bản để điền. Hãy kiểm tra tên ô.',
    en: 'The document has no field “{field}” to fill. Check its name.',
  },
  'signing.field-not-text': {
    vi: 'Ô “{field}” không phải là ô điền văn bản. Hãy chọn ô khác.',
    en: 'The field “{field}” is no text field. Choose another one.',
  },
  'signing.field-geometry': {
    vi: 'Ô “{field}” khai báo khung lớn quá mức hợp lý nên không thể vẽ nội dung vào đó. Hãy chọn ô khác hoặc hỏi người soạn văn bản.',
    en: 'The field “{field}” states a box beyond reason, into which nothing can be drawn. Choose another one or ask the author of the document.',
  },
  'signing.fields-differ': {
    vi: 'Văn bản có nhiều ô cùng tên “{field}” nhưng khác loại nên không thể điền mà không mâu thuẫn. Hãy chọn ô khác hoặc hỏi người soạn văn bản.',
    en: 'The document has several fields named “{field}” of different kinds, so filling them would be contradictory. Choose another one or ask the author of the document.',
  },
  'signing.field-read-only': {
    vi: 'Ô “{field}” chỉ cho đọc, không điền được. Hãy chọn ô khác hoặc hỏi người soạn văn bản.',
    en: 'The field “{field}” is read-only. Choose another one or ask the author of the document.',
  },
  'signing.filled-twice': {
    vi: 'Ô “{field}” được điền hai lần trong cùng một lần ký. Hãy giữ lại một giá trị.',
    en: 'The field “{field}” is filled twice in one signing. Keep one value.',
  },
  'signing.value-too-long': {
    vi: 'Giá trị điền vào ô “{field}” dài quá {limit} ký tự. Hãy rút ngắn.',
    en: 'The value for the field “{field}” is longer than {limit} characters. Shorten it.',
  },
  'signing.value-unprintable': {
    vi: 'Giá trị điền vào ô “{field}” có ký tự không in được. Hãy bỏ ký tự lạ và dấu xuống dòng.',
    en: 'The value for the field “{field}” contains characters that cannot be printed. Remove foreign characters and line breaks.',
  },
  'signing.xfa': {
    vi: 'Văn bản là biểu mẫu XFA: hình thức hiển thị do mã lệnh trong tệp dựng ra nên chữ ký không bảo đảm được nội dung. Hãy in ra PDF mới rồi ký.',
    en: 'The document is an XFA form whose look is built by instructions inside it, so a signature cannot vouch for it. Print it to a new PDF and sign that.',
  },
  'signing.recovered-signed': {
    vi: 'Tệp PDF bị hỏng cấu trúc và đã có chữ ký: ký thêm sẽ làm chữ ký trước mất căn cứ. Hãy xin nơi gửi bản gốc nguyên vẹn rồi ký.',
    en: 'The structure of the PDF file is damaged and it carries a signature already, which would lose its base if another one were added. Ask its sender for the intact original and sign that.',
  },
  'signing.policy-invalid': {
    vi: 'Tệp chính sách ký ({file}) không đúng định dạng. Hãy cài lại phần mềm.',
    en: 'The signing policy ({file}) is malformed. Reinstall the application.',
  },
  'signing.revocation-subfilter': {
    vi: 'Dữ liệu thu hồi chỉ nhúng được vào chữ ký dạng adbe.pkcs7.detached. Hãy chọn dạng chữ ký này hoặc bỏ nhúng.',
    en: 'Revocation data can be embedded with adbe.pkcs7.detached only. Choose that format or do not embed them.',
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
  'signing.timestamp-too-large': {
    vi: 'Dấu thời gian nhận được quá lớn ({size} byte, chỗ dành sẵn {reserve} byte) nên không ghi vào văn bản được. Văn bản gốc không bị ảnh hưởng; hãy thử lại hoặc chọn máy chủ dấu thời gian khác.',
    en: 'The timestamp received is too large ({size} bytes for the {reserve} set aside). The original is unchanged; try again or choose another timestamp server.',
  },
  'signing.image-kind': {
    vi: 'Tệp hình ảnh chữ ký không phải PNG hoặc JPEG. Hãy chọn hình ảnh có định dạng PNG hoặc JPEG.',
    en: 'The signature image is neither PNG nor JPEG. Choose a PNG or JPEG image.',
  },
  'signing.image-unreadable': {
    vi: 'Không đọc được hình ảnh chữ ký: tệp hỏng hoặc thuộc loại hiếm gặp. Hãy lưu lại hình ảnh dưới dạng PNG rồi chọn lại.',
    en: 'The signature image cannot be read: it is damaged or of a rare kind. Save it again as PNG and choose it again.',
  },
  'signing.image-cmyk': {
    vi: 'Hình ảnh chữ ký dùng hệ màu in CMYK nên có thể hiện sai màu. Hãy lưu lại hình ảnh ở hệ màu RGB rồi chọn lại.',
    en: 'The signature image uses CMYK print colours, which may show wrongly. Save it in RGB and choose it again.',
  },
  'signing.image-too-large': {
    vi: 'Hình ảnh chữ ký quá lớn: tối đa {megapixels} triệu điểm ảnh và {megabytes} MB. Hãy thu nhỏ hình ảnh rồi chọn lại.',
    en: 'The signature image is too large: at most {megapixels} megapixels and {megabytes} MB. Make it smaller and choose it again.',
  },
  'signing.image-exceeds-box': {
    vi: 'Hình ảnh {size} mm lớn hơn chỗ dành cho nó trong khung chữ ký ({room} mm). Hãy giảm chiều rộng hình hoặc mở rộng khung.',
    en: 'The image of {size} mm is larger than its room in the signature box ({room} mm). Reduce its width or enlarge the box.',
  },
  'signing.text-too-long': {
    vi: 'Nội dung “{text}” quá dài so với ô cần điền. Hãy rút gọn nội dung hoặc dùng ô rộng hơn.',
    en: 'The text “{text}” is too long for its field. Shorten it or use a larger field.',
  },
  'signing.existing-signature-broken': {
    vi: 'Chữ ký đã có trong ô “{field}” không còn nguyên vẹn: văn bản đã bị sửa sau khi ký. Hãy hỏi nơi gửi và xin bản gốc trước khi ký thêm.',
    en: 'The signature in the field “{field}” is no longer intact: the document was changed after it was signed. Ask its sender for the original before you add yours.',
  },
  'signing.nothing-to-upgrade': {
    vi: 'Văn bản không có chữ ký PAdES nguyên vẹn nào để nâng cấp. Hãy ký văn bản trước, hoặc chọn đúng tệp đã ký.',
    en: 'The document has no intact PAdES signature that could be upgraded. Sign it first, or choose the signed file.',
  },
});
