import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { ProblemList } from '../ui/problem-list.js';
import type { useSync } from './use-queue.js';

/** Something that went wrong stands there. */
export const isTold = (sync: ReturnType<typeof useSync>): boolean =>
  sync.error !== null || (sync.data?.failures.length ?? 0) > 0;

/** What fetching or delivering came to, with every document that did not get through. */
export function SyncOutcome({ sync }: { readonly sync: ReturnType<typeof useSync> }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  if (sync.error) {
    return (
      <Notice intent="error" onDismiss={sync.reset}>
        {sentence(sentenceOf(sync.error))}
      </Notice>
    );
  }
  if (!sync.data) return null;
  const { downloaded, uploaded, acknowledged, recalled, failures } = sync.data;
  const parts = [
    sync.variables === 'download'
      ? t('queue.fetched', { count: downloaded })
      : t('queue.delivered', { count: uploaded }),
    ...(acknowledged > 0 ? [t('queue.acknowledged', { count: acknowledged })] : []),
    ...(recalled > 0 ? [t('queue.recalled', { count: recalled })] : []),
  ];
  const done = parts.join(' ');
  const [first, ...others] = failures;
  // A server that is out of reach is so for all of them.
  const common = first && others.length > 0 && others.every(({ error }) => error.vi === first.error.vi) && first.error;
  return (
    <Notice
      intent={failures.length > 0 ? 'warning' : 'success'}
      title={failures.length > 0 ? `${done} ${t('queue.syncFailures', { count: failures.length })}` : done}
      onDismiss={sync.reset}
    >
      {common && sentence(common)}
      {failures.length > 0 && !common && (
        <ProblemList problems={failures.map(({ title, error }) => ({ name: title, error }))} />
      )}
    </Notice>
  );
}
