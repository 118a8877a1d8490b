import { defineFaults } from './define.js';

/** What is told before signing about documents whose look can change without their bytes changing. */
export const contentFaults = defineFaults({
  'content.javascript': {
    vi: 'Văn bản chứa mã JavaScript, có thể làm nội dung hiển thị khác đi sau khi ký. Nên xin hoặc in ra bản PDF không có mã rồi ký.',
    en: 'The document contains JavaScript, which can change what is shown after signing. Better sign a version without it.',
  },
  'content.automatic-action': {
    vi: 'Văn bản có thao tác tự chạy khi mở hoặc khi xem trang. Hãy kiểm tra kỹ nội dung, hoặc in ra PDF mới rồi ký.',
    en: 'The document runs actions by itself when it is opened or viewed. Check it carefully, or print it to a new PDF and sign that.',
  },
  'content.optional-content': {
    vi: 'Văn bản có lớp nội dung đang ẩn hoặc tự bật tắt, nên người khác có thể thấy nội dung khác. Hãy gộp các lớp (in ra PDF mới) rồi ký.',
    en: 'The document has layers that are hidden or switch by themselves; others may see something else. Flatten it (print to a new PDF) and sign that.',
  },
  'content.external': {
    vi: 'Văn bản lấy nội dung từ tệp bên ngoài, gửi dữ liệu hoặc mở tệp khác; phần đó không được chữ ký bảo vệ. Hãy in ra PDF mới rồi ký.',
    en: 'The document takes content from other files, sends data, or opens other files; a signature does not protect that. Print it to a new PDF and sign that.',
  },
  'content.need-appearances': {
    vi: 'Biểu mẫu yêu cầu phần mềm đọc tự vẽ lại các ô, nên mỗi phần mềm có thể hiển thị khác nhau. Nên in ra PDF mới rồi ký.',
    en: 'The form tells readers to redraw its fields, so each may show something else. Better print it to a new PDF and sign that.',
  },
  'content.unreferenced': {
    vi: 'Tệp chứa trang hoặc nội dung không hiển thị ở đâu ({objects}), có thể được cài sẵn để thay thế sau khi ký. Hãy in ra PDF mới rồi ký.',
    en: 'The file holds pages or content that nothing shows ({objects}), which may have been put there to replace something after signing. Print it to a new PDF and sign that.',
  },
  'content.ambiguous': {
    vi: 'Tệp khai báo hai lần một trang hoặc nội dung của trang: phần mềm khác có thể hiện khác với những gì bạn thấy. Hãy in ra PDF mới rồi ký.',
    en: 'The file states a page, or what a page is drawn with, twice: other readers may show something else than you see. Print it to a new PDF and sign that.',
  },
  'content.recovered': {
    vi: 'Tệp PDF bị hỏng cấu trúc và đã được đọc bằng cách dò lại. Hãy xem kỹ toàn bộ văn bản trước khi ký, hoặc xin bản khác.',
    en: 'The structure of the PDF file is damaged; it was read by searching for its parts. Review all of it before signing, or ask for another copy.',
  },
  'content.unexamined': {
    vi: 'Tệp quá lớn hoặc quá phức tạp nên chưa kiểm tra hết nội dung có thể thay đổi. Hãy xem kỹ văn bản trước khi ký.',
    en: 'The file is too large or too complex to be examined completely for content that can change. Review it before signing.',
  },
});
