/** What a person is shown before a package leaves, and what he typed as a package. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftOfForm, type PackageForm, typeCodeOf, wrongFields } from '../../../src/contracts/edxml-window.js';
import { formFor, formOf } from '../../../src/main/jobs/edxml-form.js';
import { type OpenQueueDatabase, openQueueDatabase } from '../../../src/main/queue/open.js';
import { officeKey } from '../../../src/main/sync/edxml/annex-six.js';
import { makeFacts } from '../../../src/main/sync/edxml/package.js';
import { hold, issue, key, outgoing, sha256Of } from '../queue/register-samples.js';
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

describe('the form of a document that this office issued', () => {
  let folder: string;
  let database: OpenQueueDatabase;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kyso-edxml-form-'));
    database = openQueueDatabase({ databasePath: join(folder, 'queue.db') });
  });
  afterEach(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const own = { organId: 'H41.02.01', name: 'UBND huyện' };
  const known = new Map([[officeKey('Sở Nội vụ'), { organId: 'H41.02', name: 'Sở Nội vụ tỉnh Nghệ An' }]]);
  /** Of the document as the queue has it, over the register as it stands. */
  const formOfDocument = (document: string, order?: object) => {
    const { operations: queue } = database;
    const { job } = queue.add({
      ...{ serverId: null, title: `${document}.pdf`, fileName: `${document}.pdf`, originalPath: `/${document}.pdf` },
      ...{ sha256: sha256Of(document), size: 1, ...(order && { recordOrder: JSON.stringify(order) }) },
    });
    return formFor(job, {
      queue: {
        outgoingEntryOf: async (sha256) => queue.outgoingEntryOf(sha256),
        registerEntry: async (entry) => queue.registerEntry(entry),
      },
      ...{ factsOf: async () => null, offices: async () => known, own },
    });
  };

  it('is what the register says of it, as amended; a recipient that packages came from has its code', async () => {
    const { operations: queue } = database;
    const fields = {
      ...outgoing('a', 1).fields,
      recipients: [{ name: 'Như trên' }, { name: 'Sở Nội vụ (để báo cáo);' }, { name: 'Lưu: VT' }],
      ...{ urgency: 'hoa-toc' as const, dueDate: '2026-03-31', pages: 4 },
    };
    hold(queue, ['a']);
    queue.register(outgoing('a', 1, { fields }));
    const columns = { subject: 'Về việc đã sửa' };
    queue.amendEntry({ ...key(1), direction: 'outgoing', columns, reason: 'Đọc sai', user: 'vanthu' });
    const form = await formOfDocument('a');
    expect(form).toEqual({
      ...{ organId: 'H41.02.01', organName: 'UBND huyện', to: 'H41.02 Sở Nội vụ (để báo cáo);' },
      ...{ codeNumber: '01', codeNotation: 'QĐ-UBND', place: '', issuedOn: '02/03/2026', typeCode: '2' },
      ...{
        typeName: 'Quyết định',
        subject: 'Về việc đã sửa',
        signerName: 'Nguyễn Văn Đức',
        signerPosition: 'Chủ tịch',
      },
      ...{ dueDate: '31/03/2026', toPlaces: 'Như trên\nSở Nội vụ (để báo cáo);\nLưu: VT', priority: '3', copies: '3' },
      ...{ pages: '4', business: 'new', otherDocument: '', reason: '' },
    });
    expect(wrongFields(form)).toEqual(new Set());
  });

  it('of one that the register recalls is a recall of itself, of a corrected one an update, each with its reason', async () => {
    const { operations: queue } = database;
    issue(queue, 'a', 'b', 'c');
    const user = 'vanthu';
    const decision = { notation: '9/QĐ-UBND', date: '2026-03-05' };
    queue.changeEntry({ event: 'document-recalled', entry: key(1), decision, reason: 'Trái thẩm quyền', user });
    queue.changeEntry({ event: 'document-corrected', entry: key(2), by: key(3), reason: 'Sai ngày', user });
    expect(await formOfDocument('a')).toMatchObject({
      ...{ business: 'recall', otherDocument: 'H41.02.01,2026/03/02,01/QĐ-UBND', reason: 'Trái thẩm quyền' },
    });
    expect(await formOfDocument('b')).toMatchObject({
      ...{ business: 'update', otherDocument: 'H41.02.01,2026/03/02,02/QĐ-UBND', reason: 'Sai ngày' },
    });
  });

  it('of one that was numbered on paper is what the clerk said when it was signed', async () => {
    const choice = {
      kind: 'scan',
      number: 7,
      notation: 'TB-UBND',
      date: '2026-03-02',
      type: 'Thông báo',
      subject: 'X',
    };
    const order = { operation: 'issue', choice: { ...choice, urgency: 'khan' }, series: null, confirmation: null };
    expect(await formOfDocument('a', order)).toMatchObject({
      ...{ organId: 'H41.02.01', codeNumber: '07', codeNotation: 'TB-UBND', issuedOn: '02/03/2026' },
      ...{ typeCode: '7', typeName: 'Thông báo', subject: 'X', priority: '1', business: 'new' },
    });
    expect(await formOfDocument('b')).toMatchObject({ subject: 'b.pdf', codeNumber: '' });
  });
});
