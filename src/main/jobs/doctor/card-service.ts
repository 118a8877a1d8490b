/** Does the service run through which drivers see readers: pcscd on Linux, SCardSvr on Windows? */
import { win32 } from 'node:path';
import { faultValue } from '../../../contracts/faults/index.js';
import type { CommandRunner, Connectable } from './machine.js';
import { type Finding, fact, type Outcome, outcome } from './outcome.js';

export interface CardServiceParts {
  readonly platform: NodeJS.Platform;
  readonly run: CommandRunner;
  readonly connectable: Connectable;
  /** A token was seen, so drivers reach their readers by whichever way. */
  readonly tokenSeen: boolean;
  /** Where pcscd listens; it starts with the first connection where systemd holds the socket. */
  readonly socket?: string;
  readonly systemRoot?: string | undefined;
}

type ServiceState = 'running' | 'stopped' | 'starts-by-itself' | 'missing' | 'unknown';

/** No such service, of Windows. */
const serviceMissing = 1060;

/**
 * The numbers of `sc query` are the same in every language: `STATE : 4 RUNNING`. TYPE stands before it, in hexadecimal
 * of two digits for a service of this kind.
 */
export const serviceState = (code: number, stdout: string): ServiceState => {
  if (code === serviceMissing) return 'missing';
  const state = /:\s*([1-7])\s+[A-Z]/.exec(stdout)?.[1];
  if (state === '4') return 'running';
  return state === '1' ? 'starts-by-itself' : 'unknown';
};

const stateOn = async (parts: CardServiceParts): Promise<{ name: string; state: ServiceState }> => {
  const { platform, run, connectable, socket = '/run/pcscd/pcscd.comm', systemRoot = 'C:\\Windows' } = parts;
  switch (platform) {
    case 'linux': {
      const answer = await connectable({ path: socket });
      return { name: 'pcscd', state: answer === 'yes' ? 'running' : answer === 'missing' ? 'missing' : 'stopped' };
    }
    case 'win32': {
      const ended = await run(win32.join(systemRoot, 'System32', 'sc.exe'), ['query', 'SCardSvr']);
      return { name: 'SCardSvr', state: ended === null ? 'unknown' : serviceState(ended.code, ended.stdout) };
    }
    case 'darwin':
      return { name: 'com.apple.ctkpcscd', state: 'starts-by-itself' };
    default:
      return { name: platform, state: 'unknown' };
  }
};

const finding = (state: ServiceState, service: string): Finding => {
  const next = faultValue('doctor.do-start-card-service', { service });
  switch (state) {
    case 'running':
      return { state: 'good', sentence: faultValue('doctor.card-service-good') };
    case 'stopped':
      return { state: 'bad', sentence: faultValue('doctor.card-service-stopped'), next };
    case 'missing':
      return { state: 'bad', sentence: faultValue('doctor.card-service-missing'), next };
    case 'starts-by-itself':
      return { state: 'not-applicable', sentence: faultValue('doctor.card-service-waits') };
    case 'unknown':
      return { state: 'unknown', sentence: faultValue('doctor.card-service-unknown'), next };
  }
};

const notNeeded: Finding = { state: 'good', sentence: faultValue('doctor.card-service-not-needed') };

export const checkCardService = async (parts: CardServiceParts): Promise<Outcome> => {
  const { name, state } = await stateOn(parts);
  const seen = parts.tokenSeen && state !== 'running';
  return outcome([seen ? notNeeded : finding(state, name)], [fact('service', name, state)]);
};
