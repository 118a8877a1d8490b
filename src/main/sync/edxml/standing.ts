/** Where a document of the inbox stands, out of the other packages and statuses that came. */
import type { EdxmlStatus, PackageFacts } from '../../../contracts/edxml.js';
import type { ServerDocument } from '../../../contracts/provincial-api.js';
import type { InboxContent, PackedDocument, PackedPdf } from './inbox.js';

/** What this computer has answered. */
export type Answer = 'sent' | 'rejected';

type Standing = Pick<ServerDocument, 'status' | 'refusal' | 'version'>;

/** Programs disagree about capitals and spaces in codes. */
const plain = (code: string): string => code.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();
const isSame = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && plain(a) === plain(b);

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

/** Only who sent a document may take it back or change it. */
const bySender = ({ from }: PackageFacts, other: { readonly from: PackageFacts['from'] }): boolean =>
  isSame(other.from.organId, from.organId);

/** Whether its sender asks for it back: by a package, or by status 13. */
export const isRecalled = (facts: PackageFacts, { packages, statuses }: InboxContent): boolean =>
  packages.some(
    (one) => bySender(facts, one.facts) && takenBack(one.facts).some((id) => isSame(id, facts.documentId)),
  ) ||
  statuses.some(
    (status) =>
      status.code === '13' && bySender(facts, status) && isSame(status.responseFor.documentId, facts.documentId),
  );

const sentAt = ({ facts, arrivedAt }: PackedDocument): string => facts.trace.at(-1)?.at ?? arrivedAt;

/** Updates of a document by its sender, the newest last. */
const updatesOf = (facts: PackageFacts, { packages }: InboxContent): PackedDocument[] =>
  packages
    .filter(
      ({ facts: other }) =>
        other.business.kind === 'update' &&
        bySender(facts, other) &&
        isSame(other.business.documentId, facts.documentId),
    )
    .sort((a, b) => sentAt(a).localeCompare(sentAt(b)));

/** The newest update that brought files brought others. */
const isSuperseded = (pdf: PackedPdf, updates: readonly PackedDocument[]): boolean => {
  const newest = updates.filter(({ pdfs }) => pdfs.length > 0).at(-1);
  return newest !== undefined && !newest.pdfs.some(({ id }) => id === pdf.id);
};

/** What is said of a document now: by the newest update, else by the package it came in. */
export const currentFacts = ({ facts }: PackedPdf, content: InboxContent): PackageFacts => {
  const newest = updatesOf(facts, content).at(-1);
  return newest === undefined ? facts : { ...newest.facts, documentId: facts.documentId, business: facts.business };
};

/** Everything that was said of a document, in the order of its times. */
export const statusesOf = ({ documentId }: PackageFacts, { statuses }: InboxContent): EdxmlStatus[] =>
  statuses
    .filter(({ responseFor }) => isSame(responseFor.documentId, documentId))
    .sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));

/** What the newest status that decides something says of a file that was sent. */
const verdict = (said: readonly EdxmlStatus[]): Pick<Standing, 'status' | 'refusal'> => {
  const last = said.filter(({ code }) => ['02', '03', '04', '05', '06'].includes(code)).at(-1);
  if (last === undefined) return { status: 'signed', refusal: null };
  if (last.code !== '02') return { status: 'accepted', refusal: null };
  const message = [...(last.description ?? '')].slice(0, 400).join('');
  return { status: 'refused', refusal: { code: 'edxml-02', message } };
};

export const standingOf = (pdf: PackedPdf, answer: Answer | null, content: InboxContent): Standing => {
  const { facts } = pdf;
  const updates = updatesOf(facts, content);
  const version = 1 + updates.length;
  if (answer === 'sent') return { version, ...verdict(statusesOf(facts, content)) };
  const isGone = isRecalled(facts, content) || isSuperseded(pdf, updates);
  if (isGone) return { version, status: 'recalled', refusal: null };
  return { version, status: answer === 'rejected' ? 'rejected' : 'waiting', refusal: null };
};
