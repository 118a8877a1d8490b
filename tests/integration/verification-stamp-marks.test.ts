/** A timestamp is given to anybody who asks: it says when, and answers for nothing that is drawn on a page. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { at, baseDocument } from '../corpus/attacks/base-document.js';
import { form, stream } from '../corpus/attacks/bodies.js';
import type { Identity } from '../corpus/attacks/cases.js';
import type { Draft, SignOptions } from '../corpus/attacks/draft.js';
import { type Lift, openLift } from './levels-support.js';
import { only } from './verification-support.js';

let lift: Lift;
let person: Identity;
let signed: Draft;

beforeAll(() => {
  lift = openLift();
  const { pki } = lift.workshop;
  person = {
    certificates: [
      only(readCertificates(readFileSync(pki.person.certificate))),
      only(readCertificates(readFileSync(pki.sub.certificate))),
    ],
    key: createPrivateKey(readFileSync(pki.person.key)),
  };
  signed = baseDocument({
    [at.content]: stream('BT /F1 12 Tf 72 650 Td (So:                  /QD-UBND) Tj ET'),
  }).sign(person);
});
afterAll(() => lift.close());

const stamped = (options: SignOptions): [string, string[]] => {
  const { workshop } = lift;
  const { bytes } = signed.sign(person, {
    type: 'DocTimeStamp',
    subFilter: 'ETSI.RFC3161',
    cms: (content) => lift.token(content),
    ...options,
  });
  writeFileSync(workshop.path('case.pdf'), bytes);
  const report = workshop.verify(workshop.path('case.pdf'));
  return [report.verdict, report.reasons.map(({ code }) => code)];
};

describe('a document timestamp', () => {
  it('that shows nothing is valid', () =>
    expect(stamped({ rect: '[0 0 0 0]', appearance: null })).toEqual(['valid', []]));

  it('that fills in a number is not', () =>
    expect(stamped({ rect: '[100 646 180 664]', appearance: 'BT /F1 12 Tf 2 5 Td (286) Tj ET' })).toEqual([
      'indeterminate',
      ['mark-unattributed'],
    ]));

  it('that shows a seal is not', () =>
    expect(
      stamped({
        rect: '[300 200 400 300]',
        appearance: null,
        fieldEntries: '/AP<</N 70 0 R>>',
        also: { 70: form('0 0 m 100 0 l 50 100 l f', '[0 0 100 100]') },
      }),
    ).toEqual(['indeterminate', ['mark-unattributed']]));

  it('that covers text is forgery', () =>
    expect(stamped({ rect: '[70 645 200 664]', appearance: '1 g 0 0 100 20 re f' })).toEqual([
      'invalid',
      expect.arrayContaining(['mark-covers-content']),
    ]));
});
