import { closedObject, sha256 } from './reading.mjs';

const told = closedObject({ seq: { type: 'integer', minimum: 0 }, head: sha256 });

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../routes.mjs').Parts} parts
 */
export const addJournalHeadRoutes = (app, { sessions, journalHeads }) => {
  app.post('/api/v1/journal-heads', { schema: { body: told } }, async (request, reply) => {
    const { isNew, witness } = journalHeads.witness(request.body, sessions.whoOf(request));
    return reply.code(isNew ? 201 : 200).send(witness);
  });
};
