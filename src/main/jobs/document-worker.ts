/** Entry of a document worker thread: one task at a time, plain data in and out, no sockets. */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { toFaultValue } from '../../contracts/faults/index.js';
import { settle } from '../../contracts/result.js';
import { type Certificate, parseCertificate } from '../pki/certificate.js';
import { chainFor } from '../pki/path.js';
import { loadTrust, type TrustStore } from '../pki/trust.js';
import { embedSignature } from '../signing/embed.js';
import { inspectDocument } from '../signing/inspect.js';
import { prepareSignature } from '../signing/prepare.js';
import { loadPolicy, type Policy } from '../verification/policy.js';
import { proveOwnSignature } from '../verification/proof.js';
import { verifyFile } from '../verification/verify-file.js';
import type { DocumentTask, DocumentTasks, DocumentWorkerData, Inspection, SignerIdentity } from './document-tasks.js';
import { deliver, hashKept, intake, store } from './user-files.js';

const { resources, userTrust } = workerData as DocumentWorkerData;

/** Makes a value when it is first asked for, and keeps it. */
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
const trust = once((): TrustStore => loadTrust({ shipped: join(resources, 'trust'), added: userTrust }));
const font = once((): Uint8Array => readFileSync(join(resources, 'fonts', 'LiberationSerif-Regular.ttf')));
const policy = once((): Policy => loadPolicy(join(resources, 'policy', 'verification.json')));

/** The signer's certificate and every issuer that is known, for embedding: today's tools leave readers without them. */
const chainOf = (signer: SignerIdentity): [Certificate, ...Certificate[]] => {
  const { anchors, intermediates } = trust();
  const pool = [
    ...signer.issuers.map(parseCertificate),
    ...intermediates,
    ...anchors.map(({ certificate }) => certificate),
  ];
  return chainFor(parseCertificate(signer.certificate), pool);
};

const inspect = (path: string): Inspection => {
  try {
    const { pages, signatureFields, refusal } = inspectDocument(path);
    return { pages, signatures: signatureFields.filter(({ signed }) => signed).length, refusal };
  } catch (thrown) {
    return { pages: null, signatures: 0, refusal: toFaultValue(thrown) };
  }
};

const sha256Of = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
};

/** Goes to the process's stderr; the window gets the sentence of an internal error. */
const writeDefect = (thrown: unknown): void => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
};

type Handlers = {
  readonly [T in DocumentTask]: (
    request: DocumentTasks[T]['request'],
  ) => DocumentTasks[T]['reply'] | Promise<DocumentTasks[T]['reply']>;
};

const handlers: Handlers = {
  intake: ({ source, target }) => intake(source, target),
  hash: ({ path, name }) => hashKept(path, name),
  inspect: ({ path }) => inspect(path),
  prepare: ({ document, workFile, intent, signer, signingTime }) =>
    prepareSignature({
      original: document.path,
      originalSha256: document.sha256,
      workFile,
      intent,
      certificates: chainOf(signer),
      algorithm: signer.algorithm,
      training: signer.training,
      signingTime,
      font: font(),
    }),
  embed: ({ prepared, signature, signer }) => {
    embedSignature(prepared, { algorithm: signer.algorithm, value: signature }, chainOf(signer));
    return null;
  },
  prove: async ({ document, prepared, signer }) => {
    proveOwnSignature(prepared.workFile, {
      originalPath: document.path,
      originalLength: document.size,
      originalSha256: document.sha256,
      fieldName: prepared.fieldName,
      certificateFingerprint: parseCertificate(signer.certificate).fingerprint,
    });
    return { sha256: await sha256Of(prepared.workFile) };
  },
  deliver: ({ workFile, directory, name }) => ({ path: deliver(workFile, directory, name) }),
  store: ({ workFile, path }) => {
    store(workFile, path);
    return null;
  },
  verify: ({ path, name, crls, at }) => verifyFile(path, { trust: trust(), policy: policy(), crls, at, name }),
};

const run = <T extends DocumentTask>(task: T, request: DocumentTasks[T]['request']) => handlers[task](request);

parentPort?.on(
  'message',
  ({ task, request }: { task: DocumentTask; request: DocumentTasks[DocumentTask]['request'] }) => {
    void settle(() => run(task, request), writeDefect).then((reply) => parentPort?.postMessage(reply));
  },
);
