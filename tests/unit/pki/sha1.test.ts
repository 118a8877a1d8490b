import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../../src/contracts/faults/index.js';
import { inMemory } from '../../../src/main/pki/algorithms.js';
import { checkedBytes, setSha1Module, sha1WithDetection } from '../../../src/main/pki/sha1.js';
import fc from '../../fast-check.js';
import { shambles1, shambles2, shattered1, shattered2 } from '../../fixtures/sha1-collisions.js';
import { sha1ModulePath } from '../../sha1-module.js';

const sha1 = (bytes: Uint8Array) => sha1WithDetection((sink) => sink(bytes));
const plain = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const pairs = [
  ['SHAttered', shattered1, shattered2, 'f92d74e3874587aaf443d1db961d4e26dde13e9c'],
  ['SHA-1 is a Shambles', shambles1, shambles2, '8ac60ba76f1999a1ab70223f225aefdc78d4ddc0'],
] as const;

/** Reproducible. */
const noise = (length: number, seed: string): Buffer =>
  createHash('shake256', { outputLength: length }).update(seed).digest();

describe('the digest is that of SHA-1', () => {
  it.each([0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 121, 127, 128, 129])('for %d bytes', (length) => {
    const bytes = noise(length, 'length');
    expect(sha1(bytes)).toEqual({
      digest: new Uint8Array(createHash('sha1').update(bytes).digest()),
      collision: false,
    });
  });

  it('for any bytes in any parts', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (parts) => {
        const { digest, collision } = sha1WithDetection((sink) => {
          for (const part of parts) sink(part);
        });
        expect(hex(digest)).toBe(plain(Buffer.concat(parts)));
        expect(collision).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('for a part that is a window of a larger buffer', () => {
    const bytes = noise(1000, 'window');
    expect(hex(sha1(bytes.subarray(123, 700)).digest)).toBe(plain(bytes.subarray(123, 700)));
  });

  it('for two streams read by turns', () => {
    const [left, right] = [noise(200, 'left'), noise(200, 'right')];
    let inner = '';
    const outer = sha1WithDetection((sink) => {
      sink(left.subarray(0, 100));
      inner = hex(sha1(right).digest);
      sink(left.subarray(100));
    });
    expect([hex(outer.digest), inner]).toEqual([plain(left), plain(right)]);
  });
});

describe.each(pairs)('%s', (_, first, second, digest) => {
  it('is a collision', () => {
    expect(first.equals(second)).toBe(false);
    expect([plain(first), plain(second)]).toEqual([digest, digest]);
  });

  it('shows in either of the two, alone, with the digest of plain SHA-1', () => {
    for (const bytes of [first, second]) {
      const found = sha1(bytes);
      expect([hex(found.digest), found.collision]).toEqual([digest, true]);
    }
  });

  it('shows whatever follows, and in parts of any size', () => {
    const bytes = Buffer.concat([first, noise(10_000, 'tail')]);
    for (const size of [1, 7, 63, 64, 65, 4096]) {
      const { digest: found, collision } = sha1WithDetection((sink) => {
        for (let at = 0; at < bytes.length; at += size) sink(bytes.subarray(at, at + size));
      });
      expect([hex(found), collision]).toEqual([plain(bytes), true]);
    }
  });

  it('does not show with any byte of its last block changed', () => {
    for (let at = first.length - 64; at < first.length; at++) {
      const bytes = Buffer.from(first);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0x20, at);
      expect(sha1(bytes).collision, `byte ${at}`).toBe(false);
    }
  });

  it('does not show before its last block, nor after another prefix', () => {
    expect(sha1(first.subarray(0, first.length - 64)).collision).toBe(false);
    expect(sha1(Buffer.concat([Buffer.alloc(64), first])).collision).toBe(false);
  });
});

it('10,000 random blocks and their repetitions show nothing', () => {
  expect(sha1(noise(640_000, 'blocks')).collision).toBe(false);
  for (const byte of [0x00, 0x20, 0xff]) expect(sha1(Buffer.alloc(100_000, byte)).collision).toBe(false);
});

describe('checkedBytes', () => {
  it('computes SHA-1 once, and leaves other digests to the bytes', () => {
    let streamed = 0;
    const bytes = inMemory(shattered1);
    const checked = checkedBytes({
      digest: bytes.digest,
      stream: (sink) => {
        streamed += 1;
        bytes.stream(sink);
      },
    });
    expect(checked.sha1Collision()).toBe(true);
    expect(hex(checked.digest('sha1'))).toBe(plain(shattered1));
    expect(checked.digest('sha256')).toEqual(bytes.digest('sha256'));
    expect(streamed).toBe(1);
  });
});

describe('without the module', () => {
  afterEach(() => setSha1Module(sha1ModulePath));

  it.each(['/khong/co/sha1_collision.node', import.meta.filename])('%s: a fault, and no plain SHA-1', (path) => {
    setSha1Module(path);
    const attempt = (): unknown => sha1(Buffer.from('abc'));
    expect(attempt).toThrow(Fault);
    expect(attempt).toThrow(expect.objectContaining({ code: 'verification.sha1-unavailable' }));
  });
});
