export type KeyKind = 'rsa2048' | 'rsa3072' | 'rsa4096' | 'ec' | 'ec384' | 'ec521';
export type Subject = readonly (readonly [type: string, value: string])[];
export type ExtraLeaf = 'rsa3072' | 'ec' | 'expired' | 'revoked' | 'no-key-usage';

/** Paths of the PEM and DER certificate and of its PEM private key. */
export interface Issued {
  readonly certificate: string;
  readonly der: string;
  readonly key: string;
}

export interface Authority extends Issued {
  readonly folder: string;
  readonly config: string;
  readonly crlUrl: string | undefined;
  readonly ocspUrl: string | undefined;
  readonly issuerUrl: string | undefined;
  /** DER. */
  readonly crl: string;
  readonly crlPem: string;
}

export interface TestPki {
  readonly folder: string;
  readonly root: Authority;
  readonly sub: Authority;
  readonly person: Issued;
  readonly office: Issued;
  readonly extras: Readonly<Partial<Record<ExtraLeaf, Issued>>>;
  readonly training: Issued & { readonly authority: Authority; readonly p12: string; readonly passphrase: string };
}

export function issue(
  authority: Authority,
  options: {
    name: string;
    subject: Subject;
    key?: KeyKind;
    extensions: readonly string[];
    notBefore?: Date;
    notAfter?: Date;
    selfSign?: boolean;
  },
): Issued;
export function createAuthority(
  folder: string,
  options: {
    subject: Subject;
    issuer?: Authority;
    key?: KeyKind;
    pathLength?: number;
    crlUrl?: string;
    ocspUrl?: string;
    issuerUrl?: string;
    extensions?: readonly string[];
    isCa?: boolean;
    keyUsage?: string;
  },
): Authority;
export function revoke(authority: Authority, certificate: string, reason?: string): void;
export function publishCrl(authority: Authority, options?: { thisUpdate?: Date; nextUpdate?: Date }): void;
export function makeTestPki(
  folder: string,
  options?: { crlBase?: string; ocspBase?: string; issuerBase?: string; extras?: readonly ExtraLeaf[] },
): TestPki;

/** Lines of extensions that make a timestamp authority, and a delegated OCSP responder. */
export const timestamping: readonly string[];
export const answering: readonly string[];

export interface TestServices {
  readonly tsa: Issued;
  readonly secondTsa: Issued;
  readonly ecTsa: Issued;
  readonly ocsp: { readonly root: Issued; readonly sub: Issued };
}
export function makeServices(pki: TestPki): TestServices;
