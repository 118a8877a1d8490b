/** Takes documents that were added by hand out of the queue: a wrong file, one that failed, one that need not be signed. */
import { Button, Text } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AskDialog } from '../ui/ask-dialog.js';
import { useCancel } from './use-queue.js';

interface CancelButtonProps {
  /** Ids of jobs that can be cancelled; at least one. */
  readonly jobs: readonly string[];
  readonly disabled: boolean;
  readonly onCancelled: () => void;
}

export function CancelButton({ jobs, disabled, onCancelled }: CancelButtonProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const cancel = useCancel();
  const submit = (): void =>
    cancel.mutate([...jobs], {
      onSuccess: () => {
        setAsking(false);
        onCancelled();
      },
    });
  const count = jobs.length;
  return (
    <>
      <Button icon={<DeleteRegular />} disabled={disabled} onClick={() => setAsking(true)}>
        {t('queue.cancelSelected', { count })}
      </Button>
      <AskDialog
        open={asking}
        title={t('queue.cancelTitle', { count })}
        confirm={t('queue.cancelConfirm')}
        disabled={cancel.isPending}
        error={cancel.error}
        onSubmit={submit}
        onCancel={() => setAsking(false)}
      >
        <Text>{t('queue.cancelHint')}</Text>
      </AskDialog>
    </>
  );
}
