import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signLineSchema, tokenLineSchema } from '../../src/contracts/cli.js';
import { fileReportSchema } from '../../src/contracts/verification.js';
import {
  corpus,
  documents,
  faultModule,
  kyso,
  makeBadFiles,
  makeWorkplace,
  misbehaving,
  pdfsig,
  pin,
  sha256,
  type Workplace,
} from './installation.js';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await makeWorkplace();
});
afterAll(() => workplace.remove());

const sign = (files: readonly string[], out: string, input = pin, extra: readonly string[] = []) =>
  kyso(
    [
      'sign',
      ...files,
      '--out',
      join(workplace.folder, out),
      '--module',
      workplace.token.modulePath,
      '--pin-stdin',
      ...extra,
    ],
    {
      env: workplace.token.env,
      input,
    },
  );
const trusted = (): string[] => {
  const { root, sub } = workplace.pki;
  return ['--trust', root.certificate, '--crl', root.crl, '--crl', sub.crl, '--offline'];
};

describe('kyso token list', () => {
  it('tells the certificates without a PIN', async () => {
    const { code, lines } = await kyso(['token', 'list', '--module', workplace.token.modulePath], {
      env: workplace.token.env,
    });
    expect(code).toBe(0);
    const modules = lines.map((line) => tokenLineSchema.parse(line));
    const token = modules.flatMap((module) => module.tokens).find(({ label }) => label === 'THU NGHIEM');
    expect(token?.certificates.filter(({ canSign }) => canSign)).toHaveLength(1);
  });
  it('says that a file is no driver', async () => {
    const { code, lines } = await kyso(['token', 'list', '--module', documents.text]);
    expect(code).toBe(1);
    expect(lines).toContainEqual(
      expect.objectContaining({ error: expect.objectContaining({ code: 'token.driver-invalid' }) }),
    );
  });
});

describe('kyso sign', () => {
  it('signs the good ones among bad files, and tells of each bad one why', async () => {
    const bad = makeBadFiles(workplace.folder);
    const good = [documents.scan, documents.signed];
    const [first, ...others] = Object.values(bad).map(({ path }) => path);
    const { code, lines } = await sign([first ?? '', good[0] ?? '', ...others, good[1] ?? ''], 'mixed');
    expect(code).toBe(1);
    const results = lines.map((line) => signLineSchema.parse(line));
    expect(results).toHaveLength(7);
    for (const { path, code: expected } of Object.values(bad)) {
      const line = results.find(({ file }) => file === path);
      expect(line).toMatchObject({ status: 'failed', out: null, error: { code: expected } });
    }
    expect(
      results
        .filter(({ status }) => status === 'signed')
        .map(({ file }) => file)
        .sort(),
    ).toEqual([...good].sort());
    expect(readdirSync(join(workplace.folder, 'mixed')).sort()).toEqual(
      good.map((file) => `${basename(file, '.pdf')}.signed.pdf`).sort(),
    );
  });

  it('appends: the original is the exact beginning, earlier signatures stay valid for pdfsig', async () => {
    const { lines } = await sign([documents.signed, documents.text], 'appended');
    for (const { file, out, sha256: told } of lines.map((line) => signLineSchema.parse(line))) {
      const original = readFileSync(file);
      expect(
        readFileSync(out ?? '')
          .subarray(0, original.length)
          .equals(original),
      ).toBe(true);
      expect(sha256(out ?? '')).toBe(told);
      const signatures = pdfsig(out ?? '');
      expect(signatures.every(({ valid }) => valid)).toBe(true);
      expect(signatures.at(-1)?.total).toBe(true);
    }
  });

  it('never overwrites: the second result takes the next name', async () => {
    const [first] = (await sign([documents.text], 'twice')).lines;
    const before = sha256(String(first?.['out']));
    const [second] = (await sign([documents.text], 'twice')).lines;
    expect(basename(String(second?.['out']))).toBe('text-circular-02-2021.signed-2.pdf');
    expect(sha256(String(first?.['out']))).toBe(before);
  });

  it('uses a wrong PIN once, says what the token says of it, and signs nothing', async () => {
    const calls = join(workplace.folder, 'calls');
    const { code, lines } = await kyso(
      [
        'sign',
        documents.text,
        documents.scan,
        '--out',
        join(workplace.folder, 'wrong'),
        '--module',
        faultModule,
        '--pin-stdin',
      ],
      { env: misbehaving(workplace, `log=${calls}`), input: '99999999' },
    );
    expect(code).toBe(1);
    for (const file of [documents.text, documents.scan]) {
      const error = {
        code: expect.stringMatching(/^token\.pin-wrong/),
        vi: expect.stringContaining('Mã PIN không đúng'),
      };
      expect(lines.filter((line) => line['file'] === file)).toEqual([
        expect.objectContaining({ status: 'failed', error: expect.objectContaining(error) }),
      ]);
    }
    expect(lines).toHaveLength(2);
    expect(readFileSync(calls, 'utf8').match(/C_Login\b/g)).toHaveLength(1);
    expect(readdirSync(join(workplace.folder, 'wrong'))).toEqual([]);
  });

  it.each(['crash@2', 'removed@2'])(
    'keeps what is signed and names the rest when the driver does “%s”',
    async (script) => {
      const files = [documents.text, documents.scan, documents.signed];
      const { code, lines } = await kyso(
        ['sign', ...files, '--out', join(workplace.folder, script), '--module', faultModule, '--pin-stdin'],
        { env: misbehaving(workplace, script), input: pin },
      );
      expect(code).toBe(1);
      const results = lines.map((line) => signLineSchema.parse(line));
      expect(results.map(({ file, status }) => ({ file, status }))).toEqual([
        { file: documents.text, status: 'signed' },
        { file: documents.scan, status: 'failed' },
        { file: documents.signed, status: 'failed' },
      ]);
      expect(readdirSync(join(workplace.folder, script))).toEqual(['text-circular-02-2021.signed.pdf']);
    },
  );

  it.each([
    ['no file', ['sign', '--out', 'x', '--pin-stdin']],
    ['no folder', ['sign', 'a.pdf', '--pin-stdin']],
    ['a misspelt option', ['sign', 'a.pdf', '--out', 'x', '--pinstdin']],
    ['an unknown verb', ['sing', 'a.pdf']],
  ])('ends with 64 for %s', async (_what, words) => {
    expect((await kyso(words)).code).toBe(64);
  });
});

