/** Whom this product trusts: the anchors it ships with, pinned by SHA-256, and those a person added. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../contracts/faults/index.js';
import { type Certificate, type Name, parseCertificate, readCertificates } from './certificate.js';

export type TrustScheme = 'official-duty' | 'public' | 'user-added';

export interface TrustAnchor {
  readonly certificate: Certificate;
  readonly scheme: TrustScheme;
}

export interface TrustStore {
  readonly anchors: readonly TrustAnchor[];
  /** Known CA certificates that are no anchors: real signatures mostly embed the signer's certificate alone. */
  readonly intermediates: readonly Certificate[];
  /** Fingerprints of the shipped certificates: the only ones whose own SHA-1 signature counts. */
  readonly pinned: ReadonlySet<string>;
}

const indexSchema = z.object({
  certificates: z.array(
    z.object({
      file: z.string().regex(/^[\w.-]+$/),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      role: z.enum(['anchor', 'intermediate']),
      scheme: z.enum(['official-duty', 'public']),
    }),
  ),
});

/** The shipped folder: `index.json` says what each file is; a file that is not what was pinned stops everything. */
const loadShipped = (folder: string): TrustStore => {
  const refuse = (file: string, cause?: unknown): Fault => new Fault('pki.trust-index-invalid', { file }, { cause });
  let index: z.infer<typeof indexSchema>;
  try {
    index = indexSchema.parse(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')));
  } catch (cause) {
    throw refuse('index.json', cause);
  }
  const loaded = index.certificates.map((entry) => {
    const [certificate, ...others] = readFile(join(folder, entry.file));
    if (certificate === undefined || others.length > 0 || certificate.fingerprint !== entry.sha256)
      throw refuse(entry.file);
    return { certificate, role: entry.role, scheme: entry.scheme };
  });
  return {
    anchors: loaded
      .filter((entry) => entry.role === 'anchor')
      .map(({ certificate, scheme }) => ({ certificate, scheme })),
    intermediates: loaded.filter((entry) => entry.role === 'intermediate').map((entry) => entry.certificate),
    pinned: new Set(loaded.map((entry) => entry.certificate.fingerprint)),
  };
};

const maxFileSize = 4 * 1024 * 1024;

const readFile = (path: string): Certificate[] => {
  try {
    if (statSync(path).size > maxFileSize) throw new Fault('pki.trust-unreadable', { file: path });
    return readCertificates(readFileSync(path));
  } catch (cause) {
    throw new Fault('pki.trust-unreadable', { file: path }, { cause });
  }
};

const certificateFile = /\.(pem|crt|cer|der)$/i;

/** A file or folder that a person named for this run (absolute), or the DER of a certificate that was confirmed. */
export type AddedTrust = string | Uint8Array;

/** A file is read as it is; of a folder every file with a certificate's extension. */
const readAdded = (path: AddedTrust): Certificate[] => {
  if (typeof path !== 'string') return [parseCertificate(path)];
  let folder: boolean;
  try {
    folder = statSync(path).isDirectory();
  } catch (cause) {
    throw new Fault('pki.trust-unreadable', { file: path }, { cause });
  }
  const files = folder
    ? readdirSync(path)
        .sort()
        .filter((name) => certificateFile.test(name))
        .map((name) => join(path, name))
    : [path];
  const certificates = files.flatMap(readFile);
  if (certificates.length === 0) throw new Fault('pki.trust-unreadable', { file: path });
  return certificates;
};

/**
 * Builds the trust store.
 * @param options.shipped folder of the shipped certificates (`resources/trust`)
 * @param options.added files (PEM or DER, several certificates in a PEM) and folders a person named, and certificates
 *
 * Of the added certificates the self-issued CA certificates become anchors of scheme `user-added`; every other one only
 * helps to build paths. RFC 5280 6.1 lets any key be an anchor, but a person who hands over a bundle means its root:
 * making its intermediates or leaves anchors too would switch off their revocation. An added certificate that is shipped
 * already keeps the scheme it has. Faults `pki.trust-unreadable`, `pki.trust-index-invalid`.
 */
export const loadTrust = (options: { shipped: string; added: readonly AddedTrust[] }): TrustStore => {
  const shipped = loadShipped(options.shipped);
  const added = options.added.flatMap(readAdded).filter((certificate) => !shipped.pinned.has(certificate.fingerprint));
  const isAnchor = (certificate: Certificate): boolean => certificate.selfIssued && certificate.isCa;
  return {
    anchors: [
      ...shipped.anchors,
      ...added.filter(isAnchor).map((certificate) => ({ certificate, scheme: 'user-added' as const })),
    ],
    intermediates: [...shipped.intermediates, ...added.filter((certificate) => !isAnchor(certificate))],
    pinned: shipped.pinned,
  };
};

/** What every certificate for exercises carries in its O or CN; see `tools/test-pki`. */
const trainingMark = 'TẬP HUẤN';
/** What the training token writes into /Reason. */
const trainingNotice = 'KHÔNG CÓ GIÁ TRỊ PHÁP LÝ';

const upper = (text: string): string => text.normalize('NFC').toUpperCase();

const isMarked = (name: Name): boolean =>
  [name.commonName, name.organization].some((text) => text !== null && upper(text).includes(trainingMark));

/**
 * The signer, or anyone above, is marked as training: such a signature has no legal value and is never valid. What
 * leads to a shipped anchor is no exercise, whatever it is called: a real office may train people.
 */
export const isTraining = (path: readonly Certificate[], anchor: TrustAnchor | null): boolean => {
  if (anchor !== null && anchor.scheme !== 'user-added') return false;
  const certificates = anchor === null ? path : [...path, anchor.certificate];
  return certificates.some((certificate) => isMarked(certificate.subject) || isMarked(certificate.issuer));
};

/** The text is the notice of the training token, not a sentence that happens to speak of training. */
export const isTrainingNotice = (text: string): boolean =>
  upper(text).includes(trainingMark) && upper(text).includes(trainingNotice);
