/** Which level the next signatures get, as a quiet line with the way to change it. */
import { Link, makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useSettings } from '../settings/use-settings.js';

const useStyles = makeStyles({
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '0 8px',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  link: { fontSize: 'inherit', lineHeight: 'inherit' },
});

export function LevelLine({ onChange }: { readonly onChange: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const settings = useSettings();
  if (!settings.data) return null;
  const level = t(`sign.levelName.${settings.data.timestamp.level ?? 'automatic'}`);
  return (
    <span className={styles.line}>
      <span>{t('sign.level', { level })}</span>
      <Link
        as="button"
        type="button"
        className={styles.link}
        aria-label={t('sign.levelChangeLabel')}
        onClick={onChange}
      >
        {t('sign.levelChange')}
      </Link>
    </span>
  );
}
