import { defineFaults } from './define.js';

export const timestampFaults = defineFaults({
  'timestamp.no-server': {
    vi: 'Chưa khai báo địa chỉ máy chủ cấp dấu thời gian, hoặc địa chỉ không phải http/https. Hãy khai báo trong phần Cài đặt rồi làm lại.',
    en: 'No timestamp server is set, or its address is not http/https. Set it in the settings and try again.',
  },
  'timestamp.unavailable': {
    vi: 'Chưa lấy được dấu thời gian ({detail}). Chữ ký không bị hạ mức. Hãy kiểm tra kết nối mạng rồi thử lại.',
    en: 'No timestamp could be had ({detail}). The level is not lowered. Check the network and try again.',
  },
  'timestamp.not-now': {
    vi: 'Máy chủ cấp dấu thời gian tạm thời chưa cấp được ({detail}). Hãy thử lại sau ít phút.',
    en: 'The timestamp server cannot issue a timestamp just now ({detail}). Try again in a few minutes.',
  },
  'timestamp.rejected': {
    vi: 'Máy chủ cấp dấu thời gian từ chối yêu cầu ({detail}). Hãy dùng máy chủ khác hoặc hỏi đơn vị cấp dịch vụ.',
    en: 'The timestamp server rejected the request ({detail}). Use another server or ask its operator.',
  },
  'timestamp.malformed': {
    vi: 'Máy chủ cấp dấu thời gian trả về dữ liệu không phải dấu thời gian; có thể máy chủ trung gian (proxy) đã trả lời thay. Hãy kiểm tra địa chỉ máy chủ và kết nối mạng.',
    en: 'What the timestamp server returned is no timestamp; a proxy may have answered in its place. Check the server address and the network.',
  },
  'timestamp.invalid': {
    vi: 'Dấu thời gian nhận được không hợp lệ nên không được dùng ({detail}). Hãy thử lại hoặc dùng máy chủ khác; nếu vẫn vậy, báo quản trị đơn vị.',
    en: 'The timestamp received is invalid and was not used ({detail}). Try again or use another server; if it persists, tell your administrator.',
  },
  'timestamp.authority-unknown': {
    vi: 'Dấu thời gian do “{authority}” cấp, không thuộc cơ quan chứng thực nào được tin cậy. Hãy dùng máy chủ của Ban Cơ yếu Chính phủ hoặc nhờ quản trị đơn vị thêm chứng thư gốc của nơi cấp.',
    en: 'The timestamp is from “{authority}”, which leads to no trusted certification authority. Use an official server or ask your administrator to add its root certificate.',
  },
  'timestamp.authority-unfit': {
    vi: 'Chứng thư của máy chủ cấp dấu thời gian “{authority}” không dùng được ({detail}). Hãy dùng máy chủ khác và báo quản trị đơn vị.',
    en: 'The certificate of the timestamp server “{authority}” cannot be used ({detail}). Use another server and tell your administrator.',
  },
  'timestamp.authority-revoked': {
    vi: 'Chứng thư của máy chủ cấp dấu thời gian “{authority}” đã bị thu hồi ngày {date}. Hãy dùng máy chủ khác và báo quản trị đơn vị.',
    en: 'The certificate of the timestamp server “{authority}” was revoked on {date}. Use another server and tell your administrator.',
  },
  'timestamp.authority-unchecked': {
    vi: 'Chưa kiểm tra được chứng thư của máy chủ cấp dấu thời gian “{authority}” có bị thu hồi hay không. Hãy kiểm tra kết nối mạng rồi thử lại.',
    en: 'It could not be checked whether the certificate of the timestamp server “{authority}” is revoked. Check the network and try again.',
  },
  'timestamp.evidence-missing': {
    vi: 'Chưa lấy được thông tin thu hồi của chứng thư “{certificate}” nên chưa thể ký ở mức lưu trữ lâu dài. Hãy kiểm tra kết nối mạng rồi thử lại, hoặc chọn mức B-T.',
    en: 'Revocation data for the certificate “{certificate}” could not be had, so the long-term level is not reached yet. Check the network and try again, or choose B-T.',
  },
});
