/**
 * `npm run bench`: how fast the whole way is, against what bounds it, in one run on one machine. Prints a Markdown
 * table; figures are ratios, never compared with another machine's.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeTestPki } from '../../tools/test-pki/make.mjs';
import { makeTestToken } from '../../tools/test-token/make.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const cli = join(root, 'out', 'main', 'cli.cjs');
const faultModule = join(root, 'native', 'pkcs11-fault', 'build', 'libpkcs11-fault.so');
const document = join(root, 'tests', 'corpus', 'documents', 'unsigned', 'text-circular-02-2021.pdf');
const pin = '12345678';
const delayMs = 300;

const folder = mkdtempSync(join(tmpdir(), 'kyso-bench-'));
const pki = makeTestPki(join(folder, 'pki'));
const token = await makeTestToken({
  folder: join(folder, 'token'),
  label: 'BENCH',
  pin,
  soPin: '87654321',
  identities: [{ key: pki.person.key, certificate: pki.person.certificate }],
  issuers: [pki.sub.certificate],
});

const copies = (count) => {
  const input = join(folder, `input-${count}`);
  mkdirSync(input);
  return Array.from({ length: count }, (_, index) => {
    const path = join(input, `${index}.pdf`);
    cpSync(document, path);
    return path;
  });
};

const seconds = (work) => {
  const started = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - started) / 1e9;
};

const kyso = (words, { env = {}, input } = {}) => {
  const run = spawnSync(process.execPath, [cli, ...words, '--json'], {
    env: { ...process.env, ...env },
    input,
    maxBuffer: 1 << 28,
  });
  return run.stdout.toString().trim().split('\n').length;
};

const sign = (files, out, module, env) =>
  seconds(() =>
    kyso(['sign', ...files, '--out', join(folder, out), '--module', module, '--pin-stdin'], { env, input: `${pin}\n` }),
  );

/** C_Sign alone, in a process of its own: what the token could do if nothing else had to be done. */
const tokenSignaturesPerSecond = () => {
  const script = `
    const pkcs11 = require('pkcs11js');
    const module = new pkcs11.PKCS11();
    module.load(process.argv[1]);
    module.C_Initialize();
    const session = module.C_OpenSession(module.C_GetSlotList(true)[0], pkcs11.CKF_SERIAL_SESSION);
    module.C_Login(session, pkcs11.CKU_USER, process.argv[2]);
    module.C_FindObjectsInit(session, [{ type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY }]);
    const [key] = module.C_FindObjects(session, 1);
    module.C_FindObjectsFinal(session);
    let count = 0;
    for (const until = Date.now() + 2000; Date.now() < until; count += 1) {
      module.C_SignInit(session, { mechanism: pkcs11.CKM_RSA_PKCS, parameter: null }, key);
      module.C_Sign(session, Buffer.alloc(51), Buffer.alloc(512));
    }
    console.log(count / 2);`;
  const env = { ...process.env, ...token.env };
  return Number(execFileSync(process.execPath, ['-e', script, token.modulePath, pin], { env, cwd: root }));
};

const rows = [];
const row = (what, value, bound) => rows.push([what, value, bound]);

const start = seconds(() => kyso(['--help']));
row('start of `kyso`', `${start.toFixed(2)} s`, '');

const many = copies(200);
const signing = sign(many, 'out-200', token.modulePath, token.env);
row(
  '200 documents of 0.27 MB signed, SoftHSM, one process with its start',
  `${(200 / signing).toFixed(0)} documents/s`,
  `C_Sign alone: ${tokenSignaturesPerSecond().toFixed(0)} signatures/s`,
);

const few = many.slice(0, 50);
const slowEnv = {
  ...token.env,
  PKCS11_FAULT_MODULE: token.modulePath,
  PKCS11_FAULT_SCRIPT: `delay=${delayMs}`,
  PKCS11_FAULT_STATE: join(folder, 'state'),
};
const one = sign(few.slice(0, 1), 'out-1', faultModule, slowEnv);
const slow = sign(few, 'out-slow', faultModule, slowEnv);
const perFurther = ((slow - one) * 1000) / (few.length - 1);
row(
  `50 documents with a token that takes ${delayMs} ms a signature: each further document`,
  `${perFurther.toFixed(0)} ms`,
  `${(perFurther / delayMs).toFixed(2)} × the token's own time`,
);

const signed = readdirSync(join(folder, 'out-200'))
  .filter((name) => name.endsWith('.pdf'))
  .map((name) => join(folder, 'out-200', name));
const verified = seconds(() => kyso(['verify', ...signed, '--offline']));
const peer = seconds(() => {
  for (const file of signed) spawnSync('pdfsig', ['-nocert', file]);
});
row(
  '200 signed documents verified, one process with its start',
  `${((verified * 1000) / 200).toFixed(1)} ms each`,
  `pdfsig, one process each: ${((peer * 1000) / 200).toFixed(1)} ms each`,
);

console.log(
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}\n`,
);
console.log('| what | measured | beside it |\n|---|---|---|');
for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);
rmSync(folder, { recursive: true, force: true });
