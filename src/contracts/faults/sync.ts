import { defineFaults } from './define.js';

export const syncFaults = defineFaults({
  'sync.url-refused': {
    vi: 'Địa chỉ máy chủ “{url}” không dùng được. Hãy nhập địa chỉ bắt đầu bằng https://, không kèm tên đăng nhập hay mật khẩu.',
    en: 'The server address “{url}” cannot be used. Enter one that starts with https:// and holds no name or password.',
  },
  'sync.unreachable': {
    vi: 'Không kết nối được máy chủ văn bản. Văn bản vẫn an toàn trên máy này; hãy kiểm tra mạng rồi thử lại.',
    en: 'The document server cannot be reached. Documents are safe on this computer; check the network and try again.',
  },
  'sync.timeout': {
    vi: 'Máy chủ văn bản không trả lời kịp. Văn bản vẫn an toàn trên máy này; hãy thử lại sau.',
    en: 'The document server did not answer in time. Documents are safe on this computer; try again later.',
  },
  'sync.sign-in-refused': {
    vi: 'Máy chủ không chấp nhận tên đăng nhập hoặc mật khẩu. Hãy kiểm tra rồi đăng nhập lại.',
    en: 'The server refused the user name or password. Check them and sign in again.',
  },
  'sync.session-expired': {
    vi: 'Phiên đăng nhập máy chủ văn bản đã hết. Hãy đăng nhập lại: việc đang gửi, nhận sẽ tiếp tục, văn bản đã ký vẫn được giữ.',
    en: 'The session with the document server is over. Sign in again: what was being sent or fetched goes on, and signed documents are kept.',
  },
  'sync.forbidden': {
    vi: 'Máy chủ không cho phép tài khoản này làm việc đó. Hãy liên hệ quản trị đơn vị.',
    en: 'The server does not allow this account to do that. Contact your administrator.',
  },
  'sync.too-many-requests': {
    vi: 'Máy chủ yêu cầu chờ vì có quá nhiều lượt truy cập. Hãy thử lại sau ít phút.',
    en: 'The server asks to wait because of too many requests. Try again in a few minutes.',
  },
  'sync.document-missing': {
    vi: 'Văn bản không còn trên máy chủ. Hãy hỏi nơi gửi xem văn bản đã bị thu hồi hay chưa.',
    en: 'The document is no longer on the server. Ask its sender whether it was withdrawn.',
  },
  'sync.conflict': {
    vi: 'Máy chủ đã nhận một bản ký khác của văn bản này nên không nhận thêm. Hãy kiểm tra trên máy chủ trước khi làm tiếp.',
    en: 'The server already holds another signed file of this document. Check there before you go on.',
  },
  'sync.too-large': {
    vi: 'Tệp lớn hơn giới hạn của máy chủ. Hãy liên hệ quản trị máy chủ để được nâng giới hạn, rồi gửi lại.',
    en: 'The file is larger than the server accepts. Ask the server’s administrator to raise the limit, then send again.',
  },
  'sync.download-damaged': {
    vi: 'Tệp tải về không giống bản trên máy chủ nên đã bị bỏ. Hãy lấy văn bản về lần nữa; nếu vẫn lỗi, báo quản trị máy chủ.',
    en: 'The downloaded file is not the one on the server and was dropped. Fetch it again; if it persists, tell the server’s administrator.',
  },
  'sync.upload-damaged': {
    vi: 'Tệp bị sai lệch trên đường gửi nên máy chủ không nhận. Văn bản vẫn an toàn trên máy này; hãy gửi lại, nếu vẫn lỗi thì báo quản trị mạng.',
    en: 'The file was damaged on its way and the server refused it. It is safe on this computer; send it again, and tell the network administrator if it persists.',
  },
  'sync.signed-file-changed': {
    vi: 'Tệp đã ký trên máy bị thay đổi hoặc không còn nên không được gửi. Bấm “Thử lại” để ký lại từ văn bản gốc.',
    en: 'The signed file on this computer was changed or is gone, so it was not sent. Retry to sign the original again.',
  },
  'sync.sent-file-lost': {
    vi: 'Tệp đã ký trên máy bị thay đổi hoặc không còn. Tệp này đã từng được gửi nên phần mềm không ký lại thành tệp khác. Hãy hỏi quản trị máy chủ xem tệp đã đến chưa; nếu chưa, hãy chép lại đúng tệp đó từ bản sao lưu rồi bấm “Thử lại”, hoặc đề nghị nơi gửi gửi lại văn bản.',
    en: 'The signed file on this computer was changed or is gone. It may have been sent before, so the document is not signed anew into another file. Ask the server’s administrator whether it arrived; if not, put that very file back from a backup and retry, or ask the sender for the document again.',
  },
  'sync.receipt-mismatch': {
    vi: 'Biên nhận của máy chủ không khớp tệp đã gửi. Hãy báo quản trị máy chủ; chưa xem văn bản là đã gửi.',
    en: 'The server’s receipt does not match the file sent. Tell its administrator; the document does not count as delivered.',
  },
  'sync.server-error': {
    vi: 'Máy chủ văn bản đang gặp lỗi (mã {status}). Văn bản vẫn an toàn trên máy này; hãy thử lại sau, nếu vẫn lỗi thì báo quản trị máy chủ.',
    en: 'The document server failed (code {status}). Documents are safe on this computer; try again later, and tell its administrator if it persists.',
  },
  'sync.request-refused': {
    vi: 'Máy chủ từ chối yêu cầu (mã {status}). Hãy kiểm tra địa chỉ máy chủ; nếu đúng, hãy cập nhật phần mềm hoặc báo quản trị máy chủ.',
    en: 'The server refused the request (code {status}). Check the server address; if it is right, update the application or tell the server’s administrator.',
  },
  'sync.redirect-refused': {
    vi: 'Máy chủ chuyển hướng sang địa chỉ khác, phần mềm không đi theo. Hãy nhập đúng địa chỉ máy chủ văn bản.',
    en: 'The server redirects to another address, which is not followed. Enter the document server’s own address.',
  },
  'sync.reply-malformed': {
    vi: 'Nơi trả lời không phải là máy chủ văn bản: địa chỉ máy chủ chưa đúng, hoặc mạng đang đòi đăng nhập. Hãy mở trình duyệt xem mạng có đòi đăng nhập không và kiểm tra địa chỉ máy chủ; nếu vẫn lỗi, báo quản trị mạng.',
    en: 'What answered is not the document server: its address is wrong, or the network wants a sign-in. Open a browser to see whether the network asks for one, and check the address; if it persists, tell the network administrator.',
  },
  'sync.numbers-repeated': {
    vi: 'Máy chủ cấp lại số của sổ {series} mà máy này đang giữ, có thể vì máy chủ đã được khôi phục từ bản sao lưu. Chưa nhận số nào. Hãy báo người quản trị máy chủ chỉnh lại số tiếp theo của sổ rồi đồng bộ lại.',
    en: 'The server gave numbers of register {series} again that this computer holds; it may have been restored from a backup. None was taken. Ask the server administrator to set the next number right, then sync again.',
  },
  'sync.store-failed': {
    vi: 'Không lưu được văn bản tải về. Hãy kiểm tra dung lượng ổ đĩa và quyền ghi rồi lấy văn bản về lần nữa.',
    en: 'The downloaded document could not be stored. Check disk space and permissions, then fetch it again.',
  },
  'sync.tls-refused': {
    vi: 'Không lập được kết nối an toàn tới máy chủ văn bản nên chưa gửi hay nhận gì. Hãy kiểm tra ngày giờ của máy và địa chỉ máy chủ; nếu đều đúng, báo quản trị mạng (mã lỗi {reason}).',
    en: 'No secure connection to the document server; nothing was sent or received. Check the computer’s clock and the server address; if both are right, tell the network administrator (error {reason}).',
  },
  'sync.proxy-sign-in': {
    vi: 'Máy chủ proxy của mạng đòi đăng nhập nên chưa tới được máy chủ văn bản. Hãy đăng nhập mạng hoặc báo quản trị mạng, rồi thử lại.',
    en: 'The network’s proxy asks to sign in first. Sign in to the network or tell its administrator, then try again.',
  },
  'sync.document-changed': {
    vi: 'Văn bản trên máy chủ đã thay đổi sau khi được lấy về nên bản này chưa được gửi. Bấm “Lấy văn bản về” để nhận thay đổi; nếu nội dung đã khác, bản mới sẽ vào hàng đợi để ký lại.',
    en: 'The document changed on the server after it was fetched, so this was not sent. Fetch again; if its content differs, the new one is queued for signing.',
  },
  'sync.leased-elsewhere': {
    vi: '{holder} đang giữ văn bản này để xử lý. Hãy trao đổi với người đó; khi người đó trả lại, bấm thử lại.',
    en: '{holder} has this document in hand. Talk to them; once they have given it back, try again.',
  },
  'sync.of-other-server': {
    vi: 'Văn bản này lấy từ một máy chủ văn bản khác, không phải máy chủ đang đăng nhập, nên chưa ký, chưa gửi. Hãy đăng nhập máy chủ đã giao văn bản này rồi làm lại.',
    en: 'This document is of another document server than the one you are signed in to, so it was not signed or sent. Sign in to the server it came from, then try again.',
  },
  'sync.leased-by-yourself': {
    vi: 'Văn bản này đang được giữ bằng chính tài khoản này trên một máy khác. Hãy ký trên máy đó, hoặc đăng xuất máy chủ văn bản trên máy đó để trả lại, rồi bấm thử lại.',
    en: 'Your own account has this document in hand on another computer. Sign it there, or sign out of the document server there to give it back, then try again.',
  },
  'sync.numbers-given-twice': {
    vi: 'Sau khi khôi phục, máy chủ đã cấp cho nơi khác các số {numbers} của sổ {series}, mà máy này đã dùng cho văn bản. Hãy báo văn thư và quản trị máy chủ đối chiếu các văn bản mang những số này.',
    en: 'After it was restored, the server gave the numbers {numbers} of the register {series} to somebody else, though documents here already carry them. Tell the clerk in charge and the server’s administrator to compare the documents with these numbers.',
  },
  'sync.lease-needed': {
    vi: 'Chưa giữ được văn bản này trên máy chủ nên chưa ký, để hai người không cùng ký một văn bản. Hãy kiểm tra mạng, đăng nhập máy chủ văn bản rồi ký lại.',
    en: 'This document is not held for you on the server, so it was not signed: two people must not sign the same one. Connect, sign in and sync with the document server, then sign again.',
  },
  'sync.cursor-unknown': {
    vi: 'Máy chủ không còn biết lần đồng bộ trước của máy này (có thể vừa được khôi phục từ bản sao lưu). Hãy lấy văn bản về lần nữa; phần mềm sẽ hỏi lại từ đầu.',
    en: 'The server no longer knows this computer’s last sync (it may have been restored from a backup). Sync again; everything is asked for anew.',
  },
  'sync.not-offered': {
    vi: 'Máy chủ này không có chức năng vừa được hỏi. Hãy báo quản trị máy chủ cập nhật máy chủ văn bản.',
    en: 'This server does not offer what was asked for. Tell its administrator to update the document server.',
  },
  'sync.recalled': {
    vi: 'Văn bản đã được nơi gửi thu hồi nên không gửi đi nữa. Bản đã ký trên máy này, nếu có, vẫn được giữ. Không phải làm gì thêm; nếu chưa rõ vì sao, hãy hỏi nơi gửi.',
    en: 'The sender has recalled the document, so it is not sent. A signed file on this computer is kept. Nothing more has to be done; ask the sender why if you need to know.',
  },
  'sync.already-rejected': {
    vi: 'Văn bản đã bị từ chối ký trên máy chủ nên máy chủ không nhận thêm. Hãy hỏi người đã từ chối trước khi làm tiếp.',
    en: 'The document was rejected on the server, which takes nothing more of it. Ask who rejected it.',
  },
  'sync.refused-by-server': {
    vi: 'Máy chủ đã nhận tệp nhưng không chấp nhận: {reason} Hãy liên hệ quản trị máy chủ; bản đã ký vẫn được giữ trên máy này.',
    en: 'The server received the file but does not accept it: {reason} Contact its administrator; the signed file is kept here.',
  },
  'sync.clock-skew': {
    vi: 'Đồng hồ của máy tính lệch so với máy chủ (giờ máy chủ: {serverTime}). Hãy chỉnh lại ngày giờ của máy rồi đăng nhập lại.',
    en: 'This computer’s clock differs from the server’s ({serverTime}). Set the clock, then sign in again.',
  },
  'sync.login-expired': {
    vi: 'Lượt đăng nhập hết hạn trước khi thiết bị ký xong. Hãy đăng nhập lại.',
    en: 'The sign-in ran out before the token had signed it. Sign in again.',
  },
  'sync.login-refused': {
    vi: 'Máy chủ không chấp nhận lượt đăng nhập bằng chứng thư số. Hãy kiểm tra địa chỉ máy chủ rồi đăng nhập lại; nếu vẫn không được, báo quản trị máy chủ.',
    en: 'The server refused the sign-in with a certificate. Check its address, then sign in again; if it persists, tell its administrator.',
  },
  'sync.login-challenge-malformed': {
    vi: 'Máy chủ đưa ra nội dung lạ để ký khi đăng nhập nên phần mềm không ký. Hãy báo quản trị máy chủ.',
    en: 'The server asked for a signature over something unusual, so nothing was signed. Tell its administrator.',
  },
  'sync.certificate-refused': {
    vi: 'Máy chủ không tin cậy chứng thư này, hoặc chứng thư không còn hiệu lực. Hãy đăng nhập bằng chứng thư khác hoặc báo quản trị máy chủ.',
    en: 'The server does not trust this certificate, or it is no longer valid. Use another one or tell the administrator.',
  },
  'sync.certificate-unregistered': {
    vi: 'Chứng thư này chưa được đăng ký cho tài khoản nào trên máy chủ. Hãy gửi chứng thư cho quản trị máy chủ để đăng ký.',
    en: 'This certificate is registered to no account on the server. Send it to the administrator to be registered.',
  },
  'sync.client-certificate-needed': {
    vi: 'Máy chủ văn bản chỉ nhận kết nối từ máy có chứng thư kết nối, mà máy này chưa có hoặc chứng thư đã chọn không được nhận. Hãy nhờ quản trị mạng cài chứng thư vào kho chứng thư của máy, rồi đăng nhập lại và chọn đúng chứng thư đó.',
    en: 'The document server takes connections only from computers with a certificate of their own; this one has none, or the chosen one was not accepted. Have the network administrator install it in the certificate store, then sign in again and choose it.',
  },
  'sync.client-certificate-unreadable': {
    vi: 'Không mở được tệp chứng thư kết nối “{file}”. Hãy kiểm tra tệp .p12 và mật khẩu của tệp rồi chạy lại.',
    en: 'The connection certificate “{file}” cannot be opened. Check the .p12 file and its passphrase, then run again.',
  },
  'sync.server-key-changed': {
    vi: 'Khóa ký biên nhận của máy chủ {origin} khác khóa đã ghi nhận khi đăng nhập lần đầu (vân tay khóa mới: {fingerprint}), nên chưa gửi nhận gì. Hãy báo quản trị đơn vị: chỉ khi cơ quan quản lý máy chủ xác nhận đúng là khóa mới thì mới ghi nhận bằng lệnh kyso journal trust-key.',
    en: 'The key with which the server {origin} signs its receipts is not the one taken at the first sign-in (fingerprint now: {fingerprint}); nothing was sent or received. Tell your administrator: only when those who run the server confirm it, take the new key with kyso journal trust-key.',
  },
  'sync.server-key-unfit': {
    vi: 'Khóa ký biên nhận của máy chủ {origin} không dùng được (phải là khóa Ed25519). Hãy báo quản trị máy chủ.',
    en: 'The key with which the server {origin} signs its receipts cannot be used (it must be an Ed25519 key). Tell the server’s administrator.',
  },
  'sync.other-server': {
    vi: 'Máy này còn {count} văn bản chưa xong của máy chủ {former}, còn {origin} là máy chủ khác nên chưa đăng nhập, để không văn bản nào bị bỏ quên ở máy chủ cũ. Hãy kiểm tra lại địa chỉ, hoặc đăng nhập máy chủ cũ và gửi cho xong. Nếu đơn vị đã thay máy chủ, hãy nhờ quản trị đơn vị đối chiếu khóa và ghi nhận máy chủ mới bằng lệnh kyso journal trust-key.',
    en: 'This computer has {count} open documents of the server {former}; {origin} is another server, so nobody was signed in, lest they are forgotten there. Check the address, or sign in to the former server and finish them. If the server was replaced, ask your administrator to compare its key and take the new server with kyso journal trust-key.',
  },
  'sync.server-unknown': {
    vi: 'Máy này chưa đăng nhập máy chủ {origin} lần nào nên chưa có khóa để thay. Hãy kiểm tra lại địa chỉ; khóa được ghi nhận khi đăng nhập lần đầu.',
    en: 'This computer never signed in to the server {origin}, so there is no key to replace. Check the address; the key is taken at the first sign-in.',
  },
});
