/** Bottom line: token, batch, server, version. Signs and words, never colour alone. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  CertificateRegular,
  PenRegular,
  PlugDisconnectedRegular,
  QuestionCircleRegular,
  ServerRegular,
  UsbStickRegular,
} from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { daysLeft, expiryOf } from '../contracts/doctor.js';
import { useServer } from './queue/use-queue.js';
import { batchCounts } from './sign/batch-counts.js';
import { useBatches } from './sign/batches.js';
import { certificateChoices } from './sign/certificates.js';
import { useTokens } from './sign/use-tokens.js';
import { call } from './ui/kyso.js';

const useStyles = makeStyles({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '2px 24px',
    padding: '4px 20px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    flexShrink: 0,
    '@media (max-width: 1100px)': { padding: '4px 12px', columnGap: '16px' },
  },
  part: { display: 'inline-flex', alignItems: 'center', gap: '6px', overflowWrap: 'anywhere' },
  icon: { fontSize: '16px', flexShrink: 0, display: 'flex' },
  good: { color: tokens.colorStatusSuccessForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  strong: { color: tokens.colorBrandForeground1, fontWeight: tokens.fontWeightSemibold },
  end: { display: 'inline-flex', flexWrap: 'wrap', gap: '2px 16px', marginInlineStart: 'auto' },
  guide: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '6px',
    padding: '0 4px',
    border: 'none',
    borderRadius: tokens.borderRadiusMedium,
    background: 'none',
    color: tokens.colorBrandForegroundLink,
    font: 'inherit',
    cursor: 'pointer',
    ':hover': { textDecorationLine: 'underline' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
});

type Tone = 'good' | 'bad' | 'strong' | 'plain';

function Part({
  icon,
  tone,
  children,
}: {
  readonly icon: ReactNode;
  readonly tone: Tone;
  readonly children: ReactNode;
}) {
  const styles = useStyles();
  return (
    <span className={mergeClasses(styles.part, tone === 'strong' && styles.strong)}>
      <span className={mergeClasses(styles.icon, tone !== 'plain' && styles[tone])}>{icon}</span>
      {children}
    </span>
  );
}

function TokenPart() {
  const { t } = useTranslation();
  const { data, isPending, isError } = useTokens();
  if (isPending)
    return (
      <Part icon={<UsbStickRegular />} tone="plain">
        {t('status.tokenLoading')}
      </Part>
    );
  if (isError)
    return (
      <Part icon={<PlugDisconnectedRegular />} tone="bad">
        {t('status.tokenError')}
      </Part>
    );
  // Two drivers may show one token; its serial number tells.
  const labels = new Map(
    data.flatMap(({ tokens: found }) => found.map(({ serial, label }) => [`${serial}/${label}`, label])),
  );
  const [only] = labels.values();
  if (only === undefined)
    return (
      <Part icon={<PlugDisconnectedRegular />} tone="plain">
        {t('status.tokenMissing')}
      </Part>
    );
  return (
    <Part icon={<UsbStickRegular />} tone="good">
      {labels.size === 1 ? t('status.token', { label: only }) : t('status.tokens', { count: labels.size })}
    </Part>
  );
}

/** Only where the time that is left has to be thought of; the certificate that ends first speaks. */
function CertificatePart() {
  const { t } = useTranslation();
  const { data } = useTokens();
  const now = new Date();
  const [first] = certificateChoices(data ?? [], now)
    .filter(({ problem }) => problem === null || problem === 'certificate-expired')
    .map(({ certificate }) => certificate.notAfter)
    .filter((notAfter) => expiryOf(notAfter, now) !== 'later')
    .sort((a, b) => Date.parse(a) - Date.parse(b));
  if (first === undefined) return null;
  const expiry = expiryOf(first, now);
  return (
    <Part icon={<CertificateRegular />} tone={expiry === 'expired' || expiry === 'within-7' ? 'bad' : 'strong'}>
      {expiry === 'expired'
        ? t('status.certificateExpired')
        : t('status.certificateLeft', { count: daysLeft(first, now) })}
    </Part>
  );
}

function ServerPart() {
  const { t } = useTranslation();
  const { data, isError } = useServer();
  const icon = <ServerRegular />;
  if (isError || data?.lastContact?.error)
    return (
      <Part icon={icon} tone="bad">
        {t('status.serverError')}
      </Part>
    );
  if (!data)
    return (
      <Part icon={icon} tone="plain">
        {t('status.serverLoading')}
      </Part>
    );
  if (data.signedIn)
    return (
      <Part icon={icon} tone="good">
        {t('status.serverSignedIn', { username: data.username ?? data.url ?? '' })}
      </Part>
    );
  return (
    <Part icon={icon} tone="plain">
      {data.configured ? t('status.serverSignedOut') : t('status.serverUnset')}
    </Part>
  );
}

function BatchPart() {
  const { t } = useTranslation();
  const { batch } = useBatches();
  const icon = <PenRegular />;
  switch (batch?.state) {
    case 'running':
      return (
        <Part icon={icon} tone="strong">
          {t('status.batchRunning', { ...batchCounts(batch) })}
        </Part>
      );
    case 'paused':
      return (
        <Part icon={icon} tone="strong">
          {t('status.batchPaused')}
        </Part>
      );
    case 'awaiting-timestamp':
      return (
        <Part icon={icon} tone="strong">
          {t('status.batchAwaiting')}
        </Part>
      );
    case 'waiting-for-pin':
      return (
        <Part icon={icon} tone="strong">
          {t('status.batchWaiting')}
        </Part>
      );
    case 'finished':
    case 'cancelled':
    case undefined:
      return null;
  }
}

export function StatusLine({ onGuide }: { readonly onGuide: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const info = useQuery({ queryKey: ['app'], queryFn: () => call('app:info') });
  return (
    <section className={styles.line} aria-label={t('app.status')}>
      <TokenPart />
      <CertificatePart />
      <ServerPart />
      <BatchPart />
      <span className={styles.end}>
        <button type="button" className={styles.guide} onClick={onGuide} aria-keyshortcuts="F1">
          <QuestionCircleRegular className={styles.icon} />
          {t('guide.show')}
        </button>
        {info.data && <span>{t('app.version', { version: info.data.version })}</span>}
      </span>
    </section>
  );
}
