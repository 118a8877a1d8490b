/** Which faults are those of one document, and which those of the connection. */
import type { FaultCode } from '../../contracts/faults/index.js';

/** The server is out of reach for every document: no use in trying the next. */
export const endsTheRun: ReadonlySet<FaultCode> = new Set([
  'sync.unreachable',
  'sync.timeout',
  'sync.tls-refused',
  'sync.proxy-sign-in',
  'sync.session-expired',
  'sync.sign-in-refused',
  'sync.too-many-requests',
  'sync.redirect-refused',
  'app.cancelled',
]);

/** No fault of the document: it stays in the outbox and goes with a later run. */
export const isPassing: ReadonlySet<FaultCode> = new Set([
  ...endsTheRun,
  'sync.server-error',
  'sync.upload-damaged',
  'sync.reply-malformed',
  // The next changes bring what is new of it, or it will be free again.
  'sync.document-changed',
  'sync.leased-elsewhere',
  'sync.leased-by-yourself',
  // Folders of packages stand on shares that come back, and on disks that get room again.
  'file.unreadable',
  'output.failed',
  'app.internal',
]);
