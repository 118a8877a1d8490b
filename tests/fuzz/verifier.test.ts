/**
 * Mutated CMS, certificates, CRLs, OCSP and TSP answers, and files with mutated signatures, through everything that
 * verification does with them: only Faults may come out, within 5 seconds and 512 MB each.
 * FUZZ_SECONDS: how long (20). SEED: which sequence; printed, so that a failure can be repeated.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Asn1 } from '../../src/main/pki/asn1.js';
import { readSignedData } from '../../src/main/pki/cms/read.js';
import { timestampRequest } from '../../src/main/pki/tsp.js';
import { makeServices, type TestPki } from '../../tools/test-pki/make.mjs';
import { corpus } from '../integration/signing-support.js';
import { openWorkshop, plainPdf, type Workshop } from '../integration/verification-support.js';
import { seed } from '../seed.js';
import { sha1ModulePath } from '../sha1-module.js';
import { mutateDer } from './der.js';
import { type Bundle, bundle, Thread } from './harness.js';
import { mutate, Random } from './mutations.js';
import type { HostileInput, Kind, VerifierData } from './verifier-worker.js';

const seconds = Number(process.env.FUZZ_SECONDS ?? 20);
const LARGEST = 300_000;
const nonce = Buffer.from('0102030405060708', 'hex');
const stamped = Buffer.from('Nội dung');

let workshop: Workshop;
let verifying: Bundle;

beforeAll(async () => {
  workshop = openWorkshop(['ec', 'revoked']);
  verifying = await bundle('verifier-worker');
}, 120_000);
afterAll(() => {
  workshop.close();
  verifying.remove();
});

const CONTENTS = /\/Contents\s*<([0-9A-Fa-f]{1000,})>/g;

/** Every CMS of the documents, without its padding. */
const cmsOf = (texts: readonly string[]): Uint8Array[] =>
  texts.flatMap((text) =>
    [...text.matchAll(CONTENTS)].map(([, hex = '']) => Asn1.parsePrefix(Buffer.from(hex, 'hex')).bytes),
  );

const asked = (): Uint8Array => createHash('sha256').update(stamped).digest();

/** A TimeStampResp to the question that the thread believes it asked. */
const timestampAnswer = (folder: string, tsa: { certificate: string; key: string }): Uint8Array => {
  const at = (name: string): string => join(folder, name);
  const config = ['[tsa]', `serial = ${at('serial')}`, 'signer_digest = sha256', 'default_policy = 1.2.3'];
  writeFileSync(at('tsa.cnf'), [...config, 'digests = sha256', 'ess_cert_id_alg = sha256'].join('\n'));
  writeFileSync(at('query'), timestampRequest(asked(), nonce));
  const files = ['-queryfile', at('query'), '-signer', tsa.certificate, '-inkey', tsa.key, '-out', at('reply')];
  execFileSync('openssl', ['ts', '-reply', '-config', at('tsa.cnf'), '-section', 'tsa', ...files], { stdio: 'pipe' });
  return readFileSync(at('reply'));
};

/** What openssl says as the responder of the issuing CA. */
const ocspAnswerBy = (folder: string, { sub, person }: TestPki, responder: { certificate: string; key: string }) => {
  const out = join(folder, 'ocsp');
  const who = ['-rsigner', responder.certificate, '-rkey', responder.key, '-CA', sub.certificate];
  const what = ['-issuer', sub.certificate, '-cert', person.certificate];
  execFileSync(
    'openssl',
    ['ocsp', '-index', join(sub.folder, 'index.txt'), ...who, ...what, '-ndays', '3', '-respout', out, '-noverify'],
    { stdio: 'pipe' },
  );
  return readFileSync(out);
};

type Seeds = Readonly<Record<Kind, readonly Uint8Array[]>>;

