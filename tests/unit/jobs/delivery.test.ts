import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliver } from '../../../src/main/jobs/delivery.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-delivery-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('giving a finished file out', () => {
  it('takes the next free name and replaces nothing', async () => {
    const out = join(folder, 'out');
    for (const round of ['một', 'hai', 'ba']) {
      writeFileSync(join(folder, 'work'), round);
      await deliver(join(folder, 'work'), out, 'báo cáo.pdf', 'signed');
    }
    expect(readdirSync(out).sort()).toEqual(['báo cáo.signed-2.pdf', 'báo cáo.signed-3.pdf', 'báo cáo.signed.pdf']);
    expect(readFileSync(join(out, 'báo cáo.signed.pdf'), 'utf8')).toBe('một');
    expect(existsSync(join(folder, 'work'))).toBe(false);
  });
  it('cuts a name that would be too long with what is added to it, between letters', async () => {
    const out = join(folder, 'out');
    const name = `${'đ'.repeat(125)}x.pdf`;
    for (const round of ['một', 'hai']) {
      writeFileSync(join(folder, 'work'), round);
      await deliver(join(folder, 'work'), out, name, 'signed');
    }
    const names = readdirSync(out).sort();
    expect(names).toEqual([expect.stringMatching(/^đ+\.signed-2\.pdf$/), expect.stringMatching(/^đ+\.signed\.pdf$/)]);
  });
  it('says where it could not write, and keeps the finished file', async () => {
    writeFileSync(join(folder, 'work'), 'x');
    writeFileSync(join(folder, 'file'), '');
    await expect(deliver(join(folder, 'work'), join(folder, 'file'), 'a.pdf', 'signed')).rejects.toMatchObject({
      code: 'output.failed',
    });
    expect(existsSync(join(folder, 'work'))).toBe(true);
  });
});
