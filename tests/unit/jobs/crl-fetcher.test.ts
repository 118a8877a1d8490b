import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CrlFetcher } from '../../../src/main/jobs/crl-fetcher.js';

let server: Server;
let base: string;
let asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/list.crl') response.end('danh sách');
    else if (request.url === '/moved') response.writeHead(302, { location: '/list.crl' }).end();
    else if (request.url === '/huge') {
      const part = Buffer.alloc(1024 * 1024);
      const more = (): void => {
        while (!response.destroyed && response.write(part));
      };
      response.on('drain', more);
      more();
    } else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

describe('fetching revocation lists', () => {
  it('gives those that could be had and is silent about the others', async () => {
    const lists = await new CrlFetcher(fetch).get([`${base}/list.crl`, `${base}/none`, 'http://127.0.0.1:1/']);
    expect(lists.map((list) => Buffer.from(list).toString('utf8'))).toEqual(['danh sách']);
  });
  it('follows no redirect', async () => {
    expect(await new CrlFetcher(fetch).get([`${base}/moved`])).toEqual([]);
  });
  it('gives up on a list without end', async () => {
    expect(await new CrlFetcher(fetch).get([`${base}/huge`])).toEqual([]);
  });
  it('asks once, until the answer is old', async () => {
    let now = 0;
    const fetcher = new CrlFetcher(fetch, () => now);
    asked = [];
    await fetcher.get([`${base}/list.crl`]);
    await fetcher.get([`${base}/list.crl`]);
    expect(asked).toEqual(['/list.crl']);
    now = 11 * 60_000;
    await fetcher.get([`${base}/list.crl`]);
    expect(asked).toHaveLength(2);
  });
});
