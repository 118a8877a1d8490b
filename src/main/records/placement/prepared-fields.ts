/** Fields that an earlier step left for number, day, month and the seal. */

import type { MarkRole } from '../../../contracts/records.js';
import type { OfficialFacts, Rect } from '../../../contracts/records-facts.js';
import type { ExistingField } from './existing.js';
import { sharedArea } from './rects.js';

export type PreparedRole = Extract<MarkRole, 'number' | 'day' | 'month' | 'seal'>;

/** What the fields are called that we prepare ourselves. */
export const FIELD_NAMES = {
  number: 'VanThu_So',
  day: 'VanThu_Ngay',
  month: 'VanThu_Thang',
  seal: 'VanThu_ConDau',
} as const satisfies Record<PreparedRole, string>;

/** Of a gap in the text, or of the signature's room: from where on a field is meant for it. */
const MEANT = 0.3;

/** The empty field for a role: ours by its name, another tool's by its place; null where there is none. */
export const preparedField = (
  role: PreparedRole,
  facts: OfficialFacts,
  existing: readonly ExistingField[],
): ExistingField | null => {
  const kind = role === 'seal' ? 'signature' : 'text';
  const empty = existing.filter((field) => field.kind === kind && !field.filled);
  const own = empty.find(({ name }) => name === FIELD_NAMES[role]);
  const room = roomOf(role, facts);
  if (own || !room) return own ?? null;
  const least = MEANT * room.box.width * room.box.height;
  return empty.find(({ page, rect }) => page === room.page && sharedArea(rect, room.box) > least) ?? null;
};

const roomOf = (role: PreparedRole, facts: OfficialFacts): { readonly page: number; readonly box: Rect } | null => {
  switch (role) {
    case 'number':
      return facts.number?.gap ?? null;
    case 'day':
      return facts.date?.day ?? null;
    case 'month':
      return facts.date?.month ?? null;
    case 'seal':
      return facts.block && { page: facts.block.page, box: facts.block.area };
  }
};
