/** The decision not to sign: it asks for the reason, which goes to the server. */
import { Button, Field, Textarea } from '@fluentui/react-components';
import { DismissCircleRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Job, longestRejectionReason } from '../../contracts/jobs.js';
import { AskDialog } from '../ui/ask-dialog.js';
import { useReject } from './use-queue.js';

interface RejectButtonProps {
  readonly job: Job;
  readonly disabled: boolean;
  readonly onRejected: () => void;
}

export function RejectButton({ job, disabled, onRejected }: RejectButtonProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const reject = useReject();
  const submit = (): void => reject.mutate({ jobs: [job.id], reason }, { onSuccess: onRejected });
  return (
    <>
      <Button icon={<DismissCircleRegular />} disabled={disabled} onClick={() => setAsking(true)}>
        {t('queue.reject')}
      </Button>
      <AskDialog
        open={asking}
        title={t('queue.rejectTitle')}
        confirm={t('queue.rejectConfirm')}
        disabled={reason.trim() === '' || reject.isPending}
        error={reject.error}
        onSubmit={submit}
        onCancel={() => setAsking(false)}
      >
        <Field label={t('queue.rejectReason')} required>
          <Textarea value={reason} maxLength={longestRejectionReason} onChange={(_, { value }) => setReason(value)} />
        </Field>
      </AskDialog>
    </>
  );
}
