import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AnswerFolder } from '../../../../src/main/jobs/files/answer-folder.js';
import { type Asked, KeptAnswers } from '../../../../src/main/jobs/network/kept-answers.js';

const hour = 3_600_000;
const start = Date.UTC(2026, 10, 22);
const bytes = (length: number, fill = 7): Uint8Array => new Uint8Array(length).fill(fill);

let base: string;
let folder: string;
let count = 0;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'kyso-answers-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeEach(() => {
  count += 1;
  folder = join(base, String(count), 'cache');
});
const open = (maxBytes = 1_000_000): AnswerFolder => new AnswerFolder(folder, maxBytes);
const files = (): string[] => readdirSync(folder);
const onlyFile = (): string => join(folder, files()[0] ?? '');

describe('the folder of answers', () => {
  it('gives back what was kept, in another process too, and leaves nothing half-written', async () => {
    await open().write('a', { bytes: bytes(1000), at: start, until: start + hour });
    expect(await open().read('a', start + 1)).toEqual({ bytes: bytes(1000), at: start, until: start + hour });
    expect(await open().read('b', start + 1)).toBeNull();
    expect(files().filter((name) => !/^[0-9a-f]{64}\.answer$/.test(name))).toEqual([]);
  });

  it('ends with nextUpdate, and knows nothing of the future', async () => {
    await open().write('a', { bytes: bytes(10), at: start, until: start + hour });
    expect(await open().read('a', start + hour - 1)).not.toBeNull();
    expect(await open().read('a', start + hour)).toBeNull();
    expect(await open().read('a', start - 1)).toBeNull();
  });

  it('reads nothing from a file with one bit changed, cut short, grown, empty or foreign', async () => {
    await open().write('a', { bytes: bytes(1000), at: start, until: start + hour });
    const whole = readFileSync(onlyFile());
    const changed = Buffer.from(whole);
    changed[whole.length - 1] = 6;
    const damaged = [
      changed,
      whole.subarray(0, 500),
      Buffer.concat([whole, Buffer.from('x')]),
      Buffer.alloc(0),
      Buffer.from('{}\n'),
      Buffer.from('{"at":1e999}\n'),
      Buffer.alloc(5000),
    ];
    for (const content of damaged) {
      writeFileSync(onlyFile(), content);
      expect(await open().read('a', start + 1)).toBeNull();
    }
    await open().write('a', { bytes: bytes(3), at: start, until: start + hour });
    expect(await open().read('a', start + 1)).toMatchObject({ bytes: bytes(3) });
  });

  it('stays below its size, the oldest going first', async () => {
    const first = open(10_000);
    for (const key of ['a', 'b', 'c']) await first.write(key, { bytes: bytes(4000), at: start, until: start + hour });
    const left = async (of: AnswerFolder) =>
      Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await of.read(key, start + 1)) !== null));
    expect(await left(first)).toEqual([false, true, true, false]);
    // Another process goes by the times of the files.
    for (const [index, name] of files().sort().entries()) {
      const day = start / 1000 + index;
      utimesSync(join(folder, name), day, day);
    }
    await open(10_000).write('d', { bytes: bytes(4000), at: start, until: start + hour });
    expect((await left(open())).filter(Boolean)).toHaveLength(2);
    expect((await left(open()))[3]).toBe(true);
  });

  it('does not keep what is larger than all it may hold', async () => {
    await open(100).write('a', { bytes: bytes(1000), at: start, until: start + hour });
    expect(await open().read('a', start + 1)).toBeNull();
  });

  it('is no cache and no failure where nothing can be written', async () => {
    const blocked = join(base, 'blocked');
    writeFileSync(blocked, '');
    const nowhere = new AnswerFolder(join(blocked, 'cache'), 1000);
    await nowhere.write('a', { bytes: bytes(10), at: start, until: start + hour });
    expect(await nowhere.read('a', start + 1)).toBeNull();
  });
});

describe('kept answers', () => {
  const setUp = (offline = false) => {
    const clock = { now: start };
    const server: { answer: Asked; asked: number } = {
      answer: { bytes: bytes(10), nextUpdate: start + 5 * hour, failures: [] },
      asked: 0,
    };
    const process = () => new KeptAnswers({ folder: open(), offline, now: () => clock.now });
    const ask = async () => {
      server.asked += 1;
      return server.answer;
    };
    const down: Asked = { bytes: null, nextUpdate: null, failures: [{ url: 'http://a', reason: new Error('down') }] };
    return { clock, server, process, ask, down };
  };

  it('serve the next process for an hour without a question', async () => {
    const { clock, server, process, ask } = setUp();
    await process().get('a', ask);
    clock.now += 59 * 60_000;
    expect(await process().get('a', ask)).toEqual({ bytes: bytes(10), standsInSince: null, failures: [] });
    expect(server.asked).toBe(1);
    clock.now += 2 * 60_000;
    await process().get('a', ask);
    expect(server.asked).toBe(2);
  });

  it('stand in for a server that is down, say since when, and end with nextUpdate', async () => {
    const { clock, server, process, ask, down } = setUp();
    await process().get('a', ask);
    server.answer = down;
    clock.now += 4 * hour;
    expect(await process().get('a', ask)).toEqual({ bytes: bytes(10), standsInSince: start, failures: down.failures });
    clock.now += hour;
    expect(await process().get('a', ask)).toEqual({ bytes: null, standsInSince: null, failures: down.failures });
  });

  it('serve offline without anybody being asked', async () => {
    const online = setUp();
    await online.process().get('a', online.ask);
    const { process, ask, server, clock } = setUp(true);
    clock.now += 1;
    expect(await process().get('a', ask)).toEqual({ bytes: bytes(10), standsInSince: start, failures: [] });
    expect(await process().get('b', ask)).toEqual({ bytes: null, standsInSince: null, failures: [] });
    expect(server.asked).toBe(0);
  });

  it('are not written where the answer names no end', async () => {
    const { server, process, ask } = setUp();
    server.answer = { ...server.answer, nextUpdate: null };
    await process().get('a', ask);
    await process().get('a', ask);
    expect(server.asked).toBe(2);
  });
});
