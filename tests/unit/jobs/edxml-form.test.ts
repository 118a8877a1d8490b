/** What a person is shown before a package leaves, and what he typed as a package. */
import { describe, expect, it } from 'vitest';
import { draftOfForm, type PackageForm, wrongFields } from '../../../src/contracts/edxml-window.js';
import { formOf, typeCodeOf } from '../../../src/main/jobs/edxml-form.js';
import { makeFacts } from '../../../src/main/sync/edxml/package.js';
import { draft, madeAt } from '../sync/edxml/samples.js';

const form = formOf(draft);

describe('the form of a package', () => {
  it('of a draft is that draft again', () => {
    const facts = makeFacts(draftOfForm(form), madeAt);
    expect(facts).toMatchObject({
      from: { organId: 'H41.02.01', name: draft.from.name },
      ...{ to: draft.to, toPlaces: draft.toPlaces, subject: draft.subject, issuedOn: draft.issuedOn },
      ...{ priority: 1, copies: 3, pages: 12, dueDate: draft.dueDate, type: draft.type },
      documentId: 'H41.02.01,2026/03/02,05/TTr-SNV',
    });
    expect(wrongFields(form)).toEqual(new Set());
  });

  it('of nothing says what is missing, and invents nothing', () => {
    const empty = formOf({});
    expect(Object.values(empty).filter((value) => value !== '')).toEqual(['0', 'new']);
    expect([...wrongFields(empty)].sort()).toEqual([
      'codeNotation',
      'codeNumber',
      'issuedOn',
      'organId',
      'organName',
      'signerName',
      'subject',
      'to',
      'typeCode',
      'typeName',
    ]);
  });

  it.each([
    [{ issuedOn: '30/02/2026' }, 'issuedOn'],
    [{ issuedOn: '2/3/26' }, 'issuedOn'],
    [{ dueDate: 'mai' }, 'dueDate'],
    [{ pages: 'hai' }, 'pages'],
    [{ copies: '1000' }, 'copies'],
    [{ typeCode: '' }, 'typeCode'],
    [{ to: 'Sở Tài chính' }, 'to'],
    [{ to: 'H41.03' }, 'to'],
    [{ codeNumber: '5/QĐ' }, 'codeNumber'],
    [{ subject: 'x'.repeat(501) }, 'subject'],
    [{ signerPosition: 'x'.repeat(101) }, 'signerPosition'],
    [{ business: 'recall', otherDocument: '5/QĐ-SNV' }, 'otherDocument'],
    [{ business: 'replace', otherDocument: '' }, 'otherDocument'],
  ] satisfies [Partial<PackageForm>, keyof PackageForm][])('%j is told at its own field', (changes, field) => {
    expect([...wrongFields({ ...form, ...changes })]).toEqual([field]);
  });

  it('a replacement names the old document and the offices that had it', () => {
    const typed = { ...form, business: 'replace' as const, otherDocument: 'H41.02.01,2026/01/05,1/QĐ-SNV' };
    expect(makeFacts(draftOfForm(typed), madeAt).business).toMatchObject({
      kind: 'replace',
      replaced: [{ documentId: 'H41.02.01,2026/01/05,1/QĐ-SNV', organIds: ['000.00.01.H41', 'H41.03'] }],
    });
  });

  it.each([
    ['Công văn', 18],
    ['công văn', 18],
    ['Nghị quyết', 1],
    ['Thư công', 29],
    ['Văn bản khác', null],
  ])('the type %s has the number %s', (name, code) => expect(typeCodeOf(name)).toBe(code));
});
