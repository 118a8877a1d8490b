/** One field for a PIN, with what the token says of its length. */
import { Field } from '@fluentui/react-components';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { PinPrompt } from '../../contracts/ipc.js';
import { SecretInput } from '../ui/secret-input.js';
import { tellsMaximum } from './pin-rules.js';

const useLengthHint = (token: PinPrompt['token']): string => {
  const { t } = useTranslation();
  const limits = { min: token.minLength, max: token.maxLength };
  if (tellsMaximum(token)) return token.minLength > 0 ? t('pin.lengthRange', limits) : t('pin.lengthMax', limits);
  return token.minLength > 0 ? t('pin.lengthMin', limits) : '';
};

interface PinFieldProps {
  readonly label: string;
  readonly token: PinPrompt['token'];
  readonly field: Ref<HTMLInputElement>;
  readonly disabled: boolean;
  /** Tells the length limits below the field. */
  readonly hinted?: boolean;
  readonly autoFocus?: boolean;
  readonly problem?: string | undefined;
  readonly onInput: () => void;
}

export function PinField({ label, token, field, disabled, hinted, autoFocus, problem, onInput }: PinFieldProps) {
  const hint = useLengthHint(token);
  return (
    <Field
      label={label}
      {...(problem ? { validationMessage: problem, validationState: 'error' } : hinted && hint !== '' && { hint })}
    >
      <SecretInput ref={field} disabled={disabled} onInput={onInput} {...(autoFocus && { autoFocus })} />
    </Field>
  );
}
