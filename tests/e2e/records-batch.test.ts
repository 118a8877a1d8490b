/**
 * A morning of văn thư in the real window, by keyboard alone: from the folder to the registers. `RECORDS_STACK=100` makes
 * it the whole stack. With SCREENSHOTS=1 the pictures of the user guide are taken on the way.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import type { RegisterEntry } from '../../src/contracts/registers.js';
import { openQueue } from '../../src/main/queue/client.js';
import type { JobRecord, Queue } from '../../src/main/queue/types.js';
import { entries, pin, sha256 } from '../integration/installation.js';
import type { Office } from '../integration/records-support.js';
import { pdfsig, pdfText } from '../integration/signing-support.js';
import { seed } from '../seed.js';
import type { Desktop } from './application.js';
import { takePicture, takesPictures } from './picture.js';
import { type Desk, drop, makeDesk, openDesk, planned } from './records-desk.js';
import type { Stack } from './records-stack.js';

const whole = process.env.RECORDS_STACK === '100';
const size = whole ? { scans: 60, originals: 30, others: 10 } : { scans: 12, originals: 6, others: 2 };
const count = size.scans + size.originals + size.others;

/** What a person needs: for a key, and for a look at one document, in seconds. */
const pace = { key: 0.4, look: 2 } as const;

let desk: Desk;
let office: Office;
let stack: Stack;
let desktop: Desktop;
let page: Locator;
test.beforeAll(async () => {
  test.setTimeout(300_000);
  desk = await makeDesk(size);
  ({ office, stack } = desk);
});
test.afterEach(() => desktop.close());
test.afterAll(() => desk.surroundings.close());

const start = async (): Promise<void> => {
  desktop = await openDesk(desk);
  page = desktop.page('Văn thư');
};

const picture = (name: string): Promise<void> => takePicture(desktop.window, name);

/** A person's hand: only keys, and each is counted. */
class Hand {
  #keys = 0;
  #looks = 0;

  get said(): string {
    return `${this.#keys} keys, ${this.#looks} looks: ${this.seconds.toFixed(1)} s of human action`;
  }

  get seconds(): number {
    return this.#keys * pace.key + this.#looks * pace.look;
  }

  async press(key: string): Promise<void> {
    this.#keys += 1;
    await desktop.window.keyboard.press(key);
  }

  /** Tab, until the keyboard is at `wanted`. */
  async tabTo(wanted: Locator): Promise<void> {
    const isThere = (): Promise<boolean> =>
      wanted.evaluateAll((found) => found.some((one) => one === document.activeElement));
    for (let step = 0; step < 40 && !(await isThere()); step += 1) await this.press('Tab');
    await expect(wanted).toBeFocused();
  }

