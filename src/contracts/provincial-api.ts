/** The HTTP API of the provincial document server as its clients see it; the prose is `docs/provincial-api.yaml`. */
import { z } from 'zod';

export const signInRequestSchema = z.object({ username: z.string().min(1), password: z.string().min(1) });
export const signInResponseSchema = z.object({ token: z.string(), expiresAt: z.string() });

export const serverDocumentStatusSchema = z.enum(['waiting', 'taken', 'signed', 'returned']);

export const serverDocumentSchema = z.object({
  id: z.string(),
  title: z.string(),
  fileName: z.string(),
  size: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  status: serverDocumentStatusSchema,
  updatedAt: z.string(),
});
export type ServerDocument = z.infer<typeof serverDocumentSchema>;

export const documentPageSchema = z.object({ documents: z.array(serverDocumentSchema), next: z.string().nullable() });

/** The receipt of an upload; the same key with the same bytes always gets the same receipt. */
export const receiptSchema = z.object({
  documentId: z.string(),
  sha256: z.string(),
  receivedAt: z.string(),
  alreadyThere: z.boolean(),
});
export type Receipt = z.infer<typeof receiptSchema>;

export const apiErrorSchema = z.object({ code: z.string(), message: z.string() });
