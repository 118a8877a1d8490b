/**
 * Every way in which Node and SQLite change files, in the folder that is named; run by recorder.test.ts under the
 * recorder. Threads and a child process take part.
 */
import { spawnSync } from 'node:child_process';
import fs, { promises } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const [, , folderGiven, part] = process.argv;
const folder = isMainThread ? folderGiven : workerData;
const at = (name) => join(folder, name);
const block = Buffer.from('Văn bản số 7 '.repeat(20_000));

const copies = async () => {
  fs.writeFileSync(at('gốc.bin'), block);
  fs.copyFileSync(at('gốc.bin'), at('copy-sync'));
  await promises.copyFile(at('gốc.bin'), at('copy'));
  await promises.copyFile(at('gốc.bin'), at('clone'), fs.constants.COPYFILE_FICLONE);
  fs.cpSync(at('gốc.bin'), at('cp-sync'));
  await promises.cp(at('gốc.bin'), at('cp'));
  const stream = fs.createReadStream(at('gốc.bin')).pipe(fs.createWriteStream(at('stream')));
  await new Promise((done) => stream.on('close', done));
};

const writes = async () => {
  const file = await promises.open(at('ghi'), 'w+');
  await file.writev([block.subarray(0, 10), block.subarray(10, 5000)]);
  await file.writev([Buffer.from('giữa'), Buffer.from('chừng')], 1000);
  await file.write(block, 0, 100, 9000);
  await file.truncate(9050);
  await file.sync();
  await file.close();
  await promises.appendFile(at('ghi'), 'cuối');
  await promises.truncate(at('copy'), 12_345);
  fs.writeFileSync(at('ngắn'), block);
  fs.writeFileSync(at('ngắn'), 'ngắn');
};

const names = async () => {
  fs.mkdirSync(at('a/b/c'), { recursive: true });
  fs.writeFileSync(at('a/b/c/x'), 'x');
  fs.renameSync(at('a/b'), at('a/d'));
  fs.linkSync(at('a/d/c/x'), at('liên kết'));
  fs.appendFileSync(at('liên kết'), ' hai tên');
  fs.rmSync(at('copy-sync'));
  await promises.rm(at('clone'));
  fs.writeFileSync(await promises.mkdtemp(at('tạm-')).then((made) => join(made, 'y')), 'y');
  fs.mkdirSync(at('bỏ'));
  fs.writeFileSync(at('bỏ/z'), 'z');
  fs.rmSync(at('bỏ'), { recursive: true });
  fs.mkdirSync(at('trống'));
  fs.rmdirSync(at('trống'));
};

const database = (name) => {
  const opened = new Database(at(name));
  opened.pragma('journal_mode = WAL');
  opened.exec('CREATE TABLE IF NOT EXISTS t (a INTEGER PRIMARY KEY, b TEXT)');
  for (let row = 0; row < 300; row += 1) opened.prepare('INSERT INTO t (b) VALUES (?)').run('ơ'.repeat(row));
  opened.pragma('wal_checkpoint(RESTART)');
  for (let row = 0; row < 10; row += 1) opened.prepare('INSERT INTO t (b) VALUES (?)').run('ư');
  return opened;
};

if (!isMainThread) {
  database('thread.sqlite').close();
} else if (part === 'child') {
  fs.writeFileSync(at('con'), 'tiến trình con');
  database('child.sqlite').close();
} else {
  const thread = new Worker(new URL(import.meta.url), { workerData: folder });
  const ended = new Promise((done) => thread.on('exit', done));
  await copies();
  await writes();
  await names();
  // Left open: its -wal stays, as it does when a program is killed.
  database('main.sqlite');
  const child = spawnSync(process.execPath, [process.argv[1], folder, 'child'], { stdio: 'inherit' });
  process.exitCode = child.status;
  await ended;
  process.kill(process.pid, 'SIGKILL');
}
