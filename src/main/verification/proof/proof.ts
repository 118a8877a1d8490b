/**
 * The check of our own output before it may leave. It is given the original's length and hash, the file, and what the
 * file was declared to become, and uses nothing that the making of it computed.
 */
import { Fault } from '../../../contracts/faults/index.js';
import { PdfDocument } from '../../pdf/document.js';
import { type ByteSource, FileSource } from '../../pdf/source.js';
import { der } from '../../pki/asn1.js';
import type { Certificate } from '../../pki/certificate.js';
import { oids } from '../../pki/oids.js';
import type { SignedRange } from '../byte-range.js';
import { proveCms, proveToken } from './cms.js';
import type { DeclaredOutcome } from './declared-outcome.js';
import { type Digests, digestOnce, type WantedDigest } from './digests.js';
import { earlierSignatures, type JudgedSignature, judgeEarlier, proveEarlier } from './earlier.js';
import { undeclared } from './increment.js';
import { type ProvedSteps, proveSteps } from './steps.js';
import { proveEvidence } from './store.js';

export {
  type DeclaredOutcome,
  type DeclaredSignature,
  type DeclaredUpgrade,
  declaredOutcome,
} from './declared-outcome.js';

/** The file that was consented to. The output begins with its bytes, so that it need not be read itself. */
export interface ConsentedOriginal {
  /** Bytes. */
  readonly length: number;
  /** SHA-256, lower-case hexadecimal. */
  readonly sha256: string;
}

export interface ProofRequest {
  readonly original: ConsentedOriginal;
  readonly declared: DeclaredOutcome;
  /** Issuers that are known: a chain in the signature that ends below a root has to end with one of them. */
  readonly issuers?: readonly Certificate[];
  /** Opens an encrypted document. */
  readonly password?: string | undefined;
}

export interface Proof {
  /** SHA-256 of the proved file, lower-case hexadecimal. */
  readonly sha256: string;
  /** Fields of signatures whose bytes or value were not what was signed in the original already. */
  readonly brokenBefore: readonly string[];
}

/**
 * Proves that the file at `path` is the consented original, byte for byte, and behind it exactly what was declared: no
 * object, no entry and no byte more; a signature by the declared certificate over all of it and at the declared level;
 * every earlier signature as it was. The file is read once. Says nothing of trust.
 * @throws Fault `verification.*`, `pdf.*`, `file.*`
 */
export const proveOutput = (path: string, request: ProofRequest): Proof => {
  const source = new FileSource(path);
  try {
    return proveSource(source, request);
  } catch (thrown) {
    // What is wrong with the original's part comes first, however it showed.
    if (thrown instanceof Fault && !isOriginal(source, request)) throw new Fault('verification.original-altered');
    throw thrown;
  } finally {
    source.close();
  }
};

/**
 * Proves that a file which grew by several signatures, each of them proved against the one before, still is the consented
 * original: its bytes at the beginning, and every signature that it had as it was.
 * @throws Fault `verification.*`, `pdf.*`, `file.*`
 */
export const proveContinuation = (path: string, request: Omit<ProofRequest, 'declared' | 'issuers'>): void => {
  const source = new FileSource(path);
  try {
    if (!isOriginal(source, request)) throw new Fault('verification.original-altered');
    const { original, password } = request;
    const opened = password === undefined ? {} : { password };
    const before = PdfDocument.open(source, { end: original.length, recover: true, ...opened });
    proveEarlier(before, PdfDocument.open(source, opened), earlierSignatures(before));
  } finally {
    source.close();
  }
};

/**
 * Fields of signatures whose bytes or value are not what was signed, from one pass over the file; says nothing of later
 * changes. @throws Fault `pdf.*`, `file.*`, `verification.form-broken`
 */
export const brokenSignatures = (document: PdfDocument): string[] => {
  const { source, end } = document;
  const signatures = earlierSignatures(document);
  if (signatures.length === 0) return [];
  const digests = digestOnce(source, end, signatures.flatMap(({ range }) => range ?? []).map(wantedDigest));
  return judgeEarlier(signatures, digests).flatMap(({ field, intact }) => (intact ? [] : [field]));
};

const isOriginal = (source: ByteSource, { original }: Pick<ProofRequest, 'original'>): boolean =>
  source.length >= original.length && digestOnce(source, original.length, []).prefix === original.sha256;

const proveSource = (source: ByteSource, request: ProofRequest): Proof => {
  const { original, declared, password } = request;
  if (source.length < original.length) throw new Fault('verification.original-altered');
  const steps = proveSteps({ source, length: original.length, password }, declared);
  const earlier = earlierSignatures(steps.before);
  const ranges = [...steps.added, ...earlier].flatMap(({ range }) => range ?? []);
  const digests = digestOnce(source, original.length, ranges.map(wantedDigest));
  if (digests.prefix !== original.sha256) throw new Fault('verification.original-altered');
  proveEarlier(steps.before, steps.after, earlier);
  const judged = judgeEarlier(earlier, digests);
  proveAdded(steps, request, digests);
  if (declared.kind === 'upgrade' && declared.level !== 'B-T') proveEarlierEvidence(steps, judged);
  return { sha256: digests.file, brokenBefore: judged.flatMap(({ field, intact }) => (intact ? [] : [field])) };
};

/** The signature with its chain, timestamp and evidence; and document timestamps. */
const proveAdded = ({ added, after }: ProvedSteps, { declared, issuers }: ProofRequest, digests: Digests): void => {
  for (const { kind, range, name } of added) {
    const content = digests.content(range);
    if (kind === 'timestamp' || declared.kind === 'upgrade') {
      proveToken(range.contents, content);
      continue;
    }
    const makers = proveCms(range.contents, content, declared, issuers ?? []);
    const signer = makers[0]?.subject.commonName?.normalize('NFC') ?? null;
    if (name !== null && name !== signer) throw undeclared('/Name');
    if (declared.level === 'B-LT' || declared.level === 'B-LTA') proveEvidence(after, range.contents, makers);
  }
};

/** What is broken proves nothing, whatever is kept with it. */
const proveEarlierEvidence = ({ after }: ProvedSteps, judged: readonly JudgedSignature[]): void => {
  for (const { kind, intact, signer, contents } of judged) {
    if (kind === 'signature' && intact && signer) proveEvidence(after, contents, [signer]);
  }
};

const KNOWN = (['sha256', 'sha384', 'sha512', 'sha1'] as const).map((name) => ({
  name,
  identifier: Buffer.from(der.oid(oids[name])),
}));
/** ContentInfo and SignedData begin with little else than the list of digests (RFC 5652 5.1). */
const LIST_WITHIN = 96;

/** The digest that a CMS names first. Only a guess that saves a pass: what the CMS really says is read later. */
const wantedDigest = (range: SignedRange): WantedDigest => {
  const head = Buffer.from(range.contents.subarray(0, LIST_WITHIN));
  return { range, algorithm: KNOWN.find(({ identifier }) => head.includes(identifier))?.name ?? 'sha256' };
};
