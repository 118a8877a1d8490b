/**
 * The real window over the zoo of bad drivers: it answers throughout, and shows what each species must end in. A sample;
 * `ZOO=all` every species, `SEED` repeats a sample. What was measured stands in test-results/zoo-window.md.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import type { FaultCode } from '../../src/contracts/faults/index.js';
import type { Batch } from '../../src/contracts/ipc.js';
import { documents, faultModule } from '../integration/installation.js';
import { loggedCalls } from '../integration/token-harness.js';
import { answersTable, type Row } from '../zoo/answers-table.js';
import { rightPin, wrongPin } from '../zoo/pins.js';
import { sampleOf } from '../zoo/sample.js';
import { sentenceOf } from '../zoo/sentences.js';
import { type Attempt, type Species, species } from '../zoo/species.js';
import { type Click, clickThrough, currentBatch, readWatch, startWatch, visibleText } from '../zoo/window-watch.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { answerPrompt, hostPids } from './zoo-support.js';

const results = join('test-results', 'zoo-window.jsonl');

/** Their calls hang for half a minute or more, as the product gives a person and a token time. */
const patient = (kept: Species): boolean => kept.hangs === 'login' || kept.hangs === 'padLogin';

const { chosen, seed } = sampleOf(species, 7, (kept) => !patient(kept) && kept.hangs !== 'inspect');

let surroundings: Surroundings;
let desktop: Desktop;
let folder: string;

/** One application goes through all species; after a failure the rest goes on in a new one. */
test.beforeAll(async () => {
  surroundings = await makeSurroundings();
  folder = surroundings.workplace.folder;
  desktop = await Desktop.launch(surroundings, {
    module: faultModule,
    env: { PKCS11_FAULT_SCRIPT: 'species=honest', PKCS11_FAULT_PIN: rightPin },
    settings: { signDeadlineMs: 1500 },
    ownRoot: false,
  });
  // Nobody moves the mouse of this display: after five minutes the PIN would not be asked for any more.
  await desktop.app.evaluate(({ powerMonitor }) => {
    powerMonitor.getSystemIdleTime = () => 0;
  });
  await startWatch(desktop);
});
test.afterAll(async () => {
  await desktop.close();
  await surroundings.close();
});

const page = () => desktop.page('Ký văn bản');
const sign = () => page().getByRole('button', { name: 'Ký 2 văn bản' });

/** Documents that were not signed are still there after a batch. */
const chooseTwo = async (): Promise<void> => {
  if (await sign().isVisible()) return;
  const clear = page().getByRole('button', { name: 'Bỏ tất cả' });
  if (await clear.isVisible()) await clear.click();
  await desktop.choose(page(), [documents.scan, documents.text]);
  await sign().waitFor();
};

/** The next host runs over this species: hosts inherit the environment of the main process. */
const release = async (kept: Species): Promise<string> => {
  const log = join(folder, `calls-${kept.name}`);
  await desktop.app.evaluate(
    (_, environment) => {
      Object.assign(process.env, environment);
    },
    {
      PKCS11_FAULT_SCRIPT: `species=${kept.name},log=${log}`,
      PKCS11_FAULT_STATE: join(folder, `state-${kept.name}`),
    },
  );
  for (const pid of await hostPids(desktop)) process.kill(pid, 'SIGKILL');
  // Asked for, a driver that pauses after a failure is tried at once.
  await expect(async () => {
    await desktop.window.evaluate(() => void window.kyso.invoke('tokens:list'));
    expect(existsSync(log)).toBe(true);
  }).toPass({ intervals: [200], timeout: 60_000 });
  return log;
};

/** Memory without bounds is asked for: Node's allocator refuses it, that of Electron ends the process of the host. */
const endsItsHost = new Set(['attribute-length-unknown', 'attribute-length-garbage']);

/** What the page says before anything is signed; null where a batch can be started. */
const obstacle = ({ listed, name, attempts }: Species): RegExp | null => {
  if (name === 'expired') return sentenceOf('doctor.certificate-expired');
  if (endsItsHost.has(name)) return sentenceOf('token.driver-crashed');
  if (listed.error) return sentenceOf(listed.error);
  if (listed.pin === 'locked') return sentenceOf('doctor.pin-locked');
  if (listed.pin === 'not-set') return sentenceOf('doctor.pin-not-set');
  // A slot that fills late has filled by the time that somebody looks.
  if (listed.tokens > 0 || attempts.some(({ documents: ends }) => ends)) return null;
  switch (listed.unknown?.[0]) {
    case 'not-initialised':
      return sentenceOf('doctor.token-not-initialised');
    case 'no-certificate':
      return sentenceOf('doctor.token-no-certificate');
    case 'unreadable':
      return sentenceOf('doctor.token-unreadable');
    case undefined:
      return sentenceOf('doctor.token-none');
  }
};

const isOver = (batch: Batch | null): boolean => batch?.state === 'finished' || batch?.state === 'cancelled';

