import { Fault, toFaultValue } from '../../contracts/faults/index.js';
import type { ModuleReport } from '../../contracts/token.js';
import { Drivers, type DriversOptions } from './drivers.js';
import { erasePin } from './pin.js';
import { PinGuardian } from './pin-guardian.js';
import type { Signer } from './signer.js';
import {
  certificateOn,
  type Found,
  type LoginRequest,
  logIn,
  notFound,
  type PinChange,
  setPin,
} from './token-login.js';

/** Where a certificate is looked for. */
export interface CertificatePlace {
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Absolute paths of the modules to look for it in, in this order. */
  readonly modules: readonly string[];
}

export type OpenSignerRequest = CertificatePlace & LoginRequest;
export type ChangePinRequest = CertificatePlace & PinChange;

/** Lists tokens and opens signers once; every look loads a module in a process of its own, that ends with it. */
export class TokenService {
  readonly #drivers: Drivers;

  constructor(options: DriversOptions) {
    this.#drivers = new Drivers(options, new PinGuardian(options.tries));
  }

  /**
   * Looks at every installed module of the catalogue and at those given (absolute paths), without a PIN. A module that
   * cannot be used, hangs or crashes is reported with its error and does not hold up the others.
   */
  async list(extraModules: readonly string[]): Promise<ModuleReport[]> {
    const paths = await this.#drivers.paths(extraModules);
    return Promise.all(paths.map((path) => this.#report(path)));
  }

  /**
   * Logs in on the token that holds the certificate, with at most one C_Login in all.
   * @throws Fault `token.*`; when no module has the certificate, the first module's own fault if one failed, else
   *   `token.none`
   */
  async openSigner(request: OpenSignerRequest): Promise<Signer> {
    try {
      return await logIn(await this.#find(request), request, this.#drivers);
    } finally {
      erasePin(request.pin);
    }
  }

  /** Changes the PIN of the token that holds the certificate. Faults as of `openSigner`. */
  async changePin(request: ChangePinRequest): Promise<void> {
    try {
      await setPin(await this.#find(request), request, this.#drivers);
    } finally {
      erasePin(request.pins);
    }
  }

  async #report(path: string): Promise<ModuleReport> {
    const name = this.#drivers.nameOf(path);
    try {
      const host = await this.#drivers.start(path);
      try {
        return { path, name, ...(await this.#drivers.inspect(host, path)) };
      } finally {
        await host.close();
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { path, name, tokens: [], error: toFaultValue(error) };
    }
  }

  /** The first of the modules that shows the certificate: nothing else is tried with the PIN. */
  async #find({ modules, fingerprint }: CertificatePlace): Promise<Found> {
    let failure: unknown = null;
    for (const path of modules) {
      const found = await this.#lookUp(path, fingerprint).catch((error: unknown) => {
        failure ??= error;
        return null;
      });
      if (found) return found;
    }
    throw failure ?? new Fault('token.none');
  }

  async #lookUp(path: string, fingerprint: string): Promise<Found | null> {
    const host = await this.#drivers.start(path);
    try {
      const seen = await this.#drivers.inspect(host, path);
      const found = certificateOn(seen.tokens, fingerprint);
      if (found) return { host, ...found };
      if (seen.unknown?.some(({ error }) => error)) throw notFound([seen]);
    } catch (error) {
      await host.close();
      throw error;
    }
    await host.close();
    return null;
  }
}
