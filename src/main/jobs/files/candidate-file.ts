/** Reads what may be a certificate: a small file from anywhere, that may be anything. */
import { createPrivateKey } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Fault } from '../../../contracts/faults/index.js';
import { Asn1, tags } from '../../pki/asn1.js';
import { type Certificate, parseCertificate, pemOrDer } from '../../pki/certificate.js';

const maxBytes = 256 * 1024;
/** Bundles of roots hold a handful; more than a person compares in one dialog is no deliberate step. */
const maxCertificates = 16;

/** Fault `trust.too-large`, `file.unreadable`. Reads no more than the limit, whatever the file's size claims. */
const readBounded = async (path: string, flags: number): Promise<Buffer> => {
  const file = basename(path);
  // A pipe that nobody writes to must not be waited for.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | flags).catch((cause: unknown) => {
    throw new Fault('file.unreadable', { file }, { cause });
  });
  try {
    if (!(await handle.stat()).isFile()) throw new Fault('file.unreadable', { file });
    const buffer = Buffer.alloc(maxBytes + 1);
    let filled = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, filled);
      filled += bytesRead;
      if (filled > maxBytes) throw new Fault('trust.too-large', { file });
      if (bytesRead === 0) return buffer.subarray(0, filled);
    }
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('file.unreadable', { file }, { cause });
  } finally {
    await handle.close();
  }
};

const isKey = (bytes: Buffer): boolean =>
  (['pkcs8', 'pkcs1', 'sec1'] as const).some((type) => {
    try {
      return createPrivateKey({ key: bytes, format: 'der', type }).type === 'private';
    } catch {
      return false;
    }
  });

/** PFX ::= SEQUENCE { version INTEGER (3), … } (RFC 7292 4): a certificate together with its key. */
const isPfx = (bytes: Buffer): boolean => {
  try {
    const [version] = Asn1.parse(bytes).expect(tags.sequence).children;
    return version?.tag === tags.integer && version.smallInteger() === 3;
  } catch {
    return false;
  }
};

const holdsPrivateKey = (bytes: Buffer): boolean =>
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----/.test(bytes.toString('latin1')) || isKey(bytes) || isPfx(bytes);

/**
 * The different certificates of a file that a person chose (PEM, one or several, or DER); a link is followed unless
 * `flags` forbid it. Faults `file.unreadable`, `trust.too-large`, `trust.private-key`, `trust.not-certificate`,
 * `trust.too-many`.
 */
export const readCandidates = async (path: string, flags = 0): Promise<Certificate[]> => {
  const file = basename(path);
  const bytes = await readBounded(path, flags);
  if (holdsPrivateKey(bytes)) throw new Fault('trust.private-key', { file });
  const blocks = pemOrDer(bytes, ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']);
  if (blocks.length > maxCertificates)
    throw new Fault('trust.too-many', { file, count: blocks.length, most: maxCertificates });
  if (blocks.length === 0) throw new Fault('trust.not-certificate', { file });
  try {
    const certificates = blocks.map(parseCertificate);
    return [...new Map(certificates.map((certificate) => [certificate.fingerprint, certificate])).values()];
  } catch (cause) {
    throw new Fault('trust.not-certificate', { file }, { cause });
  }
};
