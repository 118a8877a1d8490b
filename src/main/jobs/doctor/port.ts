import { faultValue } from '../../../contracts/faults/index.js';
import type { Connectable, Reached } from './machine.js';
import { type Finding, fact, type Outcome, outcome } from './outcome.js';
import { type OwnerParts, type Ownership, ownerOfPort } from './port-owner.js';

/** Where the official service waits for web pages. */
export const officialPort = 8987;
const here = '127.0.0.1';

/** File names of the official service. */
const isOfficial = (program: string): boolean => /vgca/i.test(program);

const finding = (owner: Ownership, reached: Reached, port: number): Finding => {
  const next = faultValue('doctor.do-close-program');
  if (owner === 'free' || (owner === 'unknown' && reached !== 'yes' && reached !== 'late'))
    return { state: 'not-applicable', sentence: faultValue('doctor.port-free', { port }) };
  if (reached !== 'yes') return { state: 'bad', sentence: faultValue('doctor.port-silent', { port }), next };
  if (owner === 'unseen' || owner === 'unknown' || owner.program === null)
    return { state: 'unknown', sentence: faultValue('doctor.port-unnamed', { port }), next };
  const { program } = owner;
  return isOfficial(program)
    ? { state: 'good', sentence: faultValue('doctor.port-official', { port, process: program }) }
    : { state: 'attention', sentence: faultValue('doctor.port-other', { port, process: program }), next };
};

export interface PortParts extends OwnerParts {
  readonly port: number;
  readonly connectable: Connectable;
}

/** Who holds the port of the official service, and does he answer? */
export const checkPort = async ({ port, connectable, ...parts }: PortParts): Promise<Outcome> => {
  const [owner, reached] = await Promise.all([ownerOfPort(port, parts), connectable({ host: here, port })]);
  const process = typeof owner === 'string' ? owner : `${owner.program ?? '?'} · PID ${owner.pid}`;
  // Somebody who listens on another address than this one holds the port there alone.
  const holder: Ownership = owner === 'free' && reached === 'yes' ? 'unseen' : owner;
  return outcome(
    [finding(holder, reached, port)],
    [fact('listener', `${here}:${port}`, reached), fact('process', process)],
  );
};
