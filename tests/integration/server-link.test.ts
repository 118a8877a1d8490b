/** The window's tie to the document server: what it tells the page, and what a sign-out leaves. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ServerState } from '../../src/contracts/ipc.js';
import type { SyncProgress } from '../../src/contracts/sync.js';
import { applicationFolders } from '../../src/main/jobs/files/application-folders.js';
import { ServerLink } from '../../src/main/shell/server-link.js';
import { SessionVault } from '../../src/main/shell/session-vault.js';
import { SettingsFile } from '../../src/main/shell/settings.js';
import { FaultProxy, page } from './fault-proxy.js';
import { counts, everything, setUp, sign, user } from './sync-support.js';

const open = async (syncLimit: number | null = null) => {
  const place = await setUp(2);
  const proxy = await FaultProxy.start(place.server.url);
  const folders = applicationFolders(join(place.folder, 'data'));
  mkdirSync(folders.originals, { recursive: true });
  const settings = await SettingsFile.open(folders.settings);
  await settings.update({ syncLimit });
  const told: ServerState[] = [];
  const waiting: ((progress: SyncProgress) => void)[] = [];
  const link = new ServerLink({
    settings,
    queue: place.queue,
    folders,
    fetch,
    vault: new SessionVault(join(folders.data, 'session'), async () => null),
    practice: null,
    progress: (progress) => {
      if (progress !== null) for (const go of waiting.splice(0)) go(progress);
    },
    changed: () => undefined,
    told: (state) => void told.push(state),
    forgetCertificate: () => undefined,
  });
  onTestFinished(() => link.close());
  const signIn = () => link.signIn(proxy.url, user.username, user.password);
  const underWay = () => new Promise<SyncProgress>((resolve) => void waiting.push(resolve));
  return { ...place, proxy, link, told, signIn, underWay };
};

describe('the tie to the document server', () => {
  it('ends a transfer with the session, and the next session brings what is left', async () => {
    const { link, signIn, underWay, queue } = await open(1);
    await signIn();
    link.pause(true);
    const started = underWay();
    const run = link.sync('download');
    await started;
    await link.signOut();
    const { failures } = await run;
    expect(failures.map(({ error }) => error.code)).toEqual(['app.cancelled']);
    expect(link.state()).toMatchObject({ signedIn: false, signedInAs: null });
    link.pause(false);
    link.limit(null);
    await signIn();
    expect(await link.sync('download')).toMatchObject({ downloaded: 2, failures: [] });
    expect(await counts(queue)).toEqual({ received: 2 });
  });

  it('asks again by itself where a document could not be given back', async () => {
    const { link, signIn, proxy, queue } = await open();
    await signIn();
    await link.sync('download');
    const [first] = (await queue.list(everything)).jobs;
    const { id, server, serverId } = await queue.get(first?.id ?? '');
    const granted = [{ serverId: serverId ?? '', until: '2999-01-01T00:00:00Z' }];
    await queue.takeLeases(server, { granted, refused: [] });
    await queue.cancel([id], 'vanthu');
    proxy.disturb = (what) => (what.startsWith('DELETE') ? page(403) : undefined);
    await link.sync('upload');
    expect(link.state().nextTry).not.toBeNull();
    proxy.disturb = () => undefined;
    await link.sync('upload');
    expect(link.state().nextTry).toBeNull();
  });

  it('tells that the server takes nothing now and when it is asked again, and that it is over once it does', async () => {
    const { link, signIn, proxy, queue, folder, told } = await open();
    await signIn();
    await link.sync('download');
    await sign(queue, folder);
    proxy.disturb = (what) => (what.startsWith('PUT') ? page(429, { 'retry-after': '3600' }) : undefined);
    const { failures } = await link.sync('upload');
    expect(failures).toHaveLength(2);
    const code = 'sync.too-many-requests';
    expect(told.at(-1)).toMatchObject({ lastContact: { error: { code } }, nextTry: expect.any(String) });
    proxy.disturb = () => undefined;
    expect(await link.sync('upload')).toMatchObject({ uploaded: 2, failures: [] });
    expect(told.at(-1)).toMatchObject({ lastContact: { error: null } });
    await link.signOut();
    expect(link.state().nextTry).toBeNull();
  });
});
