/** Practice mode on the settings page: turn it on, renew its token, leave it. */
import { Button, makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { Part } from '../settings/part.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { LeaveDialog } from './leave-dialog.js';
import { usePractice, useRenewToken, useSamples, useStartPractice } from './use-practice.js';

const useStyles = makeStyles({
  part: { display: 'flex', flexDirection: 'column', gap: '8px' },
  text: { margin: 0 },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
});

function Off({ kept }: { readonly kept: boolean }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const start = useStartPractice();
  return (
    <div className={styles.part}>
      {start.error && <Notice intent="error">{sentence(sentenceOf(start.error))}</Notice>}
      <div className={styles.actions}>
        <Button disabled={start.isPending || start.isSuccess} onClick={() => start.mutate()}>
          {t(kept ? 'practice.goOn' : 'practice.start')}
        </Button>
      </div>
    </div>
  );
}

function On({ pin, server }: { readonly pin: string | null; readonly server: string | null }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const samples = useSamples();
  const renew = useRenewToken();
  const [leaving, setLeaving] = useState(false);
  const error = samples.error ?? renew.error;
  return (
    <div className={styles.part}>
      <p className={styles.text}>{pin === null ? t('practice.pinChanged') : t('practice.pin', { pin })}</p>
      <p className={styles.text}>
        {server === null ? t('practice.noServer') : t('practice.trainingServer', { server })}
      </p>
      {error && <Notice intent="error">{sentence(sentenceOf(error))}</Notice>}
      {renew.isSuccess && (
        <Notice intent="success" onDismiss={renew.reset}>
          {t('practice.renewed')}
        </Notice>
      )}
      {samples.data && (
        <Notice intent="success" onDismiss={samples.reset}>
          {t('practice.samplesThere', { folder: samples.data.folder })}
        </Notice>
      )}
      <div className={styles.actions}>
        <Button disabled={samples.isPending} onClick={() => samples.mutate()}>
          {t('practice.samples')}
        </Button>
        <Button disabled={renew.isPending} onClick={() => renew.mutate()}>
          {t('practice.renew')}
        </Button>
        <Button onClick={() => setLeaving(true)}>{t('practice.leave')}</Button>
      </div>
      {leaving && <LeaveDialog onClose={() => setLeaving(false)} />}
    </div>
  );
}

export function PracticePart() {
  const { t } = useTranslation();
  const { data } = usePractice();
  return (
    <Part title={t('practice.title')} hint={t('practice.hint')}>
      {() => data && (data.active ? <On pin={data.pin} server={data.server} /> : <Off kept={data.kept} />)}
    </Part>
  );
}
