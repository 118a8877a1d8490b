import { dirname } from 'node:path';
import { type MessagePortMain, type UtilityProcess, utilityProcess } from 'electron';
import type { HostRequest } from '../../contracts/token-host.js';
import { cleanedEnvironment } from '../token/environment.js';
import type { HostExit, HostLauncher, HostProcess } from '../token/host-launcher.js';
import type { PinSource } from '../token/pin.js';

/** Characters kept of what a host prints. */
const outputTail = 4096;

class UtilityHostProcess implements HostProcess {
  #output = '';
  #pinSent = false;
  #gone = false;

  constructor(private readonly child: UtilityProcess) {
    child.once('exit', () => {
      this.#gone = true;
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        // A driver in debug mode prints what it is given: after the PIN was sent nothing more is kept.
        if (!this.#pinSent) this.#output = (this.#output + chunk.toString('utf8')).slice(-outputTail);
      });
    }
  }

  send(request: HostRequest, pin?: PinSource): void {
    if (pin === undefined) {
      this.child.postMessage(request);
      return;
    }
    if (pin.kind !== 'port') throw new TypeError('A utility process takes the PIN over a port.');
    this.#pinSent = true;
    this.#output = '';
    this.child.postMessage(request, [pin.port as MessagePortMain]);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.child.on('message', listener);
  }

  onExit(listener: (exit: HostExit) => void): void {
    this.child.once('exit', (code) => listener({ code, signal: null, output: this.#output }));
  }

  kill(): void {
    const { pid } = this.child;
    if (this.#gone || pid === undefined) return;
    try {
      // UtilityProcess.kill() asks politely (SIGTERM), which a process stuck in a driver may never see.
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself a moment ago; its `exit` event is on the way.
    }
  }
}

/** Runs token hosts as Electron utility processes. */
export class UtilityHostLauncher implements HostLauncher {
  /** @param hostScript absolute path of the built entry `token-host.cjs` */
  constructor(private readonly hostScript: string) {}

  launch(modulePath: string, parameters?: string): HostProcess {
    const child = utilityProcess.fork(
      this.hostScript,
      [modulePath, ...(parameters === undefined ? [] : [parameters])],
      {
        serviceName: 'Ký số công vụ – thiết bị',
        stdio: ['ignore', 'pipe', 'pipe'],
        // Not the user's folder: Windows also looks for a driver's dependencies in the current directory.
        cwd: dirname(process.execPath),
        env: cleanedEnvironment(process.env),
        execArgv: [],
      },
    );
    return new UtilityHostProcess(child);
  }
}
