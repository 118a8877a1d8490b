/** `kyso sync` signed in with the key on a token, as an office without passwords would. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProvincialServer } from '../../src/main/sync/http/server.js';
import { startServer } from '../../tools/provincial-server/server.mjs';
import { documents, kyso, makeWorkplace, pin, type Workplace } from './installation.js';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await makeWorkplace();
}, 120_000);
afterAll(() => workplace.remove());

it('signs in with the token’s certificate and fetches what waits; a wrong PIN gets nothing', async () => {
  const server = await startServer({
    dataDir: mkdtempSync(join(workplace.folder, 'server-')),
    seed: [documents.text],
    users: [{ username: 'chung-thu', certificates: [workplace.pki.person.certificate] }],
    anchors: [workplace.pki.root.certificate],
  });
  const data = ['--data', join(workplace.folder, 'client')];
  const words = ['sync', '--server', server.url, '--module', workplace.token.modulePath, '--pin-stdin', ...data];
  const sync = (typed: string) => kyso(words, { env: workplace.token.env, input: typed });
  const refused = await sync('00000000');
  expect(refused).toMatchObject({ code: 1, lines: [{ error: { code: 'token.pin-wrong-count-low' } }] });
  const fetched = await sync(pin);
  expect(fetched.code).toBe(0);
  expect(fetched.lines).toMatchObject([{ direction: 'download', status: 'done' }]);
  await server.close();
}, 120_000);

it('signs a document of the server only while it is in this clerk’s hands, and says who has it', async () => {
  const users = ['van-thu', 'chuyen-vien'].map((username) => ({ username, password: 'mật khẩu' }));
  const server = await startServer({
    dataDir: mkdtempSync(join(workplace.folder, 'server-')),
    seed: [documents.text],
    users,
  });
  const other = new ProvincialServer({ url: server.url, fetch });
  await other.signIn('chuyen-vien', 'mật khẩu');
  const { documents: listed } = await other.changes(null);
  const ids = listed.map(({ id }) => id);
  await other.leases.lease(ids, 600);
  const { modulePath, label, env } = workplace.token;
  const data = ['--data', join(workplace.folder, 'two-clerks')];
  const account = ['--server', server.url, '--user', 'van-thu', '--password-stdin'];
  const token = ['--module', modulePath, '--token', label, '--pin-stdin', '--offline'];
  const sign = (words: readonly string[], input: string) =>
    kyso(['queue', 'run', ...words, ...token, ...data], { env, input });
  expect((await kyso(['sync', ...account, ...data], { env, input: 'mật khẩu' })).code).toBe(0);
  // The sentence stands with the document before anybody tries to sign it.
  expect(await kyso(['queue', 'list', ...data], { env })).toMatchObject({
    lines: [{ state: 'ready', error: { code: 'sync.leased-elsewhere', vi: expect.stringContaining('chuyen-vien') } }],
  });
  expect(await sign([], pin)).toMatchObject({
    code: 1,
    lines: [{ state: 'ready', error: { code: 'sync.lease-needed' } }],
  });
  expect(await sign(account, `mật khẩu\n${pin}`)).toMatchObject({
    code: 1,
    lines: [{ state: 'ready', error: { code: 'sync.leased-elsewhere' } }],
  });
  await other.leases.release(ids);
  expect(await sign(account, `mật khẩu\n${pin}`)).toMatchObject({ code: 0, lines: [{ state: 'proved', error: null }] });
  // Signed and not sent: it stays in hand.
  expect((await other.leases.lease(ids, 600)).refused).toMatchObject([{ code: 'leased-elsewhere', holder: 'van-thu' }]);
  expect((await kyso(['sync', ...account, ...data], { env, input: 'mật khẩu' })).code).toBe(0);
  const [check] = (await kyso(['journal', 'verify', ...data], { env })).lines as {
    entries?: number;
    witnessed?: unknown;
  }[];
  expect(check).toMatchObject({ intact: true, receipts: 1, witnessed: [{ origin: server.url, seq: check?.entries }] });
  await server.close();
}, 180_000);
