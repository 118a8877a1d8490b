/**
 * `npm run bench -- queue`: what each question of the lists costs among 100,000 documents and 100,000 entries of one
 * register, through the database worker, as the window asks it. Prints a Markdown table; exit code 1 when a 95th
 * percentile of CPU time is 50 ms or more. After `node tools/setup/run.mjs build`.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';

const count = 100_000;
const rounds = 41;
const limitMs = 50;
const folder = mkdtempSync(join(tmpdir(), 'kyso-bench-'));
const databasePath = join(folder, 'queue.sqlite');

const types = ['Quyết định', 'Tờ trình', 'Công văn', 'Kế hoạch', 'Báo cáo', 'Thông báo'];
const subjects = [
  'về việc phê duyệt dự toán kinh phí năm 2026',
  'bổ nhiệm cán bộ lãnh đạo Sở Nội vụ',
  'thu hồi đất tại xã Hòa Bình',
  'cấp giấy phép xây dựng công trình',
  'điều động công chức phòng Văn thư',
];
const people = ['Nguyễn Văn An', 'Trần Thị Bình', 'Lê Hoàng Điệp', 'Đỗ Thúy Quỳnh'];
const marksOff = (text) =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd');

const open = async () => {
  const worker = new Worker(resolve('out/main/database-worker.cjs'), { workerData: { databasePath } });
  const waiting = new Map();
  let last = 0;
  const reply = (seq) => new Promise((settle, fail) => waiting.set(seq, { settle, fail }));
  worker.on('message', ({ seq, result }) => {
    const { settle, fail } = waiting.get(seq);
    if (result.ok) settle(result.value);
    else fail(new Error(JSON.stringify(result.error)));
  });
  await reply(0);
  return (operation, ...args) => {
    last += 1;
    worker.postMessage({ seq: last, operation, args });
    return reply(last);
  };
};

/** Most are done with; a few are in each of the other states, as in an office after some years. */
const stateOf = (index) => {
  if (index % 1000 === 7) return 'ready';
  if (index % 100 === 3) return 'proved';
  return index % 10 === 1 ? 'delivered' : 'acknowledged';
};

const fill = () => {
  const database = new Database(databasePath);
  const job = database.prepare(
    `INSERT INTO jobs (id, server_id, title, file_name, typed, folded, state, original_path, original_sha256, original_size,
       updated_at) VALUES (@id, @server, @title, @file, @typed, @folded, @state, @path, @sha256, 1, '2026-03-02T01:00:00.000Z')`,
  );
  const number = database.prepare(
    `INSERT INTO numbers VALUES ('outgoing', 'di', 2026, @index, 'used', @sha256, '2026-03-02', 'van-thu', '')`,
  );
  const entry = database.prepare(
    `INSERT INTO register_entries (direction, series, year, number, state, date, document_sha256, result_sha256,
       signer_fingerprint, user, registered_at, type, typed, folded, fields) VALUES ('outgoing', 'di', 2026, @index, 'issued',
       '2026-03-02', @sha256, @sha256, @sha256, 'van-thu', '', @type, @typed, @folded, @fields)`,
  );
  database.transaction(() => {
    database.exec("INSERT INTO series VALUES ('outgoing', 'di', 2026, 1, 0)");
    for (let index = 1; index <= count; index += 1) {
      const type = types[index % types.length];
      const subject = subjects[(index * 7) % subjects.length];
      const fullName = people[index % people.length];
      const title = `${type} số ${index}/QĐ-UBND ${subject} – ${fullName}`;
      const file = `${index}-qd-ubnd.pdf`;
      const server = `van-ban-${index}`;
      const sha256 = index.toString(16).padStart(64, '0');
      const typed = `${title}\n${file}\n${server}`.toLowerCase();
      const text = { typed, folded: marksOff(typed) };
      const id = index.toString(16).padStart(32, '0');
      job.run({ id, server, title, file, ...text, state: stateOf(index), path: `/du-lieu/${id}.pdf`, sha256 });
      number.run({ index, sha256 });
      const recipients = [{ name: 'Như trên' }, { name: 'Lưu: VT' }];
      const fields = JSON.stringify({ notation: 'QĐ-UBND', typeName: type, subject, signer: { fullName }, recipients });
      entry.run({ index, sha256, type, ...text, fields });
    }
  })();
  database.close();
};

