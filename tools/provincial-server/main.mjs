/**
 * node tools/provincial-server/main.mjs --data DIR [--port N] [--user NAME] [--seed FILE|FOLDER]... [--fail-uploads N]
 * The user's password comes from the environment (PROVINCIAL_SERVER_PASSWORD): an argument list is open to everybody
 * on the machine. Prints one JSON line with the URL once it listens; ends on SIGTERM, SIGINT.
 */
import { parseArgs } from 'node:util';
import { startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    user: { type: 'string' },
    seed: { type: 'string', multiple: true, default: [] },
    'fail-uploads': { type: 'string', default: '0' },
  },
});
const password = process.env.PROVINCIAL_SERVER_PASSWORD;
const port = Number(values.port);
if (values.data === undefined || !Number.isInteger(port) || (values.user !== undefined && !password)) {
  console.error(
    'usage: main.mjs --data DIR [--port N] [--user NAME (password in PROVINCIAL_SERVER_PASSWORD)] [--seed PATH]...',
  );
  process.exit(64);
}

let uploadsToFail = Number(values['fail-uploads']);
const failFirstUploads = ({ method }) => {
  if (method !== 'PUT' || uploadsToFail === 0) return undefined;
  uploadsToFail -= 1;
  return { status: 500 };
};

const server = await startServer({
  dataDir: values.data,
  port,
  seed: values.seed,
  users: values.user === undefined ? [] : [{ username: values.user, password }],
  ...(uploadsToFail > 0 ? { intervene: failFirstUploads } : {}),
});
console.log(JSON.stringify({ url: server.url, pid: process.pid }));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => server.close().then(() => process.exit(0)));
