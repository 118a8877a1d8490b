/** The stack, the document under review and the button: worked by keys from anywhere on the page. */
import { makeStyles, mergeClasses } from '@fluentui/react-components';
import {
  type FocusEvent,
  type RefObject,
  useCallback,
  useDeferredValue,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../contracts/ipc.js';
import type { MarkRole } from '../../contracts/records.js';
import { usePageStyles } from '../ui/page.js';
import { usePageKeys } from '../ui/page-keys.js';
import { low } from '../ui/tiny.js';
import type { IntakeState } from '../ui/use-intake.js';
import { BatchTable } from './batch-table.js';
import { FilterBar } from './filter-bar.js';
import type { MarkWish } from './pages.js';
import { NoReview, Review } from './review.js';
import { filtered, nextToLookAt, type Row, type RowFilter, going as rowsThatGo } from './rows.js';
import { StartBar } from './start-bar.js';
import { useFocusOnArrival } from './use-arrival.js';
import { useNarrow } from './use-narrow.js';
import { useNumbers } from './use-numbers.js';
import type { Stack } from './use-stack.js';

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
    [low]: { gap: '6px' },
    // At 300 % there is no room side by side: the page below the list, all of it scrolls.
    '@media (max-width: 700px)': {
      gridTemplateColumns: 'minmax(0, 1fr)',
      gridTemplateRows: '320px 480px',
      flexShrink: 0,
    },
  },
  review: { ':focus': { outlineStyle: 'none' } },
  start: { overflow: 'visible', flexShrink: 0 },
  unseen: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});

interface WorkbenchProps {
  readonly intake: IntakeState;
  readonly stack: Stack;
  readonly onStarted: (batch: Batch, going: readonly Row[], numbers: ReadonlyMap<string, number>) => void;
}

/**
 * The way to the marks of a document, which may still be drawn. Until they are the keyboard waits at the review, where
 * no key moves or leaves out anything; whoever goes on to something else does not want them any more.
 */
const useMarkWish = (review: RefObject<HTMLElement | null>, begin: () => void) => {
  const [wish, setWish] = useState<MarkWish | null>(null);
  const wishFor = useCallback(
    (document: string, role: MarkRole | null): void => {
      begin();
      review.current?.focus({ preventScroll: true });
      setWish({ document, role });
    },
    [review, begin],
  );
  const onBlur = ({ target, currentTarget }: FocusEvent): void => {
    if (target === currentTarget) setWish(null);
  };
  return { wish, wishFor, onBlur };
};

/**
 * Enter: what is shown was looked at, and on to the next one. Only what stands before the person counts as looked at:
 * its page is drawn, and its points are those of the review, not those that came since.
 */
const useConfirm = (
  { current, opened, shown }: { current: Row | null; opened: Row | null; shown: readonly Row[] },
  { rows, decide, select }: Stack,
  {
    tell,
    toList,
    toKind,
  }: { tell: (what: 'chooseKind' | 'notDrawn' | 'noneToLookAt') => void; toList: () => void; toKind: () => void },
) => {
  const drawn = useRef<string | null>(null);
  const confirm = (): void => {
    if (!current) return;
    const { id } = current.document;
    if (current.kindOpen && current.included) {
      tell('chooseKind');
      toKind();
      return;
    }
    if (current.standing === 'look' && current.included) {
      if (opened?.document.id !== id || drawn.current !== id) {
        tell('notDrawn');
        return;
      }
      decide({ kind: 'confirm', document: id, points: opened.points.map(({ vi }) => vi) });
    }
    const next = nextToLookAt(shown, id) ?? nextToLookAt(rows, id);
    if (next && next.document.id !== id) select(next.document.id);
    else tell('noneToLookAt');
    toList();
  };
  const latest = useRef(confirm);
  useLayoutEffect(() => {
    latest.current = confirm;
  });
  const onDrawn = useCallback((document: string): void => {
    drawn.current = document;
  }, []);
  return { onConfirm: useCallback(() => latest.current(), []), onDrawn };
};

