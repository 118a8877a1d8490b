/** What the person has chosen, kept in one small file of this user. No secret is ever in it. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { organIdSchema } from '../../contracts/edxml.js';
import { levelSchema } from '../../contracts/jobs.js';
import { replaceFile } from '../jobs/files/replace-file.js';
import { officialTimestampServers } from '../jobs/network/timestamp-client.js';

const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/);

const settingsSchema = z.object({
  /** PKCS#11 modules that the person added and confirmed: absolute path and the SHA-256 it had then. */
  modules: z.array(z.object({ path: z.string(), sha256: z.string() })).default([]),
  /** Fingerprints (SHA-256) of the certificates that were chosen last: one's own, and the office's seal. */
  certificates: z
    .object({ personal: fingerprintSchema.nullable(), seal: fingerprintSchema.nullable() })
    .default({ personal: null, seal: null }),
  /** Absolute; where signed files go. Null: the documents folder's own subfolder. */
  outputFolder: z.string().nullable().default(null),
  server: z
    .object({
      url: z.string(),
      username: z.string(),
      /** Name in the certificate that signed in last; null after a password. */
      certificateName: z.string().nullable().default(null),
    })
    .nullable()
    .default(null),
  /** kB a second to and from the document server; null: as fast as it goes. */
  syncLimit: z.number().int().min(1).max(1_000_000).nullable().default(null),
  /** Folders of edXML packages (absolute; null: none, and one of our own), and the office's code. */
  edxml: z
    .object({ inbox: z.string().nullable(), outbox: z.string().nullable(), organId: organIdSchema.nullable() })
    .default({ inbox: null, outbox: null, organId: null }),
  timestamp: z
    .object({
      /** http(s) addresses, the preferred one first. */
      servers: z.array(z.string().max(500)).max(8),
      /** Null: B-T for official certificates, B-B for others. */
      level: levelSchema.nullable(),
      /** Revocation data inside the signature; files of earlier versions do not say. */
      embedRevocation: z.boolean().default(false),
    })
    .default({ servers: [...officialTimestampServers], level: null, embedRevocation: false }),
  /** Milliseconds that a driver may take for one signature before it counts as hung; slow tokens may need more. */
  signDeadlineMs: z.number().int().min(500).max(300_000).default(30_000),
});
export type Settings = z.infer<typeof settingsSchema>;

export class SettingsFile {
  private writing: Promise<void> = Promise.resolve();

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

  /** One change after the other; one that cannot be kept is not in force either. Fault `output.failed`. */
  update(change: Partial<Settings>): Promise<void> {
    const written = this.writing.then(() => this.write({ ...this.current, ...change }));
    this.writing = written.catch(() => undefined);
    return written;
  }

  private async write(next: Settings): Promise<void> {
    await replaceFile(this.path, JSON.stringify(next, null, 2));
    this.current = next;
  }
}
