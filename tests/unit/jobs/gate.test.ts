import { describe, expect, it } from 'vitest';
import { Gate } from '../../../src/main/jobs/gate.js';

const latch = (): { open: () => void; opened: Promise<void> } => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a gate', () => {
  it('lets the next in when one leaves, also by failing', async () => {
    const gate = new Gate(1);
    const first = latch();
    const order: string[] = [];
    const failing = gate.run(async () => {
      await first.opened;
      order.push('first');
      throw new Error('hỏng');
    });
    const second = gate.run(async () => void order.push('second'));
    await settle();
    expect(order).toEqual([]);
    first.open();
    await expect(failing).rejects.toThrow('hỏng');
    await second;
    expect(order).toEqual(['first', 'second']);
  });

  it('gives no place to one that left the line', async () => {
    const gate = new Gate(1);
    const first = latch();
    const stop = new AbortController();
    const running = gate.run(() => first.opened);
    const cancelled = gate.run(async () => expect.unreachable(), stop.signal);
    const last = gate.run(async () => 'last');
    stop.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'app.cancelled' });
    first.open();
    await running;
    expect(await last).toBe('last');
    expect(await gate.run(async () => 'again')).toBe('again');
  });
});
