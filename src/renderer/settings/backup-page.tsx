/** Sao lưu: where backups go, how often, how the last one went, and one at once. All of it is in force as it is chosen. */
import { Button, makeStyles, Radio, RadioGroup, Spinner, tokens } from '@fluentui/react-components';
import { FolderRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { type BackupState, backupRhythmSchema } from '../../contracts/backup.js';
import { useSentence } from '../i18n/index.js';
import { formatMinute } from '../ui/format.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { Part } from './part.js';
import { RetentionPart } from './retention-part.js';
import { useSettingsStyles } from './styles.js';
import { useBackup, useBackupRhythm, useBeginBackup, useChooseBackupFolder } from './use-backup.js';

const useStyles = makeStyles({
  stack: { display: 'flex', flexDirection: 'column', gap: '8px', alignItems: 'flex-start' },
  path: { overflowWrap: 'anywhere' },
  minor: { color: tokens.colorNeutralForeground2 },
  text: { margin: 0 },
});

interface StateProps {
  readonly state: BackupState;
}

function Place({ state }: StateProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const choose = useChooseBackupFolder();
  return (
    <div className={styles.stack}>
      <span className={state.folder === null ? styles.minor : styles.path}>{state.folder ?? t('backup.noFolder')}</span>
      <Button icon={<FolderRegular />} disabledFocusable={choose.isPending} onClick={() => choose.mutate()}>
        {t(state.folder === null ? 'backup.choose' : 'backup.chooseOther')}
      </Button>
      {choose.error && (
        <Notice intent="error" onDismiss={choose.reset}>
          {sentence(sentenceOf(choose.error))}
        </Notice>
      )}
    </div>
  );
}

function Rhythm({ state, labelledBy }: StateProps & { readonly labelledBy: string }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const change = useBackupRhythm();
  return (
    <>
      <RadioGroup
        aria-labelledby={labelledBy}
        value={state.every}
        onChange={(_, { value }) => {
          const chosen = backupRhythmSchema.safeParse(value);
          if (chosen.success) change.mutate(chosen.data);
        }}
      >
        {backupRhythmSchema.options.map((every) => (
          <Radio key={every} value={every} label={t(`backup.every.${every}`, { hour: state.hour })} />
        ))}
      </RadioGroup>
      {change.error && <Notice intent="error">{sentence(sentenceOf(change.error))}</Notice>}
    </>
  );
}

/** How the last one went; what is wrong with it comes with what to do. */
function Last({ state }: StateProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { last, lastGood } = state;
  if (last === null) return <p className={styles.text}>{t('backup.none')}</p>;
  const at = formatMinute(last.at);
  if (last.error)
    return (
      <>
        <Notice intent="error" title={t('backup.failed', { at })}>
          {sentence(last.error)}
        </Notice>
        <p className={styles.text}>
          {lastGood === null ? t('backup.noneGood') : t('backup.lastGood', { at: formatMinute(lastGood) })}
        </p>
      </>
    );
  return (
    <>
      <p className={styles.text}>{t('backup.done', { at, count: last.documents })}</p>
      {last.missing > 0 && <Notice intent="warning">{t('backup.missing', { count: last.missing })}</Notice>}
      {!last.journalIntact && <Notice intent="warning">{t('backup.journal')}</Notice>}
    </>
  );
}

function Backups({ state, shown }: StateProps & { readonly shown: boolean }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const page = useSettingsStyles();
  const styles = useStyles();
  const begin = useBeginBackup();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <div className={page.body} tabIndex={0} role="region" aria-label={t('settings.tab.backup')}>
      <div className={page.column}>
        <Part title={t('backup.placeTitle')} hint={t('backup.placeHint')}>
          {() => <Place state={state} />}
        </Part>
        {state.folder !== null && (
          <Part title={t('backup.rhythmTitle')} hint={t('backup.rhythmHint')}>
            {(heading) => <Rhythm state={state} labelledBy={heading} />}
          </Part>
        )}
      </div>
      <div className={page.column}>
        {state.folder !== null && (
          <Part title={t('backup.lastTitle')} hint={t('backup.lastHint')}>
            {() => (
              <div className={styles.stack}>
                {state.warning && (
                  <Notice intent="warning">
                    {t(state.warning === 'old' ? 'backup.old' : 'backup.gone', { folder: state.folder })}
                  </Notice>
                )}
                <Last state={state} />
                {begin.error && (
                  <Notice intent="error" onDismiss={begin.reset}>
                    {sentence(sentenceOf(begin.error))}
                  </Notice>
                )}
                <Button
                  appearance="primary"
                  disabledFocusable={state.running || begin.isPending}
                  onClick={() => begin.mutate()}
                >
                  {t('backup.begin')}
                </Button>
                <div role="status">{state.running && <Spinner size="tiny" label={t('backup.running')} />}</div>
              </div>
            )}
          </Part>
        )}
        <Part title={t('backup.restoreTitle')}>{() => <p className={styles.text}>{t('backup.restoreHint')}</p>}</Part>
        <RetentionPart shown={shown} />
      </div>
    </div>
  );
}

/** @param shown the page is in sight */
export function BackupPage({ shown }: { readonly shown: boolean }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const backup = useBackup(shown);
  if (backup.error)
    return (
      <Notice intent="error" actions={<Button onClick={() => backup.refetch()}>{t('common.retry')}</Button>}>
        {sentence(sentenceOf(backup.error))}
      </Notice>
    );
  return backup.data ? (
    <Backups state={backup.data} shown={shown} />
  ) : (
    <Spinner size="small" label={t('common.loading')} />
  );
}
