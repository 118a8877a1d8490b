/** Document numbers for clients that work offline: each is in one client's hands at most, and none is left out. */
import { ApiError } from './errors.mjs';

/** Long enough for weeks offline. */
const leaseMs = 31 * 86_400_000;

/** None reads more rows than it answers, however many numbers were given. */
export const numberSql = {
  last: 'SELECT number FROM numbers WHERE series = @series ORDER BY number DESC LIMIT 1',
  free: 'SELECT number FROM numbers WHERE series = @series AND lease_key IS NULL ORDER BY number LIMIT @count',
};

export class Numbers {
  /**
   * @param {import('better-sqlite3').Database} database
   * @param {{ audit: import('./audit.mjs').Audit, clock: () => number }} parts
   */
  constructor(database, { audit, clock }) {
    this.audit = audit;
    this.clock = clock;
    this.leaseByKey = database.prepare('SELECT * FROM number_leases WHERE key = ?');
    this.addLease = database.prepare(
      `INSERT INTO number_leases (key, series, first, last, user, count, expires_at)
       VALUES (@key, @series, @first, @last, @user, @count, @expiresAt)`,
    );
    this.last = database.prepare(numberSql.last).pluck();
    this.free = database.prepare(numberSql.free).pluck();
    this.give = database.prepare(
      `INSERT INTO numbers (series, number, lease_key) VALUES (@series, @number, @key)
       ON CONFLICT (series, number) DO UPDATE SET lease_key = excluded.lease_key`,
    );
    this.takeBack = database.prepare(
      'UPDATE numbers SET lease_key = NULL WHERE series = @series AND number = @number AND lease_key = @key',
    );
    this.holder = database.prepare('SELECT lease_key FROM numbers WHERE series = ? AND number = ?');
    this.addFree = database.prepare('INSERT INTO numbers (series, number) VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.show = database.transaction(this.showInside.bind(this)).immediate;
    this.lease = database.transaction(this.leaseInside.bind(this)).immediate;
    this.giveBack = database.transaction(this.giveBackInside.bind(this)).immediate;
  }

  /**
   * The lowest unbroken run of numbers given back, else the next ones behind the last; the same key gets the same answer.
   * An expired lease is not taken back by itself: a document with such a number may be on its way.
   * @param {{ series: string, count: number, key: string, who: import('./audit.mjs').Who }} request
   */
  leaseInside({ series, count, key, who }) {
    const used = this.leaseByKey.get(key);
    if (used !== undefined) {
      if (used.series !== series || used.count !== count || used.user !== who.user) throw new ApiError('key-reused');
      return { from: used.first, to: used.last, expiresAt: used.expires_at };
    }
    const again = this.free.all({ series, count });
    const run = again.filter((number, index) => number === again[0] + index);
    const first = run[0] ?? (this.last.get({ series }) ?? 0) + 1;
    const last = first + (run.length || count) - 1;
    const expiresAt = new Date(this.clock() + leaseMs).toISOString();
    this.addLease.run({ key, series, first, last, user: who.user, count, expiresAt });
    for (let number = first; number <= last; number += 1) this.give.run({ series, number, key });
    this.audit.record({ who, action: 'numbers-leased', detail: { series, first, last } });
    return { from: first, to: last, expiresAt };
  }

  /**
   * What a client has of its leases, used or not: a server that was taken back to an earlier day takes it as given, and
   * gives it to nobody else. Numbers that are in other hands by now are told; what came back since is free again.
   * @param {{ leases: Shown[], who: import('./audit.mjs').Who }} request
   * @typedef {{ key: string, series: string, count: number, expiresAt: string, numbers: number[], returned: number[] }} Shown
   */
  showInside({ leases, who }) {
    const elsewhere = [];
    for (const { key, series, count, expiresAt, numbers, returned } of leases) {
      const known = this.leaseByKey.get(key);
      if (known !== undefined && known.series !== series) throw new ApiError('key-reused');
      const [first, last] = [Math.min(...numbers, ...returned), Math.max(...numbers, ...returned)];
      if (known === undefined) this.addLease.run({ key, series, first, last, user: who.user, count, expiresAt });
      const given = numbers.map((number) => ({ number, by: this.holder.get(series, number)?.lease_key ?? null }));
      const taken = given.filter(({ by }) => by === null).map(({ number }) => number);
      for (const number of taken) this.give.run({ series, number, key });
      for (const number of returned)
        if (this.takeBack.run({ series, number, key }).changes === 0) this.addFree.run(series, number);
      const others = given.filter(({ by }) => by !== null && by !== key).map(({ number }) => number);
      if (others.length > 0) elsewhere.push({ key, numbers: others });
      if (known === undefined || taken.length > 0)
        this.audit.record({ who, action: 'numbers-shown', detail: { series, taken, elsewhere: others } });
    }
    return { elsewhere };
  }

  /**
   * Frees what is still in the hands of the lease `key`; a number that went on to another client stays there, however
   * often this is sent.
   * @param {{ series: string, key: string, numbers: number[], who: import('./audit.mjs').Who }} request
   */
  giveBackInside({ series, key, numbers, who }) {
    const lease = this.leaseByKey.get(key);
    if (lease === undefined || lease.user !== who.user) return;
    const freed = numbers.filter((number) => this.takeBack.run({ series, number, key }).changes > 0);
    if (freed.length > 0) this.audit.record({ who, action: 'numbers-given-back', detail: { series, numbers: freed } });
  }
}
