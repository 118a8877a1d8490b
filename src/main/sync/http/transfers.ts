/** Files to and from the server; what a cut leaves is gone on with. */
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';
import {
  largestSinglePut,
  type Receipt,
  receiptSchema,
  type UploadState,
  uploadAnswerSchema,
} from '../../../contracts/provincial-api.js';
import type { Content, Moved, Upload } from '../adapter.js';
import { hashFile, PartFile, requireRoom } from '../files.js';
import { contentDigest, fileBody, json, piecesOf } from './bodies.js';
import { repeat } from './exchange.js';
import { Passing } from './refusal.js';
import type { HttpSession } from './session.js';

/** Bytes: so much of a large file is lost to a cut at most. */
const pieceBytes = 4 * 2 ** 20;

/** Bytes: a piece from the network may be large; a slow line is to show that it moves, and to stop when it is told to. */
const stepBytes = 16 * 2 ** 10;

/** Where a partial answer begins (RFC 9110 14.4); 0 for the whole. */
const startOf = (response: Response): number | null => {
  if (response.status !== 206) return 0;
  const start = /^bytes (\d{1,15})-\d{1,15}\//.exec(response.headers.get('content-range') ?? '')?.[1];
  return start === undefined ? null : Number(start);
};

/** Adds to `part` what is missing of the document, or as much of it as the server calls all. */
const fetchRest = (session: HttpSession, document: Content, part: PartFile, moved: Moved): Promise<void> => {
  const range = { range: `bytes=${part.size}-`, 'if-range': `"${document.sha256}"` };
  const { flow, signal } = session.http;
  return session.once({
    path: `/documents/${encodeURIComponent(document.id)}/content`,
    method: 'GET',
    pausable: true,
    isFile: true,
    headers: part.size === 0 ? {} : range,
    read: async (response, progress) => {
      const start = startOf(response);
      if (start === 0 && part.size > 0) await part.restart();
      if (start !== part.size) throw new Fault('sync.reply-malformed');
      for await (const piece of piecesOf(response, progress)) {
        if (part.size + piece.length > document.size) throw new Fault('sync.download-damaged');
        for (let at = 0; at < piece.length; at += stepBytes) {
          const step = piece.subarray(at, at + stepBytes);
          await flow.pass(step.length, progress, signal);
          // What has arrived already is written neither: it would go on while a person looks at a pause.
          if (flow.paused) throw new Error('paused');
          await part.write(step);
          moved(part.size);
        }
      }
    },
  });
};

/**
 * Stores the document's content at `path` (absolute), whole and with the listed hash, or not at all; what an earlier
 * run, or a process that died, had of it is gone on with. Faults: `sync.*`.
 */
export const download = async (
  session: HttpSession,
  document: Content,
  path: string,
  moved: Moved = () => undefined,
): Promise<void> => {
  const part = await PartFile.claim(path, document.size);
  let isSecond = false;
  try {
    await requireRoom(dirname(path), document.size - part.size);
    await repeat(
      async () => {
        if (part.size < document.size) await fetchRest(session, document, part, moved);
        if (part.size === document.size && part.sha256() === document.sha256) return;
        const damaged = new Fault('sync.download-damaged');
        if (isSecond) throw damaged;
        // Bytes of two answers, or of two days, or cut off on the way: one more try takes all from one.
        isSecond = true;
        await part.restart();
        throw new Passing(damaged);
      },
      session.http,
      () => part.size,
    );
    await part.finish();
  } catch (thrown) {
    // What a full disk has taken would keep it full for whoever else has to write.
    const useless = thrown instanceof Fault && ['sync.download-damaged', 'sync.store-failed'].includes(thrown.code);
    await (useless ? part.discard() : part.keep());
    throw thrown;
  }
};

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    (cause: unknown) => {
      throw new Fault('sync.signed-file-changed', {}, { cause });
    },
  );

/** An upload of a known version of the document: the server takes no other. */
export type VersionedUpload = Upload & { readonly version: number };

const journalHeader = ({ journal }: Upload): string => `${journal.seq}:${journal.head}`;

const put = (session: HttpSession, upload: VersionedUpload, size: number, moved: Moved): Promise<Receipt> => {
  const { serverId, path, sha256, version } = upload;
  const { flow, signal } = session.http;
  return session.call({
    path: `/documents/${encodeURIComponent(serverId)}/signed`,
    method: 'PUT',
    pausable: true,
    headers: {
      'content-type': 'application/pdf',
      'content-digest': contentDigest(sha256),
      'idempotency-key': upload.idempotencyKey,
      'kyso-journal': journalHeader(upload),
      'if-match': `"${version}"`,
    },
    body: (progress) => {
      let gone = 0;
      return fileBody({ path, start: 0, end: size }, async (bytes) => {
        await flow.pass(bytes, progress, signal);
        progress();
        gone += bytes;
        moved(gone);
      });
    },
    read: json(receiptSchema),
  });
};

const begin = (session: HttpSession, upload: VersionedUpload, size: number): Promise<UploadState | Receipt> =>
  session.send(
    { path: '/uploads', method: 'POST', read: json(uploadAnswerSchema) },
    {
      documentId: upload.serverId,
      version: upload.version,
      size,
      sha256: upload.sha256,
      idempotencyKey: upload.idempotencyKey,
      journal: upload.journal,
    },
  );

/**
 * Sends the piece that begins at `state.offset`; the state behind it, or the receipt behind the last. Where everything
 * had arrived and only the receipt was lost, the piece is empty.
 */
const sendPiece = (
  session: HttpSession,
  upload: VersionedUpload,
  state: UploadState,
  size: number,
  moved: Moved,
): Promise<UploadState | Receipt> => {
  const end = Math.min(size, state.offset + pieceBytes);
  const { flow, signal } = session.http;
  return session.once({
    path: `/uploads/${encodeURIComponent(state.uploadId)}`,
    method: 'PATCH',
    pausable: true,
    headers: { 'content-type': 'application/octet-stream', 'upload-offset': String(state.offset) },
    body: (progress) => {
      let gone = state.offset;
      return fileBody({ path: upload.path, start: state.offset, end }, async (bytes) => {
        await flow.pass(bytes, progress, signal);
        progress();
        gone += bytes;
        moved(gone);
      });
    },
    read: async (response) => {
      if (response.status !== 204) return json(receiptSchema)(response);
      const offset = Number(response.headers.get('upload-offset') ?? Number.NaN);
      // Where there was nothing left to send, nothing but the receipt can come.
      if (offset !== end || offset <= state.offset) throw new Fault('sync.reply-malformed');
      return { ...state, offset };
    },
  });
};

const sendInPieces = (session: HttpSession, upload: VersionedUpload, size: number, moved: Moved): Promise<Receipt> => {
  let reached = 0;
  return repeat(
    async () => {
      // The same key finds what arrived before a cut.
      let state = await begin(session, upload, size);
      while ('uploadId' in state) {
        reached = state.offset;
        state = await sendPiece(session, upload, state, size, moved);
      }
      return state;
    },
    session.http,
    () => reached,
  );
};

/**
 * Sends a signed file whose content is still the one that was proved, and returns the server's receipt as it came.
 * Faults: `sync.*`.
 */
export const upload = async (
  session: HttpSession,
  order: VersionedUpload,
  moved: Moved = () => undefined,
): Promise<Receipt> => {
  const size = await sizeOf(order.path);
  if ((await hashFile(order.path)) !== order.sha256) throw new Fault('sync.signed-file-changed');
  return size > largestSinglePut ? sendInPieces(session, order, size, moved) : put(session, order, size, moved);
};
