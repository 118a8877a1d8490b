import { describe, expect, it, vi } from 'vitest';
import type { ShownPlan } from '../../../../src/contracts/records.js';
import { type Planner, Plans, pagesToMeasure } from '../../../../src/renderer/batch/plans.js';
import { officialFacts, pageFacts, plan } from './stack.js';

const question = { operation: 'issue', choice: {} } as const;
const settled = async (plans: Plans, id: string) => {
  await vi.waitFor(() => expect(plans.known().get(id)?.pending).toBe(false));
  return plans.known().get(id);
};
const scan = plan({ facts: officialFacts({ pages: [1, 2, 3, 4, 5, 6].map((page) => pageFacts(page, 1)) }) });
const pixels = { redSeals: [], colourShare: 0.1, ink: null };

const planner = (made: (id: string) => ShownPlan | Promise<ShownPlan>) => {
  const fake = {
    plan: vi.fn<Planner['plan']>(async (id) => made(id)),
    measure: vi.fn<Planner['measure']>(async () => pixels),
  };
  return fake;
};

describe('plans of the stack', () => {
  it('are asked once for each document, and again only where something else is asked', async () => {
    const fake = planner(() => plan());
    const plans = new Plans(fake);
    plans.keep(new Map([['a', question]]));
    await settled(plans, 'a');
    plans.keep(new Map([['a', { ...question }]]));
    plans.keep(new Map([['a', { ...question, choice: { kind: 'scan' } }]]));
    await settled(plans, 'a');
    expect(fake.plan).toHaveBeenCalledTimes(2);
    expect(fake.measure).not.toHaveBeenCalled();
  });

  it('measure a scan before they are told, on its first and its last pages, once', async () => {
    expect(pagesToMeasure(scan)).toEqual([1, 4, 5, 6]);
    const fake = planner(() => scan);
    const plans = new Plans(fake);
    plans.keep(new Map([['a', question]]));
    await settled(plans, 'a');
    expect(fake.plan.mock.calls.map(([, , seen]) => seen)).toEqual([null, pixels]);
    plans.keep(new Map([['a', { ...question, choice: { kind: 'scan' } }]]));
    await settled(plans, 'a');
    expect(fake.measure).toHaveBeenCalledTimes(1);
    expect(fake.plan.mock.calls.at(-1)?.[2]).toEqual(pixels);
  });

  it('of a scan that cannot be drawn are told as they are', async () => {
    const fake = { ...planner(() => scan), measure: async () => null };
    const plans = new Plans(fake);
    plans.keep(new Map([['a', question]]));
    expect(await settled(plans, 'a')).toMatchObject({ plan: scan, error: null });
  });

  it('of a large stack are told together while more are made, and the last one without a wait', async () => {
    vi.useFakeTimers();
    try {
      const waiting: ((made: ShownPlan) => void)[] = [];
      const plans = new Plans({ plan: () => new Promise((done) => waiting.push(done)), measure: async () => null });
      const told = vi.fn();
      plans.keep(new Map(['a', 'b', 'c'].map((id) => [id, question])));
      plans.subscribe(told);
      await vi.advanceTimersByTimeAsync(0);
      waiting[0]?.(plan());
      waiting[1]?.(plan());
      await vi.advanceTimersByTimeAsync(0);
      expect(told).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(told).toHaveBeenCalledTimes(1);
      waiting[2]?.(plan());
      await vi.advanceTimersByTimeAsync(0);
      expect(told).toHaveBeenCalledTimes(2);
      expect([...plans.known().values()].map(({ pending }) => pending)).toEqual([false, false, false]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('never show the answer to an older question', async () => {
    const waiting: ((made: ShownPlan) => void)[] = [];
    const plans = new Plans({ plan: () => new Promise((done) => waiting.push(done)), measure: async () => null });
    plans.keep(new Map([['a', question]]));
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    plans.keep(new Map([['a', { ...question, choice: { kind: 'scan' } }]]));
    await vi.waitFor(() => expect(waiting).toHaveLength(2));
    const newer = plan({ way: 'one-signature' });
    waiting[1]?.(newer);
    await settled(plans, 'a');
    waiting[0]?.(plan());
    await new Promise((done) => setTimeout(done, 150));
    expect(plans.known().get('a')?.plan).toBe(newer);
  });

  it('of another operation do not stay in sight while the new one is planned', async () => {
    const waiting: ((made: ShownPlan) => void)[] = [];
    const plans = new Plans({ plan: () => new Promise((done) => waiting.push(done)), measure: async () => null });
    plans.keep(new Map([['a', question]]));
    await vi.waitFor(() => expect(waiting).toHaveLength(1));
    waiting[0]?.(plan());
    await settled(plans, 'a');
    plans.keep(new Map([['a', { operation: 'incoming', choice: {} }]]));
    expect(plans.known().get('a')).toMatchObject({ plan: null, error: null, pending: true });
  });

  it('are never more than three at a time, and one that fails stops no other', async () => {
    let running = 0;
    let most = 0;
    const plans = new Plans({
      plan: async (id) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((done) => setTimeout(done, 1));
        running -= 1;
        if (id === '3') throw new Error('broken');
        return plan();
      },
      measure: async () => null,
    });
    const ids = Array.from({ length: 20 }, (_, index) => String(index));
    plans.keep(new Map(ids.map((id) => [id, question])));
    for (const id of ids) await settled(plans, id);
    expect(most).toBe(3);
    expect(ids.filter((id) => plans.known().get(id)?.error)).toEqual(['3']);
  });
});
