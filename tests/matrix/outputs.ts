/** Signs files several times, as the product does it, and says what every judge has to find in each output. */
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Level, SigningIntent } from '../../src/contracts/jobs.js';
import type { SignatureReport } from '../../src/contracts/verification.js';
import { validationNeeds } from '../../src/main/jobs/validation-needs.js';
import { embedDocumentTimestamp, prepareDocumentTimestamp } from '../../src/main/signing/document-timestamp.js';
import { embedSignature } from '../../src/main/signing/embed.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import { appendValidationData } from '../../src/main/signing/validation-data.js';
import { type DeclaredOutcome, declaredOutcome } from '../../src/main/verification/proof/declared-outcome.js';
import { FONT, sha256 } from '../integration/signing-support.js';
import type { PdfBoxVerdict } from '../peers/pdfbox.js';
import type { Manner } from './combinations.js';
import { type House, signBytes } from './house.js';
import type { PopplerVerdict } from './judges.js';
import type { FileKind } from './kinds.js';

/** One appended revision. */
export type Revision =
  | { readonly kind: 'signature'; readonly manner: Manner }
  | { readonly kind: 'evidence' }
  | { readonly kind: 'timestamp' };

/** A file before we sign it, and what each judge says of it then. */
export interface Original {
  readonly kind: FileKind;
  readonly file: string;
  readonly pdfsig: readonly PopplerVerdict[];
  readonly qpdf: readonly string[];
  readonly own: readonly SignatureReport[];
  readonly pdfBox: PdfBoxVerdict;
}

export interface Output {
  /** Kind of file, round and manner of the last signature. */
  readonly name: string;
  readonly original: Original;
  /** What the last signature was added to, and what it was to make of it; null where nothing was signed. */
  readonly last: { readonly before: string; readonly declared: DeclaredOutcome } | null;
  readonly file: string;
  /** What was appended to the original, the oldest first. */
  readonly revisions: readonly Revision[];
}

interface Work {
  readonly house: House;
  readonly file: string;
  readonly password: string | undefined;
  readonly revisions: Revision[];
}

/** False where the file holds all of it already. */
const addEvidence = async ({ house, file, password, revisions }: Work): Promise<void> => {
  const time = new Date();
  const needs = validationNeeds({ path: file, password });
  const perSignature = await Promise.all(
    needs.map(async ({ contents, starts }) => {
      const found = await Promise.all(starts.map((start) => house.network.evidence(start)));
      return {
        contents,
        time,
        certificates: found.flatMap(({ certificates }) => certificates),
        ocsps: found.flatMap(({ ocsps }) => ocsps),
        crls: found.flatMap(({ crls }) => crls),
      };
    }),
  );
  const data = { certificates: [], ocsps: [], crls: [], perSignature };
  if (appendValidationData(file, data, { password })) revisions.push({ kind: 'evidence' });
};

const addTimestamp = async ({ house, file, password, revisions }: Work): Promise<void> => {
  const prepared = prepareDocumentTimestamp(file, { reserve: house.network.timestampReserve, password });
  embedDocumentTimestamp(prepared, await house.network.stamp(prepared.digest));
  revisions.push({ kind: 'timestamp' });
};

/** @param field of the original that is signed instead of a new one */
export const addSignature = async (
  house: House,
  original: string,
  file: string,
  manner: Manner,
  options: { readonly password: string | undefined; readonly field?: string; readonly visible: boolean },
): Promise<{ readonly revisions: readonly Revision[]; readonly declared: DeclaredOutcome }> => {
  const { level, key, mechanism, digest } = manner;
  const { certificates, key: privateKey } = house.signers[key];
  const { password, field, visible } = options;
  const intent: SigningIntent = {
    level,
    digest,
    placement: { kind: visible ? 'automatic' : 'invisible' },
    ...(field === undefined ? {} : { field }),
  };
  const prepared = await prepareSignature({
    original,
    originalSha256: sha256(readFileSync(original)),
    workFile: file,
    intent,
    certificates,
    algorithm: { mechanism, digest },
    timestampReserve: level === 'B-B' ? 0 : house.network.timestampReserve,
    password,
    training: false,
    signingTime: new Date(),
    font: FONT,
  });
  const value = signBytes(privateKey, manner, prepared.signedAttributes);
  const imprint = createHash('sha256').update(value).digest();
  const timestampToken = level === 'B-B' ? null : await house.network.stamp(imprint);
  embedSignature(prepared, { value, timestampToken }, certificates);
  const work: Work = { house, file, password, revisions: [{ kind: 'signature', manner }] };
  if (level === 'B-LT' || level === 'B-LTA') await addEvidence(work);
  if (level === 'B-LTA') await addTimestamp(work);
  return {
    revisions: work.revisions,
    declared: declaredOutcome(intent, prepared.fieldName, certificates[0].fingerprint),
  };
};

