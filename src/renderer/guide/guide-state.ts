/** Whether the short guide is open: by itself once for each user and mode, afterwards where somebody asks for it. */
import { useEffect, useState } from 'react';

const storageKeys = { work: 'guide-seen', practice: 'practice-guide-seen' } as const;

export interface GuideState {
  readonly open: boolean;
  readonly show: () => void;
  readonly close: () => void;
}

/** Whoever practises anew begins with its guide. */
export const forgetPracticeGuide = (): void => localStorage.removeItem(storageKeys.practice);

export const useGuide = (practising: boolean): GuideState => {
  const key = practising ? storageKeys.practice : storageKeys.work;
  /** Null: nobody has opened or closed it yet. */
  const [wanted, setWanted] = useState<boolean | null>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'F1') return;
      event.preventDefault();
      setWanted(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return {
    open: wanted ?? localStorage.getItem(key) === null,
    show: () => setWanted(true),
    close: () => {
      localStorage.setItem(key, '1');
      setWanted(false);
    },
  };
};
