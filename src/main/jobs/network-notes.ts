/** What a report says of the servers that were, or would have been, asked. */
import type { Reason } from '../../contracts/verification.js';
import { readableMoment } from '../verification/times.js';
import type { RefusalReason } from './address-policy.js';
import { NoAnswer } from './bounded-fetch.js';
import { AddressRefused } from './guarded-network.js';
import type { Failure } from './kept-answers.js';

/** Addresses come from strangers and may have a thousand characters. */
const shown = (address: string): string => (address.length <= 160 ? address : `${address.slice(0, 160)}…`);

const addTo = {
  vi: 'Nếu máy chủ này đáng tin cậy, quản trị đơn vị thêm vào tệp policy/network.json (hoặc --allow-host) rồi kiểm tra lại.',
  en: 'If it can be trusted, the administrator adds it to policy/network.json (or --allow-host); then check again.',
};

const refusal = (why: RefusalReason, url: string): Reason => {
  const address = shown(url);
  switch (why) {
    case 'not-listed':
      return {
        code: 'address-refused',
        vi: `Không hỏi máy chủ “${address}” ghi trong chứng thư: máy chủ không nằm trong danh sách cho phép. ${addTo.vi}`,
        en: `The server “${address}” named by a certificate was not asked: it is not on the list of allowed servers. ${addTo.en}`,
      };
    case 'port':
      return {
        code: 'address-refused',
        vi: `Không hỏi máy chủ “${address}” ghi trong chứng thư: cổng này không nằm trong danh sách cho phép. ${addTo.vi}`,
        en: `The server “${address}” named by a certificate was not asked: this port is not on the list of allowed servers. ${addTo.en}`,
      };
    case 'inner-address':
      return {
        code: 'address-refused',
        vi: `Không hỏi máy chủ “${address}” ghi trong chứng thư: tên này dẫn tới một máy trong mạng nội bộ. Nếu đơn vị dùng mạng riêng, quản trị ghi tên này với "private": true vào tệp policy/network.json rồi kiểm tra lại.`,
        en: `The server “${address}” named by a certificate was not asked: the name leads to a machine inside a private network. If your office is on such a network, the administrator lists the name with "private": true in policy/network.json; then check again.`,
      };
    case 'malformed':
    case 'scheme':
    case 'credentials':
      return {
        code: 'address-refused',
        vi: `Không dùng địa chỉ “${address}” ghi trong chứng thư: địa chỉ không đúng quy cách. Hãy hỏi nơi gửi nếu không xác định được kết quả.`,
        en: `The address “${address}” in a certificate was not used: it is not in a proper form. Ask the sender if the result stays unknown.`,
      };
  }
};

const silence = (url: string, detail: string): Reason => ({
  code: 'server-silent',
  vi: `Máy chủ “${shown(url)}” của cơ quan cấp chứng thư không cho câu trả lời dùng được (${detail}). Hãy kiểm tra kết nối mạng và thử lại sau.`,
  en: `The issuer’s server “${shown(url)}” gave no usable answer (${detail}). Check the network connection and try again later.`,
});

/** Everything that a failure is worth: a refusal always, a silent server where it left something `open`. */
export const notesOfFailures = (failures: readonly Failure[], open: boolean): Reason[] =>
  failures.flatMap(({ url, reason }) => {
    if (reason instanceof AddressRefused) return [refusal(reason.why, url)];
    if (!open) return [];
    return [silence(url, reason instanceof NoAnswer ? reason.detail : reason.message)];
  });

/** @param since when the kept answer was given, milliseconds since 1970 */
export const noteOfKeptAnswer = (since: number): Reason => {
  const moment = readableMoment(new Date(since));
  return {
    code: 'revocation-kept',
    vi: `Chưa hỏi lại được cơ quan cấp chứng thư; tình trạng thu hồi lấy từ câu trả lời còn hạn đã lưu ${moment.vi}. Hãy kiểm tra lại khi có mạng nếu văn bản quan trọng.`,
    en: `The issuer could not be asked again; the revocation status comes from an answer still in force that was kept ${moment.en}. Check again with a network if the document matters.`,
  };
};

/** Offline, with something left open: what would settle it. */
export const noteOfOffline = (hosts: readonly string[]): Reason => ({
  code: 'network-needed',
  vi: `Đang kiểm tra ngoại tuyến nên chưa hỏi được: ${hosts.join(', ')}. Để kết luận, hãy kiểm tra lại khi có mạng, hoặc nạp danh sách thu hồi của cơ quan cấp chứng thư (--crl).`,
  en: `This is an offline check, so nobody was asked: ${hosts.join(', ')}. To settle it, check again with a network, or give the issuers’ revocation lists (--crl).`,
});
