import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type CheckId, type CheckResult, checkIdSchema, type ShownReport } from '../../../src/contracts/doctor.js';
import { faultValue } from '../../../src/contracts/faults/index.js';
import { App } from '../../../src/renderer/app.js';
import { certificate, type FakeWindow, moduleWith, setUpKyso, show } from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({ PdfPreview: () => null }));

const good = (id: CheckId): CheckResult => ({
  id,
  state: 'good',
  findings: [faultValue('doctor.clock-good', { seconds: 0 })],
  nextStep: null,
  facts: [{ name: 'difference', value: '0 s' }],
  ms: 5,
});
const noToken: CheckResult = {
  ...good('token'),
  state: 'bad',
  findings: [faultValue('doctor.token-none')],
  nextStep: faultValue('doctor.do-plug-in'),
};
const report = (...certificates: ShownReport['certificates'][number][]): ShownReport => ({
  madeAt: '2026-03-12T03:00:00.000Z',
  results: checkIdSchema.options.map((id) => (id === 'token' ? noToken : good(id))),
  certificates,
  text: { vi: 'báo cáo', en: 'report' },
});

let kyso: FakeWindow;
let finish: (report: ShownReport) => void;

beforeEach(() => {
  kyso = setUpKyso();
  kyso.answer('tokens:list', () => []);
});

/** A run that goes on until `finish`. */
const open = async () => {
  let runs = 0;
  const pending = new Promise<ShownReport>((resolve) => {
    finish = resolve;
  });
  const invoke = window.kyso.invoke.bind(window.kyso);
  vi.stubGlobal('kyso', {
    ...window.kyso,
    invoke: async (channel: never, ...request: never[]) => {
      if (channel !== 'doctor:run') return Reflect.apply(invoke, window.kyso, [channel, ...request]);
      runs += 1;
      return { ok: true, value: await pending };
    },
  });
  const user = userEvent.setup();
  show(<App />);
  expect(runs).toBe(0);
  await user.click(screen.getByRole('button', { name: 'Kiểm tra máy' }));
  const page = within(screen.getByRole('main', { name: 'Kiểm tra máy' }));
  return { user, page, runs: () => runs };
};
const row = (page: Awaited<ReturnType<typeof open>>['page'], name: string) => page.getByRole('listitem', { name });

describe('Kiểm tra máy', () => {
  it('begins when it is looked at, and shows each result as it comes', async () => {
    const { page, runs } = await open();
    expect(runs()).toBe(1);
    expect(page.getByText(`Đã kiểm tra 0/${checkIdSchema.options.length} mục`)).toBeTruthy();
    act(() => kyso.emit('doctor:result', noToken));
    const token = within(row(page, 'Thiết bị lưu khóa'));
    expect(token.getByText('Lỗi')).toBeTruthy();
    expect(token.getByText(noToken.nextStep?.vi ?? '')).toBeTruthy();
    expect(within(row(page, 'Đồng hồ máy tính')).getByText('Đang kiểm tra…')).toBeTruthy();
    expect(page.getByRole('button', { name: 'Sao chép báo cáo' })).toHaveProperty('disabled', true);
  });

  it('sums up what wants attention by name', async () => {
    const { page } = await open();
    await act(async () => finish(report()));
    expect(await page.findByText('1 mục lỗi: Thiết bị lưu khóa')).toBeTruthy();
    expect(page.getByText('Chưa thấy chứng thư ký số nào trên thiết bị đang cắm.')).toBeTruthy();
  });

  it('offers the renewal list only where someone is due', async () => {
    const { user, page } = await open();
    kyso.answer('doctor:save-renewals', () => true);
    const base = { organization: null, issuer: 'CA', serial: '0a', token: 'T' };
    await act(async () =>
      finish(
        report(
          {
            ...base,
            fingerprint: 'a',
            commonName: 'An',
            notAfter: '2026-03-24T03:00:00Z',
            expiry: 'within-30',
            daysLeft: 12,
          },
          {
            ...base,
            fingerprint: 'b',
            commonName: 'Bích',
            notAfter: '2030-03-24T03:00:00Z',
            expiry: 'later',
            daysLeft: 1473,
          },
        ),
      ),
    );
    expect(await page.findByText(/^Còn 12 ngày \(đến /)).toBeTruthy();
    await user.click(page.getByRole('button', { name: 'Xuất danh sách gia hạn (1)…' }));
    expect(await page.findByText('Đã lưu danh sách đề nghị gia hạn.')).toBeTruthy();
  });
});

describe('the status line', () => {
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000 + 60_000).toISOString();

  it.each([
    [12, 'Chứng thư còn 12 ngày'],
    [60, 'Chứng thư còn 60 ngày'],
    [-1, 'Chứng thư đã hết hạn'],
  ])('with %i days left says so', async (days, text) => {
    kyso.answer('tokens:list', () => [moduleWith(certificate(1), certificate(2, { notAfter: inDays(days) }))]);
    show(<App />);
    expect(await within(screen.getByRole('region', { name: 'Trạng thái' })).findByText(text)).toBeTruthy();
  });

  it('with more time left is silent', async () => {
    kyso.answer('tokens:list', () => [moduleWith(certificate(1, { notAfter: inDays(61) }))]);
    show(<App />);
    const line = within(screen.getByRole('region', { name: 'Trạng thái' }));
    expect(await line.findByText('Thiết bị: VGCA Token')).toBeTruthy();
    expect(line.queryByText(/^Chứng thư/)).toBeNull();
  });
});
