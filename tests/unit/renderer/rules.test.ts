import { describe, expect, it } from 'vitest';
import type { PinPrompt, Settings } from '../../../src/contracts/ipc.js';
import { issuerName } from '../../../src/contracts/issuer-name.js';
import { jobStateSchema } from '../../../src/contracts/jobs.js';
import { pinObstacle } from '../../../src/renderer/pin/pin-rules.js';
import { groupCount, stateGroups, statesOf } from '../../../src/renderer/queue/states.js';
import { announcedDone, batchCounts, itemsOf } from '../../../src/renderer/sign/batch-counts.js';
import { certificateChoices, effectiveChoice } from '../../../src/renderer/sign/certificates.js';
import { formatDate, formatSize } from '../../../src/renderer/ui/format.js';
import { createLimiter } from '../../../src/renderer/verify/limiter.js';
import { verdictCounts } from '../../../src/renderer/verify/verdict-counts.js';
import { batchOf, certificate, moduleWith, report, signature } from './support.js';

const now = new Date('2026-11-22T00:00:00Z');
const expired = { notAfter: '2025-01-01T00:00:00Z' };

describe('choice of certificate', () => {
  const remembering = (
    remembered: Settings['certificates'],
    chosen: string | null,
    ...certificates: Parameters<typeof moduleWith>
  ) => {
    const choice = effectiveChoice(certificateChoices([moduleWith(...certificates)], now), chosen, remembered);
    return choice?.certificate.fingerprint ?? null;
  };
  const choose = (chosen: string | null, ...certificates: Parameters<typeof moduleWith>) =>
    remembering({ personal: null, seal: null }, chosen, ...certificates);

  it('is made for the person when just one can sign', () => {
    expect(choose(null, certificate(1), certificate(2, expired))).toBe(certificate(1).fingerprint);
  });

  it('is left to the person when two can sign', () => {
    expect(choose(null, certificate(1), certificate(2))).toBeNull();
    expect(choose(certificate(2).fingerprint, certificate(1), certificate(2))).toBe(certificate(2).fingerprint);
  });

  it('never falls on an expired, not yet valid or non-signing certificate, even one chosen before', () => {
    expect(choose(certificate(1).fingerprint, certificate(1, expired))).toBeNull();
    expect(choose(null, certificate(1, { notBefore: '2027-01-01T00:00:00Z' }))).toBeNull();
    expect(choose(null, certificate(1, { canSign: false }))).toBeNull();
  });

  it('does not pass to another certificate by itself when the chosen token is pulled', () => {
    expect(choose(certificate(9).fingerprint, certificate(1))).toBeNull();
  });

  it('is the one remembered, the person’s own before the seal, as long as it is there and can sign', () => {
    const [own, seal] = [certificate(1), certificate(2)];
    const both = { personal: own.fingerprint, seal: seal.fingerprint };
    expect(remembering(both, null, seal, own)).toBe(own.fingerprint);
    expect(remembering(both, null, seal, certificate(3))).toBe(seal.fingerprint);
    expect(remembering(both, null, certificate(1, expired), certificate(3), certificate(4))).toBeNull();
    expect(remembering(both, seal.fingerprint, seal, own)).toBe(seal.fingerprint);
  });

  it('tells two tokens with one label apart, and only those', () => {
    const [one] = moduleWith(certificate(1)).tokens;
    const [other] = moduleWith(certificate(2)).tokens;
    if (!one || !other) throw new Error('no token');
    const choices = (serial: string) =>
      certificateChoices([{ ...moduleWith(), tokens: [one, { ...other, serial }] }], now).map((c) => c.ambiguous);
    expect(choices('26AA')).toEqual([true, true]);
    expect(choices(one.serial)).toEqual([false, false]);
  });

  it('lists a certificate once though two drivers show its token, and no issuer certificates', () => {
    const modules = [moduleWith(certificate(1)), moduleWith(certificate(1), certificate(3, { purpose: 'issuer' }))];
    expect(certificateChoices(modules, now)).toHaveLength(1);
  });
});

describe('PIN', () => {
  const token = (changes: Partial<PinPrompt['token']> = {}): PinPrompt['token'] => ({
    label: 't',
    state: 'ok',
    minLength: 4,
    maxLength: 8,
    pad: false,
    ...changes,
  });

  it('is held to the lengths the token gives', () => {
    expect(pinObstacle(token(), 0, false)).toBe('empty');
    expect(pinObstacle(token(), 3, false)).toBe('too-short');
    expect(pinObstacle(token(), 4, false)).toBeNull();
    expect(pinObstacle(token(), 9, false)).toBe('too-long');
    expect(pinObstacle(token({ maxLength: 0 }), 40, false)).toBeNull();
  });

  it('goes out on the last try only after the person has said so', () => {
    expect(pinObstacle(token({ state: 'final-try' }), 6, false)).toBe('not-acknowledged');
    expect(pinObstacle(token({ state: 'final-try', pad: true }), 0, false)).toBe('not-acknowledged');
    expect(pinObstacle(token({ state: 'final-try' }), 6, true)).toBeNull();
  });

  it('never goes to a locked token or one without a PIN', () => {
    expect(pinObstacle(token({ state: 'locked' }), 6, true)).toBe('blocked');
    expect(pinObstacle(token({ state: 'not-set' }), 6, true)).toBe('blocked');
  });

  it('is typed on the reader where the token has a pad', () => {
    expect(pinObstacle(token({ pad: true }), 0, false)).toBeNull();
  });
});

