/** Cài đặt, Máy chủ văn bản: how fast, and who gives the numbers. Nothing is in force before it is saved. */
import { Checkbox, Field, Input, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerSettings } from '../../contracts/ipc.js';
import { ExchangePart } from '../edxml/exchange-part.js';
import { useSentence } from '../i18n/index.js';
import { Part } from '../settings/part.js';
import { SaveFoot } from '../settings/save-foot.js';
import { useSettingsStyles } from '../settings/styles.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { draftOf, limitOf, orderOf, type ServerDraft, seriesKey, withSeries } from './server-draft.js';
import { useSaveServerSettings, useServerSettings } from './use-server-settings.js';

const useStyles = makeStyles({
  limit: { maxWidth: '420px', '& .fui-Input': { maxWidth: '230px', minWidth: 0 } },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column' },
  label: { display: 'flex', flexDirection: 'column', overflowWrap: 'anywhere' },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

interface SeriesProps {
  readonly settings: ServerSettings;
  readonly draft: ServerDraft;
  readonly onChange: (draft: ServerDraft) => void;
}

function SeriesList({ settings, draft, onChange }: SeriesProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <>
      {settings.server === null && <Notice intent="info">{t('server.seriesNoServer')}</Notice>}
      <ul className={styles.list}>
        {settings.series.map((one) => {
          const key = seriesKey(one);
          const byServer = draft.byServer.has(key);
          const outgoing = t('server.seriesOutgoing', { name: one.name ?? t('server.seriesRest') });
          return (
            <li key={key}>
              <Checkbox
                checked={byServer}
                disabled={settings.server === null && !byServer}
                onChange={(_, { checked }) => onChange(withSeries(draft, key, checked === true))}
                label={
                  <span className={styles.label}>
                    <span>{one.direction === 'incoming' ? t('server.seriesIncoming') : outgoing}</span>
                    <span className={styles.minor}>
                      {byServer
                        ? t('server.seriesByServer', { server: one.server ?? settings.server ?? '' })
                        : t('server.seriesHere')}
                    </span>
                  </span>
                }
              />
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Form({ settings }: { readonly settings: ServerSettings }) {
  const { t } = useTranslation();
  const page = useSettingsStyles();
  const styles = useStyles();
  const form = useRef<HTMLFormElement>(null);
  /** Null: as it is kept. */
  const [changed, setChanged] = useState<ServerDraft | null>(null);
  const [tried, setTried] = useState(false);
  const save = useSaveServerSettings();
  const draft = changed ?? draftOf(settings);
  const wrong = tried && limitOf(draft) === undefined;
  const change = (next: ServerDraft): void => {
    save.reset();
    setChanged(next);
  };
  const leave = (): void => {
    setChanged(null);
    setTried(false);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const order = orderOf(draft, settings);
    setTried(true);
    if (order === undefined) form.current?.querySelector('input')?.focus();
    else save.mutate(order, { onSuccess: leave });
  };
  return (
    <form ref={form} className={page.form} onSubmit={submit} noValidate>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <div className={page.body} tabIndex={0} role="region" aria-label={t('settings.tab.server')}>
        <div className={page.column}>
          <Part title={t('server.speedTitle')} hint={t('server.speedHint')}>
            {() => (
              <Field
                className={styles.limit}
                label={t('server.limit')}
                {...(wrong && { validationState: 'error', validationMessage: t('server.limitWrong') })}
              >
                <Input
                  value={draft.limit}
                  inputMode="numeric"
                  maxLength={6}
                  autoComplete="off"
                  placeholder={t('server.limitNone')}
                  contentAfter={t('server.limitUnit')}
                  onChange={(_, { value }) => change({ ...draft, limit: value })}
                />
              </Field>
            )}
          </Part>
        </div>
        <div className={page.column}>
          <Part title={t('server.seriesTitle')} hint={t('server.seriesHint')}>
            {() => <SeriesList settings={settings} draft={draft} onChange={change} />}
          </Part>
        </div>
        <ExchangePart className={page.whole} />
      </div>
      <SaveFoot save={save} changed={changed !== null} onUndo={leave} />
    </form>
  );
}

export function ServerForm({ shown }: { readonly shown: boolean }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const settings = useServerSettings(shown);
  return (
    <>
      {settings.error && <Notice intent="error">{sentence(sentenceOf(settings.error))}</Notice>}
      {settings.isPending && shown && <Spinner label={t('common.loading')} />}
      {settings.data && <Form settings={settings.data} />}
    </>
  );
}
