import { defineFaults } from './define.js';

/** Findings of the doctor; those that begin with `do-` are next steps. */
export const doctorFaults = defineFaults({
  'doctor.too-slow': {
    vi: 'Chưa kiểm tra xong sau {seconds} giây nên chưa biết kết quả.',
    en: 'Not done after {seconds} seconds, so the result is unknown.',
  },
  'doctor.do-again': { vi: 'Hãy bấm Kiểm tra lại sau ít phút.', en: 'Check again in a few minutes.' },
  'doctor.offline': {
    vi: 'Không hỏi máy chủ nào vì đang chạy ngoại tuyến hoặc đang thực hành.',
    en: 'No server was asked: this is an offline run, or practice.',
  },
  'doctor.no-token-to-look-at': {
    vi: 'Chưa có thiết bị nào để xem.',
    en: 'There is no token to look at.',
  },
  'doctor.no-certificate-to-look-at': {
    vi: 'Chưa có chứng thư ký số nào để xem.',
    en: 'There is no signing certificate to look at.',
  },

  'doctor.drivers-good': { vi: '{count} trình điều khiển dùng được.', en: 'Usable drivers: {count}.' },
  'doctor.drivers-none': {
    vi: 'Không tìm thấy trình điều khiển nào của thiết bị lưu khóa trên máy này.',
    en: 'No token driver was found on this computer.',
  },
  'doctor.do-install-driver': {
    vi: 'Hãy cài trình điều khiển (bản 64-bit) do nơi cấp thiết bị cung cấp, rồi bấm Kiểm tra lại.',
    en: 'Install the driver (64-bit) that the issuer of the token provides, then check again.',
  },
  'doctor.do-replace-driver': {
    vi: 'Hãy gỡ trình điều khiển bị lỗi nêu trên và cài bản 64-bit mới từ nơi cấp thiết bị.',
    en: 'Remove the faulty driver named above and install the issuer’s current 64-bit version.',
  },

  'doctor.card-service-good': { vi: 'Dịch vụ thẻ thông minh đang chạy.', en: 'The smart card service is running.' },
  'doctor.card-service-not-needed': {
    vi: 'Dịch vụ thẻ thông minh không chạy nhưng thiết bị vẫn đọc được.',
    en: 'The smart card service does not run, but the token can be read.',
  },
  'doctor.card-service-stopped': {
    vi: 'Dịch vụ thẻ thông minh không chạy nên máy không thấy thiết bị cắm vào.',
    en: 'The smart card service does not run, so tokens are not seen.',
  },
  'doctor.card-service-waits': {
    vi: 'Dịch vụ thẻ thông minh đang dừng; hệ điều hành tự chạy dịch vụ khi có thiết bị cắm vào.',
    en: 'The smart card service is stopped; the system starts it when a token is plugged in.',
  },
  'doctor.card-service-missing': {
    vi: 'Máy này chưa có dịch vụ thẻ thông minh.',
    en: 'This computer has no smart card service.',
  },
  'doctor.card-service-unknown': {
    vi: 'Chưa xác định được dịch vụ thẻ thông minh có chạy hay không.',
    en: 'It could not be told whether the smart card service is running.',
  },
  'doctor.do-start-card-service': {
    vi: 'Hãy cắm thiết bị rồi kiểm tra lại; nếu vẫn vậy, nhờ quản trị đơn vị bật dịch vụ {service}.',
    en: 'Plug in the token and check again; if it stays so, have the administrator start the service {service}.',
  },

  'doctor.token-good': { vi: 'Đã thấy thiết bị “{label}”.', en: 'Token “{label}” was found.' },
  'doctor.token-none': { vi: 'Chưa thấy thiết bị lưu khóa nào được cắm vào.', en: 'No token is plugged in.' },
  'doctor.token-not-initialised': {
    vi: 'Thiết bị “{label}” đang cắm chưa được khởi tạo nên không ký được.',
    en: 'Token “{label}” is plugged in but not initialised, so it cannot sign.',
  },
  'doctor.token-no-certificate': {
    vi: 'Thiết bị “{label}” đang cắm không có chứng thư nào đọc được.',
    en: 'Token “{label}” is plugged in but has no readable certificate.',
  },
  'doctor.token-unreadable': {
    vi: 'Thiết bị “{label}” đang cắm nhưng trình điều khiển không đọc được.',
    en: 'Token “{label}” is plugged in, but the driver cannot read it.',
  },
  'doctor.do-plug-in': {
    vi: 'Hãy cắm thiết bị vào cổng USB khác của máy (không qua bộ chia), chờ vài giây rồi kiểm tra lại.',
    en: 'Plug the token into another USB port of the computer itself, wait a few seconds and check again.',
  },
  'doctor.do-driver-first': {
    vi: 'Hãy xử lý mục Trình điều khiển thiết bị trước, rồi kiểm tra lại.',
    en: 'See to the token driver first, then check again.',
  },

  'doctor.pin-good': { vi: 'Mã PIN của “{label}” bình thường.', en: 'The PIN of “{label}” is in order.' },
  'doctor.pin-count-low': {
    vi: 'Mã PIN của “{label}” vừa bị nhập sai; số lần thử còn lại không nhiều.',
    en: 'A wrong PIN was typed for “{label}”; few tries are left.',
  },
  'doctor.pin-final-try': {
    vi: '“{label}” chỉ còn MỘT lần thử mã PIN; nhập sai lần nữa thiết bị sẽ bị khóa.',
    en: '“{label}” has only ONE PIN try left; another wrong PIN locks it.',
  },
  'doctor.pin-perhaps-final-try': {
    vi: 'Mã PIN của “{label}” đã bị nhập sai nhiều lần; lần sai tiếp theo có thể khóa thiết bị.',
    en: 'Several wrong PINs were typed for “{label}”; the next one may lock it.',
  },
  'doctor.pin-count-unknown': {
    vi: 'Không đọc hoặc không ghi được số lần nhập sai mã PIN của “{label}”; lần sai tiếp theo có thể khóa thiết bị.',
    en: 'The count of wrong PINs of “{label}” cannot be read or written; the next wrong one may lock it.',
  },
  'doctor.pin-locked': { vi: 'Mã PIN của “{label}” đã bị khóa.', en: 'The PIN of “{label}” is locked.' },
  'doctor.pin-to-be-changed': {
    vi: 'Mã PIN của “{label}” phải được đổi trước khi dùng.',
    en: 'The PIN of “{label}” must be changed before use.',
  },
  'doctor.pin-not-set': { vi: '“{label}” chưa được đặt mã PIN.', en: '“{label}” has no PIN yet.' },
  'doctor.do-be-sure-of-pin': {
    vi: 'Hãy chắc chắn về mã PIN trước khi nhập; nếu không nhớ, liên hệ nơi cấp thiết bị.',
    en: 'Be sure of the PIN before typing it; if you are not, contact the issuer.',
  },
  'doctor.do-unlock-pin': {
    vi: 'Hãy gửi thiết bị hoặc văn bản đề nghị đến nơi cấp để mở khóa; nhập lại mã PIN không có tác dụng.',
    en: 'Send the token or a written request to its issuer to unlock it; typing the PIN again has no effect.',
  },
  'doctor.do-change-pin': {
    vi: 'Hãy đổi mã PIN của thiết bị rồi kiểm tra lại.',
    en: 'Change the token’s PIN, then check again.',
  },
  'doctor.do-ask-issuer': { vi: 'Hãy liên hệ nơi cấp thiết bị.', en: 'Contact the issuer of the token.' },

  'doctor.certificate-good': {
    vi: 'Chứng thư của {name} còn hiệu lực đến {date} ({days} ngày).',
    en: 'The certificate of {name} is valid until {date} ({days} days).',
  },
  'doctor.certificate-ends-soon': {
    vi: 'Chứng thư của {name} chỉ còn {days} ngày (đến {date}).',
    en: 'The certificate of {name} has {days} days left (until {date}).',
  },
  'doctor.certificate-expired': {
    vi: 'Chứng thư của {name} đã hết hạn ngày {date}.',
    en: 'The certificate of {name} expired on {date}.',
  },
  'doctor.certificate-not-yet': {
    vi: 'Chứng thư của {name} chưa có hiệu lực (từ ngày {date}).',
    en: 'The certificate of {name} is not valid before {date}.',
  },
  'doctor.certificate-none': {
    vi: 'Thiết bị đang cắm không có chứng thư ký số nào đọc được.',
    en: 'No readable signing certificate is on the token.',
  },
  'doctor.do-renew': {
    vi: 'Hãy xuất danh sách gia hạn và gửi cho nơi đăng ký chứng thư.',
    en: 'Export the renewal list and send it to the registration office.',
  },
  'doctor.do-check-clock': {
    vi: 'Hãy kiểm tra ngày giờ của máy tính (mục Đồng hồ máy tính).',
    en: 'Check the date and time of this computer (see Clock).',
  },

  'doctor.key-usage-good': {
    vi: 'Chứng thư của {name} được cấp để ký số.',
    en: 'The certificate of {name} is issued for signing.',
  },
  'doctor.do-choose-certificate': {
    vi: 'Hãy chọn chứng thư ký số khác trên thiết bị, hoặc liên hệ nơi cấp.',
    en: 'Choose another certificate on the token, or contact the issuer.',
  },

  'doctor.chain-good': {
    vi: 'Chứng thư của {name} do cơ quan được tin cậy cấp.',
    en: 'The certificate of {name} was issued by a trusted authority.',
  },
  'doctor.chain-user-added': {
    vi: 'Chứng thư của {name} dẫn tới nguồn tin cậy tự thêm trên máy này.',
    en: 'The certificate of {name} leads to a source of trust that was added on this computer.',
  },
  'doctor.chain-training': {
    vi: 'Chứng thư của {name} chỉ dùng để tập huấn, chữ ký không có giá trị pháp lý.',
    en: 'The certificate of {name} is for training only; its signatures have no legal value.',
  },
  'doctor.chain-unknown': {
    vi: 'Chưa xác định được cơ quan cấp chứng thư của {name} có đáng tin cậy hay không.',
    en: 'It is unknown whether the issuer of the certificate of {name} can be trusted.',
  },
  'doctor.do-ask-administrator': {
    vi: 'Hãy gửi báo cáo này cho quản trị đơn vị.',
    en: 'Send this report to your administrator.',
  },

  'doctor.revocation-good': {
    vi: 'Chứng thư của {name} và các cơ quan cấp không bị thu hồi.',
    en: 'The certificate of {name} and those of its issuers are not revoked.',
  },
  'doctor.revocation-not-asked': {
    vi: 'Không hỏi tình trạng thu hồi của chứng thư của {name} vì các mục trên chưa đạt.',
    en: 'Revocation of the certificate of {name} was not asked: the checks above have to be right first.',
  },
  'doctor.do-see-network': {
    vi: 'Hãy xem các mục về máy chủ bên dưới, kiểm tra kết nối mạng rồi kiểm tra lại.',
    en: 'See the servers below, check the network connection, then check again.',
  },
  'doctor.do-stop-signing': {
    vi: 'Không ký bằng chứng thư này; hãy liên hệ cơ quan cấp chứng thư.',
    en: 'Do not sign with this certificate; contact its issuer.',
  },

  'doctor.clock-good': {
    vi: 'Đồng hồ máy tính lệch {seconds} giây so với máy chủ dấu thời gian.',
    en: 'The clock differs from the timestamp server’s by {seconds} seconds.',
  },
  'doctor.clock-fast': {
    vi: 'Đồng hồ máy tính nhanh {seconds} giây so với máy chủ dấu thời gian.',
    en: 'The clock is {seconds} seconds ahead of the timestamp server.',
  },
  'doctor.clock-slow': {
    vi: 'Đồng hồ máy tính chậm {seconds} giây so với máy chủ dấu thời gian.',
    en: 'The clock is {seconds} seconds behind the timestamp server.',
  },
  'doctor.clock-seven-hours': {
    vi: 'Đồng hồ lệch đúng 7 giờ ({seconds} giây): giờ hiển thị có thể đúng nhưng múi giờ của máy đặt sai.',
    en: 'The clock is off by exactly 7 hours ({seconds} seconds): the hour shown may be right, but the time zone is wrong.',
  },
  'doctor.clock-other-zone': {
    vi: 'Đồng hồ đúng, nhưng máy đặt múi giờ {zone}, không phải giờ Việt Nam (UTC+07:00).',
    en: 'The clock is right, but the time zone is {zone}, not Vietnam’s (UTC+07:00).',
  },
  'doctor.clock-unknown': {
    vi: 'Chưa so được đồng hồ vì không máy chủ dấu thời gian nào trả lời.',
    en: 'The clock could not be compared: no timestamp server answered.',
  },
  'doctor.do-set-clock': {
    vi: 'Hãy bật tự động đặt giờ trong phần ngày giờ của hệ điều hành rồi kiểm tra lại.',
    en: 'Let the system set the time automatically, then check again.',
  },
  'doctor.do-set-zone': {
    vi: 'Hãy chọn múi giờ (UTC+07:00) Hà Nội trong phần ngày giờ của hệ điều hành, bật tự động đặt giờ rồi kiểm tra lại.',
    en: 'Choose the time zone (UTC+07:00) Hanoi, let the system set the time automatically, then check again.',
  },

  'doctor.servers-good': { vi: 'Tất cả máy chủ đều trả lời: {hosts}.', en: 'All servers answer: {hosts}.' },
  'doctor.servers-none': { vi: 'Không có máy chủ nào để hỏi.', en: 'There is no server to ask.' },
  'doctor.server-not-found': {
    vi: 'Không tìm thấy máy chủ {host} trên mạng.',
    en: 'Server {host} was not found on the network.',
  },
  'doctor.server-unreachable': {
    vi: 'Không kết nối được tới máy chủ {host}.',
    en: 'No connection to server {host} was possible.',
  },
  'doctor.server-late': { vi: 'Máy chủ {host} không trả lời kịp.', en: 'Server {host} did not answer in time.' },
  'doctor.server-unusable': {
    vi: 'Máy chủ {host} trả lời nhưng không dùng được ({detail}); có thể máy chủ trung gian (proxy) đã trả lời thay.',
    en: 'Server {host} gave no usable answer ({detail}); a proxy may have answered in its place.',
  },
  'doctor.server-not-allowed': {
    vi: 'Không hỏi máy chủ {host} vì chính sách mạng không cho phép ({detail}).',
    en: 'Server {host} was not asked: the network policy does not allow it ({detail}).',
  },
  'doctor.document-server-good': { vi: 'Máy chủ văn bản {host} trả lời.', en: 'Document server {host} answers.' },
  'doctor.document-server-unset': {
    vi: 'Chưa khai báo máy chủ văn bản.',
    en: 'No document server is set.',
  },
  'doctor.do-check-network': {
    vi: 'Hãy kiểm tra kết nối mạng; nếu các trang khác vẫn vào được, gửi báo cáo này cho quản trị mạng để mở địa chỉ nêu trên.',
    en: 'Check the network connection; if other sites work, send this report to the network administrator to open the address above.',
  },
  'doctor.do-allow-host': {
    vi: 'Nếu đáng tin cậy, quản trị đơn vị thêm máy chủ vào tệp policy/network.json rồi kiểm tra lại.',
    en: 'If it can be trusted, the administrator adds the server to policy/network.json; then check again.',
  },

  'doctor.proxy-none': { vi: 'Máy kết nối thẳng, không qua proxy.', en: 'Connections are direct, without a proxy.' },
  'doctor.proxy-good': {
    vi: 'Máy kết nối qua proxy {proxies}, proxy này nhận kết nối.',
    en: 'Connections go through the proxy {proxies}, which accepts connections.',
  },
  'doctor.proxy-dead': {
    vi: 'Hệ điều hành đặt proxy {proxies} nhưng không kết nối được tới proxy này.',
    en: 'The system is set to the proxy {proxies}, which cannot be reached.',
  },
  'doctor.proxy-unused': {
    vi: 'Biến môi trường đặt proxy {proxies}, nhưng dòng lệnh kết nối thẳng, không qua proxy này.',
    en: 'The environment names the proxy {proxies}, but the command line connects directly, without it.',
  },
  'doctor.do-set-proxy': {
    vi: 'Hãy kiểm tra phần đặt proxy của hệ điều hành hoặc hỏi quản trị mạng.',
    en: 'Check the system’s proxy settings or ask the network administrator.',
  },
  'doctor.do-use-window': {
    vi: 'Nếu mạng bắt buộc qua proxy, hãy kiểm tra và ký bằng cửa sổ phần mềm.',
    en: 'If the network requires the proxy, check and sign in the application’s window.',
  },

  'doctor.port-free': {
    vi: 'Không có chương trình nào giữ cổng {port}: dịch vụ ký trên trang web của Ban Cơ yếu không chạy. Ký bằng phần mềm này không cần cổng đó.',
    en: 'No program holds port {port}: the official service for signing from web pages is not running. This application does not need it.',
  },
  'doctor.port-official': {
    vi: 'Dịch vụ ký trên trang web ({process}) đang giữ cổng {port}.',
    en: 'The service for signing from web pages ({process}) holds port {port}.',
  },
  'doctor.port-other': {
    vi: 'Chương trình {process} đang giữ cổng {port}, nên dịch vụ ký trên trang web không chạy được.',
    en: 'Program {process} holds port {port}, so the service for signing from web pages cannot run.',
  },
  'doctor.port-unnamed': {
    vi: 'Có chương trình giữ cổng {port} nhưng không xem được tên của nó.',
    en: 'Some program holds port {port}, but its name could not be seen.',
  },
  'doctor.port-silent': {
    vi: 'Cổng {port} có chương trình giữ nhưng không nhận kết nối.',
    en: 'Port {port} is held by a program but accepts no connections.',
  },
  'doctor.do-close-program': {
    vi: 'Nếu cần ký trên trang web, hãy tắt chương trình đó rồi khởi động lại dịch vụ ký.',
    en: 'If you sign from web pages, close that program and restart the signing service.',
  },

  'doctor.disk-good': { vi: 'Thư mục dữ liệu còn trống {free}.', en: 'The data folder has {free} free.' },
  'doctor.disk-low': {
    vi: 'Thư mục dữ liệu chỉ còn trống {free}; một lượt ký nhiều văn bản có thể thiếu chỗ.',
    en: 'The data folder has only {free} free; a large batch may run out of room.',
  },
  'doctor.disk-full': {
    vi: 'Đĩa chứa thư mục dữ liệu gần đầy (còn {free}); không đủ chỗ để ký an toàn.',
    en: 'The disk of the data folder is nearly full ({free} left): too little to sign safely.',
  },
  'doctor.disk-not-writable': {
    vi: 'Không ghi được vào thư mục dữ liệu của phần mềm.',
    en: 'The application’s data folder cannot be written to.',
  },
  'doctor.disk-unknown': {
    vi: 'Chưa xem được dung lượng của thư mục dữ liệu.',
    en: 'The free space of the data folder could not be read.',
  },
  'doctor.do-free-disk': {
    vi: 'Hãy xóa bớt tệp không cần trên đĩa rồi kiểm tra lại.',
    en: 'Free some room on the disk, then check again.',
  },

  'doctor.versions': { vi: 'Ký số công vụ {version} trên {system}.', en: 'Ký số công vụ {version} on {system}.' },
});
