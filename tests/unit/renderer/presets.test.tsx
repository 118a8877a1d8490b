import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { presetsSchema } from '../../../src/contracts/records.js';
import { App } from '../../../src/renderer/app.js';
import { type FakeWindow, fault, presets, setUpKyso, show } from './support.js';

vi.mock('../../../src/renderer/ui/pdf-preview.js', () => ({
  PdfPreview: ({ name }: { name: string }) => <p>xem {name}</p>,
}));

let kyso: FakeWindow;
const pngBase64 = 'iVBORw0KGgo=';
const seal = { pngBase64, widthMm: 36 };

beforeEach(() => {
  kyso = setUpKyso();
  kyso.answer('presets:set', (asked) => asked);
});

const openPresets = async () => {
  const user = userEvent.setup();
  show(<App />);
  await user.click(screen.getByRole('button', { name: 'Cài đặt' }));
  await user.click(screen.getByRole('tab', { name: 'Văn thư' }));
  const page = within(screen.getByRole('tabpanel', { name: 'Văn thư' }));
  await page.findByRole('textbox', { name: 'Tên cơ quan, tổ chức' });
  return { user, page };
};
type Opened = Awaited<ReturnType<typeof openPresets>>;
const save = ({ page }: Opened) => page.getByRole('button', { name: 'Lưu thiết lập' });
const saved = () => kyso.requestsOf('presets:set');

