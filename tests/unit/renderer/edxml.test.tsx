import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PackageForm } from '../../../src/contracts/edxml-window.js';
import { ExchangePart } from '../../../src/renderer/edxml/exchange-part.js';
import { ExportDialog } from '../../../src/renderer/edxml/export-dialog.js';
import { PackageActions } from '../../../src/renderer/edxml/package-actions.js';
import { PackageOutcome } from '../../../src/renderer/edxml/package-outcome.js';
import { useFolderRun, useTakeIn } from '../../../src/renderer/edxml/use-edxml.js';
import { QueueTable } from '../../../src/renderer/queue/queue-table.js';
import { type FakeWindow, fault, job, setUpKyso, show } from './support.js';

let kyso: FakeWindow;
beforeEach(() => {
  kyso = setUpKyso();
});

const nothing = { downloaded: 0, uploaded: 0, acknowledged: 0, recalled: 0, failures: [] };

function Packages() {
  const [takeIn, run] = [useTakeIn(), useFolderRun()];
  return (
    <>
      <PackageActions takeIn={takeIn} run={run} />
      <PackageOutcome takeIn={takeIn} run={run} />
    </>
  );
}

const form: PackageForm = {
  ...{
    organId: 'H41.02.01',
    organName: 'Sở Nội vụ',
    to: 'H41.03 Sở Tài chính',
    codeNumber: '',
    codeNotation: 'TTr-SNV',
  },
  ...{
    place: '',
    issuedOn: '02/03/2026',
    typeCode: '16',
    typeName: 'Tờ trình',
    subject: 'Về tổ chức',
    signerName: 'A',
  },
  ...{ signerPosition: '', dueDate: '', toPlaces: '', priority: '0', copies: '', pages: '', business: 'new' },
  ...{ otherDocument: '', reason: '' },
};

