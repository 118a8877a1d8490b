/** One document before it goes: what to look at and why, its pages with the marks as they will stand, remarks. */
import {
  Button,
  Input,
  makeStyles,
  mergeClasses,
  Text,
  ToggleButton,
  Tooltip,
  tokens,
} from '@fluentui/react-components';
import {
  ArrowCircleRightRegular,
  ArrowUndoRegular,
  CheckmarkRegular,
  DocumentArrowRightRegular,
  HistoryRegular,
  WarningFilled,
} from '@fluentui/react-icons';
import { memo, type Ref, useId, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FaultValue } from '../../contracts/faults/index.js';
import type { Deviation, Rect } from '../../contracts/records-facts.js';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { LockedDocument } from '../ui/locked-document.js';
import { Notice } from '../ui/notice.js';
import { PdfPreview } from '../ui/pdf-preview.js';
import { isLocked, type Unlock } from '../ui/unlock.js';
import type { Choices, Decision } from './choices.js';
import { MarkFace } from './mark-face.js';
import { MarkLayer } from './mark-layer.js';
import { baselines, firstPage, type Mark, marksOf, placeOf, rememberedOf } from './marks.js';
import type { Row } from './rows.js';
import { StandingChip } from './standing-chip.js';
import { useNarrow } from './use-narrow.js';

