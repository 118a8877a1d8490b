/** A reference server with documents, and clerks who talk to it. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import {
  apiErrorSchema,
  documentPageSchema,
  type Session,
  serverDocumentSchema,
  signInResponseSchema,
} from '../../src/contracts/provincial-api.js';
import { type ServerOptions, startServer } from '../../tools/provincial-server/server.mjs';
import { temporaryFolder } from './queue-harness.js';

export const users = [
  { username: 'van-thu', password: 'mật khẩu một' },
  { username: 'chuyen-vien', password: 'mật khẩu hai' },
];
export const origin = 'https://van-ban.tinh.example';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const pdf = (text: string): Buffer => Buffer.from(`%PDF-1.7\n% ${text}\n`);
export const keyOf = (letter: string): string => letter.repeat(32);
export const digest = (bytes: Uint8Array): string =>
  `sha-256=:${Buffer.from(sha256(bytes), 'hex').toString('base64')}:`;
/** What every delivery has to say. */
export const told = { 'if-match': '"1"', 'kyso-journal': `0:${'0'.repeat(64)}` };
const jsonType = { 'content-type': 'application/json' };

export const refusal = async (response: Response): Promise<{ status: number; code: string }> => ({
  status: response.status,
  code: apiErrorSchema.parse(await response.json()).code,
});

export const read = async <S extends z.ZodType>(schema: S, response: Response): Promise<z.output<S>> =>
  schema.parse(await response.json());

/** One signed-in user. */
export class Clerk {
  private constructor(
    readonly url: string,
    readonly session: Session,
  ) {}

  static async signIn(url: string, user = users[0]): Promise<Clerk> {
    const init = { method: 'POST', headers: jsonType, body: JSON.stringify(user) };
    return new Clerk(url, await read(signInResponseSchema, await fetch(`${url}/api/v1/sessions`, init)));
  }

  call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.session.token}`, ...init.headers };
    return fetch(`${this.url}/api/v1${path}`, { ...init, headers });
  }

  send(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.call(path, { method, headers: { ...jsonType, ...headers }, body: JSON.stringify(body) });
  }

  put(id: string, bytes: Uint8Array, key: string, headers: Record<string, string> = {}): Promise<Response> {
    const own = { 'content-type': 'application/pdf', 'idempotency-key': key, 'content-digest': digest(bytes), ...told };
    const body = new Uint8Array(bytes);
    return this.call(`/documents/${id}/signed`, { method: 'PUT', body, headers: { ...own, ...headers } });
  }

  async ids(): Promise<string[]> {
    return (await read(documentPageSchema, await this.call('/documents'))).documents.map(({ id }) => id);
  }

  async document(id: string) {
    return read(serverDocumentSchema, await this.call(`/documents/${id}`));
  }
}

/** Writes `count` documents to be signed into a new folder. */
export const seedFolder = (count: number): string => {
  const folder = temporaryFolder();
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(folder, `Công_văn_${String(index).padStart(5, '0')}.pdf`), pdf(`gốc ${index}`));
  return folder;
};

/** A server whose clock the test holds, and its first clerk. */
export const start = async (options: Partial<ServerOptions> = {}, count = 3) => {
  const time = { now: Date.parse('2026-03-02T01:00:00Z') };
  const dataDir = options.dataDir ?? join(temporaryFolder(), 'data');
  const clock = () => time.now;
  const server = await startServer({ dataDir, origin, seed: [seedFolder(count)], users, clock, ...options });
  onTestFinished(() => server.close().catch(() => {}));
  const clerk = await Clerk.signIn(server.url);
  const [id = '', ...others] = await clerk.ids();
  return { server, dataDir, clerk, id, others, time };
};
