import { execFile, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const cli = resolve(import.meta.dirname, '..', '..', 'out', 'main', 'cli.cjs');

/**
 * Runs `kyso` and reads its NDJSON.
 * @param options `data`: the client's data folder; `input`: the line for its stdin; `onLine`: called for each item
 */
export const kyso = (words, { data, env = {}, input, onLine = () => undefined }) =>
  new Promise((done, fail) => {
    const args = [cli, ...words, '--json', ...(data === undefined ? [] : ['--data', data])];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = [];
    child.on('error', fail);
    createInterface({ input: child.stdout })
      .on('line', (text) => {
        const line = JSON.parse(text);
        lines.push(line);
        onLine(line);
      })
      .on('close', () =>
        child.exitCode === null
          ? child.on('exit', (code) => done({ lines, code }))
          : done({ lines, code: child.exitCode }),
      );
    child.stdin.on('error', () => undefined);
    child.stdin.end(input === undefined ? '' : `${input}\n`);
  });

/** What poppler's pdfsig says of a file (digests and signature values; it knows nothing of our trust). */
export const pdfsig = (file) =>
  new Promise((done) => {
    execFile('pdfsig', ['-nocert', file], { maxBuffer: 16 * 1024 * 1024 }, (_error, stdout) => done(stdout));
  });

/** One entry a signature, in the order of the file. */
export const signaturesOf = (text) =>
  text
    .split(/^Signature #\d+:/m)
    .slice(1)
    .map((part) => ({
      valid: part.includes('Signature is Valid.'),
      total: part.includes('Total document signed') && !part.includes('Not total document signed'),
    }));
