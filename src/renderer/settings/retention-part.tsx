/** How long what is kept before it is deleted, and why nothing is deleted at present. */
import { Button, makeStyles } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type RetentionState, retentionDaysSchema } from '../../contracts/retention.js';
import { useSentence } from '../i18n/index.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { Part } from './part.js';

const useStyles = makeStyles({
  stack: { display: 'flex', flexDirection: 'column', gap: '8px', alignItems: 'flex-start' },
  terms: { display: 'grid', gridTemplateColumns: 'auto auto', columnGap: '16px', rowGap: '2px', margin: 0 },
  days: { margin: 0 },
  term: { display: 'contents' },
});

const retentionKey = ['retention'] as const;
const kinds = retentionDaysSchema.keyof().options;

function Waiting({ waiting }: { readonly waiting: NonNullable<RetentionState['waiting']> }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const queries = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => call('retention:confirm-clock'),
    onSuccess: (state) => queries.setQueryData(retentionKey, state),
  });
  return (
    <Notice
      intent={confirm.error ? 'error' : 'warning'}
      actions={
        <Button disabledFocusable={confirm.isPending} onClick={() => confirm.mutate()}>
          {t('retention.confirmClock')}
        </Button>
      }
    >
      {sentence(confirm.error ? sentenceOf(confirm.error) : waiting)}
    </Notice>
  );
}

/** @param shown the page is in sight */
export function RetentionPart({ shown }: { readonly shown: boolean }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { data, error } = useQuery({
    queryKey: retentionKey,
    queryFn: () => call('retention:state'),
    enabled: shown,
    staleTime: 0,
  });
  return (
    <Part title={t('retention.title')} hint={t('retention.hint')}>
      {() => (
        <div className={styles.stack}>
          {error && <Notice intent="error">{sentence(sentenceOf(error))}</Notice>}
          {data?.waiting && <Waiting waiting={data.waiting} />}
          {data && (
            <dl className={styles.terms}>
              {kinds.map((kind) => (
                <div key={kind} className={styles.term}>
                  <dt>{t(`retention.kind.${kind}`)}</dt>
                  <dd className={styles.days}>
                    {data.days[kind] === null
                      ? t('retention.forEver')
                      : t('retention.days', { count: data.days[kind] })}
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </div>
      )}
    </Part>
  );
}
