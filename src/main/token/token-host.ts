import type { z } from 'zod';
import { Fault, type FaultCode } from '../../contracts/faults/index.js';
import type { SigningDigest } from '../../contracts/jobs.js';
import { padSeconds } from '../../contracts/pad-time.js';
import {
  type HostRequest,
  type HostValue,
  hostReplySchema,
  hostUp,
  hostValueSchemas,
  type SignatureMechanism,
} from '../../contracts/token-host.js';
import type { HostLauncher, HostProcess } from './host-launcher.js';
import { erasePin, type PinSource } from './pin.js';
import type { ToBeSigned } from './signer.js';

/** How long a call of each class may take, in milliseconds. The driver blocks its process, so the clock runs here. */
export interface Deadlines {
  /** Until the process says that it runs: its driver has nothing to do with that. Of Electron's some never do. */
  readonly launch: number;
  readonly poll: number;
  readonly inspect: number;
  readonly login: number;
  /** A person types on the reader. */
  readonly padLogin: number;
  readonly sign: number;
  readonly changePin: number;
  readonly logout: number;
}

export const standardDeadlines: Deadlines = {
  launch: 10_000,
  poll: 5_000,
  inspect: 10_000,
  login: 30_000,
  padLogin: padSeconds * 1000,
  sign: 30_000,
  changePin: 30_000,
  logout: 2_000,
};

/** A driver's library, and what its C_Initialize wants besides flags. */
export interface HostedModule {
  /** Absolute. */
  readonly path: string;
  readonly parameters: string | null;
}

/** Told of what a host printed that crashed or hung, as far as no PIN had been sent to it. */
export type HeardOfHost = (output: string) => void;

/** Any other end of a host is meant, and what it printed is of no interest. */
const failures: readonly FaultCode[] = ['token.driver-crashed', 'token.driver-hung'];

/** How long a killed process may take to be gone; only an operating system in trouble needs it. */
const exitDeadline = 2_000;

type WithoutId<Request> = Request extends HostRequest ? Omit<Request, 'id'> : never;
type HostAsk = WithoutId<HostRequest>;

/** A PIN and where it is typed. */
export interface Authentication {
  readonly pin: PinSource;
  /** On the reader itself. */
  readonly pad: boolean;
}

export interface PinOptions {
  /** The PIN is typed on the reader itself. */
  readonly pad: boolean;
  readonly acknowledgeFinalTry: boolean;
}

export interface LoginOptions extends PinOptions {
  readonly mechanism?: SignatureMechanism | undefined;
}

interface Pending {
  readonly id: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: Error) => void;
}

/**
 * A running token host as the main side sees it: one request at a time, each with its deadline. A host that misses one
 * is killed, a host that dies or babbles is dead: every later request fails with the same fault.
 */
