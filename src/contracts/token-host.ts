/**
 * What the main side and a token host say to each other. One host process serves one vendor module, one request at a
 * time; the PIN is in no message: it takes a way of its own (a MessagePort, or a pipe under plain Node).
 */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';
import { signingDigestSchema } from './jobs.js';
import { pinFlagSchema, tokenPinSchema, unknownTokenSchema } from './token.js';

const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** How the host makes the raw signature (PKCS#11 v2.40 current mechanisms 2.1.6, 2.1.10, 2.3.6). */
export const signatureMechanismSchema = z.enum(['rsa-pkcs1', 'rsa-pss', 'ecdsa']);
export type SignatureMechanism = z.infer<typeof signatureMechanismSchema>;

const id = z.number().int();

export const hostRequestSchema = z.discriminatedUnion('op', [
  /** What is plugged in, by C_GetSlotList and C_GetTokenInfo alone; asked again and again. */
  z.object({ id, op: z.literal('poll') }),
  /** The certificates too, through read-only sessions and without a PIN. */
  z.object({ id, op: z.literal('inspect') }),
  z.object({
    id,
    op: z.literal('login'),
    /** DER: the PIN is tried on the one slot that holds exactly this certificate. */
    certificate: bytesSchema,
    acknowledgeFinalTry: z.boolean(),
    /** Sign in this way or not at all; without it the host chooses. */
    mechanism: signatureMechanismSchema.optional(),
  }),
  z.object({
    id,
    op: z.literal('sign'),
    digest: bytesSchema,
    /** What `digest` is of, for a token that hashes by itself. A key that authenticates always needs a PIN beside it. */
    message: bytesSchema,
    algorithm: signingDigestSchema,
  }),
  /** Reads the certificate of the open login again. */
  z.object({ id, op: z.literal('confirm') }),
  /** The old and the new PIN come as one pair, see `encodePinPair`. */
  z.object({ id, op: z.literal('change-pin'), certificate: bytesSchema, acknowledgeFinalTry: z.boolean() }),
  z.object({ id, op: z.literal('logout') }),
]);
export type HostRequest = z.infer<typeof hostRequestSchema>;
export type HostOperation = HostRequest['op'];

/** A token as CK_TOKEN_INFO describes it. */
export const hostTokenInfoSchema = z.object({
  /** For display: slots are renumbered at will, a token is known by serial and certificate. */
  slot: z.number().int(),
  label: z.string(),
  manufacturer: z.string(),
  model: z.string(),
  serial: z.string(),
  pin: tokenPinSchema.extend({ state: pinFlagSchema }),
});
export type HostTokenInfo = z.infer<typeof hostTokenInfoSchema>;

/** A token with its certificates unread: the main side parses them, not the process with the driver. */
export const hostTokenSchema = hostTokenInfoSchema.extend({
  certificates: z.array(z.object({ der: bytesSchema, label: z.string() })),
});
export type HostToken = z.infer<typeof hostTokenSchema>;

/** The value of a successful reply, by operation. */
export const hostValueSchemas = {
  poll: z.object({
    tokens: z.array(hostTokenInfoSchema),
    /** Of the open login, where several tokens say the same of themselves and the driver tells. */
    slotInUse: z.number().int().optional(),
  }),
  inspect: z.object({ tokens: z.array(hostTokenSchema), unknown: z.array(unknownTokenSchema) }),
  login: z.object({
    mechanism: signatureMechanismSchema,
    /** CKA_ALWAYS_AUTHENTICATE: the key asks for the PIN at every signature. */
    alwaysAuthenticates: z.boolean(),
  }),
  /** As the token gave it: PKCS#1 block, or r||s for ECDSA. */
  sign: z.object({ signature: bytesSchema }),
  confirm: z.null(),
  'change-pin': z.null(),
  logout: z.null(),
} as const;
export type HostValue<Op extends HostOperation> = z.infer<(typeof hostValueSchemas)[Op]>;

export const hostReplySchema = z.discriminatedUnion('ok', [
  z.object({ id, ok: z.literal(true), value: z.unknown() }),
  /** `pinUsed`: what was typed had reached the driver, so that the token may have counted a try. */
  z.object({ id, ok: z.literal(false), error: faultValueSchema, pinUsed: z.boolean() }),
]);
export type HostReply = z.infer<typeof hostReplySchema>;

/** The first word of a host, before its driver is touched: how long a process takes to start says nothing of a driver. */
export const hostUp = 'up';
