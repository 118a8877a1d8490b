/** The stack as a grid: one row a document, only those in sight drawn, one of them the tab stop. */
import { Checkbox, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { measureRow } from '../ui/measure-row.js';
import { isNowhere, isTyping, usePageKeys } from '../ui/page-keys.js';
import { low } from '../ui/tiny.js';
import { KindCell, NumberCell } from './cells.js';
import type { Decision } from './choices.js';
import type { Drawings } from './drawings.js';
import type { Row } from './rows.js';
import { StandingChip } from './standing-chip.js';
import { Thumbnail } from './thumbnail.js';
import { useNarrow } from './use-narrow.js';

const narrow = '@media (max-width: 1100px)';

const useStyles = makeStyles({
  grid: { display: 'flex', flexDirection: 'column', minHeight: 0, flexGrow: 1 },
  columns: {
    display: 'grid',
    gridTemplateColumns: '32px 42px minmax(0, 1fr) 124px 118px 122px',
    columnGap: '8px',
    alignItems: 'center',
    paddingInline: '6px 10px',
    [narrow]: { gridTemplateColumns: '32px minmax(0, 1fr) 124px' },
  },
  wide: { [narrow]: { display: 'none' } },
  onlyNarrow: { display: 'none', [narrow]: { display: 'block' } },
  head: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
    borderBottom: `1px solid ${tokens.colorNeutralStroke1}`,
    flexShrink: 0,
    scrollbarGutter: 'stable',
    overflowY: 'hidden',
    minHeight: '32px',
    [low]: { minHeight: '28px', '& .fui-Checkbox': { marginBlock: '-4px' } },
  },
  scroller: { overflowY: 'auto', flexGrow: 1, minHeight: 0, scrollbarGutter: 'stable' },
  rows: { position: 'relative', width: '100%' },
  place: { position: 'absolute', top: 0, left: 0, width: '100%' },
  row: {
    minHeight: '60px',
    [low]: { minHeight: '50px' },
    paddingBlock: '3px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    boxShadow: 'inset 3px 0 0 transparent',
    cursor: 'default',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  current: {
    backgroundColor: tokens.colorBrandBackground2,
    boxShadow: `inset 3px 0 0 ${tokens.colorBrandBackground}`,
    ':hover': { backgroundColor: tokens.colorBrandBackground2 },
  },
  // Quieter, and still read: 4.5 : 1.
  out: { color: tokens.colorNeutralForeground2 },
  cell: { minWidth: 0 },
  name: {
    display: '-webkit-box',
    overflow: 'hidden',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 1,
    overflowWrap: 'anywhere',
    fontWeight: tokens.fontWeightSemibold,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  alone: { WebkitLineClamp: 2 },
  subject: {
    display: '-webkit-box',
    overflow: 'hidden',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 2,
    overflowWrap: 'anywhere',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: '18px',
    [low]: { WebkitLineClamp: 1 },
  },
  minor: {
    display: 'block',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  nothing: { padding: '28px 20px', textAlign: 'center', color: tokens.colorNeutralForeground2 },
});

/** As it is printed; null where day or month are still to come. */
const printedDate = ({ plan }: Row): string | null => {
  const date = plan?.facts.date;
  const parts = [date?.day.filled?.text, date?.month.filled?.text, date?.year];
  return parts.some((part) => part === undefined || part === null) ? null : shownText(parts.join('/'));
};

const subjectOf = ({ plan }: Row): string => {
  const { type, subject } = plan?.facts ?? {};
  const words = [type?.name, subject?.text].filter((part) => part !== undefined && part !== '');
  return shownText(words.join(' · '));
};

interface RowProps {
  readonly row: Row;
  readonly index: number;
  readonly current: boolean;
  readonly stop: boolean;
  readonly given: number | null;
  readonly drawings: Drawings;
  readonly password: string | undefined;
  readonly decide: (decision: Decision) => void;
  readonly onSelect: (id: string) => void;
  readonly onDone: () => void;
}

function RowCells({ row, current, given, drawings, password, decide, onDone }: RowProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const sentence = useSentence();
  const { document, included } = row;
  const subject = subjectOf(row);
  const date = printedDate(row);
  const why = row.refusal ? sentence(row.refusal) : null;
  const narrowed = useNarrow();
  const number = <NumberCell row={row} current={current} given={given} decide={decide} onDone={onDone} />;
  const toggle = (checked: boolean): void => decide({ kind: 'include', documents: [document.id], included: checked });
  return (
    <>
      <div role="gridcell">
        <Checkbox
          checked={included}
          disabled={row.refusal !== null}
          tabIndex={-1}
          onChange={(_, { checked }) => toggle(checked === true)}
          aria-label={t('records.include', { name: document.name })}
        />
      </div>
      <div role="gridcell" className={styles.wide}>
        <Thumbnail key={document.id} drawings={drawings} document={document.id} password={password} />
      </div>
      <div role="gridcell" className={styles.cell}>
        <span
          className={mergeClasses(styles.name, why === null && subject === '' && styles.alone)}
          title={shownText(document.name)}
        >
          {shownText(document.name)}
        </span>
        {why === null ? (
          subject !== '' && (
            <span className={styles.subject} title={subject}>
              {subject}
            </span>
          )
        ) : (
          <span className={styles.subject} title={why}>
            {why}
          </span>
        )}
        <div className={styles.onlyNarrow}>
          <KindCell row={row} current={current} decide={decide} onDone={onDone} />
        </div>
      </div>
      <div role="gridcell" className={mergeClasses(styles.cell, styles.wide)}>
        <KindCell row={row} current={current} decide={decide} onDone={onDone} />
      </div>
      {!narrowed && (
        <div role="gridcell" className={styles.cell}>
          {number}
          {date !== null && <span className={styles.minor}>{date}</span>}
        </div>
      )}
      <div role="gridcell" className={styles.cell}>
        <StandingChip row={row} />
        {narrowed && number}
      </div>
    </>
  );
}

/** Drawn again only when something of its own document changed. */
const GridRow = memo(
  function GridRow(props: RowProps) {
    const { row, current, onSelect } = props;
    const styles = useStyles();
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the grid's, which moves the current row
      <div
        role="row"
        aria-rowindex={props.index + 2}
        aria-selected={row.included}
        aria-current={current ? 'true' : undefined}
        tabIndex={props.stop ? 0 : -1}
        data-home={props.stop || undefined}
        data-row={row.document.id}
        className={mergeClasses(
          styles.columns,
          styles.row,
          current && styles.current,
          !row.included && !current && styles.out,
        )}
        onClick={() => onSelect(row.document.id)}
      >
        <RowCells {...props} />
      </div>
    );
  },
  (a, b) =>
    a.row === b.row &&
    a.index === b.index &&
    a.current === b.current &&
    a.stop === b.stop &&
    a.given === b.given &&
    a.password === b.password &&
    a.onSelect === b.onSelect &&
    a.onDone === b.onDone,
);

const page = 8;

/** Where a key leads from row `from`; null for every other key. */
const destination = (key: string, from: number, last: number): number | null => {
  const wanted: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: last,
  };
  const to = wanted[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), last);
};

