import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { KysoPinApi, PinPrompt } from '../../../src/contracts/ipc.js';
import { PinWindow } from '../../../src/renderer/pin/pin-window.js';
import { show } from './support.js';

type TokenChanges = Partial<PinPrompt['token']>;

const prompt = (token: TokenChanges = {}, changes: Partial<PinPrompt> = {}): PinPrompt => ({
  count: 18,
  names: ['to-trinh.pdf', 'quyet-dinh.pdf'],
  certificate: {
    commonName: 'Nguyễn Thị Ánh Tuyết',
    organization: 'Sở Nội vụ',
    issuer: 'CA phục vụ các cơ quan Nhà nước G2',
    notAfter: '2029-03-01T05:00:00Z',
  },
  token: { label: 'VGCA Token', state: 'ok', minLength: 4, maxLength: 16, pad: false, ...token },
  purpose: { kind: 'login' },
  again: null,
  caution: [],
  ...changes,
});

const openWith = async (given: PinPrompt) => {
  const submitted: { bytes: Uint8Array; text: string; acknowledged: boolean }[] = [];
  const api = {
    prompt: async () => given,
    submit: (pin, acknowledged) => {
      // The bridge copies; what is kept here is the page's own array, to see it overwritten.
      submitted.push({ bytes: pin, text: new TextDecoder().decode(pin), acknowledged });
    },
    cancel: vi.fn<() => void>(),
  } satisfies KysoPinApi;
  vi.stubGlobal('kysoPin', api);
  show(<PinWindow />);
  const heading = given.purpose.kind === 'change' ? 'Đổi mã PIN' : `Ký ${given.count} văn bản`;
  await screen.findByRole('heading', { name: heading });
  return { submitted, api, user: userEvent.setup() };
};

const field = () => screen.getByLabelText<HTMLInputElement>('Mã PIN');
const sign = () => screen.getByRole('button', { name: 'Ký' });

