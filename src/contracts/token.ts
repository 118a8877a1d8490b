/** Tokens as the rest of the product sees them: plain data, no PKCS#11 handle leaves the token host. */
import { z } from 'zod';
import { faultValueSchema } from './faults/index.js';

/** What the token says of its PIN: the gravest of its flags (CK_TOKEN_INFO, PKCS#11 v2.40 section 3.2). */
export const pinFlagSchema = z.enum(['ok', 'count-low', 'final-try', 'locked', 'to-be-changed', 'not-set']);
export type PinFlag = z.infer<typeof pinFlagSchema>;

/**
 * The same with what was seen to happen: after so many wrong PINs the next one may lock a token that says nothing; so may
 * any, where what was seen before cannot be read or kept (`count-unknown`).
 */
export const pinStateSchema = z.enum([...pinFlagSchema.options, 'perhaps-final-try', 'count-unknown']);
export type PinState = z.infer<typeof pinStateSchema>;

export const tokenPinSchema = z.object({
  state: pinStateSchema,
  minLength: z.number().int(),
  maxLength: z.number().int(),
  /** CKF_PROTECTED_AUTHENTICATION_PATH: the PIN is typed on the reader itself. */
  pad: z.boolean(),
  /** Left out unless it is known for certain. */
  triesLeft: z.number().int().optional(),
});
export type TokenPin = z.infer<typeof tokenPinSchema>;

/** Something in a slot that cannot be signed with; told, so that nobody looks for a token that was seen. */
export const unknownTokenSchema = z.object({
  slot: z.number().int(),
  label: z.string(),
  manufacturer: z.string(),
  model: z.string(),
  serial: z.string(),
  reason: z.enum(['not-initialised', 'no-certificate', 'unreadable']),
  /** What the driver said, of an unreadable one. */
  error: faultValueSchema.optional(),
});
export type UnknownToken = z.infer<typeof unknownTokenSchema>;

export const tokenCertificateSchema = z.object({
  /** SHA-256 of the DER, lower-case hexadecimal: how a certificate is chosen and remembered. */
  fingerprint: z.string(),
  der: z.instanceof(Uint8Array),
  label: z.string(),
  subject: z.object({ commonName: z.string().nullable(), organization: z.string().nullable() }),
  issuer: z.string(),
  serial: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  /** Key usage has digitalSignature or nonRepudiation (RFC 5280 4.2.1.3) and it is no CA certificate. */
  canSign: z.boolean(),
  /** A private key of the same CKA_ID can be expected on the token; private objects show only after login. */
  purpose: z.enum(['signing', 'issuer']),
});
export type TokenCertificate = z.infer<typeof tokenCertificateSchema>;

export const tokenSchema = z.object({
  modulePath: z.string(),
  slot: z.number().int(),
  label: z.string(),
  manufacturer: z.string(),
  model: z.string(),
  serial: z.string(),
  pin: tokenPinSchema,
  certificates: z.array(tokenCertificateSchema),
});
export type Token = z.infer<typeof tokenSchema>;

/** One module that was looked at: its tokens, or why it cannot be used. */
export const moduleReportSchema = z.object({
  path: z.string(),
  name: z.string(),
  tokens: z.array(tokenSchema),
  /** Left out where there is none. */
  unknown: z.array(unknownTokenSchema).optional(),
  error: faultValueSchema.optional(),
});
export type ModuleReport = z.infer<typeof moduleReportSchema>;
