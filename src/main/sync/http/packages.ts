/** edXML packages to and from the provincial server. */
import { Fault } from '../../../contracts/faults/index.js';
import {
  type PackageAnswer,
  packageAnswerSchema,
  type StatusAnswer,
  statusAnswerSchema,
} from '../../../contracts/provincial-api.js';
import { largestPackage } from '../edxml/read.js';
import { json, piecesOf } from './bodies.js';
import type { Moving } from './exchange.js';
import type { HttpSession } from './session.js';

export interface Packages {
  /** The package of a document that came in one; with the signed file once there is one. Faults: `sync.*`, `edxml.server-*`. */
  fetch(documentId: string): Promise<Uint8Array>;
  /** A package; sent again it does nothing more. Faults as above. */
  send(xml: Uint8Array): Promise<PackageAnswer>;
  sendStatus(xml: Uint8Array): Promise<StatusAnswer>;
}

const xmlType = { 'content-type': 'application/xml' };

const whole = async (response: Response, progress: Moving): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of piecesOf(response, progress)) {
    size += piece.length;
    if (size > largestPackage) throw new Fault('sync.reply-malformed');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
};

export const httpPackages = (session: HttpSession): Packages => ({
  fetch: (id) =>
    session.call({ path: `/documents/${encodeURIComponent(id)}/edxml`, method: 'GET', isFile: true, read: whole }),
  send: (xml) =>
    session.call({
      ...{ path: '/edxml', method: 'POST', headers: xmlType, body: () => Buffer.from(xml) },
      read: json(packageAnswerSchema),
    }),
  sendStatus: (xml) =>
    session.call({
      ...{ path: '/edxml/status', method: 'POST', headers: xmlType, body: () => Buffer.from(xml) },
      read: json(statusAnswerSchema),
    }),
});
