/** Entry of a document worker thread: one task at a time, plain data in and out, no sockets. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { Fault, type FaultValue } from '../../contracts/faults/index.js';
import { type Level, levelSchema } from '../../contracts/jobs.js';
import { settle } from '../../contracts/result.js';
import { fontFamily } from '../appearance/drawing.js';
import { equalBytes } from '../pki/asn1.js';
import { type Certificate, parseCertificate } from '../pki/certificate.js';
import { defaultDigest } from '../pki/cms/build.js';
import { chainFor } from '../pki/path.js';
import { setSha1Module } from '../pki/sha1.js';
import { loadTrust, type TrustStore } from '../pki/trust.js';
import { loadVocabulary, type Vocabulary } from '../records/anchors/vocabulary.js';
import { leaderSignature } from '../records/kind.js';
import { type Planned, planRecord } from '../records/operations/plan.js';
import { readSituation } from '../records/operations/read.js';
import { shownPlan } from '../records/operations/shown-plan.js';
import type { Situation } from '../records/operations/situation.js';
import { recordSteps } from '../records/operations/steps.js';
import { type ContentPolicy, loadContentPolicy } from '../signing/content-policy.js';
import { embedDocumentTimestamp, prepareDocumentTimestamp } from '../signing/document-timestamp.js';
import { embedSignature } from '../signing/embed.js';
import { withDocument } from '../signing/open-document.js';
import { isStillPrepared, prepareSignature } from '../signing/prepare.js';
import { appendValidationData } from '../signing/validation-data.js';
import { makeDurable, takeCopy } from '../signing/work-file.js';
import type { FileIdentity } from '../verification/file-evidence.js';
import { loadPolicy, type Policy } from '../verification/policy.js';
import { type ConsentedOriginal, proveContinuation, proveOutput } from '../verification/proof/proof.js';
import { verifyFile } from '../verification/verify-file.js';
import { writeDefect } from './defect.js';
import type {
  DocumentTask,
  DocumentTasks,
  DocumentWorkerData,
  KeptDocument,
  RecordReading,
  RecordWork,
  SignerIdentity,
} from './document-tasks.js';
import { writeEvidencePack } from './evidence-pack.js';
import { hashKept, intake } from './files/user-files.js';
import { inspect, warningsOf } from './inspection.js';
import { validationNeeds } from './validation-needs.js';

const { resources, userTrust } = workerData as DocumentWorkerData;
setSha1Module(join(resources, '..', 'native', 'sha1-collision', 'build', 'Release', 'sha1_collision.node'));

/** Makes a value when it is first asked for, and keeps it. */
const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};
const trust = once((): TrustStore => loadTrust({ shipped: join(resources, 'trust'), added: userTrust }));
const fontFile = (style: string): Uint8Array => readFileSync(join(resources, 'fonts', `LiberationSerif-${style}.ttf`));
const font = once((): Uint8Array => fontFile('Regular'));
const emphasis = once(() => ({ bold: fontFile('Bold'), italic: fontFile('Italic') }));
const fonts = once(() => fontFamily(font(), emphasis()));
const vocabulary = once((): Vocabulary => loadVocabulary(join(resources, 'records', 'vocabulary.json')));
const contentPolicy = once((): ContentPolicy => loadContentPolicy(join(resources, 'policy', 'signing.json')));
const policy = once((): Policy => loadPolicy(join(resources, 'policy', 'verification.json')));