describe('Thiết lập văn thư', () => {
  it('keeps name, way, time and stamp once they are saved, and not before', async () => {
    const opened = await openPresets();
    const { user, page } = opened;
    expect(save(opened)).toHaveProperty('disabled', true);
    const agency = page.getByRole('textbox', { name: 'Tên cơ quan, tổ chức' });
    await user.clear(agency);
    await user.type(agency, ' UBND xã Mỹ Hạnh ');
    await user.click(page.getByRole('radio', { name: /^Mỗi dấu là một chữ ký riêng/ }));
    await user.click(page.getByRole('radio', { name: /22\/11\/2026 08:05:09/ }));
    await user.click(page.getByRole('radio', { name: /^Chỗ trống rộng nhất/ }));
    expect(saved()).toEqual([]);
    await user.click(save(opened));
    const expected = presets({ agency: 'UBND xã Mỹ Hạnh', marks: 'own-signatures', timeFormat: 'vietnamese' });
    expect(saved()).toEqual([
      { ...expected, office: { ...expected.office, arrivalStamp: { scale: 1, least: 0.6, place: 'free-room' } } },
    ]);
    expect(await page.findByText(/^Đã lưu\./)).toBeTruthy();
    expect(save(opened)).toHaveProperty('disabled', true);
  });

  it('takes the width of a seal as people type it, and says what deviates from the decree', async () => {
    const remark = {
      ...fault('presets.image-not-png', 'Hình không có nền trong suốt.'),
      severity: 'warning',
      clause: 'PL I',
    };
    kyso.answer('presets:choose-image', () => ({ image: seal, remarks: [remark] }));
    const opened = await openPresets();
    const { user, page } = opened;
    await user.click(page.getByRole('button', { name: 'Chọn hình con dấu…' }));
    expect(kyso.requestsOf('presets:choose-image')).toEqual(['seal']);
    expect((await page.findByRole('img', { name: 'Hình con dấu' })).style.width).toBe('36mm');
    expect(page.getByText(/Hình không có nền trong suốt\./).textContent).toContain('(PL I)');
    const width = page.getByRole('textbox', { name: 'Chiều rộng thật của con dấu, mm' });
    await user.clear(width);
    await user.type(width, '41,5');
    await user.click(save(opened));
    expect(saved()).toEqual([presets({ seal: { pngBase64, widthMm: 41.5 } })]);
  });

  it.each(['', '4', '121', '3x', '36.555'])('does not save a seal that is “%s” mm wide', async (typed) => {
    kyso.answer('presets:get', () => presets({ seal }));
    const opened = await openPresets();
    const { user, page } = opened;
    const width = page.getByRole('textbox', { name: 'Chiều rộng thật của con dấu, mm' });
    await user.clear(width);
    if (typed !== '') await user.type(width, typed);
    await user.click(save(opened));
    expect(saved()).toEqual([]);
    expect(page.getByText('Nhập số từ 5 đến 120 mm.')).toBeTruthy();
  });

  it('says why a picture was refused, and keeps the one that was there', async () => {
    kyso.answer('presets:get', () => presets({ seal }));
    kyso.refuse('presets:choose-image', 'Tệp “dau.jpg” không phải hình PNG.');
    const { user, page } = await openPresets();
    await user.click(page.getByRole('button', { name: 'Đổi hình con dấu…' }));
    expect(await page.findByText('Tệp “dau.jpg” không phải hình PNG.')).toBeTruthy();
    expect(page.getByRole('img', { name: 'Hình con dấu' })).toBeTruthy();
  });

  it('gives each type of document to one series, whose id outlives its name', async () => {
    const kept = { id: 'quyet-dinh', name: 'Quyết định', types: ['Quyết định'] };
    kyso.answer('presets:get', () => presets({ series: [kept] }));
    const opened = await openPresets();
    const { user, page } = opened;
    const field = (name: string) => page.getByRole('textbox', { name });
    await user.type(field('Tên dãy 1'), ' cá biệt');
    await user.click(page.getByRole('button', { name: 'Thêm dãy số' }));
    await user.type(field('Loại văn bản của dãy 2, cách nhau bằng dấu phẩy'), 'Chỉ thị,  quyết định');
    await user.click(save(opened));
    expect(page.getByText('Hãy đặt tên cho dãy, hoặc bỏ dãy này.')).toBeTruthy();
    await user.type(field('Tên dãy 2'), 'Khác');
    await user.click(save(opened));
    expect(page.getByText(/Có loại văn bản đã thuộc dãy ở trên/)).toBeTruthy();
    expect(saved()).toEqual([]);
    await user.clear(field('Loại văn bản của dãy 2, cách nhau bằng dấu phẩy'));
    await user.click(save(opened));
    expect(saved()).toEqual([
      presets({
        series: [
          { id: 'quyet-dinh', name: 'Quyết định cá biệt', types: ['Quyết định'] },
          { id: expect.stringMatching(/^[a-z0-9-]{1,40}$/), name: 'Khác', types: [] },
        ],
      }),
    ]);
  });

  it('keeps the signature that was chosen for the leader it was chosen for', async () => {
    kyso.answer('presets:choose-image', () => ({ image: { ...seal, widthMm: 40 }, remarks: [] }));
    const opened = await openPresets();
    const { user, page } = opened;
    const add = page.getByRole('button', { name: 'Thêm người ký' });
    await user.click(add);
    await user.click(add);
    await user.type(page.getByRole('textbox', { name: 'Họ và tên người ký 1' }), 'Trần Văn Đức');
    await user.click(page.getByRole('button', { name: 'Chọn hình chữ ký của Trần Văn Đức…' }));
    await page.findByRole('img', { name: 'Hình chữ ký của Trần Văn Đức' });
    await user.click(page.getByRole('button', { name: 'Bỏ người ký 2' }));
    await user.click(save(opened));
    const signature = { pngBase64, widthMm: 40 };
    expect(saved()).toEqual([presets({}, [{ name: 'Trần Văn Đức', signature, initials: null }])]);
  });

  it('loses no place that was remembered while this page stood open, and forgets all on request', async () => {
    const remembered = { 'so-noi-vu/cong-van': { seal: { dx: 3, dy: 1 } } };
    const opened = await openPresets();
    const { user, page } = opened;
    kyso.answer('presets:get', () => presets({ corrections: remembered }));
    await user.type(page.getByRole('textbox', { name: 'Tên cơ quan, tổ chức' }), '!');
    await user.click(save(opened));
    await page.findByText('Đang nhớ cho 1 mẫu văn bản.');
    expect(page.getByText('So-noi-vu/cong-van')).toBeTruthy();
    expect(saved()[0]).toMatchObject({ office: { corrections: remembered } });
    await user.click(page.getByRole('button', { name: 'Quên tất cả' }));
    expect(page.getByText('Chưa nhớ vị trí nào.')).toBeTruthy();
    await user.click(save(opened));
    expect(saved()[1]).toMatchObject({ office: { corrections: {} } });
  });

  it('lists the templates whose places are remembered, the last one first, and forgets them one by one', async () => {
    const seal = { dx: 3, dy: 1 };
    kyso.answer('presets:get', () =>
      presets({
        corrections: {
          'sở nội vụ|tờ trình|600x840': { seal, number: seal },
          'sở nội vụ|công văn|600x840': { number: seal },
          'sở nội vụ|công văn|610x790': { day: seal },
        },
      }),
    );
    const opened = await openPresets();
    const { user, page } = opened;
    const items = () =>
      page.getAllByRole('button', { name: /^Quên vị trí/ }).map((one) => one.closest('li')?.textContent);
    expect(items()).toEqual([
      'Sở nội vụ · công văn (610 × 790 pt)NgàyQuên',
      'Sở nội vụ · công văn (600 × 840 pt)SốQuên',
      'Sở nội vụ · tờ trìnhSố, DấuQuên',
    ]);
    await user.click(page.getByRole('button', { name: 'Quên vị trí đã nhớ của Sở nội vụ · tờ trình' }));
    await user.click(save(opened));
    expect(Object.keys(presetsSchema.parse(saved()[0]).office.corrections)).toEqual([
      'sở nội vụ|công văn|600x840',
      'sở nội vụ|công văn|610x790',
    ]);
  });

  it('shows an imported file before it is in force', async () => {
    const other = presets({ agency: 'Sở Tài chính', corrections: { x: {} } });
    kyso.answer('presets:import', () => other);
    const opened = await openPresets();
    const { user, page } = opened;
    await user.click(page.getByRole('button', { name: 'Nhập từ tệp…' }));
    await page.findByText(/Đã đọc tệp nhưng chưa lưu/);
    const agency = page.getByRole<HTMLInputElement>('textbox', { name: 'Tên cơ quan, tổ chức' });
    expect([agency.value, saved()]).toEqual(['Sở Tài chính', []]);
    await user.click(page.getByRole('button', { name: 'Bỏ thay đổi' }));
    expect(agency.value).toBe('Sở Nội vụ tỉnh Đồng Tháp');
    await user.click(page.getByRole('button', { name: 'Nhập từ tệp…' }));
    await page.findByText(/Đã đọc tệp nhưng chưa lưu/);
    await user.click(save(opened));
    expect(saved()).toEqual([other]);
  });

  it('exports what is kept, never what is only typed', async () => {
    kyso.answer('presets:export', () => true);
    const { user, page } = await openPresets();
    const button = page.getByRole('button', { name: 'Xuất ra tệp…' });
    await user.type(page.getByRole('textbox', { name: 'Tên cơ quan, tổ chức' }), '!');
    expect(button).toHaveProperty('disabled', true);
    await user.click(page.getByRole('button', { name: 'Bỏ thay đổi' }));
    await user.click(button);
    expect(await page.findByText(/^Đã xuất\./)).toBeTruthy();
  });

  it('tells that what was kept could not be read', async () => {
    kyso.answer('presets:trouble', () => fault('presets.damaged', 'Không đọc được thiết lập văn thư đã lưu.'));
    const { page } = await openPresets();
    expect(await page.findByText('Không đọc được thiết lập văn thư đã lưu.')).toBeTruthy();
  });

  it('says why it could not be saved, and keeps what was typed', async () => {
    kyso.refuse('presets:set', 'Không ghi được kết quả.');
    const opened = await openPresets();
    await opened.user.type(opened.page.getByRole('textbox', { name: 'Tên cơ quan, tổ chức' }), '!');
    await opened.user.click(save(opened));
    expect(await opened.page.findByText('Không ghi được kết quả.')).toBeTruthy();
    expect(opened.page.getByRole<HTMLInputElement>('textbox', { name: 'Tên cơ quan, tổ chức' }).value).toMatch(/!$/);
  });
});
