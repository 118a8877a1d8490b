import { describe, expect, it } from 'vitest';
import type { RegisterEntry, RegisterFilter } from '../../../src/contracts/registers.js';
import { registerTable, wholeRegister } from '../../../src/main/jobs/register-table.js';
import { incoming, outgoing } from '../queue/register-samples.js';

const registered = { registeredAt: '2026-03-02T03:00:00.000Z' };
const issued = (number: number): RegisterEntry => ({
  ...outgoing(`quyết định ${number}`, number),
  state: 'issued',
  ...registered,
});

describe('a register as a table', () => {
  it('has the ten columns of phụ lục IV, and notes what became of the document', () => {
    const recalled: RegisterEntry = { ...outgoing('chỉ tiêu', 5), state: 'recalled', ...registered };
    const [head, row] = registerTable('outgoing', [recalled]).split('\r\n');
    expect(head?.split('","')).toHaveLength(10);
    expect(row).toBe(
      '"05/QĐ-UBND","02/03/2026","Quyết định Về việc chỉ tiêu","Nguyễn Văn Đức","Sở Nội vụ","","3","","","Đã thu hồi"',
    );
  });

  it('makes no formula of what a stranger wrote', () => {
    const sample = incoming('x', 7);
    const fields = { ...sample.fields, typeName: '', subject: '=cmd|calc', sender: { name: '@SUM(A1)' } };
    const entry: RegisterEntry = { ...sample, fields, state: 'received', ...registered };
    const [, row] = registerTable('incoming', [entry]).split('\r\n');
    expect(row).toBe(`"02/03/2026","07","'@SUM(A1)","05/BNV-VP","27/02/2026","'=cmd|calc","","","",""`);
  });

  it('is opened by Excel as UTF-8', () => {
    expect(registerTable('incoming', []).startsWith('\uFEFF"Ngày đến","Số đến","Tác giả"')).toBe(true);
  });
});

describe('the whole register', () => {
  it('has every entry once and in order, though a document is registered while it is read', async () => {
    let entries = Array.from({ length: 1200 }, (_, index) => issued(1200 - index));
    const queue = {
      registerPage: async ({ after, limit }: RegisterFilter) => {
        const page = entries.filter(({ number }) => after === null || number < after).slice(0, limit);
        entries = [issued(entries.length + 1), ...entries];
        return { entries: page, next: page[limit - 1]?.number ?? null, total: entries.length, more: false };
      },
    };
    const found = await wholeRegister(queue, { direction: 'outgoing', year: 2026, series: null });
    expect(found.map(({ number }) => number)).toEqual(Array.from({ length: 1200 }, (_, index) => index + 1));
  });
});
