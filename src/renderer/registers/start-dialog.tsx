/**
 * With which number a series begins, in an office that starts with this software in the middle of a year; or goes on,
 * after steps were lost in which numbers may have been given.
 */
import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegisterYear, ShownSeries } from '../../contracts/registers-window.js';
import { AskDialog } from '../ui/ask-dialog.js';
import { useClosing } from '../ui/closing.js';
import { numberOf, possibleStart } from './numbers.js';
import { useSeriesName } from './series-line.js';
import { useConfirmSeries, useStartSeries } from './use-registers.js';

interface StartDialogProps {
  readonly register: RegisterYear;
  readonly series: ShownSeries;
  readonly onClose: () => void;
}

export function StartDialog({ register, series, onClose }: StartDialogProps) {
  const { t } = useTranslation();
  const nameOf = useSeriesName();
  const { close, dialog } = useClosing();
  const starting = useStartSeries();
  const confirming = useConfirmSeries();
  const [words, asked] = series.unconfirmed ? (['confirmNext', confirming] as const) : (['start', starting] as const);
  const [text, setText] = useState(() =>
    String((series.unconfirmed ? series.next : possibleStart(series)) ?? series.integrity.first),
  );
  const [tried, setTried] = useState(false);
  const number = numberOf(text);
  const submit = (): void => {
    setTried(true);
    if (number === null) return;
    const key = { ...register, series: series.id };
    const done = { onSuccess: () => close(onClose) };
    if (series.unconfirmed) confirming.mutate({ ...key, next: number }, done);
    else starting.mutate({ ...key, first: number }, done);
  };
  const titled = { name: nameOf(series.id, series.name), year: String(register.year) };
  return (
    <AskDialog
      {...dialog}
      title={t(`registers.${words}Title`, titled)}
      confirm={t(`registers.${words}Confirm`)}
      disabled={asked.isPending || asked.isSuccess}
      error={asked.error}
      onSubmit={submit}
      onCancel={() => close(onClose)}
    >
      <p>{t(`registers.${words}Meaning`)}</p>
      <Field
        label={t(`registers.${words}Number`)}
        required
        {...(tried && number === null && { validationMessage: t('registers.numberWrong') })}
      >
        <Input
          value={text}
          inputMode="numeric"
          maxLength={7}
          onChange={(_, { value }) => {
            setText(value);
            asked.reset();
          }}
        />
      </Field>
      <p>{t(`registers.${words}Rule`)}</p>
    </AskDialog>
  );
}
