import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freeName } from '../../../src/main/queue/free-name.js';

it('gives what is kept aside three times within one second three names, whether files or folders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-free-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const name = (): string => freeName(join(folder, 'before-restore'), new Date('2026-11-23T02:03:04.567Z'));
  const first = join(folder, 'before-restore-2026-11-23T02-03-04Z');
  expect(name()).toBe(first);
  mkdirSync(first);
  expect(name()).toBe(`${first}-2`);
  writeFileSync(`${first}-2`, '');
  expect(name()).toBe(`${first}-3`);
});
