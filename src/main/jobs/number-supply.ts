/** Keeps a stock of the numbers that a server gives, so that documents can be numbered without a network. */
import { Fault } from '../../contracts/faults/index.js';
import type { NumbersElsewhere } from '../../contracts/provincial-api.js';
import type { Queue } from '../queue/types.js';
import type { DocumentServer, NumberLeases, ShownLease } from '../sync/adapter.js';
import { endsTheRun } from '../sync/ends.js';
import { dayInVietnam } from './records.js';

interface SupplyOptions {
  readonly queue: Pick<
    Queue,
    'shownNumbers' | 'numberNeeds' | 'takeNumberLease' | 'numbersReturned' | 'numbersElsewhere'
  >;
  /** `url`: by which a person chose it. */
  readonly server: Pick<DocumentServer, 'numbers'> & { readonly url: string };
  readonly now: () => Date;
}

/** More than are needed at once in an office; a round asks for one block of each register. */
const mostReturned = 500;
/** Leases that a server is shown at once. */
const mostShown = 100;

/** None where the server does not know of this. */
const takenElsewhere = async (
  numbers: NumberLeases,
  shown: readonly ShownLease[],
): Promise<NumbersElsewhere['elsewhere']> => {
  try {
    return (await numbers.show(shown)).elsewhere;
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'sync.not-offered') return [];
    throw thrown;
  }
};

/**
 * Shows the server what is here of its numbers: one that was taken back to an earlier day has forgotten that it gave
 * them. Gives back what may not be used any more, then asks for blocks where few numbers are left; a register that the server
 * refuses keeps no other from its numbers. Cut off anywhere, the next run goes on: a number that is on its way back is
 * given to nobody here, and a request has a key. Faults `sync.*`, `queue.*`, behind all that could be done.
 */
export const supplyNumbers = async ({ queue, server, now }: SupplyOptions): Promise<void> => {
  const { url, numbers } = server;
  if (numbers === undefined) return;
  const at = now();
  const year = Number(dayInVietnam(at).slice(0, 4));
  const failures: Fault[] = [];
  const alone = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (thrown) {
      if (!(thrown instanceof Fault) || endsTheRun.has(thrown.code)) throw thrown;
      failures.push(thrown);
    }
  };
  const shown = await queue.shownNumbers(url, year);
  for (let from = 0; from < shown.length; from += mostShown) {
    const some = shown.slice(from, from + mostShown);
    for (const { key, numbers: others } of await takenElsewhere(numbers, some)) {
      const given = await queue.numbersElsewhere(key, [...others]);
      const series = some.find((one) => one.key === key)?.series ?? '?';
      if (given.length > 0) failures.push(new Fault('sync.numbers-given-twice', { numbers: given.join(', '), series }));
    }
  }
  const { returns, leases } = await queue.numberNeeds(url, year, at.toISOString());
  for (const { key, series, numbers: unused } of returns) {
    await alone(async () => {
      for (let from = 0; from < unused.length; from += mostReturned) {
        const some = unused.slice(from, from + mostReturned);
        await numbers.giveBack(series, some, key);
        await queue.numbersReturned(key, some);
      }
    });
  }
  for (const { key, series, count } of leases)
    await alone(async () => {
      const lease = await numbers.lease(series, count, key);
      if (!(await queue.takeNumberLease(key, lease))) throw new Fault('sync.numbers-repeated', { series });
    });
  const [failure] = failures;
  if (failure) throw failure;
};
