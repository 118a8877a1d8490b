import { isDeepStrictEqual } from 'node:util';
import { Fault, toFaultValue } from '../../contracts/faults/index.js';
import type { ModuleReport } from '../../contracts/token.js';
import type { HostTokenInfo } from '../../contracts/token-host.js';
import { countOf, type Drivers, isSameToken } from './drivers.js';
import type { Signer } from './signer.js';
import type { TokenHost } from './token-host.js';
import {
  certificateOn,
  type Found,
  type LoginRequest,
  logIn,
  notFound,
  type PinChange,
  setPin,
} from './token-login.js';
import type { GuardedToken } from './try-memory.js';

/** How often a module is looked at, in milliseconds. */
export interface WatchPace {
  readonly poll: number;
  /** Before a host that hung or crashed is launched again: the first, the second … time in a row; then the last one. */
  readonly pauses: readonly number[];
  /** Polls without a failure after which the next failure counts as the first again. */
  readonly calmPolls: number;
}

export const standardPace: WatchPace = {
  poll: 500,
  pauses: [1_000, 2_000, 4_000, 8_000, 16_000, 30_000],
  calmPolls: 20,
};

/** Polls after which a token that could not be read is read again: another program may have let go of it. */
const unreadablePolls = 4;

/** After failures in a row a driver gets more time than usual: an innocent one may be slow on a slow computer. */
const longestPatience = 4;

/** Ends of a host that were meant: it is launched again without a pause. */
const meant = (thrown: unknown): boolean =>
  thrown instanceof Fault && (thrown.code === 'token.session-over' || thrown.code === 'token.removed');

const isHung = (thrown: unknown): boolean => thrown instanceof Fault && thrown.code === 'token.driver-hung';

/** A wait that can be cut short, also before it begins. */
class Nap {
  #awake = false;
  #end: () => void = () => undefined;

  wake(): void {
    this.#awake = true;
    this.#end();
  }

  async sleep(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#awake) this.#end();
    });
    this.#awake = false;
  }
}

/**
 * One module with its host: kept alive and polled while nobody signs, lent for a login, killed after it and launched
 * again. A module that fails tells why and is tried again after a growing pause.
 */
export class WatchedModule {
  readonly #nap = new Nap();
  #report: ModuleReport | null = null;
  #host: TokenHost | null = null;
  /** Where somebody is logged in, or is about to be. */
  #session: Pick<Found, 'host' | 'token'> | null = null;
  /** As the last poll showed them. */
  #seen: readonly HostTokenInfo[] = [];
  #failures = 0;
  #stopped = false;
  /** Hosts launched so far, and how many of them were looked at, or failed before. */
  #launched = 0;
  #looked = 0;
  #waiting: (() => void)[] = [];

  /** @param changed called after every change of `report` */
  constructor(
    readonly path: string,
    private readonly drivers: Drivers,
    private readonly pace: WatchPace,
    private readonly changed: () => void,
  ) {
    void this.#run();
  }

  /** As it was last seen; null before the first look is over. */
  get report(): ModuleReport | null {
    return this.#report;
  }

