/** The hands of a person, and the token hosts of an application. */
import type { Page } from '@playwright/test';
import type { Desktop } from './application.js';

/** Processes that hold a driver. */
export const hostPids = ({ app }: Desktop): Promise<number[]> =>
  app.evaluate(({ app: { getAppMetrics } }) =>
    getAppMetrics()
      .filter(({ name }) => name === 'Ký số công vụ – thiết bị')
      .map(({ pid }) => pid),
  );

/** Types the PIN, on the reader where there is one (null: declines), and does not wait for what comes of it. */
export const answerPrompt = async (prompt: Page, pin: string | null): Promise<void> => {
  // The window may be gone before a click or a key is over.
  const press = (name: string): Promise<void> =>
    prompt
      .getByRole('button', { name, exact: true })
      .click({ timeout: 10_000 })
      .catch(() => undefined);
  if (pin === null) {
    await press('Hủy');
    return;
  }
  // The certificate's cautions, and that it may be the last try: the token is the same in many species.
  for (const checkbox of await prompt.getByRole('checkbox').all()) await checkbox.check();
  const field = prompt.getByRole('textbox', { name: 'Mã PIN' });
  if (await field.isVisible()) await field.fill(pin);
  await press('Ký');
};
