import { Readable } from 'node:stream';
import { ApiError } from '../errors.mjs';
import { idParams } from './reading.mjs';

const accepted = /^application\/(?:xml|octet-stream)\s*(?:;|$)/i;

/** The package in the body; a refusal in the middle leaves the request open: its socket carries the answer. */
const bodyOf = (/** @type {import('fastify').FastifyRequest} */ { headers, body }) => {
  if (!(body instanceof Readable) || !accepted.test(headers['content-type'] ?? '')) throw new ApiError('type-refused');
  return body.iterator({ destroyOnReturn: false });
};

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../routes.mjs').Parts} parts
 */
export const addEdxmlRoutes = (app, { sessions, documents, edxml }) => {
  app.addContentTypeParser('application/xml', (_request, payload, done) => done(null, payload));

  app.get('/api/v1/documents/:id/edxml', { schema: { params: idParams } }, async (request, reply) => {
    sessions.whoOf(request);
    const { id } = documents.get(request.params.id);
    return reply.type('application/xml').send(await edxml.give(id));
  });

  app.post('/api/v1/edxml', async (request, reply) => {
    const who = sessions.whoOf(request);
    return reply.code(201).send(await edxml.take(bodyOf(request), who));
  });

  app.post('/api/v1/edxml/status', async (request, reply) => {
    const who = sessions.whoOf(request);
    return reply.code(201).send(await edxml.takeStatus(bodyOf(request), who));
  });
};
