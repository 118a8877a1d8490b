/** The reference provincial document server: start it with `main.mjs`, or from a test with `startServer`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fastify from 'fastify';
import { openDatabase } from './database.mjs';
import { Documents } from './documents.mjs';
import { ApiError, errorBody } from './errors.mjs';
import { FileStore } from './files.mjs';
import { addInterventions } from './interventions.mjs';
import { addRoutes } from './routes.mjs';
import { Sessions } from './sessions.mjs';

/** The API error that a thrown thing is for the client. */
const apiErrorOf = (/** @type {any} */ thrown) => {
  if (thrown instanceof ApiError) return thrown;
  // The client went away while sending: there is nobody left to answer.
  if (thrown.code === 'ECONNRESET') return new ApiError('request-malformed');
  if (thrown.statusCode === 413) return new ApiError('too-large');
  if (thrown.statusCode === 415) return new ApiError('type-refused');
  if (thrown.statusCode >= 400 && thrown.statusCode < 500) return new ApiError('request-malformed');
  return new ApiError('internal');
};

/**
 * @typedef {object} ServerOptions
 * @property {string} dataDir database and files
 * @property {number} [port] 0 (default) takes a free one
 * @property {string[]} [seed] PDF files, or folders of them
 * @property {{ username: string, password: string }[]} [users] added, or given this password
 * @property {number} [maxUploadBytes] default 100 MiB
 * @property {number} [sessionSeconds] default 8 hours
 * @property {(request: { method: string, url: string }) => import('./interventions.mjs').Intervention | undefined} [intervene]
 */

/**
 * Starts the server on 127.0.0.1; TLS is the work of the proxy in front of it.
 * @param {ServerOptions} options
 * @returns {Promise<{ url: string, routes: string[], close: () => Promise<void> }>} routes as `METHOD /path/{id}`
 */
export const startServer = async (options) => {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const database = openDatabase(join(options.dataDir, 'server.db'));
  const originals = await new FileStore(join(options.dataDir, 'originals')).create();
  const signedFiles = await new FileStore(join(options.dataDir, 'signed')).create();
  const sessions = new Sessions(database, options.sessionSeconds ?? 8 * 3600);
  const documents = new Documents(database, originals, signedFiles);
  for (const { username, password } of options.users ?? []) await sessions.addUser(username, password);
  for (const path of options.seed ?? []) await documents.seed(path);

  const app = fastify({
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false } },
  });
  const routes = [];
  app.addHook('onRoute', ({ method, url }) => routes.push(`${method} ${url.replace(/:(\w+)/g, '{$1}')}`));
  app.addContentTypeParser('application/pdf', (_request, payload, done) => done(null, payload));
  app.setErrorHandler((thrown, request, reply) => {
    // What is left of a refused body is read and dropped, or the connection would hang on it.
    request.raw.resume();
    const error = apiErrorOf(thrown);
    if (error.code === 'internal') console.error(thrown);
    return reply.code(error.statusCode).headers(error.headers).send(errorBody(error.code));
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(errorBody('route-missing')));
  if (options.intervene !== undefined) addInterventions(app, options.intervene);
  addRoutes(app, { sessions, documents, maxUploadBytes: options.maxUploadBytes ?? 100 * 2 ** 20 });

  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const close = async () => {
    await app.close();
    database.close();
  };
  return { url, routes, close };
};
