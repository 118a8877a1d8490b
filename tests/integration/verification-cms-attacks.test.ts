/** Every variant of the CMS of a signature, in a whole file: the right ones are valid, the wrong ones are not and say why. */
import { execFileSync } from 'node:child_process';
import {
  constants,
  createHash,
  createPrivateKey,
  type KeyObject,
  privateEncrypt,
  sign as signValue,
} from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileReport } from '../../src/contracts/verification.js';
import { contextTag, der } from '../../src/main/pki/asn1.js';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import { oids } from '../../src/main/pki/oids.js';
import { baseDocument } from '../corpus/attacks/base-document.js';
import type { Identity } from '../corpus/attacks/cases.js';
import {
  algorithm,
  attribute,
  type CmsOptions,
  contentTypeAttribute,
  type Digest,
  digestAttribute,
  digestOf,
  essV1,
  essV2,
  issuerAndSerialId,
  makeCms,
  pssParameters,
  toBer,
} from '../corpus/attacks/cms-kit.js';
import { only, openWorkshop, signatureOf, type Workshop } from './verification-support.js';

interface Signer {
  readonly key: KeyObject;
  readonly certificate: Certificate;
}

let workshop: Workshop;
const signers = new Map<string, Signer>();

const signer = (name: string): Signer => {
  const found = signers.get(name);
  if (found === undefined) throw new Error(name);
  return found;
};

/** A leaf of the test CA with a key of any kind; or self-signed. */
const issueLeaf = (
  name: string,
  newKey: readonly string[],
  options: { selfSigned?: boolean; key?: string; extra?: readonly string[] } = {},
): Signer => {
  const { sub } = workshop.pki;
  const [key, certificate] = [options.key ?? workshop.path(`${name}.key`), workshop.path(`${name}.pem`)];
  if (options.key === undefined) execFileSync('openssl', ['genpkey', ...newKey, '-out', key], { stdio: 'pipe' });
  const issuer = options.selfSigned ? [] : ['-CA', sub.certificate, '-CAkey', sub.key];
  const extensions = [
    '-addext',
    'keyUsage=critical,digitalSignature,nonRepudiation',
    '-addext',
    'basicConstraints=CA:FALSE',
    ...(options.extra ?? []),
  ];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-new',
      '-key',
      key,
      '-subj',
      `/CN=${name}`,
      '-days',
      '30',
      ...issuer,
      ...extensions,
      '-out',
      certificate,
    ],
    { stdio: 'pipe' },
  );
  return { key: createPrivateKey(readFileSync(key)), certificate: only(readCertificates(readFileSync(certificate))) };
};

beforeAll(() => {
  workshop = openWorkshop();
  const { person, office } = workshop.pki;
  const load = (issued: { certificate: string; key: string }): Signer => ({
    key: createPrivateKey(readFileSync(issued.key)),
    certificate: only(readCertificates(readFileSync(issued.certificate))),
  });
  signers.set('rsa', load(person));
  signers.set('office', load(office));
  const curve = (name: string): string[] => [
    '-algorithm',
    'EC',
    '-pkeyopt',
    `ec_paramgen_curve:${name}`,
    '-pkeyopt',
    'ec_param_enc:named_curve',
  ];
  for (const name of ['P-256', 'P-384', 'P-521']) signers.set(name, issueLeaf(name, curve(name)));
  signers.set('ed25519', issueLeaf('ed25519', ['-algorithm', 'ED25519']));
  signers.set('ed448', issueLeaf('ed448', ['-algorithm', 'ED448']));
  signers.set('rsa-pss', issueLeaf('rsa-pss', ['-algorithm', 'RSA-PSS', '-pkeyopt', 'rsa_keygen_bits:2048']));
  signers.set(
    'rsa-pss-sha256',
    issueLeaf('rsa-pss-sha256', [
      '-algorithm',
      'RSA-PSS',
      '-pkeyopt',
      'rsa_keygen_bits:2048',
      '-pkeyopt',
      'rsa_pss_keygen_md:sha256',
      '-pkeyopt',
      'rsa_pss_keygen_mgf1_md:sha256',
      '-pkeyopt',
      'rsa_pss_keygen_saltlen:32',
    ]),
  );
  // The key of another, in a certificate of the same issuer.
  signers.set('same-key', issueLeaf('same-key', [], { key: person.key }));
  // The name of the signer's own certificate (issuer and serial number) around another key.
  const serial = BigInt(`0x${signer('rsa').certificate.serial}`);
  const { sub } = workshop.pki;
  const key = workshop.path('decoy.key');
  execFileSync('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', key], {
    stdio: 'pipe',
  });
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-new',
      '-key',
      key,
      '-subj',
      '/CN=decoy',
      '-days',
      '30',
      '-set_serial',
      String(serial),
      '-CA',
      sub.certificate,
      '-CAkey',
      sub.key,
      '-out',
      workshop.path('decoy.pem'),
    ],
    { stdio: 'pipe' },
  );
  signers.set('decoy', {
    key: createPrivateKey(readFileSync(key)),
    certificate: only(readCertificates(readFileSync(workshop.path('decoy.pem')))),
  });
});
afterAll(() => workshop.close());

