/** Kiểm tra máy: every check as it is done, certificates with the time they have left, and a report to hand on. */
import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular, CopyRegular, SaveRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type CheckId,
  type CheckResult,
  checkIdSchema,
  checkTitles,
  type ShownReport,
} from '../../contracts/doctor.js';
import { useLanguage, useSentence } from '../i18n/index.js';
import { copyText } from '../ui/copy-text.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { PageHeader, usePageStyles } from '../ui/page.js';
import { CheckRow } from './check-row.js';
import { RenewalList } from './renewal-list.js';
import { useDoctor } from './use-doctor.js';

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) 340px',
    alignItems: 'start',
    gap: '12px',
    maxWidth: '1400px',
    '@media (max-width: 1100px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  // The page scrolls, not the list: nothing is cut whatever a check has to say.
  card: { overflow: 'visible' },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  side: { padding: '12px 16px' },
  summary: { padding: '10px 16px', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
});

const ids = checkIdSchema.options;

const wanting = [
  { state: 'bad', key: 'doctor.countBad' },
  { state: 'attention', key: 'doctor.countAttention' },
  { state: 'unknown', key: 'doctor.countUnknown' },
] as const;

function Summary({ results }: { readonly results: ReadonlyMap<CheckId, CheckResult> }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const sentence = useSentence();
  const left = ids.length - results.size;
  const lines = wanting.flatMap(({ state, key }) => {
    const names = ids.filter((id) => results.get(id)?.state === state).map((id) => sentence(checkTitles[id]));
    return names.length === 0 ? [] : [`${t(key, { count: names.length })}: ${names.join(', ')}`];
  });
  return (
    <div className={styles.summary} role="status">
      {left > 0 ? (
        <Text weight="semibold">{t('doctor.progress', { done: results.size, total: ids.length })}</Text>
      ) : (
        (lines.length > 0 ? lines : [t('doctor.allGood')]).map((line) => (
          <Text key={line} weight="semibold" block>
            {line}
          </Text>
        ))
      )}
    </div>
  );
}

function Actions({ report, running, onRun }: { report: ShownReport | undefined; running: boolean; onRun: () => void }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const [copied, setCopied] = useState<ShownReport | null>(null);
  const save = useMutation({ mutationFn: () => call('doctor:save-report') });
  const copy = (): void => {
    if (report && copyText(report.text[language])) setCopied(report);
  };
  return (
    <>
      <Button icon={<CopyRegular />} disabled={!report || running} onClick={copy}>
        {report && copied === report ? t('doctor.copied') : t('doctor.copy')}
      </Button>
      <Button icon={<SaveRegular />} disabled={!report || running || save.isPending} onClick={() => save.mutate()}>
        {save.data === true ? t('doctor.savedReport') : t('doctor.save')}
      </Button>
      <Button appearance="primary" icon={<ArrowClockwiseRegular />} disabled={running} onClick={onRun}>
        {t('doctor.again')}
      </Button>
    </>
  );
}

export function DoctorPage({ hidden }: { readonly hidden: boolean }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const page = usePageStyles();
  const styles = useStyles();
  const { results, run } = useDoctor(!hidden);
  return (
    <main className={page.page} hidden={hidden} aria-label={t('doctor.title')}>
      <PageHeader title={t('doctor.title')} subtitle={t('doctor.subtitle')}>
        <Actions report={run.data} running={run.isPending} onRun={() => run.mutate()} />
      </PageHeader>
      {run.error && <Notice intent="error">{sentence(sentenceOf(run.error))}</Notice>}
      <div className={styles.columns}>
        <div className={mergeClasses(page.card, styles.card)}>
          <Summary results={results} />
          <ul className={styles.list} aria-label={t('doctor.list')}>
            {ids.map((id) => (
              <CheckRow key={id} id={id} result={results.get(id)} />
            ))}
          </ul>
        </div>
        {run.data && (
          <div className={mergeClasses(page.card, styles.card, styles.side)}>
            <RenewalList certificates={run.data.certificates} />
          </div>
        )}
      </div>
    </main>
  );
}
