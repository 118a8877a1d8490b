/**
 * Standard input for secrets. Node's stream of a pipe reads into memory that it copies from and gives back uncleared, so
 * that a PIN would stay in this process; here a pipe is read into one buffer that is overwritten after every part.
 */
import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * A copy in memory of its own. A short Uint8Array made otherwise stands in V8's heap, which moves what it holds and leaves
 * the old places as they were.
 */
export const ownCopy = (bytes: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(new ArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
};

const standardInput = 0;
let pipe: Socket | undefined;
/** Ctrl-C may come before anybody reads: who reads after it must not wait for a secret that nobody will type. */
let closed = false;

const isPipe = (): boolean => {
  try {
    const kind = fstatSync(standardInput);
    return kind.isFIFO() || kind.isSocket();
  } catch {
    return false;
  }
};

async function* readPipe(): AsyncGenerator<Uint8Array> {
  if (closed) return;
  const parts: Uint8Array[] = [];
  let over = false;
  let wake = (): void => undefined;
  pipe = new Socket({
    fd: standardInput,
    readable: true,
    writable: false,
    onread: {
      buffer: Buffer.alloc(4096),
      callback: (count, bytes) => {
        parts.push(ownCopy(bytes.subarray(0, count)));
        bytes.fill(0);
        wake();
        return true;
      },
    },
  });
  for (const event of ['end', 'close', 'error'] as const) {
    pipe.on(event, () => {
      over = true;
      wake();
    });
  }
  pipe.resume();
  for (;;) {
    const part = parts.shift();
    if (part) yield part;
    else if (over) return;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

/** What arrives on standard input, in parts; the caller overwrites each. To be called once a run. */
export const secretInput = (): AsyncIterable<Uint8Array> => (isPipe() ? readPipe() : process.stdin);

/** Whoever waits for a secret waits no longer, and the input does not keep the process alive. */
export const closeSecretInput = (): void => {
  closed = true;
  if (pipe) pipe.destroy();
  else process.stdin.destroy();
};
