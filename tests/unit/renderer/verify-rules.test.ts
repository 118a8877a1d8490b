import { describe, expect, it } from 'vitest';
import type { FileReport, Reason } from '../../../src/contracts/verification.js';
import { notesFor } from '../../../src/renderer/verify/adobe-notes.js';
import { type CheckedDocument, countsOf, matching } from '../../../src/renderer/verify/list-filter.js';
import { stepsFor } from '../../../src/renderer/verify/next-steps.js';
import { differences, isWithin, placeOfRegion } from '../../../src/renderer/verify/page-differences.js';
import { marksOf, stepsOf } from '../../../src/renderer/verify/revisions.js';
import { documentInfo, report, signature } from './support.js';

const reason = (code: string): Reason => ({ code, vi: code, en: code });
const place = { page: 1, x: 10, y: 10, width: 50, height: 20 };
const mark = (field: string, changes: Partial<FileReport['marks'][number]> = {}): FileReport['marks'][number] => ({
  ...place,
  field,
  kind: 'text',
  text: field,
  ...changes,
});

describe('what Adobe may say otherwise', () => {
  const official = signature({ timestamp: '2026-03-12T03:32:00Z', field: 'a' });
  const shown = { marks: [mark('a'), mark('b')] };

  it('is nothing of a file without signatures', () => {
    expect(notesFor(report('unsigned'))).toEqual([]);
  });

  it('is an unknown identity and an unverified timestamp under the roots of Ban Cơ yếu, which Adobe does not list', () => {
    expect(notesFor(report('valid', { ...shown, signatures: [official] }))).toEqual([
      'issuer-unknown',
      'timestamp-unverified',
    ]);
  });

  it('is nothing of the kind under a public root', () => {
    const trust = { scheme: 'public', anchor: 'Gốc quốc gia', revocation: 'good' } as const;
    expect(notesFor(report('valid', { ...shown, signatures: [{ ...official, trust }] }))).toEqual([]);
  });

  it('is a doubt of other validators where a visible field came after a certification that permits forms alone', () => {
    const signatures = [signature({ ...official, certification: 2 }), signature({ ...official, field: 'b' })];
    const note = 'visible-field-after-certification';
    expect(notesFor(report('valid', { ...shown, signatures }))).toContain(note);
    expect(notesFor(report('valid', { signatures, marks: [mark('a')] }))).not.toContain(note);
    expect(notesFor(report('valid', { ...shown, signatures: [...signatures].reverse() }))).not.toContain(note);
  });

  it.each([
    ['leading-bytes', { warnings: [reason('leading-bytes')] }],
    ['sha1', { digest: 'sha1' }],
    ['sha1', { warnings: [reason('pinned-sha1-ca')] }],
    ['no-timestamp', { timestamp: null }],
    ['later-revisions', { changesAfter: 'signature' }],
    ['changed-after-lock', { certification: 1, changesAfter: 'ltv' }],
    ['invisible', { field: 'c' }],
  ] as const)('names %s where it applies', (note, changes) => {
    const with_ = signature({
      ...official,
      ...changes,
      warnings: [...('warnings' in changes ? changes.warnings : [])],
    });
    expect(notesFor(report('valid', { ...shown, signatures: [with_] }))).toContain(note);
    expect(notesFor(report('valid', { ...shown, signatures: [official] }))).not.toContain(note);
  });

  it('does not mention a missing timestamp where the signature is broken anyway', () => {
    const broken = signature({ ...official, timestamp: null, integrity: 'broken' });
    expect(notesFor(report('invalid', { ...shown, signatures: [broken] }))).not.toContain('no-timestamp');
  });
});

describe('what to do now', () => {
  const because = (verdict: FileReport['verdict'], ...codes: string[]) =>
    stepsFor(report(verdict, { signatures: [signature({ verdict: 'invalid', reasons: codes.map(reason) })] }));

  it('is to ask for the original when a stamp rewrote the file', () => {
    expect(stepsFor(report('invalid', { reasons: [reason('file-rewritten')] }))).toEqual(['ask-original']);
    expect(stepsFor(report('unsigned', { warnings: [reason('signature-remnant')] }))).toEqual(['ask-original']);
  });

  it('is never to connect to the network for what no network can mend', () => {
    expect(because('invalid', 'digest-mismatch', 'revocation-unknown', 'certificate-expired')).toEqual([
      'ask-original',
    ]);
    expect(because('invalid', 'signature-wrong', 'revocation-unknown')).toEqual(['do-not-use']);
  });

  it('is to check again with a network only where a server that did not answer could settle it', () => {
    const unknown = { signatures: [signature({ reasons: [reason('revocation-unknown')] })] };
    const told = (...warnings: string[]) =>
      stepsFor(report('indeterminate', { ...unknown, warnings: warnings.map(reason) }));
    expect(told('server-silent')).toEqual(['check-online']);
    expect(told('network-needed')).toEqual(['check-online']);
    expect(told('address-refused')).toEqual(['allow-server']);
    expect(told('server-silent', 'address-refused')).toEqual(['check-online', 'allow-server']);
    expect(told()).toEqual(['ask-administrator']);
    expect(because('indeterminate', 'certificate-expired', 'revocation-unknown')).toEqual(['ask-new-signature']);
    expect(because('indeterminate', 'certificate-not-yet-valid')).toEqual(['check-clock']);
  });

  it('is not about servers where they have nothing to do with what is unknown', () => {
    expect(
      stepsFor(
        report('indeterminate', {
          warnings: [reason('address-refused')],
          signatures: [signature({ reasons: [reason('marks-unread')] })],
        }),
      ),
    ).toEqual(['compare-original']);
  });

  it('is the gravest first, three things at most', () => {
    expect(because('indeterminate', 'certificate-expired', 'no-chain', 'server-silent', 'mark-over-content')).toEqual([
      'compare-original',
      'check-online',
      'ask-administrator',
    ]);
  });

  it('is never to accept a file that is not valid', () => {
    for (const verdict of ['invalid', 'indeterminate', 'unsigned'] as const) {
      expect(stepsFor(report(verdict)).filter((step) => step.startsWith('accept'))).toEqual([]);
      expect(stepsFor(report(verdict))).toHaveLength(1);
    }
    expect(stepsFor(report('valid'))).toEqual(['accept']);
  });

  it('is said by the fault itself where the file cannot be read', () => {
    expect(stepsFor(report('indeterminate', { error: { code: 'pdf.empty', vi: '', en: '' } }))).toEqual([]);
  });
});

