import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useRef, useState } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import { useKeptFocus } from '../../../../src/renderer/ui/kept-focus.js';
import { setUpKyso } from '../support.js';

beforeEach(() => {
  setUpKyso();
});

/** A page with a list, a button that works for a while, and a page that is drawn in its place. */
function Page() {
  const [rows, setRows] = useState(['một', 'hai']);
  const [busy, setBusy] = useState(false);
  const [task, setTask] = useState<'work' | 'nothing' | 'done' | 'other'>('work');
  const [asking, setAsking] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  useKeptFocus(root);
  return (
    <div>
      <div ref={root}>
        <main hidden={task === 'other'}>
          <p>trống</p>
          {task === 'work' && (
            <>
              {rows.map((row, index) => (
                <button
                  type="button"
                  key={row}
                  data-row-focus
                  tabIndex={index === 0 ? 0 : -1}
                  onClick={() => setRows(rows.filter((one) => one !== row))}
                >
                  {row}
                </button>
              ))}
              <section>
                <h2 tabIndex={-1} data-home>
                  Phần
                </h2>
                <button type="button" disabled={busy} onClick={() => setBusy(true)}>
                  chạy
                </button>
              </section>
              <button type="button" onClick={() => setTask('nothing')}>
                bỏ
              </button>
              <button type="button" onClick={() => setTask('other')}>
                sang
              </button>
              <button type="button" onClick={() => setAsking(true)}>
                hỏi
              </button>
            </>
          )}
          {task === 'done' && (
            <h2 tabIndex={-1} data-home>
              Xong
            </h2>
          )}
        </main>
        <main hidden={task !== 'other'}>
          <h2 tabIndex={-1} data-home>
            Trang khác
          </h2>
        </main>
      </div>
      {asking && (
        <div role="dialog" aria-modal="true">
          {/* biome-ignore lint/a11y/noAutofocus: as a dialog does */}
          <button type="button" autoFocus onClick={() => setAsking(false)}>
            đóng
          </button>
        </div>
      )}
      <button type="button" tabIndex={-1} onClick={() => setTask('done')} data-done>
        xong
      </button>
    </div>
  );
}

const at = (): string => document.activeElement?.textContent ?? '';
const press = async (name: string) => {
  act(() => screen.getByRole('button', { name }).focus());
  await userEvent.keyboard('{Enter}');
};

describe('the keyboard', () => {
  it('goes to the next row when its row is removed, and to the nearest home when the last one is', async () => {
    render(<Page />);
    await press('một');
    await waitFor(() => expect(at()).toBe('hai'));
    await press('hai');
    await waitFor(() => expect(at()).toBe('Phần'));
  });

  it('goes to the home beside a button that is disabled while it works', async () => {
    render(<Page />);
    await press('chạy');
    await waitFor(() => expect(at()).toBe('Phần'));
  });

  it('waits at the page where nothing is there yet, and goes on to what is drawn later', async () => {
    render(<Page />);
    await press('bỏ');
    await waitFor(() => expect(document.activeElement?.tagName).toBe('MAIN'));
    act(() => screen.getByText('xong').click());
    await waitFor(() => expect(at()).toBe('Xong'));
  });

  it('goes along to the page that is shown instead', async () => {
    render(<Page />);
    await press('sang');
    await waitFor(() => expect(at()).toBe('Trang khác'));
  });

  it('is back behind a dialog where it was before', async () => {
    render(<Page />);
    await press('hỏi');
    expect(at()).toBe('đóng');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(at()).toBe('hỏi'));
  });

  it('stays away where a pointer was pressed beside everything', async () => {
    render(<Page />);
    act(() => screen.getByRole('button', { name: 'một' }).focus());
    await userEvent.click(screen.getByText('trống'));
    act(() => screen.getByText('xong').click());
    await screen.findByText('Xong');
    expect(document.activeElement).toBe(document.body);
  });
});
