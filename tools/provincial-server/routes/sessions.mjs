import { closedObject, key as holder } from './reading.mjs';

const password = closedObject(
  {
    username: { type: 'string', minLength: 1, maxLength: 200 },
    password: { type: 'string', minLength: 1, maxLength: 500 },
    holder,
  },
  ['username', 'password'],
);
const cms = { type: 'string', maxLength: 65_536, pattern: '^[A-Za-z0-9+/]+={0,2}$' };
const certificate = closedObject({ cms, holder }, ['cms']);

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../routes.mjs').Parts} parts
 */
export const addSessionRoutes = (app, { sessions, certificateSignIn }) => {
  app.post('/api/v1/sessions', { schema: { body: password }, bodyLimit: 16_384 }, async (request, reply) => {
    const { username, password, holder } = request.body;
    return reply.code(201).send(await sessions.signIn(username, password, request.ip, holder));
  });

  app.post('/api/v1/sessions/challenges', async (_request, reply) =>
    reply.code(201).send(certificateSignIn.challenge()),
  );

  const certificateOptions = { schema: { body: certificate }, bodyLimit: 70_000 };
  app.post('/api/v1/sessions/certificate', certificateOptions, async (request, reply) =>
    reply.code(201).send(await certificateSignIn.signIn(request.body.cms, request.ip, request.body.holder)),
  );
};
