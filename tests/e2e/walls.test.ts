/** What no page may do, tried from inside the page. */
import { spawn } from 'node:child_process';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { documents } from '../integration/installation.js';
import { Desktop, makeSurroundings, ownDisplay, type Surroundings } from './application.js';

let surroundings: Surroundings;
let desktop: Desktop;
const complaints: string[] = [];
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
  desktop = await Desktop.launch(surroundings);
  desktop.window.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
});
test.afterAll(async () => {
  await desktop.close();
  await surroundings.close();
});

test('opens and previews a document without one console message', async () => {
  await desktop.choose(desktop.page('Ký văn bản'), [documents.signed]);
  await expect(desktop.window.locator('canvas').first()).toBeVisible();
  await desktop.window.waitForTimeout(500);
  expect(complaints).toEqual([]);
});

test('gives the page no Node, no Electron, no raw IPC', async () => {
  const reachable = await desktop.window.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in globalThis),
  );
  expect(reachable).toEqual([]);
  expect(await desktop.window.evaluate(() => Object.keys(Reflect.get(globalThis, 'kyso')))).toEqual([
    'invoke',
    'on',
    'addFiles',
  ]);
});

test('sandboxes and isolates every window', async () => {
  const preferences = await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => {
      const read: unknown = Reflect.get(window.webContents, 'getLastWebPreferences');
      return typeof read === 'function' ? read.call(window.webContents) : null;
    }),
  );
  expect(preferences.length).toBeGreaterThan(0);
  for (const one of preferences)
    expect(one).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
});

test('reaches no network, no file, no document that was not taken in', async () => {
  const outcome = await desktop.window.evaluate(async () => {
    const attempt = (url: string): Promise<string> =>
      fetch(url).then(
        (response) => String(response.status),
        () => 'refused',
      );
    return Promise.all(
      ['http://127.0.0.1:1/', 'https://example.org/', 'file:///etc/passwd', `app://doc/${'0'.repeat(32)}`].map(attempt),
    );
  });
  expect(outcome.slice(0, 3)).toEqual(['refused', 'refused', 'refused']);
  expect(['404', 'refused']).toContain(outcome[3]);
});

test('serves nothing outside the built pages', async () => {
  const statuses = await desktop.window.evaluate(() =>
    Promise.all(
      [
        'app://ui/../package.json',
        'app://ui/%2e%2e/%2e%2e/package.json',
        'app://ui/..%2f..%2fpackage.json',
        'app://ui/nothing.js',
      ].map((url) =>
        fetch(url).then(
          (response) => response.status,
          () => 0,
        ),
      ),
    ),
  );
  for (const status of statuses) expect([0, 404]).toContain(status);
});

test('refuses arguments that the contract does not know', async () => {
  const replies = await desktop.window.evaluate(async () => {
    const kyso: { invoke(channel: string, request?: unknown): Promise<unknown> } = Reflect.get(globalThis, 'kyso');
    return Promise.all([
      kyso.invoke('verification:run', '../../etc/passwd'),
      kyso.invoke('signing:start', { documents: [], certificate: 'x', placement: { kind: 'automatic' } }),
      kyso.invoke('queue:list', { text: '', states: ['nothing'], offset: 0, limit: 10 }),
      kyso.invoke('app:quit').catch(() => 'unknown channel'),
    ]);
  });
  expect(replies).toEqual([
    { ok: false, error: expect.objectContaining({ code: 'app.request-refused' }) },
    { ok: false, error: expect.objectContaining({ code: 'app.request-refused' }) },
    { ok: false, error: expect.objectContaining({ code: 'app.request-refused' }) },
    'unknown channel',
  ]);
});

for (const page of ['Ký', 'Kiểm tra', 'Hàng đợi', 'Cài đặt'] as const) {
  test(`has no accessibility fault that axe can find on “${page}”`, async () => {
    await desktop.open(page);
    const { violations } = await new AxeBuilder({ page: desktop.window })
      .setLegacyMode(true)
      // Fluent's invisible stops that keep the focus in the window.
      .exclude('[data-tabster-dummy]')
      .analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
}

test('runs once: a second start hands over to the window that is open', async () => {
  const executable = await desktop.app.evaluate(() => process.execPath);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const second = spawn(executable, [...sandbox, `--user-data-dir=${desktop.profile}`], {
    env: { ...process.env, ...ownDisplay() },
    stdio: 'ignore',
  });
  const code = await new Promise((ended) => second.on('exit', ended));
  expect(code).toBe(0);
  expect(desktop.app.windows()).toHaveLength(1);
});

// Last: Playwright goes on waiting for a navigation that was prevented.
test('goes nowhere and opens nothing', async () => {
  await desktop.window.evaluate(() => {
    window.open('https://example.org/');
    location.href = 'https://example.org/';
  });
  await desktop.window.waitForTimeout(300);
  expect(desktop.window.url()).toMatch(/^app:\/\/ui\/index\.html/);
  expect(desktop.app.windows()).toHaveLength(1);
});
