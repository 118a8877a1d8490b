/** Light, dark or high contrast; in force at once, in every window. */
import { makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { themeChoices, useThemeChoice } from '../ui/theme-choice.js';
import { Part } from './part.js';

const useStyles = makeStyles({
  group: { flexWrap: 'wrap' },
  // Fluent's grey of what is not chosen looks like something that cannot be.
  option: { color: tokens.colorNeutralForeground1 },
});

export function ThemePart() {
  const { t } = useTranslation();
  const styles = useStyles();
  const [choice, setChoice] = useThemeChoice();
  return (
    <Part title={t('theme.title')} hint={t('theme.hint')}>
      {(heading) => (
        <RadioGroup
          layout="horizontal"
          className={styles.group}
          aria-labelledby={heading}
          value={choice}
          onChange={(_, { value }) => {
            const chosen = themeChoices.find((one) => one === value);
            if (chosen) setChoice(chosen);
          }}
        >
          {themeChoices.map((one) => (
            <Radio key={one} value={one} label={<span className={styles.option}>{t(`theme.${one}`)}</span>} />
          ))}
        </RadioGroup>
      )}
    </Part>
  );
}
