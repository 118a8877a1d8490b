/**
 * The server as a process; its options are in README.md. Passwords come from the environment
 * (PROVINCIAL_SERVER_PASSWORD): an argument list is open to everybody on the machine. Prints one JSON line with the URL
 * once it listens; ends on SIGTERM, SIGINT.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verifyAudit } from './audit.mjs';
import { openDatabase } from './database.mjs';
import { startServer } from './server.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    origin: { type: 'string' },
    user: { type: 'string' },
    'user-certificate': { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', multiple: true, default: [] },
    anchors: { type: 'string', multiple: true, default: [] },
    'verify-with': { type: 'string' },
    'verify-offline': { type: 'boolean', default: false },
    recall: { type: 'string', multiple: true, default: [] },
    'check-audit': { type: 'boolean', default: false },
    'fail-uploads': { type: 'string', default: '0' },
  },
});
const password = process.env.PROVINCIAL_SERVER_PASSWORD || undefined;
const certificates = values['user-certificate'];
const port = Number(values.port);
const canSignIn = values.user === undefined || password !== undefined || certificates.length > 0;
if (values.data === undefined || !Number.isInteger(port) || !canSignIn) {
  console.error(
    'usage: main.mjs --data DIR [--port N] [--origin URL] [--user NAME [--user-certificate FILE]...] [--seed PATH]...\n' +
      '  [--anchors FILE]... [--verify-with out/main/cli.cjs [--verify-offline]] [--recall ID]... [--check-audit]\n' +
      'the password of --user comes in PROVINCIAL_SERVER_PASSWORD',
  );
  process.exit(64);
}

if (values['check-audit']) {
  const database = openDatabase(join(values.data, 'server.db'));
  const found = verifyAudit(database);
  database.close();
  console.log(JSON.stringify(found));
  process.exit(found.intact ? 0 : 1);
}

let uploadsToFail = Number(values['fail-uploads']);
const failFirstUploads = ({ method }) => {
  if (method !== 'PUT' || uploadsToFail === 0) return undefined;
  uploadsToFail -= 1;
  return { status: 500 };
};
const verification = values['verify-with'] && {
  cli: values['verify-with'],
  words: values['verify-offline'] ? ['--offline'] : [],
};

/** A port that is taken, a file that is not there: a line for whoever starts it. Anything else is a defect. */
const cannotStart = (thrown) => {
  console.error(thrown.code === undefined ? thrown : `cannot start: ${thrown.message}`);
  process.exit(1);
};

const server = await startServer({
  dataDir: values.data,
  port,
  seed: values.seed,
  anchors: values.anchors,
  users: values.user === undefined ? [] : [{ username: values.user, password, certificates }],
  ...(values.origin === undefined ? {} : { origin: values.origin }),
  ...(verification ? { verification } : {}),
  ...(uploadsToFail > 0 ? { intervene: failFirstUploads } : {}),
}).catch(cannotStart);
for (const id of values.recall) server.recall(id);
console.log(JSON.stringify({ url: server.url, pid: process.pid }));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => server.close().then(() => process.exit(0)));
