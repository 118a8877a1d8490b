/** The queue as a table: what it says of a document, and what can be done with it. */
import { Button, Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular, EyeRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../contracts/jobs.js';
import { shownText } from '../../contracts/shown-text.js';
import { useLine } from '../edxml/use-edxml.js';
import { useSentence } from '../i18n/index.js';
import { formatMinute } from '../ui/format.js';
import { LongText } from '../ui/long-text.js';
import { type RowChoice, rowChoice } from '../ui/row-choice.js';
import { tiny } from '../ui/tiny.js';
import { isLocked, type Unlock, UnlockButton } from '../ui/unlock.js';
import { type Column, VirtualTable } from '../ui/virtual-table.js';
import { StateChip } from './state-chip.js';
import { hintOf } from './states.js';
import { jobKey } from './use-queue.js';

const useStyles = makeStyles({
  layout: {
    gridTemplateColumns: '40px minmax(0, 1fr) 182px 136px 146px',
    columnGap: '8px',
    paddingInline: '8px 12px',
    '@media (max-width: 1100px)': { gridTemplateColumns: '40px minmax(0, 1fr) 182px 84px 40px' },
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
  check: { marginBlock: '-6px', display: 'block' },
  selected: {
    backgroundColor: tokens.colorBrandBackground2,
    ':hover': { backgroundColor: tokens.colorBrandBackground2Hover },
  },
  error: {
    display: 'block',
    color: tokens.colorStatusDangerForeground1,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  waiting: {
    display: 'block',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  // One line; the whole name stands in the tooltip and in the opened document.
  file: {
    color: tokens.colorNeutralForeground2,
    display: 'block',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  view: {
    marginBlock: '-6px',
    // Its sign lines up with the head of the column.
    marginInlineStart: '-13px',
    fontWeight: tokens.fontWeightRegular,
    whiteSpace: 'nowrap',
    '@media (max-width: 1100px)': {
      minWidth: '32px',
      marginInlineStart: '-5px',
      paddingInline: '4px',
      '& > .fui-Button__icon': { marginInlineEnd: 0 },
    },
  },
  viewText: { '@media (max-width: 1100px)': { display: 'none' } },
  date: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

/** Only documents that wait or have failed can be acted on. */
export const selectable = ({ state }: Job): boolean => state === 'ready' || state === 'failed';

interface TitleProps {
  readonly job: Job;
  readonly tabIndex: 0 | -1;
  readonly onOpen: () => void;
  readonly onUnlock: Unlock;
  readonly onRetry: () => void;
}

/** The document by its title, what is to be said of it, and what to do about that. */
function Title({ job, tabIndex, onOpen, onUnlock, onRetry }: TitleProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const locked = isLocked(job) && job.state !== 'failed';
  const line = useLine(job.sha256);
  // What others said of it says more than what is waited for.
  const hint = line ? null : hintOf(job, locked);
  return (
    <>
      <LongText tabIndex={tabIndex} onPress={onOpen}>
        {job.dataDeletedAt === null ? job.title : t('queue.dataDeleted')}
      </LongText>
      {job.fileName !== job.title && (
        <Text size={200} className={styles.file} title={shownText(job.fileName)}>
          {shownText(job.fileName)}
        </Text>
      )}
      {line && <span className={styles.waiting}>{shownText(sentence(line))}</span>}
      {hint && <span className={styles.waiting}>{t(hint, { reason: job.rejectionReason ?? '' })}</span>}
      {job.error && (
        <span className={job.state === 'failed' ? styles.error : styles.waiting}>{sentence(job.error)}</span>
      )}
      {locked && (
        <UnlockButton
          size="small"
          tabIndex={tabIndex}
          label={t('queue.unlockRow', { title: job.title })}
          document={{ id: job.id, name: job.title, error: job.error }}
          onUnlock={onUnlock}
        />
      )}
      {job.state === 'failed' && (
        <Button
          size="small"
          icon={<ArrowClockwiseRegular />}
          tabIndex={tabIndex}
          onClick={onRetry}
          aria-label={t('queue.retryOne', { title: job.title })}
        >
          {t('common.retry')}
        </Button>
      )}
    </>
  );
}

interface ColumnsProps {
  readonly choice: RowChoice<Job>;
  /** How many of the jobs can be ticked. */
  readonly selectable: number;
  readonly onOpen: (job: Job) => void;
  readonly onUnlock: Unlock;
  readonly onRetry: (id: string) => void;
}

const useColumns = ({ choice, selectable: count, onOpen, onUnlock, onRetry }: ColumnsProps): readonly Column<Job>[] => {
  const { t } = useTranslation();
  const styles = useStyles();
  return [
    {
      key: 'choice',
      head: (
        <Checkbox
          className={styles.check}
          checked={choice.all}
          disabled={count === 0}
          onChange={choice.toggleAll}
          aria-label={t('queue.selectAll', { count })}
        />
      ),
      cell: (job, tabIndex) =>
        selectable(job) && (
          <Checkbox
            className={styles.check}
            tabIndex={tabIndex}
            checked={choice.has(job)}
            onChange={() => choice.toggle(job)}
            aria-label={t('queue.selectRow', { title: job.title })}
          />
        ),
    },
    {
      key: 'title',
      head: t('queue.columnTitle'),
      cell: (job, tabIndex) => (
        <Title
          job={job}
          tabIndex={tabIndex}
          onOpen={() => onOpen(job)}
          onUnlock={onUnlock}
          onRetry={() => onRetry(job.id)}
        />
      ),
    },
    { key: 'state', head: t('queue.columnState'), cell: ({ state }) => <StateChip state={state} /> },
    {
      key: 'updated',
      head: t('queue.columnUpdated'),
      cell: ({ updatedAt }) => <span className={styles.date}>{formatMinute(updatedAt)}</span>,
    },
    {
      key: 'open',
      head: t('queue.columnOpen'),
      // The title opens it too: one tab stop is enough for both.
      cell: (job) => (
        <Button
          className={styles.view}
          appearance="subtle"
          icon={<EyeRegular />}
          tabIndex={-1}
          onClick={() => onOpen(job)}
          title={t('queue.open')}
          aria-label={t('queue.openRow', { title: job.title })}
        >
          <span className={styles.viewText}>{t('queue.open')}</span>
        </Button>
      ),
    },
  ];
};

interface QueueTableProps extends Pick<ColumnsProps, 'onOpen' | 'onUnlock' | 'onRetry'> {
  readonly jobs: readonly Job[];
  readonly selection: ReadonlySet<string>;
  readonly onSelection: (selection: ReadonlySet<string>) => void;
  readonly onEndReached: () => void;
  readonly onSight: (first: number, last: number) => void;
}

export function QueueTable({ jobs, selection, onSelection, onEndReached, onSight, ...actions }: QueueTableProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const actionable = jobs.filter(selectable);
  const choice = rowChoice(actionable, jobKey, selection, onSelection);
  const columns = useColumns({ choice, selectable: actionable.length, ...actions });
  return (
    <VirtualTable
      label={t('queue.table')}
      rows={jobs}
      keyOf={jobKey}
      columns={columns}
      layout={styles.layout}
      rowClass={(job) => (selectable(job) && choice.has(job) ? styles.selected : undefined)}
      onEndReached={onEndReached}
      onSight={onSight}
    />
  );
}
