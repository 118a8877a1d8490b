import { Readable } from 'node:stream';
import { ApiError } from '../errors.mjs';
import { closedObject, idParams, key, sha256 } from './reading.mjs';

const journalHead = closedObject({ seq: { type: 'integer', minimum: 0 }, head: sha256 });
const facts = {
  documentId: idParams.properties.id,
  version: { type: 'integer', minimum: 1 },
  size: { type: 'integer', minimum: 1 },
  sha256,
  idempotencyKey: key,
  journal: journalHead,
};
/** What says which version was signed, and by whose journal, is asked for by name. */
const begun = closedObject(facts, ['documentId', 'size', 'sha256', 'idempotencyKey']);

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../routes.mjs').Parts} parts
 */
export const addUploadRoutes = (app, { sessions, uploads }) => {
  app.post('/api/v1/uploads', { schema: { body: begun } }, async (request, reply) => {
    const { documentId, idempotencyKey, ...facts } = request.body;
    const who = sessions.whoOf(request);
    if (facts.version === undefined) throw new ApiError('version-required');
    if (facts.journal === undefined) throw new ApiError('journal-required');
    const { receipt, created, ...state } = await uploads.begin({ ...facts, id: documentId, key: idempotencyKey, who });
    return reply.code(created === true ? 201 : 200).send(receipt ?? state);
  });

  app.head('/api/v1/uploads/:id', { schema: { params: idParams } }, async (request, reply) => {
    const offset = await uploads.offset(request.params.id, sessions.whoOf(request));
    return reply.header('upload-offset', offset).header('cache-control', 'no-store').send();
  });

  const pieceSchema = {
    params: idParams,
    headers: {
      type: 'object',
      required: ['upload-offset'],
      properties: { 'upload-offset': { type: 'string', pattern: '^[0-9]{1,15}$' } },
    },
  };
  app.patch('/api/v1/uploads/:id', { schema: pieceSchema }, async (request, reply) => {
    const who = sessions.whoOf(request);
    if (!(request.body instanceof Readable)) throw new ApiError('type-refused');
    const start = Number(request.headers['upload-offset']);
    const { offset, receipt } = await uploads.append(request.params.id, start, request.body, who);
    reply.header('upload-offset', offset);
    return receipt === null ? reply.code(204).send() : reply.code(receipt.alreadyThere ? 200 : 201).send(receipt);
  });
};
