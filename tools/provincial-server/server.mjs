/** The reference provincial document server: start it with `main.mjs`, or from a test with `startServer`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import fastify from 'fastify';
import { Acceptance } from './acceptance.mjs';
import { Audit } from './audit.mjs';
import { CertificateSignIn, readCertificates } from './certificate-sign-in.mjs';
import { lockFolder, openDatabase } from './database.mjs';
import { Documents } from './documents.mjs';
import { Edxml } from './edxml.mjs';
import { ApiError } from './errors.mjs';
import { FileStore } from './files.mjs';
import { addInterventions } from './interventions.mjs';
import { JournalHeads } from './journal-heads.mjs';
import { Leases } from './leases.mjs';
import { Numbers } from './numbers.mjs';
import { loadReceiptKey, publicKeyOf, Receipts } from './receipts.mjs';
import { Rejections } from './rejections.mjs';
import { addRoutes } from './routes.mjs';
import { Sessions } from './sessions.mjs';
import { Uploads } from './uploads.mjs';

const hourMs = 3_600_000;

/** The API error that a thrown thing is for the client. */
const apiErrorOf = (/** @type {any} */ thrown) => {
  if (thrown instanceof ApiError) return thrown;
  // The client went away while sending: there is nobody left to answer.
  if (thrown.code === 'ECONNRESET' || thrown.code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new ApiError('request-malformed');
  if (thrown.statusCode === 413) return new ApiError('too-large');
  if (thrown.statusCode === 415) return new ApiError('type-refused');
  if (thrown.statusCode >= 400 && thrown.statusCode < 500) return new ApiError('request-malformed');
  return new ApiError('internal');
};

/**
 * @typedef {object} ServerOptions
 * @property {string} dataDir database, files and the key of the receipts
 * @property {number} [port] 0 (default) takes a free one
 * @property {string} [origin] under which clients reach this server (`https://…`); default: the address it listens on
 * @property {string[]} [seed] PDF files, folders of them, or lists of them (`.json`, see `Documents.seed`)
 * @property {{ username: string, password?: string, certificates?: string[] }[]} [users] added, or given this password
 *   and these certificates (files)
 * @property {string[]} [anchors] certificate files that clients' certificates must lead to
 * @property {{ cli: string, words?: string[] }} [verification] the program that verifies what comes in (`out/main/cli.cjs`),
 *   further words for it; without it documents stay `signed`
 * @property {number} [maxUploadBytes] default 100 MiB
 * @property {number} [sessionSeconds] default 8 hours
 * @property {() => number} [clock] for tests: milliseconds as Date.now
 * @property {(step: string) => void} [step] for tests: called between file and transaction, and behind it
 * @property {(request: { method: string, url: string }) => import('./interventions.mjs').Intervention | undefined} [intervene]
 *   for tests
 */

/** The rooms of the data folder, made where they are missing. */
const openStores = async (/** @type {string} */ dataDir) => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const originals = await new FileStore(join(dataDir, 'originals')).create();
  const signedFiles = await new FileStore(join(dataDir, 'signed')).create();
  return { originals, signedFiles };
};

/**
 * Everything behind the HTTP API.
 * @param {import('better-sqlite3').Database} database
 * @param {ServerOptions} options
 * @param {() => string} origin
 */
const assemble = async (database, options, origin) => {
  const { dataDir, anchors = [], verification, clock = Date.now, step = () => {} } = options;
  const stores = await openStores(dataDir);
  const key = await loadReceiptKey(dataDir);
  const identity = () => ({ origin: origin(), receiptKey: publicKeyOf(key) });
  const audit = new Audit(database, clock);
  const lifetimeSeconds = options.sessionSeconds ?? 8 * 3600;
  const sessions = new Sessions(database, { lifetimeSeconds, audit, clock, identity });
  const certificates = await readCertificates(anchors);
  const certificateSignIn = new CertificateSignIn(database, { sessions, anchors: certificates, origin, clock });
  const documents = new Documents(database, { ...stores, audit, clock });
  const leases = new Leases(database, { documents, audit, clock });
  const verifier = verification && { anchors, data: join(dataDir, 'verification'), ...verification };
  const acceptance = verifier && new Acceptance(database, { ...stores, documents, audit, verification: verifier });
  const received = () => acceptance?.wake();
  const receipts = new Receipts(database, { documents, leases, audit, key, origin, step, received });
  const rejections = new Rejections(database, { documents, leases, receipts, audit });
  const maxUploadBytes = options.maxUploadBytes ?? 100 * 2 ** 20;
  const parts = { ...stores, receipts, clock, folder: join(dataDir, 'uploads'), maxBytes: maxUploadBytes };
  const uploads = await new Uploads(database, parts).create();
  const numbers = new Numbers(database, { audit, clock });
  const journalHeads = new JournalHeads(database, { key, origin, clock });
  const exchange = { ...stores, documents, receipts, rejections, audit, maxBytes: maxUploadBytes };
  const edxml = await new Edxml({ ...exchange, folder: join(dataDir, 'edxml'), cli: verification?.cli }).create();
  await stores.signedFiles.sweep((sha256) => receipts.knows(sha256));
  return {
    ...{ ...stores, audit, sessions, certificateSignIn, documents, leases },
    ...{ receipts, rejections, uploads, numbers, journalHeads, edxml, acceptance, maxUploadBytes },
  };
};

/** An HTTP server that answers every failure as an `Error` of the API. */
const makeApp = () => {
  const app = fastify({
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    trustProxy: 'loopback',
    ajv: { customOptions: { removeAdditional: false } },
  });
  for (const type of ['application/pdf', 'application/octet-stream'])
    app.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  app.setErrorHandler((thrown, request, reply) => {
    // What is left of a refused body is read and dropped, or the connection would hang on it.
    request.raw.resume();
    const error = apiErrorOf(thrown);
    if (error.code === 'internal') console.error(thrown);
    return reply.code(error.statusCode).headers(error.headers).send(error.body);
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(new ApiError('route-missing').body));
  return app;
};

/**
 * Starts the server on 127.0.0.1; TLS is the work of the proxy in front of it. Fails with EBUSY where another server works
 * on the same folder.
 * @param {ServerOptions} options
 * @returns {Promise<import('./server.d.mts').RunningServer>}
 */
export const startServer = async (options) => {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(join(options.dataDir, 'server.lock'));
  try {
    return await serve(options, unlock);
  } catch (thrown) {
    unlock();
    throw thrown;
  }
};

/** @param {() => void} ended comes last when the server is closed */
const serve = async (options, ended) => {
  const database = openDatabase(join(options.dataDir, 'server.db'));
  let url = '';
  const parts = await assemble(database, options, () => options.origin ?? url);
  const { sessions, documents, uploads, acceptance } = parts;
  for (const user of options.users ?? []) await sessions.addUser(user);
  for (const path of options.seed ?? []) await documents.seed(path);

  const app = makeApp();
  /** @type {string[]} */
  const routes = [];
  app.addHook('onRoute', ({ method, url: path }) => {
    routes.push(`${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  });
  if (options.intervene !== undefined) addInterventions(app, options.intervene);
  addRoutes(app, parts);
  url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  acceptance?.wake();
  const cleaning = setInterval(() => uploads.dropStale().catch(console.error), hourMs).unref();
  const close = async () => {
    clearInterval(cleaning);
    await app.close();
    await acceptance?.close();
    database.close();
    ended();
  };
  return { url, routes, close, recall: (id) => documents.recall(id), revise: (id, path) => documents.revise(id, path) };
};
