/** How long personal data is kept, in the window. */
import type { HandlerParts } from './handler-parts.js';
import type { Handlers } from './ipc.js';

type RetentionHandlers = Pick<Handlers, Extract<keyof Handlers, `retention:${string}`>>;

export const retentionHandlers = ({ retention }: Pick<HandlerParts, 'retention'>): RetentionHandlers => ({
  'retention:state': () => retention.state(),
  'retention:confirm-clock': async () => {
    await retention.confirmClock();
    return retention.state();
  },
});
