/** A signed file lifted from level to level, with tokens of `openssl ts` and lists of `openssl ca`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificate, parseCertificate, readCertificates } from '../../src/main/pki/certificate.js';
import { chainFor } from '../../src/main/pki/path.js';
import { readTimestampResponse, timestampRequest } from '../../src/main/pki/tsp.js';
import {
  embedDocumentTimestamp,
  type PreparedTimestamp,
  prepareDocumentTimestamp,
} from '../../src/main/signing/document-timestamp.js';
import { signaturesOf } from '../../src/main/signing/level.js';
import { appendValidationData, type ValidationData } from '../../src/main/signing/validation-data.js';
import { type Issued, makeServices, type TestServices } from '../../tools/test-pki/make.mjs';
import { openWorkshop, type Workshop } from './verification-support.js';

export interface Lift {
  readonly workshop: Workshop;
  readonly services: TestServices;
  /** A timestamp token over the SHA-256 of `bytes`. */
  token(bytes: Uint8Array): Uint8Array;
  /** Appends a document timestamp to the file itself. */
  stamp(file: string, tsa?: Issued): PreparedTimestamp;
  /** Certificates and lists for every signature and timestamp of the file. */
  evidence(file: string): ValidationData;
  /** Appends them. */
  store(file: string): boolean;
  /** An OCSP response of a delegated responder, DER. */
  ocsp(authority: 'root' | 'sub', certificate: Issued): Uint8Array;
  copy(file: string, name: string): string;
  close(): void;
}

const tsaConfig = (folder: string): string => `[tsa]
serial = ${join(folder, 'serial')}
signer_digest = sha256
default_policy = 2.16.704.1.1.1.2
digests = sha256
ess_cert_id_alg = sha256
`;

const der = (certificate: Certificate): Uint8Array => certificate.der;

export const openLift = (): Lift => {
  const workshop = openWorkshop(['ec']);
  const { pki, path } = workshop;
  const services = makeServices(pki);
  writeFileSync(path('serial'), '01\n');
  writeFileSync(path('tsa.cnf'), tsaConfig(workshop.folder));
  const authorities = [pki.sub, pki.root].flatMap((ca) => readCertificates(readFileSync(ca.certificate)));
  const token = (imprint: Uint8Array, tsa: Issued): Uint8Array => {
    const nonce = randomBytes(8);
    writeFileSync(path('q.tsq'), timestampRequest(imprint, nonce));
    const question = ['-config', path('tsa.cnf'), '-section', 'tsa', '-queryfile', path('q.tsq')];
    const identity = ['-signer', tsa.certificate, '-inkey', tsa.key];
    execFileSync('openssl', ['ts', '-reply', ...question, ...identity, '-out', path('q.tsr')], { stdio: 'pipe' });
    return readTimestampResponse(readFileSync(path('q.tsr')), { imprint, nonce });
  };
  const chain = (certificates: readonly Uint8Array[]): Uint8Array[] => {
    const [leaf, ...others] = certificates.map(parseCertificate);
    return leaf === undefined ? [] : chainFor(leaf, [...others, ...authorities]).map(der);
  };
  const evidence = (file: string): ValidationData => {
    const crls = [pki.root, pki.sub].map((ca) => new Uint8Array(readFileSync(ca.crl)));
    const perSignature = signaturesOf(file).map((one) => ({
      contents: one.contents,
      certificates: [...chain(one.certificates), ...chain(one.timestampCertificates)],
      ocsps: [],
      crls,
      time: new Date('2026-11-22T03:10:10Z'),
    }));
    return { certificates: [], ocsps: [], crls: [], perSignature };
  };
  return {
    workshop,
    services,
    token: (bytes) => token(createHash('sha256').update(bytes).digest(), services.tsa),
    stamp: (file, tsa = services.tsa) => {
      const prepared = prepareDocumentTimestamp(file, { reserve: 8192 });
      embedDocumentTimestamp(prepared, token(prepared.digest, tsa));
      return prepared;
    },
    evidence,
    store: (file) => appendValidationData(file, evidence(file)),
    ocsp: (authority, { certificate }) => {
      const [ca, responder] = [pki[authority], services.ocsp[authority]];
      const question = ['-issuer', ca.certificate, '-cert', certificate, '-no_nonce'];
      const identity = ['-index', join(ca.folder, 'index.txt'), '-CA', ca.certificate];
      const signer = ['-rsigner', responder.certificate, '-rkey', responder.key, '-ndays', '1'];
      const files = ['-respout', path('answer.ors')];
      execFileSync('openssl', ['ocsp', ...question, ...identity, ...signer, ...files], { stdio: 'pipe' });
      return new Uint8Array(readFileSync(path('answer.ors')));
    },
    copy: (file, name) => {
      copyFileSync(file, path(name));
      return path(name);
    },
    close: () => workshop.close(),
  };
};

/** `openssl ts -verify` over the token and the bytes that /ByteRange names, both cut out of the file. */
export const opensslTimestampVerdict = ({ workshop: { pki, path } }: Lift, stamped: PreparedTimestamp): string => {
  const file = readFileSync(stamped.workFile);
  const [start, length, second, rest] = stamped.byteRange;
  const hex = file.subarray(stamped.contentsHole.start + 1, stamped.contentsHole.end - 1).toString('latin1');
  writeFileSync(path('cut.bin'), Buffer.concat([file.subarray(start, length), file.subarray(second, second + rest)]));
  writeFileSync(path('cut.tst'), Buffer.from(hex, 'hex'));
  const check = ['ts', '-verify', '-data', path('cut.bin'), '-in', path('cut.tst'), '-token_in'];
  const { stdout, stderr } = spawnSync('openssl', [...check, '-CAfile', pki.root.certificate], { encoding: 'utf8' });
  return `${stdout}\n${stderr}`;
};

/** What poppler says of each signature: its kind and whether it is valid. */
export const pdfsigKinds = (file: string): string[] => {
  const { stdout } = spawnSync('pdfsig', ['-nocert', file], { encoding: 'utf8' });
  return stdout
    .split(/^Signature #\d+:/m)
    .slice(1)
    .map((block) => {
      const type = /Signature Type: (.*)/.exec(block)?.[1] ?? '';
      return `${type} ${block.includes('Signature Validation: Signature is Valid') ? 'valid' : 'invalid'}`;
    });
};
