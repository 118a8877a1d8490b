import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NumberKey, RegisterEntry, RegisterFilter, SeriesIntegrity } from '../../../../src/contracts/registers.js';
import type { ShownEntry, ShownHeld, ShownSeries } from '../../../../src/contracts/registers-window.js';
import { App } from '../../../../src/renderer/app.js';
import { type FakeWindow, setUpKyso, show } from '../support.js';

const year = new Date().getFullYear();
const hash = (digit: string): string => digit.repeat(64);

const entry = (
  number: number,
  changes: Partial<Extract<RegisterEntry, { direction: 'outgoing' }>> = {},
): RegisterEntry => ({
  direction: 'outgoing',
  series: 'chung',
  year,
  number,
  date: `${year}-03-02`,
  documentSha256: hash('1'),
  resultSha256: hash('2'),
  signerFingerprint: hash('3'),
  officeFingerprint: hash('4'),
  confirmationId: null,
  user: 'van-thu',
  state: 'issued',
  registeredAt: `${year}-03-02T03:00:00.000Z`,
  fields: {
    notation: 'QĐ-UBND',
    typeName: 'Quyết định',
    subject: `Về việc số ${number}`,
    recipients: [{ name: 'Sở Nội vụ' }],
  },
  ...changes,
});

const integrity: SeriesIntegrity = {
  first: 1,
  last: 3,
  used: 3,
  held: [],
  free: [],
  missing: [],
  unregistered: [],
};
const series = (changes: Partial<ShownSeries> = {}): ShownSeries => ({
  id: 'chung',
  name: null,
  next: 4,
  unconfirmed: false,
  integrity,
  ...changes,
});
const held = (number: number, changes: Partial<ShownHeld> = {}): ShownHeld => ({
  direction: 'outgoing',
  series: 'chung',
  year,
  number,
  documentSha256: hash('a'),
  date: `${year}-03-02`,
  user: 'van-thu',
  heldAt: `${year}-03-02T03:00:00.000Z`,
  fileName: `to-trinh-${number}.pdf`,
  seriesName: null,
  ...changes,
});

let kyso: FakeWindow;
const serve = (entries: readonly RegisterEntry[], shownSeries: readonly ShownSeries[] = [series()]): void => {
  kyso.answer('registers:overview', () => ({ series: shownSeries, types: ['Công văn', 'Quyết định'] }));
  kyso.answer('registers:list', (request) => {
    const { after, limit, types, text } = request as RegisterFilter;
    const found = entries.filter(
      ({ fields }) => (types.length === 0 || types.includes(fields.typeName)) && (text === '' || text === 'co'),
    );
    // Row n from the end has the number n, as newer rows have greater ones.
    const start = after === null ? 0 : found.length - after + 1;
    const end = start + limit;
    return {
      entries: found.slice(start, end),
      next: end < found.length ? found.length - end + 1 : null,
      total: found.length,
      more: false,
    };
  });
  kyso.answer('registers:entry', (request): ShownEntry => {
    const { number } = request as NumberKey;
    const found = entries.find((one) => one.number === number) ?? entry(number);
    return { entry: found, confirmation: null, changes: [], fileName: 'quyet-dinh.pdf', job: 'job-7' };
  });
};

beforeEach(() => {
  kyso = setUpKyso();
  kyso.answer('registers:held', () => []);
});

/**
 * jsdom lays nothing out, so the focus trap of a dialog finds nothing to focus, and now and then hides page and dialog
 * from assistive technology: here both are found all the same, and the test in the real window looks at that.
 */
