/** Is there a driver, and can this program load it? */
import type { Fact } from '../../../contracts/doctor.js';
import { faultValue, toFaultValue } from '../../../contracts/faults/index.js';
import type { ModuleReport } from '../../../contracts/token.js';
import { examineLibrary, type HostPlatform } from '../../token/library-file.js';
import { type Finding, fact, type Outcome, outcome } from './outcome.js';

/** What the file alone tells, in the words of the catalogue of faults; `loads` where nothing stands against it. */
const examined = async (path: string, platform: HostPlatform): Promise<string> => {
  try {
    await examineLibrary(path, platform);
    return 'loads';
  } catch (thrown) {
    return toFaultValue(thrown).code;
  }
};

const factOf = async ({ name, path, error }: ModuleReport, platform: HostPlatform): Promise<Fact> =>
  fact('driver', name, path, await examined(path, platform), error?.code ?? 'OK');

export const checkDrivers = async (modules: readonly ModuleReport[], platform: HostPlatform): Promise<Outcome> => {
  const facts = await Promise.all(modules.map((module) => factOf(module, platform)));
  const usable = modules.filter(({ error }) => error === undefined).length;
  const broken = modules.flatMap(({ error }): Finding[] =>
    error === undefined
      ? []
      : [{ state: usable > 0 ? 'attention' : 'bad', sentence: error, next: faultValue('doctor.do-replace-driver') }],
  );
  const good: Finding = { state: 'good', sentence: faultValue('doctor.drivers-good', { count: usable }) };
  const none: Finding = {
    state: 'bad',
    sentence: faultValue('doctor.drivers-none'),
    next: faultValue('doctor.do-install-driver'),
  };
  const [first, ...rest] = usable > 0 ? [good, ...broken] : broken;
  return outcome(first === undefined ? [none] : [first, ...rest], [
    ...facts,
    fact('system', platform.platform, platform.arch),
  ]);
};
