/** Nothing is cut, nothing scrolls sideways. */
import { expect, type Page } from '@playwright/test';

/** Elements whose text is wider or higher than they are, without a way to read the rest. */
const cutTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const isCut = (element: Element): boolean => {
      const style = getComputedStyle(element);
      const clips = style.overflowX === 'hidden' || style.overflowX === 'clip' || style.textOverflow === 'ellipsis';
      // Screen readers' texts are one pixel large.
      const visible = element.clientWidth > 4 && element.clientHeight > 4 && style.visibility !== 'hidden';
      return (
        visible &&
        clips &&
        (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 2)
      );
    };
    const readable = (element: Element): boolean =>
      element.closest('[title], [aria-expanded], [data-full-text]') !== null;
    return [...document.querySelectorAll('body *')]
      .filter(
        (element) =>
          element.childElementCount === 0 && element.textContent?.trim() && isCut(element) && !readable(element),
      )
      .map((element) => element.textContent ?? '');
  });

export const expectWhole = async (page: Page): Promise<void> => {
  const { content, frame } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    frame: document.documentElement.clientWidth,
  }));
  expect(content).toBeLessThanOrEqual(frame);
  expect(await cutTexts(page)).toEqual([]);
};
