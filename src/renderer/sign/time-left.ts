/** How long a batch will still take, from how it went so far. */
import { useEffect, useRef, useState } from 'react';

/** What was done when, in milliseconds. */
export interface Moment {
  readonly at: number;
  readonly done: number;
}

/** Of a shorter time nothing can be said. */
const leastMs = 3000;
const leastDone = 3;

/** @returns seconds, or null where nothing can be said yet; the last moments count, not how the batch began */
export const secondsLeft = (moments: readonly Moment[], total: number): number | null => {
  const [first, last] = [moments[0], moments.at(-1)];
  if (!first || !last) return null;
  const done = last.done - first.done;
  const took = last.at - first.at;
  if (done < leastDone || took < leastMs || last.done >= total) return null;
  return Math.ceil(((took / done) * (total - last.done)) / 1000);
};

const mostKept = 40;

/** Seconds to go while `running`; starts anew after a pause. */
export const useSecondsLeft = (done: number, total: number, running: boolean): number | null => {
  const moments = useRef<readonly Moment[]>([]);
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const before = running ? moments.current : [];
    moments.current = running ? [...before, { at: performance.now(), done }].slice(-mostKept) : [];
    setLeft(secondsLeft(moments.current, total));
  }, [done, total, running]);
  return left;
};