/** The report on a file with this CMS in its one signature. */
const reportOf = (cms: (content: Uint8Array) => Uint8Array, subFilter = 'ETSI.CAdES.detached'): FileReport => {
  const path = workshop.path('case.pdf');
  const { key, certificate } = signer('rsa');
  const identity: Identity = { key, certificates: [certificate] };
  writeFileSync(path, baseDocument().sign(identity, { cms, subFilter }).bytes);
  // The authority of the leaves is known to the verifier: the certificates inside are part of what is tested.
  return workshop.verify(path, { trust: [workshop.pki.root.certificate, workshop.pki.sub.certificate] });
};

const made =
  (options: Partial<CmsOptions> | ((content: Uint8Array) => Partial<CmsOptions>), by = 'rsa') =>
  (content: Uint8Array): Uint8Array =>
    makeCms({ ...signer(by), content, ...(typeof options === 'function' ? options(content) : options) });

const codes = (report: FileReport): string[] =>
  report.signatures.flatMap(({ reasons }) => reasons.map(({ code }) => code));
const warnings = (report: FileReport): string[] =>
  report.signatures.flatMap((one) => one.warnings.map(({ code }) => code));

type Recipe = (content: Uint8Array) => Uint8Array;
type Right = readonly [name: string, recipe: Recipe, subFilter?: string];
type Wrong = readonly [name: string, recipe: Recipe, code: string, subFilter?: string];

const sha = (digest: Digest): Uint8Array => algorithm(oids[digest], der.null());
const standard = (content: Uint8Array, digest: Digest = 'sha256', by = 'rsa'): Uint8Array[] => [
  contentTypeAttribute(),
  digestAttribute(digestOf(digest, content)),
  essV2([signer(by).certificate]),
];
const withAttributes = (change: (attributes: Uint8Array[], content: Uint8Array) => Uint8Array[]): Recipe =>
  made((content) => ({ attributes: change(standard(content), content) }));

/** RSASSA-PSS by the key with these options, under these parameters. */
const pss = (
  parameters: Uint8Array | undefined,
  digest: Digest,
  saltLength: number,
  by = 'rsa',
  stated: Digest = digest,
): Recipe =>
  made(
    (content) => ({
      digest: stated,
      attributes: standard(content, stated, by),
      signatureIdentifier: algorithm(oids.rsassaPss, parameters),
      value: (signed) =>
        signValue(digest, signed, { key: signer(by).key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }),
    }),
    by,
  );
const pssOf = (digest: Digest, salt: number, by = 'rsa'): Recipe =>
  pss(pssParameters({ hash: sha(digest), mask: sha(digest), salt }), digest, salt, by);

