import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultCode } from '../../../src/contracts/faults/index.js';
import { faultValue } from '../../../src/contracts/faults/index.js';
import type { ModuleReport } from '../../../src/contracts/token.js';
import { type HostRequest, type HostTokenInfo, hostUp } from '../../../src/contracts/token-host.js';
import type { HostExit, HostLauncher, HostProcess } from '../../../src/main/token/host-launcher.js';
import type { PinSource } from '../../../src/main/token/pin.js';
import { type Deadlines, standardDeadlines } from '../../../src/main/token/token-host.js';
import { TokenRegistry } from '../../../src/main/token/token-registry.js';
import { softHsmModule } from '../../../tools/test-token/make.mjs';

const x509 = new X509Certificate(
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', '/dev/null', '-subj', '/CN=A'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  }),
);
const fingerprint = createHash('sha256').update(x509.raw).digest('hex');

const token = (serial: string, slot: number): HostTokenInfo => ({
  slot,
  label: 'VGCA Token',
  manufacturer: '',
  model: '',
  serial,
  pin: { state: 'ok', minLength: 4, maxLength: 16, pad: false },
});

/** What one scripted driver has plugged in, and how it answers from its n-th launch on. */
class ScriptedDriver implements HostLauncher {
  plugged: HostTokenInfo[] = [token('1', 0)];
  /** How `poll` says which one the login is on. */
  slotInUse: number | undefined;
  alwaysAuthenticates = false;
  /** Its tokens are held by another program. */
  unreadable = false;
  launches = 0;
  /** Milliseconds after which its n-th process says that it runs; null: never, and it answers nothing. */
  startsIn: (launch: number) => number | null = () => 0;
  /** Milliseconds that each answer takes. */
  answersIn = 0;
  /** Hosts that were killed. */
  killed = 0;
  /** Requests in the order in which they came. */
  readonly asked: string[] = [];
  /** What a request is answered with; undefined: as usual, 'hang': not at all, 'crash': the process ends. */
  script: (op: HostRequest['op'], launch: number) => FaultCode | 'hang' | 'crash' | undefined = () => undefined;