interface Seen {
  readonly texts: string;
  readonly batch: Batch;
  readonly click: Click;
}

/** As a person who types as many PINs as the attempt has, then declines, and stops what has paused. */
const liveThrough = async (attempt: Attempt): Promise<Seen> => {
  // One of the species before may still be on its way out.
  await expect.poll(() => desktop.app.windows().length, { timeout: 15_000 }).toBe(1);
  await sign().click();
  let pins = attempt.logins + (attempt.contextPins ?? 0);
  const texts: string[] = [];
  const answered = new Set<Page>();
  let click: Click = { longest: 0, states: [null, null] };
  let told = '';
  for (;;) {
    const prompt = desktop.app.windows().find((each) => each.url().endsWith('/pin.html') && !answered.has(each));
    if (prompt) {
      answered.add(prompt);
      await prompt.getByRole('heading', { level: 1 }).waitFor();
      texts.push((await prompt.getByRole('main').textContent()) ?? '');
      const first = answered.size === 1;
      await answerPrompt(prompt, pins > 0 ? (attempt.pin === 'wrong' ? wrongPin : rightPin) : null);
      pins -= 1;
      if (first) click = await clickThrough(desktop);
      continue;
    }
    const batch = await currentBatch(desktop);
    if (batch && batch.state !== told) {
      told = batch.state;
      texts.push(await visibleText(desktop));
      if (isOver(batch)) return { texts: texts.join('\n'), batch, click };
      if (batch.state === 'paused') await page().getByRole('button', { name: 'Dừng ký' }).click();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const faultOf = ({ refused, documents: ends = [], confirmed }: Attempt): FaultCode | undefined =>
  refused ?? ends.flatMap((end) => (end === 'signed' ? [] : [end]))[0] ?? confirmed;

const expectEnd = (attempt: Attempt, { texts, batch }: Seen): void => {
  const ends = attempt.documents ?? [];
  const fault = faultOf(attempt);
  if (fault === undefined) expect(texts).toContain('Cả 2 văn bản đã được ký.');
  // Where the last try is not wanted nothing is told but the state, which stands beside the PIN.
  else if (fault !== 'token.pin-final-try') expect(texts).toMatch(sentenceOf(fault));
  const signed = ends.slice(0, 2).filter((end) => end === 'signed').length;
  expect(batch.signed).toBe(signed);
  expect(existsSync(surroundings.outputFolder) ? readdirSync(surroundings.outputFolder).length : 0).toBe(signed);
};

/** While a call hangs that nobody interrupts, the batch stands where it was when the other page is shown. */
const expectShownMeanwhile = (kept: Species, { states: [before, after] }: Click): void => {
  if (patient(kept)) expect(after).toBe(before);
};

const record = async (kept: Species, clicks: readonly Click[]): Promise<void> => {
  const row: Row = {
    species: kept.name,
    load: loadavg()[0] ?? 0,
    click: Math.max(...clicks.map(({ longest }) => longest)),
    ...(await readWatch(desktop)),
  };
  mkdirSync(dirname(results), { recursive: true });
  appendFileSync(results, `${JSON.stringify(row)}\n`);
};

test('begins with an empty record', () => {
  rmSync(results, { force: true });
});

for (const kept of chosen) {
  test(`${kept.name} (seed ${seed})`, async () => {
    test.setTimeout(240_000);
    rmSync(surroundings.outputFolder, { recursive: true, force: true });
    await chooseTwo();
    await readWatch(desktop);
    const log = await release(kept);
    const clicks = [await clickThrough(desktop)];
    const refusal = obstacle(kept);
    if (refusal) {
      await expect(page().getByText(refusal).first()).toBeVisible({ timeout: 30_000 });
      await expect(sign()).toBeDisabled();
      expect(loggedCalls(log)).not.toContain('C_Login');
    } else {
      if (kept.name === 'twins') await page().getByRole('radio', { name: 'Zoo twin' }).check();
      await expect(sign()).toBeEnabled({ timeout: 30_000 });
      await desktop.window.evaluate(() => {
        window.zooWatch.batch = null;
      });
      const [attempt] = kept.attempts;
      if (!attempt) throw new TypeError(`${kept.name} has no attempt`);
      const seen = await liveThrough(attempt);
      clicks.push(seen.click);
      expectEnd(attempt, seen);
      expectShownMeanwhile(kept, seen.click);
      const logins = loggedCalls(log).filter((call) => call === 'C_Login').length;
      expect(logins).toBe(attempt.logins + (attempt.contextPins ?? 0));
      await page().getByRole('button', { name: 'Ký văn bản khác' }).click();
    }
    await record(kept, clicks);
  });
}

test('writes down how long the window took to answer', () => {
  const rows: Row[] = readFileSync(results, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const table = answersTable(rows);
  writeFileSync(results.replace('.jsonl', '.md'), table);
  console.log(table);
  expect(rows.length).toBeGreaterThan(0);
});