const list = (changes) => ['list', { text: '', states: [], after: null, limit: 500, ...changes }];
const registerAsked = { direction: 'outgoing', year: 2026, types: [], states: [], text: '', after: null, limit: 200 };
const register = (changes) => ['registerPage', { ...registerAsked, series: 'di', ...changes }];
const key = { direction: 'outgoing', series: 'di', year: 2026 };
const last = { after: 400 };

const questions = {
  'list: first page': list({}),
  'list: last page': list(last),
  'list: one rare state': list({ states: ['ready'] }),
  'list: one state, last page': list({ states: ['acknowledged'], ...last }),
  'list: four states, last page': list({ states: ['ready', 'proved', 'delivered', 'acknowledged'], ...last }),
  'list: a state that none is in': list({ states: ['failed'] }),
  'list: "q" (every document)': list({ text: 'q' }),
  'list: "q", last page': list({ text: 'q', ...last }),
  'list: "quyết định"': list({ text: 'quyết định' }),
  'list: "dieu dong an"': list({ text: 'dieu dong an' }),
  'list: "4321/QĐ"': list({ text: '4321/QĐ' }),
  'list: "QĐ-UBND" (every document)': list({ text: 'QĐ-UBND' }),
  'list: "qd-ubnd van nguyen"': list({ text: 'qd-ubnd van nguyen' }),
  'list: "ubnd" in one rare state': list({ text: 'ubnd', states: ['ready'] }),
  'list: "ubnd" in the commonest state, last page': list({ text: 'ubnd', states: ['acknowledged'], ...last }),
  'list: "q" in a state that none is in': list({ text: 'q', states: ['failed'] }),
  'list: a word that is nowhere': list({ text: 'không-có-đâu' }),
  'register: first page': register({}),
  'register: last page': register(last),
  'register: year, last page': register({ series: null, ...last }),
  'register: one type, last page': register({ types: ['Kế hoạch'], ...last }),
  'register: a type that is nowhere': register({ types: ['Hợp đồng'] }),
  'register: a state that none is in': register({ states: ['recalled'], series: null }),
  'register: "q" (every entry)': register({ text: 'q' }),
  'register: "qd-ubnd", last page': register({ text: 'qd-ubnd', series: null, ...last }),
  'register: "4321/QĐ"': register({ text: '4321/QĐ' }),
  'register: its series and types': ['registerParts', { direction: 'outgoing', year: 2026 }],
  'register: its gaps': ['integrityOf', key],
  'register: next numbers': ['nextNumbers', key, 100],
  'register: held numbers': ['heldNumbers'],
};

const ordered = (numbers) => numbers.sort((left, right) => left - right);

/** CPU time of this process, both threads, and wall time, which other programs lengthen. */
const measured = async (call, question) => {
  const cpu = [];
  const wall = [];
  for (let round = 0; round < rounds; round += 1) {
    const [used, started] = [process.cpuUsage(), performance.now()];
    await call(...question);
    wall.push(performance.now() - started);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  return [cpu, wall].flatMap((times) => [ordered(times)[rounds >> 1], times[Math.floor(rounds * 0.95)]]);
};

const ask = await open();
try {
  fill();
  const megabytes = statSync(databasePath).size / 1e6;
  console.log(
    `| ${count} documents, ${count} entries, ${megabytes.toFixed(0)} MB | CPU ms | 95th | wall ms | 95th |\n|---|---|---|---|---|`,
  );
  const slow = [];
  for (const [name, question] of Object.entries(questions)) {
    const times = await measured(ask, question);
    console.log(`| ${name} | ${times.map((time) => time.toFixed(1)).join(' | ')} |`);
    if (times[1] >= limitMs) slow.push(name);
  }
  if (slow.length > 0) {
    console.log(`\n${limitMs} ms and more: ${slow.join('; ')}`);
    process.exitCode = 1;
  }
} finally {
  await ask('close');
  rmSync(folder, { recursive: true, force: true });
}