const useStyles = makeStyles({
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: '6px 12px',
    padding: '6px 12px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
  },
  title: { flexGrow: 1, minWidth: 0 },
  name: {
    display: 'block',
    margin: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  confirm: { whiteSpace: 'nowrap', flexShrink: 0 },
  // In a low window everything scrolls together, and the page keeps a height that can be worked on.
  body: { flexGrow: 1, minHeight: 0, overflowY: 'auto', display: 'flex', flexDirection: 'column' },
  notices: { display: 'flex', flexDirection: 'column', gap: '6px', padding: '8px 10px 0', flexShrink: 0 },
  points: {
    margin: '2px 0 0',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    paddingInlineStart: '18px',
    display: 'flex',
    flexDirection: 'column',
    gap: '2px',
  },
  seen: { borderTop: 'none', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  tight: { display: 'flex', gap: '2px' },
  warn: { flexShrink: 0, fontSize: '16px', marginTop: '3px', color: tokens.colorStatusWarningForeground3 },
  marks: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px', padding: '6px 10px', flexShrink: 0 },
  mark: { minWidth: 'auto', paddingInline: '8px' },
  remembered: {
    display: 'flex',
    alignItems: 'center',
    gap: '4px',
    margin: 0,
    padding: '0 12px 6px',
    flexShrink: 0,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground2,
  },
  history: { flexShrink: 0, fontSize: '16px' },
  doubtful: { color: tokens.colorStatusWarningForeground1 },
  preview: { flexGrow: 1, minHeight: '280px', display: 'flex', flexDirection: 'column' },
  remarks: {
    flexShrink: 0,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    padding: '6px 12px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  summary: { cursor: 'pointer', color: tokens.colorNeutralForeground2 },
  clause: { color: tokens.colorNeutralForeground2 },
  nothing: { margin: 'auto', padding: '24px', color: tokens.colorNeutralForeground2, textAlign: 'center' },
  grow: { flexGrow: 1 },
});

function Sentences({ points }: { readonly points: readonly FaultValue[] }) {
  const sentence = useSentence();
  const styles = useStyles();
  return (
    <ul className={styles.points}>
      {points.map((point) => (
        <li key={point.vi}>{sentence(point)}</li>
      ))}
    </ul>
  );
}

/** What stands in the way, or wants to be looked at, in plain words; what was looked at is folded away. */
function Points({ row }: { readonly row: Row }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const narrow = useNarrow();
  const { refusal, points, seen } = row;
  if (refusal) {
    return (
      <div className={styles.notices}>
        <Notice intent="error" {...(!narrow && { title: t('records.standing.refused') })}>
          <Text size={200}>{sentence(refusal)}</Text>
        </Notice>
      </div>
    );
  }
  if (points.length === 0) return null;
  if (seen) {
    return (
      <details className={mergeClasses(styles.remarks, styles.seen)}>
        <summary className={styles.summary}>{t('records.seenPoints', { count: points.length })}</summary>
        <Sentences points={points} />
      </details>
    );
  }
  return (
    <div className={styles.notices}>
      {narrow ? (
        <div className={styles.tight}>
          <WarningFilled className={styles.warn} />
          <Sentences points={points} />
        </div>
      ) : (
        <Notice intent="warning" title={t('records.lookAt')}>
          <Sentences points={points} />
        </Notice>
      )}
    </div>
  );
}

function Remarks({ remarks }: { readonly remarks: readonly Deviation[] }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  if (remarks.length === 0) return null;
  return (
    <details className={styles.remarks}>
      <summary className={styles.summary}>{t('records.remarks', { count: remarks.length })}</summary>
      <ul className={styles.points}>
        {remarks.map((remark) => (
          <li key={remark.vi}>
            {sentence(remark)} <span className={styles.clause}>({remark.clause})</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface MarkBarProps {
  readonly marks: readonly Mark[];
  readonly selected: Mark | null;
  readonly page: number;
  readonly canUndo: boolean;
  readonly onPick: (mark: Mark) => void;
  readonly onMoveHere: (mark: Mark) => void;
  readonly onUndo: () => void;
}

/** The marks by name, and the step back. */
function MarkBar({ marks, selected, page, canUndo, onPick, onMoveHere, onUndo }: MarkBarProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <div className={styles.marks} role="group" aria-label={t('records.marks')}>
      {marks.map((mark) => (
        <ToggleButton
          key={mark.role}
          size="small"
          appearance="outline"
          className={mergeClasses(styles.mark, !mark.sure && !mark.moved && styles.doubtful)}
          checked={selected?.role === mark.role}
          onClick={() => onPick(mark)}
        >
          {t(!mark.sure && !mark.moved ? 'records.markChipDoubtful' : 'records.markChip', {
            role: t(`records.role.${mark.role}`),
            page: mark.page,
          })}
        </ToggleButton>
      ))}
      <span className={styles.grow} />
      {selected && selected.page !== page && (
        <Button size="small" icon={<DocumentArrowRightRegular />} onClick={() => onMoveHere(selected)}>
          {t('records.moveHere', { page })}
        </Button>
      )}
      <Tooltip content={t('records.undo')} relationship="label">
        <Button size="small" appearance="subtle" icon={<ArrowUndoRegular />} disabled={!canUndo} onClick={onUndo} />
      </Tooltip>
    </div>
  );
}

/** Which marks stand elsewhere than proposed because a person put them there once. */
function Remembered({ marks }: { readonly marks: readonly Mark[] }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const remembered = rememberedOf(marks);
  if (remembered.length === 0) return null;
  const roles = remembered.map(({ role }) => t(`records.role.${role}`)).join(', ');
  return (
    <p className={styles.remembered}>
      <HistoryRegular className={styles.history} aria-hidden />
      {t('records.remembered', { roles })}
    </p>
  );
}

export interface ReviewHandle {
  /** Brings the keyboard to the first mark. */
  focusMarks(): void;
}

export interface ReviewProps {
  readonly row: Row;
  readonly choices: Choices;
  readonly number: number | null;
  readonly password: string | undefined;
  readonly decide: (decision: Decision) => void;
  readonly onConfirm: () => void;
  /** Back to the list. */
  readonly onLeave: () => void;
  readonly onUnlock: Unlock;
  readonly handle: Ref<ReviewHandle>;
}

/** Where neither the page nor the stack says which notation a document has. */
function Notation({ row, choices, decide }: Pick<ReviewProps, 'row' | 'choices' | 'decide'>) {
  const { t } = useTranslation();
  const styles = useStyles();
  const id = useId();
  const { document, plan } = row;
  const wanted = choices.operation === 'issue' && row.numbered && plan !== null && !plan.facts.number?.notation;
  if (!wanted) return null;
  return (
    <div className={styles.marks}>
      <label htmlFor={id}>{t('records.notation')}</label>
      <Input
        id={id}
        size="small"
        maxLength={60}
        placeholder={t('records.notationExample')}
        value={choices.own.get(document.id)?.notation ?? ''}
        onChange={(_, { value }) => decide({ kind: 'own', document: document.id, changes: { notation: value } })}
      />
    </div>
  );
}

function Pages(props: ReviewProps) {
  const { row, choices, number, password, decide, onConfirm, onLeave } = props;
  const styles = useStyles();
  const { document, plan } = row;
  const places = choices.own.get(document.id)?.places ?? [];
  const marks = plan ? marksOf(plan, places) : [];
  const [chosenPage, setPage] = useState<number | null>(null);
  const [role, setRole] = useState<Mark['role'] | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const page = chosenPage ?? firstPage(marks);
  const selected = marks.find((mark) => mark.role === role) ?? null;
  const focusMark = (mark: Mark | undefined): void => {
    if (!mark) return;
    setPage(mark.page);
    setRole(mark.role);
    // Drawn first where it stands on another page.
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`button[data-mark="${mark.role}"]`)?.focus());
  };
  useImperativeHandle(props.handle, () => ({
    focusMarks: () => focusMark(marks.find((mark) => mark.page === page) ?? marks[0]),
  }));
  const place = (mark: Mark, rect: Rect): void =>
    decide({ kind: 'place', document: document.id, place: { ...placeOf(mark), rect } });
  const undo = (): void => decide({ kind: 'undo', document: document.id });
  return (
    <>
      {marks.length > 0 && (
        <MarkBar
          marks={marks}
          selected={selected}
          page={page}
          canUndo={(choices.history.get(document.id) ?? []).length > 0}
          onPick={focusMark}
          onMoveHere={(mark) => decide({ kind: 'place', document: document.id, place: { ...placeOf(mark), page } })}
          onUndo={undo}
        />
      )}
      <Remembered marks={marks} />
      <div ref={frame} className={styles.preview}>
        <PdfPreview
          documentId={document.id}
          name={document.name}
          password={password}
          page={page}
          onPage={setPage}
          overlay={(sheet) => (
            <MarkLayer
              sheet={sheet}
              marks={marks}
              baselines={plan ? baselines(plan.facts, sheet.page) : []}
              selected={role}
              onSelect={setRole}
              onPlace={place}
              onUndo={undo}
              onLeave={(confirm) => (confirm ? onConfirm() : onLeave())}
              face={(mark) => (
                <MarkFace
                  role={mark.role}
                  common={choices.common}
                  number={number}
                  operation={choices.operation === 'appendix' ? 'appendix' : 'other'}
                />
              )}
            />
          )}
        />
      </div>
    </>
  );
}

/** Drawn again only when something of its own document changed, not with every plan of the stack. */
export const Review = memo(function Review(props: ReviewProps) {
  const { row, onConfirm, onUnlock } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const { document, plan, standing, included } = row;
  const looks = standing === 'look' && included;
  return (
    <>
      <div className={styles.head}>
        <div className={styles.title}>
          <h2 className={styles.name} title={shownText(document.name)}>
            {shownText(document.name)}
          </h2>
          <StandingChip row={row} />
        </div>
        <Button
          className={styles.confirm}
          appearance={looks ? 'primary' : 'secondary'}
          aria-keyshortcuts="Enter"
          icon={looks ? <CheckmarkRegular /> : <ArrowCircleRightRegular />}
          onClick={onConfirm}
        >
          {t(looks ? 'records.confirm' : 'records.next')}
        </Button>
      </div>
      {isLocked(document) ? (
        <LockedDocument document={document} onUnlock={onUnlock} />
      ) : (
        <div className={styles.body}>
          <Points row={row} />
          <Notation {...props} />
          <Pages key={document.id} {...props} />
          {plan && <Remarks remarks={plan.remarks} />}
        </div>
      )}
    </>
  );
});

export function NoReview() {
  const { t } = useTranslation();
  const styles = useStyles();
  return <Text className={styles.nothing}>{t('preview.nothing')}</Text>;
}
