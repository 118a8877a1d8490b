/** Which documents the table shows, with their counts, and how far the look at all of them is. */
import { makeStyles, mergeClasses, ProgressBar, Text, ToggleButton, Toolbar, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { type Row, type RowFilter, rowCounts, rowFilters } from './rows.js';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexDirection: 'column',
    gap: '4px',
    flexShrink: 0,
  },
  framed: { padding: '6px 8px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  filters: { display: 'flex', flexWrap: 'wrap', gap: '4px', padding: 0 },
  filter: { minWidth: 'auto', paddingInline: '8px' },
  progress: { display: 'flex', alignItems: 'center', gap: '8px' },
  // It grows several times a second: gliding from each width to the next would lay the page out in every frame.
  grown: { transitionProperty: 'none' },
  words: {
    flexShrink: 0,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

interface FilterBarProps {
  readonly rows: readonly Row[];
  readonly filter: RowFilter;
  readonly pending: number;
  /** At the top of the table's own card. */
  readonly framed: boolean;
  readonly onFilter: (filter: RowFilter) => void;
}

export function FilterBar({ rows, filter, pending, framed, onFilter }: FilterBarProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const counts = rowCounts(rows);
  const done = rows.length - pending;
  return (
    <div className={mergeClasses(styles.bar, framed && styles.framed)}>
      <Toolbar className={styles.filters} size="small" aria-label={t('records.filters')}>
        {rowFilters
          .filter((name) => name === 'all' || name === filter || counts[name] > 0)
          .map((name) => (
            <ToggleButton
              key={name}
              size="small"
              className={styles.filter}
              appearance={filter === name ? 'primary' : 'outline'}
              checked={filter === name}
              data-home={(filter === name && counts[name] === 0) || undefined}
              onClick={() => onFilter(name)}
            >
              {t(`records.filter.${name}`, { count: counts[name] })}
            </ToggleButton>
          ))}
      </Toolbar>
      {pending > 0 && (
        <div className={styles.progress}>
          <Text className={styles.words}>{t('records.planning', { done, total: rows.length })}</Text>
          <ProgressBar
            bar={{ className: styles.grown }}
            max={Math.max(1, rows.length)}
            value={done}
            aria-label={t('records.planningLabel')}
            aria-valuetext={t('records.planning', { done, total: rows.length })}
          />
        </div>
      )}
    </div>
  );
}
