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
  const { level, embedRevocation } = settings.data.timestamp;
  const name = level ?? 'automatic';
  return (
    <span className={styles.line}>
      <span>
        {embedRevocation
          ? t('sign.levelEmbedded', { timestamp: t(`sign.timestampOf.${name}`) })
          : t('sign.level', { level: t(`sign.levelName.${name}`) })}
      </span>
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
