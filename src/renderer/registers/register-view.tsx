/** One register of one year: where its numbers stand, what is searched, and the entries found. */
import { Button, makeStyles, mergeClasses, SearchBox, Select, Spinner, Text, tokens } from '@fluentui/react-components';
import { BookNumberRegular } from '@fluentui/react-icons';
import { useCallback, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../contracts/jobs.js';
import type { Direction, EntryState, NumberKey, RegisterEntry } from '../../contracts/registers.js';
import type { RegisterOverview, ShownSeries } from '../../contracts/registers-window.js';
import { shownText } from '../../contracts/shown-text.js';
import { ExportDialog } from '../edxml/export-dialog.js';
import { useSentence } from '../i18n/index.js';
import { Empty } from '../ui/empty.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { usePageStyles } from '../ui/page.js';
import { useTotal } from '../ui/total.js';
import { VirtualTable } from '../ui/virtual-table.js';
import { EntryDialog } from './entry-dialog.js';
import { standingOf } from './numbers.js';
import { useColumnStyles, useRegisterColumns } from './register-columns.js';
import { SeriesLine, useSeriesName } from './series-line.js';
import { StartDialog } from './start-dialog.js';
import { entryStates } from './states.js';
import { rowKey, useOverview, useRefresh, useRegister } from './use-registers.js';

const useStyles = makeStyles({
  view: { flexGrow: 1, minHeight: '232px' },
  standing: {
    display: 'flex',
    flexDirection: 'column',
    gap: '4px',
    padding: '10px 12px 0',
    flexShrink: 0,
    maxHeight: '96px',
    overflowY: 'auto',
  },
  tools: { display: 'flex', flexWrap: 'wrap', gap: '8px', padding: '10px 12px', alignItems: 'center', flexShrink: 0 },
  search: { flexGrow: 1, minWidth: '200px', maxWidth: '460px' },
  filter: { minWidth: '0', maxWidth: '220px' },
  foot: {
    padding: '6px 16px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
    flexShrink: 0,
  },
});

interface Filter {
  readonly text: string;
  readonly series: string | null;
  readonly type: string | null;
  readonly state: EntryState | null;
}

const everything: Filter = { text: '', series: null, type: null, state: null };

/** The chosen one; of all of them those that are not in order, and how many are. */
const seriesToTell = (series: readonly ShownSeries[], chosen: string | null): readonly ShownSeries[] => {
  if (chosen !== null) return series.filter(({ id }) => id === chosen);
  return series.length === 1 ? series : series.filter((one) => one.unconfirmed || standingOf(one).kind === 'broken');
};

interface StandingProps {
  readonly overview: RegisterOverview;
  readonly chosen: string | null;
  readonly onStart: (series: ShownSeries) => void;
}

function Standing({ overview: { series }, chosen, onStart }: StandingProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const told = seriesToTell(series, chosen);
  return (
    <div className={styles.standing} role="status">
      {told.length === 0 && <span>{t('registers.allWhole', { count: series.length })}</span>}
      {told.map((one) => (
        <SeriesLine key={one.id} series={one} named={series.length > 1} onStart={() => onStart(one)} />
      ))}
    </div>
  );
}

interface ToolsProps {
  readonly direction: Direction;
  readonly overview: RegisterOverview | undefined;
  readonly filter: Filter;
  readonly onFilter: (changes: Partial<Filter>) => void;
}

function Tools({ direction, overview, filter, onFilter }: ToolsProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const nameOf = useSeriesName();
  const { series = [], types = [] } = overview ?? {};
  return (
    <div className={styles.tools}>
      <SearchBox
        className={styles.search}
        value={filter.text}
        maxLength={200}
        aria-label={t('registers.search')}
        placeholder={t('registers.searchPlaceholder')}
        onChange={(_, { value }) => onFilter({ text: value })}
      />
      {series.length > 1 && (
        <Select
          className={styles.filter}
          aria-label={t('registers.seriesFilter')}
          value={filter.series ?? ''}
          onChange={(_, { value }) => onFilter({ series: value === '' ? null : value })}
        >
          <option value="">{t('registers.allSeries')}</option>
          {series.map(({ id, name }) => (
            <option key={id} value={id}>
              {shownText(nameOf(id, name))}
            </option>
          ))}
        </Select>
      )}
      <Select
        className={styles.filter}
        aria-label={t('registers.typeFilter')}
        value={filter.type ?? '*'}
        onChange={(_, { value }) => onFilter({ type: value === '*' ? null : value })}
      >
        <option value="*">{t('registers.allTypes')}</option>
        {types.map((type) => (
          <option key={type} value={type}>
            {type === '' ? t('registers.noType') : shownText(type)}
          </option>
        ))}
      </Select>
      <Select
        className={styles.filter}
        aria-label={t('registers.stateFilter')}
        value={filter.state ?? ''}
        onChange={(_, { value }) => onFilter({ state: entryStates[direction].find((one) => one === value) ?? null })}
      >
        <option value="">{t('registers.allStates')}</option>
        {entryStates[direction].map((state) => (
          <option key={state} value={state}>
            {t(`registers.state.${state}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}

interface RegisterViewProps {
  readonly direction: Direction;
  readonly year: number;
  readonly shown: boolean;
}

export function RegisterView({ direction, year, shown }: RegisterViewProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const page = usePageStyles();
  const styles = useStyles();
  const columnStyles = useColumnStyles();
  const [filter, setFilter] = useState(everything);
  const [opened, setOpened] = useState<NumberKey | null>(null);
  const [exporting, setExporting] = useState<Pick<Job, 'id' | 'title'> | null>(null);
  const [starting, setStarting] = useState<ShownSeries | null>(null);
  const register = { direction, year };
  const overview = useOverview(register, shown);
  // By its numbers where there is one alone: that is the order of the book.
  const alone = overview.data?.series.length === 1 ? (overview.data.series[0]?.id ?? null) : null;
  const refresh = useRefresh();
  const entries = useRegister(
    {
      ...register,
      series: filter.series ?? alone,
      types: filter.type === null ? [] : [filter.type],
      states: filter.state === null ? [] : [filter.state],
      text: useDeferredValue(filter.text),
    },
    shown && overview.data !== undefined,
  );
  const { rows, newest } = entries;
  const totalOf = useTotal();
  const open = useCallback(
    ({ series, number }: RegisterEntry) => {
      setOpened({ direction, year, series, number });
    },
    [direction, year],
  );
  const columns = useRegisterColumns(direction, open);
  const filtered = filter.text !== '' || filter.series !== null || filter.type !== null || filter.state !== null;
  const error = overview.error ?? entries.error;
  const title = t(`registers.table.${direction}`, { year: String(year) });

  return (
    <div
      className={mergeClasses(page.card, styles.view)}
      role="tabpanel"
      id={`registers-panel-${direction}`}
      aria-labelledby={`registers-tab-${direction}`}
      hidden={!shown}
    >
      {overview.data && <Standing overview={overview.data} chosen={filter.series} onStart={setStarting} />}
      <Tools
        direction={direction}
        overview={overview.data}
        filter={filter}
        onFilter={(changes) => setFilter({ ...filter, ...changes })}
      />
      {error && (
        <Notice intent="error" actions={<Button onClick={() => void refresh()}>{t('common.retry')}</Button>}>
          {sentence(sentenceOf(error))}
        </Notice>
      )}
      {!error && !newest && <Spinner label={t('common.loading')} />}
      {rows.length > 0 && (
        <VirtualTable
          label={title}
          rows={rows}
          keyOf={rowKey}
          columns={columns}
          layout={columnStyles[direction]}
          onEndReached={entries.more}
          onSight={entries.inSight}
        />
      )}
      {newest && rows.length === 0 && filtered && (
        <Empty icon={BookNumberRegular} title={t('registers.noMatch')} hint={t('registers.noMatchHint')}>
          <Button onClick={() => setFilter(everything)}>{t('registers.clearFilter')}</Button>
        </Empty>
      )}
      {newest && rows.length === 0 && !filtered && (
        <Empty
          icon={BookNumberRegular}
          title={t(`registers.empty.${direction}`, { year: String(year) })}
          hint={t('registers.emptyHint')}
        />
      )}
      {rows.length > 0 && (
        <Text size={200} className={styles.foot}>
          {t('registers.shown', { shown: rows.length, total: totalOf(newest) })}
        </Text>
      )}
      {opened && (
        <EntryDialog
          key={rowKey(opened)}
          entry={opened}
          overview={overview.data}
          onClose={() => setOpened(null)}
          onExport={(id, title) => {
            setOpened(null);
            setExporting({ id, title });
          }}
        />
      )}
      {exporting && <ExportDialog job={exporting} onClose={() => setExporting(null)} />}
      {starting && <StartDialog register={register} series={starting} onClose={() => setStarting(null)} />}
    </div>
  );
}
