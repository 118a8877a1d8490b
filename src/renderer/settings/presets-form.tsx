/** What the office sets for công tác văn thư. Nothing is in force, an imported file included, before it is saved. */
import { Button, Field, Input, makeStyles, Spinner } from '@fluentui/react-components';
import { ArrowExportRegular, ArrowImportRegular, SaveRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Presets } from '../../contracts/records.js';
import { useSentence } from '../i18n/index.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { Part } from './part.js';
import { PresetsArrival } from './presets-arrival.js';
import { PresetsChoice } from './presets-choices.js';
import { PresetsCorrections } from './presets-corrections.js';
import { PresetsImage } from './presets-image.js';
import { PresetsLeaders } from './presets-leaders.js';
import { canBeSaved, draftOf, type PresetsDraft } from './presets-rules.js';
import { PresetsSeries } from './presets-series.js';
import { useSettingsStyles } from './styles.js';
import { usePresets, usePresetsTrouble, useSavePresets } from './use-presets.js';

const useStyles = makeStyles({
  agency: { maxWidth: '560px', '& .fui-Input': { minWidth: 0 } },
  spread: { flexGrow: 1 },
});

/** Sections that say what happened stand at the foot, beside the button that did it. */
function Outcomes({
  saved,
  error,
  exported,
  imported,
  onDismiss,
}: {
  readonly saved: boolean;
  readonly error: Error | null;
  readonly exported: boolean;
  readonly imported: boolean;
  readonly onDismiss: () => void;
}) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useSettingsStyles();
  const told = saved ? 'presets.saved' : exported ? 'presets.exported' : imported ? 'presets.imported' : null;
  if (error === null && told === null) return null;
  return (
    <div className={styles.outcome}>
      {error ? (
        <Notice intent="error" onDismiss={onDismiss}>
          {sentence(sentenceOf(error))}
        </Notice>
      ) : (
        told && (
          <Notice intent={imported && !saved ? 'info' : 'success'} onDismiss={onDismiss}>
            {t(told)}
          </Notice>
        )
      )}
    </div>
  );
}

interface SectionsProps {
  readonly draft: PresetsDraft;
  readonly kept: Presets;
  readonly tried: boolean;
  readonly onChange: (changes: Partial<PresetsDraft>) => void;
}

function OfficeSections({ draft, onChange }: Pick<SectionsProps, 'draft' | 'onChange'>) {
  const { t } = useTranslation();
  const page = useSettingsStyles();
  const styles = useStyles();
  return (
    <>
      <div className={page.column}>
        <Part title={t('presets.agencyTitle')} hint={t('presets.agencyHint')}>
          {() => (
            <Field
              label={t('presets.agency')}
              className={styles.agency}
              {...(draft.agency.trim() === '' && {
                validationState: 'warning',
                validationMessage: t('presets.agencyEmpty'),
              })}
            >
              <Input value={draft.agency} maxLength={200} onChange={(_, { value }) => onChange({ agency: value })} />
            </Field>
          )}
        </Part>
        <Part title={t('presets.sealTitle')} hint={t('presets.sealHint')}>
          {() => (
            <PresetsImage
              use="seal"
              name={t('presets.seal')}
              image={draft.seal}
              onChange={(seal) => onChange({ seal })}
            />
          )}
        </Part>
      </div>
      <div className={page.column}>
        <Part title={t('presets.marksTitle')} hint={t('presets.marksHint')}>
          {(heading) => (
            <PresetsChoice
              labelledBy={heading}
              value={draft.marks}
              options={(['prepared-fields', 'own-signatures'] as const).map((value) => ({
                value,
                label: t(`presets.marks.${value}`),
                hint: t(`presets.marksMeans.${value}`),
              }))}
              onChange={(marks) => onChange({ marks })}
            />
          )}
        </Part>
        <Part title={t('presets.timeTitle')} hint={t('presets.timeHint')}>
          {(heading) => (
            <PresetsChoice
              labelledBy={heading}
              value={draft.timeFormat}
              options={(['iso', 'vietnamese'] as const).map((value) => ({
                value,
                label: t(`presets.time.${value}`),
                hint: t(`presets.timeExample.${value}`),
              }))}
              onChange={(timeFormat) => onChange({ timeFormat })}
            />
          )}
        </Part>
      </div>
    </>
  );
}

