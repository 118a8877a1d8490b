/** The deliberate step before what is, or may be, the last try. */
import { Checkbox } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { PinPrompt } from '../../contracts/ipc.js';
import { mayBeLast } from './pin-rules.js';

interface LastTryProps {
  readonly token: PinPrompt['token'];
  readonly acknowledged: boolean;
  readonly onChange: (acknowledged: boolean) => void;
  readonly disabled: boolean;
}

export function LastTry({ token, acknowledged, onChange, disabled }: LastTryProps) {
  const { t } = useTranslation();
  if (!mayBeLast(token)) return null;
  return (
    <Checkbox
      checked={acknowledged}
      disabled={disabled}
      onChange={(_, { checked }) => onChange(checked === true)}
      label={t(token.state === 'final-try' ? 'pin.finalTryConfirm' : 'pin.perhapsFinalTryConfirm')}
    />
  );
}
