/** Looks at the tokens again and again, so that the window shows what is plugged in without being asked. */
import { isDeepStrictEqual } from 'node:util';
import type { ModuleReport } from '../../contracts/token.js';
import { findCertificate, type TypedPin } from '../jobs/pin-request.js';
import { erasePin } from '../token/pin.js';
import type { Signer } from '../token/signer.js';
import type { TokenService } from '../token/token-service.js';
import type { ConfirmedModules } from './confirmed-modules.js';

/** Each look starts a process for each module: often enough to be noticed, seldom enough not to be felt. */
const pauseMs = 2_000;

export class TokenWatch {
  #last: readonly ModuleReport[] = [];
  #looking: Promise<readonly ModuleReport[]> | undefined;
  /** Logins under way or open. */
  #signing = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /**
   * @param modules the modules that the person added, beside those of the catalogue
   * @param changed called when something was plugged in or out
   */
  constructor(
    private readonly service: TokenService,
    private readonly modules: ConfirmedModules,
    private readonly changed: (modules: readonly ModuleReport[]) => void,
  ) {}

  start(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.look()
        .catch(() => undefined)
        .finally(() => this.start());
    }, pauseMs);
  }

  /** For good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** What is plugged in now; while a batch signs, what was seen before it: the driver has one thing to do at a time. */
  async look(): Promise<readonly ModuleReport[]> {
    if (this.#signing > 0) return this.#last;
    this.#looking ??= this.#list().finally(() => {
      this.#looking = undefined;
    });
    const seen = await this.#looking;
    if (!isDeepStrictEqual(seen, this.#last)) {
      this.#last = seen;
      this.changed(seen);
    }
    return seen;
  }

  async #list(): Promise<readonly ModuleReport[]> {
    const { usable, refused } = await this.modules.select();
    return [...(await this.service.list(usable)), ...refused];
  }

  /** Logs in on the token that was last seen with this certificate; the watch rests until the signer is closed. */
  async openSigner(fingerprint: string, { pin, acknowledgedFinalTry }: TypedPin): Promise<Signer> {
    const found = findCertificate(this.#last, fingerprint);
    await this.#looking?.catch(() => undefined);
    this.#signing += 1;
    try {
      const signer = await this.service.openSigner({
        fingerprint,
        modules: found ? [found.token.modulePath] : [],
        pin,
        acknowledgeFinalTry: acknowledgedFinalTry,
      });
      const { certificate, issuers, mechanism, training } = signer;
      let open = true;
      const close = async (): Promise<void> => {
        if (!open) return;
        open = false;
        // Whatever closing comes to, the watch goes on.
        await signer.close().finally(() => {
          this.#signing -= 1;
        });
      };
      const sign: Signer['sign'] = (digest, algorithm, abort) => signer.sign(digest, algorithm, abort);
      return { certificate, issuers, mechanism, training, sign, close };
    } catch (thrown) {
      erasePin(pin);
      this.#signing -= 1;
      throw thrown;
    }
  }
}
