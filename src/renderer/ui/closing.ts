import { useEffect, useState } from 'react';

/** Longer than a dialog takes to fade away; its own word that it did does not always come. */
const fadedMs = 300;

/**
 * Lets a dialog close before it is taken away: one that disappears while it is open leaves the page behind it hidden
 * from assistive technology. Give `dialog` to the Dialog; `close` calls `then` when nothing of it is left.
 */
export const useClosing = () => {
  const [then, setThen] = useState<(() => void) | null>(null);
  useEffect(() => {
    if (!then) return undefined;
    const timer = setTimeout(then, fadedMs);
    return () => clearTimeout(timer);
  }, [then]);
  return { close: (next: () => void): void => setThen(() => next), dialog: { open: then === null } };
};
