import { defineFaults } from './define.js';

export const queueFaults = defineFaults({
  'queue.open-failed': {
    vi: 'Không mở được hàng đợi văn bản trên máy này. Hãy kiểm tra quyền ghi và dung lượng ổ đĩa, rồi mở lại phần mềm.',
    en: 'The document queue on this computer cannot be opened. Check write permission and disk space, then start again.',
  },
  'queue.unsafe-settings': {
    vi: 'Hàng đợi không bật được chế độ ghi an toàn ({setting}). Phần mềm dừng để không làm mất văn bản; hãy báo quản trị đơn vị.',
    en: 'The queue could not switch on safe writing ({setting}). It stops rather than lose documents; tell your administrator.',
  },
  'queue.corrupt': {
    vi: 'Tệp hàng đợi bị hỏng. Văn bản gốc và văn bản đã ký vẫn còn trên máy; đừng xóa thư mục dữ liệu, hãy báo quản trị đơn vị.',
    en: 'The queue file is damaged. Originals and signed files are still on this computer; keep the data folder and tell your administrator.',
  },
  'queue.newer-version': {
    vi: 'Hàng đợi được tạo bởi phiên bản phần mềm mới hơn. Hãy cập nhật phần mềm rồi mở lại.',
    en: 'The queue was written by a newer version of this application. Update, then start again.',
  },
  'queue.busy': {
    vi: 'Hàng đợi đang được một chương trình khác ghi. Hãy chờ vài giây rồi thử lại.',
    en: 'Another program is writing to the queue. Wait a few seconds and try again.',
  },
  'queue.disk-full': {
    vi: 'Ổ đĩa đã đầy nên chưa ghi được hàng đợi. Hãy giải phóng dung lượng rồi thử lại; chưa có văn bản nào bị mất.',
    en: 'The disk is full, the queue could not be written. Free some space and try again; no document was lost.',
  },
  'queue.write-failed': {
    vi: 'Không ghi được hàng đợi vào ổ đĩa. Hãy kiểm tra ổ đĩa và quyền ghi thư mục dữ liệu rồi thử lại.',
    en: 'The queue could not be written to disk. Check the disk and the data folder’s permissions, then try again.',
  },
  'queue.timeout': {
    vi: 'Hàng đợi chưa trả lời kịp ({operation}). Hãy chờ rồi thử lại; công việc đang chạy vẫn được giữ.',
    en: 'The queue did not answer in time ({operation}). Wait and try again; running work is kept.',
  },
  'queue.closing': {
    vi: 'Phần mềm đang đóng nên không nhận việc mới. Hãy mở lại phần mềm để tiếp tục.',
    en: 'The application is closing and takes no new work. Start it again to go on.',
  },
  'queue.stopped': {
    vi: 'Bộ phận lưu hàng đợi đã dừng đột ngột. Hãy đóng và mở lại phần mềm; các bước đã ghi vẫn còn nguyên.',
    en: 'The queue’s worker stopped unexpectedly. Restart the application; every recorded step is kept.',
  },
  'queue.other-file': {
    vi: 'Tệp đã ký của văn bản này không phải tệp đã ghi trong sổ gửi, nên không được gửi. Hãy giữ nguyên dữ liệu và báo quản trị đơn vị.',
    en: 'The signed file of this document is not the one recorded for sending, so it was not sent. Keep the data and tell your administrator.',
  },
  'queue.job-missing': {
    vi: 'Không còn văn bản này trong hàng đợi. Hãy làm mới danh sách.',
    en: 'This document is no longer in the queue. Refresh the list.',
  },
  'queue.transition-refused': {
    vi: 'Văn bản đã sang bước khác nên không làm được thao tác này. Hãy làm mới danh sách rồi xem lại trạng thái.',
    en: 'The document has moved on: “{event}” is not possible in state “{state}”. Refresh the list.',
  },
  'queue.not-owner': {
    vi: 'Văn bản đang được một cửa sổ hoặc lệnh khác xử lý. Hãy chờ việc đó xong.',
    en: 'Another window or command is working on this document. Wait until it is done.',
  },
  'queue.journal-altered': {
    vi: 'Nhật ký đã bị sửa ở chỗ ghi khóa của máy chủ nên không gửi nhận được. Hãy giữ nguyên thư mục dữ liệu và báo quản trị đơn vị.',
    en: 'The journal was altered where it records the server’s key, so nothing is sent or received. Keep the data folder and tell your administrator.',
  },
  'queue.pending-unreadable': {
    vi: 'Không đọc lại được chữ ký đã tạo của văn bản này. Văn bản gốc còn nguyên; hãy chọn “Thử lại” để ký lại.',
    en: 'The stored signature of this document cannot be read. The original is intact; choose “Try again” to sign it anew.',
  },
  'queue.data-deleted': {
    vi: 'Văn bản này đã xong và nội dung trên máy đã được xóa khi hết thời hạn lưu. Hãy mở văn bản trên máy chủ của đơn vị.',
    en: 'This document is done with, and what was kept of it here was deleted when its time was up. Open it on your server.',
  },
  'queue.clock-ahead': {
    vi: 'Chưa xóa dữ liệu hết thời hạn lưu: đồng hồ máy chỉ ngày {now}, trong khi lần làm việc gần nhất được ghi nhận là ngày {newest}. Hãy kiểm tra ngày giờ của máy; nếu sai thì chỉnh lại, nếu đúng thì đồng bộ với máy chủ văn bản hoặc xác nhận đồng hồ đúng ở Cài đặt, mục Sao lưu.',
    en: 'Nothing was deleted although its time may be up: the clock says {now}, and the newest time on record is {newest}. Check the date of this computer; set it if it is wrong, else sync with the document server or confirm the clock in Settings, Backup.',
  },
  'queue.retention-invalid': {
    vi: 'Tệp quy định thời hạn lưu không đúng ({file}), nên không xóa gì. Hãy báo quản trị đơn vị sửa tệp này.',
    en: 'The file that says how long documents are kept is not right ({file}), so nothing is deleted. Tell your administrator.',
  },
  'queue.no-evidence': {
    vi: 'Văn bản này chưa có thông tin kiểm tra chứng thư được lưu, hoặc thông tin đã bị xóa. Thông tin được lưu khi ký: hãy ký văn bản rồi xuất lại; nếu đã ký từ trước, hãy kiểm tra tệp đã ký và lưu hồ sơ chứng cứ.',
    en: 'No evidence of a certificate check is kept with this document, or it was deleted. It is kept when the document is signed: sign it and export again; if it was signed before, verify the signed file and save an evidence pack.',
  },
});
