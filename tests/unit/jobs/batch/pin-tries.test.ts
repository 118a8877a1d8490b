/** What is remembered of PINs that were sent, beyond the process that sent them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Fault } from '../../../../src/contracts/faults/index.js';
import { PinTries } from '../../../../src/main/jobs/batch/pin-tries.js';
import { PinGuardian } from '../../../../src/main/token/pin-guardian.js';
import type { NotedTry } from '../../../../src/main/token/try-memory.js';

let place: string;
let folder: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'kyso-pin-tries-'));
  folder = join(place, 'pin-tries');
});
afterEach(() => {
  chmodSync(place, 0o700);
  rmSync(place, { recursive: true, force: true });
});

const token = { manufacturer: 'Bit4ID', model: 'JCOP4', serial: '01', label: 'VGCA Token', slot: 0 };
const rules = { limit: null, forgets: true };
const begin = async (tries = new PinTries(folder)): Promise<NotedTry> => {
  const noted = await tries.begin(token);
  if (!noted) throw new TypeError('It was not noted.');
  return noted;
};
const count = (): Promise<number | null> => new PinTries(folder).count(token);
/** As if another process had begun every try that is under way here: one that has ended, or that lives on. */
const belongTo = (process_: number): void => {
  for (const name of readdirSync(folder)) {
    renameSync(join(folder, name), join(folder, name.replace(`.${process.pid}`, `.${process_}`)));
  }
};
const endedProcess = (): number => spawnSync(process.execPath, ['-e', '']).pid;

describe('a try', () => {
  it('counts from before the PIN is sent, and goes on counting when nobody tells how it ended', async () => {
    expect(await count()).toBe(0);
    await begin();
    expect(await count()).toBe(1);
  });

  it.each([
    ['counted', 2],
    ['uncounted', 1],
    ['forgotten', 0],
  ] as const)('that is %s after a wrong one leaves %i', async (how, left) => {
    await (await begin()).end('counted');
    const second = await begin();
    expect(second.before).toBe(1);
    await second.end(how);
    expect(await count()).toBe(left);
  });

  it('of another token counts for that one alone', async () => {
    await begin();
    expect(await new PinTries(folder).count({ ...token, serial: '02' })).toBe(0);
  });

  it('of a process that was killed counts, until a right PIN after it', async () => {
    await begin();
    belongTo(endedProcess());
    const next = await begin();
    expect(next.before).toBe(1);
    await next.end('forgotten');
    expect(await count()).toBe(0);
  });

  it('that another process has under way is not forgotten with a right PIN: it may reach the token after it', async () => {
    await begin();
    belongTo(process.ppid);
    await (await begin()).end('forgotten');
    expect(await count()).toBe(1);
  });

  it('that was wrong in a process that lives on is forgotten with a right PIN after it', async () => {
    await (await begin()).end('counted');
    belongTo(process.ppid);
    await (await begin()).end('forgotten');
    expect(await count()).toBe(0);
  });

  it('under way in this very process is not forgotten with the right PIN of another one', async () => {
    await begin();
    await (await begin()).end('forgotten');
    expect(await count()).toBe(1);
  });

  it('that was wrong while another one was right is not forgotten with it', async () => {
    const [wrong, right] = [await begin(), await begin()];
    expect([wrong.before, right.before]).toEqual([0, 1]);
    await wrong.end('counted');
    await right.end('forgotten');
    expect(await count()).toBe(1);
  });

  it('begun a hundred times at once is a hundred tries', async () => {
    await Promise.all(Array.from({ length: 100 }, () => begin()));
    expect(await count()).toBe(100);
  });

  it('leaves nothing of a PIN, a label or a number behind, and no bytes at all', async () => {
    await begin();
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^[0-9a-f]{32}-[0-9a-f]{16}\.\d+$/)]);
  });
});

