/** Where a document of the inbox stands, out of the other packages and statuses that came. */
import type { EdxmlStatus, PackageFacts, RelatedDocument } from '../../../contracts/edxml.js';
import type { ServerDocument } from '../../../contracts/provincial-api.js';
import type { InboxContent, PackedDocument, PackedPdf } from './inbox.js';
import type { Found } from './look.js';
import { writeDay } from './package.js';
import type { Word } from './status-line.js';

/** What this computer has answered. */
export type Answer = 'sent' | 'rejected';

type Standing = Pick<ServerDocument, 'status' | 'refusal' | 'version'>;

/** Programs disagree about capitals and spaces in codes. */
export const plain = (code: string): string => code.normalize('NFC').replace(/\s+/gu, ' ').trim().toLowerCase();
const isSame = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && plain(a) === plain(b);

/** The code of a document that is spoken of; programs that leave it out state what it is made of. */
const codeOf = ({ documentId, organId, issuedOn, code }: RelatedDocument): string | undefined =>
  documentId ??
  (organId === undefined || issuedOn === undefined || code === undefined
    ? undefined
    : `${organId},${writeDay(issuedOn)},${code}`);

/** The documents that a package takes back or replaces. */
const takenBack = ({ business, responseFor }: PackageFacts): (string | undefined)[] => {
  switch (business.kind) {
    case 'recall':
      return [business.documentId, ...responseFor.map(codeOf)];
    case 'replace':
      return business.replaced.map(({ documentId }) => documentId);
    case 'new':
    case 'update':
      return [];
  }
};

/** Only who sent a document may take it back or change it. */
const bySender = ({ from }: Pick<PackageFacts, 'from'>, other: { readonly from: PackageFacts['from'] }): boolean =>
  isSame(other.from.organId, from.organId);

/** Whether its sender asks for it back: by a package, or by status 13. */
export const isRecalled = (facts: PackageFacts, content: InboxContent): boolean =>
  content.packages.some(
    (one) => takenBack(one.facts).some((id) => isSame(id, facts.documentId)) && bySender(facts, one.facts),
  ) || statusesOf(facts, content).some((status) => status.code === '13' && bySender(facts, status));

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

/** A document by its code and its sender. */
type Subject = Pick<PackageFacts, 'documentId' | 'from'>;

/** The documents that a package is about besides its own. */
const aboutOf = (facts: PackageFacts): (string | undefined)[] =>
  facts.business.kind === 'update' ? [facts.business.documentId] : takenBack(facts);

/** The documents that a file says something about, its own too; spelt as no program need spell them. */
export const subjectsOf = (found: Found): string[] =>
  (found.kind === 'status' ? [codeOf(found.status.responseFor)] : [found.facts.documentId, ...aboutOf(found.facts)])
    .filter((id) => id !== undefined)
    .map(plain);

const byDocument = new WeakMap<InboxContent, ReadonlyMap<string, readonly EdxmlStatus[]>>();

/** Thousands of documents have thousands of statuses: each is looked at once. */
const statusesBy = (content: InboxContent): ReadonlyMap<string, readonly EdxmlStatus[]> => {
  const known = byDocument.get(content);
  if (known !== undefined) return known;
  const found = new Map<string, EdxmlStatus[]>();
  for (const status of content.statuses) {
    const id = codeOf(status.responseFor);
    if (id === undefined) continue;
    const others = found.get(plain(id));
    if (others === undefined) found.set(plain(id), [status]);
    else others.push(status);
  }
  byDocument.set(content, found);
  return found;
};

/** Every status of a document, in the order of its times. */
const statusesOf = ({ documentId }: Subject, content: InboxContent): EdxmlStatus[] =>
  documentId === undefined
    ? []
    : [...(statusesBy(content).get(plain(documentId)) ?? [])].sort((a, b) => (a.at ?? '').localeCompare(b.at ?? ''));

/** What a package that replaces another says: which document is the new one, and why. */
const reasonOf = ({ business, codeNumber, codeNotation }: PackageFacts): string | undefined => {
  const number = business.kind === 'replace' ? `${codeNumber ?? '?'}/${codeNotation ?? '?'}` : undefined;
  const parts = [number, business.reason].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
};

/** Everything that was said of a document: its statuses, and what packages of its sender do with it. */
export const wordsOf = (subject: Subject, content: InboxContent): Word[] => [
  ...statusesOf(subject, content),
  ...content.packages
    .filter(({ facts }) => aboutOf(facts).some((id) => isSame(id, subject.documentId)) && bySender(subject, facts))
    .map((one) => ({
      from: one.facts.from,
      code: one.facts.business.kind,
      at: sentAt(one),
      description: reasonOf(one.facts),
    })),
];

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
