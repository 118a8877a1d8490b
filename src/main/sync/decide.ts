/** What is to be done about a document as the server has it, given what is known of it here. */
import { faultValue } from '../../contracts/faults/index.js';
import type { JobState } from '../../contracts/jobs.js';
import type { ServerDocument } from '../../contracts/provincial-api.js';
import type { KnownDocument, ServerNews } from './ports.js';

export type Decision =
  | { readonly kind: 'nothing' }
  /** A process works on it just now, or what the news are about has not happened here yet. */
  | { readonly kind: 'later' }
  | { readonly kind: 'fetch' }
  /** With `replaced` the new content is fetched afterwards. */
  | { readonly kind: 'tell'; readonly news: ServerNews };

const held: readonly JobState[] = ['preparing', 'signing', 'timestamping', 'signed', 'uploading'];
/** The server may have the file without our knowing it: the receipt was lost, or not believed. */
const maybeSent: readonly JobState[] = ['proved', 'uploading', 'failed'];
/** What the server got, and would have if it had not been taken back to an earlier day. */
const delivered: readonly JobState[] = ['delivered', 'acknowledged'];
/** From where a recall counts (`src/main/queue/transitions.ts`). */
const recallable: readonly JobState[] = [
  'received',
  'checked',
  'waiting-for-approval',
  'ready',
  'awaiting-timestamp',
  'proved',
  'delivered',
  'failed',
];

const nothing: Decision = { kind: 'nothing' };
const later: Decision = { kind: 'later' };
const tell = (news: ServerNews): Decision => ({ kind: 'tell', news });

/** Nothing of it was signed and sent, as far as this computer remembers; a failed one may be tried again. */
const unsent: readonly JobState[] = ['received', 'checked', 'waiting-for-approval', 'ready', 'awaiting-timestamp'];

/** The server has a signed file: somebody else's, or ours of days that were lost here. */
const found = ({ state }: KnownDocument): Decision => {
  if (unsent.includes(state)) return tell({ event: 'found-delivered', delivery: null });
  return held.includes(state) || state === 'failed' ? later : nothing;
};

/** One of the two verdicts of the server over a file that it got from here, or from somebody else. */
const verdict = (known: KnownDocument, news: ServerNews): Decision => {
  if (known.state === 'delivered') return tell(news);
  return maybeSent.includes(known.state) ? later : found(known);
};

const waiting = (document: ServerDocument, known: KnownDocument): Decision => {
  if (known.sha256 !== document.sha256) return held.includes(known.state) ? later : tell({ event: 'replaced' });
  const { version } = document;
  if (known.state === 'rejected') return tell({ event: 'rejection-lost', version });
  if (delivered.includes(known.state)) return tell({ event: 'delivery-lost', version });
  return known.version === document.version ? nothing : tell({ event: 'new-version', version: document.version });
};

/** @param known undefined where it is not queued here */
export const decide = (document: ServerDocument, known: KnownDocument | undefined): Decision => {
  const { status, refusal } = document;
  if (known === undefined) return status === 'waiting' ? { kind: 'fetch' } : nothing;
  switch (status) {
    case 'waiting':
      return waiting(document, known);
    case 'accepted':
      return verdict(known, { event: 'acknowledged' });
    case 'refused': {
      const error = faultValue('sync.refused-by-server', { reason: refusal?.message ?? '' });
      return verdict(known, { event: 'refused-after-delivery', error });
    }
    case 'recalled':
      if (held.includes(known.state)) return later;
      return recallable.includes(known.state) ? tell({ event: 'recalled' }) : nothing;
    case 'signed':
      return found(known);
    case 'rejected':
      // By somebody else, unless it is known here. What is signed already hears of it when it is sent.
      if (unsent.includes(known.state) || known.state === 'failed') return tell({ event: 'rejected-there' });
      return held.includes(known.state) ? later : nothing;
  }
};
