/** The first number of a series that was begun elsewhere: an office that starts with this software in the middle of a year. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Field,
  Input,
} from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RegisterYear, ShownSeries } from '../../contracts/registers-window.js';
import { useSentence } from '../i18n/index.js';
import { useClosing } from '../ui/closing.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
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
  const sentence = useSentence();
  const nameOf = useSeriesName();
  const { close, dialog } = useClosing();
  const start = useStartSeries();
  const [text, setText] = useState(() => String(possibleStart(series) ?? series.integrity.first));
  const [tried, setTried] = useState(false);
  const first = numberOf(text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (first !== null) start.mutate({ ...register, series: series.id, first }, { onSuccess: () => close(onClose) });
  };
  const titled = { name: nameOf(series.id, series.name), year: String(register.year) };
  return (
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>{t('registers.startTitle', titled)}</DialogTitle>
            <DialogContent>
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
              {start.error && <Notice intent="error">{sentence(sentenceOf(start.error))}</Notice>}
            </DialogContent>
            <DialogActions fluid>
              <DialogTrigger disableButtonEnhancement>
                <Button>{t('common.cancel')}</Button>
              </DialogTrigger>
              <Button type="submit" appearance="primary" disabled={start.isPending || start.isSuccess}>
                {t('registers.startConfirm')}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