describe('revisions', () => {
  const file = report('valid', {
    signatures: [signature({ field: 'a', coveredBytes: 100 }), signature({ field: 'b', coveredBytes: 200 })],
    revisions: [
      { end: 100, signedBy: ['a'] },
      { end: 200, signedBy: ['b'] },
      { end: 250, signedBy: [] },
    ],
    marks: [mark('form'), mark('b'), mark('a'), mark('hidden', { kind: 'empty' }), mark('flat', { width: 0 })],
  });

  it('number marks as they were signed, and leave out what shows nothing', () => {
    expect(marksOf(file).map(({ number, mark: { field } }) => [number, field])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'form'],
    ]);
  });

  it('hold their own signatures and marks; what nobody signed holds none', () => {
    expect(
      stepsOf(file).map(({ end, signatures, marks }) => [end, signatures.map(({ number }) => number), marks.length]),
    ).toEqual([
      [100, [1], 1],
      [200, [2], 1],
      [250, [], 0],
    ]);
  });
});

describe('differences of two pages', () => {
  const white = (width = 120, height = 90) => ({
    width,
    height,
    data: new Uint8ClampedArray(width * height * 4).fill(255),
  });
  const withInk = (...boxes: (readonly [left: number, top: number, size: number, level?: number])[]) => {
    const picture = white();
    for (const [left, top, size, level = 0] of boxes) {
      for (let y = top; y < top + size; y += 1) {
        for (let x = left; x < left + size; x += 1) picture.data[(y * picture.width + x) * 4] = level;
      }
    }
    return picture;
  };

  it('are none between equal pages, nor where only edges are drawn otherwise', () => {
    expect(differences(white(), white())).toEqual([]);
    expect(differences(white(), withInk([10, 10, 8, 230]))).toEqual([]);
  });

  it('surround a single changed pixel', () => {
    const [region, ...others] = differences(white(), withInk([61, 40, 1]));
    expect(others).toEqual([]);
    expect(region).toEqual({ left: 60, top: 36, right: 66, bottom: 42 });
  });

  it('keep apart what stands apart, and join what hangs together', () => {
    expect(differences(white(), withInk([5, 5, 10], [100, 70, 10]))).toHaveLength(2);
    expect(differences(white(), withInk([5, 5, 10], [25, 5, 10]))).toHaveLength(1);
  });

  it('are the whole page where its size changed', () => {
    expect(differences(white(100, 100), white())).toEqual([{ left: 0, top: 0, right: 120, bottom: 90 }]);
  });

  it('belong to a mark only where they lie within it', () => {
    const inner = placeOfRegion({ left: 12, top: 9, right: 24, bottom: 18 }, white());
    expect(isWithin(inner, [{ x: 0.1, y: 0.1, width: 0.2, height: 0.2 }])).toBe(true);
    expect(isWithin(inner, [{ x: 0.15, y: 0.1, width: 0.2, height: 0.2 }])).toBe(false);
    expect(isWithin(inner, [])).toBe(false);
  });
});

describe('the list', () => {
  const checked = (seed: number, changes: Partial<CheckedDocument> = {}): CheckedDocument => ({
    document: documentInfo(seed, { name: `Tờ trình ${seed}.pdf` }),
    standing: 'valid',
    report: report('valid', { signatures: [signature()], marks: [mark('So', { text: '3418/QĐ-UBND' })] }),
    ...changes,
  });
  const all = [checked(1), checked(2, { standing: 'invalid' }), checked(3, { standing: null, report: null })];

  it('is searched by name, signer and what the marks say, without Vietnamese marks and in any order', () => {
    expect(matching(all, 'all', 'TRINH to 2')).toEqual([all[1]]);
    expect(matching(all, 'all', 'tran van duc')).toEqual([all[0], all[1]]);
    expect(matching(all, 'all', '3418 qd')).toEqual([all[0], all[1]]);
    expect(matching(all, 'invalid', 'to trinh')).toEqual([all[1]]);
  });

  it('counts each document once, those being checked apart', () => {
    const own = checked(4, { standing: 'own-root' });
    const none = { indeterminate: 0, unsigned: 0 };
    expect(countsOf([...all, own])).toEqual({ all: 4, valid: 1, 'own-root': 1, invalid: 1, ...none, checking: 1 });
    expect(matching([...all, own], 'valid', '')).toEqual([all[0]]);
    expect(matching([...all, own], 'own-root', '')).toEqual([own]);
  });
});
