/** The judges of signed files that are no part of this product, and what they say of each signature. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';

interface Run {
  readonly code: number;
  readonly text: string;
}

/** A tool that does not end is a failure of the test, not of the file. */
const run = (tool: string, ...options: string[]): Promise<Run> =>
  new Promise((done, fail) => {
    const limits = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 120_000 } as const;
    execFile(tool, options, limits, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') fail(error);
      else done({ code: error ? Number(error.code) : 0, text: `${stdout}\n${stderr}` });
    });
  });

export interface PopplerVerdict {
  readonly subFilter: string;
  /** Where the last of the signed bytes ends; 0 where that is behind the end of the file. */
  readonly end: number;
  readonly digest: string;
  readonly verdict: string;
  readonly total: boolean;
}

/** What poppler says of each signature, in the order of their ends; version 22 knows no document timestamps. */
export const pdfsig = async (file: string, password = ''): Promise<PopplerVerdict[]> => {
  const { text } = await run('pdfsig', '-nocert', '-upw', password, file);
  const { size } = statSync(file);
  const within = (end: number): number => (end <= size ? end : 0);
  const found = (block: string, pattern: RegExp): string => pattern.exec(block)?.[1]?.trim() ?? '';
  return text
    .split(/^Signature #\d+:/m)
    .slice(1)
    .filter((block) => !block.includes('The signature form field is not signed.'))
    .map((block) => ({
      subFilter: found(block, /- Signature Type: (.*)/),
      end: within(Number(found(block, /- Signed Ranges: .*- (\d+)\]/))),
      digest: found(block, /- Signing Hash Algorithm: (.*)/),
      verdict: found(block, /- Signature Validation: (.*)/),
      total: block.includes('- Total document signed'),
    }))
    .sort((left, right) => left.end - right.end);
};

/** Warnings and errors of `qpdf --check`, without file name and positions. */
export const qpdfComplaints = async (file: string, password = ''): Promise<string[]> => {
  const { code, text } = await run('qpdf', `--password=${password}`, '--check', file);
  const complaints = text
    .split('\n')
    .filter((line) => /^(WARNING|ERROR)/.test(line) || line.includes('errors were found'))
    .map((line) => line.replaceAll(file, 'FILE').replace(/offset \d+/g, 'offset'));
  return code === 0 || complaints.length > 0 ? complaints : [`exit code ${code}: ${text.trim().slice(-200)}`];
};

export interface OpensslVerdict {
  readonly kind: 'signature' | 'timestamp';
  readonly end: number;
  readonly sound: boolean;
  readonly text: string;
}

/** Content type TSTInfo (RFC 3161 2.4.2), DER in hexadecimal. */
const TST_INFO = '060b2a864886f70d0109100104';

const runOpenssl = async (
  cms: Buffer,
  content: Buffer,
  timestamp: boolean,
  rootFile: string,
  scratch: string,
): Promise<string> => {
  const [signature, data] = [`${scratch}.cms`, `${scratch}.bin`];
  writeFileSync(signature, cms);
  writeFileSync(data, content);
  const input = timestamp
    ? ['ts', '-verify', '-data', data, '-in', signature, '-token_in']
    : ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', signature, '-content', data];
  const output = timestamp ? [] : ['-out', '/dev/null', '-purpose', 'any'];
  return (await run('openssl', ...input, ...output, '-CAfile', rootFile)).text;
};

/** What openssl said of the same CMS over the same bytes: the outputs of one file begin with each other. */
const known = new Map<string, Promise<string>>();

const askOpenssl = (
  cms: Buffer,
  content: Buffer,
  timestamp: boolean,
  rootFile: string,
  scratch: string,
): Promise<string> => {
  const key = createHash('sha256').update(`${rootFile} ${cms.length} `).update(cms).update(content).digest('hex');
  const said = known.get(key) ?? runOpenssl(cms, content, timestamp, rootFile, `${scratch}.${key.slice(0, 8)}`);
  known.set(key, said);
  return said;
};

/**
 * Cuts every signature out that stands behind the first `from` bytes, by nothing but its /ByteRange, and gives CMS and
 * bytes to openssl; of the certificates it has only the root.
 * @param scratch path that temporary files may begin with
 */
export const openssl = async (
  file: string,
  from: number,
  rootFile: string,
  scratch: string,
): Promise<OpensslVerdict[]> => {
  const bytes = readFileSync(file);
  const added = bytes.subarray(from).toString('latin1');
  const verdicts: OpensslVerdict[] = [];
  for (const range of added.matchAll(/\/ByteRange\s*\[\s*(\d+) +(\d+) +(\d+) +(\d+)\s*\]/g)) {
    const [start = 0, length = 0, second = 0, rest = 0] = range.slice(1).map(Number);
    const hex = bytes.toString('latin1', start + length + 1, second - 1);
    const content = Buffer.concat([bytes.subarray(start, start + length), bytes.subarray(second, second + rest)]);
    const timestamp = hex.slice(0, 400).toLowerCase().includes(TST_INFO);
    const text = await askOpenssl(Buffer.from(hex, 'hex'), content, timestamp, rootFile, scratch);
    const sound = text.includes(timestamp ? 'Verification: OK' : 'CAdES Verification successful');
    verdicts.push({ kind: timestamp ? 'timestamp' : 'signature', end: second + rest, sound, text });
  }
  return verdicts.sort((left, right) => left.end - right.end);
};
