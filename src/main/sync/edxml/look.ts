/** What one file of packages holds: read once for what it says, and again for the bytes of its attachments. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { edxmlStatusSchema, packageFactsSchema } from '../../../contracts/edxml.js';
import { Fault } from '../../../contracts/faults/index.js';
import { packageDocumentId } from '../adapter.js';
import { isPdf } from './attachment-name.js';
import type { EdxmlPackage } from './package.js';
import { type EdxmlFile, largestPackage, readEdxml } from './read.js';

const pdfFactsSchema = z.object({
  /** The same for the same content, in whatever package it comes. */
  id: z.string(),
  contentId: z.string(),
  /** As the package spells it. */
  name: z.string(),
  size: z.number(),
  sha256: z.string(),
});
export type PdfFacts = Readonly<z.infer<typeof pdfFactsSchema>>;

/** What was found in a file; without the contents of attachments. */
export const foundSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('document'), facts: packageFactsSchema, pdfs: z.array(pdfFactsSchema) }),
  z.object({ kind: z.literal('status'), status: edxmlStatusSchema }),
]);
export type Found = z.infer<typeof foundSchema>;

/** Packages are hostile until read: the window has them read in a worker. Faults: `file.unreadable`, `edxml.*`. */
export interface PackageReader {
  /** @param path absolute */
  look(path: string): Promise<Found>;
  open(path: string): Promise<EdxmlPackage>;
}

/** What is too large is refused before any of it is read. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  const unreadable = (cause: unknown): never => {
    throw new Fault('file.unreadable', { file: basename(path) }, { cause });
  };
  const { size } = await stat(path).catch(unreadable);
  if (size > largestPackage) throw new Fault('edxml.too-large', { limit: largestPackage / 2 ** 20 });
  try {
    for await (const chunk of createReadStream(path)) yield chunk;
  } catch (cause) {
    unreadable(cause);
  }
}

/** Faults: `file.unreadable`, `edxml.*`. */
export const readPackageFile = (path: string): Promise<EdxmlFile> => readEdxml(bytesOf(path));

const factsOf = ({ attachments }: EdxmlPackage): PdfFacts[] =>
  attachments
    .filter(({ bytes }) => isPdf(bytes))
    .map(({ contentId, name, bytes }) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { id: packageDocumentId(sha256), contentId, name, size: bytes.length, sha256 };
    });

/** In the thread that calls. */
export const packageReader: PackageReader = {
  look: async (path) => {
    const read = await readPackageFile(path);
    if (read.kind === 'status') return { kind: 'status', status: read.status };
    return { kind: 'document', facts: read.package.facts, pdfs: factsOf(read.package) };
  },
  open: async (path) => {
    const read = await readPackageFile(path);
    if (read.kind !== 'document') throw new Fault('edxml.other-xml');
    return read.package;
  },
};
