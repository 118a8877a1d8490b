/** A document of a register: what is known of it, and the steps by which it is corrected, replaced or recalled. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
  Spinner,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NumberKey } from '../../contracts/registers.js';
import type { RegisterOverview, ShownEntry } from '../../contracts/registers-window.js';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { useClosing } from '../ui/closing.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { type ChangeDraft, ChangeForm, changeOf, emptyDraft } from './change-form.js';
import { EntryFacts } from './entry-facts.js';
import { EntryStateChip } from './entry-state-chip.js';
import { entryName, shownNumber } from './numbers.js';
import { type ChangeEvent, changeEvents, inForce } from './states.js';
import { useChange, useEntry } from './use-registers.js';

const useStyles = makeStyles({
  surface: { maxWidth: '760px', '@media (max-width: 640px), (max-height: 520px)': { padding: '12px' } },
  title: { overflowWrap: 'anywhere' },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 12px' },
  content: { ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' } },
});

interface EntryDialogProps {
  readonly entry: NumberKey;
  readonly overview: RegisterOverview | undefined;
  readonly onClose: () => void;
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
    change.reset();
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

export function EntryDialog({ entry, overview, onClose }: EntryDialogProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { close, dialog } = useClosing();
  const { data: found, error } = useEntry(entry);
  const { changing, change, begin, edit, submit, leave } = useChanging(entry);
  const seriesName = overview?.series.find(({ id }) => id === entry.series)?.name ?? null;
  return (
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle
            className={styles.title}
            action={
              <DialogTrigger action="close">
                <Button appearance="subtle" aria-label={t('common.close')} icon={<DismissRegular />} />
              </DialogTrigger>
            }
          >
            <Title entry={entry} found={found} />
          </DialogTitle>
          {/* It scrolls, and often has nothing else for the keyboard. */}
          <DialogContent className={styles.content} tabIndex={0}>
            {error && <Notice intent="error">{sentence(sentenceOf(error))}</Notice>}
            {change.error && <Notice intent="error">{sentence(sentenceOf(change.error))}</Notice>}
            {change.isSuccess && !changing && <Notice intent="success">{t('registers.changeDone')}</Notice>}
            {!found && !error && <Spinner label={t('common.loading')} />}
            {changing ? (
              <ChangeForm {...changing} entry={entry} overview={overview} onDraft={edit} />
            ) : (
              found && <EntryFacts found={found} seriesName={seriesName} />
            )}
          </DialogContent>
          <DialogActions fluid>
            {changing ? (
              <>
                <Button onClick={leave}>{t('registers.back')}</Button>
                <Button appearance="primary" disabled={change.isPending} onClick={submit}>
                  {t(`registers.confirm.${changing.event}`)}
                </Button>
              </>
            ) : (
              found &&
              inForce(found.entry.state) &&
              changeEvents.map((event) => (
                <Button key={event} onClick={() => begin(event)}>
                  {t(`registers.do.${event}`)}
                </Button>
              ))
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
