/** Every file that the judges are compared on: real ones, our own, those that others signed, and forged ones. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SigningIntent } from '../../src/contracts/jobs.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import type { Cast, Identity } from '../corpus/attacks/cases.js';
import { toBer } from '../corpus/attacks/cms-kit.js';
import { families } from '../corpus/attacks/families.js';
import { makeCast } from '../corpus/twins/cast.js';
import * as edge from '../corpus/twins/edge-cases.js';
import { signedBy, type ToolName, toolNamed, tools, usualMarks } from '../corpus/twins/families.js';
import { random } from '../corpus/twins/random.js';
import { corpus, FONT, makeSigner, sha256 } from '../integration/signing-support.js';
import { KEYS, type KeyName, LEVELS, MANNERS } from '../matrix/combinations.js';
import { KINDS } from '../matrix/kinds.js';
import { addSignature } from '../matrix/outputs.js';
import { type PdfBoxJob, signByPdfBox } from '../peers/pdfbox.js';
import { has, type Studio, type Subject } from './studio.js';

export interface Source {
  readonly name: string;
  readonly subjects: (studio: Studio) => Promise<readonly Subject[]>;
}

const real: Source = {
  name: 'documents of the corpus',
  subjects: async (studio) => studio.some(corpus(), 6).map((file) => ({ name: basename(file), file })),
};

/** Each kind of file at each level; the algorithms in turn. */
const own: Source = {
  name: 'signed by this product',
  subjects: async (studio) => {
    const all = KINDS.flatMap((kind, index) =>
      LEVELS.map((level, step) => {
        const fitting = MANNERS.filter((one) => one.level === level);
        return { kind, manner: fitting[(index * LEVELS.length + step) % fitting.length] };
      }),
    );
    const subjects: Subject[] = [];
    for (const { kind, manner } of studio.some(all, 6)) {
      if (!manner) continue;
      const name = `${kind.name}, ${manner.level} ${manner.key} ${manner.mechanism} ${manner.digest}`;
      const [original, file] = [studio.path('original'), studio.path('own')];
      kind.make(original);
      await addSignature(studio.house, original, file, manner, {
        password: kind.password,
        visible: subjects.length % 2 === 0,
        ...(kind.field === undefined ? {} : { field: kind.field }),
      });
      subjects.push({ name, file, ...(kind.password === undefined ? {} : { password: kind.password }) });
    }
    return subjects;
  },
};

const small = corpus().filter((file) => readFileSync(file).length < 1_000_000);

/** `pdfsig -add-signature` with an NSS database. */
const poppler: Source = {
  name: 'signed by poppler',
  subjects: async (studio) => {
    if (!has('certutil')) {
      process.stdout.write('certutil (libnss3-tools) is not there: nothing is signed by poppler\n');
      return [];
    }
    const database = join(studio.folder, 'nss');
    mkdirSync(database);
    const at = `sql:${database}`;
    const quiet = { stdio: 'ignore', timeout: 60_000 } as const;
    execFileSync('certutil', ['-N', '-d', at, '--empty-password'], quiet);
    execFileSync('pk12util', ['-i', studio.p12, '-d', at, '-W', studio.passphrase, '-K', ''], quiet);
    return studio.some(small, 3).flatMap((input) => {
      const file = studio.path('poppler');
      const options = ['-nssdir', at, '-nss-pwd', '', '-add-signature', '-nick', 'signer'];
      try {
        execFileSync('pdfsig', [...options, input, file], quiet);
      } catch {
        return [];
      }
      return [{ name: basename(input), file }];
    });
  },
};

/** Both SubFilters, visible and not, approval and certification; then one more signature on top by each judge’s rules. */
const pdfBox: Source = {
  name: 'signed by PDFBox',
  subjects: async (studio) => {
    const manners = (['adbe.pkcs7.detached', 'ETSI.CAdES.detached'] as const).flatMap((subFilter) =>
      [true, false].flatMap((visible) =>
        ([0, 1, 2, 3] as const).map((permission) => ({ subFilter, visible, permission })),
      ),
    );
    const jobs: PdfBoxJob[] = studio.some(manners, 4).map((manner, index) => {
      const inputs = manner.permission === 0 ? small : small.filter((file) => file.includes('unsigned'));
      return { ...manner, input: inputs[index % inputs.length] ?? '', output: studio.path('pdfbox') };
    });
    const again = jobs.map((job) => ({
      ...job,
      input: job.output,
      output: studio.path('pdfbox-again'),
      permission: 0 as const,
    }));
    const all = [...jobs, ...again];
    const results = await signByPdfBox(studio, all);
    return all.flatMap(({ input, output, subFilter, visible, permission }, index) =>
      results[index] === 'signed'
        ? [
            {
              name: `${basename(input)}, ${subFilter}, ${visible ? 'visible' : 'invisible'}, P=${permission}`,
              file: output,
            },
          ]
        : [],
    );
  },
};

