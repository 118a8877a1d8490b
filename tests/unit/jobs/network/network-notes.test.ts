import { describe, expect, it } from 'vitest';
import { NoAnswer } from '../../../../src/main/jobs/network/bounded-fetch.js';
import { AddressRefused } from '../../../../src/main/jobs/network/guarded-network.js';
import type { Failure } from '../../../../src/main/jobs/network/kept-answers.js';
import { notesOfFailures, unansweredOf } from '../../../../src/main/jobs/network/network-notes.js';

const silent = (url: string, detail: string): Failure => ({ url, reason: new NoAnswer(detail, true) });

describe('what is said of servers that did not answer', () => {
  it('is one sentence for each cause, with every server named once', () => {
    const notes = notesOfFailures(
      [
        silent('http://ocsp.ca.gov.vn/a', 'ENOTFOUND'),
        silent('http://crl.ca.gov.vn/g2.crl', 'ENOTFOUND'),
        silent('http://crl.ca.gov.vn/root.crl', 'EAI_AGAIN'),
        silent('http://crl.ca.gov.vn/other.crl', 'net::ERR_NAME_NOT_RESOLVED'),
        silent('http://pki.gov.vn:8080/x', 'ECONNREFUSED'),
      ],
      true,
    );
    expect(notes.map(({ code }) => code)).toEqual(['server-silent', 'server-silent']);
    expect(notes[0]?.vi).toContain('(ocsp.ca.gov.vn, crl.ca.gov.vn)');
    expect(notes[1]?.vi).toContain('(pki.gov.vn:8080)');
  });

  it.each([
    ['ENOTFOUND', 'Không tìm thấy'],
    ['ECONNREFUSED', 'Không kết nối được'],
    ['EHOSTUNREACH', 'Không kết nối được'],
    ['UND_ERR_SOCKET', 'Không kết nối được'],
    ['net::ERR_PROXY_CONNECTION_FAILED', 'Không kết nối được'],
    ['timeout', 'không trả lời kịp'],
    ['ETIMEDOUT', 'không trả lời kịp'],
    ['UND_ERR_CONNECT_TIMEOUT', 'không trả lời kịp'],
    ['net::ERR_TIMED_OUT', 'không trả lời kịp'],
    ['HTTP 503', 'không dùng được'],
    ['too large', 'không dùng được'],
  ])('says %s in plain words and not as a code', (detail, words) => {
    const [note] = notesOfFailures([silent('http://crl.ca.gov.vn/x', detail)], true);
    expect(note?.vi).toContain(words);
    expect(`${note?.vi} ${note?.en}`).not.toContain(detail);
  });

  it('keeps address and code beside the sentences, each once', () => {
    const failure = silent('http://crl.ca.gov.vn/g2.crl', 'ENOTFOUND');
    expect(unansweredOf([failure, failure], true)).toEqual([
      { url: 'http://crl.ca.gov.vn/g2.crl', detail: 'ENOTFOUND' },
    ]);
    expect(unansweredOf([failure], false)).toEqual([]);
  });

  it('tells a refusal always, a silence only where it left something open', () => {
    const failures = [
      silent('http://a.gov.vn/', 'timeout'),
      { url: 'http://10.0.0.1/', reason: new AddressRefused('not-listed') },
      { url: 'http://evil.example/', reason: new AddressRefused('not-listed') },
    ];
    expect(notesOfFailures(failures, false).map(({ code, vi }) => [code, /\(([^)]*)\)/.exec(vi)?.[1]])).toEqual([
      ['address-refused', '10.0.0.1, evil.example'],
    ]);
    expect(notesOfFailures(failures, true)).toHaveLength(2);
  });

  it('is no wall of text, however many and long the addresses of a stranger are', () => {
    const many = Array.from({ length: 200 }, (_, index) => silent(`http://${'a'.repeat(60)}${index}.vn/`, 'timeout'));
    const long = silent(`not an address ${'x'.repeat(5000)}`, 'HTTP 404');
    const notes = notesOfFailures([...many, long], true);
    expect(notes).toHaveLength(2);
    expect(notes[0]?.vi).toContain('và 196 nơi khác');
    for (const { vi } of notes) expect(vi.length).toBeLessThan(600);
    expect(unansweredOf([long], true)[0]?.url.length).toBe(300);
  });
});
