/** Bodies as they are read and sent: piece by piece, never a whole file in memory. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import { Fault } from '../../../contracts/faults/index.js';
import type { Moving } from './exchange.js';

/** Replies that are data, not documents. */
const largestJsonBytes = 4 * 2 ** 20;

/** What an answer brings, piece by piece; whoever stops reading stops the download. */
export async function* piecesOf(response: Response, progress: Moving): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    progress(piece.value.length);
    yield piece.value;
  }
}

const nobody = (): void => undefined;

/** Reads and checks a JSON reply. Fault: `sync.reply-malformed`. */
export const json =
  <S extends z.ZodType>(schema: S) =>
  async (response: Response): Promise<z.output<S>> => {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of piecesOf(response, nobody)) {
      size += piece.length;
      if (size > largestJsonBytes) throw new Fault('sync.reply-malformed');
      pieces.push(piece);
    }
    try {
      return schema.parse(JSON.parse(Buffer.concat(pieces).toString('utf8')));
    } catch (cause) {
      throw new Fault('sync.reply-malformed', {}, { cause });
    }
  };

/** An answer that says all by its status. */
export const nothing = async (): Promise<void> => undefined;

export interface FilePart {
  /** Absolute. */
  readonly path: string;
  /** First byte, and the one behind the last; the same where there is none. */
  readonly start: number;
  readonly end: number;
}

/** A part of a file as a request body that is read as fast as `pass` lets it leave. */
export const fileBody = (
  { path, start, end }: FilePart,
  pass: (bytes: number) => Promise<void>,
): ReadableStream<Uint8Array> => {
  const part = start < end ? createReadStream(path, { start, end: end - 1 }) : Readable.from([]);
  const chunks = part[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) {
        controller.close();
        return;
      }
      const bytes = new Uint8Array(value as Uint8Array);
      await pass(bytes.length);
      controller.enqueue(bytes);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
};

/** RFC 9530 section 2. */
export const contentDigest = (sha256: string): string => `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`;
