/** Every error this server answers with: stable code, HTTP status, Vietnamese sentence. */
const table = {
  'request-malformed': [400, 'Yêu cầu không đúng định dạng.'],
  'sign-in-refused': [401, 'Tên đăng nhập hoặc mật khẩu không đúng.'],
  'session-required': [401, 'Phiên làm việc không có hoặc đã hết hạn. Hãy đăng nhập lại.'],
  'document-missing': [404, 'Không có văn bản này trên máy chủ.'],
  'receipt-missing': [404, 'Văn bản này chưa được gửi về máy chủ.'],
  'route-missing': [404, 'Không có địa chỉ này trên máy chủ.'],
  'key-reused': [409, 'Khóa gửi này đã dùng cho một tệp khác.'],
  'already-signed': [409, 'Văn bản đã được gửi về từ một công việc khác.'],
  'too-large': [413, 'Tệp lớn hơn giới hạn của máy chủ.'],
  'type-refused': [415, 'Máy chủ chỉ nhận tệp PDF (application/pdf).'],
  'digest-mismatch': [422, 'Nội dung nhận được không khớp mã băm đã khai.'],
  'too-many-attempts': [429, 'Sai mật khẩu quá nhiều lần. Hãy chờ rồi thử lại.'],
  internal: [500, 'Máy chủ gặp lỗi. Hãy thử lại sau.'],
};

/** @typedef {keyof typeof table} ErrorCode */

export class ApiError extends Error {
  /**
   * @param {ErrorCode} code
   * @param {Record<string, string>} [headers] sent with the answer
   */
  constructor(code, headers = {}) {
    super(table[code][1]);
    this.code = code;
    this.statusCode = table[code][0];
    this.headers = headers;
  }
}

/** @param {ErrorCode} code */
export const errorBody = (code) => ({ code, message: table[code][1] });
