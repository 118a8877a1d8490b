/** What a report says of the servers that were, or would have been, asked. */
import type { Reason, Unanswered } from '../../../contracts/verification.js';
import { readableMoment } from '../../verification/times.js';
import type { RefusalReason } from './address-policy.js';
import { NoAnswer } from './bounded-fetch.js';
import { AddressRefused } from './guarded-network.js';
import type { Failure } from './kept-answers.js';

/** Addresses come from strangers and may have a thousand characters. */
const shown = (address: string): string => (address.length <= 80 ? address : `${address.slice(0, 80)}…`);

/** As a person knows the server; an address that is none stands for itself. */
const serverOf = (url: string): string => {
  try {
    return shown(new URL(url).host || url);
  } catch {
    return shown(url);
  }
};

const mostNamed = 4;

interface Named {
  readonly vi: string;
  readonly en: string;
}

/** Each server once: a certificate names several addresses of one. */
const naming = (urls: readonly string[]): Named => {
  const servers = [...new Set(urls.map(serverOf))];
  const list = servers.slice(0, mostNamed).join(', ');
  const more = servers.length - mostNamed;
  return more > 0 ? { vi: `${list} và ${more} nơi khác`, en: `${list} and ${more} more` } : { vi: list, en: list };
};

const addTo: Named = {
  vi: 'Nếu đáng tin cậy, quản trị đơn vị thêm vào tệp policy/network.json (hoặc --allow-host) rồi kiểm tra lại.',
  en: 'If they can be trusted, the administrator adds them to policy/network.json (or --allow-host); then check again.',
};

/** Why nothing came, as far as it makes a difference to the person. */
export type NetworkCause =
  | 'not-listed'
  | 'port'
  | 'inner-address'
  | 'bad-address'
  | 'not-found'
  | 'unreachable'
  | 'late'
  | 'unusable';

const refusals: Readonly<Record<RefusalReason, NetworkCause>> = {
  'not-listed': 'not-listed',
  port: 'port',
  'inner-address': 'inner-address',
  malformed: 'bad-address',
  scheme: 'bad-address',
  credentials: 'bad-address',
};

/** Words of Node and of Chromium (`net::ERR_…`), whose network is behind a proxy. */
const silences: readonly (readonly [NetworkCause, RegExp])[] = [
  ['not-found', /ENOTFOUND|EAI_|NAME_NOT_RESOLVED|NAME_RESOLUTION/],
  ['late', /timeout|ETIMEDOUT|TIMED_OUT|UND_ERR_\w*TIMEOUT/],
  ['unreachable', /^E[A-Z]+$|^UND_ERR_|^net::ERR_(CONNECTION|ADDRESS|INTERNET|NETWORK|PROXY|TUNNEL|SOCKET)/],
];

/** Why nothing came, by what was thrown. */
export const causeOf = ({ reason }: Failure): NetworkCause => {
  if (reason instanceof AddressRefused) return refusals[reason.why];
  const detail = detailOf(reason);
  return silences.find(([, words]) => words.test(detail))?.[0] ?? 'unusable';
};

const detailOf = (reason: Error): string => (reason instanceof NoAnswer ? reason.detail : reason.message);

const askAgain: Named = {
  vi: 'Hãy kiểm tra kết nối mạng và thử lại sau.',
  en: 'Check the network connection and try again later.',
};

const silent = (vi: string, en: string): Reason => ({
  code: 'server-silent',
  vi: `${vi} ${askAgain.vi}`,
  en: `${en} ${askAgain.en}`,
});

const refused = (vi: string, en: string): Reason => ({ code: 'address-refused', vi, en });

const note = (cause: NetworkCause, { vi, en }: Named): Reason => {
  switch (cause) {
    case 'not-listed':
      return refused(
        `Không hỏi máy chủ ghi trong chứng thư (${vi}) vì không nằm trong danh sách cho phép. ${addTo.vi}`,
        `Servers named by a certificate (${en}) were not asked: they are not on the list of allowed servers. ${addTo.en}`,
      );
    case 'port':
      return refused(
        `Không hỏi máy chủ ghi trong chứng thư (${vi}) vì cổng này không nằm trong danh sách cho phép. ${addTo.vi}`,
        `Servers named by a certificate (${en}) were not asked: this port is not on the list of allowed servers. ${addTo.en}`,
      );
    case 'inner-address':
      return refused(
        `Không hỏi máy chủ ghi trong chứng thư (${vi}) vì tên này dẫn tới một máy trong mạng nội bộ. Nếu đơn vị dùng mạng riêng, quản trị ghi tên này với "private": true vào tệp policy/network.json rồi kiểm tra lại.`,
        `Servers named by a certificate (${en}) were not asked: the name leads to a machine inside a private network. If your office is on such a network, the administrator lists the name with "private": true in policy/network.json; then check again.`,
      );
    case 'bad-address':
      return refused(
        `Không dùng địa chỉ ghi trong chứng thư (${vi}) vì không đúng quy cách. Hãy hỏi nơi gửi nếu không xác định được kết quả.`,
        `Addresses in a certificate (${en}) were not used: they are not in a proper form. Ask the sender if the result stays unknown.`,
      );
    case 'not-found':
      return silent(
        `Không tìm thấy trên mạng máy chủ của cơ quan cấp chứng thư (${vi}).`,
        `The issuer’s servers (${en}) were not found on the network.`,
      );
    case 'unreachable':
      return silent(
        `Không kết nối được tới máy chủ của cơ quan cấp chứng thư (${vi}).`,
        `No connection to the issuer’s servers (${en}) was possible.`,
      );
    case 'late':
      return silent(
        `Máy chủ của cơ quan cấp chứng thư (${vi}) không trả lời kịp.`,
        `The issuer’s servers (${en}) did not answer in time.`,
      );
    case 'unusable':
      return silent(
        `Máy chủ của cơ quan cấp chứng thư (${vi}) trả lời nhưng không dùng được.`,
        `The issuer’s servers (${en}) gave no usable answer.`,
      );
  }
};

/** What counts of the failures: a refusal always, a silent server where it left something `open`. */
const telling = (failures: readonly Failure[], open: boolean): Failure[] =>
  failures.filter(({ reason }) => open || reason instanceof AddressRefused);

/** One sentence for each cause, with the servers it holds for. */
export const notesOfFailures = (failures: readonly Failure[], open: boolean): Reason[] => {
  const byCause = new Map<NetworkCause, string[]>();
  for (const failure of telling(failures, open)) {
    const cause = causeOf(failure);
    byCause.set(cause, [...(byCause.get(cause) ?? []), failure.url]);
  }
  return [...byCause].map(([cause, urls]) => note(cause, naming(urls)));
};

const longestAddress = 300;

/** The same address by address and in the words of the system, for whoever looks after the network. */
export const unansweredOf = (failures: readonly Failure[], open: boolean): Unanswered[] => {
  const each = telling(failures, open).map(({ url, reason }) => ({
    url: url.slice(0, longestAddress),
    detail: detailOf(reason),
  }));
  return [...new Map(each.map((one) => [`${one.url} ${one.detail}`, one])).values()];
};

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
  vi: `Đang kiểm tra ngoại tuyến nên chưa hỏi được: ${hosts.join(', ')}. Để kết luận, hãy kiểm tra lại khi có mạng (nếu đang thực hành: sau khi kết thúc thực hành), hoặc nạp danh sách thu hồi của cơ quan cấp chứng thư (--crl).`,
  en: `This is an offline check, so nobody was asked: ${hosts.join(', ')}. To settle it, check again with a network (after practice, if this is practice), or give the issuers’ revocation lists (--crl).`,
});
