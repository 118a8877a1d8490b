/** What several checks look at, found out once a run: tokens, certificates, timestamps. */
import type { ModuleReport, Token, TokenCertificate } from '../../../contracts/token.js';
import type { SignerCheck } from '../batch/signer-check.js';
import type { Stamp } from './stamp.js';

/** A certificate to sign with, on a token that is plugged in. */
export interface Identity {
  readonly certificate: TokenCertificate;
  readonly token: Token;
  readonly issuers: readonly Uint8Array[];
}

export interface JudgedIdentity extends Identity {
  readonly check: SignerCheck;
}

export interface ObservationPorts {
  /** Looks at all drivers, without a PIN. */
  listModules(): Promise<readonly ModuleReport[]>;
  checkSigner(certificate: Uint8Array, issuers: readonly Uint8Array[]): Promise<SignerCheck>;
  /** Asks each timestamp server once. */
  stamps(): Promise<readonly Stamp[]>;
}

const once = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
};

/** Each token once: two drivers may show the same one, which its serial number tells. */
export const distinctTokens = (modules: readonly ModuleReport[]): Token[] => [
  ...new Map(
    modules.flatMap(({ tokens }) => tokens).map((token) => [`${token.serial}/${token.label}`, token]),
  ).values(),
];

/** Each certificate of a person or an office once. */
export const identitiesOf = (modules: readonly ModuleReport[]): Identity[] => {
  const found = new Map<string, Identity>();
  for (const token of modules.flatMap(({ tokens }) => tokens)) {
    const issuers = token.certificates.filter(({ purpose }) => purpose === 'issuer').map(({ der }) => der);
    for (const certificate of token.certificates) {
      if (certificate.purpose === 'issuer' || found.has(certificate.fingerprint)) continue;
      found.set(certificate.fingerprint, { certificate, token, issuers });
    }
  }
  return [...found.values()];
};

export class Observations {
  readonly modules: () => Promise<readonly ModuleReport[]>;
  readonly identities: () => Promise<readonly Identity[]>;
  readonly judged: () => Promise<readonly JudgedIdentity[]>;
  readonly stamps: () => Promise<readonly Stamp[]>;

  constructor(ports: ObservationPorts) {
    this.modules = once(() => ports.listModules());
    this.identities = once(async () => identitiesOf(await this.modules()));
    this.judged = once(async () =>
      Promise.all(
        (await this.identities()).map(async (identity) => ({
          ...identity,
          check: await ports.checkSigner(identity.certificate.der, identity.issuers),
        })),
      ),
    );
    this.stamps = once(() => ports.stamps());
  }
}

/** The holder as sentences name him. */
export const nameOf = ({ certificate }: Identity): string =>
  certificate.subject.commonName ?? certificate.subject.organization ?? certificate.label;
