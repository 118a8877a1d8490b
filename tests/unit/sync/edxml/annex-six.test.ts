import { describe, expect, it } from 'vitest';
import { incomingFieldsSchema, outgoingFieldsSchema } from '../../../../src/contracts/registers.js';
import { draftOf, incomingFieldsOf } from '../../../../src/main/sync/edxml/annex-six.js';
import { makeFacts } from '../../../../src/main/sync/edxml/package.js';
import { current, draft, madeAt, readDocument } from './samples.js';

const outgoing = outgoingFieldsSchema.parse({
  ...{
    notation: 'TTr-SNV',
    typeName: 'Tờ trình',
    subject: 'Về tổ chức',
    signer: { fullName: 'Nguyễn A', position: 'GĐ' },
  },
  ...{ urgency: 'thuong-khan', copies: 3, pages: 12, dueDate: '2026-03-31' },
  recipients: [{ organId: 'H41.03', name: 'Sở Tài chính' }, { name: 'Lưu: VT' }],
});
const entry = { number: 5, date: '2026-03-02', fields: outgoing, from: draft.from, typeCode: 3 };

describe('registers and packages', () => {
  it('a registered document is a package that the receiving register understands', () => {
    const facts = makeFacts(draftOf(entry), madeAt);
    expect(facts).toMatchObject({
      documentId: 'H41.02.01,2026/03/02,05/TTr-SNV',
      priority: 2,
      to: [{ organId: 'H41.03' }],
      toPlaces: ['Sở Tài chính', 'Lưu: VT'],
    });
    expect(incomingFieldsSchema.parse(incomingFieldsOf(facts))).toEqual({
      sender: { organId: 'H41.02.01', name: 'Sở Nội vụ tỉnh Nghệ An' },
      ...{
        codeNumber: '05',
        notation: 'TTr-SNV',
        typeName: 'Tờ trình',
        subject: 'Về tổ chức',
        issuedDate: '2026-03-02',
      },
      ...{ signer: { fullName: 'Nguyễn A', position: 'GĐ' }, pages: 12, urgency: 'thuong-khan', dueDate: '2026-03-31' },
    });
  });

  it.each([
    ['nobody signed', { ...entry, fields: { ...outgoing, signer: undefined } }],
    ['no recipient has a code', { ...entry, fields: { ...outgoing, recipients: [{ name: 'Như trên' }] } }],
    ['our office has none', { ...entry, from: { name: 'Sở' } }],
  ])('is no package where %s', (_name, wrong) => expect(() => makeFacts(draftOf(wrong), madeAt)).toThrow());

  it('a package that says little gives empty fields, none invented', async () => {
    const { facts } = await readDocument(current().replace(/<edXML:Subject>.*<\/edXML:Subject>/, ''));
    expect(incomingFieldsOf(facts)).toMatchObject({ subject: '', codeNumber: '7816' });
    expect(incomingFieldsOf(facts).urgency).toBeUndefined();
  });
});
