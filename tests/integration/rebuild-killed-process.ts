/** Opens a queue and says what is in it; run by rebuild-cuts.test.ts, which ends it in the middle. Argument: the database. */
import { openQueueDatabase } from '../../src/main/queue/open.js';

const { operations, rebuilt, close } = openQueueDatabase({ databasePath: process.argv[2] ?? '' });
const { total, counts } = operations.list({ text: '', states: [], after: null, limit: 1 });
const check = operations.verifyJournal();
const next = operations.nextNumber({ direction: 'outgoing', series: 'di', year: 2026 });
close();
process.stdout.write(`${JSON.stringify({ rebuilt, total, counts, intact: check.intact, next })}\n`);
