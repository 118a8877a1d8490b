/** Backup and restore with the program as it is built: what was backed up comes back, and nothing newer is lost to it. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { documents, kyso } from './installation.js';

interface Place {
  readonly data: string;
  readonly to: string;
  run(...words: string[]): ReturnType<typeof kyso>;
}

const place = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [data, to] = [join(folder, 'data'), join(folder, 'sao lưu')];
  mkdirSync(to);
  return { data, to, run: (...words) => kyso([...words, '--data', data]) };
};

/** Variants of one document: other bytes, other hash. */
const variant = (folder: string, name: string): string => {
  const path = join(folder, `${name}.pdf`);
  writeFileSync(path, readFileSync(documents.text));
  appendFileSync(path, `%${name}\n`);
  return path;
};

const listOf = async ({ run }: Place): Promise<readonly Record<string, unknown>[]> =>
  (await run('queue', 'list')).lines.map(({ id, state, title, sha256 }) => ({ id, state, title, sha256 }));

const backedUp = async (count = 3): Promise<Place> => {
  const here = place();
  const names = Array.from({ length: count }, (_, index) => `văn bản ${index}`);
  expect((await here.run('queue', 'add', ...names.map((name) => variant(here.to, name)))).code).toBe(0);
  for (const name of names) rmSync(join(here.to, `${name}.pdf`));
  expect((await here.run('backup', '--to', here.to)).code).toBe(0);
  return here;
};

const contentsOf = (to: string): string[] =>
  readdirSync(join(to, 'files')).flatMap((group) =>
    readdirSync(join(to, 'files', group)).map((name) => join(to, 'files', group, name)),
  );

