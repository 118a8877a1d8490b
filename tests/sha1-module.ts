/** Set-up of every test that verifies: a document worker does this for itself. */
import { resolve } from 'node:path';
import { setSha1Module } from '../src/main/pki/sha1.js';

export const sha1ModulePath = resolve(
  import.meta.dirname,
  '..',
  'native',
  'sha1-collision',
  'build',
  'Release',
  'sha1_collision.node',
);
setSha1Module(sha1ModulePath);
