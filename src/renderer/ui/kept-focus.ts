/** The keyboard is always somewhere: what had it may be drawn anew, disabled or gone, and the next best thing has it. */
import { type RefObject, useEffect } from 'react';

/**
 * Where the keyboard goes when what had it is gone, in the nearest thing around it that is still there: what is marked
 * `data-home`, or the row of a list that Tab leads to.
 */
const homes = '[data-home], [data-row-focus][tabindex="0"]';

const isInSight = (element: Element): boolean => element instanceof HTMLElement && element.offsetParent !== null;

const homeIn = (around: Element): HTMLElement | undefined =>
  [...around.querySelectorAll<HTMLElement>(homes)].find(isInSight);

/** Itself and all that it stands in, from the inside out. */
const around = (element: Element): Element[] => {
  const path: Element[] = [];
  for (let one: Element | null = element; one !== null; one = one.parentElement) path.push(one);
  return path;
};

/** Cheap: asked with every change of the page. */
const isLost = (active: Element | null): boolean =>
  active === null || active === document.body || active.matches(':disabled') || active.closest('[hidden]') !== null;

/** Itself where it is there again, as behind a dialog; else a home; else the page, on which its keys still work. */
const refuge = (path: readonly Element[]): HTMLElement | undefined => {
  const [last] = path;
  if (last instanceof HTMLElement && last.isConnected && isInSight(last) && !last.matches(':disabled')) return last;
  for (const element of path) {
    const home = element.isConnected ? homeIn(element) : undefined;
    if (home) return home;
  }
  return [...document.querySelectorAll('main')].find(isInSight);
};

/**
 * Follows the keyboard through the whole window: what takes it away without giving it to something else (a row that was
 * removed, a button that is disabled while it works, a page that is drawn anew) never leaves it nowhere. A pointer that
 * is pressed beside everything means it.
 * @param root all pages of the window; dialogs stand outside and look after themselves
 */
export const useKeptFocus = (root: RefObject<HTMLElement | null>): void => {
  useEffect(() => {
    let path: readonly Element[] = [];
    /** The page itself has it until something better is drawn. */
    let makeshift: Element | null = null;
    const follow = ({ target }: FocusEvent): void => {
      if (!(target instanceof Element) || root.current?.contains(target) !== true) return;
      path = around(target);
      makeshift = null;
    };
    const letGo = (): void => {
      path = [];
      makeshift = null;
    };
    const keep = (): void => {
      const active = document.activeElement;
      if (path.length === 0 || !(isLost(active) || active === makeshift)) return;
      if (document.querySelector('[aria-modal="true"]') !== null) return;
      const found = active !== null && active === makeshift ? homeIn(active) : refuge(path);
      if (!found || found === active) return;
      if (found.tagName === 'MAIN') found.tabIndex = -1;
      found.focus({ preventScroll: true });
      makeshift = found.tagName === 'MAIN' ? found : null;
    };
    const changes = new MutationObserver(keep);
    changes.observe(document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ['disabled', 'hidden'],
    });
    document.addEventListener('focusin', follow);
    document.addEventListener('pointerdown', letGo, true);
    return () => {
      changes.disconnect();
      document.removeEventListener('focusin', follow);
      document.removeEventListener('pointerdown', letGo, true);
    };
  }, [root]);
};
