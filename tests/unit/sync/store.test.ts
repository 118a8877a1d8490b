/** The store of originals, while several processes download into it. */
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { prepareStore } from '../../../src/main/sync/files.js';

it('is made ready though a download that was seen there is finished by another process before it is looked at', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kyso-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  // A name that is listed and has nothing behind it, as one that is renamed between the two.
  await symlink('gone', join(folder, 'a.pdf.part'));
  await expect(prepareStore(folder)).resolves.toBeUndefined();
});
