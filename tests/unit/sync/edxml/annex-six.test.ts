import { describe, expect, it } from 'vitest';
import { type IncomingFields, outgoingFieldsSchema } from '../../../../src/contracts/registers.js';
import { completedBy, draftOf } from '../../../../src/main/sync/edxml/annex-six.js';
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
/** Of a scan without a text layer, say: nothing could be read off its pages. */
const unread: IncomingFields = {
  notation: '',
  typeName: '',
  subject: '',
  sender: { name: '' },
  codeNumber: '',
  pages: 12,
};
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
    expect(completedBy(facts, unread)).toEqual({
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

  it('what stands on the page goes before what the package says', () => {
    const facts = makeFacts(draftOf(entry), madeAt);
    const read: IncomingFields = {
      ...unread,
      subject: 'Như trên trang',
      sender: { name: 'SỞ NỘI VỤ' },
      assignee: 'P. TH',
    };
    expect(completedBy(facts, read)).toMatchObject({
      ...{ subject: 'Như trên trang', assignee: 'P. TH', dueDate: '2026-03-31' },
      sender: { organId: 'H41.02.01', name: 'SỞ NỘI VỤ' },
    });
  });

  it('a package that says little adds little, one that says what no register holds adds nothing', async () => {
    const { facts } = await readDocument(current().replace(/<edXML:Subject>.*<\/edXML:Subject>/, ''));
    expect(completedBy(facts, unread)).toMatchObject({ subject: '', codeNumber: '7816' });
    expect(completedBy(facts, unread).urgency).toBeUndefined();
    expect(completedBy({ ...facts, subject: 'x'.repeat(2001) }, unread)).toBe(unread);
  });
});
