/** Outlines over a page: the marks of one revision by number, and what else differs from the revision before. */
import { makeStyles, mergeClasses } from '@fluentui/react-components';
import { useEffect } from 'react';
import type { ReportedMark } from '../../contracts/verification.js';
import type { PdfSource } from '../ui/pdf.js';
import type { ShownSheet } from '../ui/pdf-preview.js';
import { MarkChip } from './mark-chip.js';
import { isWithin, type Place } from './page-differences.js';
import type { NumberedMark } from './revisions.js';
import { type Differences, useDifferences } from './use-differences.js';

const useStyles = makeStyles({
  layer: { position: 'absolute', inset: 0, pointerEvents: 'none', overflow: 'clip', overflowClipMargin: '20px' },
  outline: { position: 'absolute', outlineOffset: '2px', borderRadius: '2px' },
  mark: { outline: '2px solid #1f65b6' },
  earlier: { outline: '1px solid #5c6f82' },
  other: { outline: '2px dashed #b3261e' },
  // Above its mark: numbers and dates are hardly larger than the chip.
  chip: { position: 'absolute', right: '-5px', bottom: 'calc(100% + 2px)', lineHeight: 0 },
  chipBelow: { bottom: 'auto', top: 'calc(100% + 2px)' },
});

const percent = (share: number): string => `${share * 100}%`;

const placeOf = (mark: ReportedMark, { width, height }: ShownSheet): Place => ({
  x: mark.x / width,
  y: 1 - (mark.y + mark.height) / height,
  width: mark.width / width,
  height: mark.height / height,
});

const styleOf = ({ x, y, width, height }: Place) => ({
  left: percent(x),
  top: percent(y),
  width: percent(width),
  height: percent(height),
});

/** A chip above a mark this high on the page would be cut off. */
const topShare = 0.03;

interface OutlineProps {
  readonly numbered: NumberedMark;
  readonly place: Place;
  /** It was there before. */
  readonly earlier: boolean;
}

function Outline({ numbered: { number }, place, earlier }: OutlineProps) {
  const styles = useStyles();
  return (
    <div
      data-mark={earlier ? undefined : number}
      className={mergeClasses(styles.outline, earlier ? styles.earlier : styles.mark)}
      style={styleOf(place)}
    >
      <span className={mergeClasses(styles.chip, place.y < topShare && styles.chipBelow)}>
        <MarkChip number={number} quiet={earlier} small />
      </span>
    </div>
  );
}

/** What was found on the page in sight. */
export interface PageComparison {
  readonly state: Differences['kind'];
  /** Places that differ from the revision before and belong to no field of this one. */
  readonly others: number;
}

interface MarkOverlayProps {
  readonly shown: ShownSheet;
  readonly marks: readonly NumberedMark[];
  /** Where this revision may differ from the one before: all fields that were signed with it. */
  readonly fields: readonly ReportedMark[];
  /** Those of the revisions before. */
  readonly earlier: readonly NumberedMark[];
  /** The revision before; null where there is none. */
  readonly before: PdfSource | null;
  readonly onCompared: (comparison: PageComparison | null) => void;
}

export function MarkOverlay({ shown, marks, fields, earlier, before, onCompared }: MarkOverlayProps) {
  const styles = useStyles();
  const differences = useDifferences(before, shown);
  const here = marks.filter(({ mark }) => mark.page === shown.page);
  const places = fields.filter(({ page }) => page === shown.page).map((field) => placeOf(field, shown));
  const others = differences?.kind === 'compared' ? differences.places.filter((place) => !isWithin(place, places)) : [];
  const state = differences?.kind ?? null;
  const count = others.length;
  useEffect(() => onCompared(state && { state, others: count }), [state, count, onCompared]);
  return (
    // Everything here stands in the legend as text.
    <div className={styles.layer} aria-hidden>
      {others.map((place) => (
        <div
          key={`${place.x}:${place.y}`}
          data-difference
          className={mergeClasses(styles.outline, styles.other)}
          style={styleOf(place)}
        />
      ))}
      {earlier
        .filter(({ mark }) => mark.page === shown.page)
        .map((numbered) => (
          <Outline key={numbered.number} numbered={numbered} place={placeOf(numbered.mark, shown)} earlier />
        ))}
      {here.map((numbered) => (
        <Outline key={numbered.number} numbered={numbered} place={placeOf(numbered.mark, shown)} earlier={false} />
      ))}
    </div>
  );
}
