import { closedObject, documentIds } from './reading.mjs';

const asked = closedObject({ documents: documentIds, seconds: { type: 'integer', minimum: 1, maximum: 86_400 } });

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../routes.mjs').Parts} parts
 */
export const addLeaseRoutes = (app, { sessions, leases }) => {
  app.post('/api/v1/leases', { schema: { body: asked } }, async (request) => {
    const who = sessions.whoOf(request);
    return leases.grant(request.body.documents, request.body.seconds, who);
  });

  const given = { body: closedObject({ documents: documentIds }) };
  app.delete('/api/v1/leases', { schema: given }, async (request, reply) => {
    leases.release(request.body.documents, sessions.whoOf(request));
    return reply.code(204).send();
  });
};
