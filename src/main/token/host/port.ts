/** The child's side of the way between host and main process, under Electron and under plain Node. */
import { webcrypto } from 'node:crypto';
import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { makeSealKey } from '../../../contracts/pin-seal.js';
import type { HostReply, hostUp } from '../../../contracts/token-host.js';

/** Fetches the PIN that came with the request of this id. The caller erases the bytes. */
export type ReceivePin = (request: number) => Promise<Uint8Array>;

export interface HostPort {
  onRequest(listener: (message: unknown, receivePin: ReceivePin) => void): void;
  send(reply: HostReply | typeof hostUp): void;
}

/** The part of Electron's MessagePortMain and ParentPort that is used; 'electron' exists only under Electron. */
interface MessageSource {
  on(event: 'message', listener: (event: { data: unknown; ports: readonly PinPort[] }) => void): void;
}
interface PinPort extends MessageSource {
  on(event: 'close' | 'message', listener: (event: { data: unknown; ports: readonly PinPort[] }) => void): void;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}
interface ParentPort extends MessageSource {
  postMessage(message: unknown): void;
}

const noPin = (): Error => new Error('No PIN came with the request.');

/** The window seals the PIN for a key that is made for it here: in between the port leads through the main process. */
const pinFromPort = async (port: PinPort | undefined): Promise<Uint8Array> => {
  if (!port) throw noPin();
  // Node's declarations of the same interface know more algorithms than the browser's.
  const key = await makeSealKey(webcrypto.subtle as SubtleCrypto);
  const sealed = await new Promise<Uint8Array>((resolve, reject) => {
    port.on('close', () => reject(noPin()));
    port.on('message', ({ data }) => {
      if (data instanceof Uint8Array) resolve(data);
      else reject(noPin());
    });
    port.start();
    port.postMessage(key.point);
  }).finally(() => port.close());
  return key.open(sealed);
};

const utilityPort = (parent: ParentPort): HostPort => ({
  onRequest: (listener) => parent.on('message', ({ data, ports }) => listener(data, () => pinFromPort(ports[0]))),
  send: (reply) => parent.postMessage(reply),
});

/** File descriptor of the pipe that carries PINs beside the IPC channel: request id, length (4 bytes each), bytes. */
const pinDescriptor = 4;

/** The pipe is opened when the first PIN is wanted, and kept: there may be one for each signature. */
class PinPipe {
  #socket: Socket | null = null;

  /** The PIN that was sent with this request; one of an earlier request, that was never asked for, is passed over. */
  async receive(request: number): Promise<Uint8Array> {
    this.#socket ??= new Socket({ fd: pinDescriptor, readable: true, writable: false })
      // An error also closes the socket, which is what the reader waits for.
      .on('error', () => undefined);
    for (;;) {
      const header = await readExactly(this.#socket, 8);
      const pin = await readExactly(this.#socket, header.readUInt32BE(4));
      if (header.readUInt32BE() === request) return pin;
      pin.fill(0);
    }
  }
}

const readExactly = async (socket: Socket, length: number): Promise<Buffer> => {
  if (length === 0) return Buffer.alloc(0);
  for (;;) {
    const chunk: Buffer | null = socket.read(length);
    if (chunk?.length === length) return chunk;
    if (chunk !== null || socket.readableEnded || socket.destroyed) throw noPin();
    await new Promise<void>((resolve) => {
      for (const event of ['readable', 'end', 'close']) socket.once(event, () => resolve());
    });
  }
};

/** Runs in a thread of its own, so that a host that hangs in its driver still ends when its parent is gone. */
const watchdog = `
  const { workerData: parent } = require('node:worker_threads');
  setInterval(() => {
    try {
      if (process.ppid === parent && process.kill(parent, 0)) return;
    } catch {}
    process.kill(process.pid, 'SIGKILL');
  }, 1000);
`;

const forkPort = (): HostPort => {
  const pins = new PinPipe();
  new Worker(watchdog, { eval: true, workerData: process.ppid, stdout: true, stderr: true }).unref();
  // Ctrl-C in a terminal goes to every process of the group; when a signature may be cut off is the parent's decision.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  return {
    onRequest: (listener) => process.on('message', (message) => listener(message, (id) => pins.receive(id))),
    send: (reply) => process.send?.(reply),
  };
};

const isParentPort = (value: unknown): value is ParentPort =>
  typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;

/** The way to the process that started this one: a utility process has `process.parentPort`, a fork has not. */
export const openHostPort = (): HostPort => {
  const parent: unknown = Reflect.get(process, 'parentPort');
  return isParentPort(parent) ? utilityPort(parent) : forkPort();
};
