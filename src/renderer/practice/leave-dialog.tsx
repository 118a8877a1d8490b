/** Back to the real work; what was practised is deleted only where the person says so. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { useClosing } from '../ui/closing.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { useLeavePractice } from './use-practice.js';

export function LeaveDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const { close, dialog } = useClosing();
  const leave = useLeavePractice();
  const busy = leave.isPending || leave.isSuccess;
  return (
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('practice.leaveTitle')}</DialogTitle>
          <DialogContent>
            <p>{t('practice.leaveMeaning')}</p>
            {leave.error && <Notice intent="error">{sentence(sentenceOf(leave.error))}</Notice>}
          </DialogContent>
          <DialogActions fluid>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t('common.cancel')}</Button>
            </DialogTrigger>
            <Button disabled={busy} onClick={() => leave.mutate('keep')}>
              {t('practice.leaveKeep')}
            </Button>
            <Button appearance="primary" disabled={busy} onClick={() => leave.mutate('delete')}>
              {t('practice.leaveDelete')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
