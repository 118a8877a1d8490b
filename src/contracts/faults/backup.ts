import { defineFaults } from './define.js';

export const backupFaults = defineFaults({
  'backup.unreachable': {
    vi: 'Không tới được thư mục sao lưu {dir}. Hãy kiểm tra ổ đĩa hoặc kết nối mạng rồi sao lưu lại; dữ liệu trên máy này và các bản sao lưu cũ vẫn nguyên.',
    en: 'The backup folder {dir} cannot be reached. Check the disk or the network and back up again; the data on this computer and earlier backups are unchanged.',
  },
  'backup.disk-full': {
    vi: 'Nơi sao lưu {dir} đã đầy nên bản sao lưu này chưa xong. Hãy giải phóng dung lượng hoặc chọn nơi khác; các bản sao lưu cũ vẫn dùng được.',
    en: 'The backup folder {dir} is full, so this backup was not finished. Free some space or choose another place; earlier backups can still be used.',
  },
  'backup.not-writable': {
    vi: 'Không có quyền ghi vào thư mục sao lưu {dir}. Hãy chọn thư mục khác hoặc nhờ quản trị đơn vị cấp quyền ghi.',
    en: 'The backup folder {dir} may not be written to. Choose another one, or ask your administrator for permission.',
  },
  'backup.failed': {
    vi: 'Chưa ghi được bản sao lưu vào {dir} (lỗi {code}). Dữ liệu trên máy này và các bản sao lưu cũ vẫn nguyên; hãy sao lưu lại, nếu vẫn lỗi hãy chọn nơi khác.',
    en: 'The backup could not be written to {dir} (error {code}). The data on this computer and earlier backups are unchanged; try again, or choose another place.',
  },
  'backup.unverified': {
    vi: 'Bản sao lưu vừa ghi vào {dir} đọc lại không đúng nên không được dùng. Hãy kiểm tra ổ đĩa đó hoặc chọn nơi khác rồi sao lưu lại; các bản sao lưu cũ vẫn giữ.',
    en: 'The backup just written to {dir} does not read back as it was written, so it does not count. Check that disk or choose another place, then back up again; earlier backups are kept.',
  },
  'backup.no-folder': {
    vi: 'Chưa chọn nơi sao lưu. Hãy bấm “Chọn nơi sao lưu” rồi sao lưu.',
    en: 'No place for backups has been chosen. Choose one first.',
  },
  'backup.other-queue': {
    vi: 'Thư mục này đang giữ bản sao lưu của một hàng đợi khác. Hãy chọn thư mục khác để không lẫn hai hàng đợi.',
    en: 'This folder holds backups of another queue. Choose another folder so that the two are not mixed up.',
  },
  'backup.running': {
    vi: 'Đang có một lần sao lưu chạy. Hãy chờ lần đó xong.',
    en: 'A backup is running already. Wait until it is done.',
  },
  'backup.inside-data': {
    vi: 'Thư mục sao lưu không được nằm trong thư mục dữ liệu của phần mềm. Hãy chọn ổ đĩa khác hoặc thư mục chia sẻ.',
    en: 'Backups cannot be kept inside the application’s own data folder. Choose another disk or a share.',
  },
  'restore.no-backup': {
    vi: 'Không thấy bản sao lưu hoàn chỉnh nào trong {dir}. Hãy kiểm tra lại thư mục đã dùng để sao lưu.',
    en: 'There is no finished backup in {dir}. Check which folder the backups were written to.',
  },
  'restore.unreadable': {
    vi: 'Không đọc được bản sao lưu trong {dir}. Hãy kiểm tra ổ đĩa hoặc kết nối mạng rồi thử lại; chưa có gì thay đổi.',
    en: 'The backup in {dir} cannot be read. Check the disk or the network and try again; nothing was changed.',
  },
  'restore.damaged': {
    vi: 'Bản sao lưu {backup} không còn nguyên vẹn: tệp {file} thiếu hoặc khác mã SHA-256 đã ghi. Chưa có gì thay đổi; hãy phục hồi từ một bản khác (kyso restore --from <thư mục của bản đó>).',
    en: 'The backup {backup} is not intact: the file {file} is missing or differs from its recorded SHA-256. Nothing was changed; restore from another one.',
  },
  'restore.journal-damaged': {
    vi: 'Nhật ký trong bản sao lưu {backup} không khớp từ dòng {seq}, nên bản này không được phục hồi. Hãy phục hồi từ một bản khác và báo quản trị đơn vị.',
    en: 'The journal in the backup {backup} does not fit from line {seq} on, so it was not restored. Restore another one and tell your administrator.',
  },
  'restore.newer': {
    vi: 'Hàng đợi trên máy này mới hơn bản sao lưu ({here} bước so với {there} bước). Phục hồi sẽ làm mất các bước sau; phần mềm không làm việc này. Muốn xem bản sao lưu, hãy phục hồi vào một thư mục dữ liệu khác (--data).',
    en: 'The queue on this computer is newer than the backup ({here} steps against {there}). Restoring would lose the later steps, so it was not done. To look at the backup, restore it into another data folder (--data).',
  },
  'restore.other-queue': {
    vi: 'Thư mục dữ liệu đang giữ một hàng đợi khác với bản sao lưu. Hãy phục hồi vào thư mục dữ liệu khác (--data).',
    en: 'The data folder holds another queue than the backup. Restore into another data folder (--data).',
  },
  'restore.in-use': {
    vi: 'Phần mềm đang mở hàng đợi này. Hãy đóng cửa sổ Ký số công vụ và mọi lệnh kyso đang chạy, rồi phục hồi lại.',
    en: 'This queue is open. Close the application’s window and every running kyso command, then restore again.',
  },
  'restore.failed': {
    vi: 'Chưa phục hồi được vào {dir} (lỗi {code}). Bản sao lưu vẫn nguyên; hãy kiểm tra dung lượng và quyền ghi rồi thử lại.',
    en: 'The backup could not be restored into {dir} (error {code}). The backup is unchanged; check disk space and permissions, then try again.',
  },
});
