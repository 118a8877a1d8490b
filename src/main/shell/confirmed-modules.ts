/** The PKCS#11 modules that the person added: each is used only while it is the very file that was confirmed. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { faultValue } from '../../contracts/faults/index.js';
import type { ModuleReport } from '../../contracts/token.js';
import type { ClaimedPublisher } from '../token/library/publisher.js';
import type { Settings } from './settings.js';

/** SHA-256 of a file, lower-case hexadecimal. */
export const hashOfFile = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

/** What the confirmation says of who made the file; Linux libraries carry no signature. */
export const publisherSentence = (publisher: ClaimedPublisher | null): string =>
  publisher
    ? `Nhà phát hành ghi trong tệp: ${publisher.name} (chứng thư do ${publisher.issuer} cấp).\nChữ ký của tệp chưa được kiểm chứng.`
    : 'Tệp không có chữ ký của nhà phát hành.';

export interface ModuleSelection {
  /** Absolute paths. */
  readonly usable: readonly string[];
  /** Those that are gone or another file now, as the window shows them. */
  readonly refused: readonly ModuleReport[];
}

export class ConfirmedModules {
  /** Hash by path, with the state of the file it was taken from. */
  readonly #hashes = new Map<string, { readonly state: string; readonly sha256: string }>();

  constructor(private readonly settings: () => Pick<Settings, 'modules'>) {}

  /** Looks at every added module; a file is hashed again only when its size or times have changed. */
  async select(): Promise<ModuleSelection> {
    const usable: string[] = [];
    const refused: ModuleReport[] = [];
    for (const { path, sha256 } of this.settings().modules) {
      const found = await this.#hash(path);
      if (found === sha256) usable.push(path);
      else {
        const code = found === null ? 'token.driver-missing' : 'token.driver-changed';
        refused.push({ path, name: basename(path), tokens: [], error: faultValue(code, { module: basename(path) }) });
      }
    }
    return { usable, refused };
  }

  async #hash(path: string): Promise<string | null> {
    try {
      const { size, mtimeMs, ctimeMs, ino } = await stat(path);
      const state = [size, mtimeMs, ctimeMs, ino].join(' ');
      const known = this.#hashes.get(path);
      if (known?.state === state) return known.sha256;
      const sha256 = await hashOfFile(path);
      this.#hashes.set(path, { state, sha256 });
      return sha256;
    } catch {
      return null;
    }
  }
}
