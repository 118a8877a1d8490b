/** Four PKCS#11 implementations that are not of one family, each with a token of its own, made and removed here. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTestToken } from '../../tools/test-token/make.mjs';
import type { Identity } from '../integration/token-harness.js';

export interface Stack {
  readonly module: string;
  /** For C_Initialize, null where flags are enough. */
  readonly parameters: string | null;
  readonly env: NodeJS.ProcessEnv;
  /** The PIN that the token begins with, another one that it takes, and one that is wrong. */
  readonly pins: { readonly first: string; readonly second: string; readonly wrong: string };
  /** Wrong PINs in a row that lock it; null: none do. */
  readonly locksAfter: number | null;
  /** Makes wrong PINs forgotten where a right one does not: a TPM counts all that it sees. */
  forgive(): void;
  /** Takes the token away. */
  remove(): void;
  /** Ends what was started for it. */
  end(): void;
}

const nothingElse = { forgive: (): void => undefined, end: (): void => undefined };

export interface StackIdentities {
  readonly rsa: Identity;
  readonly ec: Identity;
}

export interface StackMaker {
  readonly name: string;
  readonly make: (folder: string, identities: StackIdentities) => Promise<Stack>;
}

const libraries = '/usr/lib/x86_64-linux-gnu';
const sixDigits = { pins: { first: '246810', second: '135791', wrong: '999999' } };
const soPin = '87654321';
const label = 'KYSO-THU';

const call = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): string =>
  execFileSync(command, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    stdio: 'pipe',
    ...(input && { input }),
  });

const softHsm: StackMaker = {
  name: 'SoftHSM2',
  make: async (folder, { rsa, ec }) => {
    const { modulePath, env } = await makeTestToken({
      folder,
      label,
      pin: sixDigits.pins.first,
      soPin,
      identities: [rsa, ec],
    });
    const remove = (): void => void call('softhsm2-util', ['--delete-token', '--token', label], env);
    return { ...sixDigits, module: modulePath, parameters: null, env, locksAfter: null, remove, ...nothingElse };
  },
};

const nss: StackMaker = {
  name: 'NSS softokn',
  make: async (folder, identities) => {
    const [database, password] = [join(folder, 'db'), join(folder, 'password')];
    writeFileSync(password, sixDigits.pins.first);
    call('mkdir', ['-p', database]);
    call('certutil', ['-N', '-d', `sql:${database}`, '-f', password]);
    for (const [name, { key, certificate }] of Object.entries(identities)) {
      const file = join(folder, `${name}.p12`);
      call('openssl', [
        'pkcs12',
        '-export',
        '-inkey',
        key,
        '-in',
        certificate,
        '-out',
        file,
        '-passout',
        'pass:x',
        '-name',
        name,
      ]);
      call('pk12util', ['-i', file, '-d', `sql:${database}`, '-k', password, '-W', 'x']);
    }
    return {
      ...sixDigits,
      ...nothingElse,
      module: `${libraries}/libsoftokn3.so`,
      parameters: `configdir='sql:${database}' certPrefix='' keyPrefix='' secmod='secmod.db'`,
      env: {},
      locksAfter: null,
      remove: () => rmSync(database, { recursive: true }),
    };
  },
};

