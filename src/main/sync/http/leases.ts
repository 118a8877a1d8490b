import { leaseAnswerSchema } from '../../../contracts/provincial-api.js';
import type { Leases } from '../adapter.js';
import { json, nothing } from './bodies.js';
import type { HttpSession } from './session.js';

export const httpLeases = (session: HttpSession): Leases => ({
  lease: (documents, seconds) =>
    session.send({ path: '/leases', method: 'POST', read: json(leaseAnswerSchema) }, { documents, seconds }),
  release: (documents) => session.send({ path: '/leases', method: 'DELETE', read: nothing }, { documents }),
});
