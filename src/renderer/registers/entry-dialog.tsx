/** A document of a register: what is known of it, and the steps by which it is corrected, replaced or recalled. */
import { Button, makeStyles, Spinner } from '@fluentui/react-components';
import { EditRegular, MailTemplateRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumberKey } from '../../contracts/registers.js';
import type { RegisterOverview, ShownEntry } from '../../contracts/registers-window.js';
import { shownText } from '../../contracts/shown-text.js';
import { useLine } from '../edxml/use-edxml.js';
import { useSentence } from '../i18n/index.js';
import { useClosing } from '../ui/closing.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { ScrollDialog } from '../ui/scroll-dialog.js';
import { AmendForm } from './amend-form.js';
import { type ChangeDraft, ChangeForm, changeOf, emptyDraft } from './change-form.js';
import { EntryFacts } from './entry-facts.js';
import { EntryStateChip } from './entry-state-chip.js';
import { entryName, shownNumber } from './numbers.js';
import { type ChangeEvent, changeEvents, inForce } from './states.js';
import { useAmending } from './use-amending.js';
import { useChange, useEntry } from './use-registers.js';

const useStyles = makeStyles({
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 12px' },
});

interface EntryDialogProps {
  readonly entry: NumberKey;
  readonly overview: RegisterOverview | undefined;
  readonly onClose: () => void;
  /** The document is to leave in a package; by its job. */
  readonly onExport: (job: string, title: string) => void;
}

interface Changing {
  readonly event: ChangeEvent;
  readonly draft: ChangeDraft;
  readonly tried: boolean;
}

/** What is being done to the entry, if anything, and what came of it. */
const useChanging = (entry: NumberKey) => {
  const [changing, setChanging] = useState<Changing | null>(null);
  const change = useChange();
  const begin = (event: ChangeEvent): void => {
    setChanging({ event, draft: emptyDraft(entry), tried: false });
  };
  const edit = (changes: Partial<ChangeDraft>): void => {
    change.reset();
    setChanging(changing && { ...changing, draft: { ...changing.draft, ...changes } });
  };
  const submit = (): void => {
    if (!changing) return;
    setChanging({ ...changing, tried: true });
    const request = changeOf(entry, changing.event, changing.draft);
    if (request) change.mutate(request, { onSuccess: () => setChanging(null) });
  };
  return { changing, change, begin, edit, submit, leave: () => setChanging(null) };
};

function Title({ entry, found }: { readonly entry: NumberKey; readonly found: ShownEntry | null | undefined }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const number = found ? entryName(found.entry) : shownNumber(entry.number);
  return (
    <span className={styles.head}>
      {shownText(t('registers.entryTitle', { number, year: String(entry.year) }))}
      {found && <EntryStateChip state={found.entry.state} />}
    </span>
  );
}

interface ContentProps {
  readonly entry: NumberKey;
  readonly overview: RegisterOverview | undefined;
  readonly found: ShownEntry | null | undefined;
  readonly error: unknown;
  readonly changes: ReturnType<typeof useChanging>;
  readonly amending: ReturnType<typeof useAmending>;
}

/** Of a document that came or left in a package: where it stands with the others. */
function PackageLine({ document }: { readonly document: string }) {
  const sentence = useSentence();
  const line = useLine(document);
  return line ? <Notice intent="info">{shownText(sentence(line))}</Notice> : null;
}

function Content({ entry, overview, found, error, changes, amending }: ContentProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const { changing, change, edit } = changes;
  const { form, amend } = amending;
  const problem = error ?? change.error ?? amend.error;
  const seriesName = overview?.series.find(({ id }) => id === entry.series)?.name ?? null;
  const done = !changing && !form && (change.isSuccess || amend.isSuccess);
  return (
    <>
      {problem ? <Notice intent="error">{sentence(sentenceOf(problem))}</Notice> : null}
      {done && <Notice intent="success">{t('registers.changeDone')}</Notice>}
      {!found && !error && <Spinner label={t('common.loading')} />}
      {changing && <ChangeForm {...changing} entry={entry} overview={overview} onDraft={edit} />}
      {form && <AmendForm {...form} />}
      {!changing && !form && found && (
        <>
          <PackageLine document={found.entry.documentSha256} />
          <EntryFacts found={found} seriesName={seriesName} />
        </>
      )}
    </>
  );
}

interface ActionsProps extends Pick<ContentProps, 'found' | 'changes' | 'amending'> {
  readonly onExport: (job: string, title: string) => void;
}

function Actions({ found, changes, amending, onExport }: ActionsProps) {
  const { t } = useTranslation();
  const { changing, change } = changes;
  if (changing) {
    return (
      <>
        <Button onClick={changes.leave}>{t('registers.back')}</Button>
        <Button appearance="primary" disabled={change.isPending} onClick={changes.submit}>
          {t(`registers.confirm.${changing.event}`)}
        </Button>
      </>
    );
  }
  if (amending.form) {
    return (
      <>
        <Button onClick={amending.leave}>{t('registers.back')}</Button>
        <Button
          appearance="primary"
          disabled={amending.unchanged || amending.amend.isPending}
          onClick={amending.submit}
        >
          {t('registers.amend.confirm')}
        </Button>
      </>
    );
  }
  if (!found) return null;
  const begin = (start: () => void) => (): void => {
    change.reset();
    amending.amend.reset();
    start();
  };
  const { job, entry } = found;
  return (
    <>
      {entry.direction === 'outgoing' && job !== null && (
        <Button
          icon={<MailTemplateRegular />}
          onClick={() => onExport(job, [entryName(entry), entry.fields.subject].filter(Boolean).join(' · '))}
        >
          {t('edxml.export')}
        </Button>
      )}
      <Button icon={<EditRegular />} onClick={begin(() => amending.begin(found.entry))}>
        {t('registers.amend.do')}
      </Button>
      {inForce(found.entry.state) &&
        changeEvents.map((event) => (
          <Button key={event} onClick={begin(() => changes.begin(event))}>
            {t(`registers.do.${event}`)}
          </Button>
        ))}
    </>
  );
}

export function EntryDialog({ entry, overview, onClose, onExport }: EntryDialogProps) {
  const closing = useClosing();
  const { data: found, error } = useEntry(entry);
  const changes = useChanging(entry);
  const amending = useAmending(entry);
  const leave = (job: string, title: string): void => closing.close(() => onExport(job, title));
  return (
    <ScrollDialog
      closing={closing}
      onClose={onClose}
      title={<Title entry={entry} found={found} />}
      step={amending.form ? 'amend' : (changes.changing?.event ?? 'facts')}
      actions={<Actions {...{ found, changes, amending }} onExport={leave} />}
    >
      <Content {...{ entry, overview, found, error, changes, amending }} />
    </ScrollDialog>
  );
}
