/** The person leaves the computer: what was opened with a PIN, or waits for one, is closed. */

/** The part of Electron's powerMonitor that is used. */
export interface PresenceMonitor {
  on(event: 'lock-screen' | 'suspend', listener: () => void): unknown;
  /** Seconds since the last key or movement of the mouse, in any program. */
  getSystemIdleTime(): number;
}

export interface AbsencePace {
  /** Seconds without a key or a movement after which nobody is taken to be there. */
  readonly idleSeconds: number;
  readonly checkMs: number;
}

export const standardAbsencePace: AbsencePace = { idleSeconds: 300, checkMs: 10_000 };

/**
 * @param locked called when the screen is locked or the computer goes to sleep
 * @param idle called while nobody has touched the computer for long; a batch that runs is no sign of absence
 * @returns ends the watch
 */
export const watchAbsence = (
  monitor: PresenceMonitor,
  { locked, idle }: { readonly locked: () => void; readonly idle: () => void },
  pace: AbsencePace = standardAbsencePace,
): (() => void) => {
  monitor.on('lock-screen', locked);
  monitor.on('suspend', locked);
  const timer = setInterval(() => {
    if (monitor.getSystemIdleTime() >= pace.idleSeconds) idle();
  }, pace.checkMs);
  return () => clearInterval(timer);
};
