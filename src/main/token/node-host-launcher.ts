import { type ChildProcess, fork } from 'node:child_process';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import type { HostRequest } from '../../contracts/token-host.js';
import { cleanedEnvironment } from './environment.js';
import type { HostExit, HostLauncher, HostProcess } from './host-launcher.js';
import type { PinSource } from './pin.js';

/** Characters kept of what a host prints. */
const outputTail = 4096;

/** Index of the PIN pipe in the child's stdio; 3 is the IPC channel. */
const pinPipe = 4;

class NodeHostProcess implements HostProcess {
  #output = '';
  #pinSent = false;

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    }
    // A host that died takes its pipe with it; its exit is what is reported.
    child.stdio[pinPipe]?.on('error', () => undefined);
  }

  send(request: HostRequest, pin?: PinSource): void {
    if (pin) this.#writePin(request.id, pin);
    // The callback keeps a send to a dead child from becoming an `error` event; the exit is reported by itself.
    if (this.child.connected) this.child.send(request, () => undefined);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.child.on('message', listener);
  }

  onExit(listener: (exit: HostExit) => void): void {
    let reported = false;
    const report = (code: number | null, signal: string | null): void => {
      if (reported) return;
      reported = true;
      listener({ code, signal, output: this.#output });
    };
    this.child.on('exit', report);
    this.child.on('error', () => report(null, null));
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** The request's id and the PIN's length (4 bytes each, big-endian), then the PIN, straight from the caller's buffer, which is erased when written. */
  #writePin(request: number, pin: PinSource): void {
    this.#pinSent = true;
    this.#output = '';
    const pipe = this.child.stdio[pinPipe];
    if (pin.kind !== 'bytes' || !(pipe instanceof Writable)) throw new TypeError('A Node host takes the PIN as bytes.');
    const header = Buffer.alloc(8);
    header.writeUInt32BE(request);
    header.writeUInt32BE(pin.bytes.length, 4);
    pipe.write(header);
    pipe.write(pin.bytes, () => pin.bytes.fill(0));
  }

  /** A driver in debug mode prints what it is given: after the PIN was sent nothing more is kept. */
  #keep(text: string): void {
    if (!this.#pinSent) this.#output = (this.#output + text).slice(-outputTail);
  }
}

/** Runs token hosts as Node child processes (command line, tests). */
export class NodeHostLauncher implements HostLauncher {
  /**
   * @param hostScript absolute path of the built entry `token-host.cjs`
   * @param environment what the hosts inherit, less the dangerous variables
   */
  constructor(
    private readonly hostScript: string,
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {}

  launch(modulePath: string, parameters?: string): HostProcess {
    const child = fork(this.hostScript, [modulePath, ...(parameters === undefined ? [] : [parameters])], {
      // Not the user's folder: Windows also looks for a driver's dependencies in the current directory.
      cwd: dirname(process.execPath),
      env: cleanedEnvironment(this.environment),
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      windowsHide: true,
    });
    return new NodeHostProcess(child);
  }
}
