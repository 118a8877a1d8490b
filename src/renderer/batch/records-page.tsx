/** Văn thư: from the stack to issued. */
import { Button, makeStyles, Tooltip, tokens } from '@fluentui/react-components';
import { DeleteRegular, DocumentAddRegular, KeyboardRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../contracts/ipc.js';
import { useSentence } from '../i18n/index.js';
import { presetsKey } from '../settings/use-presets.js';
import { isActive, useBatches } from '../sign/batches.js';
import { ChooseLabel } from '../ui/choose-label.js';
import { DropArea } from '../ui/drop-area.js';
import { EmptyIntake } from '../ui/empty-intake.js';
import { IntakeProblems } from '../ui/intake-problems.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { PageHeader, usePageStyles } from '../ui/page.js';
import { isTyping, usePageKeys } from '../ui/page-keys.js';
import { low } from '../ui/tiny.js';
import { useIntake } from '../ui/use-intake.js';
import { HotFolderButton, useHotFolder } from './hot-folder.js';
import { KeysDialog } from './keys-dialog.js';
import { OperationBar, OperationChoice } from './operation-bar.js';
import { RunView } from './run-view.js';
import { useNarrow } from './use-narrow.js';
import { useStack } from './use-stack.js';
import { Workbench } from './workbench.js';

const useStyles = makeStyles({
  all: {
    flexGrow: 1,
    minHeight: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    [low]: { gap: '6px' },
    // Where the window is too low for list, page and button together, all of them scroll.
    '@media (max-width: 700px)': { flexShrink: 0 },
  },
  hint: { margin: 0, color: tokens.colorNeutralForeground2, flexShrink: 0 },
});

interface Started {
  readonly batch: string;
  readonly rows: readonly { readonly document: string; readonly number: number | null }[];
}

/** Where marks were moved to is remembered as their documents get done: the next ones are planned with it. */
const useRemembered = (batch: Batch | null): void => {
  const queries = useQueryClient();
  const done = batch !== null && !isActive(batch) ? batch.id : null;
  useEffect(() => {
    if (done !== null) queries.invalidateQueries({ queryKey: presetsKey }).catch(() => undefined);
  }, [done, queries]);
};

export function RecordsPage({ hidden }: { readonly hidden: boolean }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const page = usePageStyles();
  const styles = useStyles();
  const intake = useIntake();
  const stack = useStack(intake);
  const folder = useHotFolder(intake);
  const [keys, setKeys] = useState(false);
  const opener = useRef<Element | null>(null);
  const showKeys = (): void => {
    opener.current = window.document.activeElement;
    setKeys(true);
  };
  const hideKeys = (): void => {
    setKeys(false);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  const started = useRef<Started | null>(null);
  const root = useRef<HTMLDivElement>(null);
  usePageKeys(root, ({ key, target }) => {
    if (key !== '?' || isTyping(target)) return false;
    showKeys();
    return true;
  });
  const narrow = useNarrow();
  // The whole workbench comes at once with the first document: made in turns with the frames, not in one piece.
  const empty = useDeferredValue(intake.documents.length === 0);
  const { batch, origin, show, close } = useBatches();
  useRemembered(batch);

  /** What was done leaves the stack; what was not stays, with the number that it holds. */
  const settle = (ended: Batch): Started['rows'] => {
    const order = started.current;
    started.current = null;
    if (order?.batch !== ended.id || order.rows.length !== ended.items.length) return [];
    const stepOf = (index: number) => ended.items[index]?.step;
    const done = order.rows.filter((_, index) => stepOf(index) === 'signed').map(({ document }) => document);
    const left = order.rows.filter((_, index) => stepOf(index) !== 'signed');
    const held = left.flatMap(({ document, number }) => (number === null ? [] : [[document, number] as const]));
    intake.remove(done);
    stack.decide({ kind: 'forget', documents: done });
    stack.decide({ kind: 'keep-numbers', numbers: new Map(held) });
    return order.rows.filter((_, index) => stepOf(index) === 'failed');
  };
  const leave = (ended: Batch): void => {
    settle(ended);
    close();
  };
  const retried = (ended: Batch, next: Batch): void => {
    started.current = { batch: next.id, rows: settle(ended) };
    show(next, 'records');
  };
  if (batch !== null && origin === 'records') {
    return (
      <main className={page.page} hidden={hidden} aria-label={t('records.title')}>
        <PageHeader title={t('records.title')} />
        <RunView batch={batch} onLeave={() => leave(batch)} onRetried={(next) => retried(batch, next)} />
      </main>
    );
  }
  const clear = (): void => {
    stack.decide({ kind: 'forget', documents: intake.documents.map(({ id }) => id) });
    intake.clear();
  };
  const { operation, common } = stack.choices;
  return (
    <DropArea onFiles={intake.add} className={page.page} hidden={hidden} label={t('records.title')}>
      <div ref={root} className={styles.all}>
        <PageHeader
          title={t('records.title')}
          {...(!empty && !narrow && { subtitle: t('intake.count', { count: intake.documents.length }) })}
        >
          {narrow && <OperationChoice operation={operation} common={common} decide={stack.decide} />}
          {!empty && (
            <>
              <Tooltip content={t('records.keys.title')} relationship="label">
                <Button appearance="subtle" icon={<KeyboardRegular />} onClick={showKeys} />
              </Tooltip>
              {narrow ? (
                <Tooltip content={t('intake.clear')} relationship="label">
                  <Button appearance="subtle" icon={<DeleteRegular />} onClick={clear} />
                </Tooltip>
              ) : (
                <Button appearance="subtle" onClick={clear}>
                  {t('intake.clear')}
                </Button>
              )}
            </>
          )}
          <HotFolderButton folder={folder} small={narrow} />
          {!empty && (
            <Button
              {...(narrow && { appearance: 'subtle', title: t('intake.choose'), 'aria-label': t('intake.choose') })}
              icon={<DocumentAddRegular />}
              disabled={intake.busy}
              onClick={intake.choose}
            >
              {!narrow && <ChooseLabel intake={intake} />}
            </Button>
          )}
        </PageHeader>
        {!narrow && <OperationBar operation={operation} common={common} decide={stack.decide} />}
        <IntakeProblems intake={intake} />
        {folder.error && <Notice intent="error">{sentence(sentenceOf(folder.error))}</Notice>}
        {empty ? (
          <>
            <p className={styles.hint}>{t(`records.about.${operation}`)}</p>
            <EmptyIntake intake={intake} />
          </>
        ) : (
          <Workbench
            intake={intake}
            stack={stack}
            onStarted={(next, going, numbers) => {
              started.current = {
                batch: next.id,
                rows: going.map(({ document }) => ({
                  document: document.id,
                  number: numbers.get(document.id) ?? null,
                })),
              };
              show(next, 'records');
            }}
          />
        )}
        {keys && <KeysDialog onClose={hideKeys} />}
      </div>
    </DropArea>
  );
}