/** Where only the word about the papers is missing, the keyboard goes to where it is given; else it says what is. */
const startOrSay = (root: HTMLElement | null, tell: (missing: string) => void): void => {
  const start = root?.querySelector<HTMLButtonElement>('button[data-start]');
  if (start?.getAttribute('aria-disabled') !== 'true') {
    start?.click();
    return;
  }
  const paper = root?.querySelector<HTMLElement>('input[data-paper]:not(:checked)');
  if (paper) paper.focus();
  else tell(root?.querySelector('[data-missing]')?.textContent ?? '');
};

export function Workbench({ intake, stack, onStarted }: WorkbenchProps) {
  const { t } = useTranslation();
  const page = usePageStyles();
  const styles = useStyles();
  const narrow = useNarrow();
  const { choices, decide, rows, stacked, pending, begin } = stack;
  const [filter, setFilter] = useState<RowFilter>('all');
  const [focusTurn, setFocusTurn] = useState(0);
  const [alongTurn, setAlongTurn] = useState(0);
  const [kindTurn, setKindTurn] = useState(0);
  const [told, setTold] = useState('');
  const review = useRef<HTMLElement>(null);
  const start = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => filtered(rows, filter), [rows, filter]);
  const going = useMemo(() => rowsThatGo(stacked, choices), [stacked, choices]);
  const numbers = useNumbers(going, choices, pending === 0);
  const currentId = intake.current?.id ?? null;
  const current = rows.find(({ document }) => document.id === currentId) ?? null;
  // A row that is pressed answers at once; what it opens is drawn behind it.
  const opened = useDeferredValue(current);
  const toList = useCallback(() => setFocusTurn((turn) => turn + 1), []);
  const along = useCallback(() => setAlongTurn((turn) => turn + 1), []);
  const arrived = useFocusOnArrival(intake.brought, stack, { toList, along });
  const { wish, wishFor, onBlur } = useMarkWish(review, begin);
  const tell = (what: 'chooseKind' | 'notDrawn' | 'noneToLookAt'): void => setTold(t(`records.${what}`));
  const toKind = (): void => setKindTurn((turn) => turn + 1);
  const { onConfirm, onDrawn } = useConfirm({ current, opened, shown }, stack, { tell, toList, toKind });
  const onNoMarks = useCallback(() => {
    setTold(t('records.noMarks'));
    toList();
  }, [t, toList]);
  usePageKeys(start, ({ key, ctrlKey, target, repeat }) => {
    if (key === 'Enter' && ctrlKey) {
      if (!repeat) startOrSay(start.current, setTold);
      return true;
    }
    if (target !== review.current || repeat) return false;
    if (key === 'Enter') onConfirm();
    else if (key === 'Escape') toList();
    else return false;
    return true;
  });
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
            onBegin={begin}
            onConfirm={onConfirm}
            onMarks={(id) => wishFor(id, null)}
            onRemove={(id) => intake.remove([id])}
            focusTurn={focusTurn}
            alongTurn={alongTurn}
            kindTurn={kindTurn}
          />
        </div>
        <section
          ref={review}
          tabIndex={-1}
          className={mergeClasses(page.card, styles.review)}
          aria-label={t('records.review')}
          onFocus={begin}
          onBlur={onBlur}
        >
          {opened ? (
            <Review
              row={opened}
              choices={choices}
              number={opened.number ?? numbers.of.get(opened.document.id) ?? null}
              password={intake.passwordOf(opened.document.id)}
              wish={wish?.document === opened.document.id ? wish : null}
              decide={decide}
              onConfirm={onConfirm}
              onDrawn={onDrawn}
              onLeave={toList}
              onMark={wishFor}
              onNoMarks={onNoMarks}
              onUnlock={intake.unlock}
            />
          ) : (
            <NoReview />
          )}
        </section>
      </div>
      <div ref={start} className={mergeClasses(page.card, styles.start)}>
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