describe('edXML packages', () => {
  it('each file that a person took in is told by what it was', async () => {
    const status = { vi: 'Sở Tài chính đã tiếp nhận, vào sổ.', en: 'accepted' };
    kyso.answer('edxml:take-in', () => ({
      files: [
        { name: '1.edxml', taken: { kind: 'document', title: 'Tờ trình', documents: 1, isNew: true } },
        { name: '2.edxml', taken: { kind: 'document', title: 'Tờ trình', documents: 1, isNew: false } },
        { name: '3.xml', taken: { kind: 'status', documentId: 'H41,1', line: status } },
        { name: '4.xml', taken: { kind: 'failed', error: fault('edxml.unsafe', 'Có thể gây hại.') } },
      ],
      summary: { ...nothing, downloaded: 1 },
    }));
    const user = userEvent.setup();
    show(<Packages />);
    await user.click(screen.getByRole('button', { name: 'Gói edXML' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Nhận gói edXML…' }));
    expect(await screen.findByText(/Đã nhận 1 văn bản mới.*1 gói đã nhận từ trước.*1 mục chưa nhận được/)).toBeTruthy();
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('đã tiếp nhận, vào sổ'),
      expect.stringContaining('Có thể gây hại.'),
    ]);
  });

  it('nothing is said where the person chose no file', async () => {
    kyso.answer('edxml:take-in', () => null);
    const user = userEvent.setup();
    show(<Packages />);
    await user.click(screen.getByRole('button', { name: 'Gói edXML' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Nhận gói edXML…' }));
    expect(kyso.requestsOf('edxml:take-in').length).toBe(1);
    expect(screen.queryByText(/Đã nhận/)).toBeNull();
  });

  it('a package is not made before every field is right, and then of what was typed', async () => {
    kyso.answer('edxml:form', () => ({ form, line: null, outbox: null }));
    kyso.answer('edxml:export', () => 'H41.02.01,2026/03/02,5/TTr-SNV');
    const user = userEvent.setup();
    show(<ExportDialog job={job(1, { state: 'proved' })} onClose={vi.fn()} />);
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(await dialog.findByRole('button', { name: 'Lưu gói thành tệp…' }));
    expect(await dialog.findByText('Mục này thiếu, sai dạng hoặc quá dài.')).toBeTruthy();
    expect(kyso.requestsOf('edxml:export')).toEqual([]);
    await user.type(dialog.getByRole('textbox', { name: 'Số' }), '5');
    await user.click(dialog.getByRole('button', { name: 'Lưu gói thành tệp…' }));
    expect(await dialog.findByText(/Mã văn bản: H41.02.01,2026\/03\/02,5\/TTr-SNV/)).toBeTruthy();
    expect(dialog.queryByRole('button', { name: 'Đưa vào thư mục gói đi' })).toBeNull();
    expect(kyso.requestsOf('edxml:export')).toEqual([
      { job: 'job-1', form: { ...form, codeNumber: '5' }, into: 'file' },
    ]);
  });

  it('where the office has a folder for packages, it leaves by that with one step, and the person reads where it stands', async () => {
    const line = { vi: 'Đã lập gói gửi 1 nơi; chưa nơi nào phản hồi.', en: 'No answer yet.' };
    kyso.answer('edxml:form', () => ({ form: { ...form, codeNumber: '5' }, line, outbox: '/trục/đi' }));
    kyso.answer('edxml:export', () => 'H41.02.01,2026/03/02,5/TTr-SNV');
    const user = userEvent.setup();
    show(<ExportDialog job={job(1, { state: 'proved' })} onClose={vi.fn()} />);
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText(line.vi)).toBeTruthy();
    const type = dialog.getByRole('textbox', { name: 'Tên loại' });
    await user.clear(type);
    await user.type(type, 'thông báo');
    expect(dialog.getByRole<HTMLInputElement>('textbox', { name: 'Mã loại' }).value).toBe('7');
    await user.click(dialog.getByRole('button', { name: 'Đưa vào thư mục gói đi' }));
    expect(await dialog.findByText(/Gói đã nằm trong thư mục gói đi \/trục\/đi;/)).toBeTruthy();
    expect(kyso.requestsOf('edxml:export')).toMatchObject([{ job: 'job-1', into: 'outbox' }]);
    expect(dialog.queryByRole('button', { name: 'Đưa vào thư mục gói đi' })).toBeNull();
  });

  it('what others said of a document stands in its row, instead of what is waited for', async () => {
    const line = { vi: 'Sở Nội vụ đã thu hồi văn bản này.', en: 'Sở Nội vụ: took it back.' };
    const delivered = job(1, { state: 'delivered', serverId: 'edxml-1' });
    kyso.answer('edxml:lines', () => [{ document: delivered.sha256, line }]);
    show(
      <QueueTable
        jobs={[delivered]}
        selection={new Set()}
        {...{ onSelection: vi.fn(), onOpen: vi.fn(), onRetry: vi.fn(), onUnlock: vi.fn() }}
        {...{ onEndReached: vi.fn(), onSight: vi.fn() }}
      />,
    );
    expect(await screen.findByText(line.vi)).toBeTruthy();
    expect(screen.queryByText(/chờ nơi gửi báo đã nhận/)).toBeNull();
  });

  it('the office’s code is kept by Enter, a wrong one is not', async () => {
    kyso.answer('edxml:state', () => ({ inbox: null, outbox: '/đi', organId: null }));
    kyso.answer('edxml:set-office', (organId) => ({ inbox: null, outbox: '/đi', organId }));
    const user = userEvent.setup();
    show(<ExchangePart />);
    const code = await screen.findByRole('textbox', { name: 'Mã định danh của cơ quan' });
    await user.type(code, 'H41.{Enter}');
    expect(kyso.requestsOf('edxml:set-office')).toEqual([]);
    await user.type(code, '03{Enter}');
    expect(kyso.requestsOf('edxml:set-office')).toEqual(['H41.03']);
  });
});
