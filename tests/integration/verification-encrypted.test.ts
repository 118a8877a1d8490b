/** A signed file that is encrypted: whoever may read it may not say afterwards how it is to be decrypted. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkshop, plainPdf, type Workshop } from './verification-support.js';

let workshop: Workshop;
const signed = new Map<string, string>();

const variants: readonly (readonly [name: string, options: readonly string[]])[] = [
  ['RC4', ['128', '--use-aes=n', '--force-V4']],
  ['AES-128', ['128', '--use-aes=y']],
  ['AES-256', ['256']],
];

beforeAll(async () => {
  workshop = openWorkshop();
  const plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  for (const [name, options] of variants) {
    const encrypted = workshop.path(`${name}.pdf`);
    execFileSync('qpdf', [
      '--allow-weak-crypto',
      '--static-id',
      '--encrypt',
      '',
      'chu',
      ...options,
      '--',
      plain,
      encrypted,
    ]);
    signed.set(name, await workshop.sign(encrypted, `${name}-signed.pdf`, workshop.pki.person));
  }
}, 60_000);
afterAll(() => workshop.close());

interface Parts {
  readonly text: string;
  readonly size: number;
  readonly prev: number;
  readonly root: string;
  readonly id: string;
  readonly encrypt: number;
  readonly dictionary: string;
}

const partsOf = (text: string): Parts => {
  const last = (pattern: RegExp): string => [...text.matchAll(pattern)].at(-1)?.[1] ?? '';
  const encrypt = Number(last(/\/Encrypt (\d+) 0 R/g));
  return {
    text,
    size: Number(last(/\/Size (\d+)/g)),
    prev: Number(last(/startxref\s+(\d+)/g)),
    root: last(/\/Root (\d+ 0 R)/g),
    id: last(/\/ID\s*(\[[^\]]*\])/g),
    encrypt,
    dictionary: new RegExp(`(?:^|\\n)${encrypt} 0 obj\\s*([\\s\\S]*?)\\s*endobj`).exec(text)?.[1] ?? '',
  };
};

/** An increment with one object and the given trailer entries. */
const revised = (
  { text, size, prev, root, id }: Parts,
  body: readonly [number, string] | null,
  trailer: string,
  ids = id,
): Buffer => {
  const at = text.length;
  const object = body ? `${body[0]} 0 obj\n${body[1]}\nendobj\n` : '';
  const rows = body ? `${body[0]} 1\n${String(at).padStart(10, '0')} 00000 n\r\n` : '0 0\n';
  const end = `xref\n${rows}trailer\n<</Size ${size}/Root ${root}/ID${ids}/Prev ${prev}${trailer}>>\nstartxref\n${at + object.length}\n%%EOF\n`;
  return Buffer.from(text + object + end, 'latin1');
};

describe.each(variants.map(([name]) => name))('%s', (name) => {
  const verdict = (change: (parts: Parts) => Buffer): string => {
    const path = workshop.path('case.pdf');
    writeFileSync(path, change(partsOf(readFileSync(signed.get(name) ?? '', 'latin1'))));
    return workshop.verify(path).verdict;
  };
  const kept = ({ encrypt }: Parts): string => `/Encrypt ${encrypt} 0 R`;

  it('is valid as signed, and with an increment that says the same', () => {
    expect(workshop.verify(signed.get(name) ?? '').verdict).toBe('valid');
    expect(verdict((parts) => revised(parts, null, kept(parts)))).toBe('valid');
  });

  it.each<[string, (parts: Parts) => Buffer]>([
    ['the encryption taken away', (parts) => revised(parts, null, '')],
    [
      'the same dictionary in the trailer, streams left out',
      (parts) => revised(parts, null, `/Encrypt ${parts.dictionary.replace('/StmF /StdCF', '/StmF /Identity')}`),
    ],
    [
      'streams left out',
      (parts) =>
        revised(parts, [parts.encrypt, parts.dictionary.replace('/StmF /StdCF', '/StmF /Identity')], kept(parts)),
    ],
    [
      'strings left out',
      (parts) =>
        revised(parts, [parts.encrypt, parts.dictionary.replace('/StrF /StdCF', '/StrF /Identity')], kept(parts)),
    ],
    [
      'another method',
      (parts) => revised(parts, [parts.encrypt, parts.dictionary.replace(/\/CFM \/\w+/, '/CFM /None')], kept(parts)),
    ],
    [
      'embedded files left out',
      (parts) => revised(parts, [parts.encrypt, parts.dictionary.replace(/^<</, '<</EFF /Identity')], kept(parts)),
    ],
    [
      'metadata left out',
      (parts) =>
        revised(parts, [parts.encrypt, parts.dictionary.replace(/^<</, '<</EncryptMetadata false')], kept(parts)),
    ],
    [
      'permissions widened',
      (parts) => revised(parts, [parts.encrypt, parts.dictionary.replace(/\/P -?\d+/, '/P -1')], kept(parts)),
    ],
    ['a dictionary freed', (parts) => revised(parts, [parts.encrypt, 'null'], kept(parts))],
    ['another dictionary', (parts) => revised(parts, [parts.size, parts.dictionary], `/Encrypt ${parts.size} 0 R`)],
  ])('%s: never valid', (_name, change) => expect(verdict(change)).not.toBe('valid'));
});
