/** The drivers of this computer: which there are, what they are called, and how one is started and read. */
import { access, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ModuleReport, Token, TokenCertificate, TokenPin } from '../../contracts/token.js';
import type { HostToken, HostTokenInfo } from '../../contracts/token-host.js';
import { type CatalogueEntry, isEntryOf, isNameAlone } from './catalogue.js';
import { describeCertificate } from './certificate-facts.js';
import type { HostLauncher } from './host-launcher.js';
import { examineLibrary, type HostPlatform } from './library-file.js';
import type { PinGuardian } from './pin-guardian.js';
import { type Deadlines, standardDeadlines, TokenHost } from './token-host.js';
import type { GuardedToken, TryMemory } from './try-memory.js';

export interface DriversOptions {
  readonly launcher: HostLauncher;
  /** See `readCatalogue`. */
  readonly catalogue: readonly CatalogueEntry[];
  readonly platform?: HostPlatform;
  readonly deadlines?: Deadlines;
  /** The one device is the training token, which is no library; default: no. What it signs is marked (`Signer.training`). */
  readonly training?: boolean;
  /** Told, once, of what a driver printed before it crashed or hung; default: nobody is. */
  readonly heard?: (text: string) => void;
  /** What outlives this process of the PINs that were sent; without it only what this process saw counts. */
  readonly tries?: TryMemory;
}

/** What one look at a module brings. */
export type ModuleTokens = Pick<ModuleReport, 'tokens' | 'unknown'>;

/** The files of this computer that an entry of the catalogue is about. */
const installedFiles = async (entry: CatalogueEntry): Promise<string[]> => {
  const { path } = entry;
  if (isNameAlone(path)) return [];
  if (!path.includes('*')) {
    return access(path).then(
      () => [path],
      () => [],
    );
  }
  const names = await readdir(dirname(path)).catch(() => []);
  return names.map((name) => join(dirname(path), name)).filter((file) => isEntryOf(entry, file));
};

/** Whether two descriptions are of one token: by what it says of itself, for slots are renumbered at will. */
export const isSameToken = (a: GuardedToken, b: GuardedToken): boolean =>
  a.serial === b.serial && a.label === b.label && a.model === b.model && a.manufacturer === b.manufacturer;

/** How many of `tokens` say of themselves what this one says: more than one where a vendor numbers badly. */
export const countOf = (token: GuardedToken, tokens: readonly GuardedToken[]): number =>
  tokens.filter((other) => isSameToken(other, token)).length;

/** Characters: the end of what was printed tells why. */
const toldOutput = 1_000;

/** Lines as they are, everything else that is no letter taken out. */
const printable = (text: string): string =>
  text
    .slice(-toldOutput)
    .replace(/[^\P{C}\n]+/gu, ' ')
    .trim();

export class Drivers {
  readonly #options: Required<Omit<DriversOptions, 'tries'>>;
  /** By path, what was told last: one that crashes again and again says it once. */
  readonly #told = new Map<string, string>();

  constructor(
    options: DriversOptions,
    readonly guardian: PinGuardian,
  ) {
    this.#options = {
      platform: process,
      deadlines: standardDeadlines,
      training: false,
      heard: () => undefined,
      ...options,
    };
  }

  get training(): boolean {
    return this.#options.training;
  }

  /** Paths of the installed modules of the catalogue, and `extra`; one driver often has several names: the first counts. */
  async paths(extra: readonly string[]): Promise<string[]> {
    const installed = (await Promise.all(this.#options.catalogue.map(installedFiles))).flat();
    const candidates = [...installed, ...extra];
    const files = await Promise.all(candidates.map((path) => realpath(path).catch(() => path)));
    const byFile = new Map<string, string>();
    for (const [index, path] of candidates.entries()) {
      const file = files[index] ?? path;
      if (!byFile.has(file)) byFile.set(file, path);
    }
    return [...byFile.values()];
  }

  nameOf(path: string): string {
    return this.#entry(path)?.name ?? basename(path);
  }

  /**
   * A running host for the module. Fault `token.driver-*` when this process could not load the file.
   * @param patience how many times as long as usual it may take to run, and to say what is plugged in
   */
  async start(path: string, patience = 1): Promise<TokenHost> {
    if (!this.training) await examineLibrary(path, this.#options.platform);
    const module = { path, parameters: this.#entry(path)?.parameters ?? null };
    const { deadlines, launcher } = this.#options;
    const { launch, poll, inspect } = deadlines;
    const patient = { launch: patience * launch, poll: patience * poll, inspect: patience * inspect };
    return new TokenHost(launcher, module, { ...deadlines, ...patient }, (output) => this.#tell(path, output));
  }

  #tell(path: string, output: string): void {
    const text = printable(output);
    if (text === '' || this.#told.get(path) === text) return;
    this.#told.set(path, text);
    this.#options.heard(`token host of ${basename(path)}: ${text}`);
  }

  /** Tokens and certificates, as the host shows them now. */
  async inspect(host: TokenHost, path: string): Promise<ModuleTokens> {
    const { tokens, unknown } = await host.inspect();
    const described: Token[] = [];
    for (const token of tokens) described.push(await this.#describe(token, tokens, path));
    return unknown.length > 0 ? { tokens: described, unknown } : { tokens: described };
  }

  /**
   * What is known of a token's PIN now; the catalogue's lengths stand in for a driver that tells none.
   * @param among all tokens that the module shows now
   */
  async pinOf(token: HostTokenInfo, among: readonly HostTokenInfo[], path: string): Promise<TokenPin> {
    const known = this.#entry(path)?.pin;
    const lengths = token.pin.maxLength > 0 ? null : known;
    const { state, triesLeft } = await this.guardian.read(token, token.pin.state, {
      limit: known?.tries ?? null,
      forgets: countOf(token, among) === 1 && !known?.keepsCount,
    });
    return {
      ...token.pin,
      ...(lengths && { minLength: lengths.minLength, maxLength: lengths.maxLength }),
      state,
      ...(triesLeft === null ? {} : { triesLeft }),
    };
  }

  async #describe(token: HostToken, among: readonly HostToken[], path: string): Promise<Token> {
    const pin = await this.pinOf(token, among, path);
    const certificates: TokenCertificate[] = [];
    for (const { der, label } of token.certificates) {
      const described = describeCertificate(der, label);
      if (described) certificates.push(described);
      // A driver may show hundreds, each of which takes a millisecond: the window is answered in between.
      await setImmediate();
    }
    return { ...token, modulePath: path, pin, certificates };
  }

  #entry(path: string): CatalogueEntry | undefined {
    return this.#options.catalogue.find((entry) => isEntryOf(entry, path));
  }
}
