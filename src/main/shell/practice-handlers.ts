/**
 * Practice mode of the window. Turning it on or off starts the application again: a process has one mode for its life, so
 * that nothing of the real work is even open in the one that practises, and the other way round.
 */
import { basename } from 'node:path';
import { app } from 'electron';
import { Fault } from '../../contracts/faults/index.js';
import { isPracticeKept, type Practice } from '../jobs/practice/practice.js';
import type { HandlerParts } from './handler-parts.js';
import type { Handlers } from './ipc.js';

type PracticeHandlers = Pick<Handlers, Extract<keyof Handlers, `practice:${string}`>>;

/** Of the command line (without dashes): the application practises. */
export const practiceSwitch = 'practice';

const startAgain = (practice: boolean): void => {
  const others = process.argv.slice(1).filter((word) => word !== `--${practiceSwitch}`);
  app.relaunch({ args: [...others, ...(practice ? [`--${practiceSwitch}`] : [])] });
  app.quit();
};

export const practiceHandlers = ({
  practice,
  batches,
}: Pick<HandlerParts, 'practice' | 'batches'>): PracticeHandlers => {
  const practising = (): Practice => {
    if (!practice) throw new Fault('practice.off');
    return practice;
  };
  const requireIdle = (): void => {
    const states = [...batches.values()].map(({ session }) => session.batch.state);
    if (states.some((state) => state !== 'finished' && state !== 'cancelled')) throw new Fault('practice.busy');
  };
  return {
    'practice:state': () => practice?.state ?? { active: false, kept: isPracticeKept(app.getPath('userData')) },
    'practice:start': () => {
      requireIdle();
      if (!practice) startAgain(true);
    },
    'practice:leave': async (what) => {
      const current = practising();
      requireIdle();
      if (what === 'delete') await current.end();
      startAgain(false);
    },
    'practice:samples': async () => {
      const { samplesFolder } = practising();
      return { folder: basename(samplesFolder), names: await practising().putSamples() };
    },
    'practice:renew-token': async () => {
      await practising().renewToken();
      return practising().state;
    },
  };
};
