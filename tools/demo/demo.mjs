/**
 * The main job from end to end, on this machine alone: a provincial server with 20 real documents, a SoftHSM token
 * whose certificates imitate the official hierarchy, and the command line that pulls, signs, verifies and delivers.
 *
 *   npm run demo                  everything it makes stands in demo-out/; a second run goes on from there and repeats
 *                                 nothing
 *   npm run demo -- --out DIR     … in another folder
 */
import { constants, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from '../provincial-server/server.mjs';
import { makeTestPki, publishCrl } from '../test-pki/make.mjs';
import { makeTestToken } from '../test-token/make.mjs';
import { documents } from './documents.mjs';
import { kyso, pdfsig, signaturesOf } from './programs.mjs';
import { progressBar, table } from './terminal.mjs';

const root = resolve(import.meta.dirname, '..', '..');
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'demo-out') } } });
const out = resolve(values.out);
const corpus = join(root, 'tests', 'corpus', 'documents');
const signedFolder = join(out, 'signed');
const dataFolder = join(out, 'client');
const user = { username: 'van-thu', password: 'demo-van-thu' };
const pin = '12345678';

const say = (text) => console.log(text);

/** The hierarchy and the token of this demo; made once, its CRLs issued anew each time. */
const makeTokenAndPki = async () => {
  const remembered = join(out, 'token.json');
  if (existsSync(remembered)) {
    const known = JSON.parse(readFileSync(remembered, 'utf8'));
    if (known.out !== out) throw new Error(`${out} comes from another folder (${known.out}). Delete it to start anew.`);
    for (const authority of [known.pki.root, known.pki.sub]) publishCrl(authority);
    return known;
  }
  for (const folder of ['pki', 'token']) rmSync(join(out, folder), { recursive: true, force: true });
  const pki = makeTestPki(join(out, 'pki'));
  const token = await makeTestToken({
    folder: join(out, 'token'),
    label: 'KY SO CONG VU THU NGHIEM',
    pin,
    soPin: '87654321',
    identities: [{ key: pki.office.key, certificate: pki.office.certificate, label: 'Văn thư' }],
    issuers: [pki.sub.certificate],
  });
  writeFileSync(remembered, JSON.stringify({ out, pki, token }));
  return { pki, token };
};

const lineOf = (failures, line) => {
  if (line.error) failures.push(line);
  return line;
};

const main = async () => {
  mkdirSync(signedFolder, { recursive: true });
  const failures = [];
  say('1. Tạo thiết bị ký thử nghiệm (SoftHSM) và khởi động máy chủ văn bản…');
  const { pki, token } = await makeTokenAndPki();
  const seed = documents.map((name) => join(corpus, name));
  const server = await startServer({ dataDir: join(out, 'server'), port: 0, seed, users: [user] }).catch((thrown) => {
    throw new Error(
      `${thrown.message}; hãy xóa thư mục ${relative(process.cwd(), out)} của phiên bản trước rồi chạy lại`,
    );
  });
  const client = { data: dataFolder, env: token.env };
  const sync = () =>
    kyso(['sync', '--server', server.url, '--user', user.username, '--password-stdin'], {
      ...client,
      input: user.password,
      onLine: (line) => lineOf(failures, line),
    });
  try {
    say('2. Lấy văn bản chờ ký về hàng đợi…');
    const pulled = await sync();
    say(
      `   ${pulled.lines.filter((line) => line.direction === 'download' && line.status === 'done').length} văn bản mới.`,
    );

    const queued = await kyso(['queue', 'list'], client);
    const waiting = queued.lines.filter((job) => job.state === 'ready');
    say(`3. Ký ${waiting.length} văn bản, nhập mã PIN một lần…`);
    if (waiting.length > 0) {
      const bar = progressBar(waiting.length);
      await kyso(['queue', 'run', '--module', token.modulePath, '--token', token.label, '--pin-stdin'], {
        ...client,
        input: pin,
        onLine: (line) => {
          lineOf(failures, line);
          bar.step(line.title ?? '');
        },
      });
      bar.end();
    }

    say('4. Gửi văn bản đã ký lên máy chủ…');
    await sync();

    say('5. Kiểm tra từng văn bản bằng phần mềm này và bằng pdfsig…');
    const rows = await check(client, pki);
    say('');
    say(
      table(
        ['Văn bản', 'Người ký', 'Chữ ký mới', 'Chữ ký có sẵn', 'Bản gốc', 'pdfsig', 'Máy chủ'],
        rows.map(({ cells }) => cells),
      ),
    );
    const good = rows.filter(({ ok }) => ok).length;
    say(
      `\n${good}/${documents.length} văn bản được ký, kiểm tra và giao đạt. Tệp đã ký: ${relative(process.cwd(), signedFolder)}/`,
    );
    for (const { title, file, error } of failures) say(`   ${title ?? file ?? ''}: ${error.vi}`);
    process.exitCode = good === documents.length ? 0 : 1;
  } finally {
    await server.close();
  }
};

