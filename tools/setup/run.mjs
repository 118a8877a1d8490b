#!/usr/bin/env node
/**
 * The way in for every npm script: `node tools/setup/run.mjs <goal> [arguments]`.
 *
 * It starts on a machine that has Node and nothing else (no node_modules yet), so this folder imports only
 * `node:` modules. Each goal names what it needs; every step looks first and does nothing when all is there,
 * so that a second run is quick and works without a network.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildBundles } from './steps/bundles.mjs';
import { installDebianPackages, installPkcs11Modules } from './steps/debian.mjs';
import { prepareElectron, readElectron } from './steps/electron.mjs';
import { buildRecorder } from './steps/io-recorder.mjs';
import { installNodeModules } from './steps/node-modules.mjs';
import { buildFaultModule } from './steps/pkcs11-fault.mjs';
import { buildPkcs11js } from './steps/pkcs11js.mjs';
import { buildSha1Module } from './steps/sha1-collision.mjs';
import { projectPath, SetupError } from './support.mjs';

const base = [installDebianPackages, installNodeModules, buildPkcs11js, buildSha1Module];
const everything = [...base, prepareElectron, buildFaultModule, buildRecorder, buildBundles];
const commandLine = [...base, buildFaultModule, buildBundles];
const desktop = [...base, prepareElectron, buildBundles];

/** goal -> what must stand before it, and the command line (run with Node 24 first on PATH) that it then becomes */
const goals = {
  setup: { steps: everything },
  build: { steps: [installNodeModules, buildPkcs11js, buildSha1Module, buildBundles] },
  check: { steps: [installNodeModules], command: () => ['node', 'tools/run-tests/run.mjs', 'check'] },
  test: { steps: everything, command: () => ['node', 'tools/run-tests/run.mjs', 'test'] },
  demo: { steps: commandLine, command: () => ['node', 'tools/demo/demo.mjs'] },
  bench: { steps: everything, command: () => ['node', 'tests/bench/run.mjs'] },
  fuzz: { steps: commandLine, command: () => ['node', 'tools/run-tests/run.mjs', 'fuzz'] },
  mutations: { steps: commandLine, command: () => ['node', 'tools/run-tests/run.mjs', 'mutations'] },
  flips: { steps: commandLine, command: () => ['node', 'tools/run-tests/run.mjs', 'flips'] },
  differential: { steps: commandLine, command: () => ['node', 'tests/differential/run.mjs'] },
  matrix: { steps: commandLine, command: () => ['node', 'tests/matrix/run.mjs'] },
  modules: { steps: [...base, installPkcs11Modules], command: () => ['node', 'tests/modules/run.mjs'] },
  zoo: { steps: everything, command: () => ['node', 'tools/run-tests/run.mjs', 'zoo'] },
  cuts: { steps: [...commandLine, buildRecorder], command: () => ['node', 'tools/run-tests/run.mjs', 'cuts'] },
  'power-loss': {
    steps: [...commandLine, buildRecorder],
    command: () => ['node', 'tools/run-tests/run.mjs', 'power-loss'],
  },
  drain: { steps: [...commandLine, buildRecorder], command: () => ['node', 'tools/run-tests/run.mjs', 'drain'] },
  screenshots: { steps: everything, command: () => ['node', 'tools/run-tests/screenshots.mjs'] },
  start: { steps: desktop, command: startCommand },
  'package:dir': { steps: desktop, command: () => ['node', 'tools/package-dir.mjs'] },
};

function startCommand() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new SetupError('There is no display to open the window on (DISPLAY is not set).', 'xvfb-run -a npm start');
  }
  // Chromium refuses to run as root with its sandbox (a container, a CI machine); nobody else loses it.
  return [readElectron().executable, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
}

function runCommand([program, ...args]) {
  const path = [projectPath('node_modules', '.bin'), process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
  const child = spawn(program, args, { cwd: projectPath(), stdio: 'inherit', env: { ...process.env, PATH: path } });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${program} did not start: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1);
  });
}

const [name = 'setup', ...rest] = process.argv.slice(2);
const goal = goals[name];
try {
  if (!goal) throw new SetupError(`Unknown goal "${name}". Known: ${Object.keys(goals).join(', ')}.`);
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetupError(`Node ${process.versions.node} is too old: Node 20 or newer is needed.`);
  }
  if (!existsSync(join(projectPath(), 'package-lock.json'))) throw new SetupError('package-lock.json is missing.');
  for (const step of goal.steps) await step();
  if (goal.command) runCommand([...goal.command(), ...rest]);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\n${error.message}`);
  if (error.remedy) console.error(`Run this, then start again:\n\n  ${error.remedy}\n`);
  process.exitCode = 1;
}
