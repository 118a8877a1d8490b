/** The window's side of the drawing worker: one task at a time, thumbnails of rows in sight before everything else. */
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import type { PixelFacts } from '../../contracts/records-facts.js';
import type { DrawingPlace, DrawingReply, DrawingRequest, DrawingTask } from './drawing-tasks.js';

/** As much of a `Worker` as is needed. */
export interface DrawingPort {
  postMessage(message: DrawingPlace | DrawingRequest): void;
  onmessage: ((event: MessageEvent<DrawingReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

interface Waiting {
  readonly task: DrawingTask;
  readonly done: (reply: DrawingReply | null) => void;
}

/** A drawing that takes longer than this, in milliseconds, is given up with its worker. */
const patience = 30_000;

export class Drawings {
  readonly #start: () => DrawingPort;
  #port: DrawingPort | null = null;
  #waiting: Waiting[] = [];
  #running: { readonly id: number; readonly done: Waiting['done'] } | null = null;
  #last = 0;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(start: () => DrawingPort) {
    this.#start = start;
  }

  /** The first page; null where it cannot be drawn, or was not drawn before `signal` ended it. */
  async thumbnail(document: string, password: string | undefined, width: number, signal: AbortSignal) {
    const reply = await this.#add({ kind: 'thumbnail', document, password, width }, signal);
    return reply && 'thumbnail' in reply ? reply.thumbnail : null;
  }

  /** Red seals and colour of these pages; null where they cannot be drawn. */
  async measure(
    document: string,
    password: string | undefined,
    pages: readonly number[],
    signal: AbortSignal,
  ): Promise<PixelFacts | null> {
    const reply = await this.#add({ kind: 'measure', document, password, pages }, signal);
    return reply && 'pixels' in reply ? reply.pixels : null;
  }

  close(): void {
    clearTimeout(this.#deadline);
    this.#port?.terminate();
    this.#port = null;
    this.#running?.done(null);
    this.#running = null;
    for (const { done } of this.#waiting.splice(0)) done(null);
  }

  #add(task: DrawingTask, signal: AbortSignal): Promise<DrawingReply | null> {
    return new Promise((resolve) => {
      const done = (reply: DrawingReply | null): void => {
        signal.removeEventListener('abort', drop);
        resolve(reply);
      };
      const waiting: Waiting = { task, done };
      // What is being drawn is drawn to its end: to kill the worker costs more.
      const drop = (): void => {
        const at = this.#waiting.indexOf(waiting);
        if (at < 0) return;
        this.#waiting.splice(at, 1);
        done(null);
      };
      if (signal.aborted) return done(null);
      signal.addEventListener('abort', drop, { once: true });
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  #next(): void {
    if (this.#running) return;
    const seen = this.#waiting.findIndex(({ task }) => task.kind === 'thumbnail');
    const [next] = this.#waiting.splice(Math.max(seen, 0), 1);
    if (!next) return;
    this.#last += 1;
    const id = this.#last;
    this.#running = { id, done: next.done };
    this.#deadline = setTimeout(() => this.#restart(), patience);
    this.#ready().postMessage({ id, task: next.task });
  }

  #ready(): DrawingPort {
    if (this.#port) return this.#port;
    const port = this.#start();
    port.onmessage = ({ data }) => this.#finish(data);
    port.onerror = () => this.#restart();
    this.#port = port;
    return port;
  }

  #finish(reply: DrawingReply): void {
    if (this.#running?.id !== reply.id) return;
    const { done } = this.#running;
    this.#running = null;
    clearTimeout(this.#deadline);
    done(reply);
    this.#next();
  }

  /** A page that hangs or crashes the worker costs itself alone. */
  #restart(): void {
    clearTimeout(this.#deadline);
    this.#port?.terminate();
    this.#port = null;
    this.#running?.done(null);
    this.#running = null;
    this.#next();
  }
}

export const startDrawingWorker = (): DrawingPort => {
  const worker = new Worker(new URL('./drawing.worker.ts', import.meta.url), { type: 'module' });
  const place: DrawingPlace = {
    parser: new URL(workerUrl, document.baseURI).href,
    assets: new URL('pdfjs/', document.baseURI).href,
  };
  worker.postMessage(place);
  return worker;
};
