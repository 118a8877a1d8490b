import { defineFaults } from './define.js';

export const tokenFaults = defineFaults({
  'token.driver-missing': {
    vi: 'Không tìm thấy trình điều khiển “{module}”. Hãy cài trình điều khiển của thiết bị, hoặc chọn lại đúng tệp.',
    en: 'Driver “{module}” was not found. Install the token’s driver, or choose the right file.',
  },
  'token.driver-changed': {
    vi: 'Trình điều khiển “{module}” không còn là tệp đã được xác nhận. Nếu vừa cập nhật, hãy thêm lại trình điều khiển; nếu không, báo quản trị đơn vị.',
    en: 'Driver “{module}” is no longer the file that was confirmed. If you just updated it, add it again; if not, tell your administrator.',
  },
  'token.driver-path-relative': {
    vi: 'Đường dẫn trình điều khiển “{module}” không đầy đủ. Hãy ghi đường dẫn tuyệt đối, từ ổ đĩa hoặc thư mục gốc.',
    en: 'The driver path “{module}” is not absolute. Give the full path.',
  },
  'token.driver-invalid': {
    vi: 'Tệp “{module}” không phải là trình điều khiển PKCS#11 dùng được trên máy này. Hãy chọn tệp khác hoặc cài lại trình điều khiển.',
    en: 'File “{module}” is no PKCS#11 driver usable on this computer. Choose another file or reinstall the driver.',
  },
  'token.driver-32bit': {
    vi: 'Trình điều khiển “{module}” là bản 32-bit, phần mềm 64-bit không nạp được. Hãy cài bản 64-bit (x64) từ nơi cấp thiết bị; nếu đã cài, chọn tệp cùng tên trong thư mục System32.',
    en: 'Driver “{module}” is 32-bit and cannot be loaded by this 64-bit program. Install the 64-bit (x64) driver from the token’s issuer; if it is installed, choose the file of that name in System32.',
  },
  'token.driver-dependency': {
    vi: 'Trình điều khiển “{module}” cần tệp “{library}” mà máy này chưa có. Hãy cài lại trọn bộ trình điều khiển của thiết bị; nếu vẫn thiếu, gửi tên tệp này cho quản trị đơn vị.',
    en: 'Driver “{module}” needs “{library}”, which this computer lacks. Reinstall the token’s complete driver; if it is still missing, give this name to your administrator.',
  },
  'token.driver-dependency-unnamed': {
    vi: 'Trình điều khiển “{module}” cần một tệp khác mà máy này chưa có. Hãy cài lại trọn bộ trình điều khiển của thiết bị (kèm Visual C++ Redistributable nếu nơi cấp yêu cầu).',
    en: 'Driver “{module}” needs another file that this computer lacks. Reinstall the token’s complete driver (with the Visual C++ Redistributable if its issuer asks for it).',
  },
  'token.driver-architecture': {
    vi: 'Trình điều khiển “{module}” dành cho bộ xử lý {found}, máy này cần bản {needed}. Hãy cài đúng bản của nhà cung cấp thiết bị.',
    en: 'Driver “{module}” is built for {found}; this computer needs {needed}. Install the matching driver.',
  },
  'token.driver-hung': {
    vi: 'Trình điều khiển “{module}” không trả lời và đã bị dừng. Hãy rút thiết bị, cắm lại rồi nhập mã PIN để làm tiếp.',
    en: 'Driver “{module}” did not answer and was stopped. Unplug the token, plug it in again, then type the PIN to go on.',
  },
  'token.driver-crashed': {
    vi: 'Trình điều khiển “{module}” bị lỗi và đã dừng đột ngột. Hãy rút thiết bị, cắm lại rồi nhập mã PIN để làm tiếp.',
    en: 'Driver “{module}” crashed. Unplug the token, plug it in again, then type the PIN to go on.',
  },
  'token.driver-failed': {
    vi: 'Thiết bị báo lỗi {code}. Lỗi này không phải do mã PIN. Hãy rút thiết bị, cắm lại rồi thử lại; nếu vẫn lỗi, báo quản trị đơn vị kèm mã lỗi này.',
    en: 'The token reported {code}. This is not about the PIN. Unplug it, plug it in and try again; if it persists, tell your administrator this code.',
  },
  'token.none': {
    vi: 'Chưa thấy thiết bị có chứng thư số đã chọn. Hãy cắm đúng thiết bị rồi thử lại.',
    en: 'No token with the chosen certificate was found. Plug in the right token and try again.',
  },
  'token.removed': {
    vi: 'Thiết bị đã bị rút ra. Hãy cắm lại thiết bị rồi nhập mã PIN để làm tiếp.',
    en: 'The token was removed. Plug it in again and type the PIN to go on.',
  },
  'token.busy': {
    vi: 'Thiết bị đang được chương trình khác sử dụng. Hãy đóng chương trình đó rồi thử lại.',
    en: 'The token is in use by another program. Close that program and try again.',
  },
  'token.session-over': {
    vi: 'Phiên làm việc với thiết bị đã kết thúc. Hãy nhập lại mã PIN để làm tiếp.',
    en: 'The session with the token has ended. Type the PIN again to go on.',
  },
  'token.pin-missing': {
    vi: 'Chưa nhận được mã PIN. Hãy nhập mã PIN để ký.',
    en: 'No PIN was received. Type the PIN to sign.',
  },
  'token.pin-wrong': {
    vi: 'Mã PIN không đúng. Hãy kiểm tra rồi nhập lại; nhập sai nhiều lần liên tiếp sẽ làm khóa thiết bị.',
    en: 'The PIN is wrong. Check it and type it again; several wrong PINs in a row lock the token.',
  },
  'token.pin-wrong-count-low': {
    vi: 'Mã PIN không đúng. Thiết bị báo số lần thử còn lại không nhiều; hãy chắc chắn về mã PIN trước khi nhập lại.',
    en: 'The PIN is wrong. The token reports that few tries are left; be sure of the PIN before typing it again.',
  },
  'token.pin-wrong-final-try': {
    vi: 'Mã PIN không đúng. Thiết bị báo chỉ còn MỘT lần thử; nhập sai lần nữa thiết bị sẽ bị khóa. Nếu không chắc chắn, hãy dừng lại và liên hệ nơi cấp thiết bị.',
    en: 'The PIN is wrong. The token reports that only ONE try is left; another wrong PIN locks it. If you are not sure, stop and contact the issuer.',
  },
  'token.pin-final-try': {
    vi: 'Thiết bị báo chỉ còn MỘT lần thử mã PIN; mã PIN vừa nhập chưa được dùng. Nếu chắc chắn về mã PIN, hãy xác nhận dùng lần thử cuối; nếu không, liên hệ nơi cấp thiết bị.',
    en: 'The token reports that only ONE try is left; the PIN was not tried. If you are sure of it, confirm the last try; if not, contact the issuer.',
  },
  'token.pin-perhaps-final-try': {
    vi: 'Đã có nhiều lần nhập sai mã PIN và thiết bị không cho biết còn mấy lần thử; nhiều loại thiết bị khóa sau 3 lần sai liên tiếp. Mã PIN vừa nhập chưa được dùng. Nếu chắc chắn về mã PIN, hãy xác nhận dùng lần thử có thể là cuối cùng; nếu không, liên hệ nơi cấp thiết bị.',
    en: 'Several PINs were wrong and the token does not tell how many tries are left; many kinds lock after 3 in a row. The PIN was not tried. If you are sure of it, confirm what may be the last try; if not, contact the issuer.',
  },
  'token.pin-count-unknown': {
    vi: 'Phần mềm không đọc hoặc không ghi được số lần nhập sai mã PIN trong thư mục dữ liệu của mình, nên không biết thiết bị còn mấy lần thử; nhiều loại thiết bị khóa sau 3 lần sai liên tiếp. Mã PIN vừa nhập chưa được dùng. Nếu chắc chắn về mã PIN, hãy xác nhận dùng lần thử có thể là cuối cùng, rồi báo quản trị đơn vị kiểm tra quyền ghi và chỗ trống của ổ đĩa.',
    en: 'The count of wrong PINs could not be read from or written to the application’s data folder, so how many tries the token has left is unknown; many kinds lock after 3 in a row. The PIN was not tried. If you are sure of it, confirm what may be the last try, then have your administrator check the disk’s permissions and free space.',
  },
  'token.pin-locked': {
    vi: 'Mã PIN của thiết bị đã bị khóa. Hãy gửi thiết bị hoặc văn bản đề nghị đến nơi cấp để mở khóa; nhập lại mã PIN không có tác dụng.',
    en: 'The token’s PIN is locked. Send the token or a written request to its issuer to unlock it; typing the PIN again has no effect.',
  },
  'token.pin-length': {
    vi: 'Mã PIN của thiết bị này dài từ {min} đến {max} ký tự; mã vừa nhập chưa được gửi tới thiết bị. Hãy nhập lại.',
    en: 'This token’s PIN has {min} to {max} characters; the typed one was not sent to the token. Type it again.',
  },
  'token.pin-rejected': {
    vi: 'Thiết bị không nhận mã PIN này vì sai độ dài hoặc có ký tự không được phép. Hãy kiểm tra rồi nhập lại.',
    en: 'The token does not accept this PIN: its length or characters are not allowed. Check it and type it again.',
  },
  'token.pin-new-rejected': {
    vi: 'Thiết bị không nhận mã PIN mới vì sai độ dài, quá dễ đoán hoặc có ký tự không được phép. Mã PIN cũ vẫn dùng được; hãy chọn mã PIN mới khác.',
    en: 'The token does not accept the new PIN: its length or characters are not allowed, or it is too weak. The old PIN still holds; choose another new one.',
  },
  'token.pin-change-unsupported': {
    vi: 'Trình điều khiển không cho đổi mã PIN từ phần mềm này. Mã PIN cũ vẫn dùng được; hãy đổi bằng phần mềm của thiết bị.',
    en: 'The driver does not let this program change the PIN. The old PIN still holds; change it with the token’s own software.',
  },
  'token.pin-expired': {
    vi: 'Mã PIN của thiết bị đã hết hạn hoặc phải được đổi trước khi dùng. Hãy chọn “Đổi mã PIN…” ở trang Ký, rồi ký lại.',
    en: 'The token’s PIN has expired or must be changed before use. Choose “Change PIN…” on the signing page, then sign again.',
  },
  'token.pin-not-set': {
    vi: 'Thiết bị chưa được đặt mã PIN. Hãy liên hệ nơi cấp thiết bị.',
    en: 'The token has no PIN yet. Contact its issuer.',
  },
  'token.cancelled-on-device': {
    vi: 'Thao tác đã bị hủy trên thiết bị. Hãy thử lại khi sẵn sàng.',
    en: 'The operation was cancelled on the device. Try again when ready.',
  },
  'token.key-missing': {
    vi: 'Thiết bị có chứng thư số nhưng không có khóa bí mật tương ứng. Hãy chọn chứng thư khác hoặc liên hệ nơi cấp thiết bị.',
    en: 'The token holds the certificate but not its private key. Choose another certificate or contact the issuer.',
  },
  'token.certificate-changed': {
    vi: 'Chứng thư số trên thiết bị đã thay đổi trong khi ký. Hãy kiểm tra thiết bị và các văn bản vừa ký; nếu bạn không tự thay chứng thư, báo quản trị đơn vị.',
    en: 'The certificate on the token changed while signing. Check the token and the documents just signed; if you did not replace the certificate yourself, tell your administrator.',
  },
  'token.key-unsupported': {
    vi: 'Loại khóa của chứng thư ({key}) chưa được hỗ trợ. Hãy dùng chứng thư RSA hoặc ECDSA P-256, P-384, P-521.',
    en: 'Key type {key} is not supported. Use an RSA or ECDSA P-256, P-384 or P-521 certificate.',
  },
  'token.mechanism-missing': {
    vi: 'Thiết bị không có cơ chế ký phù hợp (RSA PKCS#1, RSA-PSS hoặc ECDSA). Hãy cập nhật trình điều khiển hoặc dùng thiết bị khác.',
    en: 'The token lists no fitting signature mechanism (RSA PKCS#1, RSA-PSS or ECDSA). Update its driver or use another token.',
  },
  'token.signature-wrong': {
    vi: 'Thiết bị trả về chữ ký không khớp với chứng thư nên chữ ký đã bị bỏ. Hãy rút thiết bị, cắm lại rồi thử lại; nếu vẫn lỗi, báo quản trị đơn vị.',
    en: 'The token returned a signature that does not match the certificate; it was discarded. Unplug the token, plug it in and try again; if it persists, tell your administrator.',
  },
  'token.training-file-invalid': {
    vi: 'Tệp tập huấn không phải là tệp PKCS#12 đọc được. Hãy chọn lại tệp .p12 hoặc .pfx được phát cho lớp tập huấn.',
    en: 'The training file is no readable PKCS#12 file. Choose the .p12 or .pfx file handed out for the training.',
  },
  'token.training-file-cipher': {
    vi: 'Tệp tập huấn dùng cách mã hóa không được hỗ trợ ({algorithm}). Hãy xuất lại tệp với AES-256.',
    en: 'The training file uses an unsupported encryption ({algorithm}). Export it again with AES-256.',
  },
  'token.training-passphrase-wrong': {
    vi: 'Mật khẩu của tệp tập huấn không đúng. Hãy nhập lại.',
    en: 'The passphrase of the training file is wrong. Type it again.',
  },
});
