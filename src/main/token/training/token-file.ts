/**
 * The training token: a file in the practice folder. Its keys protect nothing, so they lie in it as they are; what a
 * person types as its PIN may by mistake be a real one, so of the PIN there is only a hash.
 */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { Fault } from '../../../contracts/faults/index.js';

/** Wrong PINs in a row that lock it, as the tokens of today have it. */
export const trainingTries = 3;
export const trainingPinLengths = { minLength: 4, maxLength: 16 } as const;

const base64 = z.string().regex(/^[A-Za-z0-9+/]+=*$/);

export const trainingIdentitySchema = z.object({
  label: z.string(),
  /** DER. */
  certificate: base64,
  /** PKCS#8, DER. */
  key: base64,
});
export type TrainingIdentity = z.infer<typeof trainingIdentitySchema>;

const trainingTokenSchema = z.object({
  version: z.literal(1),
  serial: z.string(),
  pin: z.object({ salt: base64, hash: base64, changed: z.boolean() }),
  triesLeft: z.number().int().min(0).max(trainingTries),
  identities: z.array(trainingIdentitySchema).min(1),
  /** DER of the CA certificate. */
  issuer: base64,
});
export type TrainingTokenContent = z.infer<typeof trainingTokenSchema>;

const hashOf = (pin: Uint8Array, salt: Buffer): Buffer => scryptSync(pin, salt, 32);

const hashed = (pin: Uint8Array, changed: boolean): TrainingTokenContent['pin'] => {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), hash: hashOf(pin, salt).toString('base64'), changed };
};

/** Whether this is the PIN (UTF-8). */
export const isPinOf = ({ pin: { salt, hash } }: TrainingTokenContent, typed: Uint8Array): boolean =>
  timingSafeEqual(hashOf(typed, Buffer.from(salt, 'base64')), Buffer.from(hash, 'base64'));

/** A token that nobody used yet; `pin` is shown to the person. */
export const newTrainingToken = (
  made: Pick<TrainingTokenContent, 'identities' | 'issuer'>,
  pin: string,
): TrainingTokenContent => ({
  version: 1,
  // Whoever counts wrong PINs knows a token by its number: one made anew is another one.
  serial: `TH${randomBytes(4).toString('hex').toUpperCase()}`,
  pin: hashed(Buffer.from(pin, 'utf8'), false),
  triesLeft: trainingTries,
  ...made,
});

/** The same keys and certificates with the first PIN and all tries, as the office that gave out a token would unlock it. */
export const renewedTrainingToken = (content: TrainingTokenContent, pin: string): TrainingTokenContent =>
  newTrainingToken({ identities: content.identities, issuer: content.issuer }, pin);

export const withNewPin = (content: TrainingTokenContent, pin: Uint8Array): TrainingTokenContent => ({
  ...content,
  pin: hashed(pin, true),
});

/** @param path absolute. Fault `practice.token-damaged`. */
export const readTrainingToken = (path: string): TrainingTokenContent => {
  try {
    return trainingTokenSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Fault('practice.token-damaged', {}, { cause });
  }
};

/** Whole or not at all. */
export const writeTrainingToken = (path: string, content: TrainingTokenContent): void => {
  const next = `${path}.${process.pid}.new`;
  writeFileSync(next, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, path);
};
