import { readFileSync } from 'node:fs';
import { projectPath } from '../setup/support.mjs';
import { nodeProgram, runProgram } from './program.mjs';

const config = projectPath('.dependency-cruiser.cjs');
const fixture = projectPath('tests', 'fixtures', 'import-rules');

async function cruise(cwd, ...folders) {
  const program = nodeProgram('dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
  const { output } = await runProgram([...program, ...folders, '--config', config, '-T', 'json'], {
    capture: true,
    cwd,
  });
  const { summary } = JSON.parse(output);
  // Without a parser for TypeScript it finds no module, no violation, and exits with 0.
  if (!(summary.totalCruised > 0)) throw new Error('dependency-cruiser saw no modules.');
  return summary;
}

/** The planted violations of the fixture: each must be found under its rule, and nothing else. */
async function checkFixture() {
  const expected = Object.entries(JSON.parse(readFileSync(`${fixture}/expected.json`, 'utf8')));
  const { violations } = await cruise(fixture, 'src', 'tests');
  const found = violations.map(({ from, rule }) => [from, rule.name]);
  const missingFrom =
    (list) =>
    ([from, rule]) =>
      !list.some((other) => other[0] === from && other[1] === rule);
  const missed = expected.filter(missingFrom(found));
  const wrong = found.filter(missingFrom(expected));
  for (const [from, rule] of missed) console.error(`planted violation not caught: ${from} (${rule})`);
  for (const [from, rule] of wrong) console.error(`fixture: ${from} should not break ${rule}`);
  return { passed: expected.length - missed.length, failed: missed.length + wrong.length };
}

/** Checks that the rules catch what they should, then holds src/ against them: a pass per rule that nothing breaks. */
export async function checkImportRules() {
  const fixtureCounts = await checkFixture();
  const summary = await cruise(projectPath(), 'src');
  for (const { from, to, rule, cycle } of summary.violations) {
    console.error(`${rule.name}: ${[from, ...(cycle?.map((step) => step.name) ?? [to])].join(' → ')}`);
  }
  const rules = summary.ruleSetUsed.forbidden.map((rule) => rule.name);
  const broken = new Set(summary.violations.map(({ rule }) => rule.name));
  console.log(`${summary.totalCruised} modules, ${rules.length} rules, ${summary.violations.length} violations`);
  return {
    passed: fixtureCounts.passed + rules.length - broken.size,
    failed: fixtureCounts.failed + summary.violations.length,
  };
}