const anyway = { hidden: true } as const;
const page = () => within(screen.getByRole('main', { name: 'Sổ văn bản', ...anyway }));
const openDialog = async () => {
  const element = await waitFor(() => screen.getByRole('dialog', anyway));
  const { getByRole, findByRole, queryByRole, getByText, findByText } = within(element);
  return {
    getByText,
    findByText,
    queryByRole,
    button: (name: string) => getByRole('button', { name, ...anyway }),
    findButton: (name: string) => findByRole('button', { name, ...anyway }),
    field: (name: string) => getByRole<HTMLInputElement>('textbox', { name, ...anyway }),
  };
};
const open = async () => {
  const user = userEvent.setup();
  show(<App />);
  await user.click(screen.getByRole('button', { name: 'Sổ văn bản' }));
  return user;
};
const openEntry = async (number: string) => {
  const user = await open();
  await user.click(await page().findByRole('button', { name: `Xem văn bản số ${number}` }));
  return { user, dialog: await openDialog() };
};

describe('Sổ văn bản', () => {
  it('asks for nothing before it is looked at', () => {
    show(<App />);
    expect(kyso.asked.filter(([channel]) => channel.startsWith('registers:'))).toEqual([]);
  });

  it('draws only the rows in sight, and loads more at the end', async () => {
    serve(Array.from({ length: 450 }, (_, index) => entry(450 - index)));
    await open();
    expect(await page().findByText('Đang hiện 200 trong 450 văn bản')).toBeTruthy();
    expect(page().getAllByRole('row').length).toBeLessThan(40);
    expect(kyso.requestsOf('registers:list')).toMatchObject([
      { direction: 'outgoing', year, series: 'chung', after: null },
    ]);
  });

  it('hands words and filters over as they are, and shows how to get out of them', async () => {
    serve([entry(1), entry(2)]);
    const user = await open();
    await page().findByText('Đang hiện 2 trong 2 văn bản');
    await user.selectOptions(page().getByRole('combobox', { name: 'Loại văn bản' }), 'Công văn');
    await user.selectOptions(page().getByRole('combobox', { name: 'Trạng thái' }), 'recalled');
    await user.type(page().getByRole('searchbox', { name: 'Tìm trong sổ' }), 'bien che');
    await waitFor(() =>
      expect(kyso.requestsOf('registers:list').at(-1)).toMatchObject({
        text: 'bien che',
        types: ['Công văn'],
        states: ['recalled'],
      }),
    );
    await user.click(await page().findByRole('button', { name: 'Bỏ bộ lọc' }));
    expect(await page().findByText('Đang hiện 2 trong 2 văn bản')).toBeTruthy();
  });

  it('says why it could not be read, and tries again', async () => {
    serve([]);
    kyso.refuse('registers:overview', 'Cơ sở dữ liệu đang bận.');
    const user = await open();
    expect(await page().findByText('Cơ sở dữ liệu đang bận.')).toBeTruthy();
    serve([]);
    await user.click(page().getByRole('button', { name: 'Thử lại' }));
    expect(await page().findByText(`Sổ đi năm ${year} chưa có văn bản`)).toBeTruthy();
    expect(page().queryByText('Cơ sở dữ liệu đang bận.')).toBeNull();
  });

  it('warns of missing numbers without being asked, and names the series they are missing in', async () => {
    const lost = { ...integrity, last: 9, used: 7, missing: [{ from: 4, to: 5 }] };
    serve([entry(1)], [series({ id: 'qd', name: 'Quyết định' }), series({ integrity: lost, next: 10 })]);
    await open();
    const name = await page().findByText('Sổ chung:');
    expect(name.parentElement?.textContent).toBe(
      'Sổ chung: Sổ chưa liền mạch từ 01 đến 09; thiếu: 04–05; số tiếp theo: 10.',
    );
    expect(page().queryByText('Quyết định:')).toBeNull();
  });

  it('follows what is registered meanwhile', async () => {
    serve([entry(1)]);
    await open();
    await page().findByText('Đang hiện 1 trong 1 văn bản');
    serve([entry(1), entry(2)]);
    act(() => kyso.emit('queue:changed', undefined));
    expect(await page().findByText('Đang hiện 2 trong 2 văn bản', undefined, { timeout: 5000 })).toBeTruthy();
  });

  it('spells out what hides in the words of a document', async () => {
    const fields = { notation: 'QĐ', typeName: 'Quyết định', subject: 'Về\u202eviệc', recipients: [] };
    serve([entry(1, { fields })]);
    await open();
    expect(await page().findByText('Về[U+202E]việc')).toBeTruthy();
  });
});

