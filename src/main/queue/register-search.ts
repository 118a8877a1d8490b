/** What an entry of a register is found by. */
import type { Registration } from '../../contracts/registers.js';
import { fold } from './fold.js';
import { shownNumber } from './register-request.js';

type Searched = Pick<Registration, 'number'> &
  (
    | Pick<Extract<Registration, { direction: 'outgoing' }>, 'direction' | 'fields'>
    | Pick<Extract<Registration, { direction: 'incoming' }>, 'direction' | 'fields'>
  );

/** All words that lead to it, without marks. */
export const searchText = (entry: Searched): string => {
  const { number, fields } = entry;
  const own =
    entry.direction === 'outgoing'
      ? [...entry.fields.recipients.map(({ name }) => name), entry.fields.archivedBy]
      : [`${entry.fields.codeNumber}/${fields.notation}`, entry.fields.sender.name, entry.fields.assignee];
  const shared = [
    `${shownNumber(number)}/${fields.notation}`,
    fields.typeName,
    fields.subject,
    fields.signer?.fullName,
  ];
  return fold([...shared, ...own, fields.receivedBy, fields.note].map((word) => word ?? '').join('\n'));
};
