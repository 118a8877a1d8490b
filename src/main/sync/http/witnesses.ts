import { Fault } from '../../../contracts/faults/index.js';
import { witnessSchema } from '../../../contracts/provincial-api.js';
import type { Witnesses } from '../adapter.js';
import { json } from './bodies.js';
import type { HttpSession } from './session.js';

export const httpWitnesses = (session: HttpSession): Witnesses => ({
  get origin() {
    return session.current?.server.origin ?? null;
  },
  async witness({ seq, head }) {
    const call = { path: '/journal-heads', method: 'POST', read: json(witnessSchema) } as const;
    try {
      return await session.send(call, { seq, head });
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.code === 'sync.not-offered') return null;
      throw thrown;
    }
  },
});
