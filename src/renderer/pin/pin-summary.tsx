/** What will be signed, and with which certificate: the person consents to this by typing the PIN. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { PinPrompt } from '../../contracts/ipc.js';
import { shownText } from '../../contracts/shown-text.js';
import { formatDate } from '../ui/format.js';

const useStyles = makeStyles({
  block: {
    display: 'flex',
    flexDirection: 'column',
    padding: '6px 12px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground3,
    // Seen in high contrast alone.
    border: `1px solid ${tokens.colorTransparentStroke}`,
    overflowWrap: 'anywhere',
    flexShrink: 0,
  },
  // Takes what the window has left, so that no gap parts it from the field.
  documents: { flexGrow: 1 },
  label: { color: tokens.colorNeutralForeground2, margin: 0 },
  names: {
    margin: 0,
    paddingInlineStart: '18px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

export function PinSummary({ prompt }: { readonly prompt: PinPrompt }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { certificate, count, names, purpose, token } = prompt;
  const signs = purpose.kind !== 'change';
  const title = t(signs ? 'pin.certificate' : 'pin.certificateChange');
  const listsDocuments = signs && purpose.kind !== 'sign-in';
  const more = count - names.length;
  return (
    <>
      <section className={styles.block} aria-label={title}>
        <Text as="h2" size={200} className={styles.label}>
          {title}
        </Text>
        <Text weight="semibold">{shownText(certificate.commonName)}</Text>
        {certificate.organization !== '' && <Text size={200}>{shownText(certificate.organization)}</Text>}
        <span className={styles.minor}>{t('pin.issuer', { issuer: certificate.issuer })}</span>
        <span className={styles.minor}>
          {t('pin.validUntil', { date: formatDate(certificate.notAfter) })} · {t('pin.token', { label: token.label })}
        </span>
      </section>
      {purpose.kind === 'sign-in' && <Text size={200}>{t('pin.signInHint')}</Text>}
      {listsDocuments && (
        <section className={mergeClasses(styles.block, styles.documents)} aria-label={t('pin.documents')}>
          <Text as="h2" size={200} className={styles.label}>
            {t('pin.documents')}
          </Text>
          <ul className={styles.names}>
            {names.map((name, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and the list never changes
              <li key={`${index}:${name}`}>{shownText(name)}</li>
            ))}
          </ul>
          {more > 0 && <span className={styles.minor}>{t('pin.more', { count: more })}</span>}
        </section>
      )}
    </>
  );
}
