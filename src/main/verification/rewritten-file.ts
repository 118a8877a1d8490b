/** Signed files that some program wrote anew: every byte moved, and what was signed before fits no longer. */
import type { Reason, SignatureReport } from '../../contracts/verification.js';

/** The dictionary names bytes that are no longer where they were when it was signed. */
const severed: ReadonlySet<string> = new Set([
  'range-outside-file',
  'contents-misplaced',
  'gap-is-not-contents',
  'not-a-revision',
]);

const isSevered = ({ coveredBytes, reasons }: SignatureReport): boolean =>
  coveredBytes === null && reasons.some(({ code }) => severed.has(code));

const allSevered: Reason = {
  code: 'file-rewritten',
  vi: 'Tệp đã bị ghi lại sau khi ký nên không chữ ký nào còn khớp, thường do phần mềm đóng dấu đến, quét hoặc nén tệp ở nơi nhận. Không dùng bản này để đối chiếu; hãy đề nghị nơi gửi cung cấp bản gốc.',
  en: 'The file was written anew after it was signed, so no signature fits any more; usually the receiver’s incoming stamp, scanning or compressing software does this. Do not rely on this copy; ask the sender for the original.',
};

const earlierSevered = (count: number): Reason => ({
  code: 'file-rewritten-between',
  vi: `Tệp đã bị ghi lại sau ${count} chữ ký đầu rồi mới được ký tiếp, thường do phần mềm sửa bản quét. Các chữ ký đầu không còn khớp; hãy đề nghị nơi gửi cung cấp bản gốc của chúng.`,
  en: `The file was written anew after its first ${count} signature(s) and signed again, usually by software that edits scans. The first ones fit no longer; ask the sender for their original.`,
});

/** @param signatures in the order in which they were made */
export const rewrittenFile = (signatures: readonly SignatureReport[]): Reason[] => {
  const count = signatures.filter(isSevered).length;
  if (count === 0) return [];
  if (count === signatures.length) return [allSevered];
  const later = signatures.slice(count);
  return later.every(({ integrity }) => integrity === 'intact') && signatures.slice(0, count).every(isSevered)
    ? [earlierSevered(count)]
    : [];
};
