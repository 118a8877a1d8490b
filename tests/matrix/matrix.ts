/** Runs the matrix: signs, judges, keeps what the judges disagree on, forgets the rest. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../src/contracts/faults/index.js';
import { judgeByPdfBox } from '../peers/pdfbox.js';
import type { Manner } from './combinations.js';
import { type Finding, heldAgainst, judge, makeOriginals } from './findings.js';
import type { House } from './house.js';
import type { FileKind } from './kinds.js';
import { type Original, type Output, signInTurn } from './outputs.js';

/** One file that is signed once or several times. */
export interface Task {
  readonly kind: FileKind;
  readonly rounds: readonly Manner[];
}

export interface Judged {
  readonly output: Output;
  readonly findings: readonly Finding[];
}

/** Files signed for one run of the Java machine: its start costs as much as dozens of them. */
const BATCH = 70;
/** Tools run beside each other, and beside the signing. */
const AT_ONCE = 3;

const keep = ({ file, original, name }: Output): void => {
  const folder = join('test-results', 'matrix');
  mkdirSync(folder, { recursive: true });
  const safe = name.replace(/[^\w.-]+/g, '_');
  copyFileSync(file, join(folder, `${safe}.pdf`));
  copyFileSync(original.file, join(folder, `${safe}.original.pdf`));
};

/** A file that cannot be signed is judged as it is, and the reason is a finding. */
const refused = (original: Original, thrown: unknown): Judged => {
  if (!(thrown instanceof Fault)) throw thrown;
  const output = { name: original.kind.name, original, last: null, file: original.file, revisions: [] };
  return { output, findings: [{ output: output.name, judge: 'signing', said: thrown.code, expected: 'a signature' }] };
};

const signAndJudge = async (house: House, task: Task, original: Original, folder: string): Promise<Judged[]> => {
  try {
    const outputs = await signInTurn(house, original, task.rounds, folder);
    return await Promise.all(outputs.map(async (output) => ({ output, findings: await judge(output, house) })));
  } catch (thrown) {
    return [refused(original, thrown)];
  }
};

/** What PDFBox says of files of one password, in one run. */
const addPdfBox = async (judged: readonly Judged[], password: string | undefined): Promise<Judged[]> => {
  const verdicts = await judgeByPdfBox(
    judged.map(({ output }) => output.file),
    password,
  );
  return judged.map(({ output, findings }, index) => {
    const verdict = verdicts[index];
    if (verdict?.file !== output.file) throw new Error(`PDFBox passed ${output.file} over`);
    return { output, findings: [...findings, ...heldAgainst(output, verdict)] };
  });
};

/** Every judge on files of one password. */
export const judgeAll = async (house: House, outputs: readonly Output[], password?: string): Promise<Judged[]> =>
  addPdfBox(await inTurn(outputs, async (output) => ({ output, findings: await judge(output, house) })), password);

const inBatches = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** Each task of the batch, some at once, in their order. */
const inTurn = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  const rest = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
};

/**
 * @param folder for temporary files; files with a finding are kept in `test-results/matrix`
 * @param report is told of every batch
 */
export const runMatrix = async (
  house: House,
  tasks: readonly Task[],
  folder: string,
  report: (judged: readonly Judged[]) => void,
): Promise<void> => {
  const kinds = [...new Set(tasks.map(({ kind }) => kind))];
  const originals = await makeOriginals(kinds, folder, house);
  for (const password of new Set(kinds.map((kind) => kind.password))) {
    const alike = tasks.filter(({ kind }) => kind.password === password);
    for (const batch of inBatches(alike, BATCH)) {
      const work = mkdtempSync(join(folder, 'batch-'));
      const signed = await inTurn(batch, (task) => {
        const original = originals.get(task.kind);
        if (!original) throw new Error(task.kind.name);
        return signAndJudge(house, task, original, mkdtempSync(join(work, 'file-')));
      });
      const judged = await addPdfBox(signed.flat(), password);
      for (const { output, findings } of judged) if (findings.length > 0) keep(output);
      report(judged);
      rmSync(work, { recursive: true });
    }
  }
};
