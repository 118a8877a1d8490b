import { describe, expect, it, vi } from 'vitest';
import { practiceFetch } from '../../../../src/main/jobs/practice/practice-network.js';

const asked = vi.fn(async () => new Response('answer'));

describe('the network of practice', () => {
  it.each([
    ['the real server, where there is none for training', null, 'https://van-ban.tinh.gov.vn/api/v1/sessions'],
    ['the real server, where there is one for training', 'https://tap-huan.gov.vn', 'https://van-ban.gov.vn/api'],
    ['a timestamp server', 'https://tap-huan.gov.vn', 'http://tsa.ca.gov.vn/'],
    ['another port of the training server', 'https://tap-huan.gov.vn', 'https://tap-huan.gov.vn:8443/api'],
    ['a name that begins like the training server', 'https://tap-huan.gov.vn', 'https://tap-huan.gov.vn.example/api'],
  ])('asks nothing of %s', async (_, server, url) => {
    asked.mockClear();
    await expect(practiceFetch(server, asked)(url, {})).rejects.toMatchObject({ code: 'practice.no-server' });
    expect(asked).not.toHaveBeenCalled();
  });

  it('asks the training server', async () => {
    const answer = await practiceFetch('https://tap-huan.gov.vn/van-ban/', asked)('https://tap-huan.gov.vn/api', {});
    expect(await answer.text()).toBe('answer');
  });
});
