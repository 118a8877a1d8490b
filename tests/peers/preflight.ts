/** PDFBox Preflight as a judge of PDF/A-1b. For later parts of PDF/A no validator is at hand. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Debian's libpdfbox2-java and what it needs. */
const jars = ['preflight', 'pdfbox2', 'fontbox2', 'xmpbox', 'commons-logging'].map((jar) =>
  join('/usr/share/java', `${jar}.jar`),
);
const MAIN = 'org.apache.pdfbox.preflight.Validator_A1b';

export class Preflight {
  private readonly classPath: string;

  /** `folder`: a temporary one, for the classes that Java no longer brings. */
  constructor(folder: string) {
    const sources = ['DataSource', 'FileDataSource', 'DatatypeConverter'].map((name) =>
      join('tests/peers/dropped-by-java', `${name}.java`),
    );
    execFileSync('javac', ['-d', folder, ...sources], { timeout: 60_000 });
    this.classPath = [...jars, folder].join(':');
  }

  /** What is wrong with the file as PDF/A-1b; empty when nothing is. */
  faults(path: string): string[] {
    const { stdout, stderr } = spawnSync('java', ['-Xmx256m', '-cp', this.classPath, MAIN, path], {
      encoding: 'utf8',
      timeout: 120_000,
    });
    if (stdout.includes('is a valid PDF/A-1b file')) return [];
    const found = stdout.split('\n').filter((line) => /^\d+(\.\d+)+ /.test(line));
    return found.length > 0 ? found : [`${stdout}${stderr}`];
  }
}
