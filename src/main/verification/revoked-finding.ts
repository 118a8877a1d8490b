/** What a revocation means for what the certificate made (ETSI EN 319 102-1 5.2.6.4, 5.3.4, 5.5.4). */
import type { Revocation } from '../pki/crl-entries.js';
import type { Finding } from './findings.js';
import { readableDate, readableMoment } from './times.js';

/** CRLReason (RFC 5280 5.3.1). */
const onHold = 6;
/** Belongs into delta lists only; in a complete one it contradicts the entry that it stands in. */
const removedFromList = 8;

const unstated = { vi: 'không nêu lý do', en: 'no reason given' };
const reasons: Readonly<Record<number, { readonly vi: string; readonly en: string }>> = {
  1: { vi: 'lộ khóa: người khác có thể ký và ghi lùi ngày', en: 'key compromise: others could sign and backdate' },
  2: { vi: 'lộ khóa của cơ quan cấp', en: 'compromise of the issuer’s key' },
  3: { vi: 'thay đổi thông tin hoặc đơn vị', en: 'change of name or affiliation' },
  4: { vi: 'đã thay bằng chứng thư khác', en: 'superseded' },
  5: { vi: 'ngừng sử dụng', en: 'cessation of operation' },
  9: { vi: 'bị rút quyền', en: 'privilege withdrawn' },
  10: { vi: 'lộ khóa của cơ quan xác nhận thuộc tính', en: 'compromise of an attribute authority' },
};

interface Revoked {
  readonly purpose: 'document' | 'timestamp';
  readonly signer: string;
  /** Whose certificate was revoked. */
  readonly issuer: string;
  /** It is the signer's own, not that of a CA above. */
  readonly own: boolean;
  /** When its maker says that it was made. */
  readonly stated: Date | null;
}

/** What was made with it, and whom to turn to. */
const words = ({ purpose, signer }: Revoked) =>
  purpose === 'document'
    ? {
        made: { vi: `chữ ký của ${signer}`, en: `the signature of ${signer}` },
        advice: {
          vi: `hãy đề nghị ${signer} xác nhận hoặc ký lại bằng chứng thư còn hiệu lực`,
          en: `ask ${signer} to confirm it or to sign again with a certificate that is in force`,
        },
      }
    : {
        made: { vi: 'dấu thời gian', en: 'the timestamp' },
        advice: { vi: 'hãy đề nghị nơi gửi cấp dấu thời gian mới', en: 'ask the sender for a new timestamp' },
      };

/**
 * Of a revocation that no trusted proof of existence precedes. Whether what was made is older stays open, unless its
 * maker says himself that it is not: whoever has the key can write an earlier time, but nobody gains by a later one. What
 * is on hold may be released again.
 */
export const revokedFinding = ({ date, reason }: Revocation, about: Revoked): Finding => {
  const { signer, issuer, own, stated } = about;
  const why = reasons[reason] ?? unstated;
  const params = { signer, issuer, date: readableDate(date), why, ...words(about) };
  if (reason === onHold || reason === removedFromList) return { code: 'certificate-on-hold', params };
  if (stated !== null && stated >= date) {
    const code = own ? 'certificate-revoked' : 'ca-revoked';
    return { code, params: { ...params, stated: readableMoment(stated) } };
  }
  return { code: own ? 'certificate-revoked-unproven' : 'ca-revoked-unproven', params };
};
