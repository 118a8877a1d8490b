/** What a process that practises asks of the network: nothing, but of the training server where there is one. */
import { Fault } from '../../../contracts/faults/index.js';
import type { TimestampSettings } from '../../../contracts/ipc.js';

/** Of every practice, whatever is set for the real work: other levels need servers that stamp and answer for real. */
export const practiceTimestamp: TimestampSettings = { servers: [], level: 'B-B', embedRevocation: false };

/**
 * `fetch` as far as practice may use it. Fault `practice.no-server` for every other address, before anything is sent.
 * @param server address of the training server; null where there is none
 */
export const practiceFetch =
  <I>(server: string | null, fetch: (url: string, init: I) => Promise<Response>) =>
  async (url: string, init: I): Promise<Response> => {
    if (server === null || new URL(url).origin !== new URL(server).origin) throw new Fault('practice.no-server');
    return fetch(url, init);
  };
