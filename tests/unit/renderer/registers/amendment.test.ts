import { describe, expect, it } from 'vitest';
import type { Columns } from '../../../../src/contracts/register-history.js';
import { type AmendDraft, amendedIn, draftOf } from '../../../../src/renderer/registers/amendment.js';

const basis: Columns = {
  notation: 'QĐ-UBND',
  typeName: 'Quyết định',
  subject: 'Về việc a',
  signer: { fullName: 'Nguyễn Văn Đức', position: 'Chủ tịch' },
  recipients: [{ name: 'Sở Nội vụ', organId: 'H41.02' }, { name: 'Lưu: VT' }],
  copies: 3,
  passedOn: '2026-03-03',
};
const amended = (changes: Partial<AmendDraft>) => amendedIn({ ...draftOf(basis), ...changes }, basis);

describe('a form over the columns of an entry', () => {
  it('sends nothing of what was only looked at, and not what was typed and taken back', () => {
    expect(amended({})).toEqual({ columns: {}, wrong: [] });
    expect(amended({ subject: ' Về việc a ', copies: '3 ', passedOn: '03/03/2026' })).toEqual({
      columns: {},
      wrong: [],
    });
    expect(amended({ subject: 'Về việc a'.normalize('NFD') }).columns).toEqual({});
  });

  it('empties with null what may be missing, with an empty text what may not', () => {
    expect(amended({ copies: '', passedOn: ' ', signerName: '', signerPosition: '', typeName: ' ' }).columns).toEqual({
      copies: null,
      passedOn: null,
      signer: null,
      typeName: '',
    });
  });

  it('keeps the code of a recipient who stays, and takes lines without names for none', () => {
    expect(amended({ recipients: 'UBND tỉnh\n\n Sở Nội vụ ' }).columns).toEqual({
      recipients: [{ name: 'UBND tỉnh' }, { name: 'Sở Nội vụ', organId: 'H41.02' }],
    });
  });

  it.each([
    ['passedOn', '31/02/2026'],
    ['dueDate', 'mai'],
    ['copies', '-1'],
    ['copies', '1,5'],
    ['pages', '12345678'],
  ] as const)('names the column %s that cannot read %s', (field, text) => {
    expect(amended({ [field]: text })).toEqual({ columns: {}, wrong: [field] });
  });

  it('reads days and counts as they are written', () => {
    expect(amended({ dueDate: '5/3/2026', pages: '0', urgency: 'khan', receivedBy: ' Lê Lan ' }).columns).toEqual({
      dueDate: '2026-03-05',
      pages: 0,
      urgency: 'khan',
      receivedBy: 'Lê Lan',
    });
  });
});
