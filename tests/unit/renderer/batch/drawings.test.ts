import { describe, expect, it, vi } from 'vitest';
import type { DrawingPlace, DrawingReply, DrawingRequest } from '../../../../src/renderer/batch/drawing-tasks.js';
import { type DrawingPort, Drawings } from '../../../../src/renderer/batch/drawings.js';

vi.mock('pdfjs-dist/legacy/build/pdf.worker.min.mjs?url', () => ({ default: '' }));

class Port implements DrawingPort {
  readonly asked: DrawingRequest[] = [];
  ended = false;
  onmessage: DrawingPort['onmessage'] = null;
  onerror: DrawingPort['onerror'] = null;
  postMessage(message: DrawingPlace | DrawingRequest): void {
    if ('task' in message) this.asked.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  reply(reply: DrawingReply): void {
    this.onmessage?.(new MessageEvent('message', { data: reply }));
  }
}

const setUp = () => {
  const ports: Port[] = [];
  const drawings = new Drawings(() => {
    const port = new Port();
    ports.push(port);
    return port;
  });
  return { ports, drawings, alive: new AbortController().signal };
};

const facts = { redSeals: [], colourShare: 0.5, ink: null };

describe('the drawing worker', () => {
  it('draws what is in sight before it measures the rest of the stack', async () => {
    const { ports, drawings, alive } = setUp();
    void drawings.measure('a', undefined, [1], alive);
    void drawings.measure('b', undefined, [1], alive);
    void drawings.thumbnail('c', undefined, 40, alive);
    ports[0]?.reply({ id: 1, pixels: facts });
    expect(ports[0]?.asked.map(({ task }) => task.document)).toEqual(['a', 'c']);
  });

  it('never draws what was scrolled away before its turn', async () => {
    const { ports, drawings, alive } = setUp();
    const gone = new AbortController();
    void drawings.measure('a', undefined, [1], alive);
    const away = drawings.thumbnail('b', undefined, 40, gone.signal);
    gone.abort();
    expect(await away).toBeNull();
    ports[0]?.reply({ id: 1, pixels: facts });
    expect(ports[0]?.asked).toHaveLength(1);
  });

  it('is started anew after a page that crashed it, which costs that page alone', async () => {
    const { ports, drawings, alive } = setUp();
    const bad = drawings.measure('a', undefined, [1], alive);
    const good = drawings.measure('b', undefined, [1], alive);
    ports[0]?.onerror?.(new ErrorEvent('error'));
    expect(await bad).toBeNull();
    expect(ports[0]?.ended).toBe(true);
    ports[1]?.reply({ id: 2, pixels: facts });
    expect(await good).toEqual(facts);
  });

  it('is ended where a page hangs it', async () => {
    vi.useFakeTimers();
    const { ports, drawings, alive } = setUp();
    const hung = drawings.thumbnail('a', undefined, 40, alive);
    vi.advanceTimersByTime(31_000);
    expect(await hung).toBeNull();
    expect(ports[0]?.ended).toBe(true);
    vi.useRealTimers();
  });
});
