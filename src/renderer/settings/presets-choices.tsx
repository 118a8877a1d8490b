/** Choices of an office, each told by what follows from it. */
import { makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  // Fluent's grey of what is not chosen looks like something that cannot be.
  option: { display: 'flex', flexDirection: 'column', color: tokens.colorNeutralForeground1 },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

interface PresetsChoiceProps<T extends string> {
  readonly labelledBy: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly hint: string }[];
  readonly onChange: (value: T) => void;
}

export function PresetsChoice<T extends string>({ labelledBy, value, options, onChange }: PresetsChoiceProps<T>) {
  const styles = useStyles();
  return (
    <RadioGroup
      aria-labelledby={labelledBy}
      value={value}
      onChange={(_, { value: chosen }) => {
        const option = options.find((one) => one.value === chosen);
        if (option) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <Radio
          key={option.value}
          value={option.value}
          label={
            <span className={styles.option}>
              <span>{option.label}</span>
              <span className={styles.minor}>{option.hint}</span>
            </span>
          }
        />
      ))}
    </RadioGroup>
  );
}
