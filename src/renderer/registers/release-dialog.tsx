/** Trả số: the numbers go back to their series, and the next documents get them. */
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
  Textarea,
} from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumberKey } from '../../contracts/registers.js';
import type { ShownHeld } from '../../contracts/registers-window.js';
import { useSentence } from '../i18n/index.js';
import { useClosing } from '../ui/closing.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { rangesOf, shownRanges } from './numbers.js';
import { useRelease } from './use-registers.js';

const keyOf = ({ direction, series, year, number }: ShownHeld): NumberKey => ({ direction, series, year, number });

interface ReleaseDialogProps {
  readonly held: readonly ShownHeld[];
  readonly onClose: () => void;
}

export function ReleaseDialog({ held, onClose }: ReleaseDialogProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const { close, dialog } = useClosing();
  const release = useRelease();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() === '') return;
    release.mutate({ numbers: held.map(keyOf), reason: reason.trim() }, { onSuccess: () => close(onClose) });
  };
  const numbers = shownRanges(rangesOf(held.map(({ number }) => number).sort((a, b) => a - b)));
  return (
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface>
        <form onSubmit={submit} noValidate>
          <DialogBody>
            <DialogTitle>{t('registers.releaseTitle', { count: held.length, numbers })}</DialogTitle>
            <DialogContent>
              <p>{t('registers.releaseMeaning')}</p>
              <Field
                label={t('registers.reason')}
                required
                {...(tried && reason.trim() === '' && { validationMessage: t('registers.reasonMissing') })}
              >
                <Textarea value={reason} maxLength={400} rows={2} onChange={(_, { value }) => setReason(value)} />
              </Field>
              {release.error && <Notice intent="error">{sentence(sentenceOf(release.error))}</Notice>}
            </DialogContent>
            <DialogActions fluid>
              <DialogTrigger disableButtonEnhancement>
                <Button>{t('common.cancel')}</Button>
              </DialogTrigger>
              <Button type="submit" appearance="primary" disabled={release.isPending || release.isSuccess}>
                {t('registers.releaseConfirm')}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
