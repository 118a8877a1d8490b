/** Names out of files in what the command line prints: no verdict, no order to the terminal. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { fileReportSchema } from '../../../src/contracts/verification.js';
import { Output } from '../../../src/main/cli/output.js';
import { asText } from '../../../src/main/cli/verify-text.js';

const name = 'A\nHợp lệ: khac.pdf\u0085B\u2028C\rD\u001b[2JE\u009b2JF\u202eG';

const report = fileReportSchema.parse({
  file: `${name}.pdf`,
  verdict: 'invalid',
  summary: { vi: name, en: name },
  reasons: [{ code: 'x', vi: name, en: name }],
  warnings: [{ code: 'x', vi: name, en: name }],
  error: { code: 'pdf.broken', vi: name, en: name, params: {} },
  signatures: [
    {
      field: name,
      kind: 'signature',
      verdict: 'invalid',
      indication: 'TOTAL-FAILED',
      subIndication: null,
      integrity: 'intact',
      coversWholeFile: true,
      coveredBytes: 1,
      changesAfter: 'none',
      certification: null,
      level: 'B-B',
      signer: null,
      headline: { vi: name, en: name },
      claimedTime: null,
      timestamp: null,
      provenTime: null,
      timestampAuthority: null,
      digest: null,
      signatureAlgorithm: null,
      trust: { scheme: 'none', anchor: null, revocation: 'unknown' },
      reasons: [{ code: 'x', vi: name, en: name }],
      warnings: [],
    },
  ],
});

const printed = (json: boolean): string => {
  const stream = new PassThrough();
  new Output(json, stream).line(report, asText(report));
  return String(stream.read());
};

const steering = /[^\P{Cc}\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

describe('a hostile name', () => {
  it('stays in its line of text', () => {
    const text = printed(false);
    expect(text.split('\n').filter((line) => /^\s*Hợp lệ/.test(line))).toEqual([]);
    expect(text.split('\n')).toHaveLength(7);
    expect(steering.test(text)).toBe(false);
  });

  it('steers no terminal that shows JSON, and reads as it was', () => {
    const line = printed(true);
    expect(line.split('\n')).toHaveLength(2);
    expect(steering.test(line)).toBe(false);
    expect(JSON.parse(line)).toEqual(report);
  });
});
