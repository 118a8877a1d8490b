export const helpText = `Ký số công vụ – dòng lệnh

  kyso token list [--module TỆP]...
      Liệt kê trình điều khiển, thiết bị và chứng thư số (không cần mã PIN).

  kyso sign TỆP... --out THƯ_MỤC --module TỆP [--token NHÃN] [--cert SHA256] --pin-stdin
  kyso sign TỆP... --out THƯ_MỤC --training-p12 TỆP --passphrase-stdin
      [--field TÊN] [--page N --rect x,y,rộng,cao | --invisible] [--level B-B]
      [--reason LÝ_DO] [--location NƠI_KÝ] [--accept-final-try]
      Ký và ghi <tên>.signed.pdf; không ghi đè tệp nào. --rect tính bằng 1/72 inch,
      gốc ở góc dưới bên trái trang như khi hiển thị.

  kyso verify TỆP... [--trust THƯ_MỤC|PEM]... [--crl TỆP]... [--at ISO] [--offline] [--report TỆP.json]
      Kiểm tra chữ ký số.

  kyso queue add TỆP... | list | run (tùy chọn thiết bị như sign) | retry MÃ... | show MÃ   [--data THƯ_MỤC]
  kyso sync --server URL --user TÊN --password-stdin [--data THƯ_MỤC]
      Lấy văn bản chờ ký về hàng đợi và gửi văn bản đã ký lên máy chủ.
  kyso journal verify [--data THƯ_MỤC]

Mọi lệnh nhận --json (mỗi dòng một đối tượng). Mã kết thúc: 0 tốt, 2 chưa xác định, 1 không đạt,
64 sai cách dùng, 70 lỗi bên trong.
`;
