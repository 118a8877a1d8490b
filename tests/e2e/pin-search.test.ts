/**
 * Where is the PIN after a login? Searched for in UTF-8 and UTF-16: the memory of every process of the application that
 * still lives, their arguments and environments, what they printed, and every file that they could have written.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { documents, pin as firstPin } from '../integration/installation.js';
import { family, holders, isAlive } from '../integration/processes.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';

let surroundings: Surroundings;
let pin: string;

/** A PIN that no other bytes look like. */
test.beforeEach(async () => {
  surroundings = await makeSurroundings();
  pin = `Zq${randomBytes(6).toString('hex')}`;
  const { modulePath, env, slot } = surroundings.workplace.token;
  const change = ['--login', '--pin', firstPin, '--change-pin', '--new-pin', pin];
  execFileSync('pkcs11-tool', ['--module', modulePath, '--slot', String(slot), ...change], {
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
});
test.afterEach(() => surroundings.close());

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Key by key, as fingers do: neither the test's channel nor any event ever holds the whole. */
const typeByKeys = async (desktop: Desktop, text: string): Promise<void> => {
  for (const key of text) {
    await desktop.app.evaluate(({ webContents }, character) => {
      const pinPage = webContents.getAllWebContents().find((one) => one.getURL().endsWith('/pin.html'));
      pinPage?.sendInputEvent({ type: 'char', keyCode: character });
    }, key);
  }
};

test('is in no process that survives the login, in no file, argument, environment and no output', async () => {
  const patterns = [Buffer.from(pin, 'utf8'), Buffer.from(pin, 'utf16le')];
  const begun = Date.now();
  const desktop = await Desktop.launch(surroundings);
  const root = desktop.app.process();
  let output = '';
  for (const stream of [root.stdout, root.stderr]) {
    stream?.on('data', (text) => {
      output += String(text);
    });
  }
  const pid = root.pid ?? 0;
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, Object.values(documents));
  await page.getByRole('button', { name: 'Ký 4 văn bản' }).click();
  const prompt = await desktop.pinWindow();
  const caution = prompt.getByRole('checkbox', { name: 'Tôi đã đọc và vẫn ký' });
  if (await caution.isVisible()) await caution.check();
  await prompt.getByRole('textbox', { name: 'Mã PIN' }).focus();
  await typeByKeys(desktop, pin);
  // The search works: before it is sent the PIN stands in its window, and nowhere else.
  expect(holders(pid, patterns)).toEqual([expect.stringContaining('--type=renderer')]);
  const closed = prompt.waitForEvent('close');
  await prompt.keyboard.press('Enter').catch(() => undefined);
  await closed;
  await expect(page.getByText('Cả 4 văn bản đã được ký.', { exact: true })).toBeVisible({ timeout: 30_000 });

  await expect.poll(() => holders(pid, patterns), { timeout: 10_000 }).toEqual([]);
  for (const member of family(pid).filter(isAlive)) {
    for (const place of ['cmdline', 'environ']) {
      expect(patterns.some((pattern) => readFileSync(`/proc/${member}/${place}`).includes(pattern))).toBe(false);
    }
  }
  await desktop.close();
  expect(output).not.toContain(pin);
  const written = [
    ...filesUnder(surroundings.workplace.folder),
    ...readdirSync(tmpdir())
      .map((name) => join(tmpdir(), name))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() && statSync(path).mtimeMs >= begun),
  ];
  expect(written.length).toBeGreaterThan(20);
  expect(written.filter((path) => patterns.some((pattern) => readFileSync(path).includes(pattern)))).toEqual([]);
});

test('neither the old nor the new PIN of a change is in a process that survives it, or in a file', async () => {
  const fresh = `Zq${randomBytes(6).toString('hex')}`;
  const patterns = [pin, fresh].flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]);
  const desktop = await Desktop.launch(surroundings);
  const pid = desktop.app.process().pid ?? 0;
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, [documents.text]);
  await page.getByRole('button', { name: 'Đổi mã PIN…' }).click();
  const prompt = await desktop.prompt();
  for (const [name, text] of [
    ['Mã PIN hiện tại', pin],
    ['Mã PIN mới', fresh],
    ['Nhập lại mã PIN mới', fresh],
  ] as const) {
    await prompt.getByRole('textbox', { name, exact: true }).focus();
    await typeByKeys(desktop, text);
  }
  expect(holders(pid, patterns)).toEqual([expect.stringContaining('--type=renderer')]);
  const closed = prompt.waitForEvent('close');
  await prompt.keyboard.press('Enter').catch(() => undefined);
  await closed;
  await expect(page.getByText('Đã đổi mã PIN.', { exact: false })).toBeVisible();
  await expect.poll(() => holders(pid, patterns), { timeout: 10_000 }).toEqual([]);
  await desktop.close();
  const written = filesUnder(surroundings.workplace.folder);
  expect(written.filter((path) => patterns.some((pattern) => readFileSync(path).includes(pattern)))).toEqual([]);
});
