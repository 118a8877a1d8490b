import { useSyncExternalStore } from 'react';

/** Pages and result side by side need this much of the window, in CSS pixels. */
const query = '(min-width: 1240px)';

const subscribe = (changed: () => void): (() => void) => {
  const media = window.matchMedia(query);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
};

export const useWide = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
