/** The HTTP API of the provincial document server as its clients see it; the prose is `docs/provincial-api.yaml`. */
import { z } from 'zod';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
/** ISO 8601, UTC. */
const timeSchema = z.iso.datetime();
const countSchema = z.number().int().nonnegative();
/** Letters that mean nothing in a URL or a path: the id goes into both. */
export const serverDocumentIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** `origin` is what sign-in texts and receipts name; `receiptKey` is the SPKI (DER, base64) of the server's Ed25519 key. */
export const serverIdentitySchema = z.object({
  origin: z.string().min(1).max(300),
  receiptKey: z.base64().max(200),
});
export type ServerIdentity = z.infer<typeof serverIdentitySchema>;

export const signInRequestSchema = z.object({ username: z.string().min(1), password: z.string().min(1) });
/** The bearer token of a session; `expiresAt` by the server's clock. */
export const signInResponseSchema = z.object({
  token: z.string().min(1).max(1000),
  expiresAt: timeSchema,
  server: serverIdentitySchema,
});
export type Session = z.infer<typeof signInResponseSchema>;

/** For one sign-in with a certificate (`contracts/login.ts`). */
export const challengeSchema = z.object({ nonce: z.string().regex(/^[A-Za-z0-9_-]{43}$/), expiresAt: timeSchema });
export type Challenge = z.infer<typeof challengeSchema>;

/**
 * `waiting`: to be signed; `signed`: the signed file has arrived; `accepted`, `refused`: what its verification said;
 * `rejected`: a person will not have it signed; `recalled`: the server has taken it back.
 */
export const serverDocumentStatusSchema = z.enum(['waiting', 'signed', 'accepted', 'refused', 'rejected', 'recalled']);
export type ServerDocumentStatus = z.infer<typeof serverDocumentStatusSchema>;

export const serverOperationSchema = z.enum(['sign', 'approve', 'issue', 'copy']);
export type ServerOperation = z.infer<typeof serverOperationSchema>;

export const serverDocumentSchema = z.object({
  id: serverDocumentIdSchema,
  title: z.string().max(2000),
  fileName: z.string().min(1).max(500),
  size: countSchema,
  sha256: sha256Schema,
  status: serverDocumentStatusSchema,
  updatedAt: timeSchema,
  /** Grows with each change on the server; a lease is no change. */
  version: z.number().int().positive(),
  operation: serverOperationSchema,
  /** A person has to decide before it is signed. */
  needsApproval: z.boolean(),
  /** Why the signed file was refused; null in every other status. */
  refusal: z.object({ code: z.string().max(100), message: z.string().max(2000) }).nullable(),
  lease: z.object({ holder: z.string().max(200), expiresAt: timeSchema }).nullable(),
  /** Meant for the one who asks alone: nobody else gets a lease of it. */
  exclusive: z.boolean().optional(),
});
export type ServerDocument = z.infer<typeof serverDocumentSchema>;

/** `next` is the value of `after` for the following page, null on the last one. */
export const documentPageSchema = z.object({
  documents: z.array(serverDocumentSchema),
  next: z.string().max(200).nullable(),
});
export type DocumentPage = z.infer<typeof documentPageSchema>;

/** `cursor`: up to where everything is known now; what changes later comes when it is asked for `after` this. */
export const changesPageSchema = documentPageSchema.extend({ cursor: z.string().max(200) });
export type ChangesPage = z.infer<typeof changesPageSchema>;

/** What the client's journal said when a file was sent; HTTP header `Kyso-Journal: <seq>:<head>`. */
export const journalHeadSchema = z.object({ seq: countSchema, head: sha256Schema });

/**
 * The receipt of an upload; the same key with the same bytes always gets the same receipt. `signature`: base64 Ed25519
 * over `receiptText` (`contracts/receipt.ts`).
 */
