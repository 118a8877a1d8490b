import { useSyncExternalStore } from 'react';

/** Below this, in CSS pixels, everything stands closer: a small screen, or a large scale. */
const query = '(max-width: 1100px)';

const subscribe = (changed: () => void): (() => void) => {
  const media = window.matchMedia(query);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
};

export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