describe('counts of a batch', () => {
  const batch = batchOf('paused', ['signed', 'failed', 'waiting', 'signing', 'not-signed']);

  it('tell signed, failed and the rest apart', () => {
    expect(batchCounts(batch)).toEqual({ total: 5, signed: 1, failed: 1, rest: 3, awaiting: 0, warned: 0, done: 2 });
    expect(itemsOf(batch, 'rest').map(({ step }) => step)).toEqual(['waiting', 'signing', 'not-signed']);
    expect(itemsOf(batch, 'failed')).toHaveLength(1);
    expect(itemsOf(batch, 'all')).toHaveLength(5);
  });

  it('are read out about ten times, not five hundred', () => {
    const said = Array.from({ length: 501 }, (_, done) =>
      announcedDone({ total: 500, done, signed: done, failed: 0, rest: 500 - done, awaiting: 0, warned: 0 }),
    );
    expect(new Set(said).size).toBe(11);
    expect(said.at(-1)).toBe(500);
  });
});

describe('groups of the queue', () => {
  it('cover every state once', () => {
    const grouped = stateGroups.flatMap((group) => statesOf[group]);
    expect([...grouped].sort()).toEqual([...jobStateSchema.options].sort());
  });

  it('count', () => {
    const counts = { received: 3, signing: 1, uploading: 2 };
    expect(groupCount('all', counts)).toBe(6);
    expect(groupCount('working', counts)).toBe(3);
    expect(groupCount('failed', counts)).toBe(0);
  });
});

describe('formats', () => {
  it('write what a clerk reads', () => {
    expect(formatDate('2026-03-02T12:00:00Z')).toBe('02/03/2026');
    expect(formatSize(3_460_301, 'vi')).toBe('3,3 MB');
    expect(formatSize(3_460_301, 'en')).toBe('3.3 MB');
  });

  it('show a broken date as it came', () => {
    expect(formatDate('hôm qua')).toBe('hôm qua');
  });
});

describe('name of an issuer', () => {
  it.each([
    ['CN=CA phục vụ các cơ quan Nhà nước G2, O=Ban Cơ yếu Chính phủ, C=VN', 'CA phục vụ các cơ quan Nhà nước G2'],
    ['C=VN, O=VNPT Group, CN=VNPT-CA SHA-256', 'VNPT-CA SHA-256'],
    ['C=VN, O=Công ty A', 'Công ty A'],
    ['CN=Công ty A\\, B \\+ C\\=D, C=VN', 'Công ty A, B + C=D'],
    ['1.2.3=x', '1.2.3=x'],
    ['', ''],
  ])('of %s is %s', (name, expected) => {
    expect(issuerName(name)).toBe(expected);
  });

  it('does not come from the inside of another attribute', () => {
    expect(issuerName('O=Kẻ xấu\\, CN=Ban Cơ yếu Chính phủ, C=VN')).toBe('Kẻ xấu, CN=Ban Cơ yếu Chính phủ');
    expect(issuerName('CN=Kẻ xấu+O=CN\\=Ban Cơ yếu')).toBe('Kẻ xấu');
  });
});

describe('counts of verdicts', () => {
  it('name the worst first and leave out what there is none of', () => {
    const signatures = (['valid', 'indeterminate', 'valid'] as const).map((verdict) => signature({ verdict }));
    expect(verdictCounts(report('indeterminate', { signatures }))).toEqual([
      { standing: 'indeterminate', count: 1 },
      { standing: 'valid', count: 2 },
    ]);
  });

  it('count what rests on a root that a user added apart from what is official', () => {
    const own = signature({ verdict: 'valid', trust: { scheme: 'user-added', anchor: 'Gốc', revocation: 'good' } });
    const official = signature({ verdict: 'valid' });
    expect(verdictCounts(report('valid', { signatures: [own, official] }))).toEqual([
      { standing: 'own-root', count: 1 },
      { standing: 'valid', count: 1 },
    ]);
  });
});

describe('limiter', () => {
  it('runs no more than its width at once and all of it in the end, failures included', async () => {
    const limit = createLimiter(2);
    let running = 0;
    let most = 0;
    const work = async (index: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (index % 3 === 0) throw new Error('failed');
      return index;
    };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 9 }, (_, index) => limit.run(String(index), () => work(index))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(6);
    expect(most).toBe(2);
  });

  it('does next what is looked at, then the others in the order asked', async () => {
    const limit = createLimiter(1);
    const done: string[] = [];
    const work = (key: string): Promise<void> =>
      limit.run(key, async () => {
        await new Promise((resolve) => setImmediate(resolve));
        done.push(key);
      });
    const all = ['a', 'b', 'c', 'd'].map(work);
    limit.prefer('d');
    await Promise.all(all);
    expect(done).toEqual(['a', 'd', 'b', 'c']);
  });
});