export const receiptSchema = z.object({
  documentId: serverDocumentIdSchema,
  sha256: sha256Schema,
  receivedAt: timeSchema,
  alreadyThere: z.boolean(),
  journal: journalHeadSchema.nullable(),
  receiptNumber: z.number().int().positive(),
  signature: z.base64().max(200),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** Answer to a package: its own code, the documents that it became, and receipts of the signed files in it. */
export const packageAnswerSchema = z.object({
  documentId: z.string().max(500),
  documents: z.array(serverDocumentIdSchema).max(1000),
  receipts: z.array(receiptSchema).max(1000),
});
export type PackageAnswer = z.infer<typeof packageAnswerSchema>;

/** Answer to an edXML status. */
export const statusAnswerSchema = z.object({ documentId: z.string().max(500), code: z.string().max(10) });
export type StatusAnswer = z.infer<typeof statusAnswerSchema>;

/** Up to where the server has seen this client's journal; `signature`: base64 Ed25519 over `witnessText`. */
export const witnessSchema = z.object({
  journal: journalHeadSchema,
  witnessedAt: timeSchema,
  witnessNumber: z.number().int().positive(),
  signature: z.base64().max(200),
});
export type Witness = z.infer<typeof witnessSchema>;

/** Bytes; what is larger goes in pieces, so that a cut costs one piece. */
export const largestSinglePut = 8 * 2 ** 20;

/** Answer to `POST /uploads`: an upload to go on with from `offset`, or the receipt where everything has arrived. */
export const uploadStateSchema = z.object({ uploadId: serverDocumentIdSchema, offset: countSchema });
export type UploadState = z.infer<typeof uploadStateSchema>;
export const uploadAnswerSchema = z.union([uploadStateSchema, receiptSchema]);

export const leaseAnswerSchema = z.object({
  granted: z.array(
    z.object({ documentId: serverDocumentIdSchema, expiresAt: timeSchema, version: z.number().int().positive() }),
  ),
  refused: z.array(
    z.object({
      documentId: serverDocumentIdSchema,
      /** One of the error codes. */
      code: z.string().max(100),
      /** Who has it, with `leased-elsewhere`; `sameUser`: on another computer of the one who asks. */
      holder: z.string().max(200).optional(),
      sameUser: z.boolean().optional(),
    }),
  ),
});
export type LeaseAnswer = z.infer<typeof leaseAnswerSchema>;

/** A person's refusal to have a document signed, as the server recorded it. */
export const rejectionSchema = z.object({
  documentId: serverDocumentIdSchema,
  reason: z.string().min(1).max(400),
  rejectedAt: timeSchema,
  alreadyThere: z.boolean(),
});
export type Rejection = z.infer<typeof rejectionSchema>;

/** One register of one year: our id of the register and the year, as `cong-van-2026`. */
export const numberSeriesSchema = z.string().regex(/^[A-Za-z0-9-]{1,40}-[0-9]{4}$/);
/** Numbers `from` to `to`, both included; may be fewer than were asked for. None is for a new document after `expiresAt`. */
export const numberLeaseSchema = z.object({
  from: z.number().int().positive(),
  to: z.number().int().positive(),
  expiresAt: timeSchema,
});
export type NumberLease = z.infer<typeof numberLeaseSchema>;

/** Of the numbers that a client showed, by lease: those that the server has given to somebody else meanwhile. */
export const numbersElsewhereSchema = z.object({
  elsewhere: z.array(z.object({ key: z.string().max(64), numbers: z.array(z.number().int().positive()).max(500) })),
});
export type NumbersElsewhere = z.infer<typeof numbersElsewhereSchema>;

/** `code` is stable (listed in the OpenAPI document), `message` is Vietnamese. The rest comes with the code it belongs to. */
export const apiErrorSchema = z.object({
  code: z.string().max(100),
  message: z.string().max(2000),
  /** `clock-skew`. */
  serverTime: timeSchema.optional(),
  /** `leased-elsewhere`; `sameUser`: on another computer of the one who asks. */
  holder: z.string().max(200).optional(),
  sameUser: z.boolean().optional(),
  /** `document-changed`: the version that the server has. */
  version: z.number().int().positive().optional(),
  /** `edxml-refused`: why, in Vietnamese. */
  reason: z.string().max(2000).optional(),
  /** `offset-mismatch`: from where to go on. */
  offset: countSchema.optional(),
});