  launch(): HostProcess {
    this.launches += 1;
    const launch = this.launches;
    let alive = true;
    let onMessage: (message: unknown) => void = () => undefined;
    let onExit: (exit: HostExit) => void = () => undefined;
    const exit = (signal: string): void => {
      if (alive) setImmediate(() => onExit({ code: null, signal, output: '' }));
      alive = false;
    };
    const startsIn = this.startsIn(launch);
    const up = new Promise<void>((begun) => {
      if (startsIn === null) return;
      setTimeout(() => {
        if (alive) onMessage(hostUp);
        begun();
      }, startsIn);
    });
    return {
      send: ({ id, op }) => {
        this.asked.push(op);
        const answer = this.script(op, launch);
        if (answer === 'hang') return;
        if (answer === 'crash') return exit('SIGSEGV');
        const reply = (): void => {
          if (!alive) return;
          if (answer) onMessage({ id, ok: false, error: faultValue(answer), pinUsed: op === 'login' });
          else onMessage({ id, ok: true, value: this.#value(op) });
        };
        if (this.answersIn > 0) setTimeout(reply, this.answersIn);
        else void up.then(() => setImmediate(reply));
      },
      onMessage: (listener) => {
        onMessage = listener;
      },
      onExit: (listener) => {
        onExit = listener;
      },
      kill: () => {
        if (alive) this.killed += 1;
        exit('SIGKILL');
      },
    };
  }

  #value(op: HostRequest['op']): unknown {
    const certificates = [{ der: new Uint8Array(x509.raw), label: '' }];
    switch (op) {
      case 'poll':
        return { tokens: this.plugged, ...(this.slotInUse !== undefined && { slotInUse: this.slotInUse }) };
      case 'inspect':
        if (this.unreadable) {
          const error = faultValue('token.busy');
          const unknown = this.plugged.map(({ pin: _, ...each }) => ({ ...each, reason: 'unreadable', error }));
          return { tokens: [], unknown };
        }
        return { tokens: this.plugged.map((each) => ({ ...each, certificates })), unknown: [] };
      case 'login':
        return { mechanism: 'rsa-pkcs1', alwaysAuthenticates: this.alwaysAuthenticates };
      case 'sign':
        return { signature: new Uint8Array(256) };
      case 'confirm':
      case 'change-pin':
      case 'logout':
        return null;
    }
  }
}

const registries: TokenRegistry[] = [];
beforeAll(() => {
  execFileSync('make', ['-s', '-C', 'native/pkcs11-fault']);
});
afterEach(() => {
  for (const registry of registries.splice(0)) registry.stop();
});

const pace = { poll: 2, pauses: [5, 10, 20], calmPolls: 2, rescan: 5, patience: 20 };

const watch = (
  driver: HostLauncher,
  more: { modules?: () => readonly string[]; deadlines?: Partial<Deadlines> } = {},
) => {
  const told: (readonly ModuleReport[])[] = [];
  const modules = more.modules ?? (() => [softHsmModule()]);
  const registry = new TokenRegistry({
    launcher: driver,
    catalogue: [],
    deadlines: {
      ...standardDeadlines,
      launch: 30,
      poll: 30,
      inspect: 30,
      login: 30,
      sign: 30,
      logout: 10,
      ...more.deadlines,
    },
    added: async () => ({ usable: modules(), refused: [] }),
    changed: (reports) => told.push(reports),
    pace,
  });
  registries.push(registry);
  registry.start();
  return { registry, told };
};

const typed = (): PinSource => ({ kind: 'bytes', bytes: new Uint8Array([49, 50, 51, 52]) });
const serials = (reports: readonly ModuleReport[]): string[] =>
  reports.flatMap(({ tokens }) => tokens.map((t) => t.serial));
const errors = (reports: readonly ModuleReport[]): (string | undefined)[] => reports.map(({ error }) => error?.code);

describe('a token that comes and goes', () => {
  it('is told each time, by the one host that stays alive', async () => {
    const driver = new ScriptedDriver();
    driver.plugged = [];
    const { registry, told } = watch(driver);
    expect(serials(await registry.look())).toEqual([]);
    driver.plugged = [token('1', 0)];
    await expect.poll(() => serials(registry.reports)).toEqual(['1']);
    driver.plugged = [];
    await expect.poll(() => serials(registry.reports)).toEqual([]);
    driver.plugged = [token('1', 3)];
    await expect.poll(() => serials(registry.reports)).toEqual(['1']);
    expect(driver.launches).toBe(1);
    expect(told.map(serials)).toEqual([[], ['1'], [], ['1']]);
  });

  it('is not read again while nothing changes', async () => {
    const driver = new ScriptedDriver();
    const { registry } = watch(driver);
    await registry.look();
    const polls = (): number => driver.asked.filter((op) => op === 'poll').length;
    const before = polls();
    await expect.poll(polls).toBeGreaterThan(before + 5);
    expect(driver.asked.filter((op) => op === 'inspect')).toHaveLength(1);
  });
});

describe('a driver that crashes', () => {
  it('is told, launched again after growing pauses, and its tokens come back', async () => {
    const driver = new ScriptedDriver();
    driver.script = (_op, launch) => (launch < 4 ? 'crash' : undefined);
    const { registry, told } = watch(driver);
    await expect.poll(() => serials(registry.reports)).toEqual(['1']);
    expect(driver.launches).toBe(4);
    // The same crash again is no news.
    expect(told.map(errors)).toEqual([['token.driver-crashed'], [undefined]]);
  });

  it('is tried at once when somebody wants to know', async () => {
    const driver = new ScriptedDriver();
    driver.script = (_op, launch) => (launch === 1 ? 'crash' : undefined);
    const slow = new TokenRegistry({
      launcher: driver,
      catalogue: [],
      added: async () => ({ usable: [softHsmModule()], refused: [] }),
      changed: () => undefined,
      pace: { ...pace, pauses: [3_600_000] },
    });
    registries.push(slow);
    slow.start();
    await expect.poll(() => errors(slow.reports)).toEqual(['token.driver-crashed']);
    expect(serials(await slow.look())).toEqual(['1']);
  });
});

describe('a driver that hangs', () => {
  it('is killed and told, tried again, and comes back', async () => {
    const driver = new ScriptedDriver();
    driver.script = () => 'hang';
    const { registry } = watch(driver);
    await expect.poll(() => errors(registry.reports)).toEqual(['token.driver-hung']);
    expect(driver.killed).toBeGreaterThan(0);
    driver.script = () => undefined;
    await expect.poll(() => serials(registry.reports)).toEqual(['1']);
  });

  it('is not taken for one while its process is still being started', async () => {
    const driver = new ScriptedDriver();
    driver.startsIn = () => 200;
    const { told } = watch(driver, { deadlines: { launch: 30_000 } });
    await expect.poll(() => told.map(serials)).toEqual([['1']]);
    expect(driver.launches).toBe(1);
  });

  it('is not blamed for a process that never runs: another is started at once', async () => {
    const driver = new ScriptedDriver();
    driver.startsIn = (launch) => (launch === 1 ? null : 0);
    const { told } = watch(driver, { deadlines: { launch: 20 } });
    await expect.poll(() => told.map(serials)).toEqual([['1']]);
    expect(driver.launches).toBe(2);
    expect(driver.killed).toBe(1);
  });

  it('is told to hang where no process of it ever runs', async () => {
    const driver = new ScriptedDriver();
    driver.startsIn = () => null;
    const { told } = watch(driver, { deadlines: { launch: 20 } });
    await expect.poll(() => told.map(errors)).toEqual([['token.driver-hung']]);
  });

  it('is given more time after each failure: one that is only slow comes back', async () => {
    const driver = new ScriptedDriver();
    driver.answersIn = 90;
    const { registry, told } = watch(driver, { deadlines: { launch: 50, poll: 50, inspect: 50 } });
    await expect.poll(() => serials(registry.reports)).toEqual(['1']);
    expect(told.map(errors)).toEqual([['token.driver-hung'], [undefined]]);
  });

  it('does not hold up the others', async () => {
    const [hung, good] = [new ScriptedDriver(), new ScriptedDriver()];
    hung.script = () => 'hang';
    const [first, second] = [softHsmModule(), resolve('native/pkcs11-fault/build/libpkcs11-fault.so')];
    const launcher: HostLauncher = { launch: (path) => (path === first ? hung : good).launch() };
    const { registry } = watch(launcher, { modules: () => [first, second] });
    await expect.poll(async () => serials(await registry.look(15))).toEqual(['1']);
    await expect.poll(() => errors(registry.reports)).toEqual(['token.driver-hung', undefined]);
    await (await registry.openSigner(fingerprint, { pin: typed() })).close();
    expect(serials(await registry.look())).toEqual(['1']);
  });
});

describe('a login', () => {
  it('is on the watched host, which is polled on, ends with it, and another one watches', async () => {
    const driver = new ScriptedDriver();
    const { registry } = watch(driver);
    await registry.look();
    const signer = await registry.openSigner(fingerprint, { pin: typed() });
    expect(driver.launches).toBe(1);
    const before = driver.asked.length;
    await expect.poll(() => driver.asked.slice(before).filter((op) => op === 'poll').length).toBeGreaterThan(3);
    await signer.close();
    expect(driver.killed).toBe(1);
    expect(serials(await registry.look())).toEqual(['1']);
    expect(driver.launches).toBe(2);
    const again = await registry.openSigner(fingerprint, { pin: typed() });
    await again.close();
  });

  it('ends with its host when the token is pulled out, whose absence is told; the next one works', async () => {
    const driver = new ScriptedDriver();
    const { registry } = watch(driver);
    await registry.look();
    const signer = await registry.openSigner(fingerprint, { pin: typed() });
    driver.plugged = [];
    await expect.poll(() => serials(registry.reports)).toEqual([]);
    const work = { digest: new Uint8Array(32), message: new Uint8Array() };
    await expect(signer.sign(work, 'sha256')).rejects.toMatchObject({ code: 'token.removed' });
    expect(driver.killed).toBe(1);
    await signer.close();
    driver.plugged = [token('1', 0)];
    await expect.poll(() => serials(registry.reports)).toEqual(['1']);
    await (await registry.openSigner(fingerprint, { pin: typed() })).close();
  });

  it('whose signature shows that the token is out tells so, though it is back when it is next looked for', async () => {
    const driver = new ScriptedDriver();
    driver.script = (op, launch) => (op === 'sign' && launch === 1 ? 'token.removed' : undefined);
    const { registry, told } = watch(driver);
    await registry.look();
    const signer = await registry.openSigner(fingerprint, { pin: typed() });
    const work = { digest: new Uint8Array(32), message: new Uint8Array() };
    await expect(signer.sign(work, 'sha256')).rejects.toMatchObject({ code: 'token.removed' });
    await signer.close();
    await expect.poll(() => told.map(serials)).toEqual([['1'], [], ['1']]);
  });

  it('goes on when slots are renumbered under it', async () => {
    const driver = new ScriptedDriver();
    const { registry } = watch(driver);
    await registry.look();
    const signer = await registry.openSigner(fingerprint, { pin: typed() });
    driver.plugged = [token('2', 0), token('1', 1)];
    await expect.poll(() => serials(registry.reports)).toEqual(['2', '1']);
    await signer.confirm();
    await signer.close();
  });

  it('that fails costs the host, and the PIN is used once', async () => {
    const driver = new ScriptedDriver();
    driver.script = (op, launch) => (op === 'login' && launch === 1 ? 'token.pin-wrong' : undefined);
    const { registry } = watch(driver);
    await registry.look();
    const pin = typed();
    await expect(registry.openSigner(fingerprint, { pin })).rejects.toMatchObject({ code: 'token.pin-wrong' });
    expect(pin.kind === 'bytes' && [...pin.bytes]).toEqual([0, 0, 0, 0]);
    expect(driver.killed).toBe(1);
    expect(driver.asked.filter((op) => op === 'login')).toHaveLength(1);
    await (await registry.openSigner(fingerprint, { pin: typed() })).close();
  });

  it('on a driver that hangs in it is told, and the driver watched again', async () => {
    const driver = new ScriptedDriver();
    driver.script = (op, launch) => (op === 'login' && launch === 1 ? 'hang' : undefined);
    const { registry } = watch(driver);
    await registry.look();
    await expect(registry.openSigner(fingerprint, { pin: typed() })).rejects.toMatchObject({
      code: 'token.driver-hung',
    });
    expect(serials(await registry.look())).toEqual(['1']);
  });

  it('for a certificate that is nowhere erases the PIN', async () => {
    const { registry } = watch(new ScriptedDriver());
    await registry.look();
    const pin = typed();
    await expect(registry.openSigner('0'.repeat(64), { pin })).rejects.toMatchObject({ code: 'token.none' });
    expect(pin.kind === 'bytes' && [...pin.bytes]).toEqual([0, 0, 0, 0]);
  });
});

describe('two tokens that say the same of themselves', () => {
  const twins = [token('1', 0), token('1', 1)];
  const pinStates = ({ reports }: TokenRegistry): string[] =>
    reports.flatMap(({ tokens }) => tokens.map(({ pin }) => pin.state));
  const login = async (registry: TokenRegistry): Promise<unknown> =>
    registry.openSigner(fingerprint, { pin: typed() }).then(
      (signer) => signer.close(),
      (thrown: unknown) => thrown,
    );

  it.each([
    [
      'both plugged in: a PIN that one accepts does not make good what was wrong on the other',
      twins,
      'perhaps-final-try',
    ],
    ['one alone: it does', twins.slice(0, 1), 'ok'],
  ])('%s', async (_, plugged, expected) => {
    const driver = new ScriptedDriver();
    driver.plugged = plugged;
    driver.script = (op, launch) => (op === 'login' && launch !== 2 ? 'token.pin-wrong' : undefined);
    const { registry } = watch(driver);
    for (const end of [{ code: 'token.pin-wrong' }, undefined, { code: 'token.pin-wrong' }]) {
      await registry.look();
      const ended = await login(registry);
      if (end) expect(ended).toMatchObject(end);
      else expect(ended).toBeUndefined();
    }
    await registry.look();
    expect(pinStates(registry)).toEqual(plugged.map(() => expected));
  });

  const nearlyLocked = (slot: number): HostTokenInfo => {
    const { pin, ...rest } = token('1', slot);
    return { ...rest, pin: { ...pin, state: 'final-try' } };
  };

  it('are told apart by their flags at the login: the other one at its last try keeps nobody out', async () => {
    const driver = new ScriptedDriver();
    driver.plugged = [token('1', 0), nearlyLocked(1)];
    const { registry } = watch(driver);
    await registry.look();
    expect(pinStates(registry)).toEqual(['ok', 'final-try']);
    expect(await login(registry)).toBeUndefined();
  });

  it.each([
    ['one that is signed with', 1, 'token.pin-final-try'],
    ['other one', 0, 'token.signature-wrong'],
  ] as const)('and at each signature: the last try of the %s', async (_, slotInUse, code) => {
    const driver = new ScriptedDriver();
    driver.plugged = [token('1', 0), token('1', 1)];
    driver.alwaysAuthenticates = true;
    driver.slotInUse = slotInUse;
    const { registry } = watch(driver);
    await registry.look();
    const told: (string | undefined)[] = [];
    const signer = await registry.openSigner(fingerprint, {
      pin: typed(),
      contextPin: async (again) => {
        told.push(again?.code);
        return again ? null : { pin: typed(), acknowledgedFinalTry: false, dispose: () => undefined };
      },
    });
    driver.plugged = [token('1', 0), nearlyLocked(1)];
    const work = { digest: new Uint8Array(32), message: new Uint8Array() };
    const end = await signer.sign(work, 'sha256').catch((thrown: unknown) => thrown);
    await signer.close();
    expect([end, told]).toEqual(
      code === 'token.pin-final-try'
        ? [expect.objectContaining({ code: 'app.cancelled' }), [undefined, code]]
        : [expect.objectContaining({ code }), [undefined]],
    );
  });

  it('one of which is locked: once one is pulled out the other is looked at anew', async () => {
    const driver = new ScriptedDriver();
    driver.plugged = twins;
    driver.script = (op, launch) => (op === 'login' && launch === 1 ? 'token.pin-locked' : undefined);
    const { registry } = watch(driver);
    await registry.look();
    expect(await login(registry)).toMatchObject({ code: 'token.pin-locked' });
    await registry.look();
    expect(pinStates(registry)).toEqual(['locked', 'locked']);
    driver.plugged = twins.slice(1);
    await expect.poll(() => pinStates(registry)).toEqual(['ok']);
    expect(await login(registry)).toBeUndefined();
  });
});

describe('a token that could not be read', () => {
  it('is read again though nothing changes: another program may have let go of it', async () => {
    const driver = new ScriptedDriver();
    driver.unreadable = true;
    const { registry } = watch(driver);
    await registry.look();
    expect(registry.reports[0]?.unknown?.[0]?.reason).toBe('unreadable');
    driver.unreadable = false;
    await expect.poll(() => serials(registry.reports)).toEqual(['1']);
    expect(driver.launches).toBe(1);
  });
});

describe('a registry that is stopped', () => {
  it('ends its hosts, and launches none any more', async () => {
    const driver = new ScriptedDriver();
    const { registry } = watch(driver);
    await registry.look();
    registry.stop();
    expect(driver.killed).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(driver.launches).toBe(1);
  });

  it('leaves the host to a signer that is still open', async () => {
    const driver = new ScriptedDriver();
    const { registry } = watch(driver);
    await registry.look();
    const signer = await registry.openSigner(fingerprint, { pin: typed() });
    registry.stop();
    await signer.confirm();
    await signer.close();
    expect(driver.killed).toBe(1);
  });
});
