/** Top of a batch: what is going on, how far it is, why it stopped and the one next step. */
import { Button, makeStyles, mergeClasses, ProgressBar, Text, tokens } from '@fluentui/react-components';
import {
  ArrowClockwiseRegular,
  CheckmarkCircleFilled,
  ClockRegular,
  DismissCircleFilled,
  FolderOpenRegular,
  KeyRegular,
  PauseCircleFilled,
  PauseRegular,
  PenRegular,
  StopRegular,
  SubtractCircleRegular,
  WarningFilled,
} from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../contracts/ipc.js';
import { faultState } from '../../contracts/token-state.js';
import { useSentence } from '../i18n/index.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { announcedDone, type BatchCounts, batchCounts } from './batch-counts.js';
import { useBatches } from './batches.js';
import { useSecondsLeft } from './time-left.js';
import { useChangePin } from './use-tokens.js';

const useStyles = makeStyles({
  head: { display: 'flex', flexDirection: 'column', gap: '12px', padding: '16px 20px', flexShrink: 0 },
  title: { display: 'flex', gap: '12px', alignItems: 'center' },
  heading: { margin: 0 },
  icon: { fontSize: '32px', flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  warn: { color: tokens.colorStatusWarningForeground3 },
  brand: { color: tokens.colorBrandForeground1 },
  quiet: { color: tokens.colorNeutralForeground3 },
  sub: { color: tokens.colorNeutralForeground2 },
  texts: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
  unseen: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});

interface Words {
  readonly title: string;
  readonly sub: string;
  readonly icon: ReactElement;
}

const useWords = (batch: Batch, counts: BatchCounts): Words => {
  const { t } = useTranslation();
  const styles = useStyles();
  const icon = (tone: string): string => mergeClasses(styles.icon, tone);
  const summary = counts.rest > 0 ? t('batch.summaryRest', { ...counts }) : t('batch.summary', { ...counts });
  switch (batch.state) {
    case 'waiting-for-pin':
      return {
        title: t('batch.titleWaiting'),
        sub: t('batch.waitingHint'),
        icon: <KeyRegular className={icon(styles.brand)} />,
      };
    case 'running':
      return {
        title: t('batch.titleRunning'),
        sub: t('batch.runningHint'),
        icon: <PenRegular className={icon(styles.brand)} />,
      };
    case 'paused':
      return {
        title: t('batch.titlePaused'),
        sub: t('batch.pausedCounts', { ...counts }),
        icon: <PauseCircleFilled className={icon(styles.warn)} />,
      };
    case 'awaiting-timestamp':
      return {
        title: t('batch.titleAwaiting'),
        sub: t('batch.awaitingHint', { count: counts.awaiting }),
        icon: <ClockRegular className={icon(styles.warn)} />,
      };
    case 'cancelled':
      return {
        title: t('batch.titleCancelled'),
        sub: summary,
        icon: <SubtractCircleRegular className={icon(styles.quiet)} />,
      };
    case 'finished':
      if (counts.awaiting > 0) {
        return {
          title: t('batch.titleFinishedAwaiting'),
          sub: t('batch.finishedAwaiting', { ...counts }),
          icon: <ClockRegular className={icon(styles.warn)} />,
        };
      }
      if (counts.signed === counts.total) {
        return {
          title: t('batch.titleFinished'),
          sub: t('batch.allSigned', { count: counts.total }),
          icon: <CheckmarkCircleFilled className={icon(styles.good)} />,
        };
      }
      return counts.signed === 0
        ? {
            title: t('batch.titleFinishedFailed'),
            sub: summary,
            icon: <DismissCircleFilled className={icon(styles.bad)} />,
          }
        : {
            title: t('batch.titleFinishedPartly'),
            sub: summary,
            icon: <WarningFilled className={icon(styles.warn)} />,
          };
  }
};

const useBatchAction = (batch: Batch, channel: 'signing:resume' | 'signing:pause' | 'signing:cancel') => {
  const { answer } = useBatches();
  return useMutation({ mutationFn: () => call(channel, batch.id), onSuccess: (reply) => answer(batch, reply) });
};

function BatchActions({ batch, leave }: { readonly batch: Batch; readonly leave: ReactNode }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { origin } = useBatches();
  const resume = useBatchAction(batch, 'signing:resume');
  const pause = useBatchAction(batch, 'signing:pause');
  const cancel = useBatchAction(batch, 'signing:cancel');
  const reveal = useMutation({ mutationFn: () => call('signing:reveal', batch.id) });
  const ended = batch.state === 'finished' || batch.state === 'cancelled';
  const change = useChangePin();
  const wantsChange =
    batch.state === 'paused' && batch.error !== null && faultState(batch.error)?.code === 'pin-to-be-changed';
  const error = change.error ?? resume.error ?? pause.error ?? cancel.error ?? reveal.error;
  return (
    <>
      {error && <Notice intent="error">{sentence(sentenceOf(error))}</Notice>}
      <div className={styles.actions}>
        {wantsChange && (
          <Button
            appearance="primary"
            icon={<KeyRegular />}
            disabled={change.isPending}
            onClick={() => change.mutate(batch.certificate, { onSuccess: (changed) => changed && resume.mutate() })}
          >
            {t('certificates.changePin')}
          </Button>
        )}
        {batch.state === 'paused' && (
          <Button
            appearance={wantsChange ? 'secondary' : 'primary'}
            icon={<KeyRegular />}
            disabled={resume.isPending}
            onClick={() => resume.mutate()}
          >
            {t('batch.resume')}
          </Button>
        )}
        {batch.state === 'awaiting-timestamp' && (
          <Button
            appearance="primary"
            icon={<ArrowClockwiseRegular />}
            disabled={resume.isPending}
            onClick={() => resume.mutate()}
          >
            {t('batch.tryTimestamp')}
          </Button>
        )}
        {ended && batch.signed > 0 && origin === 'sign' && (
          <Button appearance="primary" icon={<FolderOpenRegular />} onClick={() => reveal.mutate()}>
            {t('batch.reveal')}
          </Button>
        )}
        {batch.state === 'running' && (
          <Button icon={<PauseRegular />} disabled={pause.isPending} onClick={() => pause.mutate()}>
            {t('batch.pause')}
          </Button>
        )}
        {ended ? (
          leave
        ) : (
          <Button icon={<StopRegular />} disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            {t(batch.state === 'awaiting-timestamp' ? 'batch.stopAwaiting' : 'batch.stop')}
          </Button>
        )}
      </div>
    </>
  );
}

/** `leave`: where to go when the batch has ended; it differs by the page that started it. */
export function BatchHead({ batch, leave }: { readonly batch: Batch; readonly leave: ReactNode }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { origin } = useBatches();
  const counts = batchCounts(batch);
  const words = useWords(batch, counts);
  const left = useSecondsLeft(counts.done, counts.total, batch.state === 'running');
  const ended = batch.state === 'finished' || batch.state === 'cancelled';
  const stopped = batch.state === 'paused' || batch.state === 'awaiting-timestamp' || ended;
  return (
    <div className={styles.head}>
      <div className={styles.title}>
        {words.icon}
        <div className={styles.texts}>
          <Text as="h2" size={500} weight="semibold" className={styles.heading} tabIndex={-1} data-home>
            {words.title}
          </Text>
          <Text className={styles.sub}>{words.sub}</Text>
        </div>
      </div>
      {!ended && (
        <div>
          <Text>
            {t('batch.progress', { ...counts })}
            {left !== null &&
              ` · ${left < 60 ? t('batch.secondsLeft', { count: left }) : t('batch.minutesLeft', { count: Math.ceil(left / 60) })}`}
          </Text>
          <ProgressBar
            thickness="large"
            max={Math.max(1, counts.total)}
            value={counts.done}
            aria-label={t('batch.title')}
            aria-valuetext={t('batch.progress', { ...counts })}
          />
        </div>
      )}
      {(batch.error || batch.state === 'paused') && (
        <Notice intent={stopped ? 'warning' : 'error'}>
          {batch.error ? sentence(batch.error) : t('batch.pausedFallback')}
        </Notice>
      )}
      {ended && counts.signed > 0 && (
        <Text className={styles.sub}>{t(origin === 'queue' ? 'batch.inQueue' : 'batch.originalsKept')}</Text>
      )}
      {counts.warned > 0 && <Notice intent="warning">{t('batch.warned', { count: counts.warned })}</Notice>}
      <BatchActions batch={batch} leave={leave} />
      <div role="status" aria-live="polite" className={styles.unseen}>
        {stopped
          ? `${words.title}. ${words.sub}`
          : t('batch.announce', { done: announcedDone(counts), total: counts.total })}
      </div>
    </div>
  );
}
