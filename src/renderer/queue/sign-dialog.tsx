/** Which certificate signs the chosen documents of the queue; the PIN window comes next. */
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
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { useBatches } from '../sign/batches.js';
import { CertificateChooser } from '../sign/certificate-chooser.js';
import { useSigningCertificate } from '../sign/use-tokens.js';
import { useClosing } from '../ui/closing.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';

interface SignDialogProps {
  readonly jobs: readonly string[];
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

export function SignDialog({ jobs, onClose, onStarted }: SignDialogProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
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
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('queue.signDialogTitle', { count: jobs.length })}</DialogTitle>
          <DialogContent>
            <p>{t('queue.chooseCertificate')}</p>
            <CertificateChooser chosen={chosen} onChoose={setChosen} />
            {start.error && <Notice intent="error">{sentence(sentenceOf(start.error))}</Notice>}
          </DialogContent>
          <DialogActions fluid>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t('common.cancel')}</Button>
            </DialogTrigger>
            <Button
              appearance="primary"
              disabled={!certificate || start.isPending}
              onClick={() => certificate && start.mutate(certificate.certificate.fingerprint)}
            >
              {t('queue.signDialogSubmit')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
