/** Which level signatures get, each with the one sentence that tells it from the others. */
import { makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Level } from '../../contracts/jobs.js';

const useStyles = makeStyles({
  option: { display: 'flex', flexDirection: 'column', color: tokens.colorNeutralForeground1 },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

const choices = ['automatic', 'B-B', 'B-T', 'B-LT', 'B-LTA'] as const;

interface LevelChoiceProps {
  readonly labelledBy: string;
  /** Null: by the certificate. */
  readonly level: Level | null;
  readonly onChange: (level: Level | null) => void;
}

export function LevelChoice({ labelledBy, level, onChange }: LevelChoiceProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const choose = (value: string): void => {
    const choice = choices.find((known) => known === value) ?? 'automatic';
    onChange(choice === 'automatic' ? null : choice);
  };
  return (
    <RadioGroup aria-labelledby={labelledBy} value={level ?? 'automatic'} onChange={(_, { value }) => choose(value)}>
      {choices.map((choice) => (
        <Radio
          key={choice}
          value={choice}
          label={
            <span className={styles.option}>
              <span>{t(`settings.level.${choice}`)}</span>
              <span className={styles.minor}>{t(`settings.levelHint.${choice}`)}</span>
            </span>
          }
        />
      ))}
    </RadioGroup>
  );
}
