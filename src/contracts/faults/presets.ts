import { defineFaults } from './define.js';

export const presetsFaults = defineFaults({
  'presets.damaged': {
    vi: 'Không đọc được thiết lập văn thư đã lưu: tệp bị hỏng hoặc do phiên bản khác ghi. Tệp cũ được giữ lại với tên “{kept}” trong thư mục dữ liệu. Hãy nhập từ tệp đã xuất trước đây, hoặc thiết lập lại.',
    en: 'The office settings that were kept cannot be read: the file is damaged, or another version wrote it. It was kept aside as “{kept}” in the data folder. Import a file that was exported before, or set everything again.',
  },
  'presets.unreadable': {
    vi: 'Không mở được tệp thiết lập văn thư ({file}), nên thiết lập mới cũng không được ghi đè lên. Hãy đóng chương trình đang giữ tệp hoặc nhờ quản trị đơn vị xem quyền truy cập, rồi mở lại phần mềm.',
    en: 'The file of the office settings ({file}) cannot be opened, so nothing new is written over it either. Close the program that holds it or have its permissions looked at, then start the application again.',
  },
  'presets.not-presets': {
    vi: 'Tệp “{file}” không phải là tệp thiết lập văn thư của phần mềm này, hoặc bị hỏng. Thiết lập hiện có không thay đổi; hãy chọn tệp đã xuất từ máy khác.',
    en: 'File “{file}” holds no office settings of this application, or it is damaged. Nothing has changed; choose a file that was exported on another computer.',
  },
  'presets.image-not-png': {
    vi: 'Tệp “{file}” không phải hình PNG. Dấu và chữ ký cần hình PNG nền trong suốt; hãy lưu lại hình dưới dạng PNG rồi chọn lại.',
    en: 'File “{file}” is no PNG. Seals and signatures need a PNG with a transparent ground; save the picture as PNG and choose it again.',
  },
  'presets.image-too-large': {
    vi: 'Hình “{file}” quá lớn: tối đa {megabytes} MB và {megapixels} triệu điểm ảnh. Hãy cắt sát mép dấu hoặc chữ ký, thu nhỏ rồi chọn lại.',
    en: 'The picture “{file}” is too large: at most {megabytes} MB and {megapixels} megapixels. Crop it to the seal or signature, make it smaller and choose it again.',
  },
  'presets.image-unreadable': {
    vi: 'Không đọc được hình “{file}”: tệp bị hỏng. Hãy lưu lại hình dưới dạng PNG rồi chọn lại.',
    en: 'The picture “{file}” cannot be read: it is damaged. Save it as PNG again and choose it again.',
  },
});