const ecdsaOids = {
  sha1: oids.ecdsaWithSha1,
  sha256: oids.ecdsaWithSha256,
  sha384: oids.ecdsaWithSha384,
  sha512: oids.ecdsaWithSha512,
} as const;
const ecdsa = (by: string, digest: Digest, options: Partial<CmsOptions> = {}): Recipe =>
  made(
    (content) => ({
      digest,
      attributes: standard(content, digest, by),
      signatureIdentifier: algorithm(ecdsaOids[digest]),
      ...options,
    }),
    by,
  );

const ed25519 = (stated: Digest = 'sha512', options: Partial<CmsOptions> = {}): Recipe =>
  made(
    (content) => ({
      digest: stated,
      digestIdentifier: algorithm(oids[stated]),
      attributes: standard(content, stated, 'ed25519'),
      signatureIdentifier: algorithm(oids.ed25519),
      value: (signed) => signValue(null, signed, signer('ed25519').key),
      ...options,
    }),
    'ed25519',
  );

/** PKCS #1 v1.5 over a DigestInfo of one's own. */
const rawRsa = (info: (digest: Uint8Array) => Uint8Array): Partial<CmsOptions> => ({
  value: (signed) =>
    privateEncrypt(
      { key: signer('rsa').key, padding: constants.RSA_PKCS1_PADDING },
      info(createHash('sha256').update(signed).digest()),
    ),
});
const digestInfo = (digest: Uint8Array, ...parameters: readonly Uint8Array[]): Uint8Array =>
  der.sequence(der.sequence(der.oid(oids.sha256), ...parameters), der.octetString(digest));

const keyId = (name: string): Uint8Array =>
  der.tlv(contextTag(0, false), Buffer.from(signer(name).certificate.subjectKeyId ?? '', 'hex'));

