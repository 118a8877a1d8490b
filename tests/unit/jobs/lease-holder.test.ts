import { expect, it } from 'vitest';
import { leaseHolder } from '../../../src/main/jobs/lease-holder.js';

const queue = (id: string) => ({ queueId: async () => id });

it('a data folder is the same holder at every start, another folder and another database are others', async () => {
  const holder = await leaseHolder(queue('1'), { data: '/a' });
  expect(holder).toMatch(/^[0-9a-f]{32}$/);
  expect(await leaseHolder(queue('1'), { data: '/a' })).toBe(holder);
  expect(await leaseHolder(queue('1'), { data: '/b' })).not.toBe(holder);
  expect(await leaseHolder(queue('2'), { data: '/a' })).not.toBe(holder);
});