interface OpensslManner {
  readonly name: string;
  readonly key: KeyName;
  readonly options: readonly string[];
  readonly ber?: boolean;
}

const pss = (salt: number): string[] => ['-keyopt', 'rsa_padding_mode:pss', '-keyopt', `rsa_pss_saltlen:${salt}`];
const opensslManners: readonly OpensslManner[] = [
  { name: 'RSA SHA-256', key: 'rsa2048', options: [] },
  { name: 'RSA SHA-1', key: 'rsa2048', options: ['-md', 'sha1'] },
  { name: 'RSA SHA-512', key: 'rsa3072', options: ['-md', 'sha512'] },
  { name: 'RSA SHA3-256', key: 'rsa2048', options: ['-md', 'sha3-256'] },
  { name: 'without attributes', key: 'rsa2048', options: ['-noattr'] },
  { name: 'without attributes, SHA-1', key: 'rsa2048', options: ['-noattr', '-md', 'sha1'] },
  { name: 'by key identifier', key: 'rsa2048', options: ['-keyid'] },
  { name: 'without certificates', key: 'rsa2048', options: ['-nocerts'] },
  { name: 'CAdES', key: 'rsa2048', options: ['-cades'] },
  { name: 'BER', key: 'rsa2048', options: [], ber: true },
  { name: 'BER without attributes', key: 'rsa2048', options: ['-noattr'], ber: true },
  { name: 'PSS', key: 'rsa2048', options: pss(32) },
  { name: 'PSS, longest salt', key: 'rsa2048', options: pss(222) },
  { name: 'PSS, SHA-384, no salt', key: 'rsa3072', options: ['-md', 'sha384', ...pss(0)] },
  { name: 'PSS without attributes', key: 'rsa4096', options: ['-noattr', ...pss(32)] },
  { name: 'ECDSA P-256', key: 'ec', options: [] },
  { name: 'ECDSA P-384 SHA-384', key: 'ec384', options: ['-md', 'sha384'] },
  { name: 'ECDSA P-521 SHA-512', key: 'ec521', options: ['-md', 'sha512'] },
  { name: 'ECDSA P-256 without attributes', key: 'ec', options: ['-noattr'] },
];

/** CMS that openssl made over the bytes of our placeholder. */
const openssl: Source = {
  name: 'CMS by openssl',
  subjects: async (studio) => {
    const subjects: Subject[] = [];
    const at = (name: string): string => join(studio.folder, name);
    for (const key of KEYS) {
      const pem = studio.house.signers[key].key.export({ type: 'pkcs8', format: 'pem' });
      writeFileSync(at(`${key}.key`), pem);
      for (const [index, { der }] of studio.house.signers[key].certificates.entries())
        writeFileSync(at(`${key}.${index}.crt`), der);
    }
    for (const { name, key, options, ber } of studio.some(opensslManners, 5)) {
      for (const subFilter of ['adbe.pkcs7.detached', 'ETSI.CAdES.detached'] as const) {
        const original = studio.path('original');
        KINDS[2]?.make(original);
        const workFile = studio.path('openssl');
        const intent: SigningIntent = { level: 'B-B', placement: { kind: 'automatic' }, subFilter };
        const prepared = await prepareSignature({
          original,
          originalSha256: sha256(readFileSync(original)),
          workFile,
          intent,
          certificates: studio.house.signers[key].certificates,
          algorithm: { mechanism: key.startsWith('ec') ? 'ecdsa' : 'rsa-pkcs1', digest: 'sha256' },
          timestampReserve: 4096,
          training: false,
          signingTime: new Date(),
          font: FONT,
        });
        const bytes = readFileSync(workFile);
        const { start, end } = prepared.contentsHole;
        writeFileSync(at('content'), Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]));
        const files = [
          '-in',
          at('content'),
          '-out',
          at('cms'),
          '-signer',
          at(`${key}.0.crt`),
          '-inkey',
          at(`${key}.key`),
        ];
        const form = ['cms', '-sign', '-binary', '-nosmimecap', '-outform', 'DER'];
        execFileSync('openssl', [...form, ...files, ...options], { stdio: 'pipe' });
        const made = readFileSync(at('cms'));
        const hex = Buffer.from(ber ? toBer(made, 4) : made).toString('hex');
        bytes.write(hex.padEnd(end - start - 2, '0'), start + 1, 'latin1');
        writeFileSync(workFile, bytes);
        subjects.push({ name: `${name}, ${subFilter}`, file: workFile });
      }
    }
    return subjects;
  },
};

