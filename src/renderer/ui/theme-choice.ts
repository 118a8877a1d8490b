/** Which theme the person wants, remembered in this user's windows; all windows follow at once. */
import { useSyncExternalStore } from 'react';

export const themeChoices = ['system', 'light', 'dark', 'contrast'] as const;
export type ThemeChoice = (typeof themeChoices)[number];
export type ShownTheme = Exclude<ThemeChoice, 'system'>;

const storageKey = 'theme';
const darkQuery = '(prefers-color-scheme: dark)';
/** Windows' contrast themes force their own colours; elsewhere more contrast is only wished for. */
const contrastQueries = ['(forced-colors: active)', '(prefers-contrast: more)'];
const queries = [darkQuery, ...contrastQueries];

/** Those who look at the choice in this window; `storage` reaches only the others. */
const listeners = new Set<() => void>();

const storedChoice = (): ThemeChoice => {
  const stored = localStorage.getItem(storageKey);
  return themeChoices.find((choice) => choice === stored) ?? 'system';
};

const subscribeChoice = (changed: () => void): (() => void) => {
  listeners.add(changed);
  window.addEventListener('storage', changed);
  return () => {
    listeners.delete(changed);
    window.removeEventListener('storage', changed);
  };
};

const subscribe = (changed: () => void): (() => void) => {
  const leave = subscribeChoice(changed);
  const media = queries.map((query) => window.matchMedia(query));
  for (const one of media) one.addEventListener('change', changed);
  return () => {
    leave();
    for (const one of media) one.removeEventListener('change', changed);
  };
};

const shownTheme = (): ShownTheme => {
  const choice = storedChoice();
  if (choice !== 'system') return choice;
  if (contrastQueries.some((query) => window.matchMedia(query).matches)) return 'contrast';
  return window.matchMedia(darkQuery).matches ? 'dark' : 'light';
};

/** The theme that is in force now. */
export const useShownTheme = (): ShownTheme => useSyncExternalStore(subscribe, shownTheme);

/** What the person chose, and the function that changes and remembers it. */
export const useThemeChoice = (): [ThemeChoice, (choice: ThemeChoice) => void] => {
  const choice = useSyncExternalStore(subscribeChoice, storedChoice);
  const change = (next: ThemeChoice): void => {
    localStorage.setItem(storageKey, next);
    for (const changed of listeners) changed();
  };
  return [choice, change];
};