describe('the training token', () => {
  it('marks what it signs, and that never verifies as valid', async () => {
    const out = join(workplace.folder, 'training');
    const { p12, passphrase, authority } = workplace.pki.training;
    const signed = await kyso(['sign', documents.text, '--out', out, '--training-p12', p12, '--passphrase-stdin'], {
      input: passphrase,
    });
    expect(signed.code).toBe(0);
    const file = join(out, 'text-circular-02-2021.signed.pdf');
    const notice = 'TẬP HUẤN – không có giá trị pháp lý';
    expect(execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).normalize('NFC')).toContain(notice);
    const objects = execFileSync('qpdf', ['--json=2', file], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    expect(objects).toMatch(new RegExp(`"/Reason": "u:[^"]*${notice}`));
    const { lines } = await kyso([
      'verify',
      file,
      '--trust',
      authority.certificate,
      '--crl',
      authority.crl,
      '--offline',
    ]);
    const report = fileReportSchema.parse(lines[0]);
    expect(report.verdict).toBe('indeterminate');
    expect(report.signatures[0]).toMatchObject({ integrity: 'intact', trust: { scheme: 'training' } });
  });
});

describe('kyso verify', () => {
  it('calls our signature valid with its anchor and both revocation lists, and not without one of them', async () => {
    await sign([documents.text], 'verify');
    const file = join(workplace.folder, 'verify', 'text-circular-02-2021.signed.pdf');
    const { root, sub } = workplace.pki;
    const full = await kyso(['verify', file, ...trusted()]);
    expect(full.code).toBe(0);
    expect(full.lines[0]).toMatchObject({
      verdict: 'valid',
      signatures: [{ level: 'B-B', coversWholeFile: true, trust: { scheme: 'user-added', revocation: 'good' } }],
    });
    for (const partial of [
      ['--trust', root.certificate, '--crl', sub.crl, '--offline'],
      ['--trust', root.certificate, '--offline'],
      ['--crl', root.crl, '--crl', sub.crl, '--offline'],
    ]) {
      const { code, lines } = await kyso(['verify', file, ...partial]);
      expect(code).toBe(2);
      expect(lines[0]).toMatchObject({ verdict: 'indeterminate', signatures: [{ integrity: 'intact' }] });
    }
  });

  it('calls every real signed document indeterminate and intact when offline', async () => {
    const folder = join(corpus, 'signed');
    const files = readdirSync(folder).map((name) => join(folder, name));
    const { code, lines } = await kyso(['verify', ...files, '--offline']);
    const reports = lines.map((line) => fileReportSchema.parse(line));
    expect(reports).toHaveLength(files.length);
    for (const report of reports) {
      const remnant = ['065811f3', '525edc13', '562283da', '9b1cd167', 'fa8ffaf7'].some((start) =>
        report.file.includes(start),
      );
      expect([report.file, report.verdict]).toEqual([report.file, remnant ? 'unsigned' : 'indeterminate']);
      expect(report.signatures.every(({ integrity }) => integrity === 'intact')).toBe(true);
    }
    expect(code).toBe(1);
  });

  it('says of files that cannot be read what is wrong, never a stack trace', async () => {
    const bad = Object.values(makeBadFiles(workplace.folder));
    const { code, lines, stderr } = await kyso(['verify', ...bad.map(({ path }) => path), '--offline']);
    expect(
      lines.map((line) => fileReportSchema.parse(line)).map(({ verdict, error }) => ({ verdict, code: error?.code })),
    ).toEqual(bad.map(({ code: expected }) => ({ verdict: 'indeterminate', code: expected })));
    expect(code).toBe(2);
    expect(stderr).toBe('');
  });
});
