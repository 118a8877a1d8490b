/** Who takes part in the attacks, with certificates of their own, and a verifier that trusts some of them. */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileReport } from '../../src/contracts/verification.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { createAuthority, type Issued, issue, publishCrl } from '../../tools/test-pki/make.mjs';
import type { Cast, Identity } from '../corpus/attacks/cases.js';
import { only, openWorkshop, type Workshop } from './verification-support.js';

export interface OpenedCast extends Cast {
  readonly workshop: Workshop;
  verify(file: Buffer): FileReport;
  close(): void;
}

const identity = (issued: Issued, ...issuers: readonly { certificate: string }[]): Identity => ({
  certificates: [
    only(readCertificates(readFileSync(issued.certificate))),
    ...issuers.flatMap(({ certificate }) => readCertificates(readFileSync(certificate))),
  ],
  key: createPrivateKey(readFileSync(issued.key)),
});

const company = (
  workshop: Workshop,
  name: string,
): { authority: ReturnType<typeof createAuthority>; identity: Identity } => {
  const authority = createAuthority(join(workshop.folder, name), { subject: [['CN', `${name} CA`]] });
  const extensions = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'];
  const leaf = issue(authority, { name: 'leaf', subject: [['CN', `CÔNG TY ${name}`]], extensions });
  publishCrl(authority);
  return { authority, identity: identity(leaf) };
};

/** A certificate that nobody issued, with the name of the office. */
const selfSigned = (workshop: Workshop): Identity => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [key, certificate] = [workshop.path('stranger.key'), workshop.path('stranger.pem')];
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const subject = ['-subj', '/CN=ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM', '-days', '30'];
  execFileSync('openssl', ['req', '-x509', '-new', '-utf8', '-key', key, ...subject, '-out', certificate], {
    stdio: 'pipe',
  });
  return { certificates: [only(readCertificates(readFileSync(certificate)))], key: privateKey };
};

export const openCast = (): OpenedCast => {
  const workshop = openWorkshop();
  const { pki } = workshop;
  const [known, unknown] = [company(workshop, 'tin-cay'), company(workshop, 'la')];
  const trust = [pki.root.certificate, known.authority.certificate];
  const crls = [pki.root.crl, pki.sub.crl, known.authority.crl];
  return {
    workshop,
    person: identity(pki.person, pki.sub),
    office: identity(pki.office, pki.sub),
    stranger: selfSigned(workshop),
    bought: unknown.identity,
    trustedCompany: known.identity,
    verify: (file) => {
      const path = workshop.path('case.pdf');
      writeFileSync(path, file);
      return workshop.verify(path, { trust, crls });
    },
    close: () => workshop.close(),
  };
};
