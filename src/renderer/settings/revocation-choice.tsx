/** Whether revocation data go inside the signature, with the sentence that says when that is wanted. */
import { Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { storesEvidence } from '../../contracts/ipc.js';
import type { Level } from '../../contracts/jobs.js';

const useStyles = makeStyles({
  option: { display: 'flex', flexDirection: 'column' },
  possible: { color: tokens.colorNeutralForeground1 },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

interface RevocationChoiceProps {
  readonly level: Level | null;
  readonly embedded: boolean;
  readonly onChange: (embedded: boolean) => void;
}

export function RevocationChoice({ level, embedded, onChange }: RevocationChoiceProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  // One that was chosen so in spite of that (a file changed by hand) can be taken back.
  const excluded = storesEvidence(level) && !embedded;
  return (
    <Checkbox
      checked={embedded}
      disabled={excluded}
      onChange={(_, { checked }) => onChange(checked === true)}
      label={
        <span className={mergeClasses(styles.option, !excluded && styles.possible)}>
          <span>{t('settings.embedRevocation')}</span>
          <span className={styles.minor}>
            {t(excluded ? 'settings.embedRevocationExcluded' : 'settings.embedRevocationHint')}
          </span>
        </span>
      }
    />
  );
}
