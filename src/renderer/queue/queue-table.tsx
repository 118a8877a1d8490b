/** The queue as a table that draws only the rows in sight. */
import { Button, Checkbox, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular, EyeRegular } from '@fluentui/react-icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../contracts/jobs.js';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { formatMinute } from '../ui/format.js';
import { LongText } from '../ui/long-text.js';
import { tiny } from '../ui/tiny.js';
import { isLocked, type Unlock, UnlockButton } from '../ui/unlock.js';
import { StateChip } from './state-chip.js';

const useStyles = makeStyles({
  table: {
    display: 'flex',
    flexDirection: 'column',
    minHeight: 0,
    flexGrow: 1,
    [tiny]: { height: '300px', flexShrink: 0, flexGrow: 0 },
  },
  columns: {
    display: 'grid',
    gridTemplateColumns: '40px minmax(0, 1fr) 182px 136px 146px',
    columnGap: '8px',
    alignItems: 'start',
    paddingInline: '8px 12px',
    '@media (max-width: 1100px)': { gridTemplateColumns: '40px minmax(0, 1fr) 164px 84px 40px' },
    // State and date stand below the title.
    [tiny]: {
      gridTemplateColumns: '36px minmax(0, 1fr) auto 36px',
      columnGap: '4px',
      '& > :nth-child(2)': { gridColumnStart: 2, gridColumnEnd: 4 },
      '& > :nth-child(3)': { gridRowStart: 2, gridColumnStart: 2 },
      '& > :nth-child(4)': { gridRowStart: 2, gridColumnStart: 3 },
      '& > :nth-child(5)': { gridRowStart: 1, gridColumnStart: 4 },
    },
  },
  head: {
    alignItems: 'center',
    borderBottom: `1px solid ${tokens.colorNeutralStroke1}`,
    color: tokens.colorNeutralForeground2,
    fontWeight: tokens.fontWeightSemibold,
    paddingBlock: '2px',
    flexShrink: 0,
    // Lines up with rows beside a scroll bar.
    scrollbarGutter: 'stable',
    overflowY: 'hidden',
  },
  scroller: { overflowY: 'auto', flexGrow: 1, minHeight: 0, scrollbarGutter: 'stable' },
  rows: { position: 'relative', width: '100%' },
  row: {
    position: 'absolute',
    top: 0,
    left: 0,
    width: '100%',
    paddingBlock: '6px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  selected: {
    backgroundColor: tokens.colorBrandBackground2,
    ':hover': { backgroundColor: tokens.colorBrandBackground2Hover },
  },
  cell: { paddingTop: '5px', minWidth: 0, overflowWrap: 'anywhere' },
  error: { color: tokens.colorStatusDangerForeground1, display: 'block' },
  waiting: { color: tokens.colorNeutralForeground2, display: 'block' },
  // One line; the whole name stands in the tooltip and in the opened document.
  file: {
    color: tokens.colorNeutralForeground2,
    display: 'block',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  view: {
    whiteSpace: 'nowrap',
    '@media (max-width: 1100px)': {
      minWidth: '32px',
      paddingInline: '4px',
      '& > .fui-Button__icon': { marginInlineEnd: 0 },
    },
  },
  viewText: { '@media (max-width: 1100px)': { display: 'none' } },
  date: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    paddingTop: '7px',
  },
});

/** Only documents that wait or have failed can be acted on. */
export const selectable = ({ state }: Job): boolean => state === 'received' || state === 'failed';

interface RowProps {
  readonly job: Job;
  readonly selected: boolean;
  readonly onToggle: () => void;
  readonly onOpen: () => void;
  readonly onUnlock: Unlock;
  readonly onRetry: () => void;
}

