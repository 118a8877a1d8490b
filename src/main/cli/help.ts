export const helpText = `Ký số công vụ – dòng lệnh

  kyso token list [--module TỆP]...
      Liệt kê trình điều khiển, thiết bị và chứng thư số (không cần mã PIN).

  kyso sign TỆP... --out THƯ_MỤC --module TỆP [--token NHÃN] [--cert SHA256] --pin-stdin
  kyso sign TỆP... --out THƯ_MỤC --training-p12 TỆP --passphrase-stdin
      [--level B-B|B-T|B-LT|B-LTA] [--tsa URL]... [--trust THƯ_MỤC|PEM]... [--offline]
      [--field TÊN|#SỐ] [--page N --rect x,y,rộng,cao | --invisible]
      [--image ẢNH [--image-width MM] [--image-only]] [--reason LÝ_DO] [--location NƠI_KÝ]
      [--certify 1|2|3] [--fill TÊN_Ô=GIÁ_TRỊ]...
      [--prepare-text TÊN_Ô:TRANG:x,y,rộng,cao]... [--prepare-signature TÊN_Ô:TRANG:x,y,rộng,cao]...
      [--digest sha256|sha384|sha512] [--pss] [--sub-filter ETSI.CAdES.detached|adbe.pkcs7.detached
      [--embed-revocation]] [--document-password-stdin] [--accept-final-try]
      [--operation approve|initial|issue|copy|appendix|incoming|urgency [--presets TỆP.json] [--kind electronic|scan|unnumbered-scan]
      [--number SỐ] [--date NĂM-THÁNG-NGÀY] [--notation KÝ_HIỆU] [--leader HỌ_TÊN] [--copy-form sao-y|sao-luc|trich-sao]
      [--urgency khan|thuong-khan|hoa-toc] [--forward-to NƠI_NHẬN] [--crl TỆP]...]
      Ký và ghi <tên>.signed.pdf; không ghi đè tệp nào. Mặc định ký mức B-T với chứng thư công vụ hoặc
      khi có --tsa, còn lại B-B. --rect tính bằng 1/72 inch hoặc mm (20mm), gốc ở góc dưới bên trái
      trang như khi hiển thị. --document-password-stdin đọc mật khẩu của văn bản ở dòng sau mã PIN.

  kyso upgrade TỆP... --out THƯ_MỤC --level B-T|B-LT|B-LTA [--tsa URL]... [--trust THƯ_MỤC|PEM]...
      [--document-password-stdin]
      Nâng mức chữ ký đã có (dấu thời gian, dữ liệu kiểm tra lâu dài), ghi <tên>.upgraded.pdf.

  kyso verify TỆP|THƯ_MỤC... [--trust THƯ_MỤC|PEM]... [--crl TỆP]... [--at ISO] [--offline] [--details]
      [--report TỆP.pdf|.json] [--evidence THƯ_MỤC] [--results TỆP]
      Kiểm tra chữ ký số. Với --offline không hỏi máy chủ nào, chỉ dùng câu trả lời còn hạn đã lưu.
      --evidence ghi <tên>.evidence.zip (tệp, báo cáo, chứng thư, thông tin thu hồi đã dùng, mã SHA-256) và ghi
      việc lập hồ sơ vào nhật ký.
      --report ghi báo cáo để in (PDF, tối đa 500 tệp) hoặc để máy đọc (JSON). --details thêm vị trí trong tệp, đường dẫn
      chứng thư và từng câu trả lời thu hồi. --results ghi mỗi kết quả một dòng vào TỆP; chạy lại với cùng TỆP
      thì làm tiếp các tệp chưa kiểm tra hoặc đã thay đổi.

  sign, upgrade, verify: [--allow-host MÁY_CHỦ[:CỔNG]]... [--data THƯ_MỤC]
      Máy chủ ghi trong chứng thư chỉ được hỏi khi có trong danh sách cho phép: *.gov.vn, các CA công cộng,
      policy/network.json trong thư mục dữ liệu, và --allow-host. Máy này (127.0.0.1, [::1]) chỉ khi ghi rõ cổng.

  kyso evidence delete HỒ_SƠ...   [--data THƯ_MỤC]
      Xóa hồ sơ chứng cứ và ghi việc xóa vào nhật ký; tệp không phải hồ sơ lập trên máy này thì giữ nguyên.

  kyso trust list   [--data THƯ_MỤC]
      Liệt kê nguồn tin cậy có sẵn và nguồn tự thêm.
  kyso trust add TỆP [--fingerprint SHA256 --compared]   [--data THƯ_MỤC]
      Xem chứng thư gốc trong TỆP (PEM hoặc DER); chỉ thêm khi ghi rõ vân tay SHA-256 và --compared, tức là đã đối
      chiếu vân tay với vân tay nhận từ cơ quan cấp bằng đường khác. Chữ ký theo nguồn này chỉ được kết luận
      “Hợp lệ (nguồn tự thêm)”. Chính sách của đơn vị (resources/policy/trust.json) có thể cấm.
  kyso trust remove SHA256   [--data THƯ_MỤC]
      Gỡ nguồn tự thêm. Việc thêm và gỡ đều được ghi vào nhật ký.

  kyso queue add TỆP... | list | show MÃ | retry MÃ... | approve MÃ... | reject MÃ... --reason LÝ_DO | cancel MÃ...   [--data THƯ_MỤC]
      approve duyệt văn bản đang chờ duyệt để ký; reject từ chối ký, lý do được gửi về máy chủ ở lần kyso sync tới;
      cancel bỏ văn bản thêm bằng tay, chưa ký khỏi hàng đợi.
  kyso queue run --module TỆP [--token NHÃN] [--cert SHA256] --pin-stdin [--tsa URL]... [--trust THƯ_MỤC|PEM]... [--offline]
      Ký các văn bản đang chờ, cùng cách chọn thiết bị và máy chủ dấu thời gian như sign, ở mức ký mặc định. Văn bản của
      máy chủ chỉ được ký khi đang được giữ cho người dùng này (kyso sync giữ văn bản lấy về trong 4 giờ); thêm
      --server URL --user TÊN --password-stdin (dòng trước mã PIN) để giữ và gia hạn trong lúc ký, trả lại văn bản không
      ký. Văn bản có mật khẩu: thêm --document-password-stdin (dòng sau mã PIN); thiếu mật khẩu thì văn bản vẫn nằm chờ
      trong hàng đợi.
  kyso queue evidence MÃ --out THƯ_MỤC | --delete   [--data THƯ_MỤC]
      Xuất hoặc xóa thông tin kiểm tra chứng thư được lưu cùng văn bản.
  kyso sync --server URL (--user TÊN --password-stdin | [--module TỆP] [--cert VÂN_TAY] --pin-stdin)
            [--client-cert TỆP.p12 [--client-ca TỆP.pem]] [--limit KB_MỖI_GIÂY] [--data THƯ_MỤC]
      Lấy văn bản chờ ký về hàng đợi và gửi văn bản đã ký lên máy chủ. Với --client-cert, mật khẩu của tệp .p12 là dòng
      đầu tiên trên đầu vào chuẩn, trước mật khẩu đăng nhập hoặc mã PIN.
  kyso sync --edxml-inbox THƯ_MỤC --edxml-outbox THƯ_MỤC [--organ-id MÃ_CƠ_QUAN [--organ-name TÊN]] [--data THƯ_MỤC]
      Trao đổi qua thư mục gói edXML: nhận gói đến vào hàng đợi, ghi gói có văn bản đã ký và gói trạng thái ra thư mục đi.
      Thiếu --organ-id thì không tự báo trạng thái. Dùng được cùng lúc với --server.
  kyso backup --to THƯ_MỤC [--data THƯ_MỤC]
      Sao lưu hàng đợi, văn bản và thiết lập vào THƯ_MỤC (phải có sẵn); chỉ chép văn bản chưa có trong các bản trước.
      Giữ bản mới nhất của 7 ngày và 4 tuần gần nhất. Bản vừa ghi được đọc lại và đối chiếu trước khi tính là xong.
  kyso backup verify --from THƯ_MỤC [--data THƯ_MỤC]
      Kiểm tra bản sao lưu mới nhất (hoặc bản được chỉ rõ): cơ sở dữ liệu, nhật ký, mã SHA-256 từng tệp; không đổi gì.
  kyso restore --from THƯ_MỤC [--data THƯ_MỤC]
      Phục hồi bản sao lưu mới nhất (hoặc bản được chỉ rõ) sau khi đối chiếu mã SHA-256 từng tệp; không ghi đè hàng đợi
      đang mở hoặc mới hơn. Dữ liệu cũ được giữ lại.
  kyso retention [--clock-is-right] [--data THƯ_MỤC]
      Xóa dữ liệu cá nhân của văn bản đã xong và bản cũ giữ lại khi nâng cấp, dựng lại, phục hồi, khi hết thời hạn lưu
      (policy/retention.json); queue run và sync cũng làm việc này khi xong. Mã băm, trạng thái và nhật ký được giữ.
      Đồng hồ máy chạy trước lần làm việc gần nhất quá 30 ngày thì chưa xóa gì; --clock-is-right xác nhận đồng hồ đúng.
  kyso edxml read TỆP... [--out THƯ_MỤC]
      Đọc gói văn bản hoặc gói trạng thái edXML (QCVN 102:2016); --out lấy các tệp đính kèm ra, không ghi đè tệp nào.
  kyso edxml write --meta TỆP.json --attach TỆP... --out TỆP
      Lập gói edXML: thông tin văn bản theo phụ lục VI NĐ 30/2020 trong TỆP.json, các tệp đính kèm giữ nguyên từng byte.
  kyso edxml status --for GÓI --code 01|02|03|04|05|06|13|15|16 --organ-id MÃ_CƠ_QUAN [--organ-name TÊN]
      [--description LỜI] --out TỆP
      Lập gói trạng thái báo nơi gửi về văn bản trong GÓI.
  kyso edxml get MÃ_VĂN_BẢN --out TỆP | send TỆP...   --server URL (đăng nhập như sync)
      Lấy gói của một văn bản từ máy chủ; gửi gói văn bản hoặc gói trạng thái lên máy chủ.
  kyso registers numbers SỔ --server URL | --local [--incoming] [--data THƯ_MỤC]
      Chọn nơi cấp số của sổ: máy chủ cấp sẵn từng khối số khi đồng bộ (dùng được cả khi mất mạng), hoặc máy này.
  kyso registers numbers SỔ --next SỐ [--year NĂM] [--incoming] [--data THƯ_MỤC]
      Sau khi phục hồi hoặc dựng lại dữ liệu: xác nhận số tiếp theo của sổ. Chưa xác nhận thì sổ không cấp số nào.
  kyso journal verify [--receipts TỆP] [--files] [--data THƯ_MỤC]
      Kiểm tra nhật ký không cần mạng: chuỗi mã băm, trạng thái từng văn bản, sổ, và biên nhận máy chủ đã ký. Mã kết thúc
      là 2 khi nhật ký nguyên vẹn nhưng có dòng hoặc biên nhận đã mất. --receipts đọc
      thêm biên nhận giữ ở nơi khác (mỗi dòng một đối tượng có origin và receipt, như journal export ghi ra). --files đọc lại
      từng tệp gốc và tệp đã ký trên máy, đối chiếu với mã băm trong nhật ký.
  kyso journal export --out TỆP [--data THƯ_MỤC]
      Ghi toàn bộ nhật ký và biên nhận ra TỆP mới, mỗi dòng một đối tượng JSON; không có nội dung văn bản.
  kyso journal trust-key ĐỊA_CHỈ_MÁY_CHỦ [--key KHÓA --compared] [--data THƯ_MỤC]
      Xem khóa ký biên nhận đã ghi nhận của máy chủ. Ghi nhận khóa mới (SPKI, base64) khi máy chủ đổi khóa hoặc bị thay: chỉ dùng
      --compared sau khi đã đối chiếu với khóa nhận từ cơ quan quản lý máy chủ bằng đường khác.

  kyso doctor [--renewals TỆP.csv] [--module TỆP]... [--server URL] [--tsa URL]... [--trust THƯ_MỤC|PEM]...
      [--offline] [--allow-host MÁY_CHỦ[:CỔNG]]... [--data THƯ_MỤC]
      Kiểm tra máy: trình điều khiển, thiết bị, chứng thư, đồng hồ, máy chủ, proxy, cổng 8987, đĩa. Không hỏi mã PIN,
      không đọc văn bản; tên người được rút gọn. --renewals ghi danh sách đề nghị gia hạn (hết hạn hoặc còn tối đa 60
      ngày) theo các cột của phiếu đăng ký.

Mọi lệnh nhận --json (mỗi dòng một đối tượng). Mã kết thúc: 0 tốt, 2 chưa xác định, 1 không đạt,
64 sai cách dùng, 70 lỗi bên trong.
`;