  /** Enter until nothing wants to be looked at; what is shown is looked at first. */
  async lookAtAll(most: number): Promise<void> {
    const open = page.getByRole('button', { name: /^Cần xem \(/ });
    const shown = page.getByRole('heading', { level: 2 });
    for (let round = 0; round < most && (await open.count()) > 0; round += 1) {
      const name = (await shown.textContent()) ?? '';
      await expect(page.locator('[data-mark]').first()).toBeVisible({ timeout: 30_000 });
      this.#looks += 1;
      await this.press('Enter');
      if (round + 1 < most) await expect(shown).not.toHaveText(name);
    }
    await expect(open).toHaveCount(0);
  }

  async typePin(): Promise<void> {
    const window = await desktop.pinWindow();
    await expect(window.getByRole('textbox', { name: 'Mã PIN' })).toBeFocused();
    this.#keys += pin.length + 1;
    await window.keyboard.type(pin);
    const closed = window.waitForEvent('close');
    // The window may be gone before the key is released.
    await window.keyboard.press('Enter').catch(() => undefined);
    await closed;
  }
}

/** What the application has left behind, once it is closed. */
const withQueue = async (use: (queue: Queue) => Promise<void>): Promise<void> => {
  const databasePath = join(desktop.profile, 'queue.sqlite');
  const queue = await openQueue({ workerPath: join(entries, 'database-worker.cjs'), databasePath });
  try {
    await use(queue);
  } finally {
    await queue.close();
  }
};

/** By the file's name. */
const jobsOf = async (queue: Queue): Promise<ReadonlyMap<string, JobRecord>> => {
  const { jobs, total } = await queue.list({ text: '', states: [], after: null, limit: 200 });
  expect(total).toBe(jobs.length);
  return new Map(await Promise.all(jobs.map(async ({ id, fileName }) => [fileName, await queue.get(id)] as const)));
};

const register = async (queue: Queue, year: number): Promise<readonly RegisterEntry[]> => {
  const filter = { direction: 'outgoing', year, series: 'chung', types: [], states: [], text: '' } as const;
  const { entries: rows } = await queue.registerPage({ ...filter, types: [], states: [], after: null, limit: 200 });
  return [...rows].sort((a, b) => a.number - b.number);
};

/** As the computer's clock says it in Vietnam. */
const thisYear = (): number => new Date(Date.now() + 7 * 3_600_000).getUTCFullYear();

/** What was confirmed, as it stands in the database. */
const confirmed = (): { readonly count: number; readonly documents: number }[] => {
  const database = new Database(join(desktop.profile, 'queue.sqlite'), { readonly: true });
  try {
    return database
      .prepare<[], { count: number; documents: number }>(
        `SELECT count, (SELECT count(*) FROM confirmation_documents WHERE confirmation_id = id) AS documents
         FROM confirmations`,
      )
      .all();
  } finally {
    database.close();
  }
};

const expectVerdicts = (path: string, signatures: number): void => {
  const { verdict, signatures: found } = office.workshop.verify(path);
  expect([path, verdict, found.map((one) => one.verdict)]).toEqual([path, 'valid', Array(signatures).fill('valid')]);
  expect(pdfsig(path).map(({ valid }) => valid)).toEqual(Array(signatures).fill(true));
};

test(`${count} documents go from the folder to the registers by keyboard alone`, async () => {
  test.setTimeout(whole ? 900_000 : 180_000);
  await start();
  const hand = new Hand();
  await hand.tabTo(desktop.window.getByRole('navigation').getByRole('button', { name: 'Văn thư', exact: true }));
  await hand.press('Enter');
  const names = readdirSync(stack.folder).sort();
  const began = Date.now();
  await drop(
    desktop,
    names.map((name) => join(stack.folder, name)),
  );
  await planned(page, count);
  const ready = Date.now();
  await hand.tabTo(page.locator('[data-row][aria-current=true]'));
  await expect(page.locator('canvas[data-page]')).toBeVisible({ timeout: 30_000 });
  await picture('van-thu-can-xem');
  await hand.lookAtAll(size.others);
  await hand.press('Control+Enter');
  await expect(page.getByRole('checkbox', { name: /^Tôi xác nhận bản giấy/ })).toBeFocused();
  await hand.press('Space');
  const range = `01–${String(size.originals).padStart(2, '0')}`;
  await expect(page.getByRole('button', { name: `Phát hành ${count} văn bản, số ${range}` })).toBeEnabled();
  await hand.press('Control+Enter');
  await hand.typePin();
  const signing = Date.now();
  if (takesPictures) await expect(page.getByText(/^Đã xong [1-9]\d*\/\d+ văn bản/)).toBeVisible();
  await picture('van-thu-dang-ky');
  await expect(page.getByRole('heading', { name: 'Đã ký xong', exact: true })).toBeVisible({ timeout: 600_000 });
  const done = Date.now();
  const summary = join(office.workshop.folder, 'tổng hợp.pdf');
  await desktop.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, summary);
  await hand.tabTo(page.getByRole('button', { name: 'Lưu bảng tổng hợp để in…' }));
  await hand.press('Enter');
  await expect(page.getByText('Đã lưu bảng tổng hợp.')).toBeVisible();
  await hand.tabTo(page.getByRole('button', { name: 'Về danh sách' }));
  await hand.press('Enter');
  await expect(page.getByText('Kéo thả văn bản PDF vào đây')).toBeVisible();
  await desktop.close();
  console.log(`    ${count} documents: ${hand.said}; planned in ${ready - began} ms, signed in ${done - signing} ms`);
  expect(hand.seconds).toBeLessThanOrEqual(60);

  const text = pdfText(summary, '-layout');
  for (const [name] of [stack.originals, stack.scans, stack.others]) expect(text).toContain(basename(name ?? ''));
  await withQueue(async (queue) => {
    const jobs = await jobsOf(queue);
    expect([...jobs.keys()].sort()).toEqual(names);
    expect(new Set([...jobs.values()].map(({ state }) => state))).toEqual(new Set(['proved']));
    for (const path of stack.originals) expectVerdicts(jobs.get(basename(path))?.signedPath ?? '', 2);
    for (const path of [...stack.scans, ...stack.others]) expectVerdicts(jobs.get(basename(path))?.signedPath ?? '', 1);

    const rows = await register(queue, thisYear());
    expect(
      rows.map(({ number, documentSha256, resultSha256, state, series }) => ({
        ...{ number, documentSha256, resultSha256, state, series },
      })),
    ).toEqual(
      stack.originals.map((path, index) => ({
        ...{ number: index + 1, documentSha256: sha256(path), state: 'issued', series: 'chung' },
        resultSha256: sha256(jobs.get(basename(path))?.signedPath ?? ''),
      })),
    );
    for (const [index, { fields, signerFingerprint, officeFingerprint, confirmationId, date }] of rows.entries()) {
      const { letter, leader } = stack.letters[index] ?? {};
      expect([fields.typeName, fields.signer?.fullName]).toEqual([letter?.labels.type, letter?.labels.name]);
      expect(signerFingerprint).toBe(leader && sha256(leader.der));
      expect([officeFingerprint, confirmationId]).toEqual([sha256(office.seal.der), null]);
      const [, month = '', day = ''] = date.split('-');
      const page1 = pdfText(jobs.get(basename(stack.originals[index] ?? ''))?.signedPath ?? '', '-l', '1', '-layout');
      // Where the page prints dots, the values stand on lines of their own between them.
      const head = page1
        .split('\n')
        .slice(0, 6)
        .join(' ')
        .split(/[\s.]+/u);
      const values = [String(index + 1).padStart(2, '0'), day, Number(month) > 2 ? String(Number(month)) : month];
      expect(head).toEqual(expect.arrayContaining(values));
    }
    const key = { direction: 'outgoing', series: 'chung', year: thisYear() } as const;
    const none = { held: [], free: [], missing: [], unregistered: [] };
    expect(await queue.integrityOf(key)).toEqual({ first: 1, last: size.originals, used: size.originals, ...none });
    expect(await queue.verifyJournal()).toMatchObject({ intact: true });
  });
  const papers = size.scans + size.others;
  expect(confirmed()).toEqual([{ count: papers, documents: papers }]);
});

