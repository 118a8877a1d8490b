import { ApiError } from '../errors.mjs';
import { closedObject, idParams, key, versionOf } from './reading.mjs';

const limit = { type: 'integer', minimum: 1, maximum: 500, default: 100 };
const listQuery = closedObject(
  {
    after: { type: 'string', pattern: '^[0-9]{1,15}$' },
    limit,
    status: { enum: ['waiting', 'signed', 'accepted', 'refused', 'rejected', 'recalled'] },
  },
  [],
);
const changesQuery = closedObject({ after: { type: 'string', pattern: '^[0-9a-f-]{1,40}$' }, limit }, []);

/**
 * One range of bytes (RFC 9110 14.1.2); null where everything is to be sent: no range, several, one in another unit, or
 * of a content that is not this one any more (13.1.5). Faults: 416.
 * @param {Record<string, string | undefined>} headers
 * @param {{ size: number, etag: string }} content
 */
const partOf = (headers, { size, etag }) => {
  const [, from = '', to = ''] = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/.exec(headers.range ?? '') ?? [];
  if (from === '' && to === '') return null;
  if (headers['if-range'] !== undefined && headers['if-range'] !== etag) return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null;
  if (start >= size) throw new ApiError('range-refused', { headers: { 'content-range': `bytes */${size}` } });
  return { start, end };
};

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../routes.mjs').Parts} parts
 */
export const addDocumentRoutes = (app, { sessions, documents, receipts, rejections, audit }) => {
  app.get('/api/v1/documents', { schema: { querystring: listQuery } }, async (request) => {
    const { user } = sessions.whoOf(request);
    return documents.list(request.query, user);
  });

  app.get('/api/v1/changes', { schema: { querystring: changesQuery } }, async (request) => {
    const { user } = sessions.whoOf(request);
    return documents.changes(request.query, user);
  });

  app.get('/api/v1/documents/:id', { schema: { params: idParams } }, async (request) => {
    const { user } = sessions.whoOf(request);
    return documents.get(request.params.id, user);
  });

  app.get('/api/v1/documents/:id/content', { schema: { params: idParams } }, async (request, reply) => {
    const who = sessions.whoOf(request);
    const { id, sha256, size } = documents.get(request.params.id);
    const etag = `"${sha256}"`;
    const digest = `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;
    const part = partOf(request.headers, { size, etag });
    const content = await documents.read({ sha256, size }, part ?? undefined);
    if (part === null || part.start === 0)
      audit.record({ who, action: 'downloaded', documentId: id, detail: { sha256 } });
    reply.type('application/pdf').header('etag', etag).header('accept-ranges', 'bytes').header('repr-digest', digest);
    if (part === null) return reply.header('content-length', size).header('content-digest', digest).send(content);
    return reply
      .code(206)
      .header('content-range', `bytes ${part.start}-${part.end}/${size}`)
      .header('content-length', part.end - part.start + 1)
      .send(content);
  });

  app.get('/api/v1/documents/:id/receipt', { schema: { params: idParams } }, async (request) => {
    sessions.whoOf(request);
    return receipts.of(request.params.id);
  });

  const rejectionSchema = {
    params: idParams,
    headers: { type: 'object', required: ['idempotency-key'], properties: { 'idempotency-key': key } },
    body: closedObject({ reason: { type: 'string', minLength: 1, maxLength: 400, pattern: '\\S' } }),
  };
  app.post('/api/v1/documents/:id/rejection', { schema: rejectionSchema }, async (request, reply) => {
    const rejection = rejections.reject({
      id: request.params.id,
      key: request.headers['idempotency-key'],
      reason: request.body.reason,
      version: versionOf(request.headers['if-match']),
      who: sessions.whoOf(request),
    });
    return reply.code(rejection.alreadyThere ? 200 : 201).send(rejection);
  });
};