/** As much of the chain as the generators have room for. */
const inside = ({ house }: Studio, key: KeyName): Identity => {
  const { certificates, key: privateKey } = house.signers[key];
  const [own, issuer] = certificates;
  return { key: privateKey, certificates: issuer ? [own, issuer] : [own] };
};

/** Forged files and their innocent twins, as the tests of the verifier make them. */
const attacks: Source = {
  name: 'forged files and their twins',
  subjects: async (studio) => {
    const [person, office, company] = [inside(studio, 'rsa2048'), inside(studio, 'rsa3072'), inside(studio, 'rsa4096')];
    const outsider = (): Identity => makeSigner(studio.folder);
    const cast: Cast = { person, office, trustedCompany: company, stranger: outsider(), bought: outsider() };
    const all = families.flatMap(({ family, cases }) =>
      cases(cast).map((one) => ({ ...one, name: `${family}: ${one.name}` })),
    );
    return studio.some(all, 30).map(({ name, file: bytes }) => {
      const file = studio.path('attack');
      writeFileSync(file, bytes);
      return { name, file };
    });
  },
};

/** Twins of the families and edge cases of real documents. */
const twins: Source = {
  name: 'twins of real documents',
  subjects: async (studio) => {
    const seed = 20_261_122;
    const [cast, chance] = [makeCast(join(studio.folder, 'twins'), seed), random(seed)];
    const stage = { cast, chance };
    const names = Object.keys(tools) as ToolName[];
    const families = names.flatMap((name) =>
      [1, 4].map((count) => ({
        name: `${name}, ${count}`,
        make: () => signedBy(cast, toolNamed(name), usualMarks(cast, count), chance).bytes,
      })),
    );
    const cases = [
      { name: 'incoming stamp', make: () => edge.incomingStamp(stage).bytes },
      { name: 'stripped', make: () => edge.stripped(stage).bytes },
      { name: 'scan editor', make: () => edge.scanEditor(stage).bytes },
      { name: 'bytes before the header', make: () => edge.leadingJunk(stage) },
      { name: 'DigestInfo without NULL', make: () => edge.bareDigestInfo(stage).bytes },
      { name: 'first value wrong', make: () => edge.wrongFirst(stage).bytes },
      { name: 'invisible', make: () => edge.invisible(stage).bytes },
    ];
    return studio.some([...families, ...cases], 4).map(({ name, make }) => {
      const file = studio.path('twin');
      writeFileSync(file, make());
      return { name, file };
    });
  },
};

/** A bit at a quarter of the file. */
const spoilByte = (bytes: Buffer): Buffer => {
  const at = bytes.length >> 2;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes;
};

/** Real documents with a digit of a signed byte changed, cut, or with bytes behind: what “broken” looks like for each. */
const spoilt: Source = {
  name: 'damaged documents',
  subjects: async (studio) => {
    const signed = small.filter((file) => file.includes('/signed/'));
    const damages: readonly [string, (bytes: Buffer) => Buffer][] = [
      ['a byte changed', spoilByte],
      ['bytes behind the end', (bytes) => Buffer.concat([bytes, Buffer.from('\n% rac\n')])],
      ['bytes before the header', (bytes) => Buffer.concat([Buffer.from('rac rac rac\n'), bytes])],
      ['the last 40 bytes cut', (bytes) => bytes.subarray(0, bytes.length - 40)],
      ['the value of the last signature changed', (bytes) => spoilValue(bytes)],
    ];
    const all = signed.flatMap((input) => damages.map(([name, damage]) => ({ input, name, damage })));
    return studio.some(all, 6).map(({ input, name, damage }) => {
      const file = studio.path('spoilt');
      writeFileSync(file, damage(readFileSync(input)));
      return { name: `${basename(input)}, ${name}`, file };
    });
  },
};

/** A bit in the RSA value of the SignerInfo that stands last in the file: its last 40 octets. */
const spoilValue = (bytes: Buffer): Buffer => {
  const text = bytes.toString('latin1');
  const found = [...text.matchAll(/\/Contents\s*<([0-9A-Fa-f]{2000,}?)(?:00)*>/g)].at(-1);
  if (!found) return bytes;
  const digits = found[1] ?? '';
  const stamp = digits.toLowerCase().lastIndexOf('0b2a864886f70d010910020e');
  const end = stamp > 0 ? stamp - 2 * 12 : digits.length;
  const at = found.index + found[0].indexOf('<') + 1 + end - 80;
  bytes.write(text[at] === '1' ? '2' : '1', at, 'latin1');
  return bytes;
};

export const sources: readonly Source[] = [real, own, poppler, pdfBox, openssl, twins, attacks, spoilt];
