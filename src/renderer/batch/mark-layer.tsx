/** The marks of a page as boxes that are moved and resized by pointer and by keys. */
import { makeStyles, mergeClasses } from '@fluentui/react-components';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rect } from '../../contracts/records-facts.js';
import type { ShownSheet } from '../ui/pdf-preview.js';
import { keepsRatio } from './choices.js';
import {
  type Corner,
  mm,
  moved,
  type PageSize,
  pointsPerMm,
  resized,
  type SnapLines,
  snapLines,
  snapped,
} from './geometry.js';
import type { Mark } from './marks.js';

// Over white paper in every theme; shapes tell what colours tell.
const sure = '#1f65b6';
const open = '#a9430a';

const useStyles = makeStyles({
  layer: { position: 'absolute', inset: 0, overflow: 'clip', overflowClipMargin: '14px' },
  mark: {
    position: 'absolute',
    background: 'rgba(31, 101, 182, 0.08)',
    outline: `2px solid ${sure}`,
    borderRadius: '1px',
  },
  open: { background: 'rgba(169, 67, 10, 0.10)', outline: `2px dashed ${open}` },
  face: { position: 'absolute', inset: 0 },
  // A little larger than its mark: a day is four millimetres wide.
  hold: {
    position: 'absolute',
    inset: '-3px',
    padding: 0,
    border: 'none',
    background: 'none',
    cursor: 'move',
    touchAction: 'none',
    ':focus-visible': { outline: `3px solid ${sure}`, outlineOffset: 0 },
  },
  holdOpen: { ':focus-visible': { outline: `3px solid ${open}` } },
  label: {
    position: 'absolute',
    left: '-2px',
    bottom: 'calc(100% + 3px)',
    padding: '0 5px',
    borderRadius: '2px',
    backgroundColor: sure,
    color: '#ffffff',
    fontSize: '12px',
    lineHeight: '17px',
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
  },
  labelOpen: { backgroundColor: open },
  labelBelow: { bottom: 'auto', top: 'calc(100% + 3px)' },
  labelRight: { left: 'auto', right: '-2px' },
  corner: {
    position: 'absolute',
    width: '11px',
    height: '11px',
    backgroundColor: '#ffffff',
    border: `2px solid ${sure}`,
    borderRadius: '2px',
    touchAction: 'none',
  },
  guideX: { position: 'absolute', top: 0, bottom: 0, borderLeft: '1px dashed #c2185b', pointerEvents: 'none' },
  guideY: { position: 'absolute', left: 0, right: 0, borderTop: '1px dashed #c2185b', pointerEvents: 'none' },
});

const corners: readonly (Corner & { readonly name: string; readonly cursor: string })[] = [
  { h: -1, v: 1, name: 'upper-left', cursor: 'nwse-resize' },
  { h: 1, v: 1, name: 'upper-right', cursor: 'nesw-resize' },
  { h: -1, v: -1, name: 'lower-left', cursor: 'nesw-resize' },
  { h: 1, v: -1, name: 'lower-right', cursor: 'nwse-resize' },
];

const percent = (share: number): string => `${share * 100}%`;

const styleOf = ({ x, y, width, height }: Rect, page: PageSize) => ({
  left: percent(x / page.width),
  top: percent(1 - (y + height) / page.height),
  width: percent(width / page.width),
  height: percent(height / page.height),
});

/** On the screen, in CSS pixels. */
const snapPixels = 5;

