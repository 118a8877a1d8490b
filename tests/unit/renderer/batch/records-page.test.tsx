import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useSyncExternalStore } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlanRequest, Presets, RecordOrder, ShownPlan } from '../../../../src/contracts/records.js';
import { RecordsPage } from '../../../../src/renderer/batch/records-page.js';
import { BatchProvider } from '../../../../src/renderer/sign/batches.js';
import type { ShownSheet } from '../../../../src/renderer/ui/pdf-preview.js';
import {
  batchOf,
  certificate,
  documentInfo,
  type FakeWindow,
  fault,
  moduleWith,
  settings,
  setUpKyso,
  show,
} from '../support.js';
import { doubt, plan } from './stack.js';

vi.mock('../../../../src/renderer/batch/drawings.js', () => ({
  Drawings: class {
    thumbnail = async () => null;
    measure = async () => null;
    close(): void {}
  },
  startDrawingWorker: () => undefined,
}));

/** Pages are drawn at once, unless the test draws them later. */
const drawing = vi.hoisted(() => {
  const listeners = new Set<() => void>();
  const state = { drawn: true };
  return {
    listen: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    drawn: () => state.drawn,
    set: (drawn: boolean) => {
      state.drawn = drawn;
      for (const listener of listeners) listener();
    },
  };
});

vi.mock('../../../../src/renderer/ui/pdf-preview.js', () => ({
  PdfPreview: ({ name, page, overlay }: { name: string; page: number; overlay(sheet: ShownSheet): unknown }) => (
    <div>
      xem {name}
      {useSyncExternalStore(drawing.listen, drawing.drawn) &&
        (overlay({ page, width: 595, height: 842, end: undefined, document: {} } as ShownSheet) as never)}
    </div>
  ),
}));

const presets: Presets = {
  version: 1,
  office: {
    agency: 'Sở Nội vụ',
    seal: null,
    marks: 'prepared-fields',
    timeFormat: 'iso',
    arrivalStamp: { scale: 1, least: 0.6, place: 'under-number' },
    series: [],
    corrections: {},
  },
  leaders: [],
};

const scan = plan({
  kind: { kind: 'scan', sure: true, reasons: [] },
  marks: [{ role: 'strip', page: 1, rect: { x: 380, y: 790, width: 180, height: 36 }, sure: true }],
});
const plans: Record<string, ShownPlan> = {
  1: plan(),
  2: plan({ look: [doubt] }),
  3: scan,
  4: plan({ refusal: fault('records.leader-signature-missing', 'Chưa có chữ ký số của lãnh đạo.') }),
};

let kyso: FakeWindow;
beforeEach(() => {
  drawing.set(true);
  kyso = setUpKyso();
  const seal = certificate(2).fingerprint;
  kyso.answer('settings:get', () => ({
    ...settings(),
    certificates: { personal: certificate(1).fingerprint, seal },
  }));
  kyso.answer('tokens:list', () => [moduleWith(certificate(1), certificate(2))]);
  kyso.answer('presets:get', () => presets);
  kyso.answer('documents:choose', () => ({ documents: [1, 2, 3, 4].map((seed) => documentInfo(seed)), failures: [] }));
  kyso.answer('records:plan', (request) => {
    const { document } = request as { document: string };
    return plans[Number.parseInt(document, 16)] ?? plan();
  });
  kyso.answer('records:numbers', (request) => (request as { types: unknown[] }).types.map((_, index) => 57 + index));
});

const row = (name: RegExp) => screen.getByRole('row', { name });
const focused = (): string => document.activeElement?.getAttribute('data-row') ?? '';

const choose = async () => {
  const user = userEvent.setup();
  show(
    <BatchProvider onFound={() => undefined}>
      <RecordsPage hidden={false} />
    </BatchProvider>,
  );
  await user.click(screen.getByRole('button', { name: 'Chọn văn bản…' }));
  return user;
};

const openStack = async () => {
  const user = await choose();
  await screen.findByRole('button', { name: 'Cần xem (1)' });
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  await screen.findByRole('group', { name: 'Cần xem trước khi tiếp tục' });
  return user;
};

