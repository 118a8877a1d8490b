import { defineFaults } from './define.js';

export const appFaults = defineFaults({
  'app.internal': {
    vi: 'Phần mềm gặp lỗi bên trong. Văn bản gốc không bị thay đổi. Hãy thử lại; nếu vẫn lỗi, gửi nhật ký cho quản trị đơn vị.',
    en: 'Internal error. The original document is unchanged. Try again; if it persists, send the log to your administrator.',
  },
  'app.cancelled': {
    vi: 'Đã dừng theo yêu cầu. Các văn bản chưa ký vẫn nguyên vẹn.',
    en: 'Stopped on request. Documents not yet signed are unchanged.',
  },
  'app.usage': {
    vi: 'Lệnh không đúng: {detail}. Gõ “kyso --help” để xem cách dùng.',
    en: 'Bad command line: {detail}. See “kyso --help”.',
  },
  'app.request-refused': {
    vi: 'Yêu cầu không hợp lệ đã bị từ chối. Hãy đóng và mở lại phần mềm.',
    en: 'An invalid request was refused. Close and reopen the application.',
  },
  'app.network-policy-invalid': {
    vi: 'Tệp cấu hình mạng “{file}” không đúng định dạng nên không thể biết được phép hỏi máy chủ nào. Hãy sửa hoặc xóa tệp này; nếu là tệp đi kèm phần mềm, hãy cài lại.',
    en: 'The network policy file “{file}” is not in the right form, so it is unknown which servers may be asked. Correct or remove it; if it came with the application, reinstall.',
  },
  'file.missing': {
    vi: 'Không tìm thấy tệp “{file}”. Tệp có thể đã bị chuyển hoặc xóa; hãy chọn lại.',
    en: 'File “{file}” was not found. It may have been moved or deleted; choose it again.',
  },
  'file.unreadable': {
    vi: 'Không đọc được tệp “{file}”. Hãy kiểm tra quyền truy cập hoặc đóng chương trình đang mở tệp.',
    en: 'File “{file}” cannot be read. Check its permissions or close the program that holds it.',
  },
  'file.changed': {
    vi: 'Tệp “{file}” đã thay đổi sau khi được đưa vào. Hãy mở lại và xem trước khi ký.',
    en: 'File “{file}” changed after it was taken in. Open it again and review it before signing.',
  },
  'queue.held-elsewhere': {
    vi: 'Văn bản “{file}” không còn chờ ký: nó đang được xử lý ở nơi khác hoặc đã xong. Hãy tải lại danh sách.',
    en: 'Document “{file}” no longer waits to be signed: it is handled elsewhere or done. Reload the list.',
  },
  'worker.failed': {
    vi: 'Không xử lý xong văn bản này: tệp có cấu trúc bất thường hoặc quá lớn. Văn bản gốc không bị thay đổi; hãy xin lại bản khác từ nơi gửi.',
    en: 'This document could not be processed: its structure is abnormal or it is too large. The original is unchanged; ask its sender for another copy.',
  },
  'worker.too-slow': {
    vi: 'Xử lý văn bản này quá lâu nên đã dừng. Văn bản gốc không bị thay đổi; hãy thử lại hoặc xin bản khác từ nơi gửi.',
    en: 'Processing this document took too long and was stopped. The original is unchanged; try again or ask its sender for another copy.',
  },
  'output.failed': {
    vi: 'Không ghi được kết quả vào “{dir}”. Hãy kiểm tra dung lượng đĩa và quyền ghi; văn bản gốc không bị thay đổi.',
    en: 'The result could not be written to “{dir}”. Check disk space and permissions; the original is unchanged.',
  },
});