function RowCells({ job, selected, onToggle, onOpen, onUnlock, onRetry }: RowProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const locked = isLocked(job) && job.state !== 'failed';
  return (
    <>
      <div role="cell">
        {selectable(job) && (
          <Checkbox checked={selected} onChange={onToggle} aria-label={t('queue.selectRow', { title: job.title })} />
        )}
      </div>
      <div role="cell" className={styles.cell}>
        <LongText onPress={onOpen}>{job.title}</LongText>
        {job.fileName !== job.title && (
          <Text size={200} className={styles.file} title={shownText(job.fileName)}>
            {shownText(job.fileName)}
          </Text>
        )}
        {job.state === 'awaiting-timestamp' && (
          <span className={styles.waiting}>{t(locked ? 'queue.awaitingLocked' : 'queue.awaitingHint')}</span>
        )}
        {job.error && (
          <span className={job.state === 'failed' ? styles.error : styles.waiting}>{sentence(job.error)}</span>
        )}
        {locked && (
          <UnlockButton
            size="small"
            label={t('queue.unlockRow', { title: job.title })}
            document={{ id: job.id, name: job.title, error: job.error }}
            onUnlock={onUnlock}
          />
        )}
        {job.state === 'failed' && (
          <Button
            size="small"
            icon={<ArrowClockwiseRegular />}
            onClick={onRetry}
            aria-label={t('queue.retryOne', { title: job.title })}
          >
            {t('common.retry')}
          </Button>
        )}
      </div>
      <div role="cell" className={styles.cell}>
        <StateChip state={job.state} />
      </div>
      <div role="cell" className={styles.date}>
        {formatMinute(job.updatedAt)}
      </div>
      <div role="cell">
        {/* The title opens it too: one tab stop is enough for both. */}
        <Button
          className={styles.view}
          appearance="subtle"
          icon={<EyeRegular />}
          tabIndex={-1}
          onClick={onOpen}
          title={t('queue.open')}
          aria-label={t('queue.openRow', { title: job.title })}
        >
          <span className={styles.viewText}>{t('queue.open')}</span>
        </Button>
      </div>
    </>
  );
}

interface QueueTableProps {
  readonly jobs: readonly Job[];
  readonly selection: ReadonlySet<string>;
  readonly onSelection: (selection: ReadonlySet<string>) => void;
  readonly onOpen: (job: Job) => void;
  readonly onUnlock: Unlock;
  readonly onRetry: (id: string) => void;
  readonly onEndReached: () => void;
}

export function QueueTable({ jobs, selection, onSelection, onOpen, onUnlock, onRetry, onEndReached }: QueueTableProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: jobs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 58,
    getItemKey: (index) => jobs[index]?.id ?? index,
    overscan: 6,
  });
  const rows = virtual.getVirtualItems();
  const lastDrawn = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (jobs.length > 0 && lastDrawn >= jobs.length - 50) onEndReached();
  }, [lastDrawn, jobs.length, onEndReached]);

  const actionable = jobs.filter(selectable);
  const chosen = actionable.filter(({ id }) => selection.has(id)).length;
  const toggle = (id: string): void => {
    const next = new Set(selection);
    if (!next.delete(id)) next.add(id);
    onSelection(next);
  };
  const toggleAll = (): void =>
    onSelection(chosen === actionable.length ? new Set() : new Set(actionable.map(({ id }) => id)));

  return (
    <div role="table" className={styles.table} aria-label={t('queue.table')} aria-rowcount={jobs.length + 1}>
      <div role="row" aria-rowindex={1} className={mergeClasses(styles.columns, styles.head)}>
        <div role="columnheader">
          <Checkbox
            checked={chosen === 0 ? false : chosen === actionable.length ? true : 'mixed'}
            disabled={actionable.length === 0}
            onChange={toggleAll}
            aria-label={t('queue.selectAll', { count: actionable.length })}
          />
        </div>
        <div role="columnheader">{t('queue.columnTitle')}</div>
        <div role="columnheader">{t('queue.columnState')}</div>
        <div role="columnheader">{t('queue.columnUpdated')}</div>
        <div role="columnheader">{t('queue.columnOpen')}</div>
      </div>
      <div role="rowgroup" ref={scroller} className={styles.scroller}>
        <div role="presentation" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {rows.map(({ index, key, start }) => {
            const job = jobs[index];
            if (!job) return null;
            const selected = selection.has(job.id) && selectable(job);
            return (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                role="row"
                aria-rowindex={index + 2}
                className={mergeClasses(styles.columns, styles.row, selected && styles.selected)}
                style={{ transform: `translateY(${start}px)` }}
              >
                <RowCells
                  job={job}
                  selected={selected}
                  onToggle={() => toggle(job.id)}
                  onOpen={() => onOpen(job)}
                  onUnlock={onUnlock}
                  onRetry={() => onRetry(job.id)}
                />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
