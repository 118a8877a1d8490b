import { describe, expect, it } from 'vitest';
import { loginText, readLoginText } from '../../../src/contracts/login.js';
import { receiptText } from '../../../src/contracts/receipt.js';

const parts = {
  origin: 'https://van-ban.tinh.example:8443',
  fingerprint: 'ab'.repeat(32),
  nonce: 'A-z_'.repeat(10).concat('abc'),
  at: '2026-03-02T01:00:00.000Z',
};

describe('the sign-in text', () => {
  it('says who signs in where, when, and can be read again', () => {
    const text = loginText(parts);
    expect(text).toBe(`KYSO-LOGIN v1 | ${parts.origin} | ${parts.fingerprint} | ${parts.nonce} | ${parts.at}`);
    expect(readLoginText(text)).toEqual(parts);
  });

  it.each([
    ['a nonce that is a sentence', { nonce: 'Tôi đồng ý chuyển quyền sử dụng đất cho ông A.' }],
    ['a nonce with parts of its own', { nonce: `${'A'.repeat(20)} | ${'A'.repeat(20)}` }],
    ['a nonce that is short', { nonce: 'A'.repeat(42) }],
    ['an origin with parts of its own', { origin: 'https://a | b' }],
    ['an origin of two lines', { origin: 'https://a\nhttps://b' }],
    ['an origin with the separator', { origin: 'https://a|b' }],
    ['a fingerprint in capitals', { fingerprint: 'AB'.repeat(32) }],
    ['a time without zone', { at: '2026-03-02T01:00:00' }],
  ])('is not made with %s', (_name, change) => {
    expect(() => loginText({ ...parts, ...change })).toThrow(RangeError);
  });

  it('is not read out of more than itself', () => {
    for (const text of [`${loginText(parts)}\n`, ` ${loginText(parts)}`, loginText(parts).replace('v1', 'v2'), ''])
      expect(readLoginText(text)).toBeNull();
  });
});

describe('the receipt text', () => {
  const receipt = {
    documentId: 'd1',
    sha256: 'cd'.repeat(32),
    receivedAt: '2026-03-02T01:00:00.000Z',
    journal: { seq: 7, head: 'ef'.repeat(32) },
    receiptNumber: 12,
  };

  it('differs with every part that is signed', () => {
    const changes = [
      {},
      { documentId: 'd2' },
      { sha256: 'ce'.repeat(32) },
      { receivedAt: '2026-03-02T01:00:00.001Z' },
      { journal: { seq: 8, head: 'ef'.repeat(32) } },
      { journal: { seq: 7, head: 'ee'.repeat(32) } },
      { journal: null },
      { receiptNumber: 13 },
    ];
    const texts = changes.map((change) => receiptText({ ...receipt, ...change }, parts.origin));
    expect(new Set([...texts, receiptText(receipt, 'https://khac.example')]).size).toBe(changes.length + 1);
    expect(texts[0]).toBe(
      `KYSO-RECEIPT v1 | ${parts.origin} | d1 | ${'cd'.repeat(32)} | 2026-03-02T01:00:00.000Z | 7:${'ef'.repeat(32)} | 12`,
    );
  });
});
