/** Holds what every judge says of an output against what has to be said. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../src/contracts/faults/index.js';
import type { FileReport, SignatureReport } from '../../src/contracts/verification.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { proveOutput } from '../../src/main/verification/proof/proof.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';
import { sha256 } from '../integration/signing-support.js';
import { judgeByPdfBox, type PdfBoxVerdict } from '../peers/pdfbox.js';
import type { House } from './house.js';
import { openssl, type PopplerVerdict, pdfsig, qpdfComplaints } from './judges.js';
import type { FileKind } from './kinds.js';
import { type Expected, expectedOf, type Original, type Output } from './outputs.js';

/** `signing`: it was refused. */
export type Judge = 'signing' | 'original' | 'pdfsig' | 'qpdf' | 'openssl' | 'PDFBox' | 'own' | 'proof';

/** A judge that does not say what has to be said. */
export interface Finding {
  readonly output: string;
  readonly judge: Judge;
  readonly said: string;
  readonly expected: string;
}

const policy = loadPolicy('resources/policy/verification.json');

const compare = (output: Output, judge: Judge, said: readonly string[], expected: readonly string[]): Finding[] => {
  const [left, right] = [said.join('; '), expected.join('; ')];
  return left === right ? [] : [{ output: output.name, judge, said: left, expected: right }];
};

const verify = (file: string, { password }: FileKind, { trust, crls }: House): FileReport =>
  verifyFile(file, { trust, policy, crls, at: new Date(), password }).report;

const judgeOriginal = async (kind: FileKind, file: string, pdfBox: PdfBoxVerdict, house: House): Promise<Original> => ({
  kind,
  file,
  pdfsig: await pdfsig(file, kind.password),
  qpdf: await qpdfComplaints(file, kind.password),
  own: verify(file, kind, house).signatures,
  pdfBox,
});

/** Writes a file of each kind into `folder` and asks every judge what it is like. */
export const makeOriginals = async (
  kinds: readonly FileKind[],
  folder: string,
  house: House,
): Promise<Map<FileKind, Original>> => {
  const originals = new Map<FileKind, Original>();
  for (const password of new Set(kinds.map((kind) => kind.password))) {
    const alike = kinds.filter((kind) => kind.password === password);
    const files = alike.map(({ name }) => join(folder, `${name.replace(/[^\w.]+/g, '-')}.pdf`));
    for (const [index, kind] of alike.entries()) kind.make(files[index] ?? '');
    for (const [index, pdfBox] of (await judgeByPdfBox(files, password)).entries()) {
      const kind = alike[index];
      if (kind) originals.set(kind, await judgeOriginal(kind, pdfBox.file, pdfBox, house));
    }
  }
  return originals;
};

const keepsOriginal = (output: Output): Finding[] => {
  const [before, after] = [readFileSync(output.original.file), readFileSync(output.file)];
  const kept = before.equals(after.subarray(0, before.length));
  return compare(output, 'original', [kept ? 'is the prefix' : 'is not the prefix'], ['is the prefix']);
};

/** Poppler knows no document timestamps and says so; what it says of others’ signatures is taken as it was. */
const byPdfsig = async (output: Output, expected: readonly Expected[]): Promise<Finding[]> => {
  const { pdfsig: before, kind } = output.original;
  const worded = ({ subFilter, digest, verdict }: PopplerVerdict): string =>
    subFilter === 'unknown' ? verdict : `${subFilter} ${digest} ${verdict}`;
  const after = await pdfsig(output.file, kind.password);
  const said = after.map((one) => `${worded(one)}${one.total ? ' total' : ''}`);
  const own = expected.map(({ manner, changesAfter }) => {
    const total = changesAfter === 'none' ? ' total' : '';
    if (manner === null) return `Signature has not yet been verified.${total}`;
    const digest = manner.digest.replace('sha', 'SHA-');
    return `ETSI.CAdES.detached ${digest} Signature is Valid.${total}`;
  });
  return compare(output, 'pdfsig', said, [...before.map(worded), ...own]);
};

/** A signing revision mends the tables of a file that had to be recovered; it never adds to what is wrong with it. */
const byQpdf = async (output: Output): Promise<Finding[]> => {
  const { qpdf: before, kind } = output.original;
  const after = await qpdfComplaints(output.file, kind.password);
  const fresh = after.filter((line) => !before.includes(line));
  return compare(output, 'qpdf', fresh, []);
};

