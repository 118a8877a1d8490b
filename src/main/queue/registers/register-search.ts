/** What an entry of a register is found by. */
import type { Registration } from '../../../contracts/registers.js';
import { type IndexedText, indexedText } from '../search.js';
import { shownNumber } from './register-request.js';

type Searched = Pick<Registration, 'number'> &
  (
    | Pick<Extract<Registration, { direction: 'outgoing' }>, 'direction' | 'fields'>
    | Pick<Extract<Registration, { direction: 'incoming' }>, 'direction' | 'fields'>
  );

/** All words that lead to it. */
export const searchText = (entry: Searched): IndexedText => {
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
  return indexedText([...shared, ...own, fields.receivedBy, fields.note]);
};
