/** Which certificate signs the chosen documents of the queue; the PIN window comes next. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBatches } from '../sign/batches.js';
import { CertificateChooser } from '../sign/certificate-chooser.js';
import { useSigningCertificate } from '../sign/use-tokens.js';
import { AskDialog } from '../ui/ask-dialog.js';
import { useClosing } from '../ui/closing.js';
import { call } from '../ui/kyso.js';

interface SignDialogProps {
  readonly jobs: readonly string[];
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

export function SignDialog({ jobs, onClose, onStarted }: SignDialogProps) {
  const { t } = useTranslation();
  const { show } = useBatches();
  const { close, dialog } = useClosing();
  const [chosen, setChosen] = useState<string | null>(null);
  const certificate = useSigningCertificate(chosen)?.ready;
  const start = useMutation({
    mutationFn: (fingerprint: string) => call('queue:sign', { jobs: [...jobs], certificate: fingerprint }),
    onSuccess: (batch) => {
      show(batch, 'queue');
      close(onStarted);
    },
  });
  return (
    <AskDialog
      {...dialog}
      title={t('queue.signDialogTitle', { count: jobs.length })}
      confirm={t('queue.signDialogSubmit')}
      disabled={!certificate || start.isPending}
      error={start.error}
      onSubmit={() => certificate && start.mutate(certificate.certificate.fingerprint)}
      onCancel={() => close(onClose)}
    >
      <p>{t('queue.chooseCertificate')}</p>
      <CertificateChooser chosen={chosen} onChoose={setChosen} />
    </AskDialog>
  );
}
