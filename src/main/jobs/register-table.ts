/** A register as a table that Excel opens, in the columns of NĐ 30/2020 phụ lục IV; what is not known stays empty. */
import type { Direction, EntryState, RegisterEntry, RegisterFilter } from '../../contracts/registers.js';
import type { Queue } from '../queue/types.js';
import { csvCell } from './doctor/renewals.js';
import { everyPage } from './pages.js';

const columns: Readonly<Record<Direction, readonly string[]>> = {
  outgoing: [
    'Số, ký hiệu văn bản',
    'Ngày tháng văn bản',
    'Tên loại và trích yếu nội dung văn bản',
    'Người ký',
    'Nơi nhận văn bản',
    'Đơn vị, người nhận bản lưu',
    'Số lượng bản',
    'Ngày chuyển',
    'Ký nhận',
    'Ghi chú',
  ],
  incoming: [
    'Ngày đến',
    'Số đến',
    'Tác giả',
    'Số, ký hiệu văn bản',
    'Ngày tháng văn bản',
    'Tên loại và trích yếu nội dung văn bản',
    'Đơn vị hoặc người nhận',
    'Ngày chuyển',
    'Ký nhận',
    'Ghi chú',
  ],
};

/** A paper register has no column for it: it is noted. */
const stateNotes: Readonly<Record<EntryState, string>> = {
  issued: '',
  received: '',
  corrected: 'Đã đính chính',
  replaced: 'Đã được thay thế',
  recalled: 'Đã thu hồi',
};

const joined = (separator: string, ...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(separator);
const twoDigits = (number: number): string => String(number).padStart(2, '0');
const dayFirst = (day: string | undefined): string => (day ?? '').split('-').reverse().join('/');

const cells = (entry: RegisterEntry): string[] => {
  const { fields } = entry;
  const content = joined(' ', fields.typeName, fields.subject);
  const handing = [
    dayFirst(fields.passedOn),
    fields.receivedBy ?? '',
    joined('; ', stateNotes[entry.state], fields.note),
  ];
  if (entry.direction === 'incoming') {
    const { sender, codeNumber, notation, issuedDate, assignee } = entry.fields;
    const notated = joined('/', codeNumber, notation);
    const arrived = [dayFirst(entry.date), twoDigits(entry.number)];
    return [...arrived, sender.name, notated, dayFirst(issuedDate), content, assignee ?? '', ...handing];
  }
  const { notation, signer, recipients, archivedBy, copies } = entry.fields;
  const to = recipients.map(({ name }) => name).join('; ');
  return [
    joined('/', twoDigits(entry.number), notation),
    dayFirst(entry.date),
    content,
    signer?.fullName ?? '',
    to,
    archivedBy ?? '',
    copies === undefined ? '' : String(copies),
    ...handing,
  ];
};

/** UTF-8 with a byte order mark, without which Excel takes it for the code page of the computer. */
export const registerTable = (direction: Direction, entries: readonly RegisterEntry[]): string => {
  const rows = [columns[direction], ...entries.map(cells)];
  return `\uFEFF${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;
};

/** All entries of a register, the oldest first. */
export const wholeRegister = async (
  queue: Pick<Queue, 'registerPage'>,
  register: Pick<RegisterFilter, 'direction' | 'year' | 'series'>,
): Promise<RegisterEntry[]> => {
  const filter = { ...register, types: [], states: [], text: '' };
  const found: RegisterEntry[] = [];
  for await (const { entries } of everyPage((place) => queue.registerPage({ ...filter, ...place })))
    found.push(...entries);
  return found.reverse();
};
