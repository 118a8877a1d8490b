/** Hàng đợi: documents of the server, from fetched to delivered. */
import {
  Button,
  Dropdown,
  makeStyles,
  mergeClasses,
  Option,
  SearchBox,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components';
import {
  ArrowClockwiseRegular,
  ArrowDownloadRegular,
  ArrowLeftRegular,
  ArrowUploadRegular,
  MailInboxRegular,
  PenRegular,
} from '@fluentui/react-icons';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { canCancel, type Job } from '../../contracts/jobs.js';
import { ExportDialog } from '../edxml/export-dialog.js';
import { PackageActions } from '../edxml/package-actions.js';
import { PackageOutcome } from '../edxml/package-outcome.js';
import { useFolderRun, useTakeIn } from '../edxml/use-edxml.js';
import { useSentence } from '../i18n/index.js';
import { usePractice } from '../practice/use-practice.js';
import { CertificateDialog } from '../server/certificate-dialog.js';
import { ServerLine } from '../server/server-line.js';
import { BatchView } from '../sign/batch-view.js';
import { useBatches } from '../sign/batches.js';
import { Empty } from '../ui/empty.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { PageHeader, usePageStyles } from '../ui/page.js';
import { low } from '../ui/tiny.js';
import { useTotal } from '../ui/total.js';
import type { Unlock } from '../ui/unlock.js';
import { CancelButton } from './cancel-button.js';
import { DocumentDialog } from './document-dialog.js';
import { QueueTable } from './queue-table.js';
import { ServerProgress } from './server-progress.js';
import { SignDialog } from './sign-dialog.js';
import { SignInPanel } from './sign-in-panel.js';
import { groupCount, type StateGroup, stateGroups, statesOf } from './states.js';
import { isTold, SyncOutcome } from './sync-outcome.js';
import { useJobPasswords } from './use-job-passwords.js';
import { giveBack } from './use-opened-job.js';
import { useQueue, useQueueRefresh, useRetry, useServer, useServerChanges, useSync } from './use-queue.js';

const useStyles = makeStyles({
  content: { flexGrow: 1, minHeight: '232px' },
  tools: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '8px',
    padding: '10px 12px',
    alignItems: 'center',
    flexShrink: 0,
    [low]: { paddingBlock: '6px' },
  },
  search: { flexGrow: 1, minWidth: '220px', maxWidth: '460px', [low]: { minWidth: '150px', flexBasis: '150px' } },
  filter: { minWidth: '170px', [low]: { minWidth: '130px' } },
  foot: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '4px 16px',
    padding: '6px 16px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
    flexShrink: 0,
  },
});

interface ListProps {
  readonly signedIn: boolean;
  readonly onSign: (jobs: readonly string[]) => void;
  readonly onOpen: (job: Job) => void;
  readonly onUnlock: Unlock;
  readonly selection: ReadonlySet<string>;
  readonly onSelection: (selection: ReadonlySet<string>) => void;
}

const idsIn = (jobs: readonly Job[], selection: ReadonlySet<string>, state: Job['state']): string[] =>
  jobs.flatMap((job) => (job.state === state && selection.has(job.id) ? [job.id] : []));

function QueueList({ signedIn, onSign, onOpen, onUnlock, selection, onSelection }: ListProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const page = usePageStyles();
  const styles = useStyles();
  const totalOf = useTotal();
  const { active } = useBatches();
  const [text, setText] = useState('');
  const [group, setGroup] = useState<StateGroup>('all');
  const queue = useQueue(useDeferredValue(text), statesOf[group]);
  const retry = useRetry();
  const { rows: jobs, newest } = queue;
  const toSign = idsIn(jobs, selection, 'ready');
  const toRetry = idsIn(jobs, selection, 'failed');
  const toCancel = jobs.flatMap((job) => (selection.has(job.id) && canCancel(job) ? [job.id] : []));
  const groupLabel = (name: StateGroup): string =>
    t(newest?.moreCounts ? 'queue.groupCountAtLeast' : 'queue.groupCount', {
      name: t(`queue.group.${name}`),
      count: groupCount(name, newest?.counts ?? {}),
    });
  const filtered = text !== '' || group !== 'all';
  const clear = (): void => {
    setText('');
    setGroup('all');
  };
  const error = queue.error ?? retry.error;

  return (
    <section className={mergeClasses(page.card, styles.content)} aria-label={t('queue.table')}>
      <div className={styles.tools}>
        <SearchBox
          className={styles.search}
          value={text}
          maxLength={200}
          aria-label={t('queue.search')}
          placeholder={t('queue.searchPlaceholder')}
          onChange={(_, { value }) => setText(value)}
        />
        <Dropdown
          className={styles.filter}
          aria-label={t('queue.stateFilter')}
          value={groupLabel(group)}
          selectedOptions={[group]}
          onOptionSelect={(_, { optionValue }) => setGroup(stateGroups.find((name) => name === optionValue) ?? 'all')}
        >
          {stateGroups.map((name) => (
            <Option key={name} value={name} text={groupLabel(name)}>
              {groupLabel(name)}
            </Option>
          ))}
        </Dropdown>
        <Button
          appearance="primary"
          icon={<PenRegular />}
          disabled={toSign.length === 0 || active}
          onClick={() => onSign(toSign)}
        >
          {toSign.length > 0 ? t('queue.signSelected', { count: toSign.length }) : t('queue.signSelectedNone')}
        </Button>
        {toRetry.length > 0 && (
          <Button icon={<ArrowClockwiseRegular />} disabled={retry.isPending} onClick={() => retry.mutate(toRetry)}>
            {t('queue.retrySelected', { count: toRetry.length })}
          </Button>
        )}
        {toCancel.length > 0 && (
          <CancelButton jobs={toCancel} disabled={active} onCancelled={() => onSelection(new Set())} />
        )}
      </div>
      {error && <Notice intent="error">{sentence(sentenceOf(error))}</Notice>}
      {!newest && !queue.error && <Spinner label={t('common.loading')} />}
      {newest && jobs.length > 0 && (
        <QueueTable
          jobs={jobs}
          selection={selection}
          onSelection={onSelection}
          onOpen={onOpen}
          onUnlock={onUnlock}
          onRetry={(id) => retry.mutate([id])}
          onEndReached={queue.more}
          onSight={queue.inSight}
        />
      )}
      {newest && jobs.length === 0 && filtered && (
        <Empty icon={MailInboxRegular} title={t('queue.noMatch')} hint={t('queue.noMatchHint')}>
          <Button onClick={clear}>{t('queue.clearFilter')}</Button>
        </Empty>
      )}
      {newest && jobs.length === 0 && !filtered && (
        <Empty
          icon={MailInboxRegular}
          title={t('queue.empty')}
          hint={t(signedIn ? 'queue.emptyHint' : 'queue.emptyHintSignedOut')}
        />
      )}
      {jobs.length > 0 && (
        <div className={styles.foot}>
          <Text size={200}>{t('queue.shown', { shown: jobs.length, total: totalOf(newest) })}</Text>
          {selection.size > 0 && (
            <Text size={200}>{t('queue.selected', { count: toSign.length + toRetry.length })}</Text>
          )}
        </div>
      )}
    </section>
  );
}