/** Its tokens are the machine's: one that somebody uses is left alone. */
const opencryptoki: StackMaker = {
  name: 'opencryptoki',
  make: async (folder, identities) => {
    const module = `${libraries}/opencryptoki/libopencryptoki.so.0`;
    const data = '/var/lib/opencryptoki/swtok';
    const started = !isRunning('/run/pkcsslotd.pid') && call('pkcsslotd', []) === '';
    const slot = '3';
    await until(() => /Token #3 Info/.test(call('pkcsconf', ['-t'])));
    if (!/Token #3 Info:\s*Label: (IBM OS PKCS#11|KYSO-THU) /.test(call('pkcsconf', ['-t'])))
      throw new Error('The software token of opencryptoki is in use.');
    const clear = (): void => {
      for (const name of ['NVTOK.DAT', 'MK_USER', 'MK_SO', 'TOK_OBJ'])
        rmSync(join(data, name), { recursive: true, force: true });
      call('install', ['-d', '-m', '0770', '-g', 'pkcs11', join(data, 'TOK_OBJ')]);
      for (const name of call('ls', ['/dev/shm'])
        .split('\n')
        .filter((each) => each.includes('swtok')))
        rmSync(join('/dev/shm', name));
    };
    clear();
    const config = (...args: string[]): string => call('pkcsconf', ['-c', slot, ...args]);
    call('pkcsconf', ['-I', '-c', slot, '-S', soPin], {}, `${label}\n`);
    config('-P', '-S', soPin, '-n', '13579024');
    config('-u', '-S', '13579024', '-n', '11112222');
    config('-p', '-U', '11112222', '-n', sixDigits.pins.first);
    for (const [index, [name, identity]] of Object.entries(identities).entries()) {
      const der = derFiles(folder, name, identity);
      const write = (file: string, type: string, ...more: string[]): string =>
        call('pkcs11-tool', [
          '--module',
          module,
          '--slot',
          slot,
          '--login',
          '--pin',
          sixDigits.pins.first,
          '--write-object',
          file,
          '--type',
          type,
          '--id',
          `0${index + 1}`,
          '--label',
          name,
          ...more,
        ]);
      write(der.key, 'privkey', '--usage-sign');
      write(der.certificate, 'cert');
    }
    const end = (): void => {
      if (started) process.kill(Number(readFileSync('/run/pkcsslotd.pid', 'utf8')), 'SIGTERM');
    };
    return { ...sixDigits, ...nothingElse, module, parameters: null, env: {}, locksAfter: 3, remove: clear, end };
  },
};

const tpm: StackMaker = {
  name: 'tpm2-pkcs11, swtpm',
  make: async (folder, { rsa, ec }) => {
    const [state, store, port] = [join(folder, 'state'), join(folder, 'store'), 23_321];
    call('mkdir', ['-p', state, store]);
    const children: ChildProcess[] = [];
    const start = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess => {
      const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
      children.push(child);
      return child;
    };
    start('swtpm', [
      'socket',
      '--tpm2',
      '--tpmstate',
      `dir=${state}`,
      '--ctrl',
      `type=tcp,port=${port + 1}`,
      '--server',
      `type=tcp,port=${port}`,
      '--flags',
      'not-need-init,startup-clear',
    ]);
    const bus = start('dbus-daemon', ['--session', '--print-address', '--nofork']);
    const address = await new Promise<string>((resolve) => {
      bus.stdout?.once('data', (text: Buffer) => resolve(text.toString().trim()));
    });
    const env = {
      DBUS_SESSION_BUS_ADDRESS: address,
      TPM2_PKCS11_STORE: store,
      TPM2_PKCS11_TCTI: 'tabrmd:bus_type=session',
      TPM2TOOLS_TCTI: 'tabrmd:bus_type=session',
    };
    start('tpm2-abrmd', ['--session', '--allow-root', `--tcti=swtpm:host=127.0.0.1,port=${port}`], env);
    await until(() => {
      call('tpm2_getcap', ['properties-fixed'], env);
      return true;
    });
    const tool = (...args: string[]): string => call('tpm2_ptool', args, env);
    tool('init', '--path', store);
    tool(
      'addtoken',
      '--pid',
      '1',
      '--label',
      label,
      '--userpin',
      sixDigits.pins.first,
      '--sopin',
      soPin,
      '--path',
      store,
    );
    for (const [name, algorithm, identity] of [
      ['rsa', 'rsa', rsa],
      ['ec', 'ecc', ec],
    ] as const) {
      tool(
        'import',
        '--label',
        label,
        '--userpin',
        sixDigits.pins.first,
        '--privkey',
        identity.key,
        '--algorithm',
        algorithm,
        '--key-label',
        name,
        '--path',
        store,
      );
      tool('addcert', '--label', label, '--key-label', name, '--path', store, identity.certificate);
    }
    const end = (): void => {
      for (const child of children.splice(0).reverse()) child.kill('SIGKILL');
    };
    return {
      ...sixDigits,
      module: `${libraries}/libtpm2_pkcs11.so.1`,
      parameters: null,
      env,
      locksAfter: 3,
      forgive: () => void call('tpm2_dictionarylockout', ['--clear-lockout'], env),
      remove: () => void tool('rmtoken', '--label', label, '--path', store),
      end,
    };
  },
};

const derFiles = (
  folder: string,
  name: string,
  { key, certificate }: Identity,
): { key: string; certificate: string } => {
  const files = { key: join(folder, `${name}.key.der`), certificate: join(folder, `${name}.der`) };
  call('openssl', ['pkey', '-in', key, '-outform', 'DER', '-out', files.key]);
  call('openssl', ['x509', '-in', certificate, '-outform', 'DER', '-out', files.certificate]);
  return files;
};

const isRunning = (pidFile: string): boolean => {
  try {
    return existsSync(`/proc/${readFileSync(pidFile, 'utf8').trim()}`);
  } catch {
    return false;
  }
};

/** A daemon needs a moment. */
const until = async (ready: () => boolean): Promise<void> => {
  for (let tries = 0; ; tries++) {
    try {
      if (ready()) return;
    } catch (error) {
      if (tries >= 50) throw error;
    }
    if (tries >= 50) throw new Error('It did not get ready.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

export const stackMakers: readonly StackMaker[] = [softHsm, nss, opencryptoki, tpm];
