#!/usr/bin/env node
/**
 * Makes a fresh certificate hierarchy that imitates the one of Ban Cơ yếu Chính phủ (root, CA for state agencies,
 * person, organisation), every name marked THỬ NGHIỆM, and a training PKCS#12 marked TẬP HUẤN. Needs only openssl.
 *
 *   node tools/test-pki/make.mjs FOLDER [--crl-base URL] [--extras ec,rsa3072,expired,revoked,no-key-usage]
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });

const keyArguments = {
  rsa2048: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  rsa3072: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
  rsa4096: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:4096'],
  ec: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-pkeyopt', 'ec_param_enc:named_curve'],
  ec384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384', '-pkeyopt', 'ec_param_enc:named_curve'],
  ec521: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521', '-pkeyopt', 'ec_param_enc:named_curve'],
};

/** `openssl -subj` form of [['C', 'VN'], …]. */
const subjectArgument = (subject) =>
  subject.map(([type, value]) => `/${type}=${value.replace(/[\\/+=]/g, '\\$&')}`).join('');

const requestConfig = '[req]\nprompt = no\ndistinguished_name = dn\nstring_mask = utf8only\n[dn]\n';

const authorityConfig = (folder) => `[ca]
default_ca = this
[this]
database = ${folder}/index.txt
new_certs_dir = ${folder}/issued
certificate = ${folder}/ca.pem
private_key = ${folder}/ca.key
crlnumber = ${folder}/crlnumber
default_md = sha256
default_days = 1825
default_crl_days = 30
rand_serial = yes
unique_subject = no
copy_extensions = none
policy = any
[any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
emailAddress = optional
`;

const makeRequest = (folder, name, subject, keyKind) => {
  const files = { key: join(folder, `${name}.key`), request: join(folder, `${name}.csr`) };
  const config = join(folder, 'request.cnf');
  writeFileSync(config, requestConfig);
  openssl('genpkey', ...keyArguments[keyKind], '-out', files.key);
  openssl(
    'req',
    '-new',
    '-utf8',
    '-config',
    config,
    '-key',
    files.key,
    '-subj',
    subjectArgument(subject),
    '-out',
    files.request,
  );
  return files;
};

