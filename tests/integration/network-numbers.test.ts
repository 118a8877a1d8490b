/** Two clerks take numbers of one register from the server at once, over a network that loses and repeats. */
import { expect, it } from 'vitest';
import type { NumberLease } from '../../src/contracts/provincial-api.js';
import { ProvincialServer } from '../../src/main/sync/http/server.js';
import { random } from '../corpus/twins/random.js';
import { seed } from '../seed.js';
import { cutAfter, cutBefore, cutInAnswer, type Disturbance, FaultProxy, twice } from './fault-proxy.js';
import { setUp, user } from './sync-support.js';

const numbersOf = ({ from, to }: NumberLease): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at);

it('leaves no gap and gives none twice, whatever the network does', async () => {
  const other = { username: 'chuyen-vien', password: 'mật khẩu hai' };
  const { server } = await setUp(0, { users: [user, other] });
  const proxy = await FaultProxy.start(server.url);
  const next = random(seed);
  const faults: readonly [Disturbance | undefined, ...(Disturbance | undefined)[]] = [
    undefined,
    cutBefore,
    cutAfter,
    cutInAnswer('reset'),
    twice,
  ];
  const connect = async ({ username, password }: typeof user) => {
    const client = new ProvincialServer({ url: proxy.url, fetch, retryDelaysMs: Array<number>(30).fill(1) });
    await client.signIn(username, password);
    return client;
  };
  const clerks = await Promise.all([user, other].map(connect));
  proxy.disturb = (what) => (what.includes('/number-leases') ? next.pick(faults) : undefined);

  const series = 'cong-van-2026';
  /** Takes blocks, gives every third number back, and keeps the rest. */
  const work = async (clerk: ProvincialServer, name: string): Promise<number[]> => {
    const kept: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const key = name + `${round}`.padStart(31, '0');
      const got = numbersOf(await clerk.numbers.lease(series, next.between(1, 9), key));
      const back = got.filter((number) => number % 3 === 0);
      kept.push(...got.filter((number) => number % 3 !== 0));
      if (back.length > 0) await clerk.numbers.giveBack(series, back, key);
    }
    return kept;
  };
  const kept = (await Promise.all(clerks.map((clerk, index) => work(clerk, 'ab'.charAt(index))))).flat();
  expect(proxy.disturbed).toBeGreaterThan(0);
  expect(new Set(kept).size).toBe(kept.length);

  // What was given back comes first: taken again, the register has every number once.
  proxy.disturb = () => undefined;
  const highest = Math.max(...kept);
  const [clerk] = clerks;
  const rest: number[] = [];
  for (let round = 0; (rest.at(-1) ?? 0) <= highest; round += 1) {
    const lease = await clerk?.numbers.lease(series, 1, `c${`${round}`.padStart(31, '0')}`);
    rest.push(...(lease === undefined ? [highest + 1] : numbersOf(lease)));
  }
  const all = [...kept, ...rest].sort((one, another) => one - another);
  expect(all).toEqual(all.map((_, index) => index + 1));
});
