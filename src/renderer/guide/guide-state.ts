/** Whether the short guide is open: by itself once for each user, afterwards where somebody asks for it. */
import { useEffect, useState } from 'react';

const storageKey = 'guide-seen';

export interface GuideState {
  readonly open: boolean;
  readonly show: () => void;
  readonly close: () => void;
}

export const useGuide = (): GuideState => {
  const [open, setOpen] = useState(() => localStorage.getItem(storageKey) === null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'F1') return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return {
    open,
    show: () => setOpen(true),
    close: () => {
      localStorage.setItem(storageKey, '1');
      setOpen(false);
    },
  };
};
