/** What later revisions mean for a signature: the changes found, weighed by what it and earlier ones permit. */
import type { SignatureReport } from '../../../contracts/verification.js';
import { isSpace } from '../../pdf/characters.js';
import type { PdfDocument } from '../../pdf/document.js';
import { LIMITS } from '../../pdf/limits.js';
import type { ByteSource } from '../../pdf/source.js';
import { writtenEnd } from '../../pdf/xref.js';
import type { Change, ChangeKind } from '../comparison.js';
import type { SignatureEvidence } from '../evidence.js';
import { signerName } from '../evidence.js';
import type { Finding } from '../findings.js';
import { isLocked, type Permission, type Restrictions } from '../mdp.js';
import { isRepairedOtherwise } from '../repair.js';
import { hasForeignGap } from '../revision-gaps.js';
import { compareRevisions } from './changes.js';
import { changeInWords } from './words.js';

const END = '%%EOF';
/** White space after the end that nobody would notice. */
const USUAL_BLANKS = 4;

/** What follows the last %%EOF. Readers that repair files look there, so only blank bytes are let pass. */
export const trailingBytes = (source: ByteSource): 'none' | 'blank' | 'foreign' => {
  const end = writtenEnd(source);
  const last = Buffer.from(source.read(Math.max(0, end - END.length), end)).toString('latin1');
  if (last !== END) return 'foreign';
  return source.length - end <= USUAL_BLANKS ? 'none' : 'blank';
};

/** DocMDP (ISO 32000-2 table 257): 1 permits nothing but validation data, 2 forms and signatures, 3 annotations too. */
const permitted = (change: Change, permission: Permission | null, locks: Restrictions['locks']): boolean => {
  switch (change.kind) {
    case 'metadata':
      return true;
    case 'ltv':
      return change.field === null || !isLocked(locks, change.field);
    case 'signature':
      return permission !== 1 && (change.field === null || !isLocked(locks, change.field));
    case 'form':
      return permission !== 1 && !isLocked(locks, change.field ?? '');
    case 'annotation':
      return permission === null || permission === 3;
    case 'illegal':
      return false;
  }
};

const gravity: readonly ChangeKind[] = ['metadata', 'ltv', 'signature', 'form', 'annotation', 'illegal'];

const findingOf = {
  metadata: 'changed-metadata',
  ltv: 'changed-ltv',
  signature: 'changed-signatures',
  form: 'changed-form',
  annotation: 'changed-annotations',
  illegal: 'changed-illegally',
} as const;

/** Bytes after the signed revision that the file as it is now does not use, though they stand in it. */
const unusedTail = (revision: PdfDocument, document: PdfDocument): boolean => {
  if (revision.startXref !== document.startXref) return false;
  const { source } = document;
  const [from, to] = [revision.end, source.length];
  return to - from > LIMITS.blankTailBytes || !source.read(from, to).every(isSpace);
};

const illegal = (detail: string): Change => ({ kind: 'illegal', field: null, detail });

export interface LaterChanges {
  readonly changesAfter: SignatureReport['changesAfter'];
  readonly findings: readonly Finding[];
}

/**
 * @param evidence the revision that was signed, and by whom
 * @param permission the strictest DocMDP of the certification and locks in force when this signature was made
 * @param locks FieldMDP of this signature and of those before it
 */
export const laterChanges = (
  evidence: Pick<SignatureEvidence, 'revision' | 'check'>,
  document: PdfDocument,
  permission: Permission | null,
  locks: Restrictions['locks'],
): LaterChanges => {
  const { revision } = evidence;
  if (revision === null) return { changesAfter: 'none', findings: [] };
  const found = revision === document ? [] : compareRevisions(revision, document);
  const tail =
    unusedTail(revision, document) ||
    trailingBytes(document.source) === 'foreign' ||
    hasForeignGap(document, revision.end);
  const isOtherwise = revision !== document && isRepairedOtherwise(document, revision.startXref);
  const all: readonly Change[] = [
    ...found,
    ...(tail ? [illegal('bytes that belong to no revision')] : []),
    ...(isOtherwise ? [illegal('another document for readers that repair files')] : []),
  ];
  const changes = all.map(
    (change): Change => (permitted(change, permission, locks) ? change : { ...change, kind: 'illegal' }),
  );
  const kinds = gravity.filter((kind) => changes.some((change) => change.kind === kind));
  const worst = kinds[kinds.length - 1] ?? 'metadata';
  const details = (kind: ChangeKind): string => {
    const texts = [...new Set(changes.filter((change) => change.kind === kind).map((change) => change.detail))];
    return texts.length > 3 ? `${texts.slice(0, 3).join(', ')}, …` : texts.join(', ');
  };
  return {
    changesAfter: worst === 'metadata' ? 'none' : worst,
    findings: [...kinds].reverse().map((kind) => ({
      code: findingOf[kind],
      params: { signer: signerName(evidence.check), detail: changeInWords(details(kind)) },
    })),
  };
};
