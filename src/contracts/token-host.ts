/**
 * What the main side and a token host say to each other. One host process serves one vendor module, one request at a
 * time; the PIN is in no message: it takes a way of its own (a MessagePort, or a pipe under plain Node).
 */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';
import { signingDigestSchema } from './jobs.js';
import { pinStateSchema } from './token.js';

const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** How the host makes the raw signature (PKCS#11 v2.40 current mechanisms 2.1.6, 2.1.10, 2.3.6). */
export const signatureMechanismSchema = z.enum(['rsa-pkcs1', 'rsa-pss', 'ecdsa']);
export type SignatureMechanism = z.infer<typeof signatureMechanismSchema>;

export const hostRequestSchema = z.discriminatedUnion('op', [
  z.object({ id: z.number().int(), op: z.literal('inspect') }),
  z.object({
    id: z.number().int(),
    op: z.literal('login'),
    /** DER: the PIN is tried on the one slot that holds exactly this certificate. */
    certificate: bytesSchema,
    acknowledgeFinalTry: z.boolean(),
    /** Sign in this way or not at all; without it the host chooses. */
    mechanism: signatureMechanismSchema.optional(),
  }),
  z.object({ id: z.number().int(), op: z.literal('sign'), digest: bytesSchema, algorithm: signingDigestSchema }),
  z.object({ id: z.number().int(), op: z.literal('logout') }),
]);
export type HostRequest = z.infer<typeof hostRequestSchema>;
export type HostOperation = HostRequest['op'];

/** A token as the host sees it, certificates unread: the main side parses them, not the process with the driver. */
export const hostTokenSchema = z.object({
  slot: z.number().int(),
  label: z.string(),
  manufacturer: z.string(),
  model: z.string(),
  serial: z.string(),
  pin: z.object({ state: pinStateSchema, minLength: z.number().int(), maxLength: z.number().int(), pad: z.boolean() }),
  certificates: z.array(z.object({ der: bytesSchema, label: z.string() })),
});
export type HostToken = z.infer<typeof hostTokenSchema>;

/** The value of a successful reply, by operation. */
export const hostValueSchemas = {
  inspect: z.object({ tokens: z.array(hostTokenSchema) }),
  login: z.object({ mechanism: signatureMechanismSchema }),
  /** As the token gave it: PKCS#1 block, or r||s for ECDSA. */
  sign: z.object({ signature: bytesSchema }),
  logout: z.null(),
} as const;
export type HostValue<Op extends HostOperation> = z.infer<(typeof hostValueSchemas)[Op]>;

export const hostReplySchema = z.discriminatedUnion('ok', [
  z.object({ id: z.number().int(), ok: z.literal(true), value: z.unknown() }),
  z.object({ id: z.number().int(), ok: z.literal(false), error: faultValueSchema }),
]);
export type HostReply = z.infer<typeof hostReplySchema>;