const right: readonly Right[] = [
  ['RSA, SHA-256, ESS v2', made({})],
  ['RSA, SHA-384', made((content) => ({ digest: 'sha384', attributes: standard(content, 'sha384') }))],
  ['RSA, SHA-512', made((content) => ({ digest: 'sha512', attributes: standard(content, 'sha512') }))],
  ['adbe.pkcs7.detached', made({}), 'adbe.pkcs7.detached'],
  [
    'adbe.pkcs7.detached without ESS',
    withAttributes(([type = der.null(), digest = der.null()]) => [type, digest]),
    'adbe.pkcs7.detached',
  ],
  ['no signed attributes, as adbe.pkcs7.detached', made({ attributes: null }), 'adbe.pkcs7.detached'],
  ['sha256WithRSAEncryption', made({ signatureIdentifier: algorithm(oids.sha256WithRsa, der.null()) })],
  ['sha256WithRSAEncryption without NULL', made({ signatureIdentifier: algorithm(oids.sha256WithRsa) })],
  ['rsaEncryption without NULL', made({ signatureIdentifier: algorithm(oids.rsaEncryption) })],
  ['digest algorithm without NULL', made({ digestIdentifier: algorithm(oids.sha256) })],
  ['DigestInfo without NULL', made(rawRsa((digest) => digestInfo(digest)))],
  [
    'ESS v1',
    withAttributes(([type = der.null(), digest = der.null()]) => [type, digest, essV1(signer('rsa').certificate)]),
  ],
  ['ESS v1 and v2', withAttributes((attributes) => [...attributes, essV1(signer('rsa').certificate)])],
  [
    'ESS v2 by SHA-512',
    withAttributes(([type = der.null(), digest = der.null()]) => [
      type,
      digest,
      essV2([signer('rsa').certificate], 'sha512'),
    ]),
  ],
  [
    'ESS v2 with issuer and serial number',
    withAttributes(([type = der.null(), digest = der.null()]) => [
      type,
      digest,
      essV2([signer('rsa').certificate], 'sha256', signer('rsa').certificate),
    ]),
  ],
  [
    'ESS v2 with the issuer behind the signer',
    withAttributes(([type = der.null(), digest = der.null()]) => [
      type,
      digest,
      essV2([signer('rsa').certificate, signer('office').certificate]),
    ]),
  ],
  ['signer by key identifier', made(() => ({ sid: keyId('rsa') }))],
  [
    'a decoy of the same issuer and serial number before the signer',
    made(() => ({ certificates: [signer('decoy').certificate.der, signer('rsa').certificate.der] })),
  ],
  [
    'a certificate of the same key before the signer',
    made(() => ({ certificates: [signer('same-key').certificate.der, signer('rsa').certificate.der] })),
  ],
  [
    'a certificate of the same key, signer by key identifier',
    made(() => ({
      sid: keyId('rsa'),
      certificates: [signer('same-key').certificate.der, signer('rsa').certificate.der],
    })),
  ],
  [
    'certificates of others around it',
    made(() => ({
      certificates: [signer('office').certificate.der, signer('rsa').certificate.der, signer('P-256').certificate.der],
    })),
  ],
  [
    'a damaged certificate beside it',
    made(() => ({ certificates: [der.sequence(der.integer(1)), signer('rsa').certificate.der] })),
  ],
  ['the signer twice', made(() => ({ certificates: [signer('rsa').certificate.der, signer('rsa').certificate.der] }))],
  ['attributes unsorted in the file, signed in DER', withAttributesOrder({ signed: true, written: false })],
  ['attributes unsorted in the file and as signed', withAttributesOrder({ signed: false, written: false })],
  ['BER: indefinite lengths outside', (content) => toBer(made({})(content), 3)],
  [
    'BER: attributes of indefinite length with strings in pieces',
    made({ rewrite: (attributes) => toBer(attributes, 9) }),
  ],
  ['unsigned attributes nobody knows', made({ unsigned: [attribute('1.2.3.4', der.null())] })],
  [
    'signed attributes nobody knows',
    withAttributes((attributes) => [...attributes, attribute('1.2.3.4', der.octetString(Buffer.from('x')))]),
  ],
  ['PSS, SHA-256, salt 32', pssOf('sha256', 32)],
  ['PSS, SHA-384, salt 48', pssOf('sha384', 48)],
  ['PSS, SHA-512, salt 64', pssOf('sha512', 64)],
  ['PSS, salt 0', pssOf('sha256', 0)],
  ['PSS, salt 20', pssOf('sha256', 20)],
  ['PSS, the longest salt', pssOf('sha256', 222)],
  [
    'PSS, trailer stated',
    pss(pssParameters({ hash: sha('sha256'), mask: sha('sha256'), salt: 32, trailer: 1 }), 'sha256', 32),
  ],
  [
    'PSS, digests without NULL',
    pss(pssParameters({ hash: algorithm(oids.sha256), mask: algorithm(oids.sha256), salt: 32 }), 'sha256', 32),
  ],
  ['PSS, default salt length of 20', pss(pssParameters({ hash: sha('sha256'), mask: sha('sha256') }), 'sha256', 20)],
  ['PSS key (id-RSASSA-PSS)', pssOf('sha256', 32, 'rsa-pss')],
  ['PSS key bound to SHA-256', pssOf('sha256', 32, 'rsa-pss-sha256')],
  ['ECDSA P-256, SHA-256', ecdsa('P-256', 'sha256')],
  ['ECDSA P-384, SHA-384', ecdsa('P-384', 'sha384')],
  ['ECDSA P-521, SHA-512', ecdsa('P-521', 'sha512')],
  ['ECDSA P-256, SHA-512', ecdsa('P-256', 'sha512')],
  ['ECDSA P-521, SHA-256', ecdsa('P-521', 'sha256')],
  ['ECDSA without signed attributes', ecdsa('P-256', 'sha256', { attributes: null }), 'adbe.pkcs7.detached'],
  ['Ed25519', ed25519()],
  ['Ed25519 without signed attributes', ed25519('sha512', { attributes: null }), 'adbe.pkcs7.detached'],
];

function withAttributesOrder(sorted: { signed: boolean; written: boolean }): Recipe {
  return made((content) => ({ sorted, attributes: [...standard(content)].reverse() }));
}

const wrongDigest = (attributes: Uint8Array[]): Uint8Array[] => [
  attributes[0] ?? der.null(),
  digestAttribute(new Uint8Array(32)),
  attributes[2] ?? der.null(),
];