describe('what cannot be read or written', () => {
  it('is unknown, not none', async () => {
    writeFileSync(folder, '');
    expect(await count()).toBeNull();
    expect(await new PinTries(folder).begin(token)).toBeNull();
  });

  it('among strange files is found', async () => {
    await begin();
    for (const name of ['desktop.ini', '.DS_Store', 'x.tmp', 'a-b.over']) writeFileSync(join(folder, name), 'x');
    mkdirSync(join(folder, 'thư mục'));
    expect(await count()).toBe(1);
  });

  it('needs a deliberate step, says why, and does not keep anybody out', async () => {
    writeFileSync(folder, '');
    const guardian = new PinGuardian(new PinTries(folder));
    expect((await guardian.read(token, 'ok', rules)).state).toBe('count-unknown');
    let sent = 0;
    const send = async (): Promise<void> => {
      sent += 1;
    };
    const attempt = (deliberate: boolean) => guardian.attempt(token, deliberate, send, () => true);
    await expect(attempt(false)).rejects.toMatchObject({ code: 'token.pin-count-unknown' });
    expect(sent).toBe(0);
    await attempt(true);
    expect(sent).toBe(1);
    rmSync(folder);
    await guardian.read(token, 'ok', rules);
    await attempt(true);
    expect((await guardian.read(token, 'ok', rules)).state).toBe('ok');
  });

  it('in a folder that can be read and not written is known from the first refusal on', async () => {
    const guardian = new PinGuardian(new PinTries('/proc'));
    const wrong = async (): Promise<never> => {
      throw new Fault('token.pin-wrong');
    };
    expect((await guardian.read(token, 'ok', rules)).state).toBe('ok');
    const attempt = (deliberate: boolean) => guardian.attempt(token, deliberate, wrong, () => true);
    await expect(attempt(false)).rejects.toMatchObject({ code: 'token.pin-count-unknown' });
    expect((await guardian.read(token, 'ok', rules)).state).toBe('count-unknown');
    await expect(attempt(true)).rejects.toMatchObject({ code: 'token.pin-wrong' });
    expect((await guardian.read(token, 'ok', rules)).state).toBe('count-unknown');
  });

  it('at the moment of sending asks for the same step, before the PIN is sent', async () => {
    const guardian = new PinGuardian(new PinTries(folder));
    expect((await guardian.read(token, 'ok', rules)).state).toBe('ok');
    writeFileSync(folder, '');
    const send = async (): Promise<never> => {
      throw new Error('The PIN was sent.');
    };
    const attempt = guardian.attempt(token, false, send, () => true);
    await expect(attempt).rejects.toMatchObject({ code: 'token.pin-count-unknown' });
    expect((await guardian.read(token, 'ok', rules)).state).toBe('count-unknown');
  });
});

describe('a guardian that remembers', () => {
  const guardian = (): PinGuardian => new PinGuardian(new PinTries(folder));
  const wrong = async (): Promise<never> => {
    throw new Fault('token.pin-wrong');
  };
  const tryOnce = async (send: () => Promise<void>, each = guardian()): Promise<string> => {
    await each.read(token, 'ok', rules);
    return each
      .attempt(token, false, send, () => true)
      .then(
        () => 'accepted',
        (thrown: unknown) => (thrown instanceof Fault ? thrown.code : String(thrown)),
      );
  };

  it('asks for the deliberate step at the third wrong PIN of three processes', async () => {
    expect([await tryOnce(wrong), await tryOnce(wrong)]).toEqual(['token.pin-wrong', 'token.pin-wrong']);
    expect(await tryOnce(wrong)).toBe('token.pin-perhaps-final-try');
    expect(await count()).toBe(2);
  });

  it('forgets with a right PIN in another process', async () => {
    const window = guardian();
    expect(await tryOnce(wrong, window)).toBe('token.pin-wrong');
    expect(await tryOnce(async () => undefined)).toBe('accepted');
    expect([await tryOnce(wrong, window), await tryOnce(wrong, window)]).toEqual([
      'token.pin-wrong',
      'token.pin-wrong',
    ]);
    expect(await tryOnce(wrong, window)).toBe('token.pin-perhaps-final-try');
  });

  it('sees at the moment of sending what another process did since the flags were read', async () => {
    const window = guardian();
    await window.read(token, 'ok', rules);
    await tryOnce(wrong);
    await tryOnce(wrong);
    const attempt = window.attempt(token, false, wrong, () => true);
    await expect(attempt).rejects.toMatchObject({ code: 'token.pin-perhaps-final-try' });
    expect(await count()).toBe(2);
  });

  it('of a token that keeps its count does not forget with a right PIN', async () => {
    const kept = { limit: null, forgets: false };
    const ends: (string | undefined)[] = [];
    for (const send of [wrong, async () => undefined, wrong, wrong]) {
      const each = guardian();
      await each.read(token, 'ok', kept);
      ends.push(
        await each
          .attempt(token, false, send, () => true)
          .then(
            () => 'accepted',
            (thrown: unknown) => (thrown instanceof Fault ? thrown.code : String(thrown)),
          ),
      );
    }
    expect(ends).toEqual(['token.pin-wrong', 'accepted', 'token.pin-wrong', 'token.pin-perhaps-final-try']);
  });

  it('tells no number of tries where another process has had a part in it', async () => {
    const window = guardian();
    const three = { limit: 3, forgets: true };
    await window.read(token, 'ok', three);
    await window.attempt(
      token,
      false,
      async () => undefined,
      () => true,
    );
    expect((await window.read(token, 'ok', three)).triesLeft).toBe(3);
    await tryOnce(wrong);
    expect(await window.read(token, 'ok', three)).toEqual({ state: 'ok', triesLeft: null });
  });
});
