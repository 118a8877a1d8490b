import type { Fact } from '../../../contracts/doctor.js';
import { faultValue } from '../../../contracts/faults/index.js';
import { type Finding, fact, type Outcome, outcome } from './outcome.js';
import type { Stamp } from './stamp.js';

const sevenHours = 7 * 3600;
/** Seconds: about an error of the zone, not of the clock. */
const nearly = 300;
/** Seconds that nobody minds; servers refuse and certificates fail by minutes. */
const harmless = 60;
const grave = 300;
const vietnam = 420;

/** `UTC+07:00`. */
export const zoneName = (offsetMinutes: number): string => {
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return `UTC${offsetMinutes < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
};

/** @param difference seconds by which this computer is ahead */
const finding = (difference: number, offsetMinutes: number): Finding => {
  const seconds = Math.abs(difference);
  const setClock = faultValue('doctor.do-set-clock');
  if (Math.abs(seconds - sevenHours) <= nearly) {
    return {
      state: 'bad',
      sentence: faultValue('doctor.clock-seven-hours', { seconds: difference }),
      next: faultValue('doctor.do-set-zone'),
    };
  }
  if (seconds > harmless) {
    const code = difference > 0 ? 'doctor.clock-fast' : 'doctor.clock-slow';
    return { state: seconds > grave ? 'bad' : 'attention', sentence: faultValue(code, { seconds }), next: setClock };
  }
  if (offsetMinutes !== vietnam) {
    return {
      state: 'attention',
      sentence: faultValue('doctor.clock-other-zone', { zone: zoneName(offsetMinutes) }),
      next: faultValue('doctor.do-set-zone'),
    };
  }
  return { state: 'good', sentence: faultValue('doctor.clock-good', { seconds }) };
};

/**
 * The clock of this computer against the server that answered the fastest.
 * @param offsetMinutes how far local time is ahead of UTC, as this computer is set
 */
export const checkClock = (stamps: readonly Stamp[], offsetMinutes: number): Outcome => {
  const zone: Fact = fact('time-zone', zoneName(offsetMinutes));
  const answered = stamps.flatMap(({ probe, times }) => (times === null ? [] : [{ probe, times }]));
  const [nearest] = answered.sort((a, b) => a.probe.ms - b.probe.ms);
  if (nearest === undefined) {
    const next = faultValue('doctor.do-see-network');
    return outcome([{ state: 'unknown', sentence: faultValue('doctor.clock-unknown'), next }], [zone]);
  }
  const { probe, times } = nearest;
  // Servers state whole seconds as a rule, cut off: half a second is what they mean on average.
  const difference = Math.round((times.here.getTime() - times.server.getTime() - 500) / 1000);
  return outcome(
    [finding(difference, offsetMinutes)],
    [
      fact('timestamp-server', probe.url, times.server.toISOString()),
      fact('difference', `${difference} s`),
      fact('round-trip', `${probe.ms} ms`),
      zone,
    ],
  );
};