const wrong: readonly Wrong[] = [
  ['two signers', made({ signerInfos: 2 }), 'several-signers'],
  ['no signer', made({ signerInfos: 0 }), 'several-signers'],
  ['three signers', made({ signerInfos: 3 }), 'several-signers'],
  ['digest of other content', withAttributes(wrongDigest), 'digest-mismatch'],
  [
    'no signed attributes, over other content',
    made({ attributes: null, value: () => signValue('sha256', Buffer.from('khác'), signer('rsa').key) }),
    'signature-wrong',
    'adbe.pkcs7.detached',
  ],
  [
    'value by another key',
    made({ value: (signed) => signValue('sha256', signed, signer('office').key) }),
    'signature-wrong',
  ],
  [
    'value over the content instead of the attributes',
    made((content) => ({ value: () => signValue('sha256', content, signer('rsa').key) })),
    'signature-wrong',
  ],
  [
    'value over the attributes with the tag of the field',
    made({
      value: (signed) =>
        signValue('sha256', Buffer.concat([Uint8Array.of(0xa0), signed.subarray(1)]), signer('rsa').key),
    }),
    'signature-wrong',
  ],
  ['value empty', made({ value: () => new Uint8Array() }), 'signature-wrong'],
  ['value of zeros', made({ value: () => new Uint8Array(256) }), 'signature-wrong'],
  [
    'value with an octet more',
    made({ value: (signed) => Buffer.concat([signValue('sha256', signed, signer('rsa').key), Uint8Array.of(0)]) }),
    'signature-wrong',
  ],
  [
    'DigestInfo with bytes behind',
    made(rawRsa((digest) => Buffer.concat([digestInfo(digest, der.null()), Buffer.from('rac')]))),
    'signature-wrong',
  ],
  [
    'DigestInfo with other parameters',
    made(rawRsa((digest) => digestInfo(digest, der.octetString(Buffer.from('rac'))))),
    'signature-wrong',
  ],
  [
    'DigestInfo of another digest',
    made(rawRsa((digest) => der.sequence(algorithm(oids.sha384, der.null()), der.octetString(digest)))),
    'signature-wrong',
  ],
  ['the bare digest', made(rawRsa((digest) => digest)), 'signature-wrong'],
  [
    'no message digest',
    withAttributes(([type = der.null(), , ess = der.null()]) => [type, ess]),
    'message-digest-missing',
  ],
  [
    'no content type',
    withAttributes(([, digest = der.null(), ess = der.null()]) => [digest, ess]),
    'content-type-mismatch',
  ],
  [
    'another content type in the attributes',
    withAttributes(([, digest = der.null(), ess = der.null()]) => [contentTypeAttribute(oids.tstInfo), digest, ess]),
    'content-type-mismatch',
  ],
  [
    'another content type in both',
    made((content) => ({
      contentType: oids.tstInfo,
      attributes: [contentTypeAttribute(oids.tstInfo), ...standard(content).slice(1)],
    })),
    'content-type-mismatch',
  ],
  ['another content type outside', made({ contentType: oids.signedData }), 'content-type-mismatch'],
  [
    'message digest twice',
    withAttributes((attributes, content) => [...attributes, digestAttribute(digestOf('sha256', content))]),
    'signature-unreadable',
  ],
  [
    'message digest twice, one of other content',
    withAttributes((attributes) => [...attributes, digestAttribute(new Uint8Array(32))]),
    'signature-unreadable',
  ],
  [
    'message digest with two values',
    withAttributes(([type = der.null(), , ess = der.null()], content) => [
      type,
      attribute(oids.messageDigest, der.octetString(digestOf('sha256', content)), der.octetString(new Uint8Array(32))),
      ess,
    ]),
    'signature-unreadable',
  ],
  [
    'content type twice',
    withAttributes((attributes) => [...attributes, contentTypeAttribute()]),
    'signature-unreadable',
  ],
  [
    'ESS twice',
    withAttributes((attributes) => [...attributes, essV2([signer('office').certificate])]),
    'signature-unreadable',
  ],
  [
    'signing time twice',
    withAttributes((attributes) => [
      ...attributes,
      attribute(oids.signingTime, der.tlv(0x17, Buffer.from('260101000000Z'))),
      attribute(oids.signingTime, der.tlv(0x17, Buffer.from('270101000000Z'))),
    ]),
    'signature-unreadable',
  ],
  ['no attribute in the list', made({ attributes: [] }), 'content-type-mismatch'],
  [
    'ESS v2 of another',
    withAttributes(([type = der.null(), digest = der.null()]) => [type, digest, essV2([signer('office').certificate])]),
    'signing-certificate-mismatch',
  ],
  [
    'ESS v1 of another',
    withAttributes(([type = der.null(), digest = der.null()]) => [type, digest, essV1(signer('office').certificate)]),
    'signing-certificate-mismatch',
  ],
  [
    'ESS v2 right and v1 of another',
    withAttributes((attributes) => [...attributes, essV1(signer('office').certificate)]),
    'signing-certificate-mismatch',
  ],
  [
    'ESS v2 with another before the signer',
    withAttributes(([type = der.null(), digest = der.null()]) => [
      type,
      digest,
      essV2([signer('office').certificate, signer('rsa').certificate]),
    ]),
    'signing-certificate-mismatch',
  ],
  [
    'ESS v2 right with the serial number of another',
    withAttributes(([type = der.null(), digest = der.null()]) => [
      type,
      digest,
      essV2([signer('rsa').certificate], 'sha256', signer('office').certificate),
    ]),
    'signing-certificate-mismatch',
  ],
  [
    'ESS without certificates',
    withAttributes(([type = der.null(), digest = der.null()]) => [type, digest, essV2([])]),
    'signature-unreadable',
  ],
  [
    'no ESS in CAdES',
    withAttributes(([type = der.null(), digest = der.null()]) => [type, digest]),
    'signing-certificate-absent',
  ],
  ['no signed attributes in CAdES', made({ attributes: null }), 'signing-certificate-absent'],
  [
    'certificate of the same key in place of the signer’s',
    made(() => ({
      sid: issuerAndSerialId(signer('same-key').certificate),
      certificates: [signer('same-key').certificate.der],
    })),
    'signing-certificate-mismatch',
  ],
  ['decoy alone', made(() => ({ certificates: [signer('decoy').certificate.der] })), 'signature-wrong'],
  ['no certificate', made({ certificates: [] }), 'signer-certificate-missing'],
  [
    'certificates of others',
    made(() => ({ certificates: [signer('office').certificate.der] })),
    'signer-certificate-missing',
  ],
  ['an empty key identifier', made({ sid: der.tlv(contextTag(0, false)) }), 'signer-certificate-missing'],
  ['content inside', made((content) => ({ encapsulated: content.subarray(0, 100) })), 'content-not-detached'],
  [
    'right content inside, other outside',
    made({ encapsulated: Buffer.from('khac'), content: Buffer.from('khac') }),
    'digest-mismatch',
  ],
  [
    'digest SHA-256, signature sha512WithRSA',
    made({
      signatureIdentifier: algorithm(oids.sha512WithRsa, der.null()),
      value: (signed) => signValue('sha512', signed, signer('rsa').key),
    }),
    'algorithm-mismatch',
  ],
  [
    'digest SHA-512, signature sha256WithRSA',
    made((content) => ({
      digest: 'sha512',
      attributes: standard(content, 'sha512'),
      signatureIdentifier: algorithm(oids.sha256WithRsa, der.null()),
      value: (signed) => signValue('sha256', signed, signer('rsa').key),
    })),
    'algorithm-mismatch',
  ],
  [
    'signed with SHA-512, stated SHA-256',
    made({ value: (signed) => signValue('sha512', signed, signer('rsa').key) }),
    'signature-wrong',
  ],
  [
    'rsaEncryption with parameters',
    made({ signatureIdentifier: algorithm(oids.rsaEncryption, der.integer(1)) }),
    'algorithm-unsupported',
  ],
  ['an unknown digest', made({ digestIdentifier: algorithm('2.16.840.1.101.3.4.2.8') }), 'algorithm-unsupported'],
  ['an unknown signature algorithm', made({ signatureIdentifier: algorithm('1.2.3.4') }), 'algorithm-unsupported'],
  ['ECDSA stated for an RSA key', made({ signatureIdentifier: algorithm(oids.ecdsaWithSha256) }), 'signature-wrong'],
  [
    'RSA stated for an EC key',
    ecdsa('P-256', 'sha256', { signatureIdentifier: algorithm(oids.rsaEncryption, der.null()) }),
    'signature-wrong',
  ],
  [
    'PSS stated for PKCS #1',
    made({
      signatureIdentifier: algorithm(
        oids.rsassaPss,
        pssParameters({ hash: sha('sha256'), mask: sha('sha256'), salt: 32 }),
      ),
    }),
    'signature-wrong',
  ],
  [
    'PKCS #1 stated for PSS',
    made({
      value: (signed) =>
        signValue('sha256', signed, {
          key: signer('rsa').key,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: 32,
        }),
    }),
    'signature-wrong',
  ],
  [
    'PKCS #1 stated for a PSS key',
    made(
      (content) => ({
        attributes: standard(content, 'sha256', 'rsa-pss'),
        value: (signed) =>
          signValue('sha256', signed, {
            key: signer('rsa-pss').key,
            padding: constants.RSA_PKCS1_PSS_PADDING,
            saltLength: 32,
          }),
      }),
      'rsa-pss',
    ),
    'signature-wrong',
  ],
  [
    'PSS key bound to SHA-256, SHA-512 stated',
    pss(
      pssParameters({ hash: sha('sha512'), mask: sha('sha512'), salt: 64 }),
      'sha256',
      32,
      'rsa-pss-sha256',
      'sha512',
    ),
    'signature-wrong',
  ],
  [
    'PSS, other salt than stated',
    pss(pssParameters({ hash: sha('sha256'), mask: sha('sha256'), salt: 20 }), 'sha256', 32),
    'signature-wrong',
  ],
  [
    'PSS, mask by another digest',
    pss(pssParameters({ hash: sha('sha256'), mask: sha('sha1'), salt: 32 }), 'sha256', 32),
    'algorithm-unsupported',
  ],
  [
    'PSS, mask of the default beside SHA-256',
    pss(pssParameters({ hash: sha('sha256'), salt: 32 }), 'sha256', 32),
    'algorithm-unsupported',
  ],
  [
    'PSS, another trailer',
    pss(pssParameters({ hash: sha('sha256'), mask: sha('sha256'), salt: 32, trailer: 2 }), 'sha256', 32),
    'algorithm-unsupported',
  ],
  ['PSS, no parameters', pss(undefined, 'sha256', 32), 'algorithm-unsupported'],
  ['PSS, defaults (SHA-1) beside SHA-256', pss(pssParameters({}), 'sha256', 20), 'algorithm-mismatch'],
  [
    'PSS, SHA-512 beside SHA-256',
    pss(pssParameters({ hash: sha('sha512'), mask: sha('sha512'), salt: 64 }), 'sha512', 64, 'rsa', 'sha256'),
    'algorithm-mismatch',
  ],
  [
    'ECDSA, digest SHA-256 beside SHA-512',
    ecdsa('P-256', 'sha256', { signatureIdentifier: algorithm(oids.ecdsaWithSha512) }),
    'algorithm-mismatch',
  ],
  [
    'ECDSA by a key of another curve',
    ecdsa('P-256', 'sha256', { value: (signed) => signValue('sha256', signed, signer('P-384').key) }),
    'signature-wrong',
  ],
  [
    'ECDSA as r and s without structure',
    ecdsa('P-256', 'sha256', {
      value: (signed) => signValue('sha256', signed, { key: signer('P-256').key, dsaEncoding: 'ieee-p1363' }),
    }),
    'signature-wrong',
  ],
  [
    'ECDSA with r and s of zero',
    ecdsa('P-256', 'sha256', { value: () => der.sequence(der.integer(0), der.integer(0)) }),
    'signature-wrong',
  ],
  ['Ed25519 beside SHA-256', ed25519('sha256'), 'algorithm-mismatch'],
  [
    'Ed25519 over other bytes',
    ed25519('sha512', { value: () => signValue(null, Buffer.from('khac'), signer('ed25519').key) }),
    'signature-wrong',
  ],
  [
    'Ed25519 stated for an RSA key',
    made((content) => ({
      digest: 'sha512',
      attributes: standard(content, 'sha512'),
      signatureIdentifier: algorithm(oids.ed25519),
    })),
    'signature-wrong',
  ],
  [
    'Ed448',
    made(
      (content) => ({
        digest: 'sha512',
        attributes: standard(content, 'sha512', 'ed448'),
        signatureIdentifier: algorithm('1.3.101.113'),
        value: (signed) => signValue(null, signed, signer('ed448').key),
      }),
      'ed448',
    ),
    'algorithm-unsupported',
  ],
  ['SHA-1', made((content) => ({ digest: 'sha1', attributes: standard(content, 'sha1') })), 'sha1-digest'],
  ['no ContentInfo', (content) => made({})(content).subarray(4), 'signature-unreadable'],
  [
    'a ContentInfo of data',
    (content) =>
      der.sequence(der.oid(oids.data), der.tlv(contextTag(0, true), der.octetString(content.subarray(0, 10)))),
    'signature-unreadable',
  ],
  [
    'attributes of indefinite length, one changed',
    made((content) => ({ attributes: wrongDigest(standard(content)), rewrite: (attributes) => toBer(attributes, 9) })),
    'digest-mismatch',
  ],
];

