/** A batch from the PIN to its result: head, filter, and the step of every document. */
import { makeStyles, mergeClasses, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { WarningFilled } from '@fluentui/react-icons';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../contracts/ipc.js';
import type { SigningProgress, SigningStep } from '../../contracts/jobs.js';
import { useSentence } from '../i18n/index.js';
import { LongText } from '../ui/long-text.js';
import { usePageStyles } from '../ui/page.js';
import { VirtualList } from '../ui/virtual-list.js';
import { type BatchFilter, batchCounts, itemsOf } from './batch-counts.js';
import { BatchHead } from './batch-head.js';
import { RegisteredLine } from './registered.js';
import { StepIcon } from './step-icon.js';

const useStyles = makeStyles({
  // Head and list scroll together where the window is low, so that the list is never a slit.
  view: { flexGrow: 1, overflowY: 'auto' },
  tabs: { flexWrap: 'wrap', borderTop: `1px solid ${tokens.colorNeutralStroke2}`, padding: '0 8px', flexShrink: 0 },
  list: {
    flexGrow: 1,
    flexShrink: 0,
    flexBasis: '240px',
    minHeight: '240px',
    overflow: 'hidden',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  row: { display: 'flex', gap: '12px', padding: '9px 20px', borderBottom: `1px solid ${tokens.colorNeutralStroke3}` },
  icon: { width: '24px', paddingTop: '2px', flexShrink: 0, display: 'flex', justifyContent: 'center' },
  texts: { flexGrow: 1, minWidth: 0 },
  step: { width: '168px', flexShrink: 0, textAlign: 'end', color: tokens.colorNeutralForeground2 },
  error: { color: tokens.colorStatusDangerForeground1, overflowWrap: 'anywhere' },
  why: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  warning: { display: 'flex', gap: '6px', margin: 0, overflowWrap: 'anywhere' },
  warningIcon: { flexShrink: 0, fontSize: '16px', marginTop: '2px', color: tokens.colorStatusWarningForeground3 },
  none: { padding: '24px', color: tokens.colorNeutralForeground2, display: 'block' },
});

const filters: readonly BatchFilter[] = ['all', 'signed', 'failed', 'rest', 'warned'];
const filterKeys = {
  all: 'batch.filterAll',
  signed: 'batch.filterSigned',
  failed: 'batch.filterFailed',
  rest: 'batch.filterRest',
  warned: 'batch.filterWarned',
} as const;

/** What was still without its timestamp when the person stopped waiting is not signed. */
const stepOf = ({ state }: Batch, { step }: SigningProgress): SigningStep =>
  state === 'cancelled' && step === 'awaiting-timestamp' ? 'not-signed' : step;

function BatchRow({ item, step }: { readonly item: SigningProgress; readonly step: SigningStep }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  return (
    <div className={styles.row}>
      <span className={styles.icon}>
        <StepIcon step={step} />
      </span>
      <div className={styles.texts}>
        <LongText>{item.name}</LongText>
        {item.registered && <RegisteredLine registered={item.registered} />}
        {item.error && (
          <Text as="p" block className={step === 'failed' ? styles.error : styles.why} style={{ margin: 0 }}>
            {sentence(item.error)}
          </Text>
        )}
        {item.warnings?.map((warning) => (
          <Text as="p" block key={warning.vi} className={styles.warning}>
            <WarningFilled className={styles.warningIcon} aria-label={t('batch.warning')} />
            {sentence(warning)}
          </Text>
        ))}
      </div>
      <Text className={styles.step}>{t(`batch.step.${step}`)}</Text>
    </div>
  );
}

export function BatchView({ batch, leave }: { readonly batch: Batch; readonly leave: ReactNode }) {
  const { t } = useTranslation();
  const page = usePageStyles();
  const styles = useStyles();
  const [filter, setFilter] = useState<BatchFilter>('all');
  const counts = batchCounts(batch);
  const countOf = { ...counts, all: counts.total };
  // Most batches have nothing to tell: the tab is there when it has something to show.
  const shown = filters.filter((name) => name !== 'warned' || counts.warned > 0);
  const items = itemsOf(batch, filter);
  return (
    <section className={mergeClasses(page.card, styles.view)} aria-label={t('batch.title')}>
      <BatchHead batch={batch} leave={leave} />
      <TabList
        className={styles.tabs}
        aria-label={t('batch.filter')}
        selectedValue={filter}
        onTabSelect={(_, { value }) => setFilter(filters.find((known) => known === value) ?? 'all')}
      >
        {shown.map((name) => (
          <Tab key={name} value={name}>
            {t(filterKeys[name], { count: countOf[name] })}
          </Tab>
        ))}
      </TabList>
      <div className={styles.list}>
        {items.length === 0 ? (
          <Text className={styles.none}>{t('batch.noneInFilter')}</Text>
        ) : (
          <VirtualList items={items} label={t('batch.list')} keyOf={({ id }) => id} estimate={42}>
            {(item) => <BatchRow item={item} step={stepOf(batch, item)} />}
          </VirtualList>
        )}
      </div>
    </section>
  );
}