  /** Resolves when `report` is of the host that runs now; a module that pauses after a failure is tried at once. */
  async settled(): Promise<void> {
    const runs = this.#launched > this.#looked || this.#host?.alive === true;
    const wanted = runs ? this.#launched : this.#launched + 1;
    while (this.#looked < wanted && !this.#stopped) {
      this.#nap.wake();
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  /** For good. A signer that is open keeps its host. */
  stop(): void {
    this.#stopped = true;
    if (this.#session?.host !== this.#host) this.#host?.end(new Fault('token.session-over'));
    this.#nap.wake();
    this.#release();
  }

  /** Logs in on the token with this certificate. Faults as of `TokenService.openSigner`. */
  async openSigner(fingerprint: string, request: LoginRequest): Promise<Signer> {
    const found = await this.#find(fingerprint);
    this.#session = found;
    try {
      const signer = await logIn(found, request, this.drivers);
      return watchedSigner(
        signer,
        () => this.#sessionOver(found),
        () => this.#tokenGone(found),
      );
    } catch (error) {
      this.#sessionOver(found);
      throw error;
    }
  }

  /** Changes the PIN of the token with this certificate. Fault `token.*`. */
  async changePin(fingerprint: string, change: PinChange): Promise<void> {
    const found = await this.#find(fingerprint);
    this.#session = found;
    await setPin(found, change, this.drivers).finally(() => this.#sessionOver(found));
  }

  /** Reads the tokens anew: what was seen half a second ago does not decide over a PIN. */
  async #find(fingerprint: string): Promise<Found> {
    await this.settled();
    const host = this.#host;
    if (this.#report?.error) throw Fault.from(this.#report.error);
    if (!host || this.#session?.host === host) throw new Fault('token.busy');
    const seen = await this.drivers.inspect(host, this.path);
    const found = certificateOn(seen.tokens, fingerprint);
    if (!found) throw notFound([seen]);
    return { host, ...found };
  }

  #sessionOver(session: Found): void {
    if (this.#session === session) this.#session = null;
    this.#nap.wake();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#launched += 1;
      try {
        this.#host = await this.drivers.start(this.path, Math.min(2 ** this.#failures, longestPatience));
        if (this.#stopped) this.#host.end(new Fault('token.session-over'));
        await this.#watch(this.#host);
      } catch (thrown) {
        this.#host?.end(new Fault('token.session-over'));
        if (meant(thrown)) continue;
        // No driver's doing: another process is started at once, and what is shown stays.
        if (this.#failures === 0 && isHung(thrown) && this.#host?.up === false) this.#failures = 1;
        else await this.#pause(thrown);
      }
    }
  }

  /** Polls until the host ends, which throws what it ended with. */
  async #watch(host: TokenHost): Promise<never> {
    this.#seen = await this.#inspect(host, this.#seen);
    for (let polls = 0; ; polls++) {
      await this.#nap.sleep(this.pace.poll);
      const { tokens } = await host.poll();
      if (polls >= this.pace.calmPolls) this.#failures = 0;
      this.#endWithoutToken(host, tokens);
      const retry = this.#unreadable && polls % unreadablePolls === unreadablePolls - 1;
      if (!retry && isDeepStrictEqual(tokens, this.#seen))
        for (const token of tokens) await this.drivers.pinOf(token, tokens, this.path);
      else this.#seen = await this.#inspect(host, this.#seen);
    }
  }

  /** Not while somebody signs: the driver has one thing to do at a time. */
  get #unreadable(): boolean {
    return this.#session === null && (this.#report?.unknown?.some(({ error }) => error) ?? false);
  }

  #endWithoutToken(host: TokenHost, tokens: readonly HostTokenInfo[]): void {
    const session = this.#session;
    if (session?.host === host && !tokens.some((token) => isSameToken(token, session.token))) this.#tokenGone(session);
  }

  /** A login dies with the token that it was on; that it is out is told before another host looks. */
  #tokenGone({ host, token: gone }: Pick<Found, 'host' | 'token'>): void {
    host.end(new Fault('token.removed'));
    const report = this.#report;
    if (report) this.#tell({ ...report, tokens: report.tokens.filter((token) => !isSameToken(token, gone)) });
  }

  /** Reads everything; what is no longer there of `before` has been unplugged. */
  async #inspect(host: TokenHost, before: readonly HostTokenInfo[]): Promise<readonly HostTokenInfo[]> {
    const { tokens } = await host.poll();
    this.#unplugged(before.filter((token) => countOf(token, tokens) < countOf(token, before)));
    const inspected = await this.drivers.inspect(host, this.path);
    this.#looked = this.#launched;
    this.#tell({ path: this.path, name: this.drivers.nameOf(this.path), ...inspected });
    return tokens;
  }

  async #pause(thrown: unknown): Promise<void> {
    // Nobody looks for a while: what was plugged in may be elsewhere meanwhile.
    this.#unplugged(this.#seen);
    this.#seen = [];
    const error = toFaultValue(thrown);
    const pause = this.pace.pauses[Math.min(this.#failures, this.pace.pauses.length - 1)] ?? this.pace.poll;
    this.#failures += 1;
    this.#looked = this.#launched;
    this.#tell({ path: this.path, name: this.drivers.nameOf(this.path), tokens: [], error });
    if (!this.#stopped) await this.#nap.sleep(pause);
  }

  #unplugged(tokens: readonly GuardedToken[]): void {
    for (const token of tokens) this.drivers.guardian.unplugged(token);
  }

  #tell(report: ModuleReport): void {
    this.#release();
    if (this.#stopped || isDeepStrictEqual(report, this.#report)) return;
    this.#report = report;
    this.changed();
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** The signer, with what happens once after it was closed, and when a signature shows that the token is out. */
const watchedSigner = (signer: Signer, closed: () => void, gone: () => void): Signer => {
  let open: Promise<void> | null = null;
  return {
    certificate: signer.certificate,
    issuers: signer.issuers,
    mechanism: signer.mechanism,
    training: signer.training,
    alwaysAuthenticates: signer.alwaysAuthenticates,
    sign: (...work) =>
      signer.sign(...work).catch((thrown: unknown) => {
        if (thrown instanceof Fault && thrown.code === 'token.removed') gone();
        throw thrown;
      }),
    confirm: () => signer.confirm(),
    close: () => {
      open ??= signer.close().finally(closed);
      return open;
    },
  };
};