/** Of the product; its package stands beside the resources, packed or not. */
const version = once((): string => {
  const manifest: unknown = JSON.parse(readFileSync(join(resources, '..', 'package.json'), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
});

const empty = new Uint8Array();

/** What is made of some bytes, kept until others come: a batch has one signer, and each document needs the same of it. */
const latest = <T>(make: (parts: readonly Uint8Array[]) => T): ((parts: readonly Uint8Array[]) => T) => {
  let known: { readonly parts: readonly Uint8Array[]; readonly value: T } | undefined;
  return (parts) => {
    const same =
      known?.parts.length === parts.length && known.parts.every((part, i) => equalBytes(part, parts[i] ?? empty));
    if (!known || !same) known = { parts, value: make(parts) };
    return known.value;
  };
};

/** Those that came with the signer's certificate, and those of the trust store. */
const knownIssuers = latest((issuers): Certificate[] => {
  const { anchors, intermediates } = trust();
  return [...issuers.map(parseCertificate), ...intermediates, ...anchors.map(({ certificate }) => certificate)];
});

/** The signer's certificate and every issuer that is known, for embedding: today's tools leave readers without them. */
const embeddedChain = latest(([certificate = empty, ...issuers]) =>
  chainFor(parseCertificate(certificate), knownIssuers(issuers)),
);
const chainOf = ({ certificate, issuers }: SignerIdentity) => embeddedChain([certificate, ...issuers]);

const consentedTo = ({ size, sha256 }: FileIdentity): ConsentedOriginal => ({ length: size, sha256 });

const levels = levelSchema.options;

/** Of the signatures that have a PAdES level and are intact: no other can be lifted. */
const weakestLevel = (path: string, { password }: KeptDocument): Level | null => {
  const { report } = verifyFile(path, { trust: trust(), policy: policy(), crls: [], at: new Date(), password });
  if (report.error) throw Fault.from(report.error);
  const found = report.signatures.flatMap(({ kind, integrity, level }) =>
    kind === 'signature' && integrity === 'intact' ? [level] : [],
  );
  return levels.find((level) => found.includes(level)) ?? null;
};

type Handlers = {
  readonly [T in DocumentTask]: (
    request: DocumentTasks[T]['request'],
  ) => DocumentTasks[T]['reply'] | Promise<DocumentTasks[T]['reply']>;
};

/** Its PDF library is loaded when it is first asked for: signing workers start without it. */
const renderWithFont = async (order: DocumentTasks['render-report']['request']): Promise<Uint8Array> => {
  const { renderReport } = await import('../appearance/report.js');
  return renderReport({ ...order, version: version(), font: font() });
};

/** What would be done with a document of văn thư, and from what that was decided. */
const planned = ({ file, ...reading }: RecordReading): { situation: Situation; plan: Planned } =>
  withDocument(file.path, { password: file.password, recover: true }, (document) => {
    const situation = readSituation(document, { ...reading, vocabulary: vocabulary(), fonts: fonts() });
    return { situation, plan: planRecord(situation) };
  });

const recordWork = (reading: RecordReading): RecordWork => {
  const { situation, plan } = planned(reading);
  const { facts, report } = situation;
  const leader = leaderSignature(facts, report?.signatures ?? [], vocabulary());
  return {
    plan: plan.plan,
    steps: recordSteps(situation, plan),
    leader: leader?.signature.signer?.fingerprint ?? null,
  };
};

const handlers: Handlers = {
  intake: ({ source, target }) => intake(source, target),
  hash: ({ path, name }) => hashKept(path, name),
  open: ({ path, password }) => withDocument(path, { password, recover: true }, () => null),
  inspect,
  prepare: async ({ document, signer, intent, durable, ...order }) => {
    const certificates = chainOf(signer);
    const { path, sha256, password, unseen } = document;
    const request = {
      ...order,
      intent,
      original: path,
      originalSha256: sha256,
      password,
      certificates,
      algorithm: { mechanism: signer.mechanism, digest: intent.digest ?? defaultDigest(certificates[0]) },
      training: signer.training,
      font: font(),
      emphasis: emphasis(),
      contentPolicy: contentPolicy(),
    };
    let warnings: readonly FaultValue[] = [];
    let kept = { path, password, size: 0, sha256: '' };
    const prepared = await prepareSignature(request, (opened, original) => {
      kept = { ...kept, ...original };
      if (sha256 === null || unseen) warnings = warningsOf(opened);
    });
    if (durable) makeDurable(prepared.workFile);
    return { document: kept, prepared, warnings };
  },
  'still-prepared': isStillPrepared,
  embed: ({ prepared, value, timestampToken, signer }) => {
    embedSignature(prepared, { value, timestampToken }, chainOf(signer));
    return null;
  },
  'validation-needs': validationNeeds,
  'append-validation-data': ({ file, data }) => {
    appendValidationData(file.path, data, { password: file.password });
    return null;
  },
  'prepare-timestamp': ({ file, reserve }) => prepareDocumentTimestamp(file.path, { reserve, password: file.password }),
  'embed-timestamp': ({ prepared, token }) => {
    embedDocumentTimestamp(prepared, token);
    return null;
  },
  prove: ({ document, before, workFile, declared, issuers }) => {
    const { password } = document;
    const original = consentedTo(before ?? document);
    const { sha256 } = proveOutput(workFile, { original, declared, password, issuers: knownIssuers(issuers) });
    if (before) proveContinuation(workFile, { original: consentedTo(document), password });
    return { sha256 };
  },
  'copy-for-upgrade': ({ document, workFile }) => {
    const { sha256 } = takeCopy(document.path, workFile, 'sha256');
    if (sha256 !== document.sha256) throw new Fault('file.changed', { file: basename(document.path) });
    const level = weakestLevel(workFile, document);
    if (level === null) throw new Fault('signing.nothing-to-upgrade');
    return { level };
  },
  'prove-upgrade': ({ document, workFile, level }) => {
    const { password } = document;
    const original = consentedTo(document);
    const { sha256 } = proveOutput(workFile, { original, declared: { kind: 'upgrade', level }, password });
    const reached = weakestLevel(workFile, document);
    if (reached === null || levels.indexOf(reached) < levels.indexOf(level)) {
      throw new Fault('verification.level-missed', { level });
    }
    return { sha256 };
  },
  'render-report': renderWithFont,
  'plan-record': (reading) => shownPlan(planned(reading).plan.plan),
  'record-steps': recordWork,
  'render-summary': async (order) => {
    const { renderBatchSummary } = await import('../appearance/batch-summary.js');
    return renderBatchSummary({ ...order, font: font() });
  },
  'pack-evidence': async (order) => {
    const { report, at, madeAt } = order;
    const { sha256, size } = order.kept;
    const pdf = await renderWithFont({ files: [{ report, sha256, size }], at, madeAt });
    return writeEvidencePack(order, { version: version(), pdf });
  },
  'look-at-package': async ({ path }) => (await import('../sync/edxml/look.js')).packageReader.look(path),
  'open-package': async ({ path }) => (await import('../sync/edxml/look.js')).packageReader.open(path),
  verify: ({ path, ...order }) => verifyFile(path, { trust: trust(), policy: policy(), ...order }),
};

const run = <T extends DocumentTask>(task: T, request: DocumentTasks[T]['request']) => handlers[task](request);

parentPort?.on(
  'message',
  ({ task, request }: { task: DocumentTask; request: DocumentTasks[DocumentTask]['request'] }) => {
    void settle(() => run(task, request), writeDefect).then((reply) => parentPort?.postMessage(reply));
  },
);
