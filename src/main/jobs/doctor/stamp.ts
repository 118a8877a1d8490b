/** One timestamp of one server, for its clock and for whether it answers. */
import { randomBytes } from 'node:crypto';
import { readTimestamp } from '../../pki/cms/timestamp.js';
import { readTimestampResponse, timestampRequest } from '../../pki/tsp.js';
import { type Fetch, fetchBounded } from '../network/bounded-fetch.js';
import { type Probe, probe } from './probe.js';

export interface Stamp {
  readonly probe: Probe;
  /** genTime of the server, and the time of this computer when it was asked, halfway. Null without an answer. */
  readonly times: { readonly server: Date; readonly here: Date } | null;
}

export interface StampOptions {
  readonly fetch: Fetch;
  readonly deadlineMs: number;
  readonly abort: AbortSignal;
  /** The time of this computer, which may be wrong. */
  readonly now: () => Date;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
}

const largestReply = 64 * 1024;

/** The imprint is random: nothing of this computer is stamped. A token that is not sound is no answer (RFC 3161 2.4.2). */
export const askForStamp = async (url: string, options: StampOptions): Promise<Stamp> => {
  const { fetch, deadlineMs, abort, now, clock } = options;
  const question = { imprint: randomBytes(32), nonce: randomBytes(8) };
  let times: Stamp['times'] = null;
  const ask = async (): Promise<void> => {
    const [begun, here] = [clock(), now()];
    const body = timestampRequest(question.imprint, question.nonce);
    const post = { contentType: 'application/timestamp-query', body };
    const reply = await fetchBounded(fetch, { url, post, limit: largestReply, deadlineMs, abort });
    const half = (clock() - begun) / 2;
    const { time } = readTimestamp(readTimestampResponse(reply, question));
    times = { server: time, here: new Date(here.getTime() + half) };
  };
  return { probe: await probe('timestamp-server', url, ask, clock), times };
};
