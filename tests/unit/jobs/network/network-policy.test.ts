import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadNetworkPolicy } from '../../../../src/main/jobs/network/network-policy.js';

const shipped = 'resources/policy/network.json';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kyso-policy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (content: unknown): string => {
  const path = join(folder, 'network.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('the network policy', () => {
  it('that is shipped allows official servers and keeps to the limits', () => {
    const { hosts, limits } = loadNetworkPolicy({ shipped, added: join(folder, 'none.json') });
    expect(hosts.map(({ host }) => host)).toContain('*.gov.vn');
    expect(hosts.some((entry) => entry.private)).toBe(false);
    expect(limits).toMatchObject({ deadlineMs: 10_000, answerBytes: 1_048_576, listBytes: 20_971_520 });
  });

  it('takes what the administrator adds, each key alone', () => {
    const added = file({
      hosts: [{ host: 'ca.tinh.gov.vn', private: true }],
      aliases: { 'ocsp.trong.lan': 'ocsp.ca.gov.vn' },
    });
    const { hosts, aliases, limits } = loadNetworkPolicy({ shipped, added });
    expect(hosts[0]).toEqual({ host: 'ca.tinh.gov.vn', private: true });
    expect(hosts.map(({ host }) => host)).toContain('*.gov.vn');
    expect(aliases).toMatchObject({ 'ocsp.trong.lan': 'ocsp.ca.gov.vn', 'ocsp.ca.ptc': 'ocsp.ca.gov.vn' });
    expect(limits.deadlineMs).toBe(10_000);
  });

  it.each([
    'không phải JSON',
    [],
    { hosts: [{ host: '*' }] },
    { hosts: [{ host: '127.0.0.1' }] },
    { hosts: [{ host: 'http://ca.gov.vn/' }] },
    { hosts: [{ host: 'CA.GOV.VN' }] },
    { hosts: [{ host: 'ca.gov.vn', extra: true }] },
    { aliases: { 'ocsp.ca.ptc': '127.0.0.1' } },
    { aliases: { 'ocsp.ca.ptc': '*.gov.vn' } },
    { limits: { deadlineMs: 600_000, answerBytes: 1024, listBytes: 1024, cacheBytes: 0 } },
    { unknown: 1 },
  ])('that is wrong stops everything: %j', (content) => {
    const added = file(content);
    expect(() => loadNetworkPolicy({ shipped, added })).toThrow(
      expect.objectContaining({ code: 'app.network-policy-invalid' }),
    );
  });

  it('that is shipped needs all of its keys', () => {
    expect(() => loadNetworkPolicy({ shipped: file({ hosts: [] }), added: null })).toThrow(
      expect.objectContaining({ code: 'app.network-policy-invalid' }),
    );
  });
});