describe('PIN window', () => {
  it('shows what will be signed and with which certificate before a PIN is typed', async () => {
    await openWith(prompt());
    for (const text of ['to-trinh.pdf', 'và 16 văn bản khác', 'Nguyễn Thị Ánh Tuyết', 'Sở Nội vụ']) {
      expect(screen.getByText(text)).toBeTruthy();
    }
    expect(screen.getByText(/Có hiệu lực đến 01\/03\/2029/)).toBeTruthy();
    expect(screen.getByText(/phần mềm không lưu mã PIN/)).toBeTruthy();
  });

  it('submits once with Enter, empties the field and overwrites the bytes', async () => {
    const { submitted, user } = await openWith(prompt());
    const typed = field();
    await user.type(typed, '83415926{Enter}{Enter}');
    expect(submitted.map(({ text, acknowledged }) => [text, acknowledged])).toEqual([['83415926', false]]);
    expect(typed.value).toBe('');
    expect(submitted[0]?.bytes.every((byte) => byte === 0)).toBe(true);
    expect(document.documentElement.outerHTML).not.toContain('83415926');
  });

  it('is a password field that remembers nothing', async () => {
    await openWith(prompt());
    expect(field().type).toBe('password');
    expect(field().autocomplete).toBe('off');
    expect(document.activeElement).toBe(field());
  });

  it('cancels with Escape and with the button', async () => {
    const { api, user, submitted } = await openWith(prompt());
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Hủy' }));
    expect(api.cancel).toHaveBeenCalledTimes(2);
    expect(submitted).toEqual([]);
  });

  it('does not send a PIN that the token would count as a wrong try', async () => {
    const { submitted, user } = await openWith(prompt());
    await user.type(field(), '123{Enter}');
    expect(submitted).toEqual([]);
    expect(sign()).toHaveProperty('disabled', true);
    await user.type(field(), '4567890123456789{Enter}');
    expect(submitted).toEqual([]);
    expect(screen.getByText(/dài hơn mức thiết bị quy định/)).toBeTruthy();
  });

  it('takes the last try only after the box is ticked, and says so to the host', async () => {
    const { submitted, user } = await openWith(prompt({ state: 'final-try' }));
    await user.type(field(), '83415926{Enter}');
    expect(submitted).toEqual([]);
    await user.click(screen.getByRole('checkbox', { name: 'Tôi hiểu đây là lần thử cuối' }));
    await user.click(sign());
    expect(submitted.map(({ acknowledged }) => acknowledged)).toEqual([true]);
  });

  it('signs with a certificate of which not all is known only after the box is ticked', async () => {
    const caution = [{ code: 'app.internal', vi: 'Chưa biết có bị thu hồi không.', en: 'Unknown.' } as const];
    const { submitted, user } = await openWith(prompt({}, { caution }));
    expect(screen.getByText('Chưa biết có bị thu hồi không.')).toBeTruthy();
    await user.type(field(), '83415926{Enter}');
    expect(submitted).toEqual([]);
    await user.click(screen.getByRole('checkbox', { name: 'Tôi đã đọc và vẫn ký' }));
    await user.click(sign());
    expect(submitted).toHaveLength(1);
  });

  it.each([
    ['locked', /đã bị khóa/],
    ['not-set', /chưa được đặt mã PIN/],
  ] as const)('offers no field for a token that is %s', async (state, sentence) => {
    await openWith(prompt({ state }));
    expect(screen.getByText(sentence)).toBeTruthy();
    expect(screen.queryByLabelText('Mã PIN')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Ký' })).toBeNull();
  });

  it('warns after a wrong PIN, with the reason why it asks again', async () => {
    const again = { code: 'app.internal', vi: 'Mã PIN không đúng.', en: 'Wrong PIN.' } as const;
    await openWith(prompt({ state: 'count-low' }, { again }));
    expect(screen.getByText('Mã PIN không đúng.')).toBeTruthy();
    expect(screen.getByText(/nhập sai nữa có thể làm khóa thiết bị/)).toBeTruthy();
  });

  it.each([
    [undefined, 0],
    [2, 1],
  ])(
    'does not say twice that few tries are left; with %s told by the token it says how many',
    async (left, notices) => {
      const code = 'token.pin-wrong-count-low';
      const again = { code, vi: 'Mã PIN không đúng. Số lần thử còn lại không nhiều.', en: 'Wrong; few left.' } as const;
      await openWith(prompt({ state: 'count-low', ...(left !== undefined && { triesLeft: left }) }, { again }));
      expect(screen.queryAllByText(/Mã PIN vừa bị nhập sai/)).toHaveLength(notices);
    },
  );

  it('sends no bytes where the PIN is typed on the reader', async () => {
    const { submitted, user } = await openWith(prompt({ pad: true }));
    expect(screen.queryByLabelText('Mã PIN')).toBeNull();
    await user.click(sign());
    expect(submitted.map(({ bytes }) => bytes.length)).toEqual([0]);
    expect(screen.getByRole('status').textContent).toContain('Hãy nhập mã PIN trên bàn phím của thiết bị.');
    expect(screen.getByRole('progressbar', { name: 'Thời gian chờ còn lại' }).getAttribute('aria-valuemax')).toBe(
      '120',
    );
    expect(screen.getByRole('button', { name: 'Hủy' })).toHaveProperty('disabled', true);
  });
});

describe('PIN window for a change', () => {
  const change = (token: TokenChanges = {}, changes: Partial<PinPrompt> = {}): PinPrompt =>
    prompt(token, { count: 0, names: [], purpose: { kind: 'change' }, ...changes });
  const label = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
  const submit = () => screen.getByRole('button', { name: 'Đổi mã PIN' });
  const type = async (user: ReturnType<typeof userEvent.setup>, old: string, fresh: string, again: string) => {
    await user.type(label('Mã PIN hiện tại'), old);
    await user.type(label('Mã PIN mới'), fresh);
    await user.type(label('Nhập lại mã PIN mới'), again);
  };

  it('sends old and new in one, once, empties the fields and overwrites the bytes', async () => {
    const { submitted, user } = await openWith(change());
    await type(user, '83415926', '71828182', '71828182{Enter}{Enter}');
    expect(submitted).toHaveLength(1);
    // 4 octets with the length of the old one come first.
    expect(submitted[0]?.text.slice(4)).toBe('8341592671828182');
    expect(submitted[0]?.bytes.every((byte) => byte === 0)).toBe(true);
    for (const name of ['Mã PIN hiện tại', 'Mã PIN mới', 'Nhập lại mã PIN mới']) expect(label(name).value).toBe('');
    expect(document.documentElement.outerHTML).not.toMatch(/83415926|71828182/);
  });

  it('sends nothing before the new PIN was typed twice alike, and says so', async () => {
    const { submitted, user } = await openWith(change());
    await type(user, '83415926', '71828182', '71828183{Enter}');
    expect(submitted).toEqual([]);
    expect(submit()).toHaveProperty('disabled', true);
    expect(screen.getByText('Hai lần nhập mã PIN mới không giống nhau.')).toBeTruthy();
  });

  it.each([
    ['an old PIN that the token would count as a wrong try', '123', '71828182'],
    ['a new PIN shorter than the token takes', '83415926', '123'],
    ['a new PIN longer than the token takes', '83415926', '71828182718281828'],
  ])('does not send %s', async (_, old, fresh) => {
    const { submitted, user } = await openWith(change());
    await type(user, old, fresh, `${fresh}{Enter}`);
    expect(submitted).toEqual([]);
  });

  it('takes the last try only after the box is ticked', async () => {
    const { submitted, user } = await openWith(change({ state: 'final-try' }));
    await type(user, '83415926', '71828182', '71828182{Enter}');
    expect(submitted).toEqual([]);
    await user.click(screen.getByRole('checkbox', { name: 'Tôi hiểu đây là lần thử cuối' }));
    await user.click(submit());
    expect(submitted.map(({ acknowledged }) => acknowledged)).toEqual([true]);
  });

  it('lists no documents, and does not send the person elsewhere to change it', async () => {
    await openWith(change({ state: 'to-be-changed' }));
    expect(screen.queryByText('Văn bản sẽ được ký')).toBeNull();
    expect(screen.queryByText(/bấm Hủy/)).toBeNull();
  });

  it('offers no field for a locked token', async () => {
    await openWith(change({ state: 'locked' }));
    expect(screen.queryByLabelText('Mã PIN hiện tại')).toBeNull();
  });
});
