/** A disk that is full in the middle of a download: nothing stands under the document's name, and the disk is as it was. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ServerDocument } from '../../src/contracts/provincial-api.js';
import { PartFile } from '../../src/main/sync/files.js';
import { ProvincialServer } from '../../src/main/sync/http/server.js';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** A disk of 64 KiB. */
const smallDisk = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'kyso-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path]);
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', path]);
    rmSync(path, { recursive: true, force: true });
  });
  return path;
};

describe.runIf(isRoot)('a disk that is full', () => {
  it('never gives a file of which only the beginning was written its name', async () => {
    const folder = smallDisk();
    const part = await PartFile.claim(join(folder, 'a.pdf'), 100_000);
    await expect(part.write(new Uint8Array(100_000).fill(7))).rejects.toMatchObject({ code: 'sync.store-failed' });
    await part.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not kept full by what it has taken of a document', async () => {
    const folder = smallDisk();
    const piece = new Uint8Array(20_000).fill(7);
    const body = () => new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(piece) });
    const server = new ProvincialServer({
      url: 'https://may-chu.gov.vn',
      fetch: async () => new Response(body()),
      kept: {
        session: {
          token: 'x',
          expiresAt: '2099-01-01T00:00:00Z',
          server: { origin: 'https://may-chu.gov.vn', receiptKey: 'AA==' },
        },
        server: 'x',
      },
    });
    const document = { id: 'VB-1', size: 200_000, sha256: 'a'.repeat(64) } as ServerDocument;
    const downloaded = server.download(document, join(folder, 'a.pdf'));
    await expect(downloaded).rejects.toMatchObject({ code: 'sync.store-failed' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
