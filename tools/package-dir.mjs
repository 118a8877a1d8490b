/**
 * `npm run package:dir`: the unpacked Linux app in dist/linux-unpacked, with the shipped fuses; and beside it
 * dist/test/linux-unpacked, which differs in one fuse: Playwright drives an Electron through `--inspect`, so there
 * that switch is heeded.
 */
import { cpSync, rmSync } from 'node:fs';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { nodeProgram, runProgram } from './run-tests/program.mjs';
import { projectPath } from './setup/support.mjs';

const builder = nodeProgram('electron-builder', 'cli.js');
const { code } = await runProgram([...builder, '--linux', 'dir', '--config', 'electron-builder.test.cjs']);
if (code !== 0) process.exit(code);

const shipped = projectPath('dist', 'linux-unpacked');
const forTests = projectPath('dist', 'test', 'linux-unpacked');
rmSync(forTests, { recursive: true, force: true });
cpSync(shipped, forTests, { recursive: true });
await flipFuses(`${forTests}/ky-so-cong-vu`, {
  version: FuseVersion.V1,
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
});
console.log('dist/linux-unpacked is ready; dist/test/linux-unpacked is the same with --inspect allowed.');
