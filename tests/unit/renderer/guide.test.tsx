import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { App } from '../../../src/renderer/app.js';
import { useShownTheme, useThemeChoice } from '../../../src/renderer/ui/theme-choice.js';
import { setUpKyso, show } from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({ PdfPreview: () => null }));

beforeEach(() => {
  setUpKyso();
});

const guide = () => screen.queryByRole('dialog');

describe('the guide of the first start', () => {
  it('leads through five cards, and stands there once', async () => {
    localStorage.clear();
    const user = userEvent.setup();
    const { unmount } = show(<App />);
    const titles: (string | undefined)[] = [];
    for (let step = 1; step <= 5; step += 1) {
      titles.push(guide()?.querySelector('h2')?.textContent ?? undefined);
      await user.click(within(guide() as HTMLElement).getByRole('button', { name: step < 5 ? 'Tiếp tục' : 'Bắt đầu' }));
    }
    expect(titles.map((title) => title?.replace(/^Bước \d trong 5/, ''))).toEqual([
      'Cắm thiết bị lưu khóa',
      'Chọn văn bản',
      'Xem lại trước khi ký',
      'Ký bằng mã PIN',
      'Tập trước khi làm thật',
    ]);
    expect(guide()).toBeNull();
    unmount();
    show(<App />);
    expect(guide()).toBeNull();
  });

  it.each(['Bỏ qua', 'Escape'])('does not come back after it was left by %s', async (way) => {
    localStorage.clear();
    const user = userEvent.setup();
    const { unmount } = show(<App />);
    if (way === 'Escape') await user.keyboard('{Escape}');
    else await user.click(screen.getByRole('button', { name: way }));
    expect(guide()).toBeNull();
    unmount();
    show(<App />);
    expect(guide()).toBeNull();
  });

  it('is found again at the bottom and by F1, from its first card on', async () => {
    const user = userEvent.setup();
    show(<App />);
    await user.click(screen.getByRole('button', { name: 'Hướng dẫn nhanh' }));
    await user.click(await screen.findByRole('button', { name: 'Tiếp tục' }));
    await user.click(screen.getByRole('button', { name: 'Bỏ qua' }));
    await user.keyboard('{F1}');
    expect((await screen.findByRole('dialog')).textContent).toContain('Bước 1 trong 5');
  });

  it('has the focus, and is all that assistive technology finds while it is open', async () => {
    const user = userEvent.setup();
    show(<App />);
    expect(screen.getByRole('main')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Hướng dẫn nhanh' }));
    expect(document.activeElement?.textContent).toBe('Tiếp tục');
    await waitFor(() => expect(screen.queryByRole('main')).toBeNull());
    expect(guide()?.textContent).toContain('Bước 1 trong 5');
    await user.keyboard('{Escape}');
    expect(await screen.findByRole('main')).toBeTruthy();
    expect(guide()).toBeNull();
  });
});

let choose: ReturnType<typeof useThemeChoice>[1] = () => undefined;
function Probe() {
  [, choose] = useThemeChoice();
  return <output>{useShownTheme()}</output>;
}

describe('the theme', () => {
  const system = (matching: readonly string[]): void => {
    vi.stubGlobal('matchMedia', (query: string) => ({
      matches: matching.includes(query),
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }));
  };
  const shown = (): string => screen.getByRole('status').textContent ?? '';

  it.each([
    [[], 'light'],
    [['(prefers-color-scheme: dark)'], 'dark'],
    [['(prefers-color-scheme: dark)', '(forced-colors: active)'], 'contrast'],
    [['(prefers-contrast: more)'], 'contrast'],
  ])('follows a system that says %j', (matching, theme) => {
    system(matching);
    show(<Probe />);
    expect(shown()).toBe(theme);
  });

  it('is what the person chose, whatever the system says, until he follows the system again', () => {
    system(['(prefers-color-scheme: dark)']);
    const { unmount } = show(<Probe />);
    act(() => choose('contrast'));
    expect([shown(), document.documentElement.style.colorScheme]).toEqual(['contrast', 'dark']);
    unmount();
    show(<Probe />);
    expect(shown()).toBe('contrast');
    act(() => choose('light'));
    expect([shown(), document.documentElement.style.colorScheme]).toEqual(['light', 'light']);
    act(() => choose('system'));
    expect(shown()).toBe('dark');
  });

  it('changes in the PIN window when it is changed in the main one', () => {
    system([]);
    show(<Probe />);
    localStorage.setItem('theme', 'dark');
    act(() => {
      window.dispatchEvent(new StorageEvent('storage', { key: 'theme' }));
    });
    expect(shown()).toBe('dark');
  });

  it('follows the system where what is stored is no theme', () => {
    system([]);
    localStorage.setItem('theme', 'pink');
    show(<Probe />);
    expect(shown()).toBe('light');
  });
});
