/** A signature value that the token has made and that has still to go into its file. */
import { z } from 'zod';
import { certificationSchema, levelSchema, signingDigestSchema, subFilterSchema } from '../../../contracts/jobs.js';
import { signatureMechanismSchema } from '../../../contracts/token-host.js';
import type { PreparedSignature } from '../../signing/prepare.js';
import type { FileIdentity } from '../../verification/file-evidence.js';
import type { DeclaredSignature } from '../../verification/proof/proof.js';
import type { SignerIdentity } from '../document-tasks.js';

const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const position = z.number().int().min(0);

const declaredSchema = z.object({
  kind: z.literal('signature'),
  fieldName: z.string(),
  newField: z.boolean(),
  visible: z.boolean().nullable(),
  level: levelSchema,
  subFilter: subFilterSchema.nullable(),
  digest: signingDigestSchema.nullable(),
  certificateFingerprint: z.string(),
  certify: certificationSchema.nullable(),
  fill: z.array(z.object({ field: z.string(), value: z.string() })),
  prepare: z.array(z.object({ kind: z.enum(['text', 'signature']), name: z.string() })),
});

const preparedFields = {
  declared: declaredSchema,
  prepared: z.object({
    workFile: z.string(),
    fieldName: z.string(),
    byteRange: z.tuple([position, position, position, position]),
    contentsHole: z.object({ start: position, end: position }),
    algorithm: z.object({ mechanism: signatureMechanismSchema, digest: signingDigestSchema }),
    digest: bytesSchema,
    signedAttributes: bytesSchema,
    toBeSigned: bytesSchema,
  }),
  // One that an earlier version stored was added to the document itself.
  before: z.object({ sha256: z.string(), size: position }).nullable().default(null),
  signer: z.object({
    certificate: bytesSchema,
    issuers: z.array(bytesSchema),
    mechanism: signatureMechanismSchema,
    training: z.boolean(),
  }),
};

const pendingSchema = z.object({ ...preparedFields, value: bytesSchema });

const preparedStepSchema = z.object({
  ...preparedFields,
  made: position,
  document: z.object({ sha256: z.string(), size: position }),
  preparedAt: z.iso.datetime(),
});

/** What the token is asked for, with all that the proof needs to know of it. */
interface PreparedFields {
  /** What the file is to become, for the proof. */
  readonly declared: DeclaredSignature;
  readonly prepared: PreparedSignature;
  /** The result of the signature before, to which this one was added; null where that was the document itself. */
  readonly before: FileIdentity | null;
  readonly signer: SignerIdentity;
}

/** Everything that finishing the file needs, so that neither the token nor this process has to live on. */
export interface PendingSignature extends PreparedFields {
  /** As the signer gave it. */
  readonly value: Uint8Array;
}

/** What the token is about to sign: after a cut these very bytes are signed, and no others. */
export interface PreparedStep extends PreparedFields {
  /** Signatures that the document got before this one. */
  readonly made: number;
  /** As it was before any signature of ours. */
  readonly document: FileIdentity;
  /** ISO 8601, UTC. */
  readonly preparedAt: string;
}

/** As JSON, for the queue; bytes are written as `{"base64": …}`. */
const encode = ({ prepared, signer, ...rest }: PreparedFields & { readonly value?: Uint8Array }): string => {
  const bytes = (plain: Uint8Array) => ({ base64: Buffer.from(plain).toString('base64') });
  const { value, ...others } = rest;
  return JSON.stringify({
    ...others,
    prepared: {
      ...prepared,
      digest: bytes(prepared.digest),
      signedAttributes: bytes(prepared.signedAttributes),
      toBeSigned: bytes(prepared.toBeSigned),
    },
    ...(value && { value: bytes(value) }),
    signer: { ...signer, certificate: bytes(signer.certificate), issuers: signer.issuers.map(bytes) },
  });
};

export const encodePending = (pending: PendingSignature): string => encode(pending);

export const encodePrepared = (step: PreparedStep): string => encode(step);

const bytesAgain = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return value;
  return typeof value.base64 === 'string' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value;
};

const decode = (text: string): unknown => JSON.parse(text, (_key, value: unknown) => bytesAgain(value));

/** What {@link encodePending} wrote. Throws where the text is nothing of the kind: a defect, or a damaged database. */
export const decodePending = (text: string): PendingSignature => pendingSchema.parse(decode(text));

/** What {@link encodePrepared} wrote. Throws as {@link decodePending} does. */
export const decodePrepared = (text: string): PreparedStep => preparedStepSchema.parse(decode(text));
