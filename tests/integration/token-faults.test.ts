import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../src/contracts/faults/index.js';
import type { HostExit, HostLauncher, HostProcess } from '../../src/main/token/host-launcher.js';
import type { Signer } from '../../src/main/token/signer.js';
import { makeTestToken, type TestToken } from '../../tools/test-token/make.mjs';
import {
  buildFaultModule,
  buildHost,
  type Identity,
  launcherFor,
  loggedCalls,
  makeIdentity,
  opensslAccepts,
  pin,
  pinBytes,
  removeFolders,
  serviceFor,
  shortDeadlines,
  soPin,
  temporaryFolder,
  toSign,
} from './token-harness.js';

let host: string;
let faultModule: string;
let token: TestToken;
let identity: Identity;

beforeAll(async () => {
  host = await buildHost();
  faultModule = buildFaultModule();
  const folder = temporaryFolder();
  const ca = makeIdentity(folder, 'CA THỬ NGHIỆM', 'rsa-2048');
  identity = makeIdentity(folder, 'Văn thư', 'rsa-2048', ca);
  token = await makeTestToken({ folder, label: 'VGCA Token', pin, soPin, identities: [identity] });
}, 60_000);

afterAll(removeFolders);

/** Keeps the processes that it launches, and what they say. */
class WatchingLauncher implements HostLauncher {
  readonly exits: HostExit[] = [];
  readonly messages: unknown[] = [];

  constructor(private readonly inner: HostLauncher) {}

  launch(modulePath: string): HostProcess {
    const process = this.inner.launch(modulePath);
    process.onExit((exit) => this.exits.push(exit));
    process.onMessage((message) => this.messages.push(message));
    return { ...bound(process), send: (request, source) => this.#send(process, request, source) };
  }

  #send(process: HostProcess, ...[request, source]: Parameters<HostProcess['send']>): void {
    this.messages.push(structuredClone(request));
    process.send(request, source);
  }
}

const bound = (process: HostProcess) => ({
  onMessage: process.onMessage.bind(process),
  onExit: process.onExit.bind(process),
  kill: process.kill.bind(process),
});

/** One bad driver: its service, its log of calls and its hosts. `shared` counts signatures over processes. */
const badDriver = (script: string, { shared = false, module = token.modulePath } = {}) => {
  const folder = temporaryFolder();
  const log = join(folder, 'calls');
  const state = shared ? { state: join(folder, 'state') } : {};
  const launcher = new WatchingLauncher(
    launcherFor(host, token.env.SOFTHSM2_CONF, {
      module,
      script: [script, `log=${log}`].filter(Boolean).join(),
      ...state,
    }),
  );
  const service = serviceFor(launcher, shortDeadlines);
  const open = (more: { acknowledgeFinalTry?: boolean } = {}): Promise<Signer> =>
    service.openSigner({ fingerprint: identity.fingerprint, modules: [faultModule], pin: pinBytes(), ...more });
  return { service, launcher, log, open };
};

const code = (error: unknown): string => (error instanceof Fault ? error.code : String(error));

const signsNow = async (signer: Signer, message: string): Promise<boolean> =>
  opensslAccepts(identity, message, await signer.sign(toSign(message), 'sha256'));

describe('a driver that needs 300 ms for a signature', () => {
  it('is waited for', async () => {
    const signer = await badDriver('delay=300').open();
    expect([await signsNow(signer, 'a'), await signsNow(signer, 'b')]).toEqual([true, true]);
    await signer.close();
  });

  it('does not hold up a cancelled caller, and serves the next one', async () => {
    const signer = await badDriver('delay=300').open();
    const abort = new AbortController();
    const cancelled = signer.sign(toSign('a'), 'sha256', abort.signal);
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'app.cancelled' });
    expect(await signsNow(signer, 'b')).toBe(true);
    await signer.close();
  });
});

