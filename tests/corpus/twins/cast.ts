/**
 * Invented people and offices under a hierarchy that imitates the one of Ban Cơ yếu: G2 as it issues today, and a G1 whose
 * CA certificates carry SHA-1 signatures. Names come from a seed; keys do not.
 */
import { execFileSync } from 'node:child_process';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificate, readCertificates } from '../../../src/main/pki/certificate.js';
import { type Authority, createAuthority, type Issued, issue, type KeyKind, publishCrl, type Subject, timestamping } from '../../../tools/test-pki/make.mjs';
import { type Random, random } from './random.js';

export interface Identity {
  readonly certificate: Certificate;
  readonly key: KeyObject;
  /** Common name, as the DN has it. */
  readonly name: string;
}

export interface Cast {
  readonly folder: string;
  readonly g2: { readonly root: Authority; readonly sub: Authority };
  readonly g1: { readonly root: Authority; readonly sub: Authority };
  readonly leader: Identity;
  readonly deputy: Identity;
  readonly drafter: Identity;
  readonly office: Identity;
  readonly police: Identity;
  readonly policeOffice: Identity;
  readonly portal: Identity;
  readonly old: Identity;
  /** Its certificate ended a day before it signed. */
  readonly late: Identity;
  /** Its certificate ends in a month. */
  readonly ending: Identity;
  /** Its DN is in decomposed Unicode. */
  readonly decomposed: Identity;
  readonly tsa: Issued;
  /** ECDSA P-384. */
  readonly cpnet: Issued;
}

export const day = 86_400_000;
const hosts = 'http://ca.gov.vn/pki/pub';
const policy = 'certificatePolicies = 2.16.704.1.1.1.1.1';
const signing = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation', policy];

const families = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô'] as const;
const middles = ['Thị Minh', 'Văn', 'Quốc', 'Thị Hồng', 'Đức', 'Thanh', 'Hữu', 'Ngọc'] as const;
const givens = ['Điệp', 'Thắng', 'Ngân', 'Yến', 'Đạt', 'Hưởng', 'Quỳnh', 'Thủy', 'Dũng', 'Ửng'] as const;

const personName = (chance: Random): string => `${chance.pick(families)} ${chance.pick(middles)} ${chance.pick(givens)}`;
const digits = (chance: Random, count: number): string => Array.from({ length: count }, () => chance.between(0, 9)).join('');

const read = (issued: Issued, name: string): Identity => {
  const [certificate] = readCertificates(readFileSync(issued.certificate));
  if (certificate === undefined) throw new Error(issued.certificate);
  return { certificate, key: createPrivateKey(readFileSync(issued.key)), name };
};

/** An authority whose own certificate is signed with SHA-1, as those of G1 are; its leaves with SHA-256. */
const oldAuthority = (folder: string, subject: Subject, issuer?: Authority): Authority => {
  mkdirSync(folder, { recursive: true });
  if (issuer !== undefined) withDigest(issuer, 'sha1');
  const authority = createAuthority(folder, {
    subject,
    ...(issuer === undefined ? {} : { issuer, pathLength: 0 }),
    crlUrl: `${hosts}/crl/cp.crl`,
    issuerUrl: `${hosts}/crt/cp.crt`,
  });
  if (issuer !== undefined) withDigest(issuer, 'sha256');
  else {
    execFileSync('openssl', ['x509', '-in', authority.certificate, '-signkey', authority.key, '-sha1', '-days', '7000', '-out', `${authority.certificate}.sha1`], { stdio: 'pipe' });
    writeFileSync(authority.certificate, readFileSync(`${authority.certificate}.sha1`));
  }
  return authority;
};

const withDigest = ({ config }: Authority, digest: string): void =>
  writeFileSync(config, readFileSync(config, 'utf8').replace(/default_md = \w+/, `default_md = ${digest}`));

