/** What a certificate says, and its fingerprint in blocks that two people can read to each other. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { TrustSource } from '../../contracts/trust.js';
import { formatDate } from '../ui/format.js';

const useStyles = makeStyles({
  facts: { display: 'flex', flexDirection: 'column', minWidth: 0, overflowWrap: 'anywhere' },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  fingerprint: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
    // Eight blocks a line where there is room for them.
    maxWidth: '40ch',
    userSelect: 'text',
  },
});

/** Sixteen blocks of four. */
export const fingerprintBlocks = (fingerprint: string): string =>
  (fingerprint.toUpperCase().match(/.{1,4}/g) ?? []).join(' ');

export function SourceFacts({ source }: { readonly source: TrustSource }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { commonName, organization, serial, notBefore, notAfter, fingerprint } = source;
  return (
    // Letters of another direction in a name turn round nothing outside it.
    <span className={styles.facts}>
      <Text weight="semibold">
        <bdi>{commonName ?? t('common.unknownName')}</bdi>
      </Text>
      {organization && (
        <Text>
          <bdi>{organization}</bdi>
        </Text>
      )}
      <span className={styles.minor}>
        {t('trust.validity', { from: formatDate(notBefore), to: formatDate(notAfter) })}
      </span>
      <span className={styles.minor}>{t('trust.serial', { serial: serial.toUpperCase() })}</span>
      <span className={styles.minor}>{t('trust.fingerprint')}</span>
      <span className={styles.fingerprint}>{fingerprintBlocks(fingerprint)}</span>
    </span>
  );
}
