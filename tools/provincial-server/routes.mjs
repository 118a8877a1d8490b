/** The HTTP API; its description for integrators is docs/provincial-api.yaml. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { ApiError } from './errors.mjs';

/** RFC 9530 section 2: a dictionary of byte sequences; this server asks for sha-256. */
const digestOf = (/** @type {string | undefined} */ header) => {
  const base64 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header ?? '')?.[1];
  if (base64 === undefined) throw new ApiError('request-malformed');
  return Buffer.from(base64, 'base64').toString('hex');
};

const idParams = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
};

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {{ sessions: import('./sessions.mjs').Sessions, documents: import('./documents.mjs').Documents, maxUploadBytes: number }} parts
 */
export const addRoutes = (app, { sessions, documents, maxUploadBytes }) => {
  const signInSchema = {
    body: {
      type: 'object',
      required: ['username', 'password'],
      additionalProperties: false,
      properties: {
        username: { type: 'string', minLength: 1, maxLength: 200 },
        password: { type: 'string', minLength: 1, maxLength: 500 },
      },
    },
  };
  app.post('/api/v1/sessions', { schema: signInSchema, bodyLimit: 16_384 }, async (request, reply) => {
    const { username, password } = request.body;
    return reply.code(201).send(await sessions.signIn(username, password, request.ip));
  });

  const listSchema = {
    querystring: {
      type: 'object',
      additionalProperties: false,
      properties: {
        status: { enum: ['waiting', 'signed'] },
        after: { type: 'string', pattern: '^[0-9]{1,15}$' },
        limit: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
      },
    },
  };
  app.get('/api/v1/documents', { schema: listSchema }, async (request) => {
    sessions.userOf(request.headers.authorization);
    return documents.list(request.query);
  });

  app.get('/api/v1/documents/:id', { schema: { params: idParams } }, async (request) => {
    sessions.userOf(request.headers.authorization);
    return documents.get(request.params.id);
  });

  app.get('/api/v1/documents/:id/content', { schema: { params: idParams } }, async (request, reply) => {
    sessions.userOf(request.headers.authorization);
    const { sha256, size } = documents.get(request.params.id);
    return reply
      .type('application/pdf')
      .header('content-length', size)
      .header('etag', `"${sha256}"`)
      .header('content-digest', `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`)
      .send(createReadStream(documents.originals.path(sha256)));
  });

  /** Checks and records a received file; whatever comes of it, nothing stays to the side. */
  const takeIn = async (received, declared, upload) => {
    try {
      if (received.sha256 !== declared) throw new ApiError('digest-mismatch');
      return await documents.accept({ ...received, ...upload });
    } finally {
      await received.discard();
    }
  };

  const uploadSchema = {
    params: idParams,
    headers: {
      type: 'object',
      required: ['idempotency-key', 'content-digest'],
      properties: { 'idempotency-key': { type: 'string', pattern: '^[A-Za-z0-9_-]{16,64}$' } },
    },
  };
  app.put('/api/v1/documents/:id/signed', { schema: uploadSchema }, async (request, reply) => {
    const user = sessions.userOf(request.headers.authorization);
    const { id } = request.params;
    documents.get(id);
    if (Number(request.headers['content-length'] ?? 0) > maxUploadBytes) throw new ApiError('too-large');
    if (!(request.body instanceof Readable)) throw new ApiError('type-refused');
    const declared = digestOf(request.headers['content-digest']);
    // A refusal in the middle leaves the request open: its socket carries the answer, and later requests.
    const body = request.body.iterator({ destroyOnReturn: false });
    const received = await documents.signedFiles.receive(body, maxUploadBytes);
    const receipt = await takeIn(received, declared, { id, user, key: request.headers['idempotency-key'] });
    return reply.code(receipt.alreadyThere ? 200 : 201).send(receipt);
  });

  app.get('/api/v1/documents/:id/receipt', { schema: { params: idParams } }, async (request) => {
    sessions.userOf(request.headers.authorization);
    return documents.receipt(request.params.id);
  });
};
