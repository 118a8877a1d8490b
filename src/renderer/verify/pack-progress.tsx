/** How the saving of evidence packs goes, and what came of it. */
import { Button, makeStyles, ProgressBar } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { ProblemList } from '../ui/problem-list.js';
import type { PackRun, Packs } from './use-packs.js';

const useStyles = makeStyles({ bar: { marginTop: '6px' } });

function Running({ run, onStop }: { readonly run: PackRun; readonly onStop: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { folder, total, made, failures } = run;
  const done = made + failures.length;
  const text = t('evidence.saving', { folder, done, total });
  return (
    <Notice
      intent="info"
      actions={
        <Button size="small" onClick={onStop}>
          {t('evidence.stop')}
        </Button>
      }
    >
      {text}
      <ProgressBar className={styles.bar} value={done} max={total} aria-label={text} />
    </Notice>
  );
}

function Ended({ run, onDismiss }: { readonly run: PackRun; readonly onDismiss: () => void }) {
  const { t } = useTranslation();
  const { folder, total, made, failures } = run;
  const left = total - made - failures.length;
  const failed = failures.length > 0;
  return (
    <Notice intent={failed ? 'error' : left > 0 ? 'warning' : 'success'} onDismiss={onDismiss}>
      {made > 0 ? t('evidence.saved', { count: made, folder }) : t('evidence.savedNone')}
      {left > 0 && ` ${t('evidence.left', { count: left })}`}
      {failed && (
        <>
          {` ${t('evidence.failed', { count: failures.length })}:`}
          <ProblemList problems={failures} />
        </>
      )}
    </Notice>
  );
}

export function PackProgress({ packs }: { readonly packs: Packs }) {
  const sentence = useSentence();
  if (packs.error !== null)
    return (
      <Notice intent="error" onDismiss={packs.dismiss}>
        {sentence(sentenceOf(packs.error))}
      </Notice>
    );
  if (packs.run === null) return null;
  return packs.run.state === 'running' ? (
    <Running run={packs.run} onStop={packs.stop} />
  ) : (
    <Ended run={packs.run} onDismiss={packs.dismiss} />
  );
}
