/** The HTTP API of the provincial document server as its clients see it; the prose is `docs/provincial-api.yaml`. */
import { z } from 'zod';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** ISO 8601, UTC. */
const timeSchema = z.iso.datetime();
/** Letters that mean nothing in a URL or a path: the id goes into both. */
export const serverDocumentIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

export const signInRequestSchema = z.object({ username: z.string().min(1), password: z.string().min(1) });
/** The bearer token of a session; `expiresAt` by the server's clock. */
export const signInResponseSchema = z.object({ token: z.string().min(1).max(1000), expiresAt: timeSchema });
export type Session = z.infer<typeof signInResponseSchema>;

/** `waiting`: to be signed here; `signed`: the signed file has arrived. */
export const serverDocumentStatusSchema = z.enum(['waiting', 'signed']);
export type ServerDocumentStatus = z.infer<typeof serverDocumentStatusSchema>;

export const serverDocumentSchema = z.object({
  id: serverDocumentIdSchema,
  title: z.string().max(2000),
  fileName: z.string().min(1).max(500),
  size: z.number().int().nonnegative(),
  sha256: sha256Schema,
  status: serverDocumentStatusSchema,
  updatedAt: timeSchema,
});
export type ServerDocument = z.infer<typeof serverDocumentSchema>;

/** `next` is the value of `after` for the following page, null on the last one. */
export const documentPageSchema = z.object({
  documents: z.array(serverDocumentSchema),
  next: z.string().max(200).nullable(),
});
export type DocumentPage = z.infer<typeof documentPageSchema>;

/** The receipt of an upload; the same key with the same bytes always gets the same receipt. */
export const receiptSchema = z.object({
  documentId: serverDocumentIdSchema,
  sha256: sha256Schema,
  receivedAt: timeSchema,
  alreadyThere: z.boolean(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** `code` is stable (listed in the OpenAPI document), `message` is Vietnamese. */
export const apiErrorSchema = z.object({ code: z.string().max(100), message: z.string().max(2000) });
