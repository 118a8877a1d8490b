/** While the PIN is typed on the reader: what to do there, and how long is waited for it. */
import { makeStyles, ProgressBar, Spinner, Text, tokens } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinPrompt } from '../../contracts/ipc.js';
import { padSeconds } from '../../contracts/pad-time.js';

const useStyles = makeStyles({
  box: {
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    padding: '10px 12px',
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorBrandBackground2,
  },
  lead: { display: 'flex', gap: '10px', alignItems: 'center' },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

const useSecondsLeft = (from: number): number => {
  const [left, setLeft] = useState(from);
  useEffect(() => {
    const end = Date.now() + from * 1000;
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000))), 1000);
    return () => clearInterval(timer);
  }, [from]);
  return left;
};

export function PadWaiting({ purpose }: Pick<PinPrompt, 'purpose'>) {
  const { t } = useTranslation();
  const styles = useStyles();
  const change = purpose.kind === 'change';
  // The old PIN and the new one.
  const total = change ? 2 * padSeconds : padSeconds;
  const left = useSecondsLeft(total);
  return (
    <div className={styles.box}>
      <div role="status" className={styles.lead}>
        <Spinner size="tiny" />
        <Text weight="semibold">{t(change ? 'pin.padNowChange' : 'pin.padNow')}</Text>
      </div>
      <ProgressBar value={left} max={total} aria-label={t('pin.padTime')} aria-valuetext={t('pin.padLeft', { left })} />
      <span className={styles.minor}>
        {t('pin.padLeft', { left })} {t('pin.padCancel')}
      </span>
    </div>
  );
}
