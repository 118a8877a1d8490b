/** The twins' cast, and verification of what it signs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileReport, SignatureReport } from '../../src/contracts/verification.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { loadPolicy, type Policy } from '../../src/main/verification/policy.js';
import { type VerifiedFile, verifyFile } from '../../src/main/verification/verify-file.js';
import { type Cast, makeCast } from '../corpus/twins/cast.js';
import type { Studio } from '../corpus/twins/edge-cases.js';
import { random } from '../corpus/twins/random.js';
import { shippedLike } from '../corpus/twins/trust.js';

export const shippedPolicy = loadPolicy('resources/policy/verification.json');
const seed = Number(process.env.KYSO_TWINS_SEED ?? 20261122);

export interface VerifyTwin {
  /** `official`: as if the twins' hierarchy were shipped; `unpinned`: without the CA of G1; `root`: G2's root alone; `added`: by a user. */
  readonly trust?: 'official' | 'unpinned' | 'root' | 'added';
  readonly crls?: readonly string[];
  readonly at?: Date;
  readonly policy?: Policy;
  /** Beside the trust store, as if fetched; DER. */
  readonly certificates?: readonly Uint8Array[];
}

export interface TwinStage extends Studio {
  readonly cast: Cast;
  verify(file: Uint8Array, options?: VerifyTwin): FileReport;
  needs(file: Uint8Array, options?: VerifyTwin): VerifiedFile['needs'];
  /** Of each signature, whether pdfsig finds digest and value right. */
  pdfsig(file: Uint8Array): boolean[];
  close(): void;
}

export const openStage = (): TwinStage => {
  const folder = mkdtempSync(join(tmpdir(), 'kyso-twins-'));
  const cast = makeCast(folder, seed);
  const { g1, g2 } = cast;
  const chains = [g2.root, g2.sub, g1.root, g1.sub].map(({ certificate }) => certificate);
  const lists = [g2.root, g2.sub, g1.root, g1.sub].map(({ crl }) => crl);
  const path = join(folder, 'twin.pdf');
  const trusts = {
    official: () => loadTrust({ shipped: shippedLike(cast, join(folder, 'trust'), { oldAuthority: true }), added: [] }),
    unpinned: () =>
      loadTrust({
        shipped: shippedLike(cast, join(folder, 'trust-unpinned'), { oldAuthority: false }),
        added: [g1.sub.certificate],
      }),
    root: () => loadTrust({ shipped: 'resources/trust', added: [g2.root.certificate] }),
    added: () => loadTrust({ shipped: 'resources/trust', added: chains }),
  } as const;
  const verified = (file: Uint8Array, options: VerifyTwin = {}): VerifiedFile => {
    const { trust = 'official', crls = lists, at = new Date(), policy = shippedPolicy, certificates = [] } = options;
    writeFileSync(path, file);
    const material = { crls: crls.map((list) => readFileSync(list)), certificates };
    return verifyFile(path, { trust: trusts[trust](), policy, at, ...material });
  };
  return {
    cast,
    chance: random(seed),
    verify: (file, options) => verified(file, options).report,
    needs: (file, options) => verified(file, options).needs,
    pdfsig: (file) => {
      writeFileSync(path, file);
      const { stdout } = spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' });
      return Array.from(stdout.matchAll(/- Signature Validation: (.*)/g), ([, text]) => text === 'Signature is Valid.');
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
};

export const codes = (items: readonly { readonly code: string }[]): string[] => items.map(({ code }) => code).sort();

/** What is compared of a signature. */
export const factsOf = (one: SignatureReport) => ({
  field: one.field,
  verdict: one.verdict,
  integrity: one.integrity,
  changesAfter: one.changesAfter,
  certification: one.certification,
  reasons: codes(one.reasons),
  warnings: codes(one.warnings),
});

/** The sentence of this code, wherever the report gives it. */
export const sentence = (report: FileReport, code: string): string | undefined =>
  [
    ...report.reasons,
    ...report.warnings,
    ...report.signatures.flatMap(({ reasons, warnings }) => [...reasons, ...warnings]),
  ].find((one) => one.code === code)?.vi;
