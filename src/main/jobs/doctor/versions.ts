import { release, type, version } from 'node:os';
import { faultValue } from '../../../contracts/faults/index.js';
import { fact, type Outcome, outcome } from './outcome.js';

export interface Versions {
  readonly application: string;
  /** Null on the command line. */
  readonly electron: string | null;
  readonly node: string;
  /** As {@link systemName} gives it. */
  readonly system: string;
  readonly arch: string;
}

/** Windows' version names the edition that people know, Linux' the moment when its kernel was built. */
export const systemName = (platform: NodeJS.Platform): string =>
  `${platform === 'win32' ? version() : type()} ${release()}`;

export const checkVersions = ({ application, electron, node, system, arch }: Versions): Outcome =>
  outcome(
    [{ state: 'good', sentence: faultValue('doctor.versions', { version: application, system }) }],
    [
      fact('application', application),
      ...(electron === null ? [] : [fact('electron', electron)]),
      fact('node', node),
      fact('system', system, arch),
    ],
  );
