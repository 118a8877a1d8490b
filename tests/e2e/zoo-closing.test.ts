/**
 * The application is closed in the middle of what a bad driver does: it ends by itself and well, leaves no process, and
 * the queue stands as it should at the next start. A sample; `ZOO=all` every species, `SEED` repeats a sample.
 */
import { existsSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { documents, faultModule, kyso } from '../integration/installation.js';
import { family, isAlive } from '../integration/processes.js';
import { rightPin } from '../zoo/pins.js';
import { sampleOf } from '../zoo/sample.js';
import { type Species, species } from '../zoo/species.js';
import { Desktop, makeSurroundings, type Surroundings, serverUser } from './application.js';
import { answerPrompt } from './zoo-support.js';

const hanging = ({ name }: Species): boolean => name.startsWith('hang-') || name === 'pin-pad-nobody';
const ending = ({ name }: Species): boolean => /^(crash-|exit-|late-crash)/.test(name);
/** A host is killed, so these two calls are never made. */
const neverCalled = ({ name }: Species): boolean => /-(finalize|unload)$/.test(name);

const { chosen, seed } = sampleOf(
  species.filter((kept) => hanging(kept) || ending(kept)),
  2,
  () => true,
);

let surroundings: Surroundings;
test.beforeAll(async () => {
  surroundings = await makeSurroundings([documents.scan, documents.text]);
});
test.afterAll(() => surroundings.close());

/** Two documents wait in the queue when the application starts. */
const launch = (kept: Species, log: string): Promise<Desktop> =>
  Desktop.launch(surroundings, {
    module: faultModule,
    env: { PKCS11_FAULT_SCRIPT: `species=${kept.name},log=${log}`, PKCS11_FAULT_PIN: rightPin },
    ownRoot: false,
    fill: async (profile) => {
      const server = ['--server', surroundings.server.url, '--user', serverUser.username, '--password-stdin'];
      const { lines } = await kyso(['sync', '--data', profile, ...server], { input: serverUser.password });
      expect(lines).toHaveLength(2);
    },
  });

const signQueue = async (desktop: Desktop): Promise<void> => {
  await desktop.open('Hàng đợi');
  const page = desktop.page('Hàng đợi');
  await page.getByRole('checkbox', { name: 'Chọn tất cả 2 văn bản đang hiện' }).click();
  await page.getByRole('button', { name: 'Ký đã chọn (2)' }).click();
  await desktop.window.getByRole('button', { name: 'Tiếp tục nhập mã PIN' }).click();
  await answerPrompt(await desktop.prompt(), rightPin);
};

const linesOf = (log: string): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []);

/** The driver hangs, or its process has ended. */
const inTheMiddle = (kept: Species, log: string): boolean => {
  const lines = linesOf(log);
  if (hanging(kept) && !neverCalled(kept)) return lines.some((line) => line.endsWith(' hangs'));
  const [first = ''] = lines;
  return first !== '' && !isAlive(Number.parseInt(first, 10));
};

for (const kept of chosen) {
  test(`closes in the middle of ${kept.name} (seed ${seed})`, async () => {
    const log = join(surroundings.workplace.folder, `calls-${kept.name}`);
    const desktop = await launch(kept, log);
    if (!kept.listed.error) await signQueue(desktop);
    await expect.poll(() => inTheMiddle(kept, log), { timeout: 60_000, intervals: [20] }).toBe(true);
    const application = desktop.app.process();
    const members = family(application.pid ?? 0);
    const begun = Date.now();
    await desktop.close();
    const took = `${Date.now() - begun} ms, load ${(loadavg()[0] ?? 0).toFixed(1)}`;
    test.info().annotations.push({ type: 'closing', description: took });
    console.log(`closing ${kept.name}: ${took}`);

    expect(application.exitCode).toBe(0);
    const loaders = linesOf(log).map((line) => Number.parseInt(line, 10));
    // Some of Chromium's own see a moment later that the main process is gone.
    await expect.poll(() => [...members, ...loaders].filter(isAlive), { timeout: 5_000 }).toEqual([]);
    const { code, lines } = await kyso(['queue', 'list', '--data', desktop.profile]);
    expect(code).toBe(0);
    expect(lines).toHaveLength(2);
    for (const { state } of lines) expect(['ready', 'proved', 'awaiting-timestamp']).toContain(state);
  });
}
