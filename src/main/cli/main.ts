/** `kyso <verb>`: the same services as the window's, without a window. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ExitCode, exitCodes } from '../../contracts/cli.js';
import { Fault, toFaultValue } from '../../contracts/faults/index.js';
import { usage } from './arguments.js';
import { backupCommand, restoreCommand } from './backup-command.js';
import { doctorCommand } from './doctor-command.js';
import { edxmlCommand } from './edxml-command.js';
import { evidenceCommand } from './evidence-command.js';
import { helpText } from './help.js';
import { journalCommand } from './journal-command.js';
import { Output } from './output.js';
import { queueCommand } from './queue-command.js';
import { registersCommand } from './registers-command.js';
import { retentionCommand } from './retention-command.js';
import { closeSecretInput } from './secret-input.js';
import { type Installation, Services } from './services.js';
import { signCommand } from './sign-command.js';
import { syncCommand } from './sync-command.js';
import { tokenCommand } from './token-command.js';
import { trustCommand } from './trust-command.js';
import { upgradeCommand } from './upgrade-command.js';
import { verifyCommand } from './verify-command.js';

type Command = (words: readonly string[], services: Services, output: (json: boolean) => Output) => Promise<Output>;

const commands: Readonly<Record<string, Command>> = {
  token: tokenCommand,
  sign: signCommand,
  verify: verifyCommand,
  upgrade: upgradeCommand,
  queue: queueCommand,
  sync: syncCommand,
  journal: journalCommand,
  registers: registersCommand,
  edxml: edxmlCommand,
  evidence: evidenceCommand,
  trust: trustCommand,
  doctor: doctorCommand,
  backup: backupCommand,
  restore: restoreCommand,
  retention: retentionCommand,
};

/** The built entries stand in `out/main`, the resources two folders up. */
const installation = (): Installation => {
  const entries = __dirname;
  const root = resolve(entries, '..', '..');
  const binding = join(root, '.runtime', 'better_sqlite3.node');
  const published = Number(process.versions.napi ?? '0') >= 10;
  return {
    entries,
    resources: join(root, 'resources'),
    sqliteBinding: !published && existsSync(binding) ? binding : null,
  };
};

const exitOf = (thrown: unknown): ExitCode => {
  if (!(thrown instanceof Fault) || thrown.code === 'app.internal') return exitCodes.internal;
  return thrown.code === 'app.usage' ? exitCodes.usage : exitCodes.failed;
};

/**
 * Ctrl-C, a closed terminal, or a reader of our output that went away. The first one lets the run end cleanly: nothing
 * half-written stays, what is signed is kept; a second one ends it as the system would.
 */
const interruption = (): AbortSignal => {
  const stop = new AbortController();
  const interrupt = (): void => {
    stop.abort();
    // A run that waits for a PIN waits no longer.
    closeSecretInput();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupt);
  process.stdout.on('error', interrupt);
  process.stderr.on('error', () => undefined);
  return stop.signal;
};

const run = async (words: readonly string[]): Promise<ExitCode> => {
  const [verb, ...rest] = words;
  if (verb === undefined || verb === 'help' || words.includes('--help')) {
    process.stdout.write(helpText);
    return exitCodes.good;
  }
  const services = new Services(installation(), interruption());
  let output: Output | undefined;
  try {
    const command = commands[verb];
    if (!command) throw usage(`không có lệnh “${verb}”`);
    output = await command(rest, services, (json) => {
      output = new Output(json, process.stdout);
      return output;
    });
  } catch (thrown) {
    const fault = toFaultValue(thrown);
    if (rest.includes('--json')) process.stdout.write(`${JSON.stringify({ error: fault })}\n`);
    process.stderr.write(`${fault.vi}\n`);
    if (!(thrown instanceof Fault)) process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrown}\n`);
    const exit = exitOf(thrown);
    if (!output) return exit;
    output.note(exit);
  } finally {
    await services.close();
  }
  return output.exitCode;
};

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
    // stdin may still be open (a PIN was read from it) and would keep the process alive.
    closeSecretInput();
  },
  (thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrown}\n`);
    process.exit(exitCodes.internal);
  },
);
