/** The clerk's desk in a test: the office with its token, a stack of files, and the hand that drops them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator } from '@playwright/test';
import { makeTestToken } from '../../tools/test-token/make.mjs';
import { pin } from '../integration/installation.js';
import { type Office, openOffice } from '../integration/records-support.js';
import { Desktop, makeSurroundings, type Surroundings } from './application.js';
import { makeStack, type Stack, type StackSize } from './records-stack.js';

export interface Desk {
  readonly office: Office;
  readonly surroundings: Surroundings;
  readonly stack: Stack;
}

export const makeDesk = async (size: StackSize): Promise<Desk> => {
  let made: Office | undefined;
  const surroundings = await makeSurroundings([], async (crlBase) => {
    const office = openOffice(undefined, crlBase);
    made = office;
    const { seal, workshop } = office;
    const token = await makeTestToken({
      folder: join(workshop.folder, 'token'),
      label: 'VAN THU',
      pin,
      soPin: '87654321',
      identities: [{ key: seal.key, certificate: seal.certificate, label: 'cơ quan' }],
      issuers: [workshop.pki.sub.certificate],
    });
    return { folder: workshop.folder, pki: workshop.pki, token, remove: () => office.close() };
  });
  if (!made) throw new Error('no office was opened');
  const stack = await makeStack(made, join(made.workshop.folder, 'bàn'), size);
  return { office: made, surroundings, stack };
};

/** The window in its usual size, with the office's presets. */
export const openDesk = async ({ office, surroundings }: Desk): Promise<Desktop> => {
  const desktop = await Desktop.launch(surroundings, {
    fill: async (profile) => writeFileSync(join(profile, 'presets.json'), JSON.stringify(office.presets())),
  });
  await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 728));
  return desktop;
};

/** Lets files fall onto the page Văn thư as the system's file manager does. */
export const drop = async (desktop: Desktop, files: readonly string[]): Promise<void> => {
  const { window } = desktop;
  await window.evaluate(() => {
    const input = document.createElement('input');
    Object.assign(input, { type: 'file', multiple: true, id: 'hand', hidden: true });
    document.body.append(input);
  });
  await window.locator('#hand').setInputFiles([...files]);
  await desktop.page('Văn thư').evaluate((target) => {
    const hand = document.querySelector<HTMLInputElement>('#hand');
    const dataTransfer = new DataTransfer();
    for (const file of hand?.files ?? []) dataTransfer.items.add(file);
    hand?.remove();
    target.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  });
};

/** Until so many documents are in the stack and all of them are planned. */
export const planned = async (page: Locator, files: number): Promise<void> => {
  await expect(page.getByRole('button', { name: `Tất cả (${files})` })).toBeVisible({ timeout: 300_000 });
  await expect(page.getByRole('progressbar', { name: 'Xem trước văn bản' })).toHaveCount(0, { timeout: 300_000 });
};
