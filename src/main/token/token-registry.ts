/** All drivers of this computer, watched while the application runs: what is plugged in, and logins on it. */
import type { ModuleReport } from '../../contracts/token.js';
import { Drivers, type DriversOptions } from './drivers.js';
import { erasePin } from './pin.js';
import { PinGuardian } from './pin-guardian.js';
import type { Signer } from './signer.js';
import { certificateOn, type LoginRequest, notFound, type PinChange } from './token-login.js';
import { standardPace, WatchedModule, type WatchPace } from './watched-module.js';

/** Modules beside those of the catalogue. */
export interface AddedModules {
  /** Absolute paths. */
  readonly usable: readonly string[];
  /** Those that must not be loaded, with the reason. */
  readonly refused: readonly ModuleReport[];
}

export interface RegistryOptions extends DriversOptions {
  readonly added: () => Promise<AddedModules>;
  /** Called after every change; also when a driver was installed or began to fail. */
  readonly changed: (reports: readonly ModuleReport[]) => void;
  readonly pace?: RegistryPace;
}

export interface RegistryPace extends WatchPace {
  /** How often newly installed drivers are looked for, in milliseconds. */
  readonly rescan: number;
  /** How long `look` waits for a module that failed when it was last looked at. */
  readonly patience: number;
}

export const standardRegistryPace: RegistryPace = { ...standardPace, rescan: 3_000, patience: 2_000 };

/** Resolves when `work` does, or after so many milliseconds. */
const atMost = async (milliseconds: number, work: Promise<unknown>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, enough]).finally(() => clearTimeout(timer));
};

export class TokenRegistry {
  readonly #drivers: Drivers;
  readonly #pace: RegistryPace;
  /** By path, in the order of the catalogue. */
  #modules = new Map<string, WatchedModule>();
  #refused: readonly ModuleReport[] = [];
  #scanning: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(private readonly options: RegistryOptions) {
    this.#drivers = new Drivers(options, new PinGuardian(options.tries));
    this.#pace = options.pace ?? standardRegistryPace;
  }

  start(): void {
    if (this.#stopped) return;
    this.#scan()
      .catch(() => undefined)
      .finally(() => {
        if (!this.#stopped) this.#timer = setTimeout(() => this.start(), this.#pace.rescan);
      });
  }

  /** For good: every host ends, but for one on which a signer is open; it ends with the signer. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const module of this.#modules.values()) module.stop();
  }

  /** What was last seen; a module that was not looked at yet is not in it. */
  get reports(): readonly ModuleReport[] {
    const seen = [...this.#modules.values()].flatMap(({ report }) => (report ? [report] : []));
    return [...seen, ...this.#refused];
  }

  /**
   * The same once every module was looked at. One that failed last is tried again at once, but not waited for to its
   * deadline: it does not hold up the others.
   * @param longest milliseconds after which what is known by then is enough
   */
  async look(longest?: number): Promise<readonly ModuleReport[]> {
    const looked = this.#scan().then(() =>
      Promise.all(
        [...this.#modules.values()].map((module) =>
          module.report?.error ? atMost(this.#pace.patience, module.settled()) : module.settled(),
        ),
      ),
    );
    await (longest === undefined ? looked : atMost(longest, looked));
    return this.reports;
  }

  /** Logs in on the token with this certificate (SHA-256, lower-case hexadecimal), with at most one C_Login. Fault `token.*`. */
  async openSigner(fingerprint: string, request: LoginRequest): Promise<Signer> {
    try {
      return await this.#moduleWith(fingerprint).openSigner(fingerprint, request);
    } finally {
      erasePin(request.pin);
    }
  }

  /** Changes the PIN of the token with this certificate, with at most one C_SetPIN. Fault `token.*`. */
  async changePin(fingerprint: string, change: PinChange): Promise<void> {
    try {
      await this.#moduleWith(fingerprint).changePin(fingerprint, change);
    } finally {
      erasePin(change.pins);
    }
  }

  #moduleWith(fingerprint: string): WatchedModule {
    const modules = [...this.#modules.values()];
    const found = modules.find(({ report }) => certificateOn(report?.tokens ?? [], fingerprint));
    if (!found) throw notFound(this.reports);
    return found;
  }

  #scan(): Promise<void> {
    this.#scanning ??= this.#rescan().finally(() => {
      this.#scanning = null;
    });
    return this.#scanning;
  }

  async #rescan(): Promise<void> {
    const { usable, refused } = await this.options.added();
    const paths = await this.#drivers.paths(usable);
    if (this.#stopped) return;
    const tell = (): void => this.options.changed(this.reports);
    const before = this.#modules;
    this.#modules = new Map(
      paths.map((path) => [path, before.get(path) ?? new WatchedModule(path, this.#drivers, this.#pace, tell)]),
    );
    const gone = [...before].filter(([path]) => !this.#modules.has(path));
    for (const [, module] of gone) module.stop();
    const same = JSON.stringify(refused) === JSON.stringify(this.#refused);
    this.#refused = refused;
    if (gone.length > 0 || !same) tell();
  }
}