function ServerActions({ signedIn, sync }: { readonly signedIn: boolean; readonly sync: ReturnType<typeof useSync> }) {
  const { t } = useTranslation();
  const busy = (direction: 'download' | 'upload') => sync.isPending && sync.variables === direction;
  return (
    <>
      <Button
        icon={busy('download') ? <Spinner size="extra-tiny" aria-hidden /> : <ArrowDownloadRegular />}
        disabled={!signedIn || sync.isPending}
        onClick={() => sync.mutate('download')}
      >
        {t('queue.fetch')}
      </Button>
      <Button
        icon={busy('upload') ? <Spinner size="extra-tiny" aria-hidden /> : <ArrowUploadRegular />}
        disabled={!signedIn || sync.isPending}
        onClick={() => sync.mutate('upload')}
      >
        {t('queue.deliver')}
      </Button>
    </>
  );
}

interface QueuePageProps {
  readonly hidden: boolean;
  /** Goes to the result of the verification of this document. */
  readonly onVerify: (document: DocumentInfo, password: string | undefined) => void;
}

export function QueuePage({ hidden, onVerify }: QueuePageProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const page = usePageStyles();
  const server = useServer();
  const practice = usePractice().data;
  const serverless = practice?.active === true && practice.server === null;
  const sync = useSync();
  const takeIn = useTakeIn();
  const folderRun = useFolderRun();
  const { batch, origin, close } = useBatches();
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const [signing, setSigning] = useState<readonly string[] | null>(null);
  const [opened, setOpened] = useState<Job | null>(null);
  const [exporting, setExporting] = useState<Job | null>(null);
  const passwords = useJobPasswords();
  const unlock: Unlock = async (job, password) => {
    const document = await passwords.unlock(job, password);
    giveBack(document.id);
    return document;
  };
  useQueueRefresh();
  useServerChanges();
  const signedIn = server.data?.signedIn === true;
  const showsBatch = batch !== null && origin === 'queue';
  return (
    <main className={page.page} hidden={hidden} aria-label={t('queue.title')}>
      <PageHeader title={t('queue.title')} subtitle={t('queue.subtitle')}>
        <PackageActions takeIn={takeIn} run={folderRun} />
        <ServerActions signedIn={signedIn} sync={sync} />
      </PageHeader>
      {server.error && <Notice intent="error">{sentence(sentenceOf(server.error))}</Notice>}
      {serverless && <Notice intent="info">{t('practice.noServer')}</Notice>}
      {server.data && !signedIn && !serverless && (
        <section className={page.card} style={{ flexShrink: 0 }}>
          <SignInPanel server={server.data} />
        </section>
      )}
      {server.data && signedIn && <ServerLine server={server.data} told={isTold(sync)} onSignedOut={sync.reset} />}
      <ServerProgress paused={server.data?.paused === true} />
      <SyncOutcome sync={sync} />
      <PackageOutcome takeIn={takeIn} run={folderRun} />
      {showsBatch ? (
        <BatchView
          batch={batch}
          leave={
            <Button appearance="primary" icon={<ArrowLeftRegular />} onClick={close}>
              {t('batch.backToQueue')}
            </Button>
          }
        />
      ) : (
        <QueueList
          signedIn={signedIn}
          onSign={setSigning}
          onOpen={setOpened}
          onUnlock={unlock}
          selection={selection}
          onSelection={setSelection}
        />
      )}
      {opened && (
        <DocumentDialog
          job={opened}
          passwords={passwords}
          onClose={() => setOpened(null)}
          onSign={() => {
            setOpened(null);
            setSigning([opened.id]);
          }}
          onExport={() => {
            setOpened(null);
            setExporting(opened);
          }}
          onVerify={(document, password) => {
            setOpened(null);
            onVerify(document, password);
          }}
        />
      )}
      <CertificateDialog />
      {exporting && <ExportDialog job={exporting} onClose={() => setExporting(null)} />}
      {signing && (
        <SignDialog
          jobs={signing}
          onClose={() => setSigning(null)}
          onStarted={() => {
            setSigning(null);
            setSelection(new Set());
          }}
        />
      )}
    </main>
  );
}
