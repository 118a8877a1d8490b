/** What the office does not do with a document, whatever the clerk chose. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationSchema, type RecordChoice } from '../../src/contracts/records.js';
import { Sheet, sheetPdf } from '../corpus/letters/sheet.js';
import { type Office, openOffice } from './records-support.js';
import { pdfsig, pdfText } from './signing-support.js';

let office: Office;
beforeAll(() => {
  office = openOffice();
});
afterAll(() => office.close());

const choice: RecordChoice = { kind: 'electronic', number: 7, date: '2026-03-05', notation: '05/TTr-SNV' };
const saved = (name: string, bytes: Uint8Array): string => {
  const path = office.workshop.path(`${name}.pdf`);
  writeFileSync(path, bytes);
  return path;
};

describe('a document of state secrets', () => {
  const secret = (): string => {
    const sheet = new Sheet();
    sheet.centred(415, 770, 12, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
    sheet.centred(415, 755, 13, 'Độc lập - Tự do - Hạnh phúc');
    sheet.line(100, 735, 13, 'Số:');
    sheet.line(100, 715, 13, 'TỐI MẬT');
    for (let i = 0; i < 8; i++)
      sheet.line(85, 600 - 20 * i, 14, 'Căn cứ nhu cầu thực tế của các đơn vị, kính đề nghị xem xét, bố trí kinh phí');
    return saved('mật', sheetPdf([sheet]));
  };

  it.each(operationSchema.options)('gets nothing: %s', async (operation) => {
    const file = secret();
    expect(office.plan(file, operation, choice).refusal?.code).toBe('records.classified');
    const tried = office.perform(file, operation, office.seal, choice);
    await expect(tried).rejects.toMatchObject({ code: 'records.classified' });
  });
});

describe('a document that was changed after its leader signed', () => {
  const changed = async (): Promise<string> => {
    const { file } = await office.perform(office.draft, 'approve', office.leader);
    const bytes = readFileSync(file);
    const at = bytes.indexOf('/Producer(Test)');
    expect(at).toBeGreaterThan(0);
    bytes.write('/Producer(Tesu)', at, 'latin1');
    return saved('sửa', bytes);
  };

  it('is not issued', async () => {
    const plan = office.plan(await changed(), 'issue', choice);
    expect(plan.refusal?.code).toBe('records.leader-signature-not-valid');
  });

  it('gets no arrival stamp', async () => {
    expect(office.plan(await changed(), 'incoming', choice).refusal?.code).toBe('records.incoming-invalid');
  });
});

it('a scan that is issued gets the copy strip, and neither number, date nor seal', async () => {
  const scan: RecordChoice = { kind: 'scan' };
  const plan = office.plan(office.draft, 'issue', scan);
  expect(plan.marks.map(({ role }) => role)).toEqual(['strip']);
  const done = await office.perform(office.draft, 'issue', office.seal, scan);
  expect(done.steps).toBe(1);
  expect(pdfsig(done.file)).toHaveLength(1);
  expect(pdfText(done.file)).toContain('SAO Y');
});
