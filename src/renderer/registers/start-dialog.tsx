/** The first number of a series that was begun elsewhere: an office that starts with this software in the middle of a year. */
import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegisterYear, ShownSeries } from '../../contracts/registers-window.js';
import { AskDialog } from '../ui/ask-dialog.js';
import { useClosing } from '../ui/closing.js';
import { numberOf, possibleStart } from './numbers.js';
import { useSeriesName } from './series-line.js';
import { useStartSeries } from './use-registers.js';

interface StartDialogProps {
  readonly register: RegisterYear;
  readonly series: ShownSeries;
  readonly onClose: () => void;
}

export function StartDialog({ register, series, onClose }: StartDialogProps) {
  const { t } = useTranslation();
  const nameOf = useSeriesName();
  const { close, dialog } = useClosing();
  const start = useStartSeries();
  const [text, setText] = useState(() => String(possibleStart(series) ?? series.integrity.first));
  const [tried, setTried] = useState(false);
  const first = numberOf(text);
  const submit = (): void => {
    setTried(true);
    if (first !== null) start.mutate({ ...register, series: series.id, first }, { onSuccess: () => close(onClose) });
  };
  const titled = { name: nameOf(series.id, series.name), year: String(register.year) };
  return (
    <AskDialog
      {...dialog}
      title={t('registers.startTitle', titled)}
      confirm={t('registers.startConfirm')}
      disabled={start.isPending || start.isSuccess}
      error={start.error}
      onSubmit={submit}
      onCancel={() => close(onClose)}
    >
      <p>{t('registers.startMeaning')}</p>
      <Field
        label={t('registers.startNumber')}
        required
        {...(tried && first === null && { validationMessage: t('registers.numberWrong') })}
      >
        <Input
          value={text}
          inputMode="numeric"
          maxLength={7}
          onChange={(_, { value }) => {
            setText(value);
            start.reset();
          }}
        />
      </Field>
      <p>{t('registers.startRule')}</p>
    </AskDialog>
  );
}
