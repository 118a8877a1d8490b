import { readFileSync } from 'node:fs';
import { test } from '@playwright/test';
import { documents, faultModule, misbehaving, pin } from '../integration/installation.js';
import { Desktop, makeSurroundings } from './application.js';

test('debug', async () => {
  const surroundings = await makeSurroundings();
  const log = `${surroundings.workplace.folder}/log`;
  const desktop = await Desktop.launch(surroundings, {
    module: faultModule,
    env: misbehaving(surroundings.workplace, `removed@2,log=${log}`),
    settings: { signDeadlineMs: 1500 },
  });
  await desktop.app.evaluate(({ utilityProcess, app }) => {
    const fork = utilityProcess.fork;
    const log: unknown[] = [];
    let beat = Date.now();
    setInterval(() => { const d = Date.now() - beat; beat = Date.now(); if (d > 200) say('STALL', d); }, 50);
    Object.assign(globalThis, { zlog: log });
    const say = (...x: unknown[]) => log.push([Date.now() % 100000, ...x]);
    utilityProcess.fork = (...a) => {
      const c = fork(...a);
      say('fork');
      c.on('spawn', () => say('spawn', c.pid));
      c.on('exit', (code) => say('exit', code));
      c.on('message', (m) => say('msg', c.pid, JSON.stringify(m).slice(0, 300)));
      const post = c.postMessage.bind(c);
      c.postMessage = (m: any, t: any) => { say('post', c.pid, m.op, m.id); return post(m, t); };
      return c;
    };
    app.on('child-process-gone', (_e, d) => say('gone', JSON.stringify(d)));
    const kill = process.kill;
    process.kill = ((pid: number, s: any) => { say('kill', pid, new Error().stack?.split('\n').slice(2, 6).map(l => l.trim().slice(0, 60)).join(' < ')); return kill.call(process, pid, s); }) as typeof process.kill;
  });
  await desktop.app.evaluate(() => { const p = process; p; });
  const page = desktop.page('Ký văn bản');
  await desktop.choose(page, Object.values(documents));
  await page.getByRole('button', { name: 'Ký 4 văn bản' }).click();
  console.log('type at', Date.now() % 100000);
  await desktop.typePin(pin);
  console.log('typed at', Date.now() % 100000);

  await new Promise((r) => setTimeout(r, 6000));
  console.log('read at', Date.now() % 100000);
  const text = await desktop.app.evaluate(() => (Reflect.get(globalThis, 'zlog') as unknown[]).map((x) => JSON.stringify(x)).filter((x) => !/tokens|poll/.test(x)).join('\n'));
  console.log(text);
  console.log(readFileSync(log, 'utf8').split('\n').filter((l,i,a)=>!/SlotList|TokenInfo/.test(l)||/Login|Sign|remov/.test(a.slice(i-3,i+3).join())).slice(-140).join('\n'));
  await desktop.close();
  await surroundings.close();
});