export interface BatchTableProps {
  readonly rows: readonly Row[];
  readonly current: string | null;
  readonly numbers: ReadonlyMap<string, number>;
  readonly drawings: Drawings;
  readonly passwordOf: (id: string) => string | undefined;
  readonly decide: (decision: Decision) => void;
  readonly onSelect: (id: string) => void;
  /** A key has done something to a document. */
  readonly onBegin: () => void;
  /** Enter. */
  readonly onConfirm: () => void;
  /** M: to the marks on the pages of this document. */
  readonly onMarks: (id: string) => void;
  readonly onRemove: (id: string) => void;
  /** Each new value brings the keyboard to the current row. */
  readonly focusTurn: number;
  /** Each new value brings it to the current row where it is in the list, or nowhere. */
  readonly alongTurn: number;
  /** Each new value brings it to the kind of the current row: it has to be said. */
  readonly kindTurn: number;
}

const useCurrentRow = ({ rows, current, focusTurn, alongTurn }: BatchTableProps) => {
  const scroller = useRef<HTMLDivElement>(null);
  const currentIndex = rows.findIndex(({ document }) => document.id === current);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 62,
    measureElement: measureRow,
    getItemKey: (index) => rows[index]?.document.id ?? index,
    overscan: 4,
    // The current row stays in the document wherever the list is scrolled to: the keyboard is never lost.
    rangeExtractor: useCallback(
      (range: Range) => {
        const seen = defaultRangeExtractor(range);
        return currentIndex < 0 || seen.includes(currentIndex) ? seen : [...seen, currentIndex].sort((a, b) => a - b);
      },
      [currentIndex],
    ),
  });
  const focusRow = useCallback(() => {
    const row = scroller.current?.querySelector<HTMLElement>(
      current === null ? '[data-row]' : `[data-row="${current}"]`,
    );
    row?.focus({ preventScroll: true });
  }, [current]);
  useEffect(() => {
    if (currentIndex >= 0) virtual.scrollToIndex(currentIndex);
    else virtual.scrollToOffset(0);
  }, [currentIndex, virtual]);
  const turn = useRef(focusTurn);
  useEffect(() => {
    if (turn.current === focusTurn) return;
    turn.current = focusTurn;
    focusRow();
  }, [focusTurn, focusRow]);
  const went = useRef(alongTurn);
  useEffect(() => {
    if (went.current === alongTurn) return;
    went.current = alongTurn;
    // A key that came in between may have gone on to the marks, and is not called back.
    const active = window.document.activeElement;
    if (active === window.document.body || active?.matches('[data-row]')) focusRow();
  }, [alongTurn, focusRow]);
  // A row that had the keyboard and is gone (filter, removal) leaves it to the row that is current now.
  const had = useRef(false);
  useEffect(() => {
    const lost = window.document.activeElement === window.document.body;
    if (had.current && lost) focusRow();
  });
  return { scroller, virtual, currentIndex, focusRow, had };
};

