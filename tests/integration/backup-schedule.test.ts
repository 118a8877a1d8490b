/** The backups of the window, and what its worker threads say: with the real worker over real files. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { backUp } from '../../src/main/jobs/backup/backup.js';
import { checkBackup } from '../../src/main/jobs/backup/check.js';
import { BackupSchedule } from '../../src/main/jobs/backup/schedule.js';
import { applicationFolders } from '../../src/main/jobs/files/application-folders.js';
import { Log, logFile } from '../../src/main/jobs/files/log.js';
import { openQueue } from '../../src/main/queue/client.js';
import { holdBackup } from '../../src/main/queue/maintenance.js';
import { listen, spoken } from '../../src/main/queue/worker-output.js';
import { type Bundle, bundle, newJob, temporaryFolder } from './queue-harness.js';

let worker: Bundle;
beforeAll(async () => {
  worker = await bundle('src/main/queue/worker.ts');
}, 60_000);
afterAll(() => worker.remove());

const setUp = async () => {
  const folder = temporaryFolder();
  const folders = applicationFolders(join(folder, 'dữ liệu'));
  const to = join(folder, 'sao lưu');
  for (const path of [folders.originals, to]) mkdirSync(path, { recursive: true });
  const database = { workerPath: worker.path, databasePath: folders.database };
  const queue = await openQueue(database);
  onTestFinished(() => queue.close());
  const add = async (name: string) => {
    const originalPath = join(folders.originals, `${name}.pdf`);
    writeFileSync(originalPath, name);
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update(name).digest('hex');
    return queue.add({ ...newJob(name), originalPath, sha256, size: Buffer.byteLength(name) });
  };
  await add('một');
  const clock = { now: new Date(2026, 10, 20, 13) };
  const office = { busy: false };
  const log = new Log(folders.data, { now: () => clock.now, aside: () => undefined });
  const schedule = new BackupSchedule({
    folders,
    database,
    now: () => clock.now,
    busy: () => office.busy,
    changed: () => undefined,
    note: (text) => log.note(text),
    defect: (thrown) => log.defect(thrown),
  });
  onTestFinished(() => schedule.stop());
  const made = () => readdirSync(join(to, 'backups')).length;
  const logged = () => readFileSync(logFile(folders.data), 'utf8');
  const services = { folders, database, now: () => clock.now, abort: new AbortController().signal };
  return { folder, folders, to, database, queue, add, clock, office, schedule, made, logged, services };
};

describe('the backups of the window', () => {
  it('are made once a day while nothing is signed, and made up after days off', async () => {
    const { schedule, to, clock, office, made, add, services } = await setUp();
    await schedule.choose(to);
    office.busy = true;
    await schedule.runIfDue();
    expect((await schedule.state()).last).toBeNull();
    office.busy = false;
    await schedule.runIfDue();
    await schedule.runIfDue();
    expect(made()).toBe(1);
    await add('hai');
    clock.now = new Date(2026, 10, 24, 8);
    await schedule.runIfDue();
    expect(made()).toBe(2);
    expect(await schedule.state()).toMatchObject({
      last: { documents: 2, error: null },
      warning: null,
      running: false,
    });
    expect(await checkBackup(services, to)).toMatchObject({ documents: 2, damaged: [], journal: { intact: true } });
  });

  it('that fail become a sentence and a line in the log, are tried again, and warn after a week', async () => {
    const { schedule, to, clock, made, logged } = await setUp();
    await schedule.choose(to);
    await schedule.runIfDue();
    renameSync(to, `${to}-xa`);
    clock.now = new Date(2026, 10, 21, 13);
    await schedule.runIfDue();
    const failed = await schedule.state();
    expect(failed).toMatchObject({ last: { error: { code: 'backup.unreachable' } }, warning: 'folder-gone' });
    expect(logged()).toMatch(/backup: backup\.unreachable/);
    expect(logged()).not.toContain('sao lưu');
    renameSync(`${to}-xa`, to);
    clock.now = new Date(2026, 10, 28, 13);
    expect((await schedule.state()).warning).toBe('old');
    await schedule.runIfDue();
    expect(made()).toBe(2);
    expect(await schedule.state()).toMatchObject({ last: { error: null }, warning: null });
  });

  it('are made by one process at a time, whoever asks', async () => {
    const { schedule, to, database, services, made } = await setUp();
    await schedule.choose(to);
    const letGo = await holdBackup(database);
    expect(await holdBackup(database)).toBeNull();
    await expect(backUp(services, to)).rejects.toMatchObject({ code: 'backup.running' });
    // Another process makes it: for this one that is no failure.
    await schedule.runIfDue();
    expect((await schedule.state()).last).toBeNull();
    await letGo?.();
    await backUp(services, to);
    expect(made()).toBe(1);
  });

  it('go on beside an older one that was restored, and never beside those of another queue', async () => {
    const { to, services, made, clock } = await setUp();
    await backUp(services, to);
    clock.now = new Date(2026, 10, 21, 13);
    const [name = ''] = readdirSync(join(to, 'backups'));
    const manifest = join(to, 'backups', name, 'manifest.json');
    // The newest backup is of days that this queue, put back to the first one, has never had.
    const lost = JSON.parse(readFileSync(manifest, 'utf8'));
    mkdirSync(join(to, 'backups', 'mới hơn'));
    const later = { ...lost, madeAt: '2026-11-21T20:00:00.000Z', journal: { seq: 9, head: 'f'.repeat(64) } };
    writeFileSync(join(to, 'backups', 'mới hơn', 'manifest.json'), JSON.stringify(later));
    const { folder } = await backUp(services, to);
    // … nor is the one just made thinned away, though that one's clock was ahead.
    expect(readdirSync(folder)).toContain('manifest.json');
    expect(made()).toBe(3);
    rmSync(join(to, 'backups', name), { recursive: true });
    for (const other of readdirSync(join(to, 'backups')))
      if (other !== 'mới hơn') rmSync(join(to, 'backups', other), { recursive: true });
    await expect(backUp(services, to)).rejects.toMatchObject({ code: 'backup.other-queue' });
  });

  it('are found out where a byte changed on the share', async () => {
    const { to, services } = await setUp();
    const { folder } = await backUp(services, to);
    const bytes = readFileSync(join(folder, 'queue.sqlite'));
    bytes.writeUInt8(bytes.readUInt8(5000) ^ 1, 5000);
    writeFileSync(join(folder, 'queue.sqlite'), bytes);
    const [group = ''] = readdirSync(join(to, 'files'));
    const [file = ''] = readdirSync(join(to, 'files', group));
    writeFileSync(join(to, 'files', group, file), 'khác');
    const found = await checkBackup(services, to);
    expect(found.journal).toBeNull();
    expect(found.damaged).toHaveLength(2);
  });
});

describe('what worker threads say', () => {
  it('is found in the log when the queue’s worker has a defect, without what it worked on', async () => {
    const { database, logged, folders } = await setUp();
    const log = new Log(folders.data, { now: () => new Date(), aside: () => undefined });
    const queue = await openQueue({ ...database, heard: (text) => log.note(text) });
    // A constraint that no step of ours may run into.
    const other = new Database(database.databasePath);
    other.exec(
      `CREATE TRIGGER broken BEFORE INSERT ON jobs BEGIN SELECT RAISE(ABORT, 'Nguyễn Văn Đức 034567890123'); END`,
    );
    other.close();
    await expect(queue.add(newJob('Quyết định kỷ luật'))).rejects.toMatchObject({ code: 'app.internal' });
    await queue.close();
    expect(logged()).toMatch(/queue worker, add: SqliteError SQLITE_CONSTRAINT_TRIGGER/);
    expect(logged()).not.toMatch(/Đức|034567890123|Quyết|dữ liệu/);
  });

  it('passes the redactor line by line, also what no code of ours wrote, and what ended the thread', async () => {
    const { folders, logged } = await setUp();
    const log = new Log(folders.data, { now: () => new Date(), aside: () => undefined });
    const heard = (text: string): void => log.note(text);
    const code = `process.stderr.write('driver: pin=');
      process.stderr.write('12345678, Nguyễn Văn Đức, /home/duc/thư.pdf\\n');
      setTimeout(() => { throw new TypeError('034567890123 của Nguyễn Văn Đức'); }, 20);`;
    const thread = new Worker(code, { eval: true, ...spoken(heard) });
    listen(thread, heard);
    await new Promise((done) => thread.once('exit', done));
    await expect.poll(logged).toMatch(/a worker thread ended: TypeError/);
    expect(logged()).toMatch(/driver: pin=<khóa>/);
    expect(logged()).not.toMatch(/12345678|Đức|thư\.pdf|0345/);
  });
});
