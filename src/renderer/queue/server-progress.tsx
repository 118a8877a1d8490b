/** How far a run with the server is, and a way to stop it for a while. */
import { Button, makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { PauseRegular, PlayRegular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownText } from '../../contracts/shown-text.js';
import type { SyncProgress } from '../../contracts/sync.js';
import { useLanguage } from '../i18n/index.js';
import { formatSize } from '../ui/format.js';
import { usePause } from './use-queue.js';

const useStyles = makeStyles({
  box: { display: 'flex', gap: '12px', alignItems: 'center', flexShrink: 0 },
  texts: { display: 'flex', flexDirection: 'column', gap: '4px', flexGrow: 1, minWidth: 0 },
  title: {
    color: tokens.colorNeutralForeground2,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
});

/** The run under way; null where there is none. */
const useProgress = (): SyncProgress | null => {
  const [progress, setProgress] = useState<SyncProgress | null>(null);
  useEffect(() => window.kyso.on('sync:progress', setProgress), []);
  return progress;
};

const percent = (moved: number, size: number): number => (size === 0 ? 0 : Math.floor((moved / size) * 100));

export function ServerProgress({ paused }: { readonly paused: boolean }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [language] = useLanguage();
  const progress = useProgress();
  const pause = usePause();
  if (progress === null && !paused) return null;
  const { files = 0, ofFiles = 0, moved = 0, size = 0 } = progress?.all ?? {};
  const label = paused
    ? t('server.paused')
    : t(`server.progress.${progress?.direction ?? 'download'}`, { done: files, total: ofFiles });
  return (
    <section className={styles.box} aria-label={t('server.progressTitle')}>
      <div className={styles.texts}>
        <Text role="status">{label}</Text>
        {progress && (
          <>
            <ProgressBar value={moved} max={Math.max(size, 1)} aria-label={label} />
            <Text size={200} className={styles.title}>
              {shownText(progress.title)} · {percent(progress.file.moved, progress.file.size)}%
            </Text>
            <Text size={200} className={styles.title}>
              {t('server.progressAll', {
                done: files,
                total: ofFiles,
                moved: formatSize(moved, language),
                size: formatSize(size, language),
              })}
            </Text>
          </>
        )}
      </div>
      <Button
        icon={paused ? <PlayRegular /> : <PauseRegular />}
        disabled={pause.isPending}
        onClick={() => pause.mutate(!paused)}
      >
        {t(paused ? 'server.resume' : 'server.pause')}
      </Button>
    </section>
  );
}
