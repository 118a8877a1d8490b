/** The session with the document server through a restart: sealed by the system's own store of secrets, or not kept. */
import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { type Session, signInResponseSchema } from '../../contracts/provincial-api.js';
import { replaceFile } from '../jobs/files/replace-file.js';
import type { Protector } from './compat.js';

const keptSchema = z.object({ url: z.string().max(500), session: signInResponseSchema });
export type KeptSession = z.infer<typeof keptSchema>;

export class SessionVault {
  /**
   * @param path absolute
   * @param protector null where this computer has no store that only this person opens: then nothing is kept
   */
  constructor(
    private readonly path: string,
    private readonly protector: () => Promise<Protector | null>,
  ) {}

  /** The token of the session, never a password; false where it could not be kept. */
  async keep(url: string, session: Session): Promise<boolean> {
    try {
      const protector = await this.protector();
      if (protector === null) {
        await this.forget();
        return false;
      }
      const sealed = await protector.encrypt(JSON.stringify({ url, session }));
      await replaceFile(this.path, sealed.toString('base64'));
      return true;
    } catch {
      // The store is locked or broken: signing in again is all that is lost.
      await this.forget();
      return false;
    }
  }

  /** The session that was kept; null where there is none, it has run out, or it was sealed on another computer. */
  async read(now: Date): Promise<KeptSession | null> {
    try {
      const sealed = Buffer.from(await readFile(this.path, 'utf8'), 'base64');
      const protector = await this.protector();
      const text = await protector?.decrypt(sealed);
      if (text === undefined) return null;
      const kept = keptSchema.parse(JSON.parse(text));
      return Date.parse(kept.session.expiresAt) > now.getTime() ? kept : null;
    } catch {
      return null;
    }
  }

  async forget(): Promise<void> {
    await rm(this.path, { force: true }).catch(() => undefined);
  }
}
