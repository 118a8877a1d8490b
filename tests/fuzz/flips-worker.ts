/** Changes one byte of a copy at a time and verifies it: no signature over that byte may come out intact. */
import { closeSync, copyFileSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { SignatureReport } from '../../src/contracts/verification.js';
import { setSha1Module } from '../../src/main/pki/sha1.js';
import { loadTrust } from '../../src/main/pki/trust.js';
import { loadPolicy } from '../../src/main/verification/policy.js';
import { verifyFile } from '../../src/main/verification/verify-file.js';

/** What the thread is started with. */
export interface FlipsData {
  /** Where the copies are kept; one thread alone. */
  readonly scratch: string;
  readonly sha1Module: string;
  readonly added: readonly string[];
  readonly crls: readonly string[];
}

/** Bytes of `file` to change, each by its mask, one after the other. */
export interface Flips {
  readonly file: string;
  readonly changes: readonly (readonly [offset: number, mask: number])[];
}

const data: FlipsData = z
  .object({ scratch: z.string(), sha1Module: z.string(), added: z.array(z.string()), crls: z.array(z.string()) })
  .parse(workerData);
setSha1Module(data.sha1Module);
const options = {
  trust: loadTrust({ shipped: 'resources/trust', added: data.added }),
  policy: loadPolicy('resources/policy/verification.json'),
  crls: data.crls.map((crl) => readFileSync(crl)),
  at: new Date(),
  details: true,
};

const covers = ({ details }: SignatureReport, offset: number): boolean => {
  const [start = 0, length = 0, second = 0, rest = 0] = details?.byteRange ?? [];
  return (offset >= start && offset < start + length) || (offset >= second && offset < second + rest);
};

const sameAs = ({ details }: SignatureReport, other: SignatureReport): boolean =>
  details?.contents?.start !== undefined && details.contents?.start === other.details?.contents?.start;

const run = ({ file, changes }: Flips): string | null => {
  const copy = `${data.scratch}.pdf`;
  copyFileSync(file, copy);
  const bytes = readFileSync(file);
  const before = verifyFile(copy, options).report.signatures;
  const descriptor = openSync(copy, 'r+');
  try {
    for (const [offset, mask] of changes) {
      const covering = before.filter((one) => covers(one, offset));
      if (covering.length === 0) continue;
      const was = bytes[offset] ?? 0;
      writeSync(descriptor, Uint8Array.of(was ^ mask), 0, 1, offset);
      const { verdict, signatures } = verifyFile(copy, options).report;
      writeSync(descriptor, Uint8Array.of(was), 0, 1, offset);
      const intact = signatures.filter(
        (one) => one.integrity === 'intact' && (covers(one, offset) || covering.some((old) => sameAs(old, one))),
      );
      if (verdict === 'valid' || intact.length > 0)
        return `${file} at ${offset} by ${mask}: ${verdict}, intact: ${intact.map(({ field }) => field).join(' ')}`;
    }
    return null;
  } finally {
    closeSync(descriptor);
    rmSync(copy);
  }
};

parentPort?.on('message', (flips: Flips) => {
  try {
    parentPort?.postMessage(run(flips));
  } catch (thrown) {
    parentPort?.postMessage(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  }
});
