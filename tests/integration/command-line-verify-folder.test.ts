/** `kyso verify FOLDER --results FILE`: thousands of files, and a run that was broken off goes on. */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileReportSchema } from '../../src/contracts/verification.js';
import { documents, kyso, makeWorkplace, type Workplace } from './installation.js';

let workplace: Workplace;
let folder: string;
let results: string;
beforeAll(async () => {
  workplace = await makeWorkplace();
  folder = join(workplace.folder, 'văn bản đến');
  results = join(workplace.folder, 'ket-qua.ndjson');
  mkdirSync(join(folder, 'tháng 11'), { recursive: true });
  copyFileSync(documents.signed, join(folder, 'b.pdf'));
  copyFileSync(documents.text, join(folder, 'a.PDF'));
  copyFileSync(documents.scan, join(folder, 'tháng 11', 'c.pdf'));
  writeFileSync(join(folder, 'ghi chú.txt'), 'không phải PDF');
  writeFileSync(join(folder, 'd.pdf'), 'hỏng');
});
afterAll(() => workplace.remove());

const run = async () => {
  const { code, lines } = await kyso(['verify', folder, '--offline', '--results', results]);
  return { code, files: lines.map((line) => fileReportSchema.parse(line).file) };
};
const logged = (): { path: string; verdict: string }[] =>
  readFileSync(results, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a folder', () => {
  const all = ['a.PDF', 'b.pdf', 'd.pdf', 'tháng 11/c.pdf'];

  it('is walked in order, PDFs alone, folders below it included', async () => {
    const { code, files } = await run();
    expect(files).toEqual(all.map((name) => join(folder, name)));
    expect(code).toBe(1);
    expect(logged().map(({ path }) => path)).toEqual(files);
  });

  it('is not verified twice, and the second run ends with the same exit code', async () => {
    expect(await run()).toEqual({ code: 1, files: [] });
    expect(logged()).toHaveLength(all.length);
  });

  it('goes on after a line that was cut off, and with files that are others now', async () => {
    const text = readFileSync(results);
    truncateSync(results, text.length - 20);
    utimesSync(join(folder, 'b.pdf'), 1, 1);
    copyFileSync(documents.text, join(folder, 'e.pdf'));
    const { files } = await run();
    expect(files).toEqual(['b.pdf', 'e.pdf', 'tháng 11/c.pdf'].map((name) => join(folder, name)));
    expect(logged().every(({ verdict }) => verdict !== undefined)).toBe(true);
    appendFileSync(results, 'không phải JSON\n');
    expect((await run()).files).toEqual([]);
  });
});

it('says where results cannot be written', async () => {
  const { code, stderr } = await kyso(['verify', folder, '--offline', '--results', folder]);
  expect(code).toBe(1);
  expect(stderr).toContain('Không ghi');
});
