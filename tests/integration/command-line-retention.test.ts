/** Personal data whose time is up goes by the command line too, by the rules of the window. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { openQueueDatabase } from '../../src/main/queue/open.js';
import { kyso } from './installation.js';
import { newJob } from './queue-harness.js';

/** A data folder with cancelled documents of a server, last changed long ago. */
const office = (names: readonly string[]) => {
  const data = mkdtempSync(join(tmpdir(), 'kyso-retention-'));
  onTestFinished(() => rmSync(data, { recursive: true, force: true }));
  mkdirSync(join(data, 'originals'));
  const databasePath = join(data, 'queue.sqlite');
  const { operations, close } = openQueueDatabase({ databasePath });
  const jobs = names.map((name) => {
    const originalPath = join(data, 'originals', `${name}.pdf`);
    writeFileSync(originalPath, name);
    const { id } = operations.add({ ...newJob(name, `Bổ nhiệm ông Điệp ${name}`), originalPath, serverVersion: 1 }).job;
    operations.check(id, { fit: true });
    operations.cancel([id], 'vanthu');
    return { id, originalPath };
  });
  close();
  const age = (id: string): void => {
    const raw = new Database(databasePath);
    raw.prepare(`UPDATE jobs SET updated_at = '2020-01-01T00:00:00.000Z' WHERE id = ?`).run(id);
    raw.close();
  };
  return { data, jobs, age, run: (...words: string[]) => kyso([...words, '--data', data]) };
};

it('kyso retention and kyso queue run delete what is due, and put it on record', async () => {
  const { jobs, age, run } = office(['a', 'b']);
  const [first, second] = jobs;
  if (!first || !second) throw new Error('no documents');
  age(first.id);
  expect(await run('retention')).toMatchObject({ code: 0, lines: [{ deleted: 1, copies: 0 }] });
  expect([existsSync(first.originalPath), existsSync(second.originalPath)]).toEqual([false, true]);
  age(second.id);
  expect((await run('queue', 'run')).code).toBe(0);
  expect(existsSync(second.originalPath)).toBe(false);
  const [shown] = (await run('queue', 'show', second.id)).lines;
  expect(shown).toMatchObject({
    title: '',
    history: expect.arrayContaining([expect.objectContaining({ event: 'data-deleted', by: 'retention' })]),
  });
  expect((await run('journal', 'verify')).code).toBe(0);
}, 60_000);

it('a clock that jumped deletes nothing before a person confirms it, and copies go with the rest', async () => {
  const { data, jobs, age, run } = office(['a']);
  const [job] = jobs;
  if (!job) throw new Error('no documents');
  age(job.id);
  const raw = new Database(join(data, 'queue.sqlite'));
  raw.exec(`INSERT INTO retention_clock VALUES (1, '2021-01-01T00:00:00.000Z')`);
  raw.close();
  const copy = join(data, 'queue.sqlite.before-190');
  writeFileSync(copy, 'cũ');
  utimesSync(copy, new Date(2020, 1), new Date(2020, 1));
  expect(await run('retention')).toMatchObject({ code: 1, lines: [{ error: { code: 'queue.clock-ahead' } }] });
  const ran = await run('queue', 'run');
  expect([ran.code, ran.stderr.includes('01/01/2021')]).toEqual([0, true]);
  expect([existsSync(job.originalPath), existsSync(copy)]).toEqual([true, true]);
  expect(await run('retention', '--clock-is-right')).toMatchObject({ code: 0, lines: [{ deleted: 1, copies: 1 }] });
  expect([existsSync(job.originalPath), existsSync(copy)]).toEqual([false, false]);
  expect((await run('journal', 'verify')).code).toBe(0);
}, 60_000);

it('a rule that cannot be read deletes nothing and is told', async () => {
  const { data, jobs, age, run } = office(['a']);
  age(jobs[0]?.id ?? '');
  mkdirSync(join(data, 'policy'));
  writeFileSync(join(data, 'policy', 'retention.json'), '{"days":{"proved":1}}');
  expect(await run('retention')).toMatchObject({ code: 1, lines: [{ error: { code: 'queue.retention-invalid' } }] });
  expect(existsSync(jobs[0]?.originalPath ?? '')).toBe(true);
}, 60_000);