describe('the right ones are valid', () => {
  it.each(right.map((one) => [one[0], one] as const))('%s', (_title, [, recipe, subFilter]) => {
    const report = reportOf(recipe, subFilter);
    expect([report.verdict, codes(report)]).toEqual(['valid', ['signature-valid']]);
    expect(signatureOf(report).integrity).toBe('intact');
  });

  it('adbe.pkcs7.detached without signed attributes says that nothing names the certificate', () =>
    expect(warnings(reportOf(made({ attributes: null }), 'adbe.pkcs7.detached'))).toContain(
      'signing-certificate-absent-cms',
    ));
});

describe('the wrong ones are not, and say why', () => {
  it.each(wrong.map((one) => [one[0], one] as const))('%s', (_title, [, recipe, code, subFilter]) => {
    const report = reportOf(recipe, subFilter);
    expect(report.verdict).not.toBe('valid');
    expect(codes(report)).toContain(code);
  });
});

describe('adbe.pkcs7.sha1', () => {
  const encapsulating =
    (digest: (content: Uint8Array) => Uint8Array): Recipe =>
    (content) => {
      const encapsulated = digest(content);
      return makeCms({ ...signer('rsa'), content: encapsulated, encapsulated });
    };
  const report = (recipe: Recipe): FileReport => reportOf(recipe, 'adbe.pkcs7.sha1');

  it('is intact over the digest inside, and old', () => {
    const found = report(encapsulating((content) => digestOf('sha1', content)));
    expect([signatureOf(found).integrity, codes(found)]).toEqual(['intact', ['sha1-digest']]);
  });

  it.each([
    ['the digest of other content inside', encapsulating(() => digestOf('sha1', Buffer.from('khac')))],
    ['a SHA-256 digest inside', encapsulating((content) => digestOf('sha256', content))],
    ['nothing inside', made({})],
    ['an empty string inside', encapsulating(() => new Uint8Array())],
  ] as const)('%s is broken', (_name, recipe) => {
    const found = report(recipe);
    expect([found.verdict, codes(found)[0]]).toEqual(['invalid', 'digest-mismatch']);
  });
});

describe('ETSI.RFC3161', () => {
  it('a signature that calls itself a timestamp is none', () =>
    expect(reportOf(made({}), 'ETSI.RFC3161')).toMatchObject({ verdict: 'invalid' }));
});
