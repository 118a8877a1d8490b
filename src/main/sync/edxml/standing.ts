/** Where a document of the inbox stands, out of the other packages and statuses that came. */
import type { EdxmlStatus, PackageFacts } from '../../../contracts/edxml.js';
import type { ServerDocument } from '../../../contracts/provincial-api.js';
import type { InboxContent } from './inbox.js';

/** What this computer has answered. */
export type Answer = 'sent' | 'rejected';

type Standing = Pick<ServerDocument, 'status' | 'refusal'>;

/** The documents that a package takes back or replaces. */
const takenBack = ({ business, responseFor }: PackageFacts): (string | undefined)[] => {
  switch (business.kind) {
    case 'recall':
      return [business.documentId, ...responseFor.map(({ documentId }) => documentId)];
    case 'replace':
      return business.replaced.map(({ documentId }) => documentId);
    case 'new':
    case 'update':
      return [];
  }
};

/** Only who sent a document may take it back. */
const isRecalled = ({ documentId, from }: PackageFacts, { packages, statuses }: InboxContent): boolean => {
  if (documentId === undefined || from.organId === undefined) return false;
  const asked = (status: EdxmlStatus): boolean =>
    status.code === '13' && status.responseFor.documentId === documentId && status.from.organId === from.organId;
  return (
    packages.some((one) => one.from.organId === from.organId && takenBack(one).includes(documentId)) ||
    statuses.some(asked)
  );
};

/** Everything that was said of a document, in the order of its times. */
export const statusesOf = ({ documentId }: PackageFacts, { statuses }: InboxContent): EdxmlStatus[] =>
  documentId === undefined
    ? []
    : statuses
        .filter(({ responseFor }) => responseFor.documentId === documentId)
        .sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));

/** What the newest status that decides something says of a file that was sent. */
const verdict = (said: readonly EdxmlStatus[]): Standing => {
  const last = said.filter(({ code }) => ['02', '03', '04', '05', '06'].includes(code)).at(-1);
  if (last === undefined) return { status: 'signed', refusal: null };
  if (last.code !== '02') return { status: 'accepted', refusal: null };
  const message = [...(last.description ?? '')].slice(0, 400).join('');
  return { status: 'refused', refusal: { code: 'edxml-02', message } };
};

export const standingOf = (facts: PackageFacts, answer: Answer | null, content: InboxContent): Standing => {
  if (answer === 'sent') return verdict(statusesOf(facts, content));
  if (isRecalled(facts, content)) return { status: 'recalled', refusal: null };
  return { status: answer === 'rejected' ? 'rejected' : 'waiting', refusal: null };
};
