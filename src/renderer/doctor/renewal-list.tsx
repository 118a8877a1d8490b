/** The certificates on the tokens with the time they have left, and the list of those to be renewed. */
import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { DocumentTableRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { InstalledCertificate } from '../../contracts/doctor.js';
import { useSentence } from '../i18n/index.js';
import { formatDate } from '../ui/format.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';

const useStyles = makeStyles({
  stack: { display: 'flex', flexDirection: 'column', gap: '10px' },
  heading: { margin: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '8px' },
  card: {
    display: 'flex',
    flexDirection: 'column',
    padding: '8px 10px',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
    overflowWrap: 'anywhere',
  },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  left: { fontWeight: tokens.fontWeightSemibold },
  later: { color: tokens.colorStatusSuccessForeground1 },
  'within-60': { color: tokens.colorStatusWarningForeground1 },
  'within-30': { color: tokens.colorStatusWarningForeground1 },
  'within-7': { color: tokens.colorStatusDangerForeground1 },
  expired: { color: tokens.colorStatusDangerForeground1 },
  save: { alignSelf: 'flex-start' },
});

function Card({ certificate }: { readonly certificate: InstalledCertificate }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { commonName, organization, serial, token, notAfter, expiry, daysLeft } = certificate;
  return (
    <li className={styles.card}>
      <Text weight="semibold">{commonName ?? t('common.unknownName')}</Text>
      {organization && <Text>{organization}</Text>}
      <span className={styles.minor}>{t('doctor.serial', { serial })}</span>
      <span className={styles.minor}>{t('certificates.token', { label: token })}</span>
      <span className={mergeClasses(styles.left, styles[expiry])}>
        {expiry === 'expired'
          ? t('doctor.expired', { date: formatDate(notAfter) })
          : t('doctor.left', { count: daysLeft, date: formatDate(notAfter) })}
      </span>
    </li>
  );
}

export function RenewalList({ certificates }: { readonly certificates: readonly InstalledCertificate[] }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const save = useMutation({ mutationFn: () => call('doctor:save-renewals') });
  const due = certificates.filter(({ expiry }) => expiry !== 'later').length;
  return (
    <section className={styles.stack} aria-label={t('doctor.certificates')}>
      <Text as="h2" size={400} weight="semibold" className={styles.heading}>
        {t('doctor.certificates')}
      </Text>
      {certificates.length === 0 ? (
        <span className={styles.minor}>{t('doctor.noCertificates')}</span>
      ) : (
        <ul className={styles.list}>
          {certificates.map((certificate) => (
            <Card key={certificate.fingerprint} certificate={certificate} />
          ))}
        </ul>
      )}
      {certificates.length > 0 && due === 0 && <span className={styles.minor}>{t('doctor.noneDue')}</span>}
      {due > 0 && (
        <>
          <Button
            className={styles.save}
            icon={<DocumentTableRegular />}
            disabled={save.isPending}
            onClick={() => save.mutate()}
          >
            {t('doctor.saveRenewals', { count: due })}
          </Button>
          <span className={styles.minor}>{t('doctor.renewalsHint')}</span>
        </>
      )}
      {save.data === true && (
        <Notice intent="success" onDismiss={save.reset}>
          {t('doctor.renewalsSaved')}
        </Notice>
      )}
      {save.error && (
        <Notice intent="error" onDismiss={save.reset}>
          {sentence(sentenceOf(save.error))}
        </Notice>
      )}
    </section>
  );
}
