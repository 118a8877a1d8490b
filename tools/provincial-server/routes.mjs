/** The HTTP API; its description for integrators is docs/provincial-api.yaml. */
import { addDocumentRoutes } from './routes/documents.mjs';
import { addEdxmlRoutes } from './routes/edxml.mjs';
import { addJournalHeadRoutes } from './routes/journal-heads.mjs';
import { addLeaseRoutes } from './routes/leases.mjs';
import { addNumberRoutes } from './routes/numbers.mjs';
import { addSessionRoutes } from './routes/sessions.mjs';
import { addSignedRoutes } from './routes/signed.mjs';
import { addUploadRoutes } from './routes/uploads.mjs';

/**
 * @typedef {object} Parts
 * @property {import('./sessions.mjs').Sessions} sessions
 * @property {import('./certificate-sign-in.mjs').CertificateSignIn} certificateSignIn
 * @property {import('./documents.mjs').Documents} documents
 * @property {import('./journal-heads.mjs').JournalHeads} journalHeads
 * @property {import('./leases.mjs').Leases} leases
 * @property {import('./receipts.mjs').Receipts} receipts
 * @property {import('./rejections.mjs').Rejections} rejections
 * @property {import('./uploads.mjs').Uploads} uploads
 * @property {import('./numbers.mjs').Numbers} numbers
 * @property {import('./edxml.mjs').Edxml} edxml
 * @property {import('./audit.mjs').Audit} audit
 * @property {import('./files.mjs').FileStore} signedFiles
 * @property {number} maxUploadBytes
 */

/**
 * @param {import('fastify').FastifyInstance} app
 * @param {Parts} parts
 */
export const addRoutes = (app, parts) => {
  for (const add of [
    addSessionRoutes,
    addDocumentRoutes,
    addLeaseRoutes,
    addSignedRoutes,
    addUploadRoutes,
    addNumberRoutes,
    addJournalHeadRoutes,
    addEdxmlRoutes,
  ])
    add(app, parts);
};
