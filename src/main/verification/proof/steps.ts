/** The increments behind the original, one after the other, each proved against what it was declared to add. */
import { Fault } from '../../../contracts/faults/index.js';
import type { Level } from '../../../contracts/jobs.js';
import { PdfDocument } from '../../pdf/document.js';
import { PdfRef, PdfString, pdfText } from '../../pdf/objects.js';
import type { ByteSource } from '../../pdf/source.js';
import type { SignedRange } from '../byte-range.js';
import { signatureFields } from '../fields.js';
import type { DeclaredOutcome, DeclaredSignature } from './declared-outcome.js';
import {
  certifies,
  proveCatalogPermissions,
  proveRange,
  proveSignatureDictionary,
  proveTimestampDictionary,
} from './dictionary.js';
import { proveForm, type SignedField } from './form.js';
import { Increment, missing } from './increment.js';
import { readLayout } from './layout.js';
import { proveReferences } from './references.js';
import { proveSection } from './section.js';
import { proveStore, touchesStore } from './store.js';

/** A signature or document timestamp that one of the increments added; its value has not been looked at. */
export interface AddedSignature {
  readonly kind: 'signature' | 'timestamp';
  readonly range: SignedRange;
  /** Whom /Name calls the signer; null where it says nothing. */
  readonly name: string | null;
}

export interface ProvedSteps {
  /** The original as a document. */
  readonly before: PdfDocument;
  /** The whole file. */
  readonly after: PdfDocument;
  readonly added: readonly AddedSignature[];
}

/** What increments may do; `store`: evidence into the document security store. */
type Step = 'signature' | 'store' | 'timestamp';

const STEPS_OF_SIGNATURE: Readonly<Record<Level, readonly Step[]>> = {
  'B-B': ['signature'],
  'B-T': ['signature'],
  'B-LT': ['signature', 'store'],
  'B-LTA': ['signature', 'store', 'timestamp'],
};

/** A document timestamp where there was none, and no evidence where all of it is there. */
const STEPS_OF_UPGRADE: Readonly<Record<Level, readonly (readonly Step[])[]>> = {
  'B-B': [],
  'B-T': [['timestamp']],
  'B-LT': [['store'], ['timestamp', 'store']],
  'B-LTA': [['timestamp'], ['store', 'timestamp'], ['timestamp', 'timestamp'], ['timestamp', 'store', 'timestamp']],
};

const MOST_STEPS = 3;

export interface Original {
  readonly source: ByteSource;
  /** Bytes of it. */
  readonly length: number;
  readonly password: string | undefined;
}

/** @throws Fault `verification.*`, `pdf.*` */
export const proveSteps = (original: Original, declared: DeclaredOutcome): ProvedSteps => {
  const increments = readIncrements(original);
  const [first] = increments;
  const last = increments.at(-1);
  if (!first || !last) throw new Fault('verification.own-signature-missing');
  const steps = declaredSteps(increments, declared);
  const added = increments.flatMap((increment, i) => {
    const step = steps[i];
    const found = step === undefined ? null : proveStep(increment, step, declared);
    increment.finish();
    return found ? [found] : [];
  });
  proveReferences(first.before, increments);
  return { before: first.before, after: last.after, added };
};

const readIncrements = ({ source, length, password }: Original): Increment[] => {
  const increments: Increment[] = [];
  const open = (end: number, recover: boolean): PdfDocument =>
    PdfDocument.open(source, { end, recover, ...(password === undefined ? {} : { password }) });
  for (let base = length; base < source.length; ) {
    if (increments.length === MOST_STEPS) throw new Fault('verification.undeclared-bytes', { offset: base });
    const layout = readLayout(source, base);
    const isSearched = increments.length === 0 && layout.section.trailer.get('Prev') === null;
    const before = increments.at(-1)?.after ?? (isSearched ? openSearched(open(base, true)) : open(base, false));
    if (before.leadingBytes > 0) throw new Fault('pdf.leading-bytes');
    proveSection(before, layout);
    const after = open(layout.end, false);
    const [section = null] = [...layout.objects].find(([, { start }]) => start === layout.section.start) ?? [];
    increments.push(new Increment(before, after, [...layout.objects.keys()], section));
    base = layout.end;
  }
  return increments;
};

/** Damage shows when it is read: only a file that is damaged somewhere may get a section that leads to no older one. */
const openSearched = (document: PdfDocument): PdfDocument => {
  for (const num of document.objectNumbers()) {
    if (document.recovery) break;
    const entry = document.entry(num);
    if (entry && entry.kind !== 'free') document.get(new PdfRef(num, entry.kind === 'offset' ? entry.generation : 0));
  }
  return document;
};

const declaredSteps = (increments: readonly Increment[], declared: DeclaredOutcome): readonly Step[] => {
  if (declared.kind === 'signature') {
    const steps = STEPS_OF_SIGNATURE[declared.level];
    if (increments.length < steps.length) throw missing(steps[increments.length] ?? '');
    const surplus = increments[steps.length];
    if (surplus) throw new Fault('verification.undeclared-bytes', { offset: surplus.before.end });
    return steps;
  }
  const found = increments.map((increment): Step => (touchesStore(increment) ? 'store' : 'timestamp'));
  const allowed = STEPS_OF_UPGRADE[declared.level].some((steps) => steps.join() === found.join());
  if (!allowed) throw new Fault('verification.level-missed', { level: declared.level });
  return found;
};

const proveStep = (increment: Increment, step: Step, declared: DeclaredOutcome): AddedSignature | null => {
  switch (step) {
    case 'signature':
      return declared.kind === 'signature' ? proveSignatureStep(increment, declared) : null;
    case 'store':
      proveCatalog(increment, ['DSS']);
      proveStore(increment, signatureContents(increment.after));
      return null;
    case 'timestamp':
      return proveTimestampStep(increment);
  }
};

const proveCatalog = (increment: Increment, keys: readonly string[]): void => {
  const { before, after } = increment;
  increment.changedKeys(before.catalog, after.catalog, keys, 'catalog');
  increment.claim(after.catalogRef);
};

const proveSignatureStep = (increment: Increment, declared: DeclaredSignature): AddedSignature => {
  proveCatalog(increment, ['AcroForm', 'Perms']);
  const { fieldName: name, newField: isNew, visible, prepare, fill } = declared;
  const field = proveForm(increment, { signed: { name, isNew, visible }, prepare, fill });
  proveSignatureDictionary(increment, field, declared);
  proveCatalogPermissions(increment, field, certifies(increment, field, declared));
  return added('signature', increment, field);
};

const proveTimestampStep = (increment: Increment): AddedSignature => {
  proveCatalog(increment, ['AcroForm']);
  const signed = { name: null, isNew: true, visible: false };
  const field = proveForm(increment, { signed, prepare: [], fill: [] });
  proveTimestampDictionary(field);
  return added('timestamp', increment, field);
};

const added = (kind: AddedSignature['kind'], increment: Increment, field: SignedField): AddedSignature => {
  const name = field.signature.get('Name');
  return { kind, range: proveRange(increment, field), name: name instanceof PdfString ? pdfText(name) : null };
};

const signatureContents = (document: PdfDocument): Uint8Array[] =>
  signatureFields(document).flatMap(({ signature }) => {
    const contents = document.value(signature, 'Contents');
    return contents instanceof PdfString ? [contents.bytes] : [];
  });