describe('what becomes of an entry', () => {
  it('is sent with reason and successor, after it was said that there is no way back', async () => {
    serve([entry(7), entry(9)]);
    kyso.answer('registers:change', () => undefined);
    const { user, dialog } = await openEntry('07/QĐ-UBND');
    await user.click(await dialog.findButton('Thay thế…'));
    expect(dialog.getByText('Việc này được ghi vào nhật ký và không hoàn tác được.')).toBeTruthy();
    await user.type(dialog.field('Số trong sổ của văn bản mới'), '9');
    expect(await dialog.findByText('09/QĐ-UBND · Quyết định · Về việc số 9')).toBeTruthy();
    await user.click(dialog.button('Ghi thay thế'));
    expect(dialog.getByText('Ghi lý do.')).toBeTruthy();
    expect(kyso.requestsOf('registers:change')).toEqual([]);
    await user.type(dialog.field('Lý do'), ' Sai nội dung ');
    await user.click(dialog.button('Ghi thay thế'));
    const key = { direction: 'outgoing', series: 'chung', year };
    expect(kyso.requestsOf('registers:change')).toEqual([
      {
        event: 'document-replaced',
        entry: { ...key, number: 7 },
        by: { ...key, number: 9 },
        reason: 'Sai nội dung',
      },
    ]);
    expect(await dialog.findByText('Đã ghi vào sổ và nhật ký.')).toBeTruthy();
  });

  it('is not offered again for a document that was recalled, while its columns can still be filled in', async () => {
    serve([entry(7, { state: 'recalled' })]);
    const { dialog } = await openEntry('07/QĐ-UBND');
    await dialog.findByText(hash('2'));
    expect(dialog.queryByRole('button', { name: /^(?:Đính chính|Thay thế|Thu hồi)/, ...anyway })).toBeNull();
    expect(dialog.button('Bổ sung, sửa…')).toBeTruthy();
  });

  it('stays as typed when the queue refuses it, with the reason', async () => {
    serve([entry(7)]);
    kyso.refuse('registers:change', 'Văn bản số 07 đã được thu hồi.', 'registers.change-refused');
    const { user, dialog } = await openEntry('07/QĐ-UBND');
    await user.click(await dialog.findButton('Thu hồi…'));
    await user.type(dialog.field('Lý do'), 'Trái thẩm quyền');
    await user.type(dialog.field('Số, ký hiệu văn bản thu hồi'), '12/QĐ-UBND');
    await user.type(dialog.field('Ngày'), `31/02/${year}`);
    await user.click(dialog.button('Ghi thu hồi'));
    expect(dialog.getByText('Ghi ngày dạng 22/11/2026.')).toBeTruthy();
    await user.clear(dialog.field('Ngày'));
    await user.type(dialog.field('Ngày'), `5/3/${year}`);
    await user.click(dialog.button('Ghi thu hồi'));
    expect(await dialog.findByText('Văn bản số 07 đã được thu hồi.')).toBeTruthy();
    expect(dialog.field('Lý do').value).toBe('Trái thẩm quyền');
    expect(kyso.requestsOf('registers:change')).toMatchObject([
      { decision: { notation: '12/QĐ-UBND', date: `${year}-03-05` } },
    ]);
  });
});