export function BatchTable(props: BatchTableProps) {
  const { rows, numbers, decide, onSelect } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const { scroller, virtual, currentIndex, focusRow, had } = useCurrentRow(props);
  const wanted = useRef(false);
  useEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    focusRow();
  }, [focusRow]);
  const latest = useRef(focusRow);
  useEffect(() => {
    latest.current = focusRow;
  });
  const toRow = useCallback(() => latest.current(), []);
  const now = rows[Math.max(currentIndex, 0)];
  const toControl = (selector: string): void => {
    const row = scroller.current?.querySelector(`[data-row="${now?.document.id}"]`);
    // Two of a kind stand in a row, one of them for narrow windows.
    const controls = [...(row?.querySelectorAll<HTMLElement>(selector) ?? [])];
    (controls.find((control) => control.offsetParent !== null) ?? controls[0])?.focus();
  };
  const kindTurn = useRef(props.kindTurn);
  useEffect(() => {
    if (kindTurn.current === props.kindTurn) return;
    kindTurn.current = props.kindTurn;
    toControl('[data-kind]');
  });
  const go = (to: number): void => {
    const row = rows[to];
    if (!row) return;
    wanted.current = row.document.id !== props.current;
    onSelect(row.document.id);
  };
  const letter = (key: string, id: string): boolean => {
    switch (key) {
      case 'n':
        toControl('[data-number]');
        return true;
      case 'k':
        toControl('[data-kind]');
        return true;
      case 'm':
        props.onMarks(id);
        return true;
      default:
        return false;
    }
  };
  const act = (key: string, { document, refusal, included }: Row): boolean => {
    switch (key) {
      case ' ':
        if (refusal === null) decide({ kind: 'include', documents: [document.id], included: !included });
        return true;
      case 'Enter':
        props.onConfirm();
        return true;
      case 'Delete':
        props.onRemove(document.id);
        return true;
      default:
        return false;
    }
  };
  usePageKeys(scroller, ({ key, target, repeat, ctrlKey, altKey, metaKey }) => {
    if (ctrlKey || altKey || metaKey) return false;
    const onRow = target instanceof HTMLElement && target.dataset.row !== undefined;
    const ofRow = onRow || isNowhere(target);
    const to = ofRow ? destination(key, Math.max(currentIndex, 0), rows.length - 1) : null;
    if (to !== null) {
      go(to);
      if (!onRow) toRow();
      return true;
    }
    // A key that is held is meant once: what comes next has not been seen.
    if (repeat) return ofRow && key === ' ';
    if (!now || isTyping(target)) return false;
    const taken = letter(key.toLowerCase(), now.document.id) || (ofRow && act(key, now));
    if (taken) props.onBegin();
    return taken;
  });
  const all = rows.filter(({ refusal }) => refusal === null);
  const included = all.filter((row) => row.included).length;
  return (
    <div
      role="grid"
      aria-label={t('records.table')}
      aria-rowcount={rows.length + 1}
      aria-multiselectable
      className={styles.grid}
      onFocus={() => {
        had.current = true;
      }}
      onBlur={({ relatedTarget }) => {
        if (relatedTarget !== null) had.current = false;
      }}
    >
      <div role="row" aria-rowindex={1} className={mergeClasses(styles.columns, styles.head)}>
        <div role="columnheader">
          <Checkbox
            checked={included === 0 ? false : included === all.length ? true : 'mixed'}
            disabled={all.length === 0}
            aria-label={t('records.includeAll', { count: all.length })}
            onChange={(_, { checked }) =>
              decide({ kind: 'include', documents: all.map(({ document }) => document.id), included: checked === true })
            }
          />
        </div>
        <div role="columnheader" className={styles.wide}>
          {t('records.column.page')}
        </div>
        <div role="columnheader">{t('records.column.document')}</div>
        <div role="columnheader" className={styles.wide}>
          {t('records.column.kind')}
        </div>
        <div role="columnheader" className={styles.wide}>
          {t('records.column.number')}
        </div>
        <div role="columnheader">{t('records.column.state')}</div>
      </div>
      <div role="rowgroup" ref={scroller} className={styles.scroller}>
        {rows.length === 0 && (
          <Text block className={styles.nothing}>
            {t('records.noneInFilter')}
          </Text>
        )}
        <div role="presentation" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (!row) return null;
            const current = index === currentIndex;
            return (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                role="presentation"
                className={styles.place}
                style={{ transform: `translateY(${start}px)` }}
              >
                <GridRow
                  row={row}
                  index={index}
                  current={current}
                  stop={current || (currentIndex < 0 && index === 0)}
                  given={numbers.get(row.document.id) ?? null}
                  drawings={props.drawings}
                  password={props.passwordOf(row.document.id)}
                  decide={decide}
                  onSelect={onSelect}
                  onDone={toRow}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