/** Copies what was signed to demo-out/signed (never over a file that is there) and has it judged twice. */
const check = async (client, pki) => {
  const { lines: jobs } = await kyso(['queue', 'list'], client);
  const rows = [];
  for (const job of jobs.sort((a, b) => a.fileName.localeCompare(b.fileName))) {
    const { lines } = await kyso(['queue', 'show', job.id], client);
    const signedPath = lines[0]?.signedPath;
    if (!signedPath) {
      rows.push({ ok: false, cells: [job.fileName, '', 'chưa ký', '', '', '', job.state] });
      continue;
    }
    const copy = join(signedFolder, `${basename(job.fileName, '.pdf')}.signed.pdf`);
    if (!existsSync(copy)) copyFileSync(signedPath, copy, constants.COPYFILE_EXCL);
    const trust = ['--trust', pki.root.certificate, '--crl', pki.root.crl, '--crl', pki.sub.crl, '--offline'];
    const { lines: reports } = await kyso(['verify', copy, ...trust], { env: client.env });
    rows.push(judge(job, reports[0], signaturesOf(await pdfsig(copy)), isAppended(job, copy)));
  }
  return rows;
};

/** Whether the original is the exact beginning of the signed file. */
const isAppended = (job, signed) => {
  const original = readFileSync(
    join(
      corpus,
      documents.find((name) => basename(name) === job.fileName),
    ),
  );
  const result = readFileSync(signed);
  return result.length > original.length && result.subarray(0, original.length).equals(original);
};

const judge = (job, report, independent, appended) => {
  const newest = report.signatures.find((signature) => signature.coversWholeFile);
  const earlier = report.signatures.filter((signature) => signature !== newest);
  const intact = earlier.filter((signature) => signature.integrity === 'intact').length;
  const pdfsigAgrees = independent.length > 0 && independent.every(({ valid }) => valid) && independent.at(-1).total;
  const verdicts = { valid: 'hợp lệ', invalid: 'KHÔNG hợp lệ', indeterminate: 'chưa xác định' };
  const delivered = job.state === 'delivered' || job.state === 'acknowledged';
  const ok = newest?.verdict === 'valid' && intact === earlier.length && pdfsigAgrees && appended && delivered;
  return {
    ok,
    cells: [
      job.fileName,
      newest?.signer?.commonName ?? '',
      newest ? verdicts[newest.verdict] : 'không thấy',
      earlier.length === 0 ? '–' : `${intact}/${earlier.length} nguyên vẹn`,
      appended ? 'giữ nguyên' : 'BỊ ĐỔI',
      pdfsigAgrees ? `${independent.length}/${independent.length} valid, total` : 'KHÔNG khớp',
      delivered ? 'đã nhận' : job.state,
    ],
  };
};

try {
  await main();
} catch (thrown) {
  console.error(thrown.message);
  process.exitCode = 1;
}