describe('columns of an entry', () => {
  it('that were empty are filled without a reason, and nothing else is sent', async () => {
    serve([entry(7)]);
    kyso.answer('registers:amend', () => undefined);
    const { user, dialog } = await openEntry('07/QĐ-UBND');
    await user.click(await dialog.findButton('Bổ sung, sửa…'));
    expect(dialog.button('Ghi vào sổ')).toHaveProperty('disabled', true);
    await user.type(dialog.field('Ký nhận'), 'Lê Thị Lan');
    await user.type(dialog.field('Ngày chuyển'), 'hôm qua');
    await user.click(dialog.button('Ghi vào sổ'));
    expect(dialog.getByText('Ghi ngày dạng 22/11/2026.')).toBeTruthy();
    expect(kyso.requestsOf('registers:amend')).toEqual([]);
    await user.clear(dialog.field('Ngày chuyển'));
    await user.type(dialog.field('Ngày chuyển'), `3/3/${year}`);
    await user.click(dialog.button('Ghi vào sổ'));
    expect(kyso.requestsOf('registers:amend')).toEqual([
      {
        direction: 'outgoing',
        series: 'chung',
        year,
        number: 7,
        columns: { receivedBy: 'Lê Thị Lan', passedOn: `${year}-03-03` },
      },
    ]);
    expect(await dialog.findByText('Đã ghi vào sổ và nhật ký.')).toBeTruthy();
  });

  it('in which something stood ask for a reason, and stay as typed when the queue refuses them', async () => {
    serve([entry(7)]);
    kyso.refuse('registers:amend', 'Cơ sở dữ liệu đang bận.');
    const { user, dialog } = await openEntry('07/QĐ-UBND');
    await user.click(await dialog.findButton('Bổ sung, sửa…'));
    expect(dialog.queryByRole('textbox', { name: 'Lý do sửa', ...anyway })).toBeNull();
    await user.type(dialog.field('Trích yếu nội dung'), ' (bản sửa)');
    await user.click(dialog.button('Ghi vào sổ'));
    expect(dialog.getByText('Ghi lý do.')).toBeTruthy();
    await user.type(dialog.field('Lý do sửa'), 'Đọc sai ');
    await user.click(dialog.button('Ghi vào sổ'));
    expect(await dialog.findByText('Cơ sở dữ liệu đang bận.')).toBeTruthy();
    expect(dialog.field('Trích yếu nội dung').value).toBe('Về việc số 7 (bản sửa)');
    expect(kyso.requestsOf('registers:amend')).toMatchObject([
      { columns: { subject: 'Về việc số 7 (bản sửa)' }, reason: 'Đọc sai' },
    ]);
  });

  it('an issued document leaves in a package from where the clerk stands, with the line of where it is', async () => {
    serve([entry(7)]);
    const line = { vi: 'Sở Tài chính đã tiếp nhận, vào sổ.', en: 'Sở Tài chính: accepted.' };
    kyso.answer('edxml:lines', () => [{ document: entry(7).documentSha256, line }]);
    kyso.refuse('edxml:form', 'Không đọc được.');
    const { user, dialog } = await openEntry('07/QĐ-UBND');
    expect(await dialog.findByText(line.vi)).toBeTruthy();
    await user.click(dialog.button('Gửi qua trục…'));
    expect(await screen.findByText(/^Gửi qua trục \(edXML\): 07\/QĐ-UBND/)).toBeTruthy();
    expect(kyso.requestsOf('edxml:form')).toEqual(['job-7']);
  });

  it('tell in the history how they read before', async () => {
    serve([entry(7)]);
    const key = { direction: 'outgoing', series: 'chung', year, number: 7 } as const;
    kyso.answer(
      'registers:entry',
      (): ShownEntry => ({
        entry: entry(7),
        confirmation: null,
        fileName: null,
        job: null,
        changes: [
          {
            at: `${year}-03-04T03:00:00.000Z`,
            change: {
              event: 'entry-amended',
              entry: key,
              reason: 'Đếm nhầm',
              user: 'van-thu',
              before: { copies: 3, receivedBy: null, note: 'cũ' },
              after: { copies: 5, receivedBy: 'Lê Thị Lan', note: null },
            },
          },
        ],
      }),
    );
    const { dialog } = await openEntry('07/QĐ-UBND');
    const line = await dialog.findByText('Sửa thông tin sổ');
    expect(line.parentElement?.textContent).toContain(
      'Sửa thông tin sổ · Số lượng bản: 3 → 5; Ký nhận: Lê Thị Lan; Ghi chú: cũ → (để trống) · Đếm nhầm',
    );
  });
});

