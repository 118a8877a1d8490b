/** PDFBox and BouncyCastle, who judge signed files and sign some: nothing of theirs is ours. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const verdictSchema = z.object({
  file: z.string(),
  error: z.string().optional(),
  pages: z.number().optional(),
  signatures: z
    .array(
      z.object({
        subFilter: z.string().nullable(),
        /** Where the last of the signed bytes ends, -1 without a usable /ByteRange. */
        end: z.number(),
        /** Digest, signature value, ESS attribute and timestamp imprint are right; nothing is said of chains. */
        valid: z.boolean(),
        problems: z.array(z.string()),
        coversWholeFile: z.boolean(),
        /** A signature timestamp is there (it is part of `valid`). */
        timestamp: z.boolean(),
        certificates: z.number(),
        /** Asked for only: what prints or looks otherwise than in the revision that the signature covers. */
        later: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  dss: z
    .object({
      certificates: z.number(),
      crls: z.number(),
      ocsps: z.number(),
      vri: z.array(z.string()),
      problems: z.array(z.string()),
    })
    .nullable()
    .default(null),
});
export type PdfBoxVerdict = z.infer<typeof verdictSchema>;

/** Debian's libpdfbox2-java, libbcpkix-java and what they need. */
const jars = ['pdfbox2', 'fontbox2', 'bcpkix', 'bcprov', 'bcutil', 'commons-logging'];
const classPath = jars.map((jar) => join('/usr/share/java', `${jar}.jar`)).join(':');

/**
 * Judges all files in one run of the Java machine, in their order; `password` opens those that are encrypted.
 * @param asked `--revisions`: whether pages are compared with the revision of each signature
 */
export const judgeByPdfBox = async (
  files: readonly string[],
  password = '',
  asked: readonly '--revisions'[] = [],
): Promise<PdfBoxVerdict[]> => {
  const { stdout } = await promisify(execFile)(
    'java',
    ['-Xmx512m', '-cp', classPath, 'tests/peers/PdfBoxVerifier.java', `--password=${password}`, ...asked, ...files],
    { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C.UTF-8' } },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => verdictSchema.parse(JSON.parse(line)));
};

export interface PdfBoxJob {
  readonly input: string;
  readonly output: string;
  readonly subFilter: 'adbe.pkcs7.detached' | 'ETSI.CAdES.detached';
  readonly visible: boolean;
  /** DocMDP permission of a certification; 0 for an approval signature. */
  readonly permission: 0 | 1 | 2 | 3;
}

/** Signs all files in one run of the Java machine: `signed`, or `refused: …`, for each in its order. */
export const signByPdfBox = async (
  { p12, passphrase }: { readonly p12: string; readonly passphrase: string },
  jobs: readonly PdfBoxJob[],
): Promise<string[]> => {
  const list = `${p12}.jobs`;
  const line = ({ input, output, subFilter, visible, permission }: PdfBoxJob): string =>
    [input, output, subFilter, visible ? 'visible' : 'invisible', permission].join('\t');
  writeFileSync(list, jobs.map(line).join('\n'));
  const program = ['-Xmx512m', '-Djava.awt.headless=true', '-cp', classPath, 'tests/peers/PdfBoxSigner.java'];
  const { stdout } = await promisify(execFile)('java', [...program, p12, passphrase, list], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim().split('\n');
};