describe('a driver that hangs in C_Sign', () => {
  it('is killed at the deadline while our event loop goes on, and a PIN typed anew works', async () => {
    const { open, launcher, log } = badDriver('hang@2', { shared: true });
    const signer = await open();
    expect(await signsNow(signer, 'a')).toBe(true);
    let ticks = 0;
    const clock = setInterval(() => ticks++, 50);
    const failure = await signer.sign(toSign('b'), 'sha256').catch(code);
    clearInterval(clock);
    expect(failure).toBe('token.driver-hung');
    expect(ticks).toBeGreaterThan(10);
    await expect(signer.sign(toSign('b'), 'sha256')).rejects.toMatchObject({ code: 'token.driver-hung' });
    await signer.close();
    expect(launcher.exits.map(({ signal }) => signal)).toEqual(['SIGKILL']);

    const again = await open();
    expect(await signsNow(again, 'b')).toBe(true);
    await again.close();
    expect(loggedCalls(log).filter((name) => name === 'C_Login')).toHaveLength(2);
  });

  it('takes every waiting request with it', async () => {
    const signer = await badDriver('hang@1').open();
    const failures = await Promise.all(
      ['a', 'b', 'c'].map((message) => signer.sign(toSign(message), 'sha256').catch(code)),
    );
    expect(failures).toEqual(['token.driver-hung', 'token.driver-hung', 'token.driver-hung']);
    await signer.close();
  });

  it('does not outlive a main process that was killed', async () => {
    const log = join(temporaryFolder(), 'calls');
    const environment = {
      ...process.env,
      SOFTHSM2_CONF: token.env.SOFTHSM2_CONF,
      PKCS11_FAULT_MODULE: token.modulePath,
      PKCS11_FAULT_SCRIPT: `hang@1,log=${log}`,
    };
    const parent = spawn(process.execPath, ['-e', hangingParent, host, faultModule, identity.certificate, pin], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const hostPid = await new Promise<number>((resolve) => {
      parent.stdout?.on('data', (text: Buffer) => resolve(Number(text.toString())));
    });
    while (!loggedCalls(log).includes('C_Sign hangs')) await sleep(20);
    parent.kill('SIGKILL');
    while (isAlive(hostPid)) await sleep(50);
    expect(isAlive(hostPid)).toBe(false);
  }, 20_000);
});

/** Speaks the host's protocol by hand, far enough to hang it in C_Sign. */
const hangingParent = `
  const { fork } = require('node:child_process');
  const { X509Certificate } = require('node:crypto');
  const [host, module, certificate, pin] = process.argv.slice(1);
  const child = fork(host, [module], { serialization: 'advanced', stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'] });
  const header = Buffer.alloc(8);
  header.writeUInt32BE(1);
  header.writeUInt32BE(pin.length, 4);
  child.stdio[4].write(Buffer.concat([header, Buffer.from(pin)]));
  const der = new Uint8Array(new X509Certificate(require('node:fs').readFileSync(certificate)).raw);
  child.send({ id: 1, op: 'login', certificate: der, acknowledgeFinalTry: false });
  child.on('message', ({ id }) => {
    if (id !== 1) return;
    child.send({ id: 2, op: 'sign', digest: new Uint8Array(32), message: new Uint8Array(), algorithm: 'sha256' });
    console.log(child.pid);
  });
`;

const isAlive = (pid: number): boolean => {
  try {
    // A process that ended but was not yet waited for by the system's init does not count.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

describe('a driver that crashes in C_Sign', () => {
  it('takes only its own process down; a PIN typed anew works', async () => {
    const { open, launcher } = badDriver('crash@2', { shared: true });
    const signer = await open();
    expect(await signsNow(signer, 'a')).toBe(true);
    await expect(signer.sign(toSign('b'), 'sha256')).rejects.toMatchObject({ code: 'token.driver-crashed' });
    await signer.close();
    expect(launcher.exits.map(({ signal }) => signal)).toEqual(['SIGSEGV']);
    const again = await open();
    expect(await signsNow(again, 'b')).toBe(true);
    await again.close();
  });
});

describe('a token pulled in the middle of a batch', () => {
  it('is said to be removed, is listed no more, and works after it is back', async () => {
    const { open, service } = badDriver('removed@2', { shared: true });
    const signer = await open();
    expect(await signsNow(signer, 'a')).toBe(true);
    for (const message of ['b', 'c']) {
      await expect(signer.sign(toSign(message), 'sha256')).rejects.toMatchObject({ code: 'token.removed' });
    }
    await signer.close();
    expect((await service.list([faultModule]))[0]?.tokens).toHaveLength(1);
    const again = await open();
    expect(await signsNow(again, 'b')).toBe(true);
    await again.close();
  });

  it('needs its PIN again when it is plugged in again under a living host', async () => {
    const signer = await badDriver('removed@1,back=2').open();
    const answers: string[] = [];
    while (answers.length < 6 && answers.at(-1) !== 'token.session-over') {
      answers.push(await signer.sign(toSign('a'), 'sha256').then(() => 'signed', code));
    }
    expect(new Set(answers)).toEqual(new Set(['token.removed', 'token.session-over']));
    await signer.close();
  });
});

describe('a driver that answers every question for a length with 0', () => {
  it('is read with room prepared beforehand', async () => {
    const { service, open } = badDriver('zero-length');
    const [report] = await service.list([faultModule]);
    expect(report?.tokens[0]?.certificates.map(({ fingerprint }) => fingerprint)).toEqual([identity.fingerprint]);
    const signer = await open();
    expect(await signsNow(signer, 'a')).toBe(true);
    await signer.close();
  });
});

describe('a token whose flags say', () => {
  it('locked: is not tried', async () => {
    const { open, log } = badDriver('flags=0x40000');
    await expect(open()).rejects.toMatchObject({ code: 'token.pin-locked' });
    await expect(open({ acknowledgeFinalTry: true })).rejects.toMatchObject({ code: 'token.pin-locked' });
    expect(loggedCalls(log)).not.toContain('C_Login');
  });

  it('final try: is tried only when the person wants the last try', async () => {
    const { open, log, service } = badDriver('flags=0x20000');
    expect((await service.list([faultModule]))[0]?.tokens[0]?.pin.state).toBe('final-try');
    await expect(open()).rejects.toMatchObject({ code: 'token.pin-final-try' });
    expect(loggedCalls(log)).not.toContain('C_Login');
    const signer = await open({ acknowledgeFinalTry: true });
    await signer.close();
    expect(loggedCalls(log).filter((name) => name === 'C_Login')).toHaveLength(1);
  });
});

describe('a driver that fails before it lists anything', () => {
  it('is reported and does not hold up the others', async () => {
    const { service } = badDriver('', { module: '/nonexistent.so' });
    const reports = await service.list([faultModule, token.modulePath]);
    expect(reports.map(({ error, tokens }) => [error?.code, tokens.length])).toEqual([
      ['token.driver-invalid', 0],
      [undefined, 1],
    ]);
  });

  it('is reported as hung when its library never finishes loading, with what it printed', async () => {
    const library = join(temporaryFolder(), 'libsleeper.so');
    const source = `
      #include <stdio.h>
      #include <unistd.h>
      __attribute__((constructor)) static void load(void) { puts("loading"); fflush(stdout); for (;;) pause(); }
      int C_GetFunctionList(void **list) { return 5; }`;
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, '-xc', '-'], { input: source });
    const launcher = new WatchingLauncher(launcherFor(host, token.env.SOFTHSM2_CONF));
    const service = serviceFor(launcher, { ...shortDeadlines, inspect: 3000 });
    const reports = await service.list([library, token.modulePath]);
    expect(reports.map(({ error, tokens }) => [error?.code, tokens.length])).toEqual([
      ['token.driver-hung', 0],
      [undefined, 1],
    ]);
    expect(launcher.exits.map(({ output }) => output)).toContain('loading\n');
  });
});

describe('the PIN', () => {
  it('is in no message to or from the host, not in its arguments, environment or kept output', async () => {
    const { launcher, open } = badDriver('');
    const signer = await open();
    await signer.sign(toSign('a'), 'sha256');
    await signer.close();
    expect(launcher.messages.length).toBeGreaterThan(4);
    const { exits, messages } = launcher;
    const said = Buffer.from(
      JSON.stringify({ exits, messages }, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      ),
    );
    expect(said.includes(pin)).toBe(false);
  });

  it('is in no dump that a crash of the driver leaves: the host has none of its memory written', async () => {
    const { log, open } = badDriver('');
    const signer = await open();
    const host = Number.parseInt(readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '', 10);
    expect(readFileSync(`/proc/${host}/cmdline`, 'latin1')).toContain('token-host');
    expect(Number.parseInt(readFileSync(`/proc/${host}/coredump_filter`, 'latin1'), 16)).toBe(0);
    await signer.close();
  });

  it('is missed when none comes with the login', async () => {
    const typed = { kind: 'bytes', bytes: new Uint8Array() } as const;
    const { service, log } = badDriver('');
    const attempt = service.openSigner({ fingerprint: identity.fingerprint, modules: [faultModule], pin: typed });
    await expect(attempt).rejects.toMatchObject({ code: 'token.pin-missing' });
    expect(loggedCalls(log)).not.toContain('C_Login');
  });
});

describe('a driver that gives a signature of another key', () => {
  it('is caught before the signature leaves the signer', async () => {
    // A host that answers like a driver with a corrupted key: real process, real protocol, wrong bytes.
    const script = join(temporaryFolder(), 'liar.cjs');
    const values = `{
      inspect: { tokens: [{ slot: 1, label: 'x', manufacturer: '', model: '', serial: '',
        pin: { state: 'ok', minLength: 4, maxLength: 16, pad: false },
        certificates: [{ der: new Uint8Array(Buffer.from('${identity.x509.raw.toString('hex')}', 'hex')), label: '' }] }], unknown: [] },
      login: { mechanism: 'rsa-pkcs1', alwaysAuthenticates: false }, sign: { signature: new Uint8Array(256).fill(1) }, logout: null }`;
    writeFileSync(
      script,
      `process.on('message', ({ id, op }) => process.send({ id, ok: true, value: (${values})[op] }));`,
    );
    const service = serviceFor(launcherFor(script, token.env.SOFTHSM2_CONF), shortDeadlines);
    const signer = await service.openSigner({
      fingerprint: identity.fingerprint,
      modules: [token.modulePath],
      pin: pinBytes(),
    });
    await expect(signer.sign(toSign('a'), 'sha256')).rejects.toMatchObject({ code: 'token.signature-wrong' });
    await signer.close();
  });
});
