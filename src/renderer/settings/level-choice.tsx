/** Which level signatures get, each with the one sentence that tells it from the others. */
import { makeStyles, mergeClasses, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { storesEvidence } from '../../contracts/ipc.js';
import type { Level } from '../../contracts/jobs.js';

const useStyles = makeStyles({
  option: { display: 'flex', flexDirection: 'column', color: tokens.colorNeutralForeground1 },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  excluded: { color: tokens.colorNeutralForeground3 },
});

const choices = ['automatic', 'B-B', 'B-T', 'B-LT', 'B-LTA'] as const;

interface LevelChoiceProps {
  readonly labelledBy: string;
  /** Null: by the certificate. */
  readonly level: Level | null;
  /** Revocation data stand inside the signature: levels that put them behind it are not to be had. */
  readonly embedded: boolean;
  readonly onChange: (level: Level | null) => void;
}

export function LevelChoice({ labelledBy, level, embedded, onChange }: LevelChoiceProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const choose = (value: string): void => {
    const choice = choices.find((known) => known === value) ?? 'automatic';
    onChange(choice === 'automatic' ? null : choice);
  };
  return (
    <RadioGroup aria-labelledby={labelledBy} value={level ?? 'automatic'} onChange={(_, { value }) => choose(value)}>
      {choices.map((choice) => {
        const excluded = embedded && choice !== 'automatic' && storesEvidence(choice);
        return (
          <Radio
            key={choice}
            value={choice}
            disabled={excluded}
            label={
              <span className={mergeClasses(styles.option, excluded && styles.excluded)}>
                <span>{t(`settings.level.${choice}`)}</span>
                <span className={mergeClasses(styles.minor, excluded && styles.excluded)}>
                  {t(excluded ? 'settings.levelExcluded' : `settings.levelHint.${choice}`)}
                </span>
              </span>
            }
          />
        );
      })}
    </RadioGroup>
  );
}