const collect = async (folder: string): Promise<Seeds> => {
  const { pki } = workshop;
  const { tsa, ecTsa, ocsp } = makeServices(pki);
  const plain = workshop.path('plain.pdf');
  writeFileSync(plain, plainPdf());
  const own = readFileSync(await workshop.sign(plain, 'own.pdf', pki.person));
  const signed = corpus().filter((file) => file.includes('signed/') && statSync(file).size <= LARGEST);
  const texts = [own, own, ...signed.map((file) => readFileSync(file))];
  const cms = cmsOf(texts.map((bytes) => bytes.toString('latin1')));
  const inside = cms.map(readSignedData);
  const own1 = [pki.person, pki.sub, pki.root, ...Object.values(pki.extras)].map(({ der: file }) => readFileSync(file));
  return {
    cms: [...cms, ...inside.flatMap(({ timestampTokens }) => timestampTokens)],
    certificate: [...own1, ...inside.flatMap(({ certificates }) => certificates.map((one) => one.der))],
    crl: [pki.root, pki.sub].map(({ crl }) => readFileSync(crl)),
    ocsp: [ocspAnswerBy(folder, pki, ocsp.sub)],
    tsp: [tsa, ecTsa].map((authority) => timestampAnswer(folder, authority)),
    pdf: texts,
  };
};

/** A file with another CMS in one of its signatures, as long as before; or damaged somewhere. */
const mutatePdf = (text: string, random: Random, other: string): Buffer => {
  const found = [...text.matchAll(CONTENTS)];
  if (found.length === 0 || random.below(3) === 0) return Buffer.from(mutate(text, random, other), 'latin1');
  const match = random.pick(found);
  const hex = match[1] ?? '';
  const cms = Asn1.parsePrefix(Buffer.from(hex, 'hex')).bytes;
  const mutated = Buffer.from(mutateDer(cms, random, cms))
    .toString('hex')
    .slice(0, hex.length);
  const start = match.index + match[0].indexOf('<') + 1;
  return Buffer.from(text.slice(0, start) + mutated.padEnd(hex.length, '0') + text.slice(start + hex.length), 'latin1');
};

/** A file costs as much as hundreds of structures. */
const WEIGHTS: readonly Kind[] = [
  ...Array.from(
    { length: 40 },
    (_, index) => (['cms', 'cms', 'certificate', 'crl', 'ocsp', 'tsp'] as const)[index % 6] ?? 'cms',
  ),
  'pdf',
];

it('nothing but faults comes out of mutated signatures', { timeout: (seconds + 120) * 1000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-fuzz-'));
  const { pki } = workshop;
  const seeds = await collect(folder);
  const data: VerifierData = {
    scratch: join(folder, 'file'),
    sha1Module: resolve(sha1ModulePath),
    root: pki.root.certificate,
    issuer: pki.sub.certificate,
    leaf: pki.person.certificate,
    crls: [pki.root.crl, pki.sub.crl],
    imprint: asked(),
    nonce,
  };
  const random = new Random(seed);
  const thread = new Thread<HostileInput>(verifying.path, data);
  const others = [...seeds.cms, ...seeds.crl, ...seeds.ocsp];
  const pdfs = seeds.pdf.map((bytes) => Buffer.from(bytes).toString('latin1'));
  const next = (kind: Kind): Uint8Array =>
    kind === 'pdf'
      ? mutatePdf(random.pick(pdfs), random, random.pick(pdfs))
      : mutateDer(random.pick(seeds[kind]), random, random.pick(others));
  const counts = new Map<Kind, number>();
  const failures: string[] = [];
  for (const kind of Object.keys(seeds) as Kind[])
    for (const bytes of seeds[kind]) expect(await thread.give({ kind, bytes })).toBeNull();
  for (const end = Date.now() + seconds * 1000; Date.now() < end && failures.length < 10; ) {
    const kind = random.pick(WEIGHTS);
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const bytes = next(kind);
    const problem = await thread.give({ kind, bytes });
    if (problem === null) continue;
    const file = join(tmpdir(), `fuzz-${seed}-${kind}-${count}.bin`);
    writeFileSync(file, bytes);
    failures.push(`${file}: ${problem}`);
  }
  await thread.close();
  rmSync(folder, { recursive: true, force: true });
  const told = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
  process.stdout.write(`verifier fuzz: ${told}, seed ${seed}\n`);
  expect(failures).toEqual([]);
});
