import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pdfsig, sha256 } from './installation.js';

let out: string;
beforeAll(() => {
  out = join(mkdtempSync(join(tmpdir(), 'kyso-demo-')), 'demo-out');
});
afterAll(() => rmSync(resolve(out, '..'), { recursive: true, force: true }));

const demo = () => spawnSync(process.execPath, [resolve('tools/demo/demo.mjs'), '--out', out], { encoding: 'utf8' });
const results = (): Map<string, string> =>
  new Map(readdirSync(join(out, 'signed')).map((name) => [name, sha256(join(out, 'signed', name))]));

it('signs, verifies and delivers 20 documents, and a second run neither doubles nor overwrites', {
  timeout: 240_000,
}, () => {
  const first = demo();
  expect(first.stderr).toBe('');
  expect(first.stdout).toContain('20/20 văn bản được ký, kiểm tra và giao đạt.');
  expect(first.status).toBe(0);
  const signed = results();
  expect(signed.size).toBe(20);
  for (const name of signed.keys()) {
    const signatures = pdfsig(join(out, 'signed', name));
    expect(signatures.every(({ valid }) => valid)).toBe(true);
    expect(signatures.at(-1)?.total).toBe(true);
  }

  const second = demo();
  expect(second.stdout).toContain('0 văn bản mới.');
  expect(second.stdout).toContain('Ký 0 văn bản');
  expect(second.status).toBe(0);
  expect(results()).toEqual(signed);
});
