/** Trả số: the numbers go back to their series, and the next documents get them. */
import { Field, Textarea } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumberKey } from '../../contracts/registers.js';
import type { ShownHeld } from '../../contracts/registers-window.js';
import { AskDialog } from '../ui/ask-dialog.js';
import { useClosing } from '../ui/closing.js';
import { rangesOf, shownRanges } from './numbers.js';
import { useRelease } from './use-registers.js';

const keyOf = ({ direction, series, year, number }: ShownHeld): NumberKey => ({ direction, series, year, number });

interface ReleaseDialogProps {
  readonly held: readonly ShownHeld[];
  readonly onClose: () => void;
}

export function ReleaseDialog({ held, onClose }: ReleaseDialogProps) {
  const { t } = useTranslation();
  const { close, dialog } = useClosing();
  const release = useRelease();
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const submit = (): void => {
    setTried(true);
    if (reason.trim() === '') return;
    release.mutate({ numbers: held.map(keyOf), reason: reason.trim() }, { onSuccess: () => close(onClose) });
  };
  const numbers = shownRanges(rangesOf(held.map(({ number }) => number).sort((a, b) => a - b)));
  return (
    <AskDialog
      {...dialog}
      title={t('registers.releaseTitle', { count: held.length, numbers })}
      confirm={t('registers.releaseConfirm')}
      disabled={release.isPending || release.isSuccess}
      error={release.error}
      onSubmit={submit}
      onCancel={() => close(onClose)}
    >
      <p>{t('registers.releaseMeaning')}</p>
      <Field
        label={t('registers.reason')}
        required
        {...(tried && reason.trim() === '' && { validationMessage: t('registers.reasonMissing') })}
      >
        <Textarea value={reason} maxLength={400} rows={2} onChange={(_, { value }) => setReason(value)} />
      </Field>
    </AskDialog>
  );
}
