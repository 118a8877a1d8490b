/**
 * A field for a PIN or a password. Fluent's Input keeps its value in React's state and mirrors it into the `value`
 * attribute; here the text lives in the DOM element alone, where the caller empties it.
 */
import { makeStyles, tokens, useFieldControlProps_unstable } from '@fluentui/react-components';
import type { ComponentProps } from 'react';

const useStyles = makeStyles({
  input: {
    width: '100%',
    height: '32px',
    padding: '0 10px',
    font: 'inherit',
    fontSize: tokens.fontSizeBase400,
    letterSpacing: '2px',
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderBottomColor: tokens.colorNeutralStrokeAccessible,
    borderRadius: tokens.borderRadiusMedium,
    ':focus': {
      outline: 'none',
      borderBottomColor: tokens.colorCompoundBrandStroke,
      boxShadow: `inset 0 -1px 0 ${tokens.colorCompoundBrandStroke}`,
    },
    ':disabled': {
      backgroundColor: tokens.colorNeutralBackgroundDisabled,
      color: tokens.colorNeutralForegroundDisabled,
    },
  },
});

type SecretInputProps = Omit<ComponentProps<'input'>, 'type' | 'value' | 'defaultValue' | 'autoComplete' | 'className'>;

export function SecretInput(props: SecretInputProps) {
  const styles = useStyles();
  const labelled = useFieldControlProps_unstable(props, { supportsLabelFor: true, supportsRequired: true });
  return <input {...labelled} className={styles.input} type="password" autoComplete="off" spellCheck={false} />;
}
