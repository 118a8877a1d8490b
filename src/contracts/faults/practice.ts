import { defineFaults } from './define.js';

export const practiceFaults = defineFaults({
  'practice.token-damaged': {
    vi: 'Không đọc được thiết bị thực hành: tệp của nó bị hỏng hoặc bị xóa. Hãy bấm “Làm mới thiết bị thực hành”; không việc gì của công việc thật bị ảnh hưởng.',
    en: 'The training token cannot be read: its file is damaged or gone. Press “Renew the training token”; nothing of the real work is affected.',
  },
  'practice.off': {
    vi: 'Việc này chỉ có trong chế độ thực hành. Hãy mở chế độ thực hành ở Cài đặt hoặc ở Hướng dẫn nhanh rồi làm lại.',
    en: 'This exists in practice mode only. Turn practice mode on in Settings or from the quick guide, then try again.',
  },
  'practice.no-driver': {
    vi: 'Trong chế độ thực hành chỉ dùng thiết bị thực hành; không trình điều khiển nào được thêm. Hãy kết thúc thực hành rồi thêm trình điều khiển.',
    en: 'Practice mode works with the training token alone; no driver is added. End practice, then add the driver.',
  },
  'practice.no-server': {
    vi: 'Trong chế độ thực hành phần mềm không kết nối với máy chủ văn bản; văn bản đã ký nằm lại ở mục “Chờ gửi” của phần thực hành. Muốn gửi văn bản thật, hãy kết thúc thực hành.',
    en: 'In practice mode the application contacts no document server; what was signed stays under “To deliver” of the practice. To send real documents, end practice.',
  },
  'practice.samples-failed': {
    vi: 'Không chép được tài liệu mẫu vào thư mục thực hành. Hãy kiểm tra dung lượng đĩa rồi bấm lại.',
    en: 'The sample documents could not be copied into the practice folder. Check the free space of the disk, then try again.',
  },
  'practice.busy': {
    vi: 'Đang có văn bản được ký. Hãy chờ ký xong hoặc hủy lượt ký, rồi bấm lại.',
    en: 'Documents are being signed. Wait until they are done or cancel, then try again.',
  },
});