test('a document that fails keeps its number, and has the same one when it is tried again', async () => {
  test.setTimeout(120_000);
  await start();
  await desktop.open('Văn thư');
  const [first, second, third] = stack.originals;
  const files = [first, second, third].map((path) => path ?? '');
  await drop(desktop, files);
  await planned(page, 3);
  await expect(page.getByRole('button', { name: 'Phát hành 3 văn bản, số 01–03' })).toBeEnabled();
  const hand = new Hand();
  await hand.tabTo(page.locator('[data-row][aria-current=true]'));
  await hand.press('Control+Enter');
  await desktop.pinWindow();
  // Between the order and the signature, the disk loses what was to be signed.
  const originals = join(desktop.profile, 'originals');
  const lost = readdirSync(originals)
    .map((name) => join(originals, name))
    .find((path) => sha256(path) === sha256(files[1] ?? ''));
  const bytes = readFileSync(lost ?? '');
  writeFileSync(lost ?? '', 'hỏng');
  await hand.typePin();
  await expect(page.getByRole('heading', { name: 'Đã ký xong, có văn bản không ký được' })).toBeVisible({
    timeout: 60_000,
  });
  writeFileSync(lost ?? '', bytes);
  await hand.tabTo(page.getByRole('button', { name: 'Làm lại 1 văn bản lỗi' }));
  await hand.press('Enter');
  await hand.typePin();
  await expect(page.getByRole('heading', { name: 'Đã ký xong', exact: true })).toBeVisible({ timeout: 60_000 });
  await desktop.close();
  await withQueue(async (queue) => {
    const jobs = await jobsOf(queue);
    expect(jobs.size).toBe(3);
    const rows = await register(queue, thisYear());
    expect(rows.map(({ number, documentSha256 }) => [number, documentSha256])).toEqual(
      files.map((path, index) => [index + 1, sha256(path)]),
    );
    const { signedPath } = jobs.get(basename(files[1] ?? '')) ?? {};
    expectVerdicts(signedPath ?? '', 2);
    expect(pdfText(signedPath ?? '', '-l', '1', '-layout')).toMatch(/Số:\s+02/u);
    expect(await queue.verifyJournal()).toMatchObject({ intact: true });
  });
});