describe('Văn thư', () => {
  it('shows first and opens what needs a look, with the reason, and says of each other one how it stands', async () => {
    await openStack();
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows.map((one) => one.getAttribute('data-row'))).toEqual([2, 4, 1, 3].map((seed) => documentInfo(seed).id));
    expect(await within(screen.getByRole('region', { name: 'Xem lại văn bản' })).findByText(doubt.vi)).toBeTruthy();
    expect(row(/van-ban-4.*Không làm được/)).toBeTruthy();
    expect(row(/van-ban-1.*57.*Sẵn sàng/)).toBeTruthy();
  });

  it('is worked by keys alone: a look, a number, a document left out, and on to the button', async () => {
    const user = await openStack();
    act(() => row(/van-ban-2/).focus());
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('row', { name: /van-ban-2.*Đã xem/ })).toBeTruthy();
    expect(focused()).toBe(documentInfo(2).id);
    await user.keyboard('{End}');
    await waitFor(() => expect(focused()).toBe(documentInfo(3).id));
    await user.keyboard(' ');
    expect(await screen.findByRole('button', { name: 'Để lại (1)' })).toBeTruthy();
    await user.keyboard('{ArrowUp}');
    await waitFor(() => expect(focused()).toBe(documentInfo(1).id));
    await user.keyboard('n');
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Số của van-ban-1.pdf' }));
    await user.keyboard('60{Enter}');
    expect(focused()).toBe(documentInfo(1).id);
    expect(await screen.findByRole('button', { name: 'Phát hành 2 văn bản, số 57, 60' })).toBeTruthy();
    await user.keyboard('k');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Loại của van-ban-1.pdf');
    await user.keyboard('{Escape}');
    expect(focused()).toBe(documentInfo(1).id);
    await user.keyboard('?');
    expect(await screen.findByRole('dialog', { name: 'Danh sách phím' })).toBeTruthy();
  });

  it('plans a document anew, and that one alone, when its kind is changed', async () => {
    const user = await openStack();
    const before = kyso.requestsOf('records:plan').length;
    act(() => row(/van-ban-2/).focus());
    await user.keyboard('k');
    await user.selectOptions(document.activeElement as HTMLElement, 'Bản quét');
    await waitFor(() => expect(kyso.requestsOf('records:plan')).toHaveLength(before + 1));
    expect(kyso.requestsOf('records:plan').at(-1)).toEqual({
      document: documentInfo(2).id,
      operation: 'issue',
      choice: { kind: 'scan' },
      pixels: null,
    });
  });

  it('starts only after the paper was confirmed, with the office’s certificate, and takes what was shown', async () => {
    kyso.answer('records:start', () => batchOf('running', ['signing', 'waiting']));
    const user = await openStack();
    const start = await screen.findByRole('button', { name: 'Phát hành 2 văn bản, số 57' });
    expect(start.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('Hãy đánh dấu xác nhận bản giấy ở trên.')).toBeTruthy();
    await user.click(screen.getByRole('checkbox', { name: /Tôi xác nhận bản giấy/ }));
    await waitFor(() => expect(start.getAttribute('aria-disabled')).toBeNull());
    await user.click(start);
    const words = { type: 'Quyết định', subject: 'Về việc phê duyệt dự án' };
    expect(kyso.requestsOf('records:start')).toEqual([
      {
        operation: 'issue',
        certificate: certificate(2).fingerprint,
        items: [
          {
            document: documentInfo(1).id,
            choice: {
              ...words,
              kind: 'electronic',
              number: 57,
              date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
              places: expect.arrayContaining([expect.objectContaining({ role: 'seal' })]),
            },
          },
          {
            document: documentInfo(3).id,
            choice: { ...words, kind: 'scan', places: [expect.objectContaining({ role: 'strip' })] },
          },
        ],
        paperConfirmed: true,
      },
    ]);
    expect(await screen.findByRole('heading', { name: 'Đang ký văn bản' })).toBeTruthy();
  });

  it('keeps what failed, with the number that it holds, and puts away what was done', async () => {
    kyso.answer('records:start', () => batchOf('running', ['signing', 'waiting']));
    kyso.answer('records:save-summary', () => true);
    const user = await openStack();
    await user.click(screen.getByRole('checkbox', { name: /Tôi xác nhận bản giấy/ }));
    await user.click(await screen.findByRole('button', { name: 'Phát hành 2 văn bản, số 57' }));
    await screen.findByRole('heading', { name: 'Đang ký văn bản' });
    act(() => kyso.emit('batch:changed', batchOf('finished', ['failed', 'signed'])));
    await user.click(await screen.findByRole('button', { name: 'Lưu bảng tổng hợp để in…' }));
    expect(kyso.requestsOf('records:save-summary')).toEqual([batchOf('finished', []).id]);
    expect(screen.getByRole('button', { name: 'Làm lại 1 văn bản lỗi' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Về danh sách' }));
    expect(screen.queryByRole('row', { name: /van-ban-3/ })).toBeNull();
    await waitFor(() => expect(row(/van-ban-1/).textContent).toContain('57'));
    expect(kyso.requestsOf('documents:remove')).toEqual([[documentInfo(3).id]]);
  });

  it('signs the failed ones again out of the queue', async () => {
    kyso.answer('records:start', () => batchOf('finished', ['failed', 'signed']));
    kyso.answer('queue:retry', () => undefined);
    kyso.answer('queue:sign', () => batchOf('running', ['signing'], { id: 'f'.repeat(32) }));
    const user = await openStack();
    await user.click(screen.getByRole('checkbox', { name: /Tôi xác nhận bản giấy/ }));
    await user.click(await screen.findByRole('button', { name: 'Phát hành 2 văn bản, số 57' }));
    await user.click(await screen.findByRole('button', { name: 'Làm lại 1 văn bản lỗi' }));
    expect(await screen.findByRole('heading', { name: 'Đang ký văn bản' })).toBeTruthy();
    expect(kyso.requestsOf('queue:sign')).toEqual([
      { jobs: [documentInfo(1).id], certificate: certificate(1).fingerprint },
    ]);
    kyso.answer('records:save-summary', () => true);
    act(() => kyso.emit('batch:changed', batchOf('finished', ['signed'], { id: 'f'.repeat(32) })));
    await user.click(await screen.findByRole('button', { name: 'Lưu bảng tổng hợp để in…' }));
    expect(kyso.requestsOf('records:save-summary')).toEqual(['f'.repeat(32)]);
  });

  it('moves a mark by keys, tells its place in millimetres, asks for the plan with it, and takes it back', async () => {
    const user = await openStack();
    act(() => row(/van-ban-2/).focus());
    await user.keyboard('m');
    await waitFor(() => expect(document.activeElement?.getAttribute('data-mark')).toBe('number'));
    const words = () => document.activeElement?.getAttribute('aria-label') ?? '';
    expect(words()).toContain('cách trái 33,5 mm');
    await user.keyboard('{ArrowRight}{Shift>}{ArrowRight}{/Shift}');
    expect(words()).toContain('cách trái 39,0 mm');
    await waitFor(() =>
      expect(kyso.requestsOf('records:plan').at(-1)).toMatchObject({
        choice: { places: [{ role: 'number', page: 1 }] },
      }),
    );
    await user.keyboard('{Control>}z{/Control}');
    expect(words()).toContain('cách trái 34,0 mm');
    await user.keyboard('{Escape}');
    expect(focused()).toBe(documentInfo(2).id);
  });

  it('orders what the hand moved to be remembered for the template, and only that', async () => {
    kyso.answer('records:start', () => batchOf('running', ['signing', 'waiting']));
    const correction = { dx: 1.4, dy: 0 };
    kyso.answer('records:plan', (request) => {
      const { document, choice } = request as PlanRequest & { document: string };
      const made = plans[Number.parseInt(document, 16)] ?? plan();
      const moved = (choice.places ?? []).map(({ role }) => role);
      return { ...made, marks: made.marks.map((mark) => (moved.includes(mark.role) ? { ...mark, correction } : mark)) };
    });
    const user = await openStack();
    act(() => row(/van-ban-2/).focus());
    await user.keyboard('m');
    await waitFor(() => expect(document.activeElement?.getAttribute('data-mark')).toBe('number'));
    await user.keyboard('{ArrowRight}{Enter}');
    await user.click(screen.getByRole('checkbox', { name: /Tôi xác nhận bản giấy/ }));
    const start = await screen.findByRole('button', { name: /^Phát hành 3 văn bản/ });
    await waitFor(() => expect(start.getAttribute('aria-disabled')).toBeNull());
    await user.click(start);
    const [order] = kyso.requestsOf('records:start') as RecordOrder[];
    expect(order?.items.map(({ document, choice }) => [document, choice.learned])).toEqual([
      [documentInfo(1).id, undefined],
      [documentInfo(3).id, undefined],
      [documentInfo(2).id, { template: 'sở nội vụ|quyết định|600x840', marks: { number: correction } }],
    ]);
  });

  it('says of a mark that it stands as it was corrected before, until it is moved again', async () => {
    const [number, seal] = plan().marks;
    if (!number || !seal) throw new Error('a plan has marks');
    kyso.answer('records:plan', () => plan({ look: [doubt], marks: [number, { ...seal, remembered: true }] }));
    const user = userEvent.setup();
    show(
      <BatchProvider onFound={() => undefined}>
        <RecordsPage hidden={false} />
      </BatchProvider>,
    );
    await user.click(screen.getByRole('button', { name: 'Chọn văn bản…' }));
    expect(await screen.findByText('Đặt theo lần chỉnh trước: Dấu.')).toBeTruthy();
    act(() => screen.getByRole('button', { name: /^Dấu, trang 1/ }).focus());
    await user.keyboard('{ArrowLeft}');
    expect(screen.queryByText(/^Đặt theo lần chỉnh trước/)).toBeNull();
  });

  it('brings the keyboard from wherever it was to what needs a look, and tells how many do', async () => {
    await openStack();
    await waitFor(() => expect(focused()).toBe(documentInfo(2).id));
    expect(screen.getByText('Đã xem trước 4 văn bản, 1 văn bản cần xem.')).toBeTruthy();
  });

  it('takes the keyboard from nobody when the scanner’s folder brings a document', async () => {
    const user = await openStack();
    act(() => screen.getByRole('button', { name: 'Danh sách phím' }).focus());
    act(() => kyso.emit('documents:arrived', { documents: [documentInfo(9)], failures: [] }));
    await screen.findByRole('row', { name: /van-ban-9.*Sẵn sàng/ });
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Danh sách phím' }));
    await user.keyboard('{Enter}');
  });

  it('says of each document that is done what it is registered as, to be copied one by one or all', async () => {
    kyso.answer('records:start', () => batchOf('running', ['signing', 'waiting']));
    const copied: string[] = [];
    document.execCommand = () => {
      copied.push(document.querySelector('textarea')?.value ?? '');
      return true;
    };
    const user = await openStack();
    await user.click(screen.getByRole('checkbox', { name: /Tôi xác nhận bản giấy/ }));
    await user.click(await screen.findByRole('button', { name: 'Phát hành 2 văn bản, số 57' }));
    const done = batchOf('finished', ['signed', 'signed']);
    const registered = {
      direction: 'outgoing',
      number: '57/QĐ-UBND',
      date: '2026-03-05',
      series: 'chung',
      seriesName: null,
    } as const;
    const items = done.items.map((item, index) => (index === 0 ? { ...item, registered } : item));
    act(() => kyso.emit('batch:changed', { ...done, items }));
    expect(await screen.findByText('Số 57/QĐ-UBND')).toBeTruthy();
    expect(screen.getByText('ngày 05/03/2026')).toBeTruthy();
    expect(screen.getByText('· Sổ chung')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Sao chép Số 57/QĐ-UBND' }));
    await user.click(screen.getByRole('button', { name: 'Sao chép 1 số đã cấp' }));
    expect(copied).toEqual([
      'Số 57/QĐ-UBND ngày 05/03/2026',
      `Số 57/QĐ-UBND\t05/03/2026\tSổ chung\t${done.items[0]?.name}`,
    ]);
  });

  it('drags a mark with the pointer', async () => {
    await openStack();
    const seal = screen.getByRole('button', { name: /^Dấu, trang 1/ });
    vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue({ width: 595 } as DOMRect);
    Object.assign(HTMLElement.prototype, { setPointerCapture: () => undefined });
    const at = (x: number, y: number) => ({ clientX: x, clientY: y, button: 0, pointerId: 1, altKey: true });
    fireEvent.pointerDown(seal, at(400, 600));
    fireEvent.pointerMove(seal, at(420, 590));
    fireEvent.pointerUp(seal, at(420, 590));
    await waitFor(() =>
      expect(kyso.requestsOf('records:plan').at(-1)).toMatchObject({
        choice: { places: [{ role: 'seal', page: 1, rect: { x: 350, y: 210, width: 100, height: 100 } }] },
      }),
    );
    vi.restoreAllMocks();
  });

  it('takes in what the scanner’s folder brings', async () => {
    kyso.answer('hot-folder:choose', () => ({ name: 'Máy quét' }));
    const user = await openStack();
    await user.click(screen.getByRole('button', { name: 'Nhận từ thư mục máy quét…' }));
    expect(await screen.findByText('Đang nhận từ thư mục “Máy quét”')).toBeTruthy();
    act(() => kyso.emit('documents:arrived', { documents: [documentInfo(9)], failures: [] }));
    expect(await screen.findByRole('row', { name: /van-ban-9.*Sẵn sàng/ })).toBeTruthy();
  });

  it('plans everything anew for another operation, without the paper’s confirmation where none is asked', async () => {
    const user = await openStack();
    const before = kyso.requestsOf('records:plan').length;
    await user.click(screen.getByRole('tab', { name: 'Văn bản đến' }));
    await user.type(screen.getByRole('textbox', { name: 'Chuyển' }), 'V');
    await waitFor(() => expect(kyso.requestsOf('records:plan').length).toBeGreaterThanOrEqual(before + 4));
    await waitFor(() =>
      expect(kyso.requestsOf('records:plan').at(-1)).toMatchObject({
        operation: 'incoming',
        choice: { forwardTo: 'V' },
      }),
    );
    expect(screen.queryByRole('checkbox', { name: /Tôi xác nhận/ })).toBeNull();
  });

  it('says why a plan could not be made, and goes on with the others', async () => {
    kyso.refuse('records:plan', 'Không đọc được văn bản.');
    const user = userEvent.setup();
    show(
      <BatchProvider onFound={() => undefined}>
        <RecordsPage hidden={false} />
      </BatchProvider>,
    );
    await user.click(screen.getByRole('button', { name: 'Chọn văn bản…' }));
    expect(await screen.findByRole('button', { name: 'Không làm được (4)' })).toBeTruthy();
    expect(screen.getAllByText('Không đọc được văn bản.').length).toBeGreaterThan(1);
    expect(screen.getByText('Chưa có văn bản nào sẵn sàng.')).toBeTruthy();
  });
});

const startButton = () => screen.getByRole('button', { name: /^Phát hành/ });
const isEnabled = () => startButton().getAttribute('aria-disabled') === null;
const mark = () => document.activeElement?.getAttribute('data-mark');
const review = () => screen.getByRole('region', { name: 'Xem lại văn bản' });

describe('the hand of a clerk in a hurry', () => {
  it('that asks for the marks before the page is drawn is at them once it is, and moves no row meanwhile', async () => {
    drawing.set(false);
    const user = await openStack();
    await waitFor(() => expect(focused()).toBe(documentInfo(2).id));
    await user.keyboard('m{ArrowDown} {Delete}');
    expect(document.activeElement).toBe(review());
    expect(row(/van-ban-2/).getAttribute('aria-current')).toBe('true');
    expect(row(/van-ban-2/).getAttribute('aria-selected')).toBe('true');
    act(() => drawing.set(true));
    await waitFor(() => expect(mark()).toBe('number'));
  });

  it('that went on to something else is not called back to the marks', async () => {
    drawing.set(false);
    const user = await openStack();
    await waitFor(() => expect(focused()).toBe(documentInfo(2).id));
    await user.keyboard('m{Escape}');
    await waitFor(() => expect(focused()).toBe(documentInfo(2).id));
    act(() => drawing.set(true));
    await screen.findByRole('button', { name: /^Dấu, trang 1/ });
    expect(focused()).toBe(documentInfo(2).id);
  });

  it('that asks for marks where there are none is back at the list, and told so', async () => {
    kyso.answer('records:plan', () => plan({ marks: [], look: [doubt] }));
    const user = await choose();
    await screen.findByRole('group', { name: 'Cần xem trước khi tiếp tục' });
    await waitFor(() => expect(focused()).toBe(documentInfo(1).id));
    await user.keyboard('m');
    expect(await screen.findByText('Văn bản này không có dấu, chữ nào để chỉnh vị trí.')).toBeTruthy();
    await waitFor(() => expect(focused()).toBe(documentInfo(1).id));
  });

  it('has looked at nothing before its page is drawn', async () => {
    drawing.set(false);
    const user = await openStack();
    await waitFor(() => expect(focused()).toBe(documentInfo(2).id));
    await user.keyboard('{Enter}{Enter}');
    expect(screen.getByText('Chưa mở xong trang của văn bản này. Hãy xem trang rồi mới nhấn Enter.')).toBeTruthy();
    expect(row(/van-ban-2.*Cần xem/)).toBeTruthy();
    act(() => drawing.set(true));
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('row', { name: /van-ban-2.*Đã xem/ })).toBeTruthy();
  });

  it('has looked at nothing with an Enter that is held', async () => {
    const user = await openStack();
    await waitFor(() => expect(focused()).toBe(documentInfo(2).id));
    fireEvent.keyDown(row(/van-ban-2/), { key: 'Enter', repeat: true });
    expect(row(/van-ban-2.*Cần xem/)).toBeTruthy();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('row', { name: /van-ban-2.*Đã xem/ })).toBeTruthy();
  });

  it('orders nothing by a plan that was made before the mark was moved', async () => {
    kyso.answer('documents:choose', () => ({ documents: [documentInfo(1)], failures: [] }));
    kyso.answer('records:start', () => batchOf('running', ['signing']));
    const correction = { dx: 1.4, dy: 0 };
    const waiting: (() => void)[] = [];
    kyso.answer('records:plan', async (request) => {
      const moved = ((request as PlanRequest).choice.places ?? []).length > 0;
      if (!moved) return plan();
      await new Promise<void>((go) => waiting.push(go));
      return plan({ marks: plan().marks.map((one) => (one.role === 'number' ? { ...one, correction } : one)) });
    });
    const user = await choose();
    await waitFor(() => expect(isEnabled()).toBe(true));
    act(() => row(/van-ban-1/).focus());
    await user.keyboard('m');
    await waitFor(() => expect(mark()).toBe('number'));
    // Between the key and what comes of it the window has no time for anything else.
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'ArrowRight' });
    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Enter', ctrlKey: true });
    expect(kyso.requestsOf('records:start')).toEqual([]);
    await waitFor(() => expect(waiting).toHaveLength(1));
    waiting[0]?.();
    await waitFor(() => expect(isEnabled()).toBe(true));
    await user.keyboard('{Control>}{Enter}{/Control}');
    const [order] = kyso.requestsOf('records:start') as RecordOrder[];
    expect(order?.items[0]?.choice.learned?.marks).toEqual({ number: correction });
  });

  it('works where the keyboard is at nothing, too', async () => {
    const user = await openStack();
    await waitFor(() => expect(focused()).toBe(documentInfo(2).id));
    act(() => row(/van-ban-2/).blur());
    expect(document.activeElement).toBe(document.body);
    await user.keyboard('{ArrowDown}');
    await waitFor(() => expect(focused()).toBe(documentInfo(4).id));
    act(() => row(/van-ban-4/).blur());
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(document.activeElement).toBe(screen.getByRole('checkbox', { name: /Tôi xác nhận bản giấy/ }));
  });

  it('stays with the document that it is at when the list is sorted', async () => {
    const waiting: (() => void)[] = [];
    kyso.answer('records:plan', async (request) => {
      const seed = Number.parseInt((request as { document: string }).document, 16);
      if (seed === 2) await new Promise<void>((go) => waiting.push(go));
      return plans[seed] ?? plan();
    });
    const user = await choose();
    await waitFor(() => expect(focused()).toBe(documentInfo(1).id));
    await user.keyboard('m');
    await waitFor(() => expect(mark()).toBe('number'));
    await waitFor(() => expect(waiting).toHaveLength(1));
    waiting[0]?.();
    await screen.findByRole('button', { name: 'Cần xem (1)' });
    expect(mark()).toBe('number');
    expect(row(/van-ban-1/).getAttribute('aria-current')).toBe('true');
  });
});
