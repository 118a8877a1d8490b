import { expect, it } from 'vitest';
import { cleanedEnvironment } from '../../../src/main/token/environment.js';

it('the host inherits no variable that loads code or turns on debug output, and keeps what drivers need', () => {
  const dangerous = [
    'NODE_OPTIONS',
    'NODE_PATH',
    'node_options',
    'ELECTRON_RUN_AS_NODE',
    'LD_PRELOAD',
    'LD_AUDIT',
    'DYLD_INSERT_LIBRARIES',
    'DEBUG',
    'VSCODE_PID',
    'npm_config_x',
  ];
  const needed = ['PATH', 'SOFTHSM2_CONF', 'SystemRoot', 'LD_LIBRARY_PATH', 'HOME'];
  const environment = Object.fromEntries([...dangerous, ...needed].map((name) => [name, 'x']));
  expect(Object.keys(cleanedEnvironment(environment))).toEqual(needed);
});
