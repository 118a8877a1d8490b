import { useState } from 'react';

/**
 * Lets a dialog close before it is taken away: one that disappears while it is open leaves the page behind it hidden
 * from assistive technology. Give `dialog` to the Dialog; `close` calls `then` when nothing of it is left.
 */
export const useClosing = () => {
  const [then, setThen] = useState<(() => void) | null>(null);
  return {
    close: (next: () => void): void => setThen(() => next),
    dialog: {
      open: then === null,
      surfaceMotion: {
        onMotionFinish: (_: null, { direction }: { readonly direction: 'enter' | 'exit' }): void => {
          if (direction === 'exit') then?.();
        },
      },
    },
  };
};
