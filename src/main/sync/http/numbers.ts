import { numberLeaseSchema, numbersElsewhereSchema } from '../../../contracts/provincial-api.js';
import type { NumberLeases } from '../adapter.js';
import { json, nothing } from './bodies.js';
import type { HttpSession } from './session.js';

export const httpNumbers = (session: HttpSession): NumberLeases => ({
  lease: (series, count, key) =>
    session.send({ path: '/number-leases', method: 'POST', read: json(numberLeaseSchema) }, { series, count, key }),
  giveBack: (series, numbers, key) =>
    session.send({ path: '/number-leases', method: 'DELETE', read: nothing }, { series, numbers, key }),
  show: (leases) =>
    session.send({ path: '/number-leases', method: 'PUT', read: json(numbersElsewhereSchema) }, { leases }),
});
