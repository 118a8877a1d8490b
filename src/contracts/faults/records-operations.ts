import { defineFaults } from './define.js';

/** Why an operation of văn thư is not done with a document, or wants to be looked at first. */
export const recordsOperationFaults = defineFaults({
  'records.leader-signature-missing': {
    vi: 'Văn bản điện tử này chưa có chữ ký số của người có thẩm quyền nên chưa phát hành được (NĐ 30/2020, Điều 32, khoản 2, điểm d). Hãy trình người có thẩm quyền ký số, hoặc chọn loại “bản quét” nếu đây là bản quét của bản giấy đã ký.',
    en: 'This electronic original has no digital signature of the authorised person and cannot be issued yet (Decree 30/2020, art. 32.2.d). Have it signed, or choose “scan” if it is a scan of a signed paper original.',
  },
  'records.leader-signature-not-valid': {
    vi: 'Chữ ký số có trên văn bản chưa được kết luận là hợp lệ nên chưa phát hành được. Hãy xem kết quả ở trang Kiểm tra và khắc phục nguyên nhân ghi ở đó.',
    en: 'The digital signature on the document is not found valid, so it cannot be issued. See the result on the Verify page and settle the reason given there.',
  },
  'records.kind-open': {
    vi: 'Chưa xác định được đây là văn bản điện tử gốc hay bản quét của bản giấy. Hãy xem văn bản và chọn loại.',
    en: 'It is not clear whether this is an electronic original or a scan of a paper original. Look at it and choose its kind.',
  },
  'records.number-present': {
    vi: 'Trang đầu đã có số {number}; phần mềm không đặt số thứ hai lên văn bản. Nếu đây là bản quét của bản giấy đã phát hành, hãy chọn loại “bản quét”.',
    en: 'The first page already shows the number {number}; no second number is put on it. If this is a scan of an issued paper original, choose the kind “scan”.',
  },
  'records.number-missing': {
    vi: 'Văn bản chưa được gán số. Hãy nhập số văn bản rồi làm lại.',
    en: 'The document has no number yet. Enter its number and try again.',
  },
  'records.notation-missing': {
    vi: 'Chưa có số và ký hiệu của văn bản chính. Hãy nhập số và ký hiệu (ví dụ 05/TTr-SNV) rồi làm lại.',
    en: 'The number and notation of the main document are missing. Enter them (for example 05/TTr-SNV) and try again.',
  },
  'records.seal-image-missing': {
    vi: 'Chưa có hình con dấu của cơ quan. Hãy thêm hình dấu (PNG nền trong suốt) ở Cài đặt, mục Mẫu văn thư.',
    en: 'There is no picture of the office’s seal. Add it (PNG with transparency) under Settings, Records presets.',
  },
  'records.signature-image-missing': {
    vi: 'Chưa có hình chữ ký của {name}. Hãy thêm hình chữ ký (PNG nền trong suốt, màu xanh) ở Cài đặt, mục Mẫu văn thư.',
    en: 'There is no picture of the signature of {name}. Add it (PNG with transparency, blue) under Settings, Records presets.',
  },
  'records.leader-unknown': {
    vi: 'Chưa biết dùng hình chữ ký của ai. Hãy chọn người ký.',
    en: 'It is not clear whose picture of a signature to use. Choose the signer.',
  },
  'records.paper-not-confirmed': {
    vi: 'Chưa xác nhận rằng bản giấy đã được người có thẩm quyền ký. Hãy đánh dấu xác nhận rồi bắt đầu lại.',
    en: 'It was not confirmed that the paper originals were signed by the authorised person. Tick the confirmation and start again.',
  },
  'records.incoming-invalid': {
    vi: 'Văn bản đến có chữ ký số không hợp lệ nên không đóng dấu đến. Hãy trả lại nơi gửi qua hệ thống và yêu cầu bản gốc (NĐ 30/2020 Đ.21).',
    en: 'The incoming document carries an invalid digital signature, so no arrival stamp is put on it. Return it through the system and ask for the original (Decree 30/2020 art. 21).',
  },
  'records.incoming-open': {
    vi: 'Chữ ký số của văn bản đến chưa xác định được là hợp lệ. Hãy xem kết quả ở trang Kiểm tra trước khi đóng dấu đến.',
    en: 'The digital signature of the incoming document is not settled. See the result on the Verify page before stamping it.',
  },
  'records.incoming-unsigned': {
    vi: 'Văn bản đến không có chữ ký số. Hãy kiểm tra nguồn gửi trước khi đóng dấu đến.',
    en: 'The incoming document carries no digital signature. Check where it came from before stamping it.',
  },
  'records.prepared-astray': {
    vi: 'Ô chuẩn bị sẵn cho số, ngày, tháng hoặc dấu không nằm đúng chỗ, hoặc không đúng cỡ con dấu. Hãy xem vị trí trên trang trước khi phát hành.',
    en: 'A prepared field for number, day, month or seal is not where it belongs, or not as large as the seal. Look at the places on the page before issuing.',
  },
  'records.same-document': {
    vi: '“{file}” và “{other}” là cùng một văn bản. Hãy bỏ một trong hai rồi bắt đầu lại.',
    en: '“{file}” and “{other}” are the same document. Remove one of them and start again.',
  },
  'records.under-way': {
    vi: 'Văn bản này đang được ký trong một lượt khác nên không bắt đầu thêm lần nữa. Hãy chờ lượt đó xong rồi xem kết quả.',
    en: 'This document is being signed in another run, so it is not begun a second time. Wait for that run and look at its result.',
  },
  'records.start-refused': {
    vi: 'Chưa bắt đầu được vì “{file}” chưa sẵn sàng: {why}',
    en: 'Nothing was started because “{file}” is not ready: {why}',
  },
});
