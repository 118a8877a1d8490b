/** What it means that a signature is not as it should be: its structure, its CMS, the attributes that it carries. */
import { askOriginal, askOriginalEn, choice, format, invalid, type Meaning, open } from './meaning.js';

export const signatureMeanings = {
  'field-shared': format(
    `Hai ô chữ ký dùng chung một chữ ký: dấu hiệu giả mạo. ${askOriginal}`,
    `Two signature fields share one signature, a sign of forgery. ${askOriginalEn}`,
  ),
  'subfilter-unsupported': open(
    'FORMAT_FAILURE',
    'Kiểu chữ ký “{detail}” chưa được hỗ trợ nên không thể kiểm tra. Hãy kiểm tra bằng phần mềm của nơi gửi.',
    'The signature type “{detail}” is not supported and cannot be checked. Use the sender’s software.',
  ),
  'range-shape': format(
    `Chữ ký không chỉ rõ phần văn bản được ký. ${askOriginal}`,
    `The signature does not state properly which bytes it covers. ${askOriginalEn}`,
  ),
  'range-outside-file': format(
    `Chữ ký bao trùm phần nằm ngoài tệp: tệp đã bị cắt hoặc nén lại sau khi ký. ${askOriginal}`,
    `The signature covers bytes beyond the end of the file: it was cut or compressed after signing. ${askOriginalEn}`,
  ),
  'contents-misplaced': format(
    `Dữ liệu chữ ký nằm sai chỗ trong tệp. ${askOriginal}`,
    `The signature data stand in the wrong place of the file. ${askOriginalEn}`,
  ),
  'gap-is-not-contents': format(
    `Phần bỏ qua khi ký không trùng với dữ liệu chữ ký: có thể nội dung lạ đã được chèn vào. ${askOriginal}`,
    `The bytes left out of the signature are not the signature itself: foreign content may have been put in. ${askOriginalEn}`,
  ),
  'not-a-revision': format(
    `Chữ ký không bao trùm trọn một phiên bản của văn bản. ${askOriginal}`,
    `The signature does not cover a whole revision of the document. ${askOriginalEn}`,
  ),
  'signature-unreadable': format(
    `Dữ liệu chữ ký bị hỏng, không đọc được. ${askOriginal}`,
    `The signature data are damaged and cannot be read. ${askOriginalEn}`,
  ),
  'several-signers': format(
    `Một chữ ký phải có đúng một người ký nhưng không phải vậy. ${askOriginal}`,
    `A signature must have exactly one signer and this one has not. ${askOriginalEn}`,
  ),
  'content-not-detached': format(
    `Chữ ký mang nội dung riêng thay vì nội dung của văn bản. ${askOriginal}`,
    `The signature carries content of its own instead of the document’s. ${askOriginalEn}`,
  ),
  'digest-mismatch': invalid(
    'HASH_FAILURE',
    `Nội dung văn bản đã bị thay đổi sau khi {signer} ký. ${askOriginal}`,
    `The document was changed after {signer} signed it. ${askOriginalEn}`,
  ),
  'signature-wrong': invalid(
    'SIG_CRYPTO_FAILURE',
    `Giá trị chữ ký không phải do khóa của {signer} tạo ra. ${askOriginal}`,
    `The signature value was not made with the key of {signer}. ${askOriginalEn}`,
  ),
  'algorithm-mismatch': format(
    `Chữ ký khai báo các thuật toán mâu thuẫn nhau. ${askOriginal}`,
    `The signature states contradictory algorithms. ${askOriginalEn}`,
  ),
  'content-type-mismatch': format(
    `Chữ ký khai báo sai loại nội dung được ký. ${askOriginal}`,
    `The signature states a wrong type of the signed content. ${askOriginalEn}`,
  ),
  'message-digest-missing': format(
    `Chữ ký thiếu giá trị băm của nội dung văn bản. ${askOriginal}`,
    `The signature lacks the digest of the document. ${askOriginalEn}`,
  ),
  'signing-certificate-mismatch': format(
    `Chứng thư kèm theo không phải chứng thư mà {signer} đã dùng để ký: có thể đã bị tráo. ${askOriginal}`,
    `The enclosed certificate is not the one that the signature of {signer} names: it may have been swapped. ${askOriginalEn}`,
  ),
  'signer-certificate-missing': open(
    'NO_CERTIFICATE_CHAIN_FOUND',
    'Chữ ký không kèm chứng thư của người ký nên không biết ai đã ký. Hãy đề nghị nơi gửi ký lại.',
    'The signer’s certificate is not enclosed, so it is unknown who signed. Ask the sender to sign again.',
  ),
  'algorithm-unsupported': open(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Thuật toán của chữ ký chưa được hỗ trợ nên không thể kiểm tra. Hãy kiểm tra bằng phần mềm của nơi gửi.',
    'The signature algorithm is not supported and cannot be checked. Use the sender’s software.',
  ),
  'timestamp-imprint-mismatch': invalid(
    'HASH_FAILURE',
    `Dấu thời gian không khớp với nội dung văn bản. ${askOriginal}`,
    `The document timestamp does not match the document. ${askOriginalEn}`,
  ),
  'signing-certificate-absent': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Chữ ký CAdES thiếu thuộc tính chỉ rõ chứng thư của {signer} (signing-certificate). Hãy đề nghị người ký dùng phần mềm mới.',
    'The CAdES signature lacks the attribute that names the certificate of {signer}. Ask for a signature by newer software.',
  ),
  'signing-certificate-absent-cms': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Chữ ký kiểu cũ không chỉ rõ chứng thư của người ký trong phần được ký.',
    'This older kind of signature does not name the signer’s certificate among what is signed.',
  ),
} as const satisfies Readonly<Record<string, Meaning>>;
