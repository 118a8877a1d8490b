/**
 * What time it is, as far as deleting goes: a clock that is years ahead, by a dead battery or a wrong hand, must not
 * delete what has to be kept. What is believed was noted by retention itself or signed by a server.
 */
import type { WritableDatabase } from './database.js';
import type { JournalWriter } from './journal/journal.js';
import type { QueueOperations } from './types.js';

/** Longer than the longest holidays. A clock that is wrong by less deletes early by less. */
const farAheadMs = 30 * 86_400_000;

export const retentionClock = (
  database: WritableDatabase,
  journal: JournalWriter,
): Pick<QueueOperations, 'takeTime' | 'confirmClock'> => {
  // Once retention has looked, the journal is not asked: a clock that jumped writes into it too.
  const newest = database
    .prepare<[], string | null>(
      `SELECT max(at) FROM (
         SELECT seen_at AS at FROM retention_clock
         UNION ALL SELECT witness ->> '$.witnessedAt' FROM journal_witnesses
         UNION ALL SELECT receipt ->> '$.receivedAt' FROM receipts
         UNION ALL SELECT * FROM (
           SELECT at FROM journal WHERE NOT EXISTS (SELECT 1 FROM retention_clock) ORDER BY seq DESC LIMIT 1))`,
    )
    .pluck();
  const see = database.prepare<[string]>(
    `INSERT INTO retention_clock VALUES (1, ?) ON CONFLICT DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)`,
  );
  return {
    takeTime(now) {
      const known = newest.get() ?? now;
      if (Date.parse(now) - Date.parse(known) > farAheadMs) return known;
      see.run(now);
      return null;
    },
    confirmClock({ now, user }) {
      const detail = { user, now, newest: newest.get() ?? '' };
      journal.recordRetention({ at: new Date().toISOString(), event: 'clock-confirmed', detail });
      see.run(now);
    },
  };
};
