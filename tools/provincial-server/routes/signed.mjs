import { Readable } from 'node:stream';
import { ApiError } from '../errors.mjs';
import { digestOf, idParams, journalOf, key, versionOf } from './reading.mjs';

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {import('../routes.mjs').Parts} parts
 */
export const addSignedRoutes = (app, { sessions, documents, receipts, signedFiles, maxUploadBytes }) => {
  /** Checks and records a received file; whatever comes of it, nothing stays to the side. */
  const takeIn = async (received, declared, upload) => {
    try {
      if (received.sha256 !== declared) throw new ApiError('digest-mismatch');
      const { sha256, size, keep } = received;
      return await receipts.take({ ...upload, sha256, size }, keep);
    } finally {
      await received.discard();
    }
  };

  const schema = {
    params: idParams,
    headers: {
      type: 'object',
      required: ['idempotency-key', 'content-digest'],
      properties: { 'idempotency-key': key },
    },
  };
  app.put('/api/v1/documents/:id/signed', { schema }, async (request, reply) => {
    const { headers } = request;
    const who = sessions.whoOf(request);
    const { id } = documents.get(request.params.id);
    if (Number(headers['content-length'] ?? 0) > maxUploadBytes) throw new ApiError('too-large');
    if (!(request.body instanceof Readable)) throw new ApiError('type-refused');
    const declared = digestOf(headers['content-digest']);
    const version = versionOf(headers['if-match']);
    const journal = journalOf(headers['kyso-journal']);
    // A refusal in the middle leaves the request open: its socket carries the answer, and later requests.
    const body = request.body.iterator({ destroyOnReturn: false });
    const received = await signedFiles.receive(body, maxUploadBytes);
    const upload = { id, who, key: headers['idempotency-key'], version, journal };
    const receipt = await takeIn(received, declared, upload);
    return reply.code(receipt.alreadyThere ? 200 : 201).send(receipt);
  });
};
