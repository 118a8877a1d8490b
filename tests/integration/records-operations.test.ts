/** Công tác văn thư from the draft to the issued document: what each step makes, judged by pdfsig, pdftotext and verification. */
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultCode } from '../../src/contracts/faults/index.js';
import type { Certification } from '../../src/contracts/jobs.js';
import type { Operation, Presets, RecordChoice } from '../../src/contracts/records.js';
import { readCertificates } from '../../src/main/pki/certificate.js';
import { loadVocabulary } from '../../src/main/records/anchors/vocabulary.js';
import { planRecord } from '../../src/main/records/operations/plan.js';
import { readSituation } from '../../src/main/records/operations/read.js';
import { recordSteps } from '../../src/main/records/operations/steps.js';
import { embedSignature } from '../../src/main/signing/embed.js';
import { withDocument } from '../../src/main/signing/open-document.js';
import { prepareSignature } from '../../src/main/signing/prepare.js';
import { type Issued, issue } from '../../tools/test-pki/make.mjs';
import { type LabelledLetter, labelledLetter } from '../corpus/letters/labelled-letter.js';
import { random } from '../corpus/twins/random.js';
import { sealPng, signaturePng } from './records-marks-support.js';
import { FONT, FONTS, pdfsig, pdfText, RSA_SHA256 } from './signing-support.js';
import { only, openWorkshop, type Workshop } from './verification-support.js';

const vocabulary = loadVocabulary('resources/records/vocabulary.json');
const image = (bytes: Uint8Array, widthMm: number) => ({ pngBase64: Buffer.from(bytes).toString('base64'), widthMm });

let workshop: Workshop;
let leader: Issued;
let office: Issued;
let letter: LabelledLetter;
let draft: string;
let count = 0;

const presets = (marks: Presets['office']['marks']): Presets => ({
  version: 1,
  office: {
    agency: letter.labels.agency,
    seal: image(sealPng(), 40),
    marks,
    timeFormat: 'iso',
    arrivalStamp: { scale: 1, least: 0.5, place: 'under-number' },
    series: [],
    corrections: {},
  },
  leaders: [{ name: letter.labels.name, signature: image(signaturePng(), 55), initials: image(signaturePng(), 15) }],
});

beforeAll(() => {
  workshop = openWorkshop();
  const chance = random(20_261_122);
  do letter = labelledLetter(chance);
  while ([letter.labels.number, letter.labels.day, letter.labels.month].some(({ printed }) => printed !== null));
  draft = workshop.path('dự thảo.pdf');
  writeFileSync(draft, letter.bytes);
  const signing = ['keyUsage = critical, digitalSignature, nonRepudiation'];
  const subject = (name: string): [string, string][] => [
    ['C', 'VN'],
    ['O', letter.labels.agency],
    ['CN', name],
  ];
  leader = issue(workshop.pki.sub, { name: 'leader', subject: subject(letter.labels.name), extensions: signing });
  office = issue(workshop.pki.sub, { name: 'office', subject: subject(letter.labels.agency), extensions: signing });
});
afterAll(() => workshop.close());

interface Done {
  readonly file: string;
  readonly steps: number;
}

const situationOf = (file: string, operation: Operation, choice: RecordChoice, marks: Presets['office']['marks']) => {
  const report = pdfsig(file).length === 0 ? null : workshop.verify(file);
  return withDocument(file, {}, (document) =>
    readSituation(document, {
      request: { operation, choice, pixels: null },
      presets: presets(marks),
      report,
      today: '2026-03-05',
      vocabulary,
      fonts: FONTS,
    }),
  );
};

const plan = (
  file: string,
  operation: Operation,
  choice: RecordChoice = {},
  marks: Presets['office']['marks'] = 'prepared-fields',
) => planRecord(situationOf(file, operation, choice, marks)).plan;

