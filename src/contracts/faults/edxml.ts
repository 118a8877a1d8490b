import { defineFaults } from './define.js';

export const edxmlFaults = defineFaults({
  'edxml.malformed': {
    vi: 'Tệp không phải là gói edXML đọc được (dòng {line}). Hãy đề nghị nơi gửi xuất và gửi lại gói.',
    en: 'The file is not a readable edXML package (line {line}). Ask the sender to export and send it again.',
  },
  'edxml.unsafe': {
    vi: 'Gói edXML chứa khai báo DTD hoặc cấu trúc lồng quá sâu, có thể gây hại, nên không được mở. Hãy báo nơi gửi.',
    en: 'The edXML package declares a DTD or is nested too deeply, which may be harmful; it was not opened. Tell the sender.',
  },
  'edxml.too-large': {
    vi: 'Gói edXML lớn hơn {limit} MB nên không được mở. Hãy đề nghị nơi gửi chia tệp đính kèm ra nhiều gói.',
    en: 'The edXML package is larger than {limit} MB and was not opened. Ask the sender to split its attachments.',
  },
  'edxml.other-xml': {
    vi: 'Tệp XML này không phải là gói văn bản hay gói trạng thái edXML (QCVN 102:2016). Hãy chọn tệp khác.',
    en: 'This XML file is neither an edXML document package nor a status (QCVN 102:2016). Choose another file.',
  },
  'edxml.draft-refused': {
    vi: 'Thông tin để lập gói edXML thiếu hoặc sai ở: {fields}. Hãy sửa các mục này rồi lập lại gói.',
    en: 'What the edXML package is to be made from is missing or wrong at: {fields}. Correct it, then make it again.',
  },
  'edxml.part-missing': {
    vi: 'Gói không ghi {part}. Hãy bổ sung khi vào sổ, hoặc hỏi nơi gửi.',
    en: 'The package does not state {part}. Add it when registering, or ask the sender.',
  },
  'edxml.value-unclear': {
    vi: 'Gói ghi {part} là “{value}”, không đúng quy định nên không được dùng. Hãy hỏi nơi gửi.',
    en: 'The package states {part} as “{value}”, which does not follow the rules and was not used. Ask the sender.',
  },
  'edxml.organ-id-unusual': {
    vi: 'Mã định danh “{value}” không theo dạng 000.00.02.H41 hay H41.02.01. Hãy đối chiếu với danh mục mã định danh.',
    en: 'The code “{value}” has neither the form 000.00.02.H41 nor H41.02.01. Compare it with the list of codes.',
  },
  'edxml.document-id-mismatch': {
    vi: 'Mã văn bản “{value}” không khớp với cơ quan, ngày, số và ký hiệu ghi trong gói. Hãy đối chiếu với bản PDF.',
    en: 'The document code “{value}” differs from the office, date, number and notation in the package. Compare with the PDF.',
  },
  'edxml.attachment-missing': {
    vi: 'Gói nhắc đến tệp đính kèm “{name}” nhưng không chứa tệp này. Hãy đề nghị nơi gửi gửi lại.',
    en: 'The package names the attachment “{name}” but does not contain it. Ask the sender to send it again.',
  },
  'edxml.attachment-damaged': {
    vi: 'Nội dung tệp đính kèm “{name}” bị hỏng (base64 sai) nên không được lấy ra. Hãy đề nghị nơi gửi gửi lại.',
    en: 'The attachment “{name}” is damaged (wrong base64) and was not taken out. Ask the sender to send it again.',
  },
  'edxml.attachment-ambiguous': {
    vi: 'Gói chứa nhiều tệp khác nhau dưới cùng một mã “{id}” nên không tệp nào được lấy ra. Hãy báo nơi gửi.',
    en: 'The package holds different files under the one code “{id}”, so none was taken out. Tell the sender.',
  },
  'edxml.attachment-unlisted': {
    vi: 'Tệp đính kèm “{name}” không có trong bảng kê của gói. Hãy kiểm tra tệp này trước khi dùng.',
    en: 'The attachment “{name}” is not in the package’s list. Check it before you use it.',
  },
  'edxml.older-dialect': {
    vi: 'Gói dùng mẫu edXML cũ; phần mềm đã đọc được. Hãy đối chiếu thông tin với bản PDF khi vào sổ.',
    en: 'The package is in an older form of edXML and was read. Compare it with the PDF when registering.',
  },
  'edxml.status-unknown': {
    vi: 'Mã trạng thái “{code}” không có trong danh mục. Hãy hỏi nơi gửi về ý nghĩa; mã được giữ nguyên.',
    en: 'The status code “{code}” is not in the list. Ask the sender what it means; the code is kept as it is.',
  },
  'edxml.same-folder': {
    vi: 'Thư mục gói đến và thư mục gói đi phải khác nhau, nếu không gói vừa gửi sẽ bị đọc lại như gói đến. Hãy chọn thư mục khác.',
    en: 'The folders for incoming and outgoing packages must differ, or sent packages would be read as incoming ones. Choose another folder.',
  },
  'edxml.not-signed': {
    vi: 'Văn bản này chưa có tệp đã ký nên chưa xuất được gói. Hãy ký văn bản rồi xuất lại.',
    en: 'This document has no signed file yet, so no package can be made of it. Sign it first.',
  },
  'edxml.server-refused': {
    vi: 'Máy chủ không nhận gói edXML: {reason} Hãy sửa gói rồi gửi lại.',
    en: 'The server did not take the edXML package: {reason} Correct the package and send it again.',
  },
  'edxml.server-has-none': {
    vi: 'Văn bản này không đến bằng gói edXML nên máy chủ không có gói của nó. Hãy xuất gói ở trang “Hàng đợi”.',
    en: 'This document did not come in an edXML package, so the server has none. Export one on the queue page.',
  },
  'edxml.server-off': {
    vi: 'Máy chủ chưa bật trao đổi gói edXML. Hãy liên hệ quản trị đơn vị, hoặc trao đổi gói qua thư mục.',
    en: 'The server does not exchange edXML packages. Ask its administrator, or exchange packages by folders.',
  },
  'edxml.file-exists': {
    vi: 'Đã có tệp “{file}” nên gói không được ghi đè. Hãy chọn tên khác.',
    en: 'The file “{file}” is there already and was not overwritten. Choose another name.',
  },
});