interface Drag {
  readonly role: Mark['role'];
  /** Null: the whole box. */
  readonly corner: Corner | null;
  readonly from: { readonly x: number; readonly y: number; readonly rect: Rect };
  /** Points of the page for one CSS pixel. */
  readonly scale: number;
  readonly rect: Rect;
  readonly guides: { readonly x: number | null; readonly y: number | null };
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** In millimetres. */
const small = 0.5;
const large = 5;

/** Where a key brings a box; null for every other key. Plus and minus resize it about its lower left corner. */
export const nudged = (key: string, shift: boolean, mark: Mark, page: PageSize): Rect | null => {
  const by = (shift ? large : small) * pointsPerMm;
  const step = steps[key];
  if (step) return moved(mark.rect, step[0] * by, step[1] * by, page);
  const wider = key === '+' || key === '=' ? small : key === '-' ? -small : 0;
  if (wider === 0) return null;
  const dx = wider * pointsPerMm;
  const dy = (dx * mark.rect.height) / mark.rect.width;
  return resized(mark.rect, { h: 1, v: 1 }, dx, dy, page, keepsRatio(mark.role));
};

/** In millimetres from the upper left corner of the page, as a ruler is laid: as a sentence, and short. */
const useReadOuts = () => {
  const { t, i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language === 'en' ? 'en-GB' : 'vi-VN', {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const words = ({ x, y, width, height }: Rect, page: PageSize) => ({
    x: number.format(mm(x)),
    y: number.format(mm(page.height - y - height)),
    width: number.format(mm(width)),
    height: number.format(mm(height)),
  });
  return {
    readOut: (rect: Rect, page: PageSize): string => t('records.readOut', words(rect, page)),
    shortReadOut: (rect: Rect, page: PageSize): string => t('records.readOutShort', words(rect, page)),
  };
};

interface MarkLayerProps {
  readonly sheet: ShownSheet;
  readonly marks: readonly Mark[];
  readonly baselines: readonly number[];
  readonly selected: Mark['role'] | null;
  /** Gets the keyboard. */
  readonly wished: Mark['role'] | null;
  /** The page is drawn, its marks on it. */
  readonly onShown: () => void;
  readonly onSelect: (role: Mark['role']) => void;
  readonly onPlace: (mark: Mark, rect: Rect) => void;
  readonly onUndo: () => void;
  /** Escape, Enter: back to the list. */
  readonly onLeave: (confirm: boolean) => void;
  readonly face: (mark: Mark) => ReactNode;
}

const useDrag = ({ sheet, onPlace }: MarkLayerProps, linesFor: (mark: Mark) => SnapLines) => {
  const [drag, setDrag] = useState<Drag | null>(null);
  const layer = useRef<HTMLDivElement>(null);
  const begin = (event: PointerEvent, mark: Mark, corner: Corner | null): void => {
    const shown = layer.current?.getBoundingClientRect().width ?? 0;
    if (event.button !== 0 || shown === 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    const from = { x: event.clientX, y: event.clientY, rect: mark.rect };
    setDrag({
      role: mark.role,
      corner,
      from,
      scale: sheet.width / shown,
      rect: mark.rect,
      guides: { x: null, y: null },
    });
  };
  const move = (event: PointerEvent, mark: Mark): void => {
    if (!drag || drag.role !== mark.role) return;
    const dx = (event.clientX - drag.from.x) * drag.scale;
    const dy = (drag.from.y - event.clientY) * drag.scale;
    if (drag.corner) {
      const rect = resized(drag.from.rect, drag.corner, dx, dy, sheet, keepsRatio(mark.role));
      setDrag({ ...drag, rect });
      return;
    }
    const free = moved(drag.from.rect, dx, dy, sheet);
    // With Alt it goes exactly where the pointer does.
    const { rect, x, y } = event.altKey
      ? { rect: free, x: null, y: null }
      : snapped(free, linesFor(mark), snapPixels * drag.scale);
    setDrag({ ...drag, rect: moved(rect, 0, 0, sheet), guides: { x, y } });
  };
  const end = (mark: Mark): void => {
    if (!drag || drag.role !== mark.role) return;
    setDrag(null);
    const { rect } = drag;
    const before = drag.from.rect;
    const same =
      rect.x === before.x && rect.y === before.y && rect.width === before.width && rect.height === before.height;
    if (!same) onPlace(mark, rect);
  };
  return { drag, layer, begin, move, end, cancel: () => setDrag(null) };
};

export function MarkLayer(props: MarkLayerProps) {
  const { sheet, marks, baselines, selected, onSelect, onPlace } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const { readOut, shortReadOut } = useReadOuts();
  const here = marks.filter(({ page }) => page === sheet.page);
  const linesFor = (mark: Mark): SnapLines =>
    snapLines(
      here.filter(({ role }) => role !== mark.role).map(({ rect }) => rect),
      sheet,
      baselines,
    );
  const { drag, layer, begin, move, end, cancel } = useDrag(props, linesFor);
  const { wished, onShown } = props;
  // With the drawing itself: the next key may come before anything that is done after it.
  useLayoutEffect(onShown, [onShown]);
  useLayoutEffect(() => {
    if (wished !== null) layer.current?.querySelector<HTMLElement>(`button[data-mark="${wished}"]`)?.focus();
  });

  const onKeyDown = (event: KeyboardEvent, mark: Mark): void => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') props.onUndo();
    else if (event.key === 'Escape') {
      if (drag) cancel();
      else props.onLeave(false);
    } else if (event.key === 'Enter' && !event.ctrlKey) {
      if (!event.repeat) props.onLeave(true);
    } else {
      const rect = event.ctrlKey || event.altKey ? null : nudged(event.key, event.shiftKey, mark, sheet);
      if (!rect) return;
      onPlace(mark, rect);
    }
    event.preventDefault();
  };
  return (
    <div ref={layer} className={styles.layer}>
      {here.map((mark) => {
        const rect = drag?.role === mark.role ? drag.rect : mark.rect;
        const doubtful = !mark.sure && !mark.moved;
        const isSelected = selected === mark.role;
        const words = { role: t(`records.role.${mark.role}`), place: readOut(rect, sheet), page: mark.page };
        return (
          <div
            key={mark.role}
            className={mergeClasses(styles.mark, doubtful && styles.open)}
            style={styleOf(rect, sheet)}
          >
            <span aria-hidden className={styles.face}>
              {props.face({ ...mark, rect })}
            </span>
            <button
              type="button"
              data-mark={mark.role}
              className={mergeClasses(styles.hold, doubtful && styles.holdOpen)}
              aria-label={t(doubtful ? 'records.markDoubtful' : 'records.mark', words)}
              aria-roledescription={t('records.markKind')}
              onFocus={() => onSelect(mark.role)}
              onKeyDown={(event) => onKeyDown(event, mark)}
              onPointerDown={(event) => begin(event, mark, null)}
              onPointerMove={(event) => move(event, mark)}
              onPointerUp={() => end(mark)}
              onPointerCancel={cancel}
            />
            {isSelected && (
              <span
                aria-hidden
                className={mergeClasses(
                  styles.label,
                  doubtful && styles.labelOpen,
                  rect.y + rect.height > sheet.height * 0.95 && styles.labelBelow,
                  rect.x > sheet.width / 2 && styles.labelRight,
                )}
              >
                {words.role} · {shortReadOut(rect, sheet)}
              </span>
            )}
            {isSelected &&
              corners.map((corner) => (
                <span
                  key={corner.name}
                  data-corner={corner.name}
                  className={styles.corner}
                  style={{
                    [corner.h === 1 ? 'right' : 'left']: '-7px',
                    [corner.v === 1 ? 'top' : 'bottom']: '-7px',
                    cursor: corner.cursor,
                  }}
                  onPointerDown={(event) => begin(event, mark, corner)}
                  onPointerMove={(event) => move(event, mark)}
                  onPointerUp={() => end(mark)}
                  onPointerCancel={cancel}
                />
              ))}
          </div>
        );
      })}
      {drag && drag.guides.x !== null && (
        <div className={styles.guideX} style={{ left: percent(drag.guides.x / sheet.width) }} />
      )}
      {drag && drag.guides.y !== null && (
        <div className={styles.guideY} style={{ top: percent(1 - drag.guides.y / sheet.height) }} />
      )}
    </div>
  );
}
