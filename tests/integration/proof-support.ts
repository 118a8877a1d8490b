/** Signed files of every level, forged ones with a right signature, and the proof over them. */
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Level } from '../../src/contracts/jobs.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import type { PdfDict, PdfRef } from '../../src/main/pdf/objects.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { hash } from '../../src/main/pki/algorithms.js';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import { buildSignedData, signedAttributes, signedDataSize } from '../../src/main/pki/cms/build.js';
import { chainFor } from '../../src/main/pki/path.js';
import { fillByteRange } from '../../src/main/signing/byte-range-hole.js';
import { freeFieldName, readForm } from '../../src/main/signing/form-fields.js';
import { signatureDictionary } from '../../src/main/signing/signature-dictionary.js';
import { addSignatureField } from '../../src/main/signing/signature-field.js';
import {
  type DeclaredOutcome,
  type DeclaredSignature,
  type Proof,
  proveOutput,
} from '../../src/main/verification/proof/proof.js';
import type { Issued } from '../../tools/test-pki/make.mjs';
import { type Lift, openLift } from './levels-support.js';
import { only, plainPdf, sha256, sizeOf } from './verification-support.js';

/** What a forger may do to a signing revision before it is hashed and signed. */
export interface Forgery {
  /** Objects: `fields` are the new signature field and its dictionary. */
  readonly objects?: (
    document: PdfDocument,
    writer: RevisionWriter,
    own: { readonly field: PdfRef; readonly signature: PdfRef },
  ) => void;
  /** Entries of the signature dictionary. */
  readonly dictionary?: (dict: PdfDict) => PdfDict;
  /** The bytes of the revision; nothing before `/Contents` may move. */
  readonly bytes?: (revision: Buffer) => Buffer;
  /** The signed attributes, DER SET OF, before they are signed. */
  readonly attributes?: (attributes: Uint8Array) => Uint8Array;
  /** The original as the forger pretends it to be, of the same length. */
  readonly seen?: (original: Buffer) => Buffer;
  /** Whether the forger passes over what the original refers to. */
  readonly blind?: boolean;
}

export interface ProofBench {
  readonly lift: Lift;
  /** The unsigned original. */
  readonly plain: string;
  /** Signed by the person, invisible or not, at every level. */
  readonly signed: Readonly<Record<Level, string>>;
  readonly person: Certificate;
  path(name: string): string;
  certificate(issued: Issued): Certificate;
  declared(changes?: Partial<DeclaredSignature>): DeclaredSignature;
  prove(file: string, declared: DeclaredOutcome, original?: string, password?: string): Proof;
  /** A signature that is right over a revision that is not. */
  forge(name: string, forgery: Forgery, original?: string): string;
  close(): void;
}

/** For attributes that are not usual. */
const ROOM = 64;
const ALGORITHM = { mechanism: 'rsa-pkcs1', digest: 'sha256' } as const;

export const openProofBench = async (): Promise<ProofBench> => {
  const lift = openLift();
  const { pki, path, sign: signFile } = lift.workshop;
  const plain = path('plain.pdf');
  writeFileSync(plain, plainPdf());
  const signer = only(readCertificates(readFileSync(pki.person.certificate)));
  const chain = chainFor(
    signer,
    [pki.sub, pki.root].flatMap((ca) => readCertificates(readFileSync(ca.certificate))),
  );
  const stamped = await signFile(plain, 'b-t.pdf', pki.person, { stamp: lift.token });
  const lasting = lift.copy(stamped, 'b-lt.pdf');
  lift.store(lasting);
  const archived = lift.copy(lasting, 'b-lta.pdf');
  lift.stamp(archived);
  const signed = {
    'B-B': await signFile(plain, 'b-b.pdf', pki.person),
    'B-T': stamped,
    'B-LT': lasting,
    'B-LTA': archived,
  };

  const forge: ProofBench['forge'] = (fileName, forgery, original = plain) => {
    const before = readFileSync(original);
    const source = new MemorySource(forgery.seen?.(before) ?? before);
    const document = PdfDocument.open(source, { recover: true });
    if (forgery.blind) document.references = () => ({ highest: 0, isShared: () => false });
    const writer = new RevisionWriter(document);
    const signature = writer.allocate();
    const placeholder = signatureDictionary({
      contentsSize: signedDataSize(chain, ALGORITHM, { timestampReserve: 0 }) + (forgery.attributes ? ROOM : 0),
      subFilter: 'ETSI.CAdES.detached',
      date: "D:20261122101010+07'00'",
      name: null,
      reason: undefined,
      location: undefined,
      references: [],
    });
    writer.set(signature, forgery.dictionary?.(placeholder.dict) ?? placeholder.dict);
    const [page] = document.pages();
    if (!page) throw new Error('no page');
    const name = freeFieldName(readForm(document));
    const names = { name, page, rect: null, appearance: null, signature };
    const field = addSignatureField(document, writer, names);
    forgery.objects?.(document, writer, { field, signature });
    const serialized = writer.serialize();
    const tampered = forgery.bytes?.(Buffer.from(serialized.bytes)) ?? Buffer.from(serialized.bytes);
    const revision = fillByteRange({ ...serialized, bytes: tampered }, document.end, placeholder);
    const file = Buffer.concat([before, revision.bytes]);
    const [, gap, rest] = revision.byteRange;
    const digest = hash('sha256', Buffer.concat([file.subarray(0, gap), file.subarray(rest)]));
    const usual = signedAttributes({ messageDigest: digest, certificate: signer, digest: 'sha256' });
    const attributes = forgery.attributes?.(usual) ?? usual;
    const value = sign('sha256', attributes, createPrivateKey(readFileSync(pki.person.key)));
    const cms = buildSignedData({ signedAttributes: attributes, algorithm: ALGORITHM, value, certificates: chain });
    file.write(
      Buffer.from(cms)
        .toString('hex')
        .padEnd(rest - gap - 2, '0'),
      gap + 1,
      'latin1',
    );
    writeFileSync(path(fileName), file);
    return path(fileName);
  };

  return {
    lift,
    plain,
    signed,
    person: signer,
    path,
    certificate: (issued) => only(readCertificates(readFileSync(issued.certificate))),
    declared: (changes = {}) => ({
      kind: 'signature',
      fieldName: 'Signature1',
      newField: true,
      visible: true,
      level: 'B-B',
      subFilter: null,
      digest: null,
      certificateFingerprint: signer.fingerprint,
      certify: null,
      fill: [],
      prepare: [],
      ...changes,
    }),
    prove: (file, declared, original = plain, password) =>
      proveOutput(file, {
        original: { length: sizeOf(original), sha256: sha256(original) },
        declared,
        password,
      }),
    forge,
    close: () => lift.close(),
  };
};

/** The code of the fault that `work` ends with; null when it ends well. */
export const refusal = (work: () => unknown): string | null => {
  try {
    work();
    return null;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
    throw thrown;
  }
};
