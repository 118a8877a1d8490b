import { X509Certificate } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { Fault, toFaultValue } from '../../contracts/faults/index.js';
import type { ModuleReport, Token, TokenCertificate } from '../../contracts/token.js';
import type { HostToken, SignatureMechanism } from '../../contracts/token-host.js';
import type { CatalogueEntry } from './catalogue.js';
import { describeCertificate } from './certificate-facts.js';
import type { HostLauncher } from './host-launcher.js';
import { examineLibrary, type HostPlatform } from './library-file.js';
import { erasePin, type PinSource } from './pin.js';
import { Pkcs11Signer } from './pkcs11-signer.js';
import { requireSupportedKey } from './raw-signature.js';
import type { Signer } from './signer.js';
import { type Deadlines, standardDeadlines, TokenHost } from './token-host.js';

export interface TokenServiceOptions {
  readonly launcher: HostLauncher;
  /** See `readCatalogue`. */
  readonly catalogue: readonly CatalogueEntry[];
  readonly platform?: HostPlatform;
  readonly deadlines?: Deadlines;
}

export interface OpenSignerRequest {
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** Absolute paths of the modules to look for it in, in this order. */
  readonly modules: readonly string[];
  /** Serves one login at most and is erased in every case. */
  readonly pin: PinSource;
  /** The person knows that the token allows one more try and wants it. */
  readonly acknowledgeFinalTry?: boolean;
  /** Sign in this way or not at all; without it PKCS#1 v1.5 comes before PSS. */
  readonly mechanism?: SignatureMechanism | undefined;
}

/** A token with the certificate that was asked for, and the running host that sees it. */
interface Found {
  readonly host: TokenHost;
  readonly token: Token;
  readonly certificate: TokenCertificate;
}

/** Lists tokens and opens signers; every module is loaded in a process of its own. */
export class TokenService {
  readonly #options: Required<TokenServiceOptions>;

  constructor(options: TokenServiceOptions) {
    this.#options = { platform: process, deadlines: standardDeadlines, ...options };
  }

  /**
   * Looks at every installed module of the catalogue and at those given (absolute paths), without a PIN. A module that
   * cannot be used, hangs or crashes is reported with its error and does not hold up the others.
   */
  async list(extraModules: readonly string[]): Promise<ModuleReport[]> {
    return Promise.all(this.#modules(extraModules).map((path) => this.#report(path)));
  }

  /**
   * Logs in on the token that holds the certificate, with at most one C_Login in all.
   * @throws Fault `token.*`; when no module has the certificate, the first module's own fault if one failed, else
   *   `token.none`
   */
  async openSigner(request: OpenSignerRequest): Promise<Signer> {
    try {
      let failure: unknown = null;
      for (const path of request.modules) {
        const found = await this.#lookUp(path, request.fingerprint).catch((error: unknown) => {
          failure ??= error;
          return null;
        });
        // From here on the PIN may have been used: nothing else is tried with it.
        if (found) return await this.#login(found, request);
      }
      throw failure ?? new Fault('token.none');
    } finally {
      erasePin(request.pin);
    }
  }

  #modules(extra: readonly string[]): string[] {
    const installed = this.#options.catalogue.map(({ path }) => path).filter((path) => existsSync(path));
    // One driver often stands under several names; the first counts.
    const byFile = new Map<string, string>();
    for (const path of [...installed, ...extra]) {
      const file = existsSync(path) ? realpathSync(path) : path;
      if (!byFile.has(file)) byFile.set(file, path);
    }
    return [...byFile.values()];
  }

  async #report(path: string): Promise<ModuleReport> {
    const name = this.#entry(path)?.name ?? basename(path);
    try {
      const host = await this.#start(path);
      try {
        return { path, name, tokens: await this.#tokens(host, path) };
      } finally {
        await host.close();
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { path, name, tokens: [], error: toFaultValue(error) };
    }
  }

  async #start(path: string): Promise<TokenHost> {
    await examineLibrary(path, this.#options.platform);
    return new TokenHost(this.#options.launcher, path, this.#options.deadlines);
  }

  async #tokens(host: TokenHost, path: string): Promise<Token[]> {
    const { tokens } = await host.inspect();
    return tokens.map((token) => this.#describe(token, path));
  }

  /** The catalogue's PIN lengths stand in for a driver that tells none. */
  #describe(token: HostToken, path: string): Token {
    const known = token.pin.maxLength > 0 ? null : this.#entry(path)?.pin;
    const certificates = token.certificates.flatMap(({ der, label }) => describeCertificate(der, label) ?? []);
    return { ...token, modulePath: path, pin: { ...token.pin, ...known }, certificates };
  }

  #entry(path: string): CatalogueEntry | undefined {
    return this.#options.catalogue.find((entry) => entry.path === path);
  }

  async #lookUp(path: string, fingerprint: string): Promise<Found | null> {
    const host = await this.#start(path);
    try {
      for (const token of await this.#tokens(host, path)) {
        const certificate = token.certificates.find((candidate) => candidate.fingerprint === fingerprint);
        if (certificate) return { host, token, certificate };
      }
    } catch (error) {
      await host.close();
      throw error;
    }
    await host.close();
    return null;
  }

  async #login({ host, token, certificate }: Found, request: OpenSignerRequest): Promise<Signer> {
    try {
      requireSupportedKey(new X509Certificate(certificate.der).publicKey);
      const { mechanism } = await host.login(certificate.der, request.pin, {
        pad: token.pin.pad,
        acknowledgeFinalTry: request.acknowledgeFinalTry ?? false,
        mechanism: request.mechanism,
      });
      const issuers = token.certificates.filter(({ purpose }) => purpose === 'issuer').map(({ der }) => der);
      return new Pkcs11Signer(host, certificate.der, issuers, mechanism);
    } catch (error) {
      await host.close();
      throw error;
    }
  }
}
