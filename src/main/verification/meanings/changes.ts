/** What it means that something came after a signature: changes, marks, removed signatures, bytes around the file. */
import { askOriginal, askOriginalEn, choice, doubtful, invalid, type Meaning, open } from './meaning.js';

export const changeMeanings = {
  'changed-illegally': invalid(
    'FORMAT_FAILURE',
    `Nội dung văn bản đã bị thay đổi sau khi {signer} ký, ngoài phạm vi được phép ({detail}). ${askOriginal}`,
    `After {signer} signed, the document was changed beyond what is allowed ({detail}). ${askOriginalEn}`,
  ),
  'signed-ambiguously': doubtful(
    'FORMAT_FAILURE',
    'Ngay từ khi ký, tệp đã được dựng để các phần mềm đọc có thể hiện nội dung khác nhau ({detail}): không biết người ký đã thấy bản nào. Hãy đề nghị nơi gửi cung cấp văn bản được tạo và ký lại.',
    'Already when it was signed, the file was made so that readers can show different content ({detail}): which one the signer saw is unknown. Ask the sender for a document that is made and signed anew.',
  ),
  'content-varies': choice(
    'FORMAT_FAILURE',
    'Nội dung hiện ra có thể khác nhau giữa các lần mở, in hoặc các phần mềm ({detail}) mà chữ ký vẫn nguyên. Hãy hỏi nơi gửi bản in ra phải như thế nào trước khi dùng.',
    'What is shown can differ between openings, prints or readers ({detail}), and the signature stays intact. Ask the sender what a print has to look like before use.',
  ),
  'signature-removed': open(
    'SIGNED_DATA_NOT_FOUND',
    'Tệp từng có chữ ký của {signer} ở ô “{field}” nhưng chữ ký đó đã bị gỡ. Hãy đề nghị nơi gửi cung cấp bản gốc còn đủ chữ ký.',
    'The file once had a signature of {signer} in the field “{field}”, and it was removed. Ask the sender for the original with all signatures.',
  ),
  'mark-covers-content': invalid(
    'SIG_CONSTRAINTS_FAILURE',
    `Sau khi văn bản đã được ký, {mark} được thêm ở {place} ({signer}) và che {content}: dấu hiệu giả mạo. ${askOriginal}`,
    `After the document was signed, {mark} was added at {place} ({signer}) and covers {content}, a sign of forgery. ${askOriginalEn}`,
  ),
  'mark-over-content': open(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi văn bản đã được ký, {signer} ký thêm {mark} ở {place} và che {content}. Hãy so với bản gốc và hỏi lại nơi gửi trước khi dùng.',
    'After the document was signed, {signer} added {mark} at {place}, which covers {content}. Compare with the original and ask the sender before use.',
  ),
  'mark-hides-scan': doubtful(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi văn bản đã được ký, {mark} được thêm ở {place} ({signer}) và che kín một phần trang quét; phần mềm không đọc được bên dưới có chữ gì. Hãy so với bản gốc trước khi dùng.',
    'After the document was signed, {mark} was added at {place} ({signer}) and hides a part of the scanned page; what stands below it cannot be read. Compare with the original before use.',
  ),
  'mark-over-scan': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi văn bản đã được ký, {signer} ký thêm {mark} ở {place}, che kín một phần trang quét; phần mềm không đọc được bên dưới có chữ gì. Hãy nhìn lại chỗ đó trước khi dùng.',
    'After the document was signed, {signer} added {mark} at {place}, which hides a part of the scanned page; what stands below it cannot be read. Look at that place before use.',
  ),
  'mark-unattributed': open(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi văn bản đã được ký, {mark} được thêm ở {place} mà không có chữ ký đáng tin cậy nào bảo đảm ({signer}). Không dùng phần này khi chưa hỏi rõ nơi gửi.',
    'After the document was signed, {mark} was added at {place}, and no trustworthy signature stands for it ({signer}). Do not rely on it before asking the sender.',
  ),
  'mark-by-stranger': open(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi văn bản đã được ký, {mark} được thêm ở {place} bằng chữ ký của {signer}, không cùng hệ thống chứng thư với người đã ký văn bản. Không dùng phần này khi chưa hỏi rõ nơi gửi.',
    'After the document was signed, {mark} was added at {place} with the signature of {signer}, whose certificate belongs to another scheme than those of the signers before. Do not rely on it before asking the sender.',
  ),
  'marks-unread': open(
    'FORMAT_FAILURE',
    'Không đọc hết được trang có dấu thêm sau khi ký ({detail}) nên chưa biết dấu đó có che nội dung hay không. Hãy so với bản gốc trước khi dùng.',
    'A page with a mark added after signing cannot be read completely ({detail}), so it is unknown whether the mark covers anything. Compare with the original before use.',
  ),
  'changed-annotations': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi {signer} ký, có ghi chú hoặc hình được thêm lên trang, có thể che nội dung. Hãy so với bản gốc trước khi dùng.',
    'After {signer} signed, notes or images were added to pages and may cover content. Compare with the original before use.',
  ),
  'changed-form': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi {signer} ký, biểu mẫu được điền hoặc thêm ô: {detail}.',
    'After {signer} signed, form fields were filled: {detail}.',
  ),
  'changed-signatures': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau chữ ký của {signer} có thêm chữ ký khác; điều này được phép.',
    'Other signatures were added after that of {signer}; this is allowed.',
  ),
  'new-field-after-certification': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau khi {signer} ký xác thực văn bản, có chữ ký khác được đặt vào ô mới trên trang: {detail}. Điều này được phép và thường làm; một số phần mềm kiểm tra khắt khe hơn có thể báo nghi ngờ.',
    'After {signer} certified the document, other signatures were put in new fields on its pages: {detail}. This is allowed and usual; some stricter validators may call it suspicious.',
  ),
  'changed-ltv': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Sau chữ ký của {signer} có thêm dữ liệu để kiểm tra lâu dài; điều này được phép.',
    'Data for long-term validation were added after the signature of {signer}; this is allowed.',
  ),
  'changed-metadata': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Thông tin mô tả tệp (không hiển thị trên trang) được cập nhật sau khi {signer} ký.',
    'File properties that no page shows were updated after {signer} signed.',
  ),
  'trailing-blank-bytes': choice(
    'FORMAT_FAILURE',
    'Cuối tệp có thêm khoảng trắng, thường do hệ thống truyền tệp; nội dung không đổi.',
    'Blank bytes follow the end of the file, usually added in transport; the content is unchanged.',
  ),
  'field-outside-form': choice(
    'FORMAT_FAILURE',
    'Ô chữ ký “{field}” không nằm trong danh sách ô của tệp, do phần mềm ký tạo thiếu; chữ ký vẫn được kiểm tra đủ nhưng phần mềm khác có thể không hiển thị.',
    'The signature field “{field}” is missing from the file’s list of fields, an omission of the signing software. The signature was checked in full, but other software may not show it.',
  ),
  'leading-bytes': choice(
    'FORMAT_FAILURE',
    'Trước phần đầu PDF có dữ liệu lạ không được ký; phần mềm khác có thể báo chữ ký hỏng.',
    'Unsigned foreign bytes precede the PDF header; other software may call the signature broken.',
  ),
} as const satisfies Readonly<Record<string, Meaning>>;
