import { closedObject, key } from './reading.mjs';

const series = { type: 'string', pattern: '^[A-Za-z0-9-]{1,40}-[0-9]{4}$' };
const asked = closedObject({ series, key, count: { type: 'integer', minimum: 1, maximum: 500 } });
const givenBack = closedObject({
  series,
  key,
  numbers: { type: 'array', minItems: 1, maxItems: 500, items: { type: 'integer', minimum: 1, maximum: 9_999_999 } },
});

const number = { type: 'integer', minimum: 1, maximum: 9_999_999 };
const some = { type: 'array', maxItems: 500, items: number };
const lease = {
  ...closedObject({
    ...{ series, key, count: { type: 'integer', minimum: 1, maximum: 500 } },
    ...{ expiresAt: { type: 'string', format: 'date-time' }, numbers: some, returned: some },
  }),
  anyOf: ['numbers', 'returned'].map((name) => ({ properties: { [name]: { type: 'array', minItems: 1 } } })),
};
const shown = closedObject({ leases: { type: 'array', minItems: 1, maxItems: 100, items: lease } });

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../routes.mjs').Parts} parts
 */
export const addNumberRoutes = (app, { sessions, numbers }) => {
  app.post('/api/v1/number-leases', { schema: { body: asked } }, async (request) =>
    numbers.lease({ ...request.body, who: sessions.whoOf(request) }),
  );

  app.put('/api/v1/number-leases', { schema: { body: shown } }, async (request) =>
    numbers.show({ ...request.body, who: sessions.whoOf(request) }),
  );

  app.delete('/api/v1/number-leases', { schema: { body: givenBack } }, async (request, reply) => {
    numbers.giveBack({ ...request.body, who: sessions.whoOf(request) });
    return reply.code(204).send();
  });
};
