import type { Rebuilt } from '../queue/rebuild/types.js';

const causes: Readonly<Record<Rebuilt['damage'], string>> = {
  unreadable: 'Tệp hàng đợi bị hỏng',
  lost: 'Tệp hàng đợi đã mất hoặc trống',
  behind: 'Tệp hàng đợi thiếu những bước mới nhất',
};

/** What a person has to know of a queue that was put together again: what was found, what was not, what to do now. */
export const rebuiltSentences = (rebuilt: Rebuilt): string[] => {
  const { damage, keptAs, journal, documents, lostEntries, setAside, strayFiles, usedBackup } = rebuilt;
  const missingSteps = Math.max(0, journal.known - journal.found);
  const lines = [
    `${causes[damage]}; phần mềm đã dựng lại từ ${usedBackup ? 'phần còn đọc được và bản sao lưu gần nhất' : 'phần còn đọc được'}.`,
    `Tìm lại được ${documents.found} văn bản và ${journal.found} bước trong nhật ký.`,
  ];
  if (missingSteps > 0) lines.push(`Không tìm lại được ${missingSteps} bước trong nhật ký.`);
  if (documents.untitled > 0)
    lines.push(`${documents.untitled} văn bản chỉ còn mã và trạng thái; tên đã mất, hãy mở từng văn bản để xem.`);
  if (documents.withoutFile > 0)
    lines.push(`${documents.withoutFile} văn bản không còn tệp gốc trên máy; hãy lấy lại từ máy chủ hoặc nơi gửi.`);
  if (lostEntries > 0)
    lines.push(`${lostEntries} dòng trong sổ đăng ký mất nội dung; số của các dòng đó vẫn giữ, không cấp lại.`);
  if (setAside > 0)
    lines.push(
      `${setAside} số đã nhận từ máy chủ được để riêng, không cấp cho văn bản nào nữa, vì có thể đã dùng ở những bước bị mất.`,
    );
  if (missingSteps > 0)
    lines.push(
      'Số cấp ở những bước bị mất không có trong sổ này: hãy đối chiếu với văn bản đã phát hành, rồi xác nhận số tiếp theo của từng sổ ở trang Sổ văn bản. Chưa xác nhận thì sổ không cấp số nào.',
    );
  if (strayFiles > 0)
    lines.push(`${strayFiles} tệp trong thư mục dữ liệu không thuộc văn bản nào đã biết; các tệp này được giữ nguyên.`);
  lines.push(`Tệp hỏng được giữ tại ${keptAs}. Hãy đồng bộ với máy chủ trước khi ký tiếp, và báo quản trị đơn vị.`);
  return lines;
};
