import { defineFaults } from './define.js';

export const syncFaults = defineFaults({
  'sync.url-refused': {
    vi: 'Địa chỉ máy chủ “{url}” không dùng được. Hãy nhập địa chỉ bắt đầu bằng https://, không kèm tên đăng nhập hay mật khẩu.',
    en: 'The server address “{url}” cannot be used. Enter one that starts with https:// and holds no name or password.',
  },
  'sync.unreachable': {
    vi: 'Không kết nối được máy chủ văn bản. Văn bản vẫn an toàn trên máy này; hãy kiểm tra mạng rồi thử lại.',
    en: 'The document server cannot be reached. Documents are safe on this computer; check the network and try again.',
  },
  'sync.timeout': {
    vi: 'Máy chủ văn bản không trả lời kịp. Văn bản vẫn an toàn trên máy này; hãy thử lại sau.',
    en: 'The document server did not answer in time. Documents are safe on this computer; try again later.',
  },
  'sync.sign-in-refused': {
    vi: 'Máy chủ không chấp nhận tên đăng nhập hoặc mật khẩu. Hãy kiểm tra rồi đăng nhập lại.',
    en: 'The server refused the user name or password. Check them and sign in again.',
  },
  'sync.session-expired': {
    vi: 'Phiên làm việc với máy chủ không còn hiệu lực. Hãy đăng nhập lại rồi đồng bộ; văn bản đã ký vẫn được giữ.',
    en: 'The session with the server is over. Sign in again and sync; signed documents are kept.',
  },
  'sync.forbidden': {
    vi: 'Máy chủ không cho phép tài khoản này làm việc đó. Hãy liên hệ quản trị đơn vị.',
    en: 'The server does not allow this account to do that. Contact your administrator.',
  },
  'sync.too-many-requests': {
    vi: 'Máy chủ yêu cầu chờ vì có quá nhiều lượt truy cập. Hãy thử lại sau ít phút.',
    en: 'The server asks to wait because of too many requests. Try again in a few minutes.',
  },
  'sync.document-missing': {
    vi: 'Văn bản không còn trên máy chủ. Hãy hỏi nơi gửi xem văn bản đã bị thu hồi hay chưa.',
    en: 'The document is no longer on the server. Ask its sender whether it was withdrawn.',
  },
  'sync.conflict': {
    vi: 'Máy chủ đã nhận một bản ký khác của văn bản này nên không nhận thêm. Hãy kiểm tra trên máy chủ trước khi làm tiếp.',
    en: 'The server already holds another signed file of this document. Check there before you go on.',
  },
  'sync.too-large': {
    vi: 'Tệp lớn hơn giới hạn của máy chủ. Hãy liên hệ quản trị máy chủ để được nâng giới hạn, rồi gửi lại.',
    en: 'The file is larger than the server accepts. Ask the server’s administrator to raise the limit, then send again.',
  },
  'sync.download-damaged': {
    vi: 'Tệp tải về không khớp mã băm của máy chủ nên đã bị bỏ. Hãy đồng bộ lại; nếu vẫn lỗi, báo quản trị máy chủ.',
    en: 'The downloaded file does not match the server’s hash and was dropped. Sync again; if it persists, tell the server’s administrator.',
  },
  'sync.upload-damaged': {
    vi: 'Tệp bị sai lệch trên đường gửi nên máy chủ không nhận. Văn bản vẫn an toàn trên máy này; hãy gửi lại.',
    en: 'The file was damaged on its way and the server refused it. It is safe on this computer; send it again.',
  },
  'sync.signed-file-changed': {
    vi: 'Tệp đã ký trên máy bị thay đổi hoặc không còn nên không được gửi. Bấm “Thử lại” để ký lại từ văn bản gốc.',
    en: 'The signed file on this computer was changed or is gone, so it was not sent. Retry to sign the original again.',
  },
  'sync.receipt-mismatch': {
    vi: 'Biên nhận của máy chủ không khớp tệp đã gửi. Hãy báo quản trị máy chủ; chưa xem văn bản là đã gửi.',
    en: 'The server’s receipt does not match the file sent. Tell its administrator; the document does not count as delivered.',
  },
  'sync.server-error': {
    vi: 'Máy chủ văn bản gặp lỗi ({status}). Văn bản vẫn an toàn trên máy này; hãy đồng bộ lại sau.',
    en: 'The document server failed ({status}). Documents are safe on this computer; sync again later.',
  },
  'sync.request-refused': {
    vi: 'Máy chủ từ chối yêu cầu ({status}). Hãy kiểm tra địa chỉ máy chủ và cập nhật phần mềm.',
    en: 'The server refused the request ({status}). Check the server address and update the application.',
  },
  'sync.redirect-refused': {
    vi: 'Máy chủ chuyển hướng sang địa chỉ khác, phần mềm không đi theo. Hãy nhập đúng địa chỉ máy chủ văn bản.',
    en: 'The server redirects to another address, which is not followed. Enter the document server’s own address.',
  },
  'sync.reply-malformed': {
    vi: 'Câu trả lời không phải của máy chủ văn bản. Hãy kiểm tra địa chỉ máy chủ và cấu hình proxy.',
    en: 'The reply is not that of a document server. Check the server address and the proxy.',
  },
  'sync.store-failed': {
    vi: 'Không lưu được văn bản tải về. Hãy kiểm tra dung lượng ổ đĩa và quyền ghi rồi đồng bộ lại.',
    en: 'The downloaded document could not be stored. Check disk space and permissions, then sync again.',
  },
});