describe('kyso backup and restore', () => {
  it('brings queue, documents and journal back into an empty folder, and copies only what is new', async () => {
    const here = await backedUp();
    await here.run('queue', 'add', variant(here.to, 'mới'));
    const besides = ['settings.json', 'policy/retention.json', 'edxml/packages/ab.edxml', 'edxml/records/1.facts.json'];
    for (const name of besides) {
      mkdirSync(dirname(join(here.data, name)), { recursive: true });
      writeFileSync(join(here.data, name), '{}');
    }
    const second = await here.run('backup', '--to', here.to);
    expect(second.lines).toMatchObject([{ documents: 4, copied: 1, missing: 0 }]);
    const before = await listOf(here);
    // Whoever asks for what cannot be done is told so, by name.
    const [waiting] = (await here.run('queue', 'list')).lines;
    expect(await here.run('queue', 'approve', String(waiting?.id))).toMatchObject({
      code: 1,
      lines: [{ state: 'ready', error: { code: 'queue.transition-refused' } }],
    });
    rmSync(here.data, { recursive: true });
    const restored = await here.run('restore', '--from', here.to);
    expect(restored).toMatchObject({ code: 0, lines: [{ documents: 4, journal: { intact: true } }] });
    expect(await listOf(here)).toEqual(before);
    for (const name of besides) expect(readFileSync(join(here.data, name), 'utf8')).toBe('{}');
    expect(await here.run('journal', 'verify')).toMatchObject({ code: 0, lines: [{ rebuilds: [{ restored: true }] }] });
    for (const name of readdirSync(join(here.data, 'originals')))
      execFileSync('qpdf', ['--check', join(here.data, 'originals', name)], { stdio: 'ignore' });
    expect((await here.run('journal', 'verify', '--files')).code).toBe(0);
    const [changed = '', gone = ''] = readdirSync(join(here.data, 'originals'));
    appendFileSync(join(here.data, 'originals', changed), 'x');
    rmSync(join(here.data, 'originals', gone));
    const files = await here.run('journal', 'verify', '--files');
    expect([files.code, ...files.lines.map(({ found }) => found)]).toEqual(
      expect.arrayContaining([1, 'changed', 'missing']),
    );
    expect(files.lines.at(-1)).toEqual({ files: 2, other: 2 });
    // Whoever takes steps away leaves a journal that is sound in itself, and not called whole.
    rmSync(join(here.data, 'queue.sqlite'));
    const [short] = (await here.run('journal', 'verify')).lines;
    expect(short).toMatchObject({ intact: true, rebuilds: [{ restored: false, found: 0, known: expect.any(Number) }] });
    expect((await here.run('journal', 'verify')).code).toBe(2);
  }, 60_000);

  it('refuses a data folder that is newer or another queue, and changes nothing there', async () => {
    const here = await backedUp();
    await here.run('queue', 'add', variant(here.to, 'sau khi sao lưu'));
    const before = await listOf(here);
    const newer = await here.run('restore', '--from', here.to);
    expect(newer.lines).toMatchObject([{ error: { code: 'restore.newer' } }]);
    expect(await listOf(here)).toEqual(before);
    const other = place();
    await other.run('queue', 'add', variant(other.to, 'khác'));
    const kept = await listOf(other);
    const foreign = await other.run('restore', '--from', here.to);
    expect(foreign.lines).toMatchObject([{ error: { code: 'restore.other-queue' } }]);
    expect(await listOf(other)).toEqual(kept);
    // The other way round its backup must not push ours out.
    expect((await other.run('backup', '--to', here.to)).lines).toMatchObject([
      { error: { code: 'backup.other-queue' } },
    ]);
  }, 60_000);

  it('refuses a backup in which one byte of a document, the database or nothing but a file is wrong', async () => {
    const here = await backedUp(2);
    const damage: ((backup: string) => void)[] = [
      (backup) => appendFileSync(contentsOf(backup)[0] ?? '', 'x'),
      (backup) => rmSync(contentsOf(backup)[1] ?? ''),
      (backup) => {
        const folder = join(backup, 'backups', readdirSync(join(backup, 'backups'))[0] ?? '');
        const bytes = readFileSync(join(folder, 'queue.sqlite'));
        bytes.writeUInt8(bytes.readUInt8(5000) ^ 1, 5000);
        writeFileSync(join(folder, 'queue.sqlite'), bytes);
      },
    ];
    for (const [index, change] of damage.entries()) {
      const copy = `${here.to} ${index}`;
      cpSync(here.to, copy, { recursive: true });
      change(copy);
      const target = `${here.data}-${index}`;
      const refused = await kyso(['restore', '--from', copy, '--data', target]);
      expect(refused.lines).toMatchObject([{ error: { code: 'restore.damaged' } }]);
      expect(existsSync(join(target, 'queue.sqlite'))).toBe(false);
    }
  }, 60_000);

  it('is verified as a whole on request, and every wrong file is named', async () => {
    const here = await backedUp(2);
    expect(await here.run('backup', 'verify', '--from', here.to)).toMatchObject({
      code: 0,
      lines: [{ documents: 2, damaged: [], journal: { intact: true } }],
    });
    const [file = ''] = contentsOf(here.to);
    appendFileSync(file, 'x');
    const told = await here.run('backup', 'verify', '--from', here.to);
    expect(told).toMatchObject({ code: 1, lines: [{ damaged: [file] }] });
  }, 60_000);

  it('takes a half-made backup for none, and says what is in a folder without one', async () => {
    const here = await backedUp(1);
    const [name = ''] = readdirSync(join(here.to, 'backups'));
    truncateSync(join(here.to, 'backups', name, 'manifest.json'), 40);
    rmSync(here.data, { recursive: true });
    const refused = await here.run('restore', '--from', here.to);
    expect(refused.lines).toMatchObject([{ error: { code: 'restore.no-backup' } }]);
    expect(refused.stderr).toContain('Không thấy bản sao lưu hoàn chỉnh nào');
  }, 60_000);

  it('harms neither queue nor earlier backups when the share has gone', async () => {
    const here = await backedUp(1);
    const gone = join(here.to, 'không gắn');
    const refused = await here.run('backup', '--to', gone);
    expect(refused.lines).toMatchObject([{ error: { code: 'backup.unreachable' } }]);
    expect(existsSync(gone)).toBe(false);
    expect((await here.run('backup', '--to', join(here.data, 'originals'))).lines).toMatchObject([
      { error: { code: 'backup.inside-data' } },
    ]);
    expect((await here.run('journal', 'verify')).code).toBe(0);
  }, 60_000);

  it('tells of a document that was altered on this computer, and backs up the others', async () => {
    const here = await backedUp(2);
    const fresh = join(here.to, 'nơi khác');
    mkdirSync(fresh);
    const [name = ''] = readdirSync(join(here.data, 'originals'));
    appendFileSync(join(here.data, 'originals', name), 'x');
    const told = await here.run('backup', '--to', fresh);
    expect(told).toMatchObject({ code: 1, lines: [{ documents: 1, missing: 1 }] });
    const restored = await kyso(['restore', '--from', fresh, '--data', `${here.data}-2`]);
    expect(restored).toMatchObject({ code: 0, lines: [{ documents: 1, missing: 1 }] });
  }, 60_000);

  it('replaces a damaged queue by the backup and keeps what stood there', async () => {
    const here = await backedUp(2);
    const before = await listOf(here);
    const bytes = readFileSync(join(here.data, 'queue.sqlite'));
    writeFileSync(join(here.data, 'queue.sqlite'), bytes.fill(0x41));
    const restored = await here.run('restore', '--from', here.to);
    expect(restored.code).toBe(0);
    expect(await listOf(here)).toEqual(before);
    const kept = readdirSync(here.data).find((name) => name.startsWith('before-restore-')) ?? '';
    expect(readFileSync(join(here.data, kept, 'queue.sqlite'))).toEqual(bytes);
    // Numbers that were given since are not given again by themselves.
    expect(await here.run('registers', 'numbers', 'chung', '--next', '12')).toMatchObject({
      code: 0,
      lines: [{ direction: 'outgoing', series: 'chung', next: 12 }],
    });
    expect((await here.run('registers', 'numbers', 'chung', '--next', '0')).code).toBe(64);
    expect((await here.run('journal', 'verify')).code).toBe(0);
  }, 60_000);
});
