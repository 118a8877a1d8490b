/** Takes CMS, certificates, CRLs, OCSP and TSP answers and whole files as verification does. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { Fault } from '../../src/contracts/faults/index.js';
import { fileReportSchema } from '../../src/contracts/verification.js';
import { inMemory } from '../../src/main/pki/algorithms.js';
import { type Certificate, parseCertificate, readCertificates } from '../../src/main/pki/certificate.js';
import { readCertificateBundle } from '../../src/main/pki/certificate-bundle.js';
import { readSignedData } from '../../src/main/pki/cms/read.js';
import { checkTimestamp, readTimestamp } from '../../src/main/pki/cms/timestamp.js';
import { verifySignedData } from '../../src/main/pki/cms/verify.js';
import { parseCrl, readCrlHead, revocationStatus } from '../../src/main/pki/crl.js';
import { ocspAnswer, readOcspResponse } from '../../src/main/pki/ocsp.js';
import { buildAndValidatePath } from '../../src/main/pki/path.js';
import { setSha1Module } from '../../src/main/pki/sha1.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { checkAuthority, readTimestampResponse } from '../../src/main/pki/tsp.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';

export const KINDS = ['cms', 'certificate', 'crl', 'ocsp', 'tsp', 'pdf'] as const;
export type Kind = (typeof KINDS)[number];

/** What the thread is started with; paths. */
export interface VerifierData {
  readonly scratch: string;
  readonly sha1Module: string;
  readonly root: string;
  readonly issuer: string;
  readonly leaf: string;
  readonly crls: readonly string[];
  /** Of the question that the TSP answers belong to. */
  readonly imprint: Uint8Array;
  readonly nonce: Uint8Array;
}

export interface HostileInput {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
}

const MEMORY = 512 * 1024 * 1024;
const paths = z.string();
const data: VerifierData = z
  .object({
    scratch: paths,
    sha1Module: paths,
    root: paths,
    issuer: paths,
    leaf: paths,
    crls: z.array(paths),
    imprint: z.instanceof(Uint8Array),
    nonce: z.instanceof(Uint8Array),
  })
  .parse(workerData);
setSha1Module(data.sha1Module);
const trust = loadTrust({ shipped: 'resources/trust', added: [data.root] });
const policy = loadPolicy('resources/policy/verification.json');
const crls = data.crls.map((file) => readFileSync(file));
const at = new Date();

const certificateIn = (file: string): Certificate => {
  const [certificate] = readCertificates(readFileSync(file));
  if (!certificate) throw new Error(file);
  return certificate;
};
const [leaf, issuer] = [certificateIn(data.leaf), certificateIn(data.issuer)];
const content = inMemory(Buffer.from('Nội dung'));

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Fault) return undefined;
    throw thrown;
  }
};

const pathFor = (certificate: Certificate, pool: readonly Certificate[]): void => {
  const lists = crls.map(parseCrl);
  for (const purpose of ['document', 'timestamp'] as const)
    attempt(() => buildAndValidatePath(certificate, { pool, trust, at, crls: lists, purpose }));
};

const takers: Readonly<Record<Kind, (bytes: Uint8Array) => void>> = {
  cms: (bytes) => {
    const facts = attempt(() => readSignedData(bytes));
    if (facts) {
      attempt(() => verifySignedData(facts, content));
      for (const token of facts.timestampTokens) {
        const read = attempt(() => readTimestamp(token));
        if (read) attempt(() => checkTimestamp(read, inMemory(facts.signature)));
      }
      for (const certificate of facts.certificates.slice(0, 2)) pathFor(certificate, facts.certificates);
      for (const list of facts.crls.slice(0, 2)) attempt(() => parseCrl(list));
    }
    const token = attempt(() => readTimestamp(bytes));
    if (token) attempt(() => checkTimestamp(token, content));
    attempt(() => checkAuthority(bytes, { trust, at, crls: [], ocsps: [] }));
    attempt(() => readCertificateBundle(bytes));
  },
  certificate: (bytes) => {
    const certificate = attempt(() => parseCertificate(bytes));
    if (certificate) {
      pathFor(certificate, [issuer]);
      // Whoever has issued what we hold may be hostile too.
      attempt(() => buildAndValidatePath(leaf, { pool: [certificate], trust, at, crls: [] }));
    }
    attempt(() => readCertificates(bytes));
    attempt(() => readCertificateBundle(bytes));
  },
  crl: (bytes) => {
    attempt(() => readCrlHead(bytes));
    const list = attempt(() => parseCrl(bytes));
    if (list) attempt(() => revocationStatus(leaf, issuer, [list], at));
  },
  ocsp: (bytes) => {
    const response = attempt(() => readOcspResponse(bytes));
    if (response) attempt(() => ocspAnswer(response, leaf, issuer, at, []));
  },
  tsp: (bytes) => {
    attempt(() => readTimestampResponse(bytes, data));
  },
  pdf: (bytes) => {
    const file = `${data.scratch}.pdf`;
    writeFileSync(file, bytes);
    const { report } = verifyFile(file, { trust, policy, crls, at, details: true, keep: true });
    fileReportSchema.parse(report);
    rmSync(file);
  },
};

parentPort?.on('message', ({ kind, bytes }: HostileInput) => {
  try {
    takers[kind](bytes);
    const { arrayBuffers } = process.memoryUsage();
    parentPort?.postMessage(arrayBuffers > MEMORY ? `${arrayBuffers} bytes in buffers` : null);
  } catch (thrown) {
    parentPort?.postMessage(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  }
});
