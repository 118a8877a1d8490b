/** `kyso sync` signed in with the key on a token, as an office without passwords would. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
