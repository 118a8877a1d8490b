/** What a refusing answer, or none at all, means. */
import { Fault, type FaultCode } from '../../../contracts/faults/index.js';
import { apiErrorSchema } from '../../../contracts/provincial-api.js';

/** A failure that another try may mend, with the wait (milliseconds) that the server asked for. */
export class Passing extends Error {
  constructor(
    readonly fault: Fault,
    readonly waitMs = 0,
  ) {
    super(fault.message);
  }
}

/** Milliseconds; a server that asks for a longer wait gets its answer in the next run. */
const longestRetryAfterMs = 10_000;

/** Codes of the API whose sentence needs nothing but the code. */
const byCode: ReadonlyMap<string, FaultCode> = new Map([
  ['sign-in-refused', 'sync.sign-in-refused'],
  ['login-refused', 'sync.login-refused'],
  ['challenge-expired', 'sync.login-expired'],
  ['certificate-refused', 'sync.certificate-refused'],
  ['certificate-unregistered', 'sync.certificate-unregistered'],
  ['document-missing', 'sync.document-missing'],
  ['document-changed', 'sync.document-changed'],
  ['cursor-unknown', 'sync.cursor-unknown'],
  ['route-missing', 'sync.not-offered'],
  ['already-rejected', 'sync.already-rejected'],
  ['edxml-missing', 'edxml.server-has-none'],
  // Nothing comes after a recall: the server itself has to say it, not a gateway by its status.
  ['recalled', 'sync.recalled'],
]);

/** Statuses without a code of ours: of a proxy, or of another server of this API. */
const byStatus: ReadonlyMap<number, FaultCode> = new Map([
  [401, 'sync.session-expired'],
  [403, 'sync.forbidden'],
  [407, 'sync.proxy-sign-in'],
  [409, 'sync.conflict'],
  [412, 'sync.document-changed'],
  [413, 'sync.too-large'],
]);

/** Seconds, or a date (RFC 9110 10.2.3), as milliseconds from now; 0 where it says nothing of use. */
const retryAfterMs = (header: string | null): number => {
  if (header === null) return 0;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? 0 : Math.max(wait, 0);
};

const largestErrorBytes = 65_536;

/** An error page of a proxy may be of any length; what is too long is none of ours. */
const errorBody = async (response: Response): Promise<unknown> => {
  const reader = response.body?.getReader();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let piece = await reader?.read(); piece !== undefined && !piece.done; piece = await reader?.read()) {
    size += piece.value.length;
    if (size > largestErrorBytes) return null;
    pieces.push(piece.value);
  }
  return JSON.parse(Buffer.concat(pieces).toString('utf8'));
};

const clock = new Intl.DateTimeFormat('vi-VN', {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Asia/Ho_Chi_Minh',
});

/** As a person compares it with the clock of the computer; `?` where the server tells none. */
const readableTime = (iso: string | undefined): string => {
  const time = Date.parse(iso ?? '');
  return Number.isNaN(time) ? '?' : clock.format(time);
};

/** The fault that a refusing answer means (RFC 9110 section 15), by its code, else by its status. */
export const refusalOf = async (response: Response): Promise<Fault | Passing> => {
  const parsed = apiErrorSchema.safeParse(await errorBody(response).catch(() => null));
  const {
    code = '',
    holder,
    sameUser,
    serverTime,
    reason,
  }: Partial<(typeof parsed)['data']> = parsed.success ? parsed.data : {};
  const { status } = response;
  const cause = { cause: `${status} ${code}` };
  if (code === 'leased-elsewhere' && sameUser === true) return new Fault('sync.leased-by-yourself', {}, cause);
  if (code === 'leased-elsewhere') return new Fault('sync.leased-elsewhere', { holder: holder ?? '?' }, cause);
  if (code === 'clock-skew') return new Fault('sync.clock-skew', { serverTime: readableTime(serverTime) }, cause);
  if (code === 'edxml-refused') return new Fault('edxml.server-refused', { reason: reason ?? '?' }, cause);
  if (code === 'edxml-unavailable') return new Fault('edxml.server-off', {}, cause);
  // Where an upload or a part of a file stands is asked for again.
  if (code === 'offset-mismatch' || code === 'upload-missing' || status === 416)
    return new Passing(new Fault('sync.request-refused', { status }, cause));
  if (status === 408) return new Passing(new Fault('sync.timeout', {}, cause));
  if (status === 422) return new Passing(new Fault('sync.upload-damaged', {}, cause));
  if (status === 429) {
    const waitMs = retryAfterMs(response.headers.get('retry-after'));
    const fault = new Fault('sync.too-many-requests', {}, cause);
    return waitMs > longestRetryAfterMs ? fault : new Passing(fault, waitMs);
  }
  if (status >= 500) return new Passing(new Fault('sync.server-error', { status }, cause));
  const known = byCode.get(code) ?? byStatus.get(status);
  return known === undefined ? new Fault('sync.request-refused', { status }, cause) : new Fault(known, {}, cause);
};

const codeOf = (thrown: unknown): string => {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  if (!(cause instanceof Error)) return '';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
};

/** Node names OpenSSL's and its own reasons, Chromium its `net::ERR_…`. */
const tlsReason =
  /^(?:ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_(?:GET|VERIFY|DECRYPT)\w+|EPROTO)$|net::ERR_(?:CERT|SSL|BAD_SSL)\w*/;

/** Chromium's words for a server that wants a certificate of the client, and got none or another. */
const certificateReason = /net::ERR_(?:SSL_CLIENT_AUTH_\w+|BAD_SSL_CLIENT_AUTH_CERT)/;

/** Chromium answers for a proxy that wants a sign-in; Node's fetch only says that it failed. */
const proxyReason = /net::ERR_PROXY_AUTH\w*/;

/** The fault of a request that got no answer. */
export const noAnswer = (thrown: unknown): Fault | Passing => {
  const code = codeOf(thrown);
  if (proxyReason.test(code)) return new Fault('sync.proxy-sign-in', {}, { cause: thrown });
  if (certificateReason.test(code)) return new Fault('sync.client-certificate-needed', {}, { cause: thrown });
  const reason = tlsReason.exec(code)?.[0];
  if (reason !== undefined) return new Fault('sync.tls-refused', { reason }, { cause: thrown });
  return new Passing(new Fault('sync.unreachable', {}, { cause: thrown }));
};
