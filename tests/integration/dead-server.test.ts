/** The queue by command line, with a server that is there, gone, and back. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer } from '../../tools/provincial-server/server.mjs';
import { documents, kyso, makeWorkplace, pin, type Workplace } from './installation.js';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await makeWorkplace();
});
afterAll(() => workplace.remove());

const user = { username: 'van-thu', password: 'mat-khau' };

it('loses nothing while the server is dead, and delivers each document once when it is back', async () => {
  const dataDir = join(workplace.folder, 'server');
  const data = ['--data', join(workplace.folder, 'client')];
  const options = { dataDir, seed: [documents.text, documents.signed], users: [user] };
  const server = await startServer(options);
  const port = Number(new URL(server.url).port);
  const sync = () =>
    kyso(['sync', '--server', server.url, '--user', user.username, '--password-stdin', ...data], {
      input: user.password,
    });
  expect((await sync()).lines).toHaveLength(2);
  await server.close();

  const signed = await kyso(['queue', 'run', '--module', workplace.token.modulePath, '--pin-stdin', ...data], {
    env: workplace.token.env,
    input: pin,
  });
  expect(signed.code).toBe(0);
  expect(signed.lines.map(({ state }) => state)).toEqual(['proved', 'proved']);

  const dead = await sync();
  expect(dead.code).toBe(1);
  expect(dead.stderr).toContain('máy chủ');
  expect((await kyso(['queue', 'list', ...data])).lines.map(({ state }) => state)).toEqual(['proved', 'proved']);

  const back = await startServer({ ...options, port });
  const delivered = await sync();
  expect(delivered.code).toBe(0);
  expect(delivered.lines.map(({ direction, status }) => [direction, status])).toEqual([
    ['upload', 'done'],
    ['upload', 'done'],
  ]);
  expect((await sync()).lines).toEqual([]);
  expect((await kyso(['queue', 'list', ...data])).lines.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  expect((await kyso(['journal', 'verify', ...data])).lines[0]).toMatchObject({ intact: true });
  await back.close();
});
