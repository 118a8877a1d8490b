/** A batch of văn thư on its way: progress, results, and what can be done with them. */
import { Button } from '@fluentui/react-components';
import { ArrowClockwiseRegular, ArrowLeftRegular, PrintRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../contracts/ipc.js';
import { useSentence } from '../i18n/index.js';
import { BatchView } from '../sign/batch-view.js';
import { CopyRegistered } from '../sign/registered.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';

interface RunViewProps {
  readonly batch: Batch;
  readonly onLeave: () => void;
  /** The failed ones are signed again, in a batch of their own. */
  readonly onRetried: (next: Batch) => void;
}

/** Failed documents stand in the queue with their numbers: they are signed there again, by the same certificate. */
const useRetry = ({ certificate, items }: Batch, onRetried: RunViewProps['onRetried']) => {
  const failed = items.filter(({ step }) => step === 'failed').map(({ id }) => id);
  const retry = useMutation({
    mutationFn: async () => {
      await call('queue:retry', failed);
      return call('queue:sign', { jobs: failed, certificate });
    },
    onSuccess: onRetried,
  });
  return { failed: failed.length, retry };
};

export function RunView({ batch, onLeave, onRetried }: RunViewProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const { failed, retry } = useRetry(batch, onRetried);
  const save = useMutation({ mutationFn: () => call('records:save-summary', batch.id) });
  const error = retry.error ?? save.error;
  return (
    <>
      {error && <Notice intent="error">{sentence(sentenceOf(error))}</Notice>}
      {save.data === true && (
        <Notice intent="success" onDismiss={save.reset}>
          {t('records.summarySaved')}
        </Notice>
      )}
      <BatchView
        batch={batch}
        leave={
          <>
            {failed > 0 && (
              <Button icon={<ArrowClockwiseRegular />} disabled={retry.isPending} onClick={() => retry.mutate()}>
                {t('records.retryFailed', { count: failed })}
              </Button>
            )}
            <CopyRegistered items={batch.items} />
            <Button icon={<PrintRegular />} disabled={save.isPending} onClick={() => save.mutate()}>
              {t('records.saveSummary')}
            </Button>
            <Button icon={<ArrowLeftRegular />} onClick={onLeave}>
              {t('records.back')}
            </Button>
          </>
        }
      />
    </>
  );
}