describe('Số đang giữ', () => {
  it('gives back what was chosen, with a reason and not without one', async () => {
    serve([]);
    kyso.answer('registers:held', () => [held(4), held(5)]);
    kyso.answer('registers:release', () => undefined);
    const user = await open();
    await user.click(await page().findByRole('tab', { name: 'Số đang giữ (2)' }));
    expect(page().getByText('to-trinh-5.pdf')).toBeTruthy();
    expect(page().getByRole('button', { name: 'Trả số…' })).toHaveProperty('disabled', true);
    await user.click(page().getByRole('checkbox', { name: /^Chọn số 05/ }));
    await user.click(page().getByRole('button', { name: 'Trả 1 số…' }));
    const dialog = await openDialog();
    expect(dialog.getByText('Trả 1 số: 05')).toBeTruthy();
    await user.click(dialog.button('Trả số'));
    expect(kyso.requestsOf('registers:release')).toEqual([]);
    kyso.answer('registers:held', () => [held(4)]);
    await user.type(dialog.field('Lý do'), 'Không ban hành');
    await user.click(dialog.button('Trả số'));
    expect(kyso.requestsOf('registers:release')).toEqual([
      { numbers: [{ direction: 'outgoing', series: 'chung', year, number: 5 }], reason: 'Không ban hành' },
    ]);
    expect(await page().findByRole('tab', { name: 'Số đang giữ (1)', ...anyway })).toBeTruthy();
  });

  it('says that no number is held', async () => {
    serve([]);
    const user = await open();
    await user.click(await page().findByRole('tab', { name: 'Số đang giữ' }));
    expect(await page().findByText('Không có số nào đang giữ')).toBeTruthy();
  });
});

describe('a series that begins in the middle of a year', () => {
  it('gets its first number', async () => {
    serve([], [series({ next: 1, integrity: { ...integrity, last: null, used: 0 } })]);
    kyso.answer('registers:start-series', () => undefined);
    const user = await open();
    expect(await page().findByText('Chưa cấp số nào; số tiếp theo: 01.')).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Bắt đầu từ số…' }));
    const dialog = await openDialog();
    const field = dialog.field('Số đầu tiên cấp bằng phần mềm');
    await user.clear(field);
    await user.click(dialog.button('Đặt số bắt đầu'));
    expect(dialog.getByText('Nhập một số nguyên từ 1 trở lên.')).toBeTruthy();
    await user.type(field, '121{Enter}');
    expect(kyso.requestsOf('registers:start-series')).toEqual([
      { direction: 'outgoing', series: 'chung', year, first: 121 },
    ]);
  });
});

describe('a series after lost steps', () => {
  it('waits for a person to confirm the next number, and says so among others', async () => {
    serve([], [series({ unconfirmed: true }), series({ id: 'qd', name: 'Quyết định' })]);
    kyso.answer('registers:confirm-series', () => undefined);
    const user = await open();
    expect(await page().findByText(/chưa xác nhận số tiếp theo \(dự kiến: 04\)\. .*hãy đối chiếu/)).toBeTruthy();
    await user.click(page().getByRole('button', { name: 'Xác nhận số tiếp theo… của Sổ chung' }));
    const dialog = await openDialog();
    const field = dialog.field('Số cấp cho văn bản tiếp theo');
    expect(field).toHaveProperty('value', '4');
    await user.clear(field);
    await user.type(field, '12{Enter}');
    expect(kyso.requestsOf('registers:confirm-series')).toEqual([
      { direction: 'outgoing', series: 'chung', year, next: 12 },
    ]);
  });
});
