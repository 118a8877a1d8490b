/** One hierarchy with a key of every kind, its services over HTTP, and the product's own client of them. */
import { constants, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Fetch } from '../../src/main/jobs/network/bounded-fetch.js';
import { RevocationSource } from '../../src/main/jobs/network/revocation-source.js';
import { TrustNetwork } from '../../src/main/jobs/network/trust-network.js';
import { type Certificate, readCertificates } from '../../src/main/pki/certificate.js';
import { chainFor } from '../../src/main/pki/path.js';
import { loadTrust, type TrustStore } from '../../src/main/pki/trust.js';
import { issue } from '../../tools/test-pki/make.mjs';
import { startPki } from '../integration/pki-servers.js';
import { KEYS, type KeyName, type Manner } from './combinations.js';

export interface Signer {
  readonly certificates: readonly [Certificate, ...Certificate[]];
  readonly key: KeyObject;
}

export interface House {
  readonly signers: Readonly<Record<KeyName, Signer>>;
  readonly trust: TrustStore;
  readonly network: TrustNetwork;
  readonly crls: readonly Uint8Array[];
  /** PEM of the root: all that openssl is given. */
  readonly rootFile: string;
  close(): Promise<void>;
}

const signing = ['basicConstraints = CA:FALSE', 'keyUsage = critical, digitalSignature, nonRepudiation'];

export const openHouse = async (folder: string): Promise<House> => {
  const running = await startPki(folder);
  const { pki, tsa } = running;
  const read = (file: string): Certificate[] => readCertificates(readFileSync(file));
  const pool = [pki.sub, pki.root].flatMap(({ certificate }) => read(certificate));
  const makeSigner = (key: KeyName): Signer => {
    const subject = [
      ['C', 'VN'],
      ['O', 'ỦY BAN NHÂN DÂN TỈNH THỬ NGHIỆM'],
      ['CN', `Nguyễn Thị Minh Anh ${key}`],
    ] as const;
    const issued = issue(pki.sub, { name: `matrix-${key}`, subject, key, extensions: signing });
    const [leaf] = read(issued.certificate);
    if (!leaf) throw new Error(key);
    return { certificates: chainFor(leaf, pool), key: createPrivateKey(readFileSync(issued.key)) };
  };
  const trust = loadTrust({ shipped: 'resources/trust', added: [pki.root.certificate] });
  // The certificates of real documents name real servers.
  const near: Fetch = (url, init) =>
    url.startsWith('http://127.0.0.1:') ? fetch(url, init) : Promise.reject(new TypeError('no network'));
  const network = new TrustNetwork({
    trust: () => trust,
    source: new RevocationSource({ network: running.network() }),
    servers: () => [tsa.url],
    fetch: near,
  });
  const [rsa2048, rsa3072, rsa4096, ec, ec384, ec521] = KEYS.map(makeSigner);
  if (!rsa2048 || !rsa3072 || !rsa4096 || !ec || !ec384 || !ec521) throw new Error('signers');
  return {
    signers: { rsa2048, rsa3072, rsa4096, ec, ec384, ec521 },
    trust,
    network,
    crls: [pki.root, pki.sub].map(({ crl }) => readFileSync(crl)),
    rootFile: pki.root.certificate,
    close: () => running.close(),
  };
};

/** What a token does: it gets the hash, so the signature is made over the bytes whose hash it is. */
export const signBytes = (key: KeyObject, { mechanism, digest }: Omit<Manner, 'level' | 'key'>, bytes: Uint8Array) => {
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return new Uint8Array(sign(digest, bytes, { key, ...(mechanism === 'rsa-pss' ? pss : {}) }));
};
