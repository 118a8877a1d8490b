import { defineFaults } from './define.js';

/** What reading an official document gives: refusals, why it is taken for one kind, deviations from NĐ 30/2020. */
export const recordsFaults = defineFaults({
  'records.classified': {
    vi: 'Văn bản đóng dấu “{mark}” (trang {page}): văn bản mật không được ký, gửi hay lưu trên máy tính nối mạng. Hãy xử lý theo quy định về bảo vệ bí mật nhà nước.',
    en: 'The document is marked “{mark}” (page {page}): classified documents are not signed, sent or kept on a computer with a network. Handle it under the rules on state secrets.',
  },
  'records.date-present': {
    vi: 'Trang đầu đã có ngày, tháng ({date}); phần mềm không đặt ngày thứ hai lên văn bản. Nếu đây là bản quét của bản giấy đã phát hành, hãy chọn loại “bản quét”.',
    en: 'The first page already shows a date ({date}); no second one is put on it. If this is a scan of an issued paper original, choose the kind “scan”.',
  },
  'records.date-differs': {
    vi: 'Trên văn bản in sẵn “{printed}”, khác với ngày ban hành đã chọn là {date}. Hãy chọn ngày ban hành đúng với phần đã in, hoặc trình lại văn bản.',
    en: 'The document is printed “{printed}”, and the date of issue that was chosen is {date}. Choose a date that agrees with the print, or have the document made anew.',
  },
  'records.seal-present': {
    vi: 'Văn bản đã có hình con dấu (trang {page}); phần mềm không đóng dấu thứ hai. Hãy xem lại văn bản.',
    en: 'The document already shows a seal (page {page}); no second one is put on it. Look at the document.',
  },
  'records.kind-leader-valid': {
    vi: 'Có chữ ký số hợp lệ của {name}.',
    en: 'It carries a valid digital signature of {name}.',
  },
  'records.kind-leader-open': {
    vi: 'Có chữ ký số của {name}, nhưng chưa được kết luận là hợp lệ. Hãy xem kết quả ở trang Kiểm tra.',
    en: 'It carries a digital signature of {name} that is not found valid. See the result on the Verify page.',
  },
  'records.kind-signer-unsure': {
    vi: 'Có chữ ký số của {name}, nhưng không đối chiếu được với họ tên người ký trên văn bản. Hãy xem người này có đúng là người có thẩm quyền không.',
    en: 'It carries a digital signature of {name}, which could not be matched with the name printed on the document. See whether that is the authorised person.',
  },
  'records.kind-text': {
    vi: 'Trang đầu là chữ soạn trên máy, không phải ảnh quét.',
    en: 'The first page is text from a computer, not a scanned image.',
  },
  'records.kind-scan': {
    vi: 'Trang đầu là ảnh quét.',
    en: 'The first page is a scanned image.',
  },
  'records.kind-red-seal': {
    vi: 'Có con dấu đỏ trên ảnh quét (trang {page}).',
    en: 'A red seal is seen on the scan (page {page}).',
  },
  'records.kind-no-seal': {
    vi: 'Không thấy con dấu đỏ trên ảnh quét. Hãy xem bản giấy đã đóng dấu, ghi số chưa.',
    en: 'No red seal is seen on the scan. See whether the paper original is sealed and numbered.',
  },
  'records.kind-no-colour': {
    vi: 'Ảnh quét không có màu nên không nhận ra được con dấu đỏ. Hãy xem bản giấy đã đóng dấu chưa.',
    en: 'The scan has no colour, so a red seal cannot be recognised. See whether the paper original is sealed.',
  },
  'records.kind-not-measured': {
    vi: 'Chưa đo màu của ảnh quét để tìm con dấu đỏ.',
    en: 'The colours of the scan have not been measured for a red seal yet.',
  },
  'records.kind-number-empty': {
    vi: 'Chỗ ghi số trên ảnh quét có vẻ còn trống.',
    en: 'The place of the number on the scan seems to be empty.',
  },
  'records.kind-signed-scan': {
    vi: 'Bản quét đã có chữ ký số của {name}. Hãy xem có cần ký thêm không.',
    en: 'The scan already carries a digital signature of {name}. See whether another one is needed.',
  },
  'records.kind-unread': {
    vi: 'Trang đầu không phải ảnh quét và không có lớp chữ đọc được.',
    en: 'The first page is no scanned image and has no text that can be read.',
  },
  'records.lint-paper-size': {
    vi: 'Trang {page} khổ {width} × {height} mm, không phải A4 (210 × 297 mm). Hãy xuất lại từ bản soạn thảo với khổ giấy A4.',
    en: 'Page {page} measures {width} × {height} mm, not A4 (210 × 297 mm). Export the draft again with A4 paper.',
  },
  'records.lint-not-scanned': {
    vi: 'Văn bản được chọn là bản quét, nhưng các trang là chữ soạn trên máy. Nếu không phải bản quét của bản giấy đã ký, hãy chọn loại “bản điện tử”.',
    en: 'The document was chosen to be a scan, but its pages are text from a computer. If it is no scan of a signed paper original, choose the kind “electronic”.',
  },
  'records.lint-scan-scale': {
    vi: 'Bản quét trang {page} có khổ {width} × {height} mm, không phải A4 (210 × 297 mm). Hãy quét lại đúng tỷ lệ 100 %, trừ khi bản giấy có khổ đó.',
    en: 'The scan of page {page} measures {width} × {height} mm, not A4 (210 × 297 mm). Scan it again at 100 %, unless that is the size of the paper.',
  },
  'records.lint-margin-left': {
    vi: 'Lề trái trang {page} là {width} mm, quy định {least}–{most} mm. Hãy chỉnh lại định dạng ở bản soạn thảo cho lần sau.',
    en: 'The left margin of page {page} is {width} mm; the rule is {least}–{most} mm. Correct the layout of the draft next time.',
  },
  'records.lint-margin-right': {
    vi: 'Lề phải trang {page} là {width} mm, quy định {least}–{most} mm. Hãy chỉnh lại định dạng ở bản soạn thảo cho lần sau.',
    en: 'The right margin of page {page} is {width} mm; the rule is {least}–{most} mm. Correct the layout of the draft next time.',
  },
  'records.lint-scan-resolution': {
    vi: 'Ảnh quét trang {page} chỉ có {dpi} dpi, quy định tối thiểu 200 dpi. Hãy quét lại với độ phân giải cao hơn.',
    en: 'The scan of page {page} has only {dpi} dpi; at least 200 dpi are asked for. Scan it again at a higher resolution.',
  },
  'records.lint-scan-colour': {
    vi: 'Ảnh quét trang {page} không có màu, quy định là ảnh màu. Hãy quét lại ở chế độ màu.',
    en: 'The scan of page {page} has no colour; a colour image is asked for. Scan it again in colour.',
  },
  'records.lint-scan-pale': {
    vi: 'Ảnh quét lưu ở dạng màu nhưng hầu như không thấy màu nào (dấu đỏ, mực xanh). Hãy xem lại chế độ quét.',
    en: 'The scan is stored in colour but shows hardly any (red seal, blue ink). Check the settings of the scanner.',
  },
  'records.lint-pdf-version': {
    vi: 'Tệp quét là PDF {version}, quy định từ phiên bản 1.4 trở lên. Hãy lưu lại ở phiên bản mới hơn khi quét.',
    en: 'The scan is PDF {version}; version 1.4 or higher is asked for. Save it in a newer version when scanning.',
  },
  'records.lint-seal-first': {
    vi: 'Dấu của cơ quan (“{seal}”) được ký trước chữ ký của {name}. Quy định: chỉ đóng dấu sau khi người có thẩm quyền đã ký.',
    en: 'The seal of the office (“{seal}”) was signed before {name} signed. The rule: the seal comes only after the authorised person’s signature.',
  },
  'records.lint-seal-alone': {
    vi: 'Văn bản có dấu của cơ quan (“{seal}”) nhưng chưa có chữ ký số của người có thẩm quyền. Hãy trình ký trước, rồi mới đóng dấu.',
    en: 'The document carries the seal of the office (“{seal}”) without the digital signature of an authorised person. Have it signed first, then seal it.',
  },
  'records.lint-seal-size': {
    vi: 'Dấu trên trang rộng {width} mm, kích thước thực tế là {actual} mm. Hãy đặt dấu lại đúng kích thước thực tế.',
    en: 'The seal on the page is {width} mm wide; its actual size is {actual} mm. Place it again in its actual size.',
  },
  'records.lint-signature-colour': {
    vi: 'Hình chữ ký không phải màu xanh. Hãy dùng hình chữ ký màu xanh (mực xanh).',
    en: 'The picture of the signature is not blue. Use one in blue ink.',
  },
  'records.lint-seal-colour': {
    vi: 'Hình con dấu không phải màu đỏ. Hãy dùng hình dấu màu đỏ.',
    en: 'The picture of the seal is not red. Use a red one.',
  },
  'records.lint-opaque-image': {
    vi: 'Hình không có nền trong suốt nên sẽ che chữ trên trang. Hãy lưu lại dạng PNG nền trong suốt.',
    en: 'The picture has no transparent background and would cover text. Save it again as a PNG with transparency.',
  },
  'records.lint-appendix-unsigned': {
    vi: 'Phụ lục là tệp riêng (“{title}”) nhưng chưa có chữ ký số của cơ quan. Văn thư cần ký số từng tệp phụ lục.',
    en: 'The appendix is a file of its own (“{title}”) without the digital signature of the office. The clerk has to sign each such file.',
  },
});
