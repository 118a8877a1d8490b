/** Văn thư: from the stack to issued. */
import { Button, makeStyles, mergeClasses, Tooltip, tokens } from '@fluentui/react-components';
import { DeleteRegular, DocumentAddRegular, KeyboardRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
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
import { type IntakeState, useIntake } from '../ui/use-intake.js';
import { BatchTable } from './batch-table.js';
import { FilterBar } from './filter-bar.js';
import { HotFolderButton, useHotFolder } from './hot-folder.js';
import { KeysDialog } from './keys-dialog.js';
import { OperationBar, OperationChoice } from './operation-bar.js';
import { NoReview, Review, type ReviewHandle } from './review.js';
import { filtered, nextToLookAt, type Row, type RowFilter, going as rowsThatGo } from './rows.js';
import { RunView } from './run-view.js';
import { StartBar } from './start-bar.js';
import { useFocusOnArrival } from './use-arrival.js';
import { useNarrow } from './use-narrow.js';
import { useNumbers } from './use-numbers.js';
import { type Stack, useStack } from './use-stack.js';

const small = '@media (max-width: 1100px)';

const useStyles = makeStyles({
  work: {
    flexGrow: 1,
    display: 'grid',
    gap: '12px',
    gridTemplateColumns: 'minmax(0, 1.45fr) minmax(0, 1fr)',
    gridTemplateRows: 'minmax(0, 1fr)',
    minHeight: '250px',
    [small]: { gridTemplateColumns: 'minmax(0, 1.1fr) minmax(0, 1fr)', gap: '8px' },
    // At 300 % there is no room side by side: the page below the list, all of it scrolls.
    '@media (max-width: 700px)': {
      gridTemplateColumns: 'minmax(0, 1fr)',
      gridTemplateRows: '320px 480px',
      flexShrink: 0,
    },
  },
  keys: {
    flexGrow: 1,
    minHeight: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    // Where the window is too low for list, page and button together, all of them scroll.
    '@media (max-width: 700px)': { flexShrink: 0 },
  },
  start: { overflow: 'visible', flexShrink: 0 },
  hint: { margin: 0, color: tokens.colorNeutralForeground2, flexShrink: 0 },
  unseen: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});

interface Started {
  readonly batch: string;
  readonly rows: readonly { readonly document: string; readonly number: number | null }[];
}

interface WorkbenchProps {
  readonly intake: IntakeState;
  readonly stack: Stack;
  readonly onStarted: (batch: Batch, going: readonly Row[], numbers: ReadonlyMap<string, number>) => void;
}

function Workbench({ intake, stack, onStarted }: WorkbenchProps) {
  const { t } = useTranslation();
  const page = usePageStyles();
  const styles = useStyles();
  const narrow = useNarrow();
  const { choices, decide, rows, stacked, pending } = stack;
  const [filter, setFilter] = useState<RowFilter>('all');
  const [focusTurn, setFocusTurn] = useState(0);
  const [kindTurn, setKindTurn] = useState(0);
  const [told, setTold] = useState('');
  const review = useRef<ReviewHandle>(null);
  const shown = useMemo(() => filtered(rows, filter), [rows, filter]);
  const going = useMemo(() => rowsThatGo(stacked, choices), [stacked, choices]);
  const numbers = useNumbers(going, choices, pending === 0);
  const currentId = intake.current?.id ?? null;
  const current = rows.find(({ document }) => document.id === currentId) ?? null;
  // A row that is pressed answers at once; what it opens is drawn behind it.
  const opened = useDeferredValue(current);
  const toList = useCallback(() => setFocusTurn((turn) => turn + 1), []);
  const arrived = useFocusOnArrival(intake.brought, stack, toList);

  const confirm = (): void => {
    if (!current) return;
    if (current.kindOpen && current.included) {
      setTold(t('records.chooseKind'));
      setKindTurn((turn) => turn + 1);
      return;
    }
    if (current.standing === 'look' && current.included) {
      decide({ kind: 'confirm', document: current.document.id, points: current.points.map(({ vi }) => vi) });
    }
    const next = nextToLookAt(shown, currentId) ?? nextToLookAt(rows, currentId);
    if (next && next.document.id !== currentId) stack.select(next.document.id);
    else setTold(t('records.noneToLookAt'));
    toList();
  };
  const latest = useRef(confirm);
  useEffect(() => {
    latest.current = confirm;
  });
  const onConfirm = useCallback(() => latest.current(), []);
  const filters = <FilterBar rows={rows} filter={filter} pending={pending} framed={!narrow} onFilter={setFilter} />;
  return (
    <>
      {narrow && filters}
      <div className={styles.work}>
        <div className={page.card}>
          {!narrow && filters}
          <BatchTable
            rows={shown}
            current={currentId}
            numbers={numbers.of}
            drawings={stack.drawings}
            passwordOf={intake.passwordOf}
            decide={decide}
            onSelect={stack.select}
            onConfirm={confirm}
            onMarks={() => review.current?.focusMarks()}
            onRemove={(id) => intake.remove([id])}
            focusTurn={focusTurn}
            kindTurn={kindTurn}
          />
        </div>
        <section className={page.card} aria-label={t('records.review')}>
          {opened ? (
            <Review
              row={opened}
              choices={choices}
              number={opened.number ?? numbers.of.get(opened.document.id) ?? null}
              password={intake.passwordOf(opened.document.id)}
              decide={decide}
              onConfirm={onConfirm}
              onLeave={toList}
              onUnlock={intake.unlock}
              handle={review}
            />
          ) : (
            <NoReview />
          )}
        </section>
      </div>
      <div className={mergeClasses(page.card, styles.start)}>
        <StartBar
          rows={rows}
          going={going}
          choices={choices}
          numbers={numbers}
          pending={pending + intake.left}
          onStarted={(batch, gone) => onStarted(batch, gone, numbers.of)}
        />
      </div>
      <div role="status" aria-live="polite" className={styles.unseen}>
        {told}
      </div>
      <div role="status" aria-live="polite" className={styles.unseen}>
        {arrived}
      </div>
    </>
  );
}

/** Where marks were moved to is remembered as their documents get done: the next ones are planned with it. */
const useRemembered = (batch: Batch | null): void => {
  const queries = useQueryClient();
  const done = batch !== null && !isActive(batch) ? batch.id : null;
  useEffect(() => {
    if (done !== null) queries.invalidateQueries({ queryKey: presetsKey }).catch(() => undefined);
  }, [done, queries]);
};

/** Typing a text is no command. */
const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select');

/** Where only the word about the papers is missing, the keyboard goes to where it is given. */
const startOrConfirm = (root: HTMLElement | null): void => {
  const start = root?.querySelector<HTMLButtonElement>('button[data-start]');
  if (start?.disabled) root?.querySelector<HTMLElement>('input[data-paper]:not(:checked)')?.focus();
  else start?.click();
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
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === '?' && !isTyping(event)) showKeys();
    else if (event.key === 'Enter' && event.ctrlKey) startOrConfirm(root.current);
    else return;
    event.preventDefault();
  };
  const clear = (): void => {
    stack.decide({ kind: 'forget', documents: intake.documents.map(({ id }) => id) });
    intake.clear();
  };
  const { operation, common } = stack.choices;
  return (
    <DropArea onFiles={intake.add} className={page.page} hidden={hidden} label={t('records.title')}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole page; each is a button somewhere, too */}
      <div ref={root} className={styles.keys} onKeyDown={onKeyDown}>
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
