/** The evidence that is kept with jobs; each certificate, list or answer is stored once. */
import { createHash, randomBytes } from 'node:crypto';
import { Fault, type FaultValue } from '../../contracts/faults/index.js';
import type { ReadableDatabase, WritableDatabase } from './database.js';
import type { JobEvidence, QueueOperations } from './types.js';

type Kind = JobEvidence['items'][number]['kind'];

export const evidenceReading = (database: ReadableDatabase): Pick<QueueOperations, 'evidenceOf'> => {
  const known = database.prepare<[string], { id: string }>('SELECT id FROM jobs WHERE id = ?');
  const evidence = database.prepare<[string], { checkedAt: string; outcome: JobEvidence['outcome']; reasons: string }>(
    `SELECT checked_at AS checkedAt, outcome, reasons FROM job_evidence JOIN evidence ON evidence.id = evidence_id
     WHERE job_id = ?`,
  );
  const items = database.prepare<[string], { kind: Kind; bytes: Uint8Array }>(
    `SELECT kind, bytes FROM job_evidence JOIN evidence_items USING (evidence_id) JOIN evidence_bytes USING (sha256)
     WHERE job_id = ? ORDER BY position`,
  );
  return {
    evidenceOf(jobId) {
      if (known.get(jobId) === undefined) throw new Fault('queue.job-missing');
      const found = evidence.get(jobId);
      if (found === undefined) return null;
      return { ...found, reasons: JSON.parse(found.reasons) as FaultValue[], items: items.all(jobId) };
    },
  };
};

/** What was kept for a batch that then claimed nothing is gone after this. */
const unusedMs = 86_400_000;

export interface EvidenceWriting {
  readonly keep: QueueOperations['keepEvidence'];
  readonly remove: QueueOperations['deleteEvidence'];
  /** Replaces what is kept with a job. */
  attach(jobId: string, evidenceId: string | null): void;
}

export const evidenceWriting = (database: WritableDatabase): EvidenceWriting => {
  const insert = database.prepare<[string, string, string, string]>('INSERT INTO evidence VALUES (?, ?, ?, ?)');
  const insertBytes = database.prepare<[string, Uint8Array]>(
    'INSERT INTO evidence_bytes VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const insertItem = database.prepare<[string, number, Kind, string]>('INSERT INTO evidence_items VALUES (?, ?, ?, ?)');
  const attached = database.prepare<[string], { id: string }>(
    'SELECT evidence_id AS id FROM job_evidence WHERE job_id = ?',
  );
  const attach = database.prepare<[string, string]>('INSERT INTO job_evidence VALUES (?, ?)');
  const detach = database.prepare<[string]>('DELETE FROM job_evidence WHERE job_id = ?');
  const unused = 'NOT EXISTS (SELECT 1 FROM job_evidence WHERE evidence_id = evidence.id)';
  const dropUnused = database.prepare<[string]>(`DELETE FROM evidence WHERE id = ? AND ${unused}`);
  const dropOld = database.prepare<[string]>(`DELETE FROM evidence WHERE checked_at < ? AND ${unused}`);
  const dropBytes = database.prepare(
    `DELETE FROM evidence_bytes
     WHERE NOT EXISTS (SELECT 1 FROM evidence_items WHERE evidence_items.sha256 = evidence_bytes.sha256)`,
  );

  /** Whether something was kept with the job. */
  const release = (jobId: string): boolean => {
    const before = attached.get(jobId);
    if (before === undefined) return false;
    detach.run(jobId);
    if (dropUnused.run(before.id).changes > 0) dropBytes.run();
    return true;
  };
  return {
    keep({ checkedAt, outcome, reasons, items }) {
      dropOld.run(new Date(Date.now() - unusedMs).toISOString());
      dropBytes.run();
      const id = randomBytes(16).toString('hex');
      insert.run(id, checkedAt, outcome, JSON.stringify(reasons));
      for (const [position, { kind, bytes }] of items.entries()) {
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        insertBytes.run(sha256, bytes);
        insertItem.run(id, position, kind, sha256);
      }
      return id;
    },
    remove: (jobIds) => jobIds.filter(release).length,
    attach(jobId, evidenceId) {
      release(jobId);
      if (evidenceId !== null) attach.run(jobId, evidenceId);
    },
  };
};
