import { defineFaults } from './define.js';

/** Why the place of a mark is a proposal that a person has to look at. */
export const placementFaults = defineFaults({
  'placement.anchor-missing': {
    vi: 'Không tìm thấy chỗ dành cho dấu này trên trang. Hãy kéo dấu vào đúng chỗ rồi xác nhận.',
    en: 'The place for this mark was not found on the page. Move the mark to its place and confirm.',
  },
  'placement.anchor-unsure': {
    vi: 'Chỗ đặt dấu này chưa chắc chắn. Hãy xem lại và kéo dấu nếu cần.',
    en: 'The place of this mark is not certain. Look at it and move the mark if needed.',
  },
  'placement.gap-filled': {
    vi: 'Chỗ này đã có chữ. Hãy xem lại văn bản đã có số, ngày, tháng chưa trước khi điền thêm.',
    en: 'Something stands here already. Check whether the document has its number and date before adding another.',
  },
  'placement.gap-narrow': {
    vi: 'Khoảng trống trong dòng hẹp hơn chữ cần điền. Hãy xem chữ có đè lên nội dung không, kéo lại nếu cần.',
    en: 'The gap in the line is narrower than what goes into it. Check that nothing is covered, and move it if needed.',
  },
  'placement.covers-print': {
    vi: 'Không còn chỗ trống vừa dấu này nên dấu đè lên nội dung của trang. Hãy kéo dấu sang chỗ khác hoặc thu nhỏ.',
    en: 'No free room fits this mark, so it covers what is printed. Move it elsewhere or make it smaller.',
  },
  'placement.page-unread': {
    vi: 'Không đọc được hết nội dung của trang nên không biết chắc chỗ nào còn trống. Hãy xem lại chỗ đặt dấu.',
    en: 'The page could not be read completely, so its free room is not certain. Look at where the mark is.',
  },
  'placement.scan-unread': {
    vi: 'Trang này là ảnh quét nên chưa biết chỗ nào còn trống. Hãy xem lại chỗ đặt dấu.',
    en: 'This page is a scanned image, so its free room is not known. Look at where the mark is.',
  },
  'placement.signature-image-missing': {
    vi: 'Không thấy hình chữ ký của người có thẩm quyền nên con dấu được đặt theo chỗ ký. Hãy xem lại chỗ đặt con dấu.',
    en: 'There is no image of the handwritten signature, so the seal stands by the signature block. Look at where it is.',
  },
  'placement.signature-shrunk': {
    vi: 'Chỗ ký thấp hơn hình chữ ký nên hình được thu nhỏ. Hãy xem lại hình chữ ký trên trang.',
    en: 'The signature block is lower than the image of the signature, so the image is smaller. Look at it on the page.',
  },
});
