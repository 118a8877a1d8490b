import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../contracts/faults/index.js';
import type { JobEvidence } from '../queue/types.js';

const extensions: Readonly<Record<JobEvidence['items'][number]['kind'], string>> = {
  certificate: 'cer',
  ocsp: 'ors',
  crl: 'crl',
};

/**
 * Writes what was known of a signer's certificate into `directory` (absolute): one DER file a piece and a JSON file with
 * the result; files that stand there are left alone. Returns the paths. Fault: output.failed.
 */
export const writeEvidence = async (evidence: JobEvidence, id: string, directory: string): Promise<string[]> => {
  const { items, ...result } = evidence;
  const files: readonly (readonly [string, Uint8Array])[] = [
    [`${id}.json`, Buffer.from(`${JSON.stringify(result, null, 2)}\n`)],
    ...items.map(({ kind, bytes }, index) => [`${id}-${index + 1}.${extensions[kind]}`, bytes] as const),
  ];
  try {
    await mkdir(directory, { recursive: true });
    const written: string[] = [];
    for (const [name, bytes] of files) {
      const path = join(directory, name);
      await writeFile(path, bytes, { flag: 'wx' });
      written.push(path);
    }
    return written;
  } catch (cause) {
    throw new Fault('output.failed', { dir: directory }, { cause });
  }
};