/** Notes for every frame whether the keyboard is nowhere, and which documents have stood before the person. */
const watchWindow = (): Promise<void> =>
  desktop.window.evaluate(() => {
    const drawn = new Set<string>();
    const { dataset } = document.documentElement;
    const look = (): void => {
      if (document.activeElement === document.body) dataset['nowhere'] = 'true';
      const review = document.querySelector('main:not([hidden]) section');
      if (review?.querySelector('[data-mark]')) drawn.add(review.querySelector('h2')?.textContent ?? '');
      dataset['drawn'] = JSON.stringify([...drawn]);
      requestAnimationFrame(look);
    };
    look();
  });

const moves = ['ArrowDown', 'ArrowDown', 'ArrowUp', 'Enter', 'Enter', 'm', 'Space', 'Space', 'Escape', 'Control+Enter'];

test(`a hand in a hurry, while the stack still comes, keeps the keyboard and issues nothing unseen, seed ${seed}`, async () => {
  test.setTimeout(120_000);
  await start();
  const errors: string[] = [];
  desktop.window.on('pageerror', ({ message }) => errors.push(message));
  await desktop.open('Văn thư');
  const ordered = (): boolean => desktop.app.windows().some((window) => window.url().endsWith('/pin.html'));
  const [before = [], after = []] = fc.sample(
    fc.array(fc.constantFrom(...moves, 'Delete'), { minLength: 50, maxLength: 50 }),
    { seed, numRuns: 2 },
  );
  const type = async (keys: readonly string[]): Promise<void> => {
    for (const key of keys) if (!ordered()) await desktop.window.keyboard.press(key);
  };
  await drop(desktop, [...stack.others, ...stack.originals, ...stack.scans]);
  await expect(page.locator('[data-row][aria-current=true]')).toBeFocused({ timeout: 30_000 });
  await watchWindow();
  await type(before);
  await expect(page.getByRole('progressbar', { name: 'Xem trước văn bản' })).toHaveCount(0, { timeout: 60_000 });
  await type(after.map((key) => (key === 'Delete' ? 'Enter' : key)));
  const rows = ordered() ? page.locator('li') : page.locator('[data-row]', { hasText: 'Đã xem' });
  const taken = (await rows.allTextContents()).join('\n');
  const { nowhere, drawn = '[]' } = await desktop.window.evaluate(() => ({ ...document.documentElement.dataset }));
  expect([nowhere, errors]).toEqual([undefined, []]);
  const unseen = stack.others
    .map((path) => basename(path))
    .filter((name) => taken.includes(name) && !drawn.includes(name));
  expect(unseen).toEqual([]);
  if (ordered()) await desktop.declinePrompt();
});
