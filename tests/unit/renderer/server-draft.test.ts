import { describe, expect, it } from 'vitest';
import type { ServerSettings } from '../../../src/contracts/ipc.js';
import { draftOf, limitOf, orderOf, withSeries } from '../../../src/renderer/server/server-draft.js';

const settings: ServerSettings = {
  limit: null,
  server: 'https://vb.example',
  series: [
    { direction: 'outgoing', series: 'chung', name: null, server: null },
    { direction: 'outgoing', series: 'qd', name: 'Quyết định', server: 'https://cu.example' },
    { direction: 'incoming', series: 'den', name: null, server: null },
  ],
};
const draft = draftOf(settings);

describe('work with the server as it is typed', () => {
  it.each([
    ['', null],
    [' 256 ', 256],
    ['1', 1],
    ['999999', 999_999],
    ['0', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['nhanh', undefined],
    ['1000000', undefined],
  ])('a limit of “%s” is %s', (limit, expected) => {
    expect(limitOf({ ...draft, limit })).toBe(expected);
  });

  it('orders nothing of series that stay as they are, and nothing at all with a limit that is none', () => {
    expect(orderOf(draft, settings)).toEqual({ limit: null, series: [] });
    expect(orderOf({ ...draft, limit: 'x' }, settings)).toBeUndefined();
  });

  it('hands over the series that another is to give the numbers of', () => {
    const changed = withSeries(withSeries(draft, 'incoming/den', true), 'outgoing/qd', false);
    expect(orderOf({ ...changed, limit: '64' }, settings)).toEqual({
      limit: 64,
      series: [
        { direction: 'outgoing', series: 'qd', byServer: false },
        { direction: 'incoming', series: 'den', byServer: true },
      ],
    });
  });
});
