/** What it means whom a signature comes from, and when: certificates, revocation, timestamps, SHA-1. */
import { choice, doubtful, invalid, type Meaning, open } from './meaning.js';

export const trustMeanings = {
  'sha1-collision': invalid(
    'HASH_FAILURE',
    'Văn bản mang dấu hiệu giả mạo thuật toán SHA-1 (hai tệp khác nhau có cùng giá trị băm) nên chữ ký của {signer} không chứng minh được nội dung này. Không sử dụng văn bản; báo ngay cho nơi gửi và quản trị đơn vị.',
    'The document bears the marks of a SHA-1 collision attack (two different files with one digest), so the signature of {signer} does not prove this content. Do not use it; tell the sender and your administrator.',
  ),
  'sha1-unavailable': open(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Chữ ký dùng thuật toán cũ (SHA-1) nhưng thành phần phát hiện giả mạo SHA-1 của phần mềm bị thiếu hoặc hỏng. Hãy cài lại phần mềm rồi kiểm tra lại.',
    'The signature uses an outdated algorithm (SHA-1), and the component that detects its forgery is missing or damaged. Reinstall the application and check again.',
  ),
  'certificate-revoked': invalid(
    'REVOKED',
    'Chứng thư của {signer} đã bị thu hồi ngày {date} ({why}), và {made} ghi thời điểm tạo là {stated}, không trước lúc đó. Không chấp nhận; {advice}.',
    'The certificate of {signer} was revoked on {date} ({why}), and {made} says that it was made {stated}, not before. Do not accept it; {advice}.',
  ),
  'certificate-revoked-unproven': doubtful(
    'REVOKED_NO_POE',
    'Chứng thư của {signer} đã bị thu hồi ngày {date} ({why}) và không có bằng chứng tin cậy rằng {made} được tạo trước đó. Không sử dụng văn bản này; {advice}.',
    'The certificate of {signer} was revoked on {date} ({why}), and nothing trusted proves that {made} was made before. Do not act on this document; {advice}.',
  ),
  'ca-revoked': invalid(
    'REVOKED',
    'Chứng thư của cơ quan cấp “{issuer}” đã bị thu hồi ngày {date} ({why}), và {made} ghi thời điểm tạo là {stated}, không trước lúc đó. Không chấp nhận; {advice}.',
    'The certificate of the issuing authority “{issuer}” was revoked on {date} ({why}), and {made} says that it was made {stated}, not before. Do not accept it; {advice}.',
  ),
  'ca-revoked-unproven': doubtful(
    'REVOKED_CA_NO_POE',
    'Chứng thư của cơ quan cấp “{issuer}” đã bị thu hồi ngày {date} ({why}) và không có bằng chứng tin cậy rằng {made} được tạo trước đó. Không sử dụng văn bản này; {advice}.',
    'The certificate of the issuing authority “{issuer}” was revoked on {date} ({why}), and nothing trusted proves that {made} was made before. Do not act on this document; {advice}.',
  ),
  'certificate-on-hold': doubtful(
    'TRY_LATER',
    'Chứng thư “{issuer}” bị tạm dừng từ ngày {date} và không có bằng chứng tin cậy rằng {made} được tạo trước đó. Không sử dụng văn bản này khi việc tạm dừng chưa kết thúc; {advice}.',
    'The certificate “{issuer}” has been on hold since {date}, and nothing trusted proves that {made} was made before. Do not act on this document before the hold has ended; {advice}.',
  ),
  'no-chain': open(
    'NO_CERTIFICATE_CHAIN_FOUND',
    'Chưa xác định được cơ quan cấp chứng thư của {signer} (“{issuer}”) có đáng tin cậy hay không. Hãy hỏi quản trị đơn vị.',
    'It is unknown whether the issuer of the certificate of {signer} (“{issuer}”) can be trusted. Ask your administrator.',
  ),
  'certificate-expired': open(
    'OUT_OF_BOUNDS_NO_POE',
    'Chứng thư “{issuer}” đã hết hạn ngày {date} và chưa có bằng chứng tin cậy rằng chữ ký được tạo trước đó.',
    'The certificate “{issuer}” expired on {date} and nothing trusted proves that the signature is older.',
  ),
  'certificate-not-yet-valid': open(
    'OUT_OF_BOUNDS_NO_POE',
    'Chứng thư “{issuer}” chỉ có hiệu lực từ ngày {date}. Hãy kiểm tra đồng hồ của máy tính.',
    'The certificate “{issuer}” is valid only from {date}. Check the clock of this computer.',
  ),
  'chain-broken': open(
    'CHAIN_CONSTRAINTS_FAILURE',
    'Đường dẫn chứng thực của {signer} không đúng quy định tại “{issuer}” ({detail}). Không chấp nhận khi chưa hỏi rõ cơ quan cấp.',
    'The certification path of {signer} breaks the rules at “{issuer}” ({detail}). Do not accept it before asking the issuer.',
  ),
  'weak-algorithm': open(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Chứng thư “{issuer}” dùng thuật toán hoặc khóa quá yếu nên không còn đáng tin cậy. Hãy đề nghị người ký dùng chứng thư mới.',
    'The certificate “{issuer}” uses an algorithm or key that is too weak. Ask the signer to use a new certificate.',
  ),
  'signer-not-entitled': open(
    'SIG_CONSTRAINTS_FAILURE',
    'Chứng thư của {signer} không được cấp để ký văn bản ({detail}). Hãy đề nghị người ký dùng đúng chứng thư.',
    'The certificate of {signer} was not issued for signing documents ({detail}). Ask the signer to use the right one.',
  ),
  'revocation-unknown': open(
    'TRY_LATER',
    'Chưa biết chứng thư “{issuer}” có bị thu hồi hay không ({detail}). {advice}',
    'It is unknown whether the certificate “{issuer}” was revoked ({detail}). {advice}',
  ),
  'training-signature': open(
    'SIG_CONSTRAINTS_FAILURE',
    'Đây là chữ ký TẬP HUẤN của {signer}, không có giá trị pháp lý. Không sử dụng văn bản này như bản chính thức.',
    'This is a TRAINING signature by {signer} without legal effect. Do not use the document as an official one.',
  ),
  'sha1-digest': choice(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Chữ ký của {signer} dùng thuật toán cũ (SHA-1), không còn đủ an toàn để kết luận. Hãy đề nghị người ký dùng phần mềm mới.',
    'The signature of {signer} uses an outdated algorithm (SHA-1) that no longer allows a conclusion. Ask for a newer signature.',
  ),
  'pinned-sha1-ca': choice(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Thuật toán cũ: chứng thư của cơ quan cấp “{issuer}” được ký bằng SHA-1; chỉ chấp nhận vì đã được ghim trong phần mềm.',
    'Outdated algorithm: the certificate of the issuer “{issuer}” is signed with SHA-1; accepted only because it is pinned.',
  ),
  'sha1-accepted': choice(
    'CRYPTO_CONSTRAINTS_FAILURE',
    'Thuật toán cũ: chữ ký của {signer} dùng SHA-1. Không thấy dấu hiệu giả mạo và dấu thời gian tin cậy cho thấy chữ ký có từ {date}, khi thuật toán này còn được dùng.',
    'Outdated algorithm: the signature of {signer} uses SHA-1. No collision shows, and a trusted timestamp proves that it existed on {date}, while this algorithm was still in use.',
  ),
  'timestamp-untrusted': choice(
    'TRY_LATER',
    'Dấu thời gian {date} của “{issuer}” khớp với chữ ký nhưng chưa dùng làm bằng chứng được: {detail}',
    'The timestamp {date} by “{issuer}” matches the signature but proves no time: {detail}',
  ),
  'expired-since': choice(
    'OUT_OF_BOUNDS_NO_POE',
    'Chứng thư “{issuer}” đã hết hạn ngày {date}, sau thời điểm ký; điều này không ảnh hưởng đến chữ ký.',
    'The certificate “{issuer}” expired on {date}, after the time of signing; the signature is not affected.',
  ),
  'revoked-since': choice(
    'REVOKED_NO_POE',
    'Chứng thư “{issuer}” đã bị thu hồi ngày {date}, sau thời điểm ký được chứng minh; chữ ký có trước đó vẫn còn giá trị.',
    'The certificate “{issuer}” was revoked on {date}, after the proven time of signing; the signature made before stays good.',
  ),
  'user-added-anchor': choice(
    'CHAIN_CONSTRAINTS_FAILURE',
    'Chứng thư gốc “{issuer}” do người dùng thêm vào, không thuộc Ban Cơ yếu Chính phủ hay hệ thống quốc gia.',
    'The root “{issuer}” was added by a user; it belongs neither to the Government Cipher Committee nor to the national root.',
  ),
  'claimed-time-outside-certificate': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Thời điểm ký tự khai ({date}) nằm ngoài thời hạn chứng thư của {signer}; có thể đồng hồ máy ký bị sai.',
    'The claimed time of signing ({date}) lies outside the validity of the certificate of {signer}; a clock may have been wrong.',
  ),
  'claimed-time-differs': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Đồng hồ máy của {signer} lệch so với dấu thời gian khoảng {detail}. Thời điểm đáng tin là thời điểm của dấu thời gian.',
    'The clock of {signer} differs from the timestamp by about {detail}. The time of the timestamp is the one to rely on.',
  ),
  'claimed-time-shifted': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Thời điểm ký mà máy của {signer} ghi lệch 7 giờ so với dấu thời gian, do phần mềm ghi nhầm múi giờ. Thời điểm đáng tin là thời điểm của dấu thời gian.',
    'The time stated by {signer} is seven hours off the timestamp: the software wrote a wrong time zone. The timestamp is the one to rely on.',
  ),
  'signing-time-zone': choice(
    'SIG_CONSTRAINTS_FAILURE',
    'Phần mềm ký của {signer} còn ghi giờ Việt Nam như giờ quốc tế (UTC), nên phần mềm khác có thể hiện thời điểm ký muộn hơn 7 giờ. Điều này không ảnh hưởng đến chữ ký.',
    'The software of {signer} also noted Vietnamese time as if it were UTC, so other software may show a time of signing seven hours too late. The signature is not affected.',
  ),
  'no-timestamp': choice(
    'TRY_LATER',
    'Chữ ký không có dấu thời gian; thời điểm ký là theo đồng hồ máy của người ký.',
    'There is no timestamp; the time of signing is that of the signer’s own clock.',
  ),
} as const satisfies Readonly<Record<string, Meaning>>;
