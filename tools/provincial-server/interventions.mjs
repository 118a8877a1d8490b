/** What a test may do to this server's answers; without the option `intervene` nothing of this is installed. */
import { Transform } from 'node:stream';

/**
 * `status`: answer so instead of doing anything. `cut`: close the connection, `before` or `after` the effect.
 * `damage`: change one byte of the content sent. `delayMs`: wait first.
 * @typedef {{ status?: number, cut?: 'before' | 'after', damage?: boolean, delayMs?: number }} Intervention
 */

/** @returns {Transform} flips a bit of the first byte */
const damageFirstByte = () => {
  let first = true;
  return new Transform({
    transform(chunk, _encoding, done) {
      const bytes = Buffer.from(chunk);
      if (first) bytes[0] ^= 1;
      first = false;
      done(null, bytes);
    },
  });
};

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {(request: { method: string, url: string }) => Intervention | undefined} intervene
 */
export const addInterventions = (app, intervene) => {
  app.decorateRequest('intervention', null);
  app.addHook('onRequest', async (request, reply) => {
    const intervention = intervene({ method: request.method, url: request.url }) ?? {};
    request.intervention = intervention;
    if (intervention.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, intervention.delayMs));
    if (intervention.cut === 'before') {
      reply.hijack();
      request.raw.socket.destroy();
    } else if (intervention.status !== undefined) {
      return reply.code(intervention.status).send({ code: 'injected', message: 'Lỗi được tạo ra để kiểm thử.' });
    }
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.intervention?.cut === 'after') {
      reply.hijack();
      request.raw.socket.destroy();
    }
    return request.intervention?.damage === true && typeof payload?.pipe === 'function'
      ? payload.pipe(damageFirstByte())
      : payload;
  });
};