function Sections({ draft, kept, tried, onChange }: SectionsProps) {
  const { t } = useTranslation();
  const page = useSettingsStyles();
  return (
    <>
      <OfficeSections draft={draft} onChange={onChange} />
      <Part title={t('presets.arrivalTitle')} hint={t('presets.arrivalHint')} className={page.whole}>
        {(heading) => (
          <PresetsArrival
            labelledBy={heading}
            stamp={draft.arrivalStamp}
            onChange={(arrivalStamp) => onChange({ arrivalStamp })}
          />
        )}
      </Part>
      <Part title={t('presets.seriesTitle')} hint={t('presets.seriesHint')} className={page.whole}>
        {() => <PresetsSeries series={draft.series} tried={tried} onChange={(series) => onChange({ series })} />}
      </Part>
      <Part title={t('presets.leadersTitle')} hint={t('presets.leadersHint')} className={page.whole}>
        {() => <PresetsLeaders leaders={draft.leaders} tried={tried} onChange={(leaders) => onChange({ leaders })} />}
      </Part>
      <Part title={t('presets.correctionsTitle')} hint={t('presets.correctionsHint')} className={page.whole}>
        {() => (
          <PresetsCorrections
            corrections={draft.corrections ?? kept.office.corrections}
            onChange={(corrections) => onChange({ corrections })}
          />
        )}
      </Part>
    </>
  );
}

function PresetsEditor({ kept }: { readonly kept: Presets }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const page = useSettingsStyles();
  const styles = useStyles();
  const form = useRef<HTMLFormElement>(null);
  /** Null: as it is kept. */
  const [changed, setChanged] = useState<PresetsDraft | null>(null);
  const [tried, setTried] = useState(false);
  const trouble = usePresetsTrouble();
  const save = useSavePresets();
  const exported = useMutation({ mutationFn: () => call('presets:export') });
  const imported = useMutation({
    mutationFn: () => call('presets:import'),
    onSuccess: (brought) => {
      if (brought) setChanged(draftOf(brought, brought.office.corrections));
    },
  });
  const draft = changed ?? draftOf(kept);

  const settle = (): void => {
    for (const one of [save, exported, imported]) one.reset();
  };
  const change = (changes: Partial<PresetsDraft>): void => {
    settle();
    setChanged({ ...draft, ...changes });
  };
  const leave = (): void => {
    setChanged(null);
    setTried(false);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    settle();
    if (!canBeSaved(draft)) {
      setTried(true);
      // The sentence is drawn first; then its field is shown.
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    save.mutate(draft, { onSuccess: leave });
  };

  return (
    <form ref={form} className={page.form} onSubmit={submit} noValidate>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <div className={page.body} tabIndex={0} role="region" aria-label={t('presets.title')}>
        {trouble.data && (
          <div className={page.whole}>
            <Notice intent="error">{sentence(trouble.data)}</Notice>
          </div>
        )}
        <Sections draft={draft} kept={kept} tried={tried} onChange={change} />
      </div>
      <div className={page.foot}>
        <Outcomes
          saved={save.isSuccess}
          error={save.error ?? exported.error ?? imported.error}
          exported={exported.data === true}
          imported={imported.isSuccess && imported.data !== null}
          onDismiss={settle}
        />
        <Button type="submit" appearance="primary" icon={<SaveRegular />} disabled={changed === null || save.isPending}>
          {t('presets.save')}
        </Button>
        <Button
          disabled={changed === null || save.isPending}
          onClick={() => {
            settle();
            leave();
          }}
        >
          {t('presets.undo')}
        </Button>
        <span className={styles.spread} />
        <Button
          icon={<ArrowImportRegular />}
          disabled={imported.isPending}
          onClick={() => {
            settle();
            imported.mutate();
          }}
        >
          {t('presets.import')}
        </Button>
        <Button
          icon={<ArrowExportRegular />}
          disabled={changed !== null || exported.isPending}
          onClick={() => {
            settle();
            exported.mutate();
          }}
        >
          {t('presets.export')}
        </Button>
      </div>
    </form>
  );
}

export function PresetsForm() {
  const { t } = useTranslation();
  const sentence = useSentence();
  const presets = usePresets();
  if (presets.error) return <Notice intent="error">{sentence(sentenceOf(presets.error))}</Notice>;
  return presets.data ? <PresetsEditor kept={presets.data} /> : <Spinner label={t('common.loading')} />;
}
