export interface TestIdentity {
  /** Path of the private key, PKCS#8 PEM without encryption (RSA or EC). */
  key: string;
  /** Path of its certificate, PEM or DER. */
  certificate: string;
  label?: string;
}

export interface TestTokenOptions {
  folder: string;
  label: string;
  pin: string;
  soPin: string;
  identities: TestIdentity[];
  /** Paths of CA certificates to put beside them. */
  issuers?: string[];
}

export interface TestToken {
  modulePath: string;
  /** What a process needs in its environment to see the token. */
  env: { SOFTHSM2_CONF: string };
  label: string;
  pin: string;
  slot: number;
}

export function softHsmModule(): string;
export function makeTestToken(options: TestTokenOptions): Promise<TestToken>;
