import { defineFaults } from './define.js';

export const registerFaults = defineFaults({
  'registers.already-registered': {
    vi: 'Văn bản này đã vào sổ với số {number} năm {year}. Không cấp số lần nữa; nếu cần thay đổi, hãy dùng thu hồi, đính chính hoặc thay thế.',
    en: 'This document is registered already as number {number} of {year}. It gets no second one; to change it, recall, correct or replace it.',
  },
  'registers.holds-another': {
    vi: 'Văn bản này đang giữ số {number} năm {year} (sổ {series}). Hãy dùng số đó, hoặc trả số đó rồi cấp lại.',
    en: 'This document holds number {number} of {year} (register {series}). Use that number, or give it back first.',
  },
  'registers.number-taken': {
    vi: 'Số {number} năm {year} đã thuộc về văn bản khác. Hãy chọn số khác, hoặc xem lại số ghi trên văn bản.',
    en: 'Number {number} of {year} belongs to another document. Choose another one, or check what the page shows.',
  },
  'registers.number-before-first': {
    vi: 'Số {number} đứng trước số bắt đầu của sổ ({first}). Số này thuộc phần đã cấp ngoài phần mềm; hãy xem lại số ghi trên văn bản.',
    en: 'Number {number} comes before the first one of this register ({first}), in what was numbered elsewhere. Check what the page shows.',
  },
  'registers.series-begun': {
    vi: 'Sổ năm {year} đã cấp số nên không đặt lại được số bắt đầu là {first}. Hãy xem các số đã cấp và số đang giữ.',
    en: 'Numbers of {year} have been given, so {first} cannot become the first one. Look at the numbers that are used and held.',
  },
  'registers.not-held': {
    vi: 'Số {number} năm {year} hiện không do văn bản này giữ với ngày đã ghi. Hãy làm mới danh sách số đang giữ rồi thử lại.',
    en: 'Number {number} of {year} is not held by this document with this date. Refresh the list of held numbers and try again.',
  },
  'registers.document-under-way': {
    vi: 'Văn bản giữ số {number} năm {year} đang được ký nên chưa trả số được. Hãy chờ ký xong hoặc hủy việc ký rồi thử lại.',
    en: 'The document that holds number {number} of {year} is being signed. Wait until that is done, or cancel it, then give the number back.',
  },
  'registers.unconfirmed': {
    vi: 'Chưa có chữ ký số của người có thẩm quyền và cũng chưa có xác nhận bản giấy đã được ký. Hãy xác nhận trước khi vào sổ.',
    en: 'Neither a digital signature of the authorised person nor a confirmation of the signed paper is there. Confirm it before it is registered.',
  },
  'registers.confirmation-of-others': {
    vi: 'Xác nhận bản giấy đã ký không gồm văn bản này. Hãy xác nhận lại cho đúng danh sách văn bản.',
    en: 'The confirmation of signed papers does not include this document. Confirm again for the right list.',
  },
  'registers.other-document': {
    vi: 'Thông tin vào sổ không khớp với tệp vừa ký. Văn bản chưa được vào sổ; hãy thử lại, nếu vẫn lỗi hãy báo quản trị đơn vị.',
    en: 'What should be registered does not fit the file that was signed. Nothing was registered; try again, then tell your administrator.',
  },
  'registers.entry-missing': {
    vi: 'Không có văn bản số {number} năm {year} trong sổ. Hãy làm mới danh sách.',
    en: 'The register has no document number {number} of {year}. Refresh the list.',
  },
  'registers.change-refused': {
    vi: 'Văn bản số {number} năm {year} đã được thu hồi hoặc thay thế nên không làm được thao tác này. Hãy xem lại trạng thái trong sổ.',
    en: 'Document number {number} of {year} is recalled or replaced: “{event}” is not possible in state “{state}”.',
  },
  'registers.successor-unfit': {
    vi: 'Văn bản số {number} năm {year} không dùng làm văn bản đính chính hoặc thay thế được. Hãy chọn văn bản khác, cùng sổ đi hoặc đến, còn hiệu lực.',
    en: 'Document number {number} of {year} cannot correct or replace this one. Choose another that is in force, outgoing or incoming like this one.',
  },
  'registers.reason-missing': {
    vi: 'Thông tin đã ghi của văn bản số {number} năm {year} bị sửa mà chưa có lý do. Hãy ghi lý do rồi thử lại.',
    en: 'What was written of document number {number} of {year} is written over without a reason. Give the reason and try again.',
  },
  'registers.misdated-passedOn': {
    vi: 'Ngày chuyển của văn bản số {number} năm {year} sớm hơn ngày ghi trong sổ. Hãy kiểm tra lại ngày chuyển.',
    en: 'Document number {number} of {year} cannot be passed on before its date in the register. Check the day it was passed on.',
  },
  'registers.misdated-dueDate': {
    vi: 'Hạn trả lời, giải quyết văn bản số {number} năm {year} sớm hơn ngày ghi trong sổ. Hãy kiểm tra lại hạn này.',
    en: 'Document number {number} of {year} cannot be due before its date in the register. Check the day it is due.',
  },
  'registers.misdated-issuedDate': {
    vi: 'Ngày văn bản của số đến {number} năm {year} muộn hơn ngày đến. Hãy kiểm tra lại ngày ghi trên văn bản.',
    en: 'Document number {number} of {year} cannot arrive before it was issued. Check the date on the document.',
  },
  'registers.request-invalid': {
    vi: 'Thông tin vào sổ chưa đúng ở mục “{field}”. Hãy sửa mục này rồi thử lại.',
    en: 'What should be registered is not right in “{field}”. Correct it and try again.',
  },
  'registers.later-date-before': {
    vi: 'Số {number} đứng trước nhưng ghi ngày {date}, muộn hơn ngày của văn bản này. Hãy kiểm tra lại ngày ban hành.',
    en: 'Number {number} comes before this one and has a later date ({date}). Check the date of issue.',
  },
  'registers.earlier-date-after': {
    vi: 'Số {number} đứng sau nhưng ghi ngày {date}, sớm hơn ngày của văn bản này. Hãy kiểm tra lại ngày ban hành.',
    en: 'Number {number} comes after this one and has an earlier date ({date}). Check the date of issue.',
  },
  'registers.block-empty': {
    vi: 'Đã dùng hết các số máy chủ cấp sẵn cho sổ {series} năm {year} nên chưa lấy được số mới. Hãy nối mạng, đồng bộ để nhận thêm số rồi thử lại.',
    en: 'The numbers that the server gave this computer for register {series} of {year} are used up. Go online and sync to get more, then try again.',
  },
  'registers.number-not-leased': {
    vi: 'Số {number} năm {year} không nằm trong các số máy chủ đã cấp cho máy này. Hãy dùng số tiếp theo, hoặc hỏi văn thư đang giữ số đó.',
    en: 'Number {number} of {year} is not among those that the server gave this computer. Use the next one, or ask who has that number.',
  },
  'registers.series-unconfirmed': {
    vi: 'Chưa cấp số từ sổ {series} năm {year}: dữ liệu đã được khôi phục hoặc dựng lại nên có thể thiếu các số đã cấp. Hãy đối chiếu với văn bản đã phát hành, rồi xác nhận số tiếp theo của sổ ở trang Sổ văn bản.',
    en: 'No number of register {series} of {year} is given yet: the data was restored or put together again, and numbers that were given may be missing. Compare with the documents that were issued, then confirm the next number on the page Registers.',
  },
  'registers.next-given': {
    vi: 'Sổ năm {year} đã cấp đến số {last} nên số tiếp theo không thể là {next}. Hãy nhập số lớn hơn {last}.',
    en: 'Numbers of {year} have been given up to {last}, so {next} cannot come next. Type a number above {last}.',
  },
  'registers.nothing-to-confirm': {
    vi: 'Sổ {series} năm {year} không thiếu bước nào nên không cần xác nhận số. Hãy làm mới trang Sổ văn bản để xem số tiếp theo.',
    en: 'No step of register {series} of {year} is lost, so there is nothing to confirm. Refresh the page Registers to see which number comes next.',
  },
  'registers.series-served': {
    vi: 'Sổ {series} do máy chủ cấp số nên không đặt số bắt đầu trên máy này. Hãy báo quản trị máy chủ nếu số bắt đầu chưa đúng.',
    en: 'The server gives the numbers of register {series}, so no first one is set here. Tell its administrator if the first number is wrong.',
  },
});
