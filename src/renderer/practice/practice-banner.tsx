/** Above every page while the application practises: nobody takes what he sees for the real work. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { HatGraduationRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { tiny } from '../ui/tiny.js';
import { LeaveDialog } from './leave-dialog.js';
import { usePractice, useSamples } from './use-practice.js';

/** Black on yellow in every theme, as no page of the real work is. */
const [ground, words] = ['#ffdf3d', '#1a1a1a'];

const useStyles = makeStyles({
  band: { flexShrink: 0 },
  banner: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '4px 16px',
    padding: '5px 16px',
    flexShrink: 0,
    color: words,
    backgroundColor: ground,
    borderBottom: `3px double ${words}`,
    [tiny]: { padding: '1px 8px', gap: '0 8px', borderBottomWidth: '1px' },
  },
  title: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '8px',
    fontWeight: tokens.fontWeightBold,
    [tiny]: { fontSize: tokens.fontSizeBase200 },
  },
  icon: { fontSize: '22px', flexShrink: 0, [tiny]: { display: 'none' } },
  // Of the settings too: a tiny screen has no room for them here.
  minor: { [tiny]: { display: 'none' } },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '4px 8px', marginInlineStart: 'auto' },
  button: {
    color: words,
    borderTopColor: words,
    borderRightColor: words,
    borderBottomColor: words,
    borderLeftColor: words,
    backgroundColor: 'transparent',
    ':hover': { color: words, backgroundColor: '#fff3b0' },
    ':hover:active': { color: words, backgroundColor: '#ffffff' },
  },
});

export function PracticeBanner() {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { data } = usePractice();
  const samples = useSamples();
  const [leaving, setLeaving] = useState(false);
  if (data?.active !== true) return null;
  return (
    <section className={styles.band} aria-label={t('practice.banner')}>
      <div className={styles.banner}>
        <span className={styles.title}>
          <HatGraduationRegular className={styles.icon} aria-hidden="true" />
          {t('practice.banner')}
        </span>
        <span className={styles.minor}>
          {data.pin === null ? t('practice.pinChanged') : t('practice.pin', { pin: data.pin })}
        </span>
        <span className={styles.actions}>
          <span className={styles.minor}>
            <Button
              size="small"
              className={styles.button}
              disabled={samples.isPending}
              onClick={() => samples.mutate()}
            >
              {t('practice.samples')}
            </Button>
          </span>
          <Button size="small" className={styles.button} onClick={() => setLeaving(true)}>
            {t('practice.leave')}
          </Button>
        </span>
      </div>
      {samples.error && (
        <Notice intent="error" onDismiss={samples.reset}>
          {sentence(sentenceOf(samples.error))}
        </Notice>
      )}
      {samples.data && (
        <div className={styles.minor}>
          <Notice
            intent="success"
            title={t('practice.samplesThere', { folder: samples.data.folder })}
            onDismiss={samples.reset}
          >
            {t('practice.samplesNext', { names: samples.data.names.join('; ') })}
          </Notice>
        </div>
      )}
      {leaving && <LeaveDialog onClose={() => setLeaving(false)} />}
    </section>
  );
}
