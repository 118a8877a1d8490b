/** Every forged file of the attack corpus is refused and says why; every innocent twin beside it is valid. */

import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileReport } from '../../src/contracts/verification.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { createAuthority, type Issued, issue, publishCrl } from '../../tools/test-pki/make.mjs';
import { baseDocument } from '../corpus/attacks/base-document.js';
import type { AttackCase, Cast, Identity } from '../corpus/attacks/cases.js';
import { families } from '../corpus/attacks/families.js';
import { only, openWorkshop, type Workshop } from './verification-support.js';

let workshop: Workshop;
let cast: Cast;
let trust: string[];
let crls: string[];

const identity = (issued: Issued, ...issuers: readonly { certificate: string }[]): Identity => ({
  certificates: [
    only(readCertificates(readFileSync(issued.certificate))),
    ...issuers.flatMap(({ certificate }) => readCertificates(readFileSync(certificate))),
  ],
  key: createPrivateKey(readFileSync(issued.key)),
});

const company = (name: string): { authority: ReturnType<typeof createAuthority>; identity: Identity } => {
  const authority = createAuthority(join(workshop.folder, name), { subject: [['CN', `${name} CA`]] });
  const extensions = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'];
  const leaf = issue(authority, { name: 'leaf', subject: [['CN', `CÔNG TY ${name}`]], extensions });
  publishCrl(authority);
  return { authority, identity: identity(leaf) };
};

/** A certificate that nobody issued, with the name of the office. */
const selfSigned = (): Identity => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [key, certificate] = [workshop.path('stranger.key'), workshop.path('stranger.pem')];
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-new',
      '-utf8',
      '-key',
      key,
      '-subj',
      '/CN=ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM',
      '-days',
      '30',
      '-out',
      certificate,
    ],
    { stdio: 'pipe' },
  );
  return { certificates: [only(readCertificates(readFileSync(certificate)))], key: privateKey };
};

beforeAll(() => {
  workshop = openWorkshop();
  const { pki } = workshop;
  const [known, unknown] = [company('tin-cay'), company('la')];
  trust = [pki.root.certificate, known.authority.certificate];
  crls = [pki.root.crl, pki.sub.crl, known.authority.crl];
  cast = {
    person: identity(pki.person, pki.sub),
    office: identity(pki.office, pki.sub),
    stranger: selfSigned(),
    bought: unknown.identity,
    trustedCompany: known.identity,
  };
});
afterAll(() => workshop.close());

/** Every code the report names, of the file and of its signatures. */
const codesOf = (report: FileReport): string[] => [
  ...[...report.reasons, ...report.warnings].map(({ code }) => code),
  ...(report.error === undefined ? [] : [report.error.code]),
  ...report.signatures.flatMap(({ reasons }) => reasons.map(({ code }) => code)),
];

const verify = (file: Buffer): FileReport => {
  const path = workshop.path('case.pdf');
  writeFileSync(path, file);
  return workshop.verify(path, { trust, crls });
};

/** What is wrong with the verdict on one case; null where it is right. */
const wrong = ({ name, file, expected, codes }: AttackCase): string | null => {
  const report = verify(file);
  const named = codesOf(report);
  const details = report.signatures.flatMap((one) =>
    [...one.reasons, ...one.warnings].map(({ code, en }) => `${code}: ${en}`),
  );
  const told = `${name}: ${report.verdict} ${JSON.stringify([...report.reasons.map(({ code, en }) => `${code}: ${en}`), ...report.warnings.map(({ code }) => code), report.error, ...details])}`;
  if (expected === 'valid') return report.verdict === 'valid' ? null : told;
  if (report.verdict === 'valid') return told;
  return named.some((code) => codes.includes(code)) ? null : `${told}, none of ${codes.join(', ')}`;
};

describe('attack corpus', () => {
  it('the documents the attacks start from are valid as signed', () => {
    expect(verify(baseDocument().sign(cast.person).bytes).verdict).toBe('valid');
  });

  it.each(families.map((one) => [one.family, one] as const))('%s', (family, { cases }) => {
    const every = cases(cast);
    const problems = every.flatMap((one) => wrong(one) ?? []);
    const attacks = every.filter(({ expected }) => expected === 'refused').length;
    console.info(`${family}: ${attacks} attacks, ${every.length - attacks} twins`);
    expect(problems).toEqual([]);
  });

  it('has two cases of no family under one name', () => {
    const names = families.flatMap((one) => one.cases(cast).map(({ name }) => `${one.family}: ${name}`));
    expect(new Set(names).size).toBe(names.length);
  });
});
