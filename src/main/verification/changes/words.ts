/** What was changed, as a clerk is told it: the technical report has the same in English, with keys and numbers. */

/** Longer phrases first; keys and numbers stay, for whoever helps the clerk. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [/new signature field /g, 'ô chữ ký mới '],
  [/new field /g, 'ô mới '],
  [/: appearance of a button/g, ': hình vẽ của nút'],
  [/: appearance removed/g, ': hình hiển thị bị bỏ'],
  [/: another appearance under the pointer/g, ': hình khác khi đưa chuột qua'],
  [/appearance-mismatch: /g, 'hiển thị khác giá trị: '],
  [/, rich text /g, ', văn bản định dạng '],
  [/, shown as a picture/g, ', hiển thị bằng hình'],
  [/, shown as /g, ', hiển thị là '],
  [/ without an object of its own/g, ' ghi sai cách trong tệp'],
  [/ turned into another/g, ' biến thành ô khác'],
  [/ with another use/g, ' bị dùng vào việc khác'],
  [/ in two places/g, ' đặt ở hai chỗ'],
  [/ on two pages/g, ' đặt ở hai trang'],
  [/ removed$/g, ' bị gỡ'],
  [/field /g, 'ô '],
  [/form resources /g, 'phông và hình của biểu mẫu '],
  [/form removed/g, 'biểu mẫu bị gỡ'],
  [/form (?=\/)/g, 'biểu mẫu '],
  [/page object (\d+): /g, 'trang ở đối tượng $1: '],
  [/annotation added to object /g, 'ghi chú thêm vào đối tượng '],
  [/annotations? (?:removed from or moved in|of) object /g, 'ghi chú bị gỡ hoặc dời ở đối tượng '],
  [/ that are no list/g, ''],
  [/annotation (?=\d)/g, 'ghi chú '],
  [/structure tree/g, 'cấu trúc thẻ'],
  [/document information/g, 'thông tin mô tả tệp'],
  [/catalog /g, 'danh mục gốc '],
  [/trailer(?=[ :])/g, 'phần cuối tệp'],
  [/a key with two values/g, 'một mục có hai giá trị'],
  [/ with two entries/g, ' có hai vị trí'],
  [/ again at /g, ' ghi lại ở vị trí '],
  [/ completed/g, ' được ghi tiếp'],
  [/ supplied/g, ' được bổ sung'],
  [/object (?=\d)/g, 'đối tượng '],
  [/the later revision is not built on the signed one/g, 'bản sau không nối tiếp bản đã ký'],
  [/bytes that belong to no revision/g, 'dữ liệu thừa không thuộc bản nào'],
  [/another document for readers that repair files/g, 'phần mềm tự sửa tệp sẽ hiện văn bản khác'],
  [/unreadable: /g, 'không đọc được: '],
];

const translated = (part: string): string =>
  phrases.reduce((text, [phrase, words]) => text.replace(phrase, words), part);

/** Names and values in quotation marks stay as they are. */
export const changeInWords = (detail: string): { readonly vi: string; readonly en: string } => ({
  vi: detail.replace(/“[^”]*”|[^“]+/g, (part) => (part.startsWith('“') ? part : translated(part))),
  en: detail,
});
