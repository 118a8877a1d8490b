/** Số đang giữ: numbers that documents hold which are not registered yet, whatever became of them. */
import {
  Button,
  Checkbox,
  makeStyles,
  mergeClasses,
  Spinner,
  Text,
  tokens,
  useRestoreFocusTarget,
} from '@fluentui/react-components';
import { ArrowUndoRegular, BookNumberRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownHeld } from '../../contracts/registers-window.js';
import { shownText } from '../../contracts/shown-text.js';
import { shownDay } from '../batch/days.js';
import { useSentence } from '../i18n/index.js';
import { Empty } from '../ui/empty.js';
import { formatMinute } from '../ui/format.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { usePageStyles } from '../ui/page.js';
import { type RowChoice, rowChoice } from '../ui/row-choice.js';
import { tiny } from '../ui/tiny.js';
import { type Column, VirtualTable } from '../ui/virtual-table.js';
import { shownNumber } from './numbers.js';
import { ReleaseDialog } from './release-dialog.js';
import { useSeriesName } from './series-line.js';
import type { useHeld } from './use-registers.js';

const narrow = '@media (max-width: 1100px)';

const useStyles = makeStyles({
  view: { flexGrow: 1, minHeight: '232px' },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '8px 16px',
    padding: '10px 12px',
    flexShrink: 0,
  },
  hint: { flexGrow: 1, flexBasis: '320px', color: tokens.colorNeutralForeground2 },
  layout: {
    gridTemplateColumns: '32px 72px minmax(0, 0.8fr) 96px minmax(0, 2fr) minmax(0, 0.9fr)',
    [narrow]: { gridTemplateColumns: '32px 64px minmax(0, 0.8fr) 96px minmax(0, 1.6fr)' },
    [tiny]: { gridTemplateColumns: '32px 56px minmax(0, 1fr)' },
  },
  wide: { [narrow]: { display: 'none' } },
  notTiny: { [tiny]: { display: 'none' } },
  check: { marginBlock: '-6px', marginInlineStart: '-8px', display: 'block' },
  number: { fontWeight: tokens.fontWeightSemibold },
  text: { fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
  minor: { color: tokens.colorNeutralForeground2, display: 'block' },
  hash: {
    color: tokens.colorNeutralForeground2,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase100,
    lineHeight: tokens.lineHeightBase200,
    display: 'block',
  },
});

const rowKey = ({ direction, year, series, number }: ShownHeld): string => `${direction}/${year}/${series}/${number}`;

const useColumns = (selection: RowChoice<ShownHeld>): readonly Column<ShownHeld>[] => {
  const { t } = useTranslation();
  const styles = useStyles();
  const nameOf = useSeriesName();
  const series = ({ direction, year, series: id, seriesName }: ShownHeld): string =>
    `${t(`registers.direction.${direction}`)} ${year} · ${shownText(nameOf(id, seriesName))}`;
  return [
    {
      key: 'choice',
      head: (
        <Checkbox
          className={styles.check}
          checked={selection.all}
          onChange={selection.toggleAll}
          aria-label={t('registers.chooseAllHeld')}
        />
      ),
      cell: (held, tabIndex) => (
        <Checkbox
          className={styles.check}
          data-row-focus
          tabIndex={tabIndex}
          checked={selection.has(held)}
          onChange={() => selection.toggle(held)}
          aria-label={t('registers.chooseHeld', { number: shownNumber(held.number), series: series(held) })}
        />
      ),
    },
    {
      key: 'number',
      head: t('registers.column.heldNumber'),
      cell: ({ number }) => <span className={styles.number}>{shownNumber(number)}</span>,
    },
    {
      key: 'series',
      head: t('registers.column.register'),
      className: styles.notTiny,
      cell: (held) => <span className={styles.text}>{series(held)}</span>,
    },
    {
      key: 'date',
      head: t('registers.column.date'),
      className: styles.notTiny,
      cell: ({ date }) => <span className={styles.text}>{shownDay(date)}</span>,
    },
    {
      key: 'document',
      head: t('registers.column.document'),
      cell: ({ fileName, documentSha256 }) => (
        <>
          {shownText(fileName ?? t('registers.fileUnknown'))}
          <span className={styles.hash}>{documentSha256}</span>
        </>
      ),
    },
    {
      key: 'user',
      head: t('registers.column.heldBy'),
      className: styles.wide,
      cell: ({ user, heldAt }) => (
        <span className={styles.text}>
          {shownText(user)}
          <span className={styles.minor}>{formatMinute(heldAt)}</span>
        </span>
      ),
    },
  ];
};

interface HeldViewProps {
  readonly held: ReturnType<typeof useHeld>;
  readonly shown: boolean;
}

export function HeldView({ held, shown }: HeldViewProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const page = usePageStyles();
  const afterDialog = useRestoreFocusTarget();
  const styles = useStyles();
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [releasing, setReleasing] = useState<readonly ShownHeld[] | null>(null);
  const rows = held.data ?? [];
  const choice = rowChoice(rows, rowKey, keys, setKeys);
  const chosen = rows.filter(choice.has);
  const columns = useColumns(choice);
  return (
    <div
      className={mergeClasses(page.card, styles.view)}
      role="tabpanel"
      id="registers-panel-held"
      aria-labelledby="registers-tab-held"
      hidden={!shown}
    >
      {held.error && (
        <Notice intent="error" actions={<Button onClick={() => void held.refetch()}>{t('common.retry')}</Button>}>
          {sentence(sentenceOf(held.error))}
        </Notice>
      )}
      {held.isPending && !held.error && <Spinner label={t('common.loading')} />}
      {held.data && rows.length === 0 && (
        <Empty icon={BookNumberRegular} title={t('registers.noneHeld')} hint={t('registers.noneHeldHint')} />
      )}
      {rows.length > 0 && (
        <>
          <div className={styles.head}>
            <Text size={200} className={styles.hint}>
              {t('registers.heldHint')}
            </Text>
            <Button
              {...afterDialog}
              icon={<ArrowUndoRegular />}
              disabled={chosen.length === 0}
              onClick={() => setReleasing(chosen)}
            >
              {chosen.length === 0 ? t('registers.releaseNone') : t('registers.release', { count: chosen.length })}
            </Button>
          </div>
          <VirtualTable
            label={t('registers.tab.held')}
            rows={rows}
            keyOf={rowKey}
            columns={columns}
            layout={styles.layout}
          />
        </>
      )}
      {releasing && <ReleaseDialog held={releasing} onClose={() => setReleasing(null)} />}
    </div>
  );
}
