/** Back to the real work; what was practised is deleted only where the person says so. */
import { Button } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { AskDialog } from '../ui/ask-dialog.js';
import { useClosing } from '../ui/closing.js';
import { useLeavePractice } from './use-practice.js';

export function LeaveDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { close, dialog } = useClosing();
  const leave = useLeavePractice();
  const busy = leave.isPending || leave.isSuccess;
  return (
    <AskDialog
      {...dialog}
      title={t('practice.leaveTitle')}
      confirm={t('practice.leaveDelete')}
      other={
        <Button disabled={busy} onClick={() => leave.mutate('keep')}>
          {t('practice.leaveKeep')}
        </Button>
      }
      disabled={busy}
      error={leave.error}
      onSubmit={() => leave.mutate('delete')}
      onCancel={() => close(onClose)}
    >
      <p>{t('practice.leaveMeaning')}</p>
    </AskDialog>
  );
}