/** openssl's own form of a time: YYYYMMDDHHMMSSZ. */
const opensslTime = (date) => `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;

const addressesOf = ({ crlUrl, ocspUrl, issuerUrl }) => {
  const access = [...(ocspUrl ? [`OCSP;URI:${ocspUrl}`] : []), ...(issuerUrl ? [`caIssuers;URI:${issuerUrl}`] : [])];
  return [
    ...(crlUrl ? [`crlDistributionPoints = URI:${crlUrl}`] : []),
    ...(access.length > 0 ? [`authorityInfoAccess = ${access.join(', ')}`] : []),
  ];
};

/**
 * Issues one certificate.
 * @param authority as {@link createAuthority} returned it
 * @param options `name` of the files, `subject` as [[type, value], …], `extensions` as lines of openssl's configuration
 */
export const issue = (
  authority,
  { name, subject, key = 'rsa2048', extensions, notBefore, notAfter, selfSign = false },
) => {
  const { folder } = authority;
  const request = makeRequest(folder, name, subject, key);
  const paths = { key: request.key, certificate: join(folder, `${name}.pem`), der: join(folder, `${name}.crt`) };
  const extensionFile = join(folder, `${name}.ext`);
  const identifiers = ['subjectKeyIdentifier = hash', 'authorityKeyIdentifier = keyid'];
  const addresses = selfSign ? [] : addressesOf(authority);
  writeFileSync(extensionFile, [...identifiers, ...addresses, ...extensions, ''].join('\n'));
  openssl(
    'ca',
    '-batch',
    '-notext',
    '-utf8',
    '-preserveDN',
    '-config',
    authority.config,
    '-extfile',
    extensionFile,
    ...(selfSign ? ['-selfsign', '-keyfile', request.key] : []),
    ...(notBefore ? ['-startdate', opensslTime(notBefore)] : []),
    '-enddate',
    opensslTime(notAfter ?? new Date(Date.now() + 3 * 365 * 86_400_000)),
    '-in',
    request.request,
    '-out',
    paths.certificate,
  );
  openssl('x509', '-in', paths.certificate, '-outform', 'DER', '-out', paths.der);
  return paths;
};

/**
 * Makes a certification authority in `folder`: self-signed, or issued by `issuer`.
 * @param options `crlUrl`, `ocspUrl`, `issuerUrl`: where its CRL and its own certificate will be published and its
 * responder answers (go into what it issues);
 * `isCa`, `keyUsage`: to make an authority that is not entitled to be one
 */
export const createAuthority = (
  folder,
  {
    subject,
    issuer,
    key = 'rsa2048',
    pathLength,
    crlUrl,
    ocspUrl,
    issuerUrl,
    extensions = [],
    isCa = true,
    keyUsage = 'keyCertSign, cRLSign',
  },
) => {
  mkdirSync(join(folder, 'issued'), { recursive: true });
  writeFileSync(join(folder, 'index.txt'), '');
  writeFileSync(join(folder, 'index.txt.attr'), 'unique_subject = no\n');
  writeFileSync(join(folder, 'crlnumber'), '01\n');
  const config = join(folder, 'ca.cnf');
  writeFileSync(config, authorityConfig(folder));
  const authority = { folder, config, crlUrl, ocspUrl, issuerUrl };
  const constraints = `basicConstraints = critical, CA:${isCa ? 'TRUE' : 'FALSE'}${pathLength === undefined ? '' : `, pathlen:${pathLength}`}`;
  const all = [constraints, `keyUsage = critical, ${keyUsage}`, ...extensions];
  const notAfter = new Date(Date.now() + 20 * 365 * 86_400_000);
  const made = issuer
    ? issue({ ...issuer }, { name: `ca-${folder.split(/[\\/]/).at(-1)}`, subject, key, extensions: all, notAfter })
    : issue(authority, { name: 'ca', subject, key, extensions: all, notAfter, selfSign: true });
  const paths = { key: join(folder, 'ca.key'), certificate: join(folder, 'ca.pem'), der: join(folder, 'ca.crt') };
  if (issuer) {
    openssl('pkey', '-in', made.key, '-out', paths.key);
    openssl('x509', '-in', made.certificate, '-out', paths.certificate);
    openssl('x509', '-in', made.certificate, '-outform', 'DER', '-out', paths.der);
  }
  return { ...authority, ...paths, crl: join(folder, 'ca.crl'), crlPem: join(folder, 'ca.crl.pem') };
};

/** Revokes a certificate; it shows in the next CRL. */
export const revoke = (authority, certificate, reason = 'keyCompromise') => {
  openssl('ca', '-config', authority.config, '-revoke', certificate, '-crl_reason', reason);
};

/** Writes the CRL of an authority as PEM and DER, valid from `thisUpdate` (now) to `nextUpdate` (30 days later). */
export const publishCrl = (authority, { thisUpdate, nextUpdate } = {}) => {
  openssl(
    'ca',
    '-config',
    authority.config,
    '-gencrl',
    '-out',
    authority.crlPem,
    ...(thisUpdate ? ['-crl_lastupdate', opensslTime(thisUpdate)] : []),
    ...(nextUpdate ? ['-crl_nextupdate', opensslTime(nextUpdate)] : []),
  );
  openssl('crl', '-in', authority.crlPem, '-outform', 'DER', '-out', authority.crl);
};

const province = ['O', 'ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM'];
const personSubject = (commonName) => [
  ['C', 'VN'],
  ['L', 'Tỉnh Thử Nghiệm'],
  province,
  ['OU', 'SỞ NỘI VỤ THỬ NGHIỆM'],
  ['CN', `${commonName} THỬ NGHIỆM`],
];
const signing = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'];
const day = 86_400_000;

const extraLeaves = {
  rsa3072: () => ({ subject: personSubject('Trần Quốc Đạt'), key: 'rsa3072', extensions: signing }),
  ec: () => ({ subject: personSubject('Lê Thị Hồng Nhung'), key: 'ec', extensions: signing }),
  expired: () => ({
    subject: personSubject('Phạm Đức Thắng'),
    extensions: signing,
    notBefore: new Date(Date.now() - 400 * day),
    notAfter: new Date(Date.now() - 2 * day),
  }),
  revoked: () => ({ subject: personSubject('Hoàng Kim Ngân'), extensions: signing }),
  'no-key-usage': () => ({
    subject: personSubject('Vũ Hải Yến'),
    extensions: ['basicConstraints = CA:FALSE'],
  }),
};

const makeTraining = (folder) => {
  const marked = ['O', 'Ký số công vụ – TẬP HUẤN'];
  const authority = createAuthority(join(folder, 'training'), {
    subject: [['C', 'VN'], marked, ['CN', 'CA TẬP HUẤN – không có giá trị pháp lý']],
    pathLength: 0,
  });
  const leaf = issue(authority, {
    name: 'person',
    subject: [['C', 'VN'], marked, ['CN', 'Người ký TẬP HUẤN']],
    extensions: signing,
  });
  const p12 = join(folder, 'training', 'person.p12');
  const passphrase = 'tap-huan-2026';
  openssl(
    'pkcs12',
    '-export',
    '-inkey',
    leaf.key,
    '-in',
    leaf.certificate,
    '-certfile',
    authority.certificate,
    '-name',
    'TẬP HUẤN',
    '-passout',
    `pass:${passphrase}`,
    '-out',
    p12,
  );
  publishCrl(authority);
  return { authority, ...leaf, p12, passphrase };
};

/**
 * Makes the whole hierarchy in `folder` and returns its paths.
 * @param options `crlBase`: address under which `root.crl` and `sub.crl` will be published; `ocspBase`: address under
 * which the responders of `root` and `sub` answer; `issuerBase`: address under which `root.crt` and `sub.crt` will be
 * published; `extras`: further leaves
 */
export const makeTestPki = (folder, { crlBase, ocspBase, issuerBase, extras = [] } = {}) => {
  const base = resolve(folder);
  mkdirSync(base, { recursive: true });
  const owner = ['O', 'Ban Cơ yếu Chính phủ – THỬ NGHIỆM'];
  const under = (base, name) => (base ? `${base.replace(/\/$/, '')}/${name}` : undefined);
  const address = (name) => ({
    crlUrl: under(crlBase, `${name}.crl`),
    ocspUrl: under(ocspBase, name),
    issuerUrl: under(issuerBase, `${name}.crt`),
  });
  const root = createAuthority(join(base, 'root'), {
    subject: [['C', 'VN'], owner, ['CN', 'RootCA chuyên dùng Chính phủ G2 – THỬ NGHIỆM']],
    ...address('root'),
  });
  const sub = createAuthority(join(base, 'sub'), {
    subject: [['C', 'VN'], owner, ['CN', 'CA phục vụ các cơ quan Nhà nước G2 – THỬ NGHIỆM']],
    issuer: root,
    pathLength: 0,
    ...address('sub'),
  });
  const person = issue(sub, { name: 'person', subject: personSubject('Nguyễn Thị Minh Anh'), extensions: signing });
  const office = issue(sub, {
    name: 'office',
    subject: [['C', 'VN'], ['L', 'Tỉnh Thử Nghiệm'], province, ['CN', 'SỞ NỘI VỤ TỈNH THỬ NGHIỆM']],
    extensions: signing,
  });
  const others = Object.fromEntries(extras.map((name) => [name, issue(sub, { name, ...extraLeaves[name]() })]));
  if (others.revoked) revoke(sub, others.revoked.certificate);
  publishCrl(root);
  publishCrl(sub);
  return { folder: base, root, sub, person, office, extras: others, training: makeTraining(base) };
};

/** RFC 3161 2.3: this purpose alone, and critical. */
export const timestamping = [
  'basicConstraints = CA:FALSE',
  'keyUsage = critical, digitalSignature',
  'extendedKeyUsage = critical, timeStamping',
];

/** RFC 6960 4.2.2.2: a delegated responder, whose own revocation nobody has to ask for (4.2.2.2.1). */
export const answering = [
  'basicConstraints = CA:FALSE',
  'keyUsage = critical, digitalSignature',
  'extendedKeyUsage = OCSPSigning',
  'noCheck = ignored',
];

const serviceSubject = (commonName) => [
  ['C', 'VN'],
  ['O', 'Ban Cơ yếu Chính phủ – THỬ NGHIỆM'],
  ['CN', `${commonName} THỬ NGHIỆM`],
];

/**
 * Certificates of the services of a hierarchy: three timestamp authorities under the root, as the real ones are (the
 * third with ECDSA P-384, as CPNET's), and an OCSP responder for each CA.
 */
export const makeServices = ({ root, sub }) => {
  const tsa = (name, commonName, key) =>
    issue(root, { name, subject: serviceSubject(commonName), extensions: timestamping, ...(key ? { key } : {}) });
  const responder = (authority, name) =>
    issue(authority, { name: 'ocsp', subject: serviceSubject(`OCSP ${name}`), extensions: answering });
  return {
    tsa: tsa('tsa', 'Máy chủ cấp dấu thời gian 01'),
    secondTsa: tsa('tsa-2', 'Máy chủ cấp dấu thời gian 02'),
    ecTsa: tsa('tsa-ec', 'CPNET', 'ec384'),
    ocsp: { root: responder(root, 'RootCA'), sub: responder(sub, 'CA') },
  };
};

const main = (argv) => {
  const option = (name) => {
    const index = argv.indexOf(name);
    return index < 0 ? undefined : argv[index + 1];
  };
  const [folder] = argv;
  if (!folder || folder.startsWith('--')) {
    process.stderr.write('usage: make.mjs FOLDER [--crl-base URL] [--extras a,b]\n');
    process.exit(64);
  }
  const extras = option('--extras')?.split(',') ?? [];
  const unknown = extras.filter((name) => !(name in extraLeaves));
  if (unknown.length > 0) {
    process.stderr.write(`unknown extras: ${unknown.join(', ')}; known: ${Object.keys(extraLeaves).join(', ')}\n`);
    process.exit(64);
  }
  const crlBase = option('--crl-base');
  process.stdout.write(
    `${JSON.stringify(makeTestPki(folder, { extras, ...(crlBase ? { crlBase } : {}) }), null, 2)}\n`,
  );
};

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) main(process.argv.slice(2));
