import { nodeProgram, runProgram } from './program.mjs';

/** Every error of the compiler is a failure; a clean run is one pass. */
export async function typeCheck() {
  const { code, output } = await runProgram(
    [...nodeProgram('typescript', 'bin', 'tsc'), '-p', '.', '--noEmit', '--pretty', 'false'],
    { capture: true },
  );
  process.stdout.write(output);
  const errors = output.split('\n').filter((line) => /: error TS\d+:|^error TS\d+:/.test(line)).length;
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: Math.max(1, errors) };
}

/** Biome: rules, format and the order of imports. */
export async function lint() {
  const biome = nodeProgram('@biomejs', 'biome', 'bin', 'biome');
  const { code } = await runProgram([
    ...biome,
    'ci',
    `--colors=${process.stdout.isTTY ? 'force' : 'off'}`,
    '--diagnostic-level=warn',
    '--error-on-warnings',
    '--max-diagnostics=50',
  ]);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}
