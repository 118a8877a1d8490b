import { describe, expect, it } from 'vitest';
import { Fault, type FaultCode, faultValue } from '../../../src/contracts/faults/index.js';
import type { HostRequest } from '../../../src/contracts/token-host.js';
import type { HostExit, HostLauncher } from '../../../src/main/token/host-launcher.js';
import type { PinSource } from '../../../src/main/token/pin.js';
import { PinGuardian } from '../../../src/main/token/pin-guardian.js';
import { standardDeadlines, TokenHost } from '../../../src/main/token/token-host.js';
import { standardPace } from '../../../src/main/token/watched-module.js';

/** A host whose driver refuses every login in this way and is polled all the while. */
const refusing = (code: FaultCode, pinUsed: boolean): TokenHost => {
  let onMessage: (message: unknown) => void = () => undefined;
  const launcher: HostLauncher = {
    launch: () => ({
      send: ({ id, op }: HostRequest) =>
        void setImmediate(() =>
          onMessage(
            op === 'login'
              ? { id, ok: false, error: faultValue(code, { min: 4, max: 16 }), pinUsed }
              : { id, ok: true, value: { tokens: [] } },
          ),
        ),
      onMessage: (listener) => {
        onMessage = listener;
      },
      onExit: () => undefined,
      kill: () => undefined,
    }),
  };
  return new TokenHost(launcher, { path: '/m.so', parameters: null }, standardDeadlines);
};

const token = { manufacturer: '', model: '', serial: '1', label: 'VGCA Token', slot: 0 };
const rules = { limit: null, forgets: true };
const typed = (): PinSource => ({ kind: 'bytes', bytes: new Uint8Array([49]) });

/** Two logins, each with the next poll waiting behind it; what the guardian then says. */
const afterTwoLogins = async (code: FaultCode, pinUsed: boolean) => {
  const guardian = new PinGuardian();
  for (let tries = 0; tries < 2; tries += 1) {
    const host = refusing(code, pinUsed);
    await guardian.read(token, 'ok', rules);
    const login = guardian.attempt(
      token,
      false,
      () => host.login(new Uint8Array(), typed(), { pad: false, acknowledgeFinalTry: false }),
      () => host.pinUsed,
    );
    const poll = host.poll();
    await expect(login).rejects.toMatchObject({ code });
    await poll;
  }
  return (await guardian.read(token, 'ok', rules)).state;
};

describe('a login with a poll waiting behind it', () => {
  it('that never reached the token counts as no try', async () => {
    expect(await afterTwoLogins('token.pin-length', false)).toBe('ok');
  });

  it('that reached it counts as one', async () => {
    expect(await afterTwoLogins('token.driver-failed', true)).toBe('perhaps-final-try');
  });
});

it('a person has 120 seconds at the keys of the reader, and sees within a second what is plugged in', () => {
  expect(standardDeadlines.padLogin).toBe(120_000);
  expect(standardPace.poll).toBeLessThanOrEqual(500);
});

describe('what a host printed', () => {
  /** A host that prints this and ends when `end` is called, or is killed. */
  const printing = (output: string) => {
    let onExit: (exit: HostExit) => void = () => undefined;
    let alive = true;
    const end = (): void => {
      if (!alive) return;
      alive = false;
      onExit({ code: null, signal: 'SIGSEGV', output });
    };
    const launcher: HostLauncher = {
      launch: () => ({
        send: () => undefined,
        onMessage: () => undefined,
        onExit: (listener) => {
          onExit = listener;
        },
        kill: () => end(),
      }),
    };
    const heard: string[] = [];
    const module = { path: '/m.so', parameters: null };
    const host = new TokenHost(launcher, module, { ...standardDeadlines, launch: 1 }, (text) => heard.push(text));
    return { host, end, heard };
  };

  it('is told where it crashed or hung', async () => {
    const crashed = printing('assertion failed');
    crashed.end();
    expect(crashed.heard).toEqual(['assertion failed']);
    const hung = printing('waiting for the reader');
    await expect(hung.host.poll()).rejects.toMatchObject({ code: 'token.driver-hung' });
    expect(hung.heard).toEqual(['waiting for the reader']);
  });

  it('is nobody’s business where it was ended, as after every login, or printed nothing', () => {
    const ended = printing('initialized');
    ended.host.end(new Fault('token.session-over'));
    const silent = printing('');
    silent.end();
    expect([...ended.heard, ...silent.heard]).toEqual([]);
  });
});
