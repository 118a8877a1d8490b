import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** Typing a text is no command, and a list of choices is moved through by its own keys. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches('input:not([type=checkbox]), textarea, select');

/** The keyboard is at nothing that has keys of its own. */
export const isNowhere = (target: EventTarget | null): boolean =>
  target instanceof Element && (target === document.body || target.tagName === 'MAIN');

/**
 * Keys of a page, wherever on it the keyboard is, and where it is nowhere. Not while the page is hidden or a dialog is
 * open, and not what something nearer has taken.
 * @param part of the page whose keys these are
 * @param take whether the key was for it
 */
export const usePageKeys = (part: RefObject<HTMLElement | null>, take: (event: KeyboardEvent) => boolean): void => {
  const latest = useRef(take);
  // With the drawing itself: a key is for what is seen, not for what was before it.
  useLayoutEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const page = part.current?.closest('main');
      const { target } = event;
      if (event.defaultPrevented || event.isComposing || !page || page.hidden || !(target instanceof Node)) return;
      if (target !== document.body && !page.contains(target)) return;
      if (document.querySelector('[aria-modal="true"]') === null && latest.current(event)) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [part]);
};
