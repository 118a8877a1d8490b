/** Every forged file of the attack corpus is refused and says why; every innocent twin beside it is valid. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FileReport } from '../../src/contracts/verification.js';
import { baseDocument } from '../corpus/attacks/base-document.js';
import type { AttackCase } from '../corpus/attacks/cases.js';
import { families } from '../corpus/attacks/families.js';
import { type OpenedCast, openCast } from './attack-cast.js';

let cast: OpenedCast;

beforeAll(() => {
  cast = openCast();
});
afterAll(() => cast.close());

const verify = (file: Buffer): FileReport => cast.verify(file);

/** Every code the report names, of the file and of its signatures. */
const codesOf = (report: FileReport): string[] => [
  ...[...report.reasons, ...report.warnings].map(({ code }) => code),
  ...(report.error === undefined ? [] : [report.error.code]),
  ...report.signatures.flatMap(({ reasons }) => reasons.map(({ code }) => code)),
];

/** What is wrong with the verdict on one case; null where it is right. */
const wrong = ({ name, file, expected, codes }: AttackCase): string | null => {
  const report = verify(file);
  const named = codesOf(report);
  const details = report.signatures.flatMap((one) =>
    [...one.reasons, ...one.warnings].map(({ code, en }) => `${code}: ${en}`),
  );
  const told = `${name}: ${report.verdict} ${JSON.stringify([...report.reasons.map(({ code, en }) => `${code}: ${en}`), ...report.warnings.map(({ code }) => code), report.error, ...details])}`;
  if (expected === 'valid') return report.verdict === 'valid' ? null : told;
  if (report.verdict === 'valid') return told;
  return named.some((code) => codes.includes(code)) ? null : `${told}, none of ${codes.join(', ')}`;
};

describe('attack corpus', () => {
  it('the documents the attacks start from are valid as signed', () => {
    expect(verify(baseDocument().sign(cast.person).bytes).verdict).toBe('valid');
  });

  it.each(families.map((one) => [one.family, one] as const))('%s', (family, { cases }) => {
    const every = cases(cast);
    const problems = every.flatMap((one) => wrong(one) ?? []);
    const attacks = every.filter(({ expected }) => expected === 'refused').length;
    console.info(`${family}: ${attacks} attacks, ${every.length - attacks} twins`);
    expect(problems).toEqual([]);
  });

  it('has two cases of no family under one name', () => {
    const names = families.flatMap((one) => one.cases(cast).map(({ name }) => `${one.family}: ${name}`));
    expect(new Set(names).size).toBe(names.length);
  });
});