export class TokenHost {
  readonly #process: HostProcess;
  readonly #exited: Promise<void>;
  #pending: Pending | null = null;
  #dead: Fault | null = null;
  #up = false;
  /** Gives the request at hand its whole time, once the host is up. */
  #onUp: () => void = () => undefined;
  #lastId = 0;
  #pinUsed: boolean | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    launcher: HostLauncher,
    private readonly module: HostedModule,
    private readonly deadlines: Deadlines,
    heard: HeardOfHost = () => undefined,
  ) {
    this.#process = launcher.launch(module.path, module.parameters ?? undefined);
    this.#process.onMessage((message) => this.#onReply(message));
    this.#exited = new Promise((resolve) => {
      this.#process.onExit((exit) => {
        const { code } = this.#abandon('token.driver-crashed', exit);
        if (exit.output !== '' && failures.includes(code)) heard(exit.output);
        resolve();
      });
    });
  }

  /** Whether what was typed for the last request that failed had reached the driver; null when the host died with it. */
  get pinUsed(): boolean | null {
    return this.#pinUsed;
  }

  /** Whether the process ever said that it runs. */
  get up(): boolean {
    return this.#up;
  }

  /** Whether requests can still be answered; a host that is not alive never will be again. */
  get alive(): boolean {
    return this.#dead === null;
  }

  poll(): Promise<HostValue<'poll'>> {
    return this.#ask({ op: 'poll' }, hostValueSchemas.poll, this.deadlines.poll);
  }

  inspect(): Promise<HostValue<'inspect'>> {
    return this.#ask({ op: 'inspect' }, hostValueSchemas.inspect, this.deadlines.inspect);
  }

  /** The PIN is erased here in every case: used, refused or never sent. */
  async login(certificate: Uint8Array, pin: PinSource, { pad, ...options }: LoginOptions): Promise<HostValue<'login'>> {
    const deadline = pad ? this.deadlines.padLogin : this.deadlines.login;
    try {
      return await this.#ask({ op: 'login', certificate, ...options }, hostValueSchemas.login, deadline, pin);
    } finally {
      erasePin(pin);
    }
  }

  /** @param authentication for a key that asks for the PIN at every signature; erased here in every case */
  async sign(
    { digest, message }: ToBeSigned,
    algorithm: SigningDigest,
    authentication?: Authentication,
  ): Promise<HostValue<'sign'>> {
    const deadline = authentication?.pad ? this.deadlines.padLogin : this.deadlines.sign;
    try {
      const asked = { op: 'sign', digest, message, algorithm } as const;
      return await this.#ask(asked, hostValueSchemas.sign, deadline, authentication?.pin);
    } finally {
      if (authentication) erasePin(authentication.pin);
    }
  }

  /** Fault `token.certificate-changed` when the certificate of the open login is not there any more. */
  confirm(): Promise<HostValue<'confirm'>> {
    return this.#ask({ op: 'confirm' }, hostValueSchemas.confirm, this.deadlines.inspect);
  }

  /** @param pins see `encodePinPair`; erased here in every case */
  async changePin(certificate: Uint8Array, pins: PinSource, { pad, ...options }: PinOptions): Promise<void> {
    // Two or three PINs are typed on a reader.
    const deadline = pad ? 2 * this.deadlines.padLogin : this.deadlines.changePin;
    try {
      const asked = { op: 'change-pin', certificate, ...options } as const;
      await this.#ask(asked, hostValueSchemas['change-pin'], deadline, pins);
    } finally {
      erasePin(pins);
    }
  }

  /** Ends the process at once; every request from now on fails with `reason`. */
  end(reason: Fault): void {
    this.#dead ??= reason;
    this.#pending?.reject(this.#dead);
    this.#process.kill();
  }

  /** Logs out if the driver still answers, and ends the process: that is what erases the PIN. */
  async close(): Promise<void> {
    if (this.#dead === null) {
      await this.#ask({ op: 'logout' }, hostValueSchemas.logout, this.deadlines.logout).catch(() => undefined);
      this.end(new Fault('token.session-over'));
    }
    const { promise, cancel } = delay(exitDeadline);
    await Promise.race([this.#exited, promise]);
    cancel();
  }

  #ask<T>(asked: HostAsk, schema: z.ZodType<T>, deadline: number, pin?: PinSource): Promise<T> {
    const answer = this.#turn.then(async () => {
      const value = schema.safeParse(await this.#send(asked, deadline, pin));
      if (!value.success) throw this.#abandon('token.driver-crashed', value.error);
      return value.data;
    });
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #send(asked: HostAsk, deadline: number, pin?: PinSource): Promise<unknown> {
    if (this.#dead) throw this.#dead;
    const id = ++this.#lastId;
    // Whoever asks next does not take away what the login before him has yet to read.
    if (pin) this.#pinUsed = null;
    const within = (time: number) => setTimeout(() => this.#abandon('token.driver-hung'), time);
    let timer = within(this.#up ? deadline : this.deadlines.launch);
    this.#onUp = () => {
      clearTimeout(timer);
      timer = within(deadline);
    };
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#pending = { id, resolve, reject };
        this.#process.send({ ...asked, id }, pin);
      });
    } finally {
      clearTimeout(timer);
      this.#onUp = () => undefined;
      this.#pending = null;
    }
  }

  #onReply(message: unknown): void {
    const first = !this.#up;
    this.#up = true;
    if (first && message === hostUp) {
      this.#onUp();
      return;
    }
    const pending = this.#pending;
    const reply = hostReplySchema.safeParse(message);
    if (!reply.success || reply.data.id !== pending?.id) this.#abandon('token.driver-crashed', reply.error);
    else if (reply.data.ok) pending.resolve(reply.data.value);
    else {
      this.#pinUsed = reply.data.pinUsed;
      pending.reject(Fault.from(reply.data.error));
    }
  }

  /** Ends the process and fails the request at hand and all later ones with the same fault. */
  #abandon(code: 'token.driver-hung' | 'token.driver-crashed', cause?: unknown): Fault {
    this.end(new Fault(code, { module: this.module.path }, { cause }));
    return this.#dead ?? new Fault(code);
  }
}

const delay = (ms: number): { promise: Promise<void>; cancel: () => void } => {
  let cancel = (): void => undefined;
  const promise = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    cancel = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  return { promise, cancel };
};
