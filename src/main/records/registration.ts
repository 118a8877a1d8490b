/** What the registers take over from a document (NĐ 30/2020 PL IV, PL VI); what is not known of it is left out. */
import type { OfficialFacts } from '../../contracts/records-facts.js';
import type { IncomingFields, OutgoingFields } from '../../contracts/registers.js';

const LONGEST = 2000;
const text = (value: string | null | undefined): string => (value ?? '').normalize('NFC').trim().slice(0, LONGEST);

/** `/TTr-SNV` as the registers write it: `TTr-SNV`. */
const notationOf = ({ number }: OfficialFacts): string => text(number?.notation).replace(/^\//u, '');

const commonFields = (facts: OfficialFacts) => {
  const { block, urgency, type, subject, pageCount } = facts;
  const fullName = text(block?.name?.text);
  const position = text(block?.position);
  return {
    notation: notationOf(facts),
    typeName: text(type?.name),
    subject: text(subject?.text),
    pages: pageCount,
    ...(fullName !== '' && { signer: { fullName, ...(position !== '' && { position }) } }),
    ...(urgency && { urgency: urgency.level }),
  };
};

/** Sổ đăng ký văn bản đi. */
export const outgoingFields = (facts: OfficialFacts): OutgoingFields => {
  const organName = text(facts.agency?.text);
  return {
    ...commonFields(facts),
    ...(organName !== '' && { organName }),
    recipients: (facts.recipients?.list ?? []).map((name) => ({ name: text(name) })).filter(({ name }) => name !== ''),
  };
};

/** Sổ đăng ký văn bản đến. @param forwardTo Chuyển: to whom the document goes */
export const incomingFields = (facts: OfficialFacts, forwardTo: string | undefined): IncomingFields => {
  const issuedDate = issuedOn(facts);
  const assignee = text(forwardTo);
  return {
    ...commonFields(facts),
    sender: { name: text(facts.agency?.text) },
    codeNumber: text(facts.number?.gap.filled?.text),
    ...(issuedDate !== null && { issuedDate }),
    ...(assignee !== '' && { assignee }),
  };
};

/** `yyyy-mm-dd`, where day, month and year all stand on the page and are a date. */
const issuedOn = ({ date }: OfficialFacts): string | null => {
  const [day, month, year] = [date?.day.filled?.text, date?.month.filled?.text, date?.year].map(Number);
  if (!day || !month || !year) return null;
  const found = new Date(Date.UTC(year, month - 1, day));
  return found.getUTCDate() === day && found.getUTCMonth() === month - 1 ? found.toISOString().slice(0, 10) : null;
};
