/** What an attack generator yields, and who takes part. */
import type { KeyObject } from 'node:crypto';
import type { Certificate } from '../../../src/main/pki/certificate.js';

/** Who signs: a certificate with its issuers, and the RSA key. */
export interface Identity {
  readonly certificates: readonly [Certificate, ...Certificate[]];
  readonly key: KeyObject;
}

export interface Cast {
  readonly person: Identity;
  readonly office: Identity;
  /** Self-signed with the office's name. */
  readonly stranger: Identity;
  /** Issued to a company by an authority that the verifier does not trust. */
  readonly bought: Identity;
  /** Issued to a company by an authority that the verifier trusts. */
  readonly trustedCompany: Identity;
}

export type Expectation = 'refused' | 'valid';

export interface AttackCase {
  readonly name: string;
  readonly file: Buffer;
  readonly expected: Expectation;
  /** What the attack gains, or why the twin is innocent. */
  readonly why: string;
  /** Codes of which a refusal has to name one. */
  readonly codes: readonly string[];
}

export interface Family {
  readonly family: string;
  readonly cases: (cast: Cast) => readonly AttackCase[];
}

export const illegalChange = ['changed-illegally'] as const;

export const refused = (
  name: string,
  file: Buffer,
  why: string,
  codes: readonly string[] = illegalChange,
): AttackCase => ({ name, file, expected: 'refused', why, codes });

export const twin = (name: string, file: Buffer, why: string): AttackCase => ({
  name: `twin: ${name}`,
  file,
  expected: 'valid',
  why,
  codes: [],
});
