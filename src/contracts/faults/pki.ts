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