/** Makes the cast in `folder`; `now` is the time about which certificates run out. */
export const makeCast = (folder: string, seed: number, now = new Date()): Cast => {
  const chance = random(seed);
  const owner = ['O', 'Ban Cơ yếu Chính phủ – THỬ NGHIỆM'] as const;
  const root = createAuthority(join(folder, 'g2-root'), {
    subject: [['C', 'VN'], owner, ['CN', 'RootCA chuyên dùng Chính phủ G2 – THỬ NGHIỆM']],
    crlUrl: `${hosts}/crl/rootg2.crl`,
  });
  const sub = createAuthority(join(folder, 'g2-sub'), {
    subject: [['C', 'VN'], owner, ['CN', 'CA phục vụ các cơ quan Nhà nước G2 – THỬ NGHIỆM']],
    issuer: root,
    pathLength: 0,
    crlUrl: `${hosts}/crl/cpcag2.crl`,
    ocspUrl: 'http://ocsp.ca.gov.vn',
    issuerUrl: `${hosts}/crt/cpcag2.crt`,
  });
  const oldRoot = oldAuthority(join(folder, 'g1-root'), [['C', 'VN'], ['O', 'Ban Co yeu Chinh phu THU NGHIEM'], ['CN', 'Co quan chung thuc so chuyen dung Chinh phu (RootCA) THU NGHIEM']]);
  const oldSub = oldAuthority(join(folder, 'g1-sub'), [['C', 'VN'], ['O', 'Ban Co yeu Chinh phu THU NGHIEM'], ['CN', 'Co quan chung thuc so Chinh phu THU NGHIEM']], oldRoot);
  const province = 'ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM';
  const inDays = (count: number): Date => new Date(now.getTime() + count * day);
  const leaf = (name: string, authority: Authority, subject: Subject, more: { key?: KeyKind; notBefore?: Date; notAfter?: Date } = {}): Identity => {
    const commonName = subject.find(([type]) => type === 'CN')?.[1] ?? '';
    return read(issue(authority, { name, subject, extensions: signing, notBefore: inDays(-400), ...more }), commonName);
  };
  const person = (unit: string, commonName = personName(chance)): Subject => [
    ['C', 'VN'],
    ['L', 'Tỉnh Thử Nghiệm'],
    ['O', province],
    ['OU', unit],
    ['CN', commonName],
    ['UID', `CCCD:${digits(chance, 12)}`],
    ['emailAddress', `${digits(chance, 4)}@thunghiem.example`],
  ];
  const office = (commonName: string, identifier: string): Subject => [['C', 'VN'], ['L', 'Tỉnh Thử Nghiệm'], ['O', province], ['CN', commonName], ['UID', `${identifier}:${digits(chance, 10)}`]];
  const service = (name: string, commonName: string, key?: KeyKind): Issued =>
    issue(root, { name, subject: [['C', 'VN'], owner, ['CN', commonName]], extensions: timestamping, notAfter: new Date(now.getTime() + 15 * 365 * day), ...(key ? { key } : {}) });
  const cast: Cast = {
    folder,
    g2: { root, sub },
    g1: { root: oldRoot, sub: oldSub },
    leader: leaf('leader', sub, person('SỞ NỘI VỤ THỬ NGHIỆM')),
    deputy: leaf('deputy', sub, person('SỞ NỘI VỤ THỬ NGHIỆM')),
    drafter: leaf('drafter', sub, person('SỞ NỘI VỤ THỬ NGHIỆM')),
    office: leaf('office', sub, office('SỞ NỘI VỤ TỈNH THỬ NGHIỆM', 'MNS')),
    police: leaf('police', sub, person('CÔNG AN TỈNH THỬ NGHIỆM'), { key: 'rsa3072', notAfter: inDays(10 * 365) }),
    policeOffice: leaf('police-office', sub, office('CÔNG AN TỈNH THỬ NGHIỆM', 'MST'), { key: 'rsa3072', notAfter: inDays(5 * 365) }),
    portal: leaf('portal', sub, office('CỔNG THÔNG TIN ĐIỆN TỬ THỬ NGHIỆM', 'MST')),
    old: leaf('old', oldSub, [['C', 'VN'], ['L', 'Thu Nghiem'], ['O', 'Van phong Thu Nghiem'], ['CN', 'Văn phòng Thử Nghiệm']]),
    late: leaf('late', sub, person('SỞ NỘI VỤ THỬ NGHIỆM'), { notBefore: inDays(-1100), notAfter: inDays(-1) }),
    ending: leaf('ending', sub, person('SỞ NỘI VỤ THỬ NGHIỆM'), { notBefore: inDays(-1065), notAfter: inDays(30) }),
    decomposed: leaf('decomposed', sub, person('SỞ NỘI VỤ THỬ NGHIỆM', 'Nguyễn Thị Thủy Ửng'.normalize('NFD'))),
    tsa: service('tsa', 'Máy chủ cấp dấu thời gian 01'),
    cpnet: service('cpnet', 'CPNET', 'ec384'),
  };
  for (const authority of [root, sub, oldRoot, oldSub]) publishCrl(authority);
  writeFileSync(join(folder, 'tsa-serial'), '01\n');
  return cast;
};
