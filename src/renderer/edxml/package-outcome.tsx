/** What taking packages in, or exchanging them, came to: each file with a sentence of its own where there is one to say. */
import { useTranslation } from 'react-i18next';
import type { TakenFile } from '../../contracts/edxml-window.js';
import type { SyncSummary } from '../../contracts/ipc.js';
import { type Bilingual, useSentence } from '../i18n/index.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { ProblemList } from '../ui/problem-list.js';
import type { useFolderRun, useTakeIn } from './use-edxml.js';

interface Told {
  readonly name: string;
  readonly error: Bilingual;
}

const problemsOf = (files: readonly TakenFile[], { failures }: SyncSummary): Told[] => [
  ...files.flatMap(({ name, taken }) => (taken.kind === 'failed' ? [{ name, error: taken.error }] : [])),
  ...failures.map(({ title, error }) => ({ name: title, error })),
];

const statusesOf = (files: readonly TakenFile[]): Told[] =>
  files.flatMap(({ taken }) => (taken.kind === 'status' ? [{ name: taken.documentId, error: taken.line }] : []));

interface OutcomeProps {
  readonly files: readonly TakenFile[];
  readonly summary: SyncSummary;
  readonly onDismiss: () => void;
}

function Outcome({ files, summary, onDismiss }: OutcomeProps) {
  const { t } = useTranslation();
  const problems = problemsOf(files, summary);
  const statuses = statusesOf(files);
  const known = files.filter(({ taken }) => taken.kind === 'document' && !taken.isNew).length;
  const empty = files.filter(({ taken }) => taken.kind === 'document' && taken.documents === 0).length;
  const { downloaded, uploaded, acknowledged, recalled } = summary;
  const others = [
    ...(uploaded > 0 ? [t('edxml.sent', { count: uploaded })] : []),
    ...(known > 0 ? [t('edxml.known', { count: known })] : []),
    ...(empty > 0 ? [t('edxml.withoutPdf', { count: empty })] : []),
    ...(acknowledged > 0 ? [t('edxml.acknowledged', { count: acknowledged })] : []),
    ...(recalled > 0 ? [t('queue.recalled', { count: recalled })] : []),
    ...(problems.length > 0 ? [t('edxml.failures', { count: problems.length })] : []),
  ];
  const lines = [...statuses, ...problems];
  const toldOtherwise = others.length > 0 || lines.length > 0;
  const parts = [...(downloaded > 0 || !toldOtherwise ? [t('edxml.received', { count: downloaded })] : []), ...others];
  return (
    <Notice
      intent={problems.length > 0 ? 'warning' : 'success'}
      title={parts.join(' ') || t('edxml.said', { count: statuses.length })}
      onDismiss={onDismiss}
    >
      {lines.length > 0 && <ProblemList problems={lines} />}
    </Notice>
  );
}

interface PackageOutcomeProps {
  readonly takeIn: ReturnType<typeof useTakeIn>;
  readonly run: ReturnType<typeof useFolderRun>;
}

export function PackageOutcome({ takeIn, run }: PackageOutcomeProps) {
  const sentence = useSentence();
  const failed = takeIn.error ? takeIn : run.error ? run : null;
  if (failed) {
    return (
      <Notice intent="error" onDismiss={failed.reset}>
        {sentence(sentenceOf(failed.error))}
      </Notice>
    );
  }
  if (takeIn.data) return <Outcome {...takeIn.data} onDismiss={takeIn.reset} />;
  if (run.data) return <Outcome files={[]} summary={run.data} onDismiss={run.reset} />;
  return null;
}
