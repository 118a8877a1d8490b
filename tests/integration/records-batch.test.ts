/** A clerk's stack from the table to the register: numbers without gap, each document once, whatever happens in between. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signLineSchema } from '../../src/contracts/cli.js';
import type { Registered } from '../../src/contracts/jobs.js';
import type { RecordChoice, RecordOrder } from '../../src/contracts/records.js';
import type { BatchObserver } from '../../src/main/jobs/batch/batch.js';
import { signBatch } from '../../src/main/jobs/batch/sign-batch.js';
import { queueItem, queueObserver } from '../../src/main/jobs/batch/sign-queue.js';
import { DocumentWorkers } from '../../src/main/jobs/document-workers.js';
import { TrustNetwork } from '../../src/main/jobs/network/trust-network.js';
import { Records } from '../../src/main/jobs/records.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { openQueue } from '../../src/main/queue/client.js';
import type { JobRecord, Queue } from '../../src/main/queue/types.js';
import { NodeHostLauncher } from '../../src/main/token/node-host-launcher.js';
import type { Signer } from '../../src/main/token/signer.js';
import { standardDeadlines } from '../../src/main/token/token-host.js';
import { TokenService } from '../../src/main/token/token-service.js';
import { makeTestToken, type TestToken } from '../../tools/test-token/make.mjs';
import { entries, kyso, pin, resources } from './installation.js';
import { type Office, openOffice } from './records-support.js';
import { pdfsig, pdfText } from './signing-support.js';

let home: string;
let office: Office;
let token: TestToken;
let workers: DocumentWorkers;
/** Letters that their leaders signed. */
const approved: { readonly file: string; readonly type: string }[] = [];
const LETTERS = 4;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kyso-records-'));
  office = openOffice();
  const letters = [office, ...Array.from({ length: LETTERS - 1 }, () => office.another())];
  for (const { draft, leader, letter } of letters) {
    // The only picture of a signature is that of the first leader: who signs is what the certificate says.
    const choice: RecordChoice = { leader: office.letter.labels.name };
    const { file } = await office.perform(draft, 'approve', leader, choice);
    approved.push({ file, type: letter.labels.type });
  }
  const { seal, workshop } = office;
  token = await makeTestToken({
    folder: join(home, 'token'),
    label: 'VAN THU',
    pin,
    soPin: '87654321',
    identities: [{ key: seal.key, certificate: seal.certificate, label: 'cơ quan' }],
    issuers: [workshop.pki.sub.certificate],
  });
  workers = new DocumentWorkers(
    join(entries, 'document-worker.cjs'),
    { resources, userTrust: [workshop.pki.root.certificate] },
    2,
  );
}, 120_000);
afterAll(async () => {
  await workers.end();
  office.close();
  rmSync(home, { recursive: true, force: true });
});

