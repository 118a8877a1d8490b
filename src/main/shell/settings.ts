/** What the person has chosen, kept in one small file of this user. No secret is ever in it. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const settingsSchema = z.object({
  /** PKCS#11 modules that the person added and confirmed: absolute path and the SHA-256 it had then. */
  modules: z.array(z.object({ path: z.string(), sha256: z.string() })).default([]),
  /** Absolute; where signed files go. Null: the documents folder's own subfolder. */
  outputFolder: z.string().nullable().default(null),
  server: z.object({ url: z.string(), username: z.string() }).nullable().default(null),
  /** Milliseconds that a driver may take for one signature before it counts as hung; slow tokens may need more. */
  signDeadlineMs: z.number().int().min(500).max(300_000).default(30_000),
});
export type Settings = z.infer<typeof settingsSchema>;

export class SettingsFile {
  private constructor(
    private readonly path: string,
    private current: Settings,
  ) {}

  /** Reads `path`; a missing or damaged file gives the defaults. */
  static async open(path: string): Promise<SettingsFile> {
    const text = await readFile(path, 'utf8').catch(() => '{}');
    let stored: unknown = {};
    try {
      stored = JSON.parse(text);
    } catch {
      // A damaged file holds only choices that can be made again.
    }
    const parsed = settingsSchema.safeParse(stored);
    return new SettingsFile(path, parsed.success ? parsed.data : settingsSchema.parse({}));
  }

  get value(): Settings {
    return this.current;
  }

  async update(change: Partial<Settings>): Promise<void> {
    this.current = { ...this.current, ...change };
    const temporary = `${this.path}.new`;
    await writeFile(temporary, JSON.stringify(this.current, null, 2), { mode: 0o600 });
    await rename(temporary, this.path);
  }
}
