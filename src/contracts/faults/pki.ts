import { defineFaults } from './define.js';

export const pkiFaults = defineFaults({
  'pki.asn1-malformed': {
    vi: 'Dữ liệu chứng thư hoặc chữ ký bị hỏng cấu trúc ({detail}). Hãy lấy lại tệp từ nơi gửi.',
    en: 'Certificate or signature data is structurally broken ({detail}). Get the file again from its sender.',
  },
  'pki.certificate-malformed': {
    vi: 'Chứng thư số bị hỏng, không đọc được. Hãy lấy lại chứng thư từ cơ quan cấp.',
    en: 'The certificate is damaged and cannot be read. Get it again from its issuer.',
  },
  'pki.crl-malformed': {
    vi: 'Danh sách chứng thư bị thu hồi (CRL) bị hỏng, không đọc được. Hãy tải lại danh sách.',
    en: 'The certificate revocation list (CRL) is damaged and cannot be read. Download it again.',
  },
  'pki.ocsp-malformed': {
    vi: 'Trả lời của máy chủ trạng thái chứng thư (OCSP) bị hỏng, không đọc được. Hãy thử lại; nếu vẫn vậy, báo quản trị đơn vị.',
    en: 'The answer of the certificate status server (OCSP) is damaged and cannot be read. Try again; if it persists, tell your administrator.',
  },
  'pki.ocsp-refused': {
    vi: 'Máy chủ trạng thái chứng thư (OCSP) không trả lời yêu cầu ({detail}). Hãy thử lại sau ít phút.',
    en: 'The certificate status server (OCSP) did not answer the request ({detail}). Try again in a few minutes.',
  },
  'pki.signer-revoked': {
    vi: 'Chứng thư số của {signer} đã bị thu hồi ngày {date} nên không được dùng để ký. Hãy liên hệ cơ quan cấp chứng thư để được cấp lại.',
    en: 'The certificate of {signer} was revoked on {date} and must not be used to sign. Ask its issuer for a new one.',
  },
  'pki.signer-expired': {
    vi: 'Chứng thư số của {signer} đã hết hạn ngày {date} nên không ký được. Hãy đề nghị gia hạn hoặc cấp chứng thư mới.',
    en: 'The certificate of {signer} expired on {date}; it cannot sign. Have it renewed or get a new one.',
  },
  'pki.signer-not-yet-valid': {
    vi: 'Chứng thư số của {signer} chưa có hiệu lực (từ ngày {date}). Hãy kiểm tra ngày giờ của máy tính, hoặc chờ đến ngày đó rồi ký.',
    en: 'The certificate of {signer} is not valid before {date}. Check the clock of this computer, or wait until then.',
  },
  'pki.signer-not-for-signing': {
    vi: 'Chứng thư số của {signer} không được cấp để ký văn bản ({detail}). Hãy chọn chứng thư ký số khác trên thiết bị.',
    en: 'The certificate of {signer} was not issued for signing documents ({detail}). Choose another one on the token.',
  },
  'pki.signer-weak': {
    vi: 'Chứng thư số của {signer} dùng khóa hoặc thuật toán quá yếu, chữ ký sẽ không được nơi nhận chấp nhận. Hãy đề nghị cấp chứng thư mới.',
    en: 'The certificate of {signer} uses a key or algorithm that is too weak; recipients will not accept the signature. Ask for a new certificate.',
  },
  'pki.issuer-revoked': {
    vi: 'Chứng thư của cơ quan cấp “{issuer}” đã bị thu hồi ngày {date} nên không được ký. Hãy báo quản trị đơn vị và cơ quan cấp chứng thư.',
    en: 'The certificate of the issuer “{issuer}” was revoked on {date}; signing is not allowed. Tell your administrator and the issuer.',
  },
  'pki.issuer-not-in-force': {
    vi: 'Chứng thư của cơ quan cấp “{issuer}” không còn hoặc chưa có hiệu lực. Hãy kiểm tra ngày giờ của máy tính; nếu đúng, báo quản trị đơn vị.',
    en: 'The certificate of the issuer “{issuer}” is not in force. Check the clock of this computer; if it is right, tell your administrator.',
  },
  'pki.chain-broken': {
    vi: 'Chứng thư số của {signer} được cấp không đúng quy định: “{issuer}” vi phạm {detail}. Không ký bằng chứng thư này; hãy báo quản trị đơn vị.',
    en: 'The certificate of {signer} was not properly issued: “{issuer}” violates {detail}. Do not sign with it; tell your administrator.',
  },
  'pki.chain-unknown': {
    vi: 'Chưa xác định được cơ quan cấp chứng thư của {signer} (“{issuer}”) có đáng tin cậy hay không. Hãy hỏi quản trị đơn vị trước khi ký; quản trị có thể thêm chứng thư gốc của cơ quan cấp vào máy này.',
    en: 'It is unknown whether the issuer of the certificate of {signer} (“{issuer}”) can be trusted. Ask your administrator before signing, who can add the issuer’s root certificate on this computer.',
  },
  'pki.revocation-unknown': {
    vi: 'Chưa kiểm tra được chứng thư “{subject}” có bị thu hồi hay không. Hãy kiểm tra kết nối mạng tới máy chủ của cơ quan cấp chứng thư rồi thử lại.',
    en: 'It could not be checked whether the certificate “{subject}” is revoked. Check the network connection to the issuer’s servers and try again.',
  },
  'pki.cms-malformed': {
    vi: 'Dữ liệu chữ ký số trong văn bản bị hỏng, không đọc được. Hãy đề nghị nơi gửi cung cấp lại bản gốc.',
    en: 'The signature data in the document is damaged and cannot be read. Ask the sender for the original.',
  },
  'pki.cms-signers': {
    vi: 'Dữ liệu chữ ký phải có đúng một người ký, nhưng không phải vậy. Hãy đề nghị nơi gửi ký lại.',
    en: 'The signature data must have exactly one signer and has not. Ask the sender to sign again.',
  },
  'pki.trust-unreadable': {
    vi: 'Không đọc được chứng thư tin cậy ở “{file}”. Hãy kiểm tra đường dẫn; tệp phải là chứng thư dạng PEM hoặc DER.',
    en: 'Trusted certificates at “{file}” cannot be read. Check the path; the file must hold PEM or DER certificates.',
  },
  'pki.trust-index-invalid': {
    vi: 'Danh mục chứng thư gốc đi kèm phần mềm không đúng với bản phát hành ({file}). Hãy cài lại phần mềm.',
    en: 'The trust anchors shipped with the application do not match the release ({file}). Reinstall the application.',
  },
  'pki.key-unsupported': {
    vi: 'Loại khóa của chứng thư số chưa được hỗ trợ. Hãy dùng chứng thư có khóa RSA hoặc ECDSA.',
    en: 'This kind of certificate key is not supported. Use a certificate with an RSA or ECDSA key.',
  },
});
