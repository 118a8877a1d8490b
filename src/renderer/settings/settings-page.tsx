/**
 * Cài đặt: how signatures are dated, where signed files go, and whom this computer trusts. Nothing but the last, which
 * has a step of its own, is in force before it is saved.
 */
import { makeStyles, mergeClasses, Spinner, Tab, TabList, tokens } from '@fluentui/react-components';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../contracts/ipc.js';
import { useSentence } from '../i18n/index.js';
import { PracticePart } from '../practice/practice-part.js';
import { usePractice } from '../practice/use-practice.js';
import { ServerForm } from '../server/server-form.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { PageHeader, usePageStyles } from '../ui/page.js';
import { tiny } from '../ui/tiny.js';
import { BackupPage } from './backup-page.js';
import { LevelChoice } from './level-choice.js';
import { Part } from './part.js';
import { PresetsForm } from './presets-form.js';
import { RevocationChoice } from './revocation-choice.js';
import { addressProblems, type Draft, draftOf, lacksServer, settingsOf } from './rules.js';
import { SaveFoot } from './save-foot.js';
import { ServerList } from './server-list.js';
import { useSettingsStyles } from './styles.js';
import { ThemePart } from './theme-part.js';
import { TrustSources } from './trust-sources.js';
import { useSaveSettings, useSettings } from './use-settings.js';
import { useTrustChanges } from './use-trust.js';

const useStyles = makeStyles({
  card: { flexGrow: 1, width: '100%', maxWidth: '1240px' },
  problem: { color: tokens.colorStatusDangerForeground1 },
  path: { overflowWrap: 'anywhere' },
  // The words of the first one line up with the heading.
  tabs: { flexShrink: 0, flexWrap: 'wrap', marginInlineStart: '-12px', [tiny]: { marginInlineStart: 0 } },
});

interface SigningTabProps {
  readonly settings: Settings;
  readonly shown: boolean;
}

/** What is in force at once stands beside and below what is signed with. */
function SigningBody({
  settings,
  shown,
  first,
  second,
}: SigningTabProps & { readonly first: ReactNode; readonly second?: ReactNode }) {
  const { t } = useTranslation();
  const page = useSettingsStyles();
  const styles = useStyles();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <div className={page.body} tabIndex={0} role="region" aria-label={t('settings.title')}>
      <div className={page.column}>{first}</div>
      <div className={page.column}>
        {second}
        <ThemePart />
        <PracticePart />
        <Part title={t('settings.folderTitle')} hint={t('settings.folderHint')}>
          {() => <span className={styles.path}>{settings.outputFolder}</span>}
        </Part>
      </div>
      <Part title={t('trust.title')} hint={t('trust.hint')} className={page.whole}>
        {() => <TrustSources shown={shown} />}
      </Part>
    </div>
  );
}

/** Practice asks no server, so there is nothing to choose. */
function SigningInPractice(props: SigningTabProps) {
  const { t } = useTranslation();
  const page = useSettingsStyles();
  return (
    <div className={page.form}>
      <SigningBody {...props} first={<Part title={t('settings.levelTitle')}>{() => t('practice.level')}</Part>} />
    </div>
  );
}

/** Each keeps what was typed while another one is looked at. */
const tabs = ['signing', 'records', 'server', 'backup'] as const;
type SettingsTab = (typeof tabs)[number];

function SigningForm({ settings, shown }: SigningTabProps) {
  const { t } = useTranslation();
  const page = useSettingsStyles();
  const styles = useStyles();
  const form = useRef<HTMLFormElement>(null);
  /** Null: as it is kept. */
  const [changed, setChanged] = useState<Draft | null>(null);
  const [tried, setTried] = useState(false);
  const save = useSaveSettings();
  const draft = changed ?? draftOf(settings.timestamp);
  const problems = addressProblems(draft);
  const noServer = lacksServer(draft);

  const change = (make: (draft: Draft) => Draft): void => {
    save.reset();
    setChanged(make(draft));
  };
  const leave = (): void => {
    setChanged(null);
    setTried(false);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (noServer || problems.some((problem) => problem !== null)) {
      setTried(true);
      // The sentence is drawn first; then its field is shown.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    save.mutate(settingsOf(draft), { onSuccess: leave });
  };

  return (
    <form ref={form} className={page.form} onSubmit={submit} noValidate>
      <SigningBody
        settings={settings}
        shown={shown}
        first={
          <>
            <Part title={t('settings.levelTitle')}>
              {(heading) => (
                <LevelChoice
                  labelledBy={heading}
                  level={draft.level}
                  embedded={draft.embedRevocation}
                  onChange={(level) => change((before) => ({ ...before, level }))}
                />
              )}
            </Part>
            <Part title={t('settings.revocationTitle')}>
              {() => (
                <RevocationChoice
                  level={draft.level}
                  embedded={draft.embedRevocation}
                  onChange={(embedRevocation) => change((before) => ({ ...before, embedRevocation }))}
                />
              )}
            </Part>
          </>
        }
        second={
          <Part title={t('settings.serversTitle')} hint={t('settings.serversHint')}>
            {() => (
              <>
                <ServerList servers={draft.servers} problems={tried ? problems : []} onChange={change} />
                {tried && noServer && (
                  <span role="alert" className={styles.problem}>
                    {t('settings.noServer')}
                  </span>
                )}
              </>
            )}
          </Part>
        }
      />
      <SaveFoot save={save} changed={changed !== null} onUndo={leave} />
    </form>
  );
}

export function SettingsPage({ hidden }: { readonly hidden: boolean }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const page = usePageStyles();
  const styles = useStyles();
  const settings = useSettings();
  const practice = usePractice();
  const Signing = practice.data?.active === true ? SigningInPractice : SigningForm;
  const [tab, setTab] = useState<SettingsTab>('signing');
  useTrustChanges();
  return (
    <main className={page.page} hidden={hidden} aria-label={t('settings.title')}>
      <PageHeader title={t('settings.title')} />
      {settings.error && <Notice intent="error">{sentence(sentenceOf(settings.error))}</Notice>}
      {(settings.isPending || practice.isPending) && <Spinner label={t('common.loading')} />}
      <TabList
        className={styles.tabs}
        selectedValue={tab}
        onTabSelect={(_, { value }) => setTab(tabs.find((one) => one === value) ?? 'signing')}
      >
        {tabs.map((one) => (
          <Tab key={one} value={one} id={`settings-tab-${one}`} aria-controls={`settings-panel-${one}`}>
            {t(`settings.tab.${one}`)}
          </Tab>
        ))}
      </TabList>
      {tabs.map((one) => (
        <div
          key={one}
          id={`settings-panel-${one}`}
          role="tabpanel"
          aria-labelledby={`settings-tab-${one}`}
          hidden={one !== tab}
          className={mergeClasses(page.card, styles.card)}
        >
          {one === 'records' && <PresetsForm />}
          {one === 'server' && <ServerForm shown={!hidden && tab === 'server'} />}
          {one === 'backup' && <BackupPage shown={!hidden && tab === 'backup'} />}
          {one === 'signing' && settings.data && practice.data && <Signing settings={settings.data} shown={!hidden} />}
        </div>
      ))}
    </main>
  );
}
