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
import type { OwnSource } from '../../contracts/trust.js';
import { useSentence } from '../i18n/index.js';
import { useClosing } from '../ui/closing.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { SourceFacts } from './source-facts.js';
import { useRemoveSource } from './use-trust.js';

interface RemoveSourceDialogProps {
  readonly source: OwnSource;
  readonly onClose: () => void;
}

export function RemoveSourceDialog({ source, onClose }: RemoveSourceDialogProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const { close, dialog } = useClosing();
  const remove = useRemoveSource();
  const submit = (): void => remove.mutate(source.fingerprint, { onSuccess: () => close(onClose) });
  return (
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('trust.removeTitle')}</DialogTitle>
          <DialogContent>
            <SourceFacts source={source} />
            <p>{t('trust.removeMeaning')}</p>
            {remove.error && <Notice intent="error">{sentence(sentenceOf(remove.error))}</Notice>}
          </DialogContent>
          <DialogActions fluid>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t('common.cancel')}</Button>
            </DialogTrigger>
            <Button appearance="primary" disabled={remove.isPending || remove.isSuccess} onClick={submit}>
              {t('trust.removeConfirm')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
