/** Lifts a signed file to B-LT and B-LTA: the workers write, the network answers. */
import { Fault } from '../../../contracts/faults/index.js';
import type { ValidationEvidence } from '../../signing/validation-data.js';
import type { ChainStart, OpenableFile } from '../document-tasks.js';
import type { DocumentWorkers } from '../document-workers.js';

/** The chain and its revocation answers; `missing` names the first certificate that leads nowhere or has no answer. */
export interface ChainEvidence extends ValidationEvidence {
  readonly missing: string | null;
}

/** What signing asks of the network. */
export interface TrustServices {
  /** Octets to keep free for a timestamp token. */
  readonly timestampReserve: number;
  /** A timestamp over a SHA-256. Faults `timestamp.*`, `app.cancelled`. */
  stamp(imprint: Uint8Array, abort?: AbortSignal): Promise<Uint8Array>;
  /** Fault `app.cancelled`. */
  evidence(start: ChainStart, abort?: AbortSignal): Promise<ChainEvidence>;
}

export interface LevelOrder {
  readonly workers: DocumentWorkers;
  readonly trust: TrustServices;
  readonly file: OpenableFile;
  readonly abort: AbortSignal;
}

const distinct = (all: readonly Uint8Array[]): Uint8Array[] => [
  ...new Map(all.map((bytes) => [Buffer.from(bytes).toString('base64'), bytes])).values(),
];

const together = (evidence: readonly ValidationEvidence[]): ValidationEvidence => ({
  certificates: distinct(evidence.flatMap(({ certificates }) => certificates)),
  ocsps: distinct(evidence.flatMap(({ ocsps }) => ocsps)),
  crls: distinct(evidence.flatMap(({ crls }) => crls)),
});

/**
 * Appends the evidence for every signature and timestamp of the file. That of the `required` fields (null: all) has to
 * be complete, else Fault `timestamp.evidence-missing`: a store that proves nothing would be a level in name only.
 */
export const addValidationData = async (order: LevelOrder, required: readonly string[] | null): Promise<void> => {
  const { workers, trust, file, abort } = order;
  const needs = await workers.run('validation-needs', file);
  const time = new Date();
  const perSignature = await Promise.all(
    needs.map(async ({ fieldName, contents, starts }) => {
      const evidence = await Promise.all(starts.map((start) => trust.evidence(start, abort)));
      const missing = evidence.find((one) => one.missing !== null)?.missing;
      if (missing && (required?.includes(fieldName) ?? true)) {
        throw new Fault('timestamp.evidence-missing', { certificate: missing });
      }
      return { contents, time, ...together(evidence) };
    }),
  );
  await workers.run('append-validation-data', { file, data: { ...together(perSignature), perSignature } });
};

/** Appends a document timestamp over all of the file. */
export const addDocumentTimestamp = async ({ workers, trust, file, abort }: LevelOrder): Promise<void> => {
  const prepared = await workers.run('prepare-timestamp', { file, reserve: trust.timestampReserve });
  const token = await trust.stamp(prepared.digest, abort);
  await workers.run('embed-timestamp', { prepared, token });
};
