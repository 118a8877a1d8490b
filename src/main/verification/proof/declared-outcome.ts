/** What a finished file is declared to be: all that the proof knows of it besides the original. */
import type { Certification, Level, PreparedField, SigningDigest, SigningIntent } from '../../../contracts/jobs.js';

export interface DeclaredSignature {
  readonly kind: 'signature';
  /** Fully qualified name of the signed field. */
  readonly fieldName: string;
  /** The field is added; else it is there, and empty. */
  readonly newField: boolean;
  /** Whether a new field shows itself, null: where there is room; an existing one does where it has an area. */
  readonly visible: boolean | null;
  readonly level: Level;
  /** null: what the field prefers, else ETSI.CAdES.detached. */
  readonly subFilter: NonNullable<SigningIntent['subFilter']> | null;
  /** null: what fits the key or the field. */
  readonly digest: SigningDigest | null;
  /** SHA-256 of the signer's certificate, lower-case hexadecimal. */
  readonly certificateFingerprint: string;
  /** null: as the field demands, which is seldom anything. */
  readonly certify: Certification | null;
  readonly fill: readonly { readonly field: string; readonly value: string }[];
  readonly prepare: readonly Pick<PreparedField, 'kind' | 'name'>[];
}

/** The signatures of the original, lifted to this level by appended revisions. */
export interface DeclaredUpgrade {
  readonly kind: 'upgrade';
  readonly level: Level;
}

export type DeclaredOutcome = DeclaredSignature | DeclaredUpgrade;

/**
 * What an intent comes to in one document.
 * @param fieldName of the field that was signed, which an intent for many documents leaves open
 * @param certificateFingerprint SHA-256 of the signer's certificate, lower-case hexadecimal
 */
export const declaredOutcome = (
  intent: SigningIntent,
  fieldName: string,
  certificateFingerprint: string,
): DeclaredSignature => ({
  kind: 'signature',
  fieldName,
  newField: intent.field === undefined,
  visible: intent.placement.kind === 'automatic' ? null : intent.placement.kind === 'rect',
  level: intent.level,
  subFilter: intent.subFilter ?? null,
  digest: intent.digest ?? null,
  certificateFingerprint,
  certify: intent.certify ?? null,
  fill: intent.fill ?? [],
  prepare: (intent.prepare ?? []).map(({ kind, name }) => ({ kind, name })),
});