let round = 0;
let folders: { underway: string; signed: string; originals: string };
let queue: Queue;
beforeEach(async () => {
  round += 1;
  remembered = [];
  const at = (name: string): string => join(home, String(round), name);
  folders = { underway: at('underway'), signed: at('signed'), originals: at('originals') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  queue = await openQueue({ workerPath: join(entries, 'database-worker.cjs'), databasePath: at('queue.sqlite') });
});
afterEach(() => queue.close());

let remembered: NonNullable<RecordChoice['learned']>[] = [];
const records = (): Records =>
  new Records({
    queue,
    workers,
    originals: folders.originals,
    presets: () => office.presets(),
    verify: async ({ path }) => office.workshop.verify(path),
    remember: (learned) => void remembered.push(learned),
    user: 'văn thư',
    now: () => new Date('2026-03-05T03:00:00Z'),
  });

const openSeal = async (): Promise<Signer> => {
  const launcher = new NodeHostLauncher(join(entries, 'token-host.cjs'), { ...process.env, ...token.env });
  const service = new TokenService({ launcher, catalogue: [], deadlines: { ...standardDeadlines } });
  const modules = [token.modulePath];
  const [module] = await service.list(modules);
  const certificate = module?.tokens.flatMap((found) => found.certificates).find(({ canSign }) => canSign);
  return service.openSigner({
    fingerprint: certificate?.fingerprint ?? '',
    modules,
    pin: { kind: 'bytes', bytes: new TextEncoder().encode(pin) },
    contextPin: async () => null,
  });
};

interface Entered {
  readonly desk: Records;
  readonly jobs: JobRecord[];
}

const take = async (files: readonly string[]) =>
  Promise.all(
    files.map(async (source, index) => {
      const target = join(home, String(round), `taken-${index}.pdf`);
      return { kept: await workers.run('intake', { source, target }), name: `văn bản ${index + 1}.pdf` };
    }),
  );

const enter = async (
  files: readonly string[],
  choices: readonly RecordChoice[],
  order: Partial<RecordOrder> = {},
): Promise<Entered> => {
  const desk = records();
  const items = choices.map((choice) => ({ document: '0'.repeat(32), choice }));
  const wanted = { operation: 'issue', certificate: '0'.repeat(64), paperConfirmed: false, items, ...order } as const;
  return { desk, jobs: await desk.enter(wanted, await take(files)) };
};

/** Signs what was entered; `spoil` may make a step of a document fail. */
const sign = async (
  { desk, jobs }: Entered,
  spoil: BatchObserver['step'] = async () => undefined,
): Promise<Registered[]> => {
  const told: Registered[] = [];
  const recorder = queueObserver(queue, folders, desk);
  const observer: BatchObserver = {
    ...recorder,
    step: async (item, step, error) => {
      await spoil(item, step, error);
      await recorder.step(item, step, error);
    },
    keep: async (item, proved) => {
      const registered = await recorder.keep(item, proved);
      if (registered) told.push(registered);
      return registered;
    },
  };
  const trust = loadTrust({ shipped: join(resources, 'trust'), added: [office.workshop.pki.root.certificate] });
  const { stopped } = await signBatch({
    items: jobs.map((job) => queueItem(job, folders)),
    signer: await openSeal(),
    intentsOf: async ({ id }) => {
      const work = await desk.workOf(await queue.get(id));
      if (!work) throw new Error('no văn thư');
      const [first, ...rest] = work.steps;
      return [{ ...first, level: 'B-B' }, ...rest.map((step) => ({ ...step, level: 'B-B' as const }))];
    },
    workers,
    trust: new TrustNetwork({ trust: () => trust, source: null, servers: () => [], fetch }),
    observer,
    abort: new AbortController().signal,
    revocation: { crls: [], ocsps: [] },
  });
  expect(stopped).toBeNull();
  return told;
};

const year = 2026;
const outgoing = { direction: 'outgoing', series: 'chung', year } as const;
const choice = (index: number, more: RecordChoice = {}): RecordChoice => ({
  kind: 'electronic',
  leader: office.letter.labels.name,
  ...(approved[index] && { type: approved[index].type }),
  ...more,
});
const register = () =>
  queue.registerPage({
    direction: 'outgoing',
    year,
    series: 'chung',
    types: [],
    states: [],
    text: '',
    after: null,
    limit: 50,
  });
const numbersOf = async (): Promise<number[]> => (await register()).entries.map(({ number }) => number).sort();
const states = async (jobs: readonly JobRecord[]): Promise<string[]> =>
  Promise.all(jobs.map(async ({ id }) => (await queue.get(id)).state));

describe('a stack of electronic originals', () => {
  it('leaves with number, date and seal, and stands in the register with what is on its pages', async () => {
    const files = approved.map(({ file }) => file);
    const entered = await enter(
      files,
      files.map((_, index) => choice(index)),
    );
    await sign(entered);
    expect(await states(entered.jobs)).toEqual(files.map(() => 'proved'));
    expect(await numbersOf()).toEqual([1, 2, 3, 4]);
    expect(await queue.integrityOf(outgoing)).toMatchObject({ first: 1, last: 4, held: [], free: [], missing: [] });
    const { entries: rows } = await register();
    for (const [index, { id }] of entered.jobs.entries()) {
      const job = await queue.get(id);
      const path = job.signedPath ?? '';
      expect(pdfsig(path).map(({ valid }) => valid)).toEqual([true, true]);
      expect(office.workshop.verify(path).verdict).toBe('valid');
      expect(pdfText(path, '-layout')).toContain(`0${index + 1}`);
      const row = rows.find(({ number }) => number === index + 1);
      expect(row).toMatchObject({ resultSha256: job.signedSha256, documentSha256: job.sha256, state: 'issued' });
      expect(row?.signerFingerprint).not.toBeNull();
      expect(row?.officeFingerprint).not.toBe(row?.signerFingerprint);
      expect(row?.fields).toMatchObject({ typeName: approved[index]?.type });
    }
    expect(await queue.verifyJournal()).toMatchObject({ intact: true });
  });

  it('one that fails keeps its number, stops no other, and has the same number when it is tried again', async () => {
    const files = approved.slice(0, 3).map(({ file }) => file);
    const entered = await enter(
      files,
      files.map((_, index) => choice(index)),
    );
    const [, second] = entered.jobs;
    const original = readFileSync(second?.originalPath ?? '');
    writeFileSync(second?.originalPath ?? '', 'hỏng');
    await sign(entered);
    expect(await states(entered.jobs)).toEqual(['proved', 'failed', 'proved']);
    expect(await queue.integrityOf(outgoing)).toMatchObject({ held: [2], missing: [] });
    writeFileSync(second?.originalPath ?? '', original);
    await queue.retry([second?.id ?? ''], 'vanthu');
    const desk = records();
    await sign({ desk, jobs: [await queue.get(second?.id ?? '')] });
    expect(await numbersOf()).toEqual([1, 2, 3]);
    const done = await queue.get(second?.id ?? '');
    expect(pdfText(done.signedPath ?? '', '-layout')).toMatch(/Số:\s+02/u);
  });

  it('what a hand moved is remembered once the document is issued, not when it is ordered or fails', async () => {
    const [file = ''] = approved.map((one) => one.file);
    const learned = { template: 'sở nội vụ|tờ trình|600x840', marks: { seal: { dx: 4, dy: -2 } } };
    const entered = await enter([file], [choice(0, { learned })]);
    const [job] = entered.jobs;
    const original = readFileSync(job?.originalPath ?? '');
    writeFileSync(job?.originalPath ?? '', 'hỏng');
    await sign(entered);
    expect(await states(entered.jobs)).toEqual(['failed']);
    expect(remembered).toEqual([]);
    writeFileSync(job?.originalPath ?? '', original);
    await queue.retry([job?.id ?? ''], 'vanthu');
    // After a restart, too: the order says it.
    const told = await sign({ desk: records(), jobs: [await queue.get(job?.id ?? '')] });
    expect(remembered).toEqual([learned]);
    const number = expect.stringMatching(/^01\/[\p{Lu}a-z-]+$/u);
    expect(told).toEqual([{ direction: 'outgoing', number, date: '2026-03-05', series: 'chung', seriesName: null }]);
  });

  it('nobody else can be given a number that was chosen by hand, and then nothing is begun', async () => {
    const [first, second] = approved.map(({ file }) => file);
    await enter([first ?? ''], [choice(0, { number: 5, date: '2026-03-05' })]);
    await expect(enter([second ?? ''], [choice(1, { number: 5, date: '2026-03-05' })])).rejects.toMatchObject({
      code: 'records.start-refused',
    });
    expect(readdirSync(folders.originals)).toHaveLength(1);
  });

  it('when one of them cannot be taken over, nothing is begun and no number is held', async () => {
    const files = approved.slice(0, 2).map(({ file }) => file);
    const taken = await take(files);
    writeFileSync(taken[1]?.kept.path ?? '', readFileSync(files[0] ?? ''));
    const items = files.map((_, index) => ({ document: '0'.repeat(32), choice: choice(index) }));
    const order = { operation: 'issue', certificate: '0'.repeat(64), paperConfirmed: false, items } as const;
    await expect(records().enter(order, taken)).rejects.toMatchObject({ code: 'file.changed' });
    expect(await queue.heldNumbers()).toEqual([]);
    const { jobs } = await queue.list({ text: '', states: [], after: null, limit: 10 });
    expect(jobs.map(({ state }) => state)).toEqual(['cancelled']);
  });

  it('ordered again before it was begun has one job, the last one', async () => {
    const [file = ''] = approved.map((one) => one.file);
    const first = await enter([file], [choice(0)]);
    const second = await enter([file], [choice(0)]);
    expect([await states(first.jobs), await states(second.jobs)]).toEqual([['cancelled'], ['ready']]);
    await queue.claim(second.jobs.map(({ id }) => id));
    await expect(enter([file], [choice(0)])).rejects.toMatchObject({ code: 'records.start-refused' });
    expect(await numbersOf()).toEqual([]);
    expect(await queue.heldNumbers()).toHaveLength(1);
  });

  it('a number without its day is refused: a year may have ended meanwhile', async () => {
    const [file = ''] = approved.map((one) => one.file);
    await expect(enter([file], [choice(0, { number: 57 })])).rejects.toMatchObject({ code: 'app.request-refused' });
  });

  it('the same document twice is one document', async () => {
    const [first = ''] = approved.map(({ file }) => file);
    await expect(enter([first, first], [choice(0), choice(0)])).rejects.toMatchObject({
      code: 'records.same-document',
    });
    expect(await queue.heldNumbers()).toEqual([]);
  });
});

describe('scans of paper originals', () => {
  const scan = join(resources, '..', 'tests', 'corpus', 'documents', 'unsigned', 'scan-circular-04-2021.pdf');
  const places = [{ role: 'strip', page: 1, rect: { x: 380, y: 800, width: 180, height: 34 } }] as const;
  const paper: RecordChoice = { kind: 'scan', places: [...places] };

  it('are signed only after somebody confirmed the paper, get no number, and show who copied them', async () => {
    await expect(enter([scan], [paper])).rejects.toMatchObject({ code: 'records.paper-not-confirmed' });
    const entered = await enter([scan], [paper], { paperConfirmed: true });
    await sign(entered);
    const [job] = entered.jobs;
    const done = await queue.get(job?.id ?? '');
    expect(done.state).toBe('proved');
    expect(await numbersOf()).toEqual([]);
    const text = pdfText(done.signedPath ?? '', '-f', '1', '-l', '1');
    expect(text).toContain('SAO Y');
    expect(text).toMatch(/\d{4}-\d{2}-\d{2}T[\d:]+\+07:00/u);
  });
});

describe('kyso sign --operation', () => {
  it('issues documents with numbers that go on, and refuses what nobody signed', async () => {
    const { workshop, draft } = office;
    const out = join(home, String(round), 'kết quả');
    const presets = join(home, String(round), 'thiết lập.json');
    writeFileSync(presets, JSON.stringify(office.presets()));
    const trust = ['--trust', workshop.pki.root.certificate, '--offline'];
    const crls = [workshop.pki.root.crl, workshop.pki.sub.crl].flatMap((crl) => ['--crl', crl]);
    const words = ['--module', token.modulePath, '--pin-stdin', '--level', 'B-B', '--out', out, '--presets', presets];
    const issue = ['--operation', 'issue', '--kind', 'electronic', '--number', '9', '--date', '2026-03-05'];
    const files = [approved[0]?.file ?? '', draft, approved[1]?.file ?? ''];
    const run = await kyso(['sign', ...files, ...words, ...issue, ...trust, ...crls], { env: token.env, input: pin });
    const told = new Map(run.lines.map((line) => signLineSchema.parse(line)).map((line) => [line.file, line]));
    const lines = files.flatMap((file) => told.get(file) ?? []);
    expect(lines.map(({ file, status, error }) => [file, status, error?.code])).toEqual([
      [files[0], 'signed', undefined],
      [files[1], 'failed', 'records.leader-signature-missing'],
      [files[2], 'signed', undefined],
    ]);
    const [first, , third] = lines.map((line) => (line.status === 'signed' ? line.out : ''));
    expect(pdfText(first ?? '', '-layout')).toMatch(/Số:\s+09/u);
    expect(pdfText(third ?? '', '-layout')).toMatch(/Số:\s+11/u);
    expect(workshop.verify(first ?? '').verdict).toBe('valid');
  });

  it('says which words do not go together', async () => {
    const { code, stderr } = await kyso(['sign', 'a.pdf', '--out', home, '--number', '5', '--pin-stdin']);
    expect(code).toBe(64);
    expect(stderr).toContain('--number cần đi cùng --operation');
  });
});
