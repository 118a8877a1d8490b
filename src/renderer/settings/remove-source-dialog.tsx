import { useTranslation } from 'react-i18next';
import type { OwnSource } from '../../contracts/trust.js';
import { AskDialog } from '../ui/ask-dialog.js';
import { useClosing } from '../ui/closing.js';
import { SourceFacts } from './source-facts.js';
import { useRemoveSource } from './use-trust.js';

interface RemoveSourceDialogProps {
  readonly source: OwnSource;
  readonly onClose: () => void;
}

export function RemoveSourceDialog({ source, onClose }: RemoveSourceDialogProps) {
  const { t } = useTranslation();
  const { close, dialog } = useClosing();
  const remove = useRemoveSource();
  return (
    <AskDialog
      {...dialog}
      title={t('trust.removeTitle')}
      confirm={t('trust.removeConfirm')}
      disabled={remove.isPending || remove.isSuccess}
      error={remove.error}
      onSubmit={() => remove.mutate(source.fingerprint, { onSuccess: () => close(onClose) })}
      onCancel={() => close(onClose)}
    >
      <SourceFacts source={source} />
      <p>{t('trust.removeMeaning')}</p>
    </AskDialog>
  );
}
