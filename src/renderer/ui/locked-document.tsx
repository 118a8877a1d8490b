/** In place of a document that nobody can read before its password is given. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { LockClosedRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { UnlockButton, type UnlockProps } from './unlock.js';

const useStyles = makeStyles({
  place: {
    flexGrow: 1,
    minHeight: 0,
    overflowY: 'auto',
    display: 'grid',
    placeContent: 'safe center',
    justifyItems: 'center',
    gap: '10px',
    padding: '16px',
    textAlign: 'center',
  },
  icon: { fontSize: '40px', color: tokens.colorNeutralForeground3 },
  hint: { color: tokens.colorNeutralForeground2, maxWidth: '380px' },
});

export function LockedDocument(props: UnlockProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <div className={styles.place}>
      <LockClosedRegular className={styles.icon} />
      <Text weight="semibold">{t('unlock.locked')}</Text>
      <Text align="center" className={styles.hint}>
        {t('unlock.lockedHint')}
      </Text>
      <UnlockButton appearance="primary" {...props} />
    </div>
  );
}