/** One output a manner, in `folder`; the third signature comes after an increment of evidence for the first two. */
export const signInTurn = async (
  house: House,
  original: Original,
  manners: readonly Manner[],
  folder: string,
): Promise<Output[]> => {
  const { kind } = original;
  const { password } = kind;
  const at = (name: string): string => join(folder, `${name}.pdf`);
  const outputs: Output[] = [];
  const revisions: Revision[] = [];
  let before = original.file;
  for (const [index, manner] of manners.entries()) {
    const round = index + 1;
    if (round === 3) {
      const lifted = at('dss');
      copyFileSync(before, lifted);
      await addEvidence({ house, file: lifted, password, revisions });
      before = lifted;
    }
    const file = at(String(round));
    const field = round === 1 ? kind.field : undefined;
    const options = { password, visible: round !== 2, ...(field === undefined ? {} : { field }) };
    const { revisions: added, declared } = await addSignature(house, before, file, manner, options);
    revisions.push(...added);
    const name = `${kind.name}, ${round}: ${manner.level} ${manner.key} ${manner.mechanism} ${manner.digest}`;
    outputs.push({ name, original, last: { before, declared }, file, revisions: [...revisions] });
    before = file;
  }
  return outputs;
};

/** What the product’s own verifier has to say of one signature or document timestamp that was appended. */
export interface Expected {
  readonly kind: 'signature' | 'timestamp';
  /** null for document timestamps. */
  readonly level: Level | null;
  readonly changesAfter: 'none' | 'ltv' | 'signature';
  readonly manner: Manner | null;
}

/**
 * ETSI EN 319 142-1 6.3: B-T with a timestamp in or after the signature, B-LT with evidence for its signer and the
 * authority of a timestamp, B-LTA with a document timestamp after that. All timestamps here are of one authority.
 */
const levelAt = (revisions: readonly Revision[], index: number): Level => {
  const own = revisions[index];
  const sameSigner = (one: Revision): boolean =>
    one.kind === 'signature' && own?.kind === 'signature' && one.manner.key === own.manner.key;
  const stampsBefore = (end: number): boolean => {
    const inside = own?.kind === 'signature' && own.manner.level !== 'B-B';
    return inside || revisions.slice(index + 1, end).some(({ kind }) => kind === 'timestamp');
  };
  const stamped = (one: Revision): boolean =>
    one.kind === 'timestamp' || (one.kind === 'signature' && one.manner.level !== 'B-B');
  /** The file has evidence before `end` for this signer, be it collected for an earlier signature, and an authority. */
  const answered = (end: number): boolean => {
    const stored = revisions.flatMap((one, at) =>
      one.kind === 'evidence' && at < end ? [revisions.slice(0, at)] : [],
    );
    return stored.some((before) => before.some(sameSigner)) && stored.some((before) => before.some(stamped));
  };
  const archived = revisions.some(
    ({ kind }, at) => kind === 'timestamp' && at > index && answered(at) && stampsBefore(at),
  );
  if (archived) return 'B-LTA';
  if (!stampsBefore(revisions.length)) return 'B-B';
  return answered(revisions.length) ? 'B-LT' : 'B-T';
};

/** In the order in which they were made. */
export const expectedOf = (revisions: readonly Revision[]): Expected[] =>
  revisions.flatMap((one, index): Expected[] => {
    if (one.kind === 'evidence') return [];
    const later = revisions.slice(index + 1);
    const changesAfter = later.some(({ kind }) => kind === 'signature')
      ? 'signature'
      : later.length > 0
        ? 'ltv'
        : 'none';
    if (one.kind === 'timestamp') return [{ kind: 'timestamp', level: null, changesAfter, manner: null }];
    return [{ kind: 'signature', level: levelAt(revisions, index), changesAfter, manner: one.manner }];
  });
