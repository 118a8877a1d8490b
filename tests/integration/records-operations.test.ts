/** Công tác văn thư from the draft to the issued document: what each step makes, judged by pdfsig, pdftotext and verification. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultCode } from '../../src/contracts/faults/index.js';
import type { RecordChoice } from '../../src/contracts/records.js';
import { type Office, openOffice } from './records-support.js';
import { pdfsig, pdfText } from './signing-support.js';

let office: Office;
beforeAll(() => {
  office = openOffice();
});
afterAll(() => office.close());

const issued: RecordChoice = { kind: 'electronic', number: 7, date: '2026-03-05' };
const texts = (file: string): string => pdfText(file, '-layout').replaceAll(/\s+/gu, ' ');
const approve = (...work: Parameters<Office['perform']>[4][]) =>
  office.perform(office.draft, 'approve', office.leader, {}, ...work);

describe.each([
  ['an approval', {}],
  ['a certification P=2', { certify: 2 }],
  ['a certification P=3', { certify: 3 }],
] as const)('a draft that the leader signs as %s', (_name, certify) => {
  it('gets its number, date and seal in one signature, and the leader’s stays valid', async () => {
    const approved = await approve(certify);
    expect(approved.steps).toBe(1);
    expect(office.workshop.verify(approved.file).signatures.map(({ verdict }) => verdict)).toEqual(['valid']);
    const done = await office.perform(approved.file, 'issue', office.seal, issued);
    expect(done.steps).toBe(1);
    expect(pdfsig(done.file).map(({ valid }) => valid)).toEqual([true, true]);
    const report = office.workshop.verify(done.file);
    expect(report.verdict).toBe('valid');
    expect(report.signatures.map(({ changesAfter }) => changesAfter)).toEqual(['form', 'none']);
    expect(texts(done.file)).toMatch(new RegExp(`Số: 07 ?${office.letter.labels.notation}`, 'u'));
    expect(texts(done.file)).toMatch(/ngày 05 tháng 3 năm/u);
  });

  it('gets them as four signatures where the office works that way', async () => {
    const work = { marks: 'own-signatures', ...certify } as const;
    const approved = await approve(work);
    const done = await office.perform(approved.file, 'issue', office.seal, issued, { marks: work.marks });
    expect(done.steps).toBe(4);
    expect(pdfsig(done.file).map(({ valid }) => valid)).toEqual([true, true, true, true, true]);
    expect(office.workshop.verify(done.file).verdict).toBe('valid');
    expect(texts(done.file)).toMatch(/ngày 05 tháng 3 năm/u);
  });
});

describe('what is not issued', () => {
  const refusal = (file: string): FaultCode | undefined => office.plan(file, 'issue', issued).refusal?.code;

  it('a draft that nobody signed', () => {
    expect(refusal(office.draft)).toBe('records.leader-signature-missing');
  });

  it('a draft that somebody else signed', async () => {
    const { file } = await office.perform(office.draft, 'approve', office.seal);
    expect(refusal(file)).toBe('records.leader-signature-missing');
  });

  it('a document that has its number, date and seal', async () => {
    const done = await office.perform((await approve()).file, 'issue', office.seal, issued);
    expect(refusal(done.file)).toBe('records.number-present');
  });

  it('a document that is certified P=1', async () => {
    const { file } = await approve({ marks: 'own-signatures', certify: 1 });
    expect(refusal(file)).toBe('signing.certified-no-changes');
  });

  it('anything without a number', async () => {
    const { file } = await approve();
    const tried = office.perform(file, 'issue', office.seal, { kind: 'electronic' });
    await expect(tried).rejects.toMatchObject({ code: 'records.number-missing' });
  });
});

describe('the other operations', () => {
  it.each([
    ['copy', { copyForm: 'sao-luc' }, 'SAO LỤC'],
    ['appendix', { notation: '05/QĐ-UBND' }, 'Số: 05/QĐ-UBND'],
    ['incoming', { number: 12, date: '2026-03-05', forwardTo: 'Phòng Tổ chức' }, 'ĐẾN'],
    ['urgency', { urgency: 'hoa-toc' }, 'HỎA TỐC'],
  ] as const)('%s puts its text onto page 1 in one signature, which is valid', async (operation, choice, shown) => {
    const done = await office.perform(office.draft, operation, office.seal, choice);
    expect(done.steps).toBe(1);
    expect(pdfsig(done.file).map(({ valid }) => valid)).toEqual([true]);
    expect(office.workshop.verify(done.file).verdict).toBe('valid');
    expect(pdfText(done.file, '-f', '1', '-l', '1')).toContain(shown);
  });

  it('an arrival stamp leaves the sender’s signatures valid', async () => {
    const issuedFile = await office.perform((await approve()).file, 'issue', office.seal, issued);
    const { file } = await office.perform(issuedFile.file, 'incoming', office.seal, { number: 3, date: '2026-03-06' });
    const report = office.workshop.verify(file);
    expect(report.signatures.map(({ verdict }) => verdict)).toEqual(['valid', 'valid', 'valid']);
  });

  it('initials come before the leader’s signature, which still gets number, date and seal', async () => {
    const initialled = await office.perform(office.draft, 'initial', office.leader);
    const approved = await office.perform(initialled.file, 'approve', office.leader);
    const done = await office.perform(approved.file, 'issue', office.seal, issued);
    expect(done.steps).toBe(1);
    expect(office.workshop.verify(done.file).verdict).toBe('valid');
    expect(pdfsig(done.file).map(({ valid }) => valid)).toEqual([true, true, true]);
  });
});
