/** PDFBox and BouncyCastle as a judge of signed files: nothing of theirs is ours. */
import { execFile } from 'node:child_process';
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

/** Judges all files in one run of the Java machine, in their order; `password` opens those that are encrypted. */
export const judgeByPdfBox = async (files: readonly string[], password = ''): Promise<PdfBoxVerdict[]> => {
  const { stdout } = await promisify(execFile)(
    'java',
    ['-Xmx512m', '-cp', classPath, 'tests/peers/PdfBoxVerifier.java', `--password=${password}`, ...files],
    { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C.UTF-8' } },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => verdictSchema.parse(JSON.parse(line)));
};
