/** Every error this server answers with: stable code, HTTP status, Vietnamese sentence. */
const table = {
  'request-malformed': [400, 'Yêu cầu không đúng định dạng.'],
  'sign-in-refused': [401, 'Tên đăng nhập hoặc mật khẩu không đúng.'],
  'session-required': [401, 'Phiên làm việc không có hoặc đã hết hạn. Hãy đăng nhập lại.'],
  'login-refused': [401, 'Lời đăng nhập bằng chứng thư không đúng. Hãy đăng nhập lại.'],
  'challenge-expired': [401, 'Lời đăng nhập đã quá hạn hoặc đã được dùng. Hãy đăng nhập lại.'],
  'clock-skew': [401, 'Đồng hồ của máy tính lệch quá 5 phút so với máy chủ. Hãy chỉnh đồng hồ rồi đăng nhập lại.'],
  'certificate-refused': [401, 'Máy chủ không tin cậy chứng thư này, hoặc chứng thư không còn hiệu lực.'],
  'certificate-unregistered': [401, 'Chứng thư này chưa được đăng ký trên máy chủ. Hãy liên hệ quản trị viên.'],
  'document-missing': [404, 'Không có văn bản này trên máy chủ.'],
  'receipt-missing': [404, 'Văn bản này chưa được gửi về máy chủ.'],
  'upload-missing': [404, 'Không còn lần gửi dở dang này. Hãy bắt đầu gửi lại.'],
  'edxml-missing': [404, 'Văn bản này không có thông tin gói edXML.'],
  'route-missing': [404, 'Không có địa chỉ này trên máy chủ.'],
  'key-reused': [409, 'Khóa gửi này đã dùng cho một nội dung khác.'],
  'already-signed': [409, 'Văn bản đã được gửi về từ một công việc khác.'],
  'already-rejected': [409, 'Văn bản đã bị từ chối ký.'],
  'document-changed': [409, 'Văn bản trên máy chủ đã thay đổi sau khi được tải về. Hãy tải lại và ký bản mới.'],
  'leased-elsewhere': [409, 'Người khác đang giữ văn bản này để xử lý.'],
  'offset-mismatch': [409, 'Phần gửi lên không nối đúng chỗ đã nhận.'],
  'cursor-unknown': [410, 'Mốc đồng bộ này không còn trên máy chủ. Hãy đồng bộ lại từ đầu.'],
  recalled: [410, 'Văn bản đã được thu hồi trên máy chủ.'],
  'too-large': [413, 'Tệp lớn hơn giới hạn của máy chủ.'],
  'type-refused': [415, 'Kiểu nội dung của yêu cầu không được máy chủ nhận.'],
  'range-refused': [416, 'Phần tệp được hỏi nằm ngoài tệp.'],
  'edxml-refused': [422, 'Gói edXML không đọc được hoặc không đủ thông tin.'],
  'digest-mismatch': [422, 'Nội dung nhận được không khớp mã băm đã khai.'],
  'version-required': [428, 'Thiếu phiên bản của văn bản đã xử lý (If-Match).'],
  'journal-required': [428, 'Thiếu mục nhật ký mới nhất của máy gửi (Kyso-Journal).'],
  'too-many-attempts': [429, 'Có quá nhiều lần thử. Hãy chờ rồi thử lại.'],
  'edxml-unavailable': [501, 'Máy chủ này chưa bật trao đổi gói edXML.'],
  internal: [500, 'Máy chủ gặp lỗi. Hãy thử lại sau.'],
};

/** @typedef {keyof typeof table} ErrorCode */

export class ApiError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {{ headers?: Record<string, string>, facts?: Record<string, string | number | boolean> }} [more] headers of the
   *   answer; members of its body beside code and message
   */
  constructor(code, { headers = {}, facts = {} } = {}) {
    super(table[code][1]);
    this.code = code;
    this.statusCode = table[code][0];
    this.headers = headers;
    this.facts = facts;
  }

  get body() {
    return { code: this.code, message: this.message, ...this.facts };
  }
}
