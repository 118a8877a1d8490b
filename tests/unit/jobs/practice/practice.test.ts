import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Presets } from '../../../../src/contracts/records.js';
import { isPracticeKept, Practice, removeEndedPractice } from '../../../../src/main/jobs/practice/practice.js';
import { trainingServer } from '../../../../src/main/jobs/practice/practice-policy.js';
import { parsePresets, presetsText, unsetPresets } from '../../../../src/main/jobs/presets-file.js';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'kyso-practice-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

const open = () => Practice.open(data, 'resources');

const real: Presets = {
  version: 1,
  office: {
    ...unsetPresets.office,
    agency: 'SỞ NỘI VỤ THẬT',
    seal: { pngBase64: readFileSync('resources/icons/16x16.png').toString('base64'), widthMm: 40 },
    marks: 'own-signatures',
    series: [{ id: 'qd', name: 'Quyết định', types: ['Quyết định'] }],
    corrections: { mau: { seal: { dx: 1, dy: 2 } } },
  },
  leaders: [{ name: 'Lãnh Đạo Thật', signature: null, initials: null }],
};

describe('a practice', () => {
  it('works as the office does, without its name, its seal and its leaders', async () => {
    writeFileSync(join(data, 'presets.json'), presetsText(real));
    const { folders } = await open();
    const presets = parsePresets(readFileSync(folders.presets, 'utf8'));
    expect(presets?.office).toMatchObject({ marks: 'own-signatures', series: real.office.series, corrections: {} });
    expect(JSON.stringify(presets)).not.toMatch(/THẬT|Thật/);
    expect(presets?.office.seal?.pngBase64).not.toBe(real.office.seal?.pngBase64);
    expect(parsePresets(readFileSync(join(data, 'presets.json'), 'utf8'))).toEqual(real);
  });

  it('begins in an office where nothing was set, or what was set is damaged', async () => {
    writeFileSync(join(data, 'presets.json'), '{ hỏng');
    const { folders } = await open();
    expect(parsePresets(readFileSync(folders.presets, 'utf8'))?.office.seal).not.toBeNull();
    expect(readFileSync(join(data, 'presets.json'), 'utf8')).toBe('{ hỏng');
  });

  it('keeps to a folder of its own: of the real work no file is written', async () => {
    writeFileSync(join(data, 'queue.sqlite'), 'sổ thật');
    const practice = await open();
    await practice.putSamples();
    await practice.renewToken();
    expect(readdirSync(data).sort()).toEqual(['practice', 'queue.sqlite']);
    const { networkPolicy, ...own } = practice.folders;
    for (const path of Object.values(own)) expect(path.startsWith(join(data, 'practice'))).toBe(true);
    expect(networkPolicy).toBe(join(data, 'policy', 'network.json'));
  });

  it('goes on with the same token until it is ended, and with another one after that', async () => {
    const file = (await open()).catalogue[0]?.path ?? '';
    const first = readFileSync(file, 'utf8');
    const practice = await open();
    expect(readFileSync(file, 'utf8')).toBe(first);
    await practice.close();
    expect(isPracticeKept(data)).toBe(true);
    await practice.end();
    await practice.close();
    expect(existsSync(join(data, 'practice'))).toBe(false);
    await open();
    expect(readFileSync(file, 'utf8')).not.toBe(first);
  });

  it('that was ended but could not be deleted is gone at the next start', async () => {
    await (await open()).end();
    expect(isPracticeKept(data)).toBe(false);
    await removeEndedPractice(data);
    expect(readdirSync(data)).toEqual([]);
  });

  it('that goes on is not deleted at the next start', async () => {
    await open();
    await removeEndedPractice(data);
    expect(isPracticeKept(data)).toBe(true);
  });

  it('gives out four sample documents, again where they were lost', async () => {
    const practice = await open();
    const names = await practice.putSamples();
    expect(names).toHaveLength(4);
    rmSync(join(practice.samplesFolder, names[0] ?? ''));
    await practice.putSamples();
    for (const name of names)
      expect(readFileSync(join(practice.samplesFolder, name)).subarray(0, 5).toString()).toBe('%PDF-');
  });
});

describe('the training server', () => {
  it('is none as the product comes', () => {
    expect(trainingServer('resources')).toBeNull();
  });

  it.each([
    ['{ "server": "https://tap-huan.tinh.gov.vn" }', 'https://tap-huan.tinh.gov.vn'],
    ['{ "server": "file:///etc" }', null],
    ['{ "sever": "https://tap-huan.tinh.gov.vn" }', null],
    ['hỏng', null],
  ])('of %s is %s', (text, server) => {
    mkdirSync(join(data, 'policy'));
    writeFileSync(join(data, 'policy', 'practice.json'), text);
    expect(trainingServer(data)).toBe(server);
  });
});
