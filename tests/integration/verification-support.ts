/** Documents signed with the product's own signing code and a fresh test hierarchy, for the verification tests. */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certification } from '../../src/contracts/jobs.js';
import type { FileReport, SignatureReport } from '../../src/contracts/verification.js';
import { PdfDocument } from '../../src/main/pdf/document.js';
import { RevisionWriter } from '../../src/main/pdf/revision-writer.js';
import { MemorySource } from '../../src/main/pdf/source.js';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import { chainFor } from '../../src/main/pki/path.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { embedSignature } from '../../src/main/signing/embed.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';
import { type ExtraLeaf, type Issued, makeTestPki, type TestPki } from '../../tools/test-pki/make.mjs';

const font = readFileSync('resources/fonts/LiberationSerif-Regular.ttf');
const policy = loadPolicy('resources/policy/verification.json');

export const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

export interface Workshop {
  readonly folder: string;
  readonly pki: TestPki;
  path(name: string): string;
  /** Signs `original` into a new file and returns its path. */
  sign(
    original: string,
    name: string,
    signer: Issued,
    options?: {
      field?: string;
      reason?: string;
      training?: boolean;
      certify?: Certification;
      /** What the signer's clock says; now when absent. */
      signingTime?: Date;
      /** Gives the signature timestamp for a signature value. */
      stamp?: (value: Uint8Array) => Uint8Array;
    },
  ): Promise<string>;
  verify(path: string, options?: { crls?: readonly string[]; trust?: readonly string[]; at?: Date }): FileReport;
  close(): void;
}

export const openWorkshop = (extras: readonly ExtraLeaf[] = [], crlBase?: string): Workshop => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-verification-'));
  const pki = makeTestPki(folder, { extras, ...(crlBase === undefined ? {} : { crlBase }) });
  const path = (name: string): string => join(folder, name);
  const pool = [pki.sub, pki.root, pki.training.authority].flatMap((ca) =>
    readCertificates(readFileSync(ca.certificate)),
  );
  let count = 0;
  return {
    folder,
    pki,
    path,
    sign: async (original, name, signer, options = {}) => {
      count += 1;
      const workFile = path(`${count}-${name}`);
      const certificates = chainFor(only(readCertificates(readFileSync(signer.certificate))), pool);
      const prepared = await prepareSignature({
        original,
        originalSha256: sha256(original),
        workFile,
        intent: {
          level: 'B-B',
          placement: { kind: 'automatic' },
          ...(options.field === undefined ? {} : { field: options.field }),
          ...(options.reason === undefined ? {} : { reason: options.reason }),
          ...(options.certify === undefined ? {} : { certify: options.certify }),
        },
        certificates,
        algorithm: { mechanism: 'rsa-pkcs1', digest: 'sha256' },
        timestampReserve: options.stamp === undefined ? 0 : 8192,
        training: options.training ?? false,
        signingTime: options.signingTime ?? new Date(),
        font,
      });
      const value = sign('sha256', prepared.signedAttributes, createPrivateKey(readFileSync(signer.key)));
      embedSignature(prepared, { value, timestampToken: options.stamp?.(value) ?? null }, certificates);
      return workFile;
    },
    verify: (file, options = {}) =>
      verifyFile(file, {
        trust: loadTrust({ shipped: 'resources/trust', added: options.trust ?? [pki.root.certificate] }),
        policy,
        crls: (options.crls ?? [pki.root.crl, pki.sub.crl]).map((crl) => readFileSync(crl)),
        at: options.at ?? new Date(),
      }).report,
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
};

export const only = (certificates: readonly Certificate[]): Certificate => {
  const [first] = certificates;
  if (first === undefined) throw new Error('no certificate');
  return first;
};

/** The one signature of that field, or the first of the file. */
export const signatureOf = (report: FileReport, index = 0): SignatureReport => {
  const found = report.signatures[index];
  if (found === undefined) throw new Error(`no signature ${index}: ${JSON.stringify(report)}`);
  return found;
};

/** Appends a revision to a copy of `original`. */
export const append = (
  original: string,
  target: string,
  change: (document: PdfDocument, writer: RevisionWriter) => void,
): string => {
  const document = PdfDocument.open(new MemorySource(readFileSync(original)));
  const writer = new RevisionWriter(document);
  change(document, writer);
  copyFileSync(original, target);
  writeFileSync(target, writer.serialize().bytes, { flag: 'a' });
  return target;
};

/** Changes the bytes of a copy without changing their number or place. */
export const patch = (original: string, target: string, change: (bytes: Buffer) => void): string => {
  const bytes = readFileSync(original);
  change(bytes);
  writeFileSync(target, bytes);
  return target;
};

export const sizeOf = (path: string): number => statSync(path).size;

/** A classic PDF of two pages with a line of text each, a form field, an outline-free catalog and XMP metadata. */
export const plainPdf = (): Buffer => {
  const stream = (dict: string, text: string): string =>
    `<<${dict}/Length ${text.length}>>\nstream\n${text}\nendstream`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R/AcroForm 9 0 R/Metadata 10 0 R>>',
    '<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 7 0 R>>>>/Contents 5 0 R/Annots[8 0 R]>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 7 0 R>>>>/Contents 6 0 R>>',
    stream('', 'BT /F1 12 Tf 72 500 Td (So tien: 100 VND) Tj ET'),
    stream('', 'BT /F1 12 Tf 72 500 Td (Trang hai) Tj ET'),
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Type/Annot/Subtype/Widget/FT/Tx/T(So)/Rect[72 600 172 620]/P 3 0 R/F 4>>',
    '<</Fields[8 0 R]>>',
    stream('/Type/Metadata/Subtype/XML', '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'),
    '<</Producer(thu nghiem)/CreationDate(D:20260101000000Z)>>',
  ];
  const offsets: number[] = [];
  let text = '%PDF-1.7\n';
  objects.forEach((body, index) => {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
  });
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  text += `trailer\n<</Size ${objects.length + 1}/Root 1 0 R/Info 11 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
};
