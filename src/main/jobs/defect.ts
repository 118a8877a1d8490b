import { describeDefect } from '../../contracts/defect.js';

/** Tells the process's stderr of a defect. */
export const writeDefect = (thrown: unknown): void => {
  process.stderr.write(`${describeDefect(thrown)}\n`);
};