const perform = async (
  file: string,
  operation: Operation,
  signer: Issued,
  choice: RecordChoice = {},
  { marks = 'prepared-fields', certify }: { marks?: Presets['office']['marks']; certify?: Certification } = {},
): Promise<Done> => {
  const situation = situationOf(file, operation, choice, marks);
  const steps = recordSteps(situation, planRecord(situation));
  const certificates = [
    only(readCertificates(readFileSync(signer.certificate))),
    ...readCertificates(readFileSync(workshop.pki.sub.certificate)),
  ] as const;
  let original = file;
  for (const step of steps) {
    count += 1;
    const workFile = workshop.path(`${count}-${operation}.pdf`);
    const prepared = await prepareSignature({
      original,
      originalSha256: null,
      workFile,
      intent: { ...step, level: 'B-B', ...(certify && { certify }) },
      certificates: [...certificates],
      algorithm: RSA_SHA256,
      timestampReserve: 0,
      training: false,
      signingTime: new Date(),
      font: FONT,
      emphasis: FONTS,
    });
    const value = sign('sha256', prepared.signedAttributes, createPrivateKey(readFileSync(signer.key)));
    embedSignature(prepared, { value, timestampToken: null }, [...certificates]);
    original = workFile;
  }
  return { file: original, steps: steps.length };
};

const issued: RecordChoice = { kind: 'electronic', number: 7, date: '2026-03-05' };
const texts = (file: string): string => pdfText(file, '-layout').replaceAll(/\s+/gu, ' ');

describe.each([
  ['an approval', undefined],
  ['a certification P=2', 2],
  ['a certification P=3', 3],
] as const)('a draft that the leader signs as %s', (_name, certify) => {
  it('gets its number, date and seal in one signature, and the leader’s stays valid', async () => {
    const approved = await perform(draft, 'approve', leader, {}, certify ? { certify } : {});
    expect(approved.steps).toBe(1);
    const before = workshop.verify(approved.file);
    expect(before.signatures.map(({ verdict }) => verdict)).toEqual(['valid']);
    const done = await perform(approved.file, 'issue', office, issued);
    expect(done.steps).toBe(1);
    expect(pdfsig(done.file).map(({ valid }) => valid)).toEqual([true, true]);
    const report = workshop.verify(done.file);
    expect(report.verdict).toBe('valid');
    expect(report.signatures.map(({ changesAfter }) => changesAfter)).toEqual(['form', 'none']);
    const text = texts(done.file);
    expect(text).toMatch(new RegExp(`Số: 07 ?${letter.labels.notation}`, 'u'));
    expect(text).toMatch(/ngày 05 tháng 3 năm/u);
  });

  it('gets them as four signatures where the office works that way', async () => {
    const approved = await perform(
      draft,
      'approve',
      leader,
      {},
      { marks: 'own-signatures', ...(certify && { certify }) },
    );
    const done = await perform(approved.file, 'issue', office, issued, { marks: 'own-signatures' });
    expect(done.steps).toBe(4);
    expect(pdfsig(done.file).map(({ valid }) => valid)).toEqual([true, true, true, true, true]);
    expect(workshop.verify(done.file).verdict).toBe('valid');
    expect(texts(done.file)).toMatch(/ngày 05 tháng 3 năm/u);
  });
});

describe('what is not issued', () => {
  const refusal = (file: string, choice: RecordChoice = issued): FaultCode | undefined =>
    plan(file, 'issue', choice).refusal?.code;

  it('a draft that nobody signed', () => {
    expect(refusal(draft)).toBe('records.leader-signature-missing');
  });

  it('a draft that somebody else signed', async () => {
    const { file } = await perform(draft, 'approve', office);
    expect(refusal(file)).toBe('records.leader-signature-missing');
  });

  it('a document that has its number, date and seal', async () => {
    const approved = await perform(draft, 'approve', leader);
    const done = await perform(approved.file, 'issue', office, issued);
    expect(refusal(done.file)).toBe('records.number-present');
  });

  it('a document that is certified P=1', async () => {
    const { file } = await perform(draft, 'approve', leader, {}, { marks: 'own-signatures', certify: 1 });
    expect(refusal(file)).toBe('signing.certified-no-changes');
  });

  it('anything without a number', async () => {
    const { file } = await perform(draft, 'approve', leader);
    await expect(perform(file, 'issue', office, { kind: 'electronic' })).rejects.toMatchObject({
      code: 'records.number-missing',
    });
  });
});
