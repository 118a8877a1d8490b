/** Lifts the signatures of a finished file to a higher level; no token is needed, and no signature is touched. */
import type { Level } from '../../../contracts/jobs.js';
import { upgradePlan } from '../../signing/level.js';
import type { KeptDocument } from '../document-tasks.js';
import type { DocumentWorkers } from '../document-workers.js';
import { addDocumentTimestamp, addValidationData, type TrustServices } from './levels.js';

export interface UpgradeOrder {
  readonly document: KeptDocument;
  readonly level: Level;
  /** Absolute; the upgraded file stands there in the end, or nothing does. */
  readonly workFile: string;
  readonly workers: DocumentWorkers;
  readonly trust: TrustServices;
  readonly abort: AbortSignal;
}

/**
 * @returns the SHA-256 of the proved file, null where all signatures are at the level already
 * Faults: `signing.nothing-to-upgrade`, `timestamp.*`, `verification.*`, `pdf.*`, `file.*`, `output.failed`.
 */
export const upgradeDocument = async ({
  document,
  level,
  workFile,
  workers,
  trust,
  abort,
}: UpgradeOrder): Promise<{ sha256: string } | null> => {
  const { level: current } = await workers.run('copy-for-upgrade', { document, workFile });
  const steps = upgradePlan(current, level);
  if (steps.length === 0) return null;
  const order = { workers, trust, file: { path: workFile, password: document.password }, abort };
  for (const step of steps) {
    switch (step) {
      case 'document-timestamp':
        await addDocumentTimestamp(order);
        break;
      case 'validation-data':
        await addValidationData(order, null);
        break;
    }
  }
  return workers.run('prove-upgrade', { document, workFile, level });
};
