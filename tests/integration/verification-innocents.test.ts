/** What other software writes otherwise between and after signatures changes nothing: each such file is valid. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { innocent, innocentNames } from '../corpus/twins/innocents.js';
import { openStage, sentence, type TwinStage } from './twins-support.js';

let stage: TwinStage;
beforeAll(() => {
  stage = openStage();
});
afterAll(() => stage.close());

describe('innocent file of other software', () => {
  it.each(innocentNames)('%s', (name) => {
    const report = stage.verify(innocent(stage, name));
    const told = [
      report.reasons,
      ...report.signatures.map(({ verdict, reasons }) => (verdict === 'valid' ? [] : reasons)),
    ];
    expect([report.error?.en, report.verdict, told.flat().map(({ en }) => en)]).toEqual([undefined, 'valid', []]);
    expect(report.signatures.map(({ integrity }) => integrity)).toEqual(report.signatures.map(() => 'intact'));
    expect(report.signatures.length).toBeGreaterThan(0);
  });

  it('a field that the form does not hold is told, as other software may not show it', () => {
    const report = stage.verify(innocent(stage, 'poppler leaves the field out of a form that stands in the catalog'));
    expect(sentence(report, 'field-outside-form')).toMatch(/8AD21FA6CE8B.*phần mềm khác có thể không hiển thị/);
  });

  it('what was filled is told in words, without the terms of the format', () => {
    const report = stage.verify(innocent(stage, 'form filled between the signatures'));
    expect(sentence(report, 'changed-form')).toMatch(/: ô “ghichu”: “cu” → “moi”, ô “dongy”\.$/);
  });
});