const byOpenssl = async (output: Output, expected: readonly Expected[], house: House): Promise<Finding[]> => {
  const from = statSync(output.original.file).size;
  const said = await openssl(output.file, from, house.rootFile, `${output.file}.cut`);
  return compare(
    output,
    'openssl',
    said.map(({ kind, sound, text }) => `${kind} ${sound ? 'sound' : text.trim().slice(0, 300)}`),
    expected.map(({ kind }) => `${kind} sound`),
  );
};

const describeOwn = (one: SignatureReport): string =>
  [
    one.kind,
    one.verdict,
    one.integrity,
    one.changesAfter,
    one.coversWholeFile ? 'whole' : 'part',
    ...(one.kind === 'signature'
      ? [one.level, one.signatureAlgorithm, one.timestamp === null ? 'unstamped' : 'stamped']
      : []),
  ].join(' ');

const describeExpected = ({ kind, level, changesAfter, manner }: Expected): string =>
  [
    kind,
    'valid intact',
    changesAfter,
    changesAfter === 'none' ? 'whole' : 'part',
    ...(manner === null
      ? []
      : [level, `${manner.mechanism}-${manner.digest}`, level === 'B-B' ? 'unstamped' : 'stamped']),
  ].join(' ');

/** Others’ signatures stay as they were; what has become of the file since is a signature, or what was worse before. */
const describeForeign = ({ kind, integrity, level, changesAfter }: SignatureReport, added: boolean): string => {
  const milder = changesAfter === 'none' || changesAfter === 'ltv';
  return `${kind} ${integrity} ${level} ${added && milder ? 'signature' : changesAfter}`;
};

const byOurselves = (output: Output, expected: readonly Expected[], house: House): Finding[] => {
  const { kind, own: before } = output.original;
  const after = verify(output.file, kind, house);
  const foreign = before.length;
  const said = after.signatures.map((one, index) => (index < foreign ? describeForeign(one, false) : describeOwn(one)));
  const wanted = [...before.map((one) => describeForeign(one, expected.length > 0)), ...expected.map(describeExpected)];
  const reasons = after.error ? [after.error.code] : [];
  return compare(output, 'own', [...said, ...reasons], wanted);
};

/** What stands between the signing and the world. */
const byProof = ({ name, file, last, original: { kind } }: Output): Finding[] => {
  if (last === null) return [];
  const { before, declared } = last;
  const original = { length: statSync(before).size, sha256: sha256(readFileSync(before)) };
  try {
    proveOutput(file, { original, declared, password: kind.password });
    return [];
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    const said = `${thrown.code} ${JSON.stringify(thrown.value)}`;
    return [{ output: name, judge: 'proof', said, expected: 'proved' }];
  }
};

/** All judges but PDFBox. */
export const judge = async (output: Output, house: House): Promise<Finding[]> => {
  const expected = expectedOf(output.revisions);
  const outside = await Promise.all([byPdfsig(output, expected), byQpdf(output), byOpenssl(output, expected, house)]);
  const ours = [...keepsOriginal(output), ...byOurselves(output, expected, house), ...byProof(output)];
  return [...outside.flat(), ...ours];
};

/** Signature values, digests, certificate references, timestamps and every piece of validation data. */
export const heldAgainst = (output: Output, verdict: PdfBoxVerdict): Finding[] => {
  const original = output.original.pdfBox;
  const expected = expectedOf(output.revisions);
  const worded = (one: PdfBoxVerdict['signatures'][number]): string =>
    `${one.subFilter} ${one.valid ? 'valid' : one.problems.join(', ')}`;
  const foreign = original.signatures.length;
  const ordered = [...verdict.signatures].sort((left, right) => left.end - right.end);
  const said = ordered.map((one, index) =>
    index < foreign
      ? worded(one)
      : `${worded(one)}${one.timestamp ? ' stamped' : ''} ${one.certificates}${one.coversWholeFile ? ' whole' : ''}`,
  );
  const own = expected.map(({ kind, manner, changesAfter }) => {
    const whole = changesAfter === 'none' ? ' whole' : '';
    // The authority stands under the root; a signer has a CA in between, and brings the whole chain.
    if (kind === 'timestamp') return `ETSI.RFC3161 valid 2${whole}`;
    return `ETSI.CAdES.detached valid${manner?.level === 'B-B' ? '' : ' stamped'} 3${whole}`;
  });
  const stored = output.revisions.some(({ kind }) => kind === 'evidence');
  const before = [...original.signatures].sort((left, right) => left.end - right.end).map(worded);
  return compare(
    output,
    'PDFBox',
    [...said, verdict.dss ? 'a store' : 'no store', ...(verdict.dss?.problems ?? []), verdict.error ?? ''],
    [...before, ...own, stored ? 'a store' : 'no store', ''],
  );
};
