/** Evidence packs as a person gets them, opened with tools that know nothing of this product. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { makeLargePdf } from '../bench/large-pdf.mjs';
import { documents, entries, kyso, type Run, sha256 } from './installation.js';
import { openWorkshop, plainPdf, type Workshop } from './verification-support.js';

let workshop: Workshop;
let signed: string;
let data: string;
let packs: string;
let count = 0;

beforeAll(async () => {
  workshop = openWorkshop();
  const plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  signed = await workshop.sign(plain, 'Tờ trình số 12 về việc ban hành Quy chế.pdf', workshop.pki.person);
});
afterAll(() => workshop.close());
beforeEach(() => {
  count += 1;
  data = workshop.path(`data-${count}`);
  packs = workshop.path(`packs-${count}`);
});

const verify = (files: readonly string[], more: readonly string[] = []): Promise<Run> => {
  const { root, sub } = workshop.pki;
  const trust = ['--trust', root.certificate, '--crl', root.crl, '--crl', sub.crl, '--offline'];
  return kyso(['verify', ...files, ...trust, '--data', data, '--evidence', packs, ...more]);
};

const packOf = ({ lines }: Run, index = 0): string => {
  const pack = lines[index]?.evidence;
  if (typeof pack !== 'string') throw new Error(JSON.stringify(lines[index]));
  return pack;
};

const unpack = (pack: string): string => {
  const folder = `${pack}.d`;
  mkdirSync(folder);
  execFileSync('unzip', ['-q', pack, '-d', folder]);
  return folder;
};

const journal = async (): Promise<Run> => kyso(['journal', 'verify', '--data', data]);

describe('an evidence pack', () => {
  it('holds file, reports, certificates and lists, with sums that hold', async () => {
    const run = await verify([signed]);
    expect(run.code).toBe(0);
    const pack = packOf(run);
    expect(pack).toBe(join(packs, '1-Tờ trình số 12 về việc ban hành Quy chế.evidence.zip'));
    execFileSync('unzip', ['-tq', pack]);
    const folder = unpack(pack);
    execFileSync('sha256sum', ['-c', '--strict', '--quiet', 'SHA256SUMS'], { cwd: folder });
    const listed = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n');
    const files = execFileSync('find', ['.', '-type', 'f'], { cwd: folder, encoding: 'utf8' }).trim().split('\n');
    expect(listed.map((line) => `./${line.slice(66)}`).sort()).toEqual(
      files.filter((file) => file !== './SHA256SUMS').sort(),
    );
    expect(sha256(join(folder, 'document', '1-Tờ trình số 12 về việc ban hành Quy chế.pdf'))).toBe(sha256(signed));
    const { root, sub, person } = workshop.pki;
    const certificates = readdirSync(join(folder, 'certificates')).sort();
    const kept = certificates.map((name) => sha256(join(folder, 'certificates', name)));
    const expected = [person, sub, root].flatMap(({ certificate }) => readCertificates(readFileSync(certificate)));
    expect(kept).toEqual(expected.map(({ fingerprint }) => fingerprint));
    expect(certificates[0]).toBe('01-Nguyen-Thi-Minh-Anh-THU-NGHIEM.cer');
    const lists = readdirSync(join(folder, 'revocation')).map((name) => sha256(join(folder, 'revocation', name)));
    expect(lists.sort()).toEqual([sha256(root.crl), sha256(sub.crl)].sort());
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    expect(report).toMatchObject({ verdict: 'valid', sha256: sha256(signed), size: statSync(signed).size });
    expect(JSON.stringify(report)).not.toContain(workshop.folder);
    execFileSync('qpdf', ['--check', join(folder, 'report.pdf')], { stdio: 'pipe' });
    expect(execFileSync('pdftotext', [join(folder, 'report.pdf'), '-'], { encoding: 'utf8' })).toContain(
      sha256(signed),
    );
    expect(readFileSync(join(folder, 'README.txt'), 'utf8')).toContain('HỒ SƠ CHỨNG CỨ CHỮ KÝ SỐ');
  });

  it('is opened by Python too', async () => {
    const pack = packOf(await verify([signed]));
    const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), len(z.namelist()))';
    expect(execFileSync('python3', ['-c', script, pack], { encoding: 'utf8' }).trim()).toBe('None 10');
  });

  it('never replaces another', async () => {
    const [first, second] = [packOf(await verify([signed])), packOf(await verify([signed]))];
    expect(second).toMatch(/Quy chế\.evidence-2\.zip$/);
    expect([first, second].every((pack) => existsSync(pack))).toBe(true);
    expect(readdirSync(packs)).toHaveLength(2);
  });

  it('is made of a file that is no PDF, and of none that is not there', async () => {
    const other = workshop.path('other.pdf');
    writeFileSync(other, 'no PDF');
    const run = await verify([other, workshop.path('gone.pdf')]);
    expect(readFileSync(join(unpack(packOf(run)), 'document', 'other.pdf'), 'utf8')).toBe('no PDF');
    expect(run.lines[1]).toMatchObject({ evidence: null, error: { code: 'file.missing' } });
    expect(readdirSync(packs).filter((name) => name.endsWith('.zip'))).toHaveLength(1);
  });

  it('that cannot be written is told, and the result stands', async () => {
    writeFileSync(packs, 'a file where the folder should be');
    const run = await kyso(['verify', signed, '--offline', '--data', data, '--evidence', packs]);
    expect(run.code).toBe(1);
    expect(run.lines.at(-1)).toMatchObject({ error: { code: 'output.failed' } });
  });

  it('of 300 MB takes no more memory than its verification', async () => {
    const large = workshop.path('large.pdf');
    makeLargePdf(large, { bytes: 300_000_000, objects: 1, kind: 'table', sparse: true });
    const peakOf = (more: readonly string[]): number => {
      const words = [join(entries, 'cli.cjs'), 'verify', large, '--offline', '--data', data, ...more];
      const { stderr } = spawnSync('/usr/bin/time', ['-f', 'peak %M', process.execPath, ...words], {
        encoding: 'utf8',
      });
      return Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024;
    };
    const [verified, packed] = [peakOf([]), peakOf(['--evidence', packs])];
    expect(verified).toBeGreaterThan(10);
    expect(packed - verified).toBeLessThan(100);
    const pack = readdirSync(packs).find((name) => name.startsWith('large.')) ?? '';
    expect(statSync(join(packs, pack)).size).toBeGreaterThan(300_000_000);
    const folder = unpack(join(packs, pack));
    execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: folder });
    for (const path of [large, folder, join(packs, pack)]) rmSync(path, { recursive: true });
  });
});

describe('the journal of evidence packs', () => {
  it('tells that they were made and deleted', async () => {
    const pack = packOf(await verify([signed]));
    expect((await journal()).lines[0]).toMatchObject({ intact: true, entries: 1 });
    const gone = await kyso(['evidence', 'delete', pack, '--data', data]);
    expect(gone).toMatchObject({ code: 0, lines: [{ pack, deleted: true }] });
    expect(readdirSync(packs)).toEqual([]);
    expect((await journal()).lines[0]).toMatchObject({ intact: true, entries: 2 });
  });

  it('knows one that was renamed', async () => {
    const pack = packOf(await verify([signed]));
    const moved = join(packs, 'hồ sơ.zip');
    execFileSync('mv', [pack, moved]);
    expect((await kyso(['evidence', 'delete', moved, '--data', data])).code).toBe(0);
    expect(existsSync(moved)).toBe(false);
  });

  it.each(['a changed pack', 'a document', 'a pack of another computer'])('leaves alone %s', async (what) => {
    const pack = packOf(await verify([signed]));
    if (what === 'a changed pack') appendFileSync(pack, 'x');
    const target = what === 'a document' ? signed : pack;
    const elsewhere = what === 'a pack of another computer' ? workshop.path(`elsewhere-${count}`) : data;
    const before = createHash('sha256').update(readFileSync(target)).digest('hex');
    const run = await kyso(['evidence', 'delete', target, '--data', elsewhere]);
    expect(run).toMatchObject({ code: 1, lines: [{ deleted: false, error: { code: 'verification.pack-unknown' } }] });
    expect(sha256(target)).toBe(before);
    expect((await journal()).lines[0]).toMatchObject({ intact: true, entries: 1 });
  });
});

describe('a report of its own', () => {
  it('is a PDF file or JSON by its name, and nothing else', async () => {
    const [pdf, json] = [workshop.path('report.PDF'), workshop.path('report.json')];
    expect((await verify([signed, documents.signed], ['--report', pdf])).code).toBe(2);
    expect(execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' })).toContain('Đã kiểm tra 2 tệp');
    await verify([signed], ['--report', json]);
    const [report] = JSON.parse(readFileSync(json, 'utf8'));
    expect(report).toMatchObject({ file: signed, verdict: 'valid', sha256: sha256(signed) });
    await kyso(['verify', signed, documents.text, workshop.path('gone.pdf'), '--offline', '--report', json]);
    expect(JSON.parse(readFileSync(json, 'utf8')).map(({ file }: { file: string }) => file)).toEqual([
      signed,
      documents.text,
      workshop.path('gone.pdf'),
    ]);
    const wrong = await kyso(['verify', signed, '--offline', '--report', workshop.path('report.txt')]);
    expect(wrong).toMatchObject({ code: 64, lines: [{ error: { code: 'app.usage' } }] });
  });

  it('of 501 files is no PDF file, which is said before the first is verified', async () => {
    const folder = workshop.path('many');
    mkdirSync(folder);
    for (let index = 0; index < 501; index += 1) writeFileSync(join(folder, `${index}.pdf`), '');
    const pdf = workshop.path('many.pdf');
    const run = await kyso(['verify', folder, '--offline', '--report', pdf]);
    expect(run).toMatchObject({ code: 64, lines: [{ error: { code: 'app.usage' } }] });
    expect(JSON.stringify(run.lines[0])).toContain('500');
    expect(existsSync(pdf)).toBe(false);
  });
});
