/**
 * `npm run modules`: the token code against SoftHSM2, NSS softokn, opencryptoki and tpm2-pkcs11, and a table of what each
 * did. Linux, as root: opencryptoki's tokens are the machine's.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeProgram, runProgram } from '../../tools/run-tests/program.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kyso-modules-'));
const table = join(folder, 'table.json');
try {
  const { code } = await runProgram([...nodeProgram('vitest', 'vitest.mjs'), 'run', '--project', 'modules'], {
    env: { MODULES_TABLE: table },
    minutes: 15,
  });
  console.table(Object.fromEntries(JSON.parse(readFileSync(table, 'utf8')).map(({ module, ...row }) => [module, row])));
  process.exitCode = code;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
