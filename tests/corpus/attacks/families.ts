/** All families of the attack corpus. */
import { blindLeeway } from './blind-leeway.js';
import { blindMarks } from './blind-marks.js';
import { blindPrepared } from './blind-prepared.js';
import { blindRepair } from './blind-repair.js';
import { blindStructure } from './blind-structure.js';
import type { Family } from './cases.js';
import { catalogEntries } from './catalog.js';
import { annotationKinds, evilAnnotation, fieldLocks, sneakySignature } from './certified.js';
import { incrementalSaving } from './incremental-saving.js';
import { ambiguities, removal } from './revisions.js';
import { appearanceAgainstValue, shadowHide, shadowHideAndReplace, shadowReplace } from './shadow.js';
import { pageTree, recycling, swaps } from './structure.js';
import { contentsPadding, placement, signatureWrapping, universalForgery } from './wrapping.js';
import { hybrid, xrefTricks } from './xref.js';

export const families: readonly Family[] = [
  incrementalSaving,
  signatureWrapping,
  universalForgery,
  contentsPadding,
  placement,
  shadowHide,
  shadowReplace,
  shadowHideAndReplace,
  appearanceAgainstValue,
  evilAnnotation,
  annotationKinds,
  sneakySignature,
  fieldLocks,
  pageTree,
  swaps,
  recycling,
  xrefTricks,
  hybrid,
  ambiguities,
  removal,
  catalogEntries,
  blindLeeway,
  blindMarks,
  blindPrepared,
  blindRepair,
  blindStructure,
];
