/** The pages of a document with its marks as they will stand, and the marks by name. */
import { Button, makeStyles, mergeClasses, ToggleButton, Tooltip, tokens } from '@fluentui/react-components';
import { ArrowUndoRegular, DocumentArrowRightRegular, HistoryRegular } from '@fluentui/react-icons';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkRole } from '../../contracts/records.js';
import type { Rect } from '../../contracts/records-facts.js';
import { PdfPreview } from '../ui/pdf-preview.js';
import { low } from '../ui/tiny.js';
import type { Choices, Decision } from './choices.js';
import { MarkFace } from './mark-face.js';
import { MarkLayer } from './mark-layer.js';
import { baselines, firstPage, type Mark, marksOf, placeOf, rememberedOf } from './marks.js';
import type { Row } from './rows.js';

const useStyles = makeStyles({
  marks: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '4px',
    padding: '6px 10px',
    flexShrink: 0,
    [low]: { paddingBlock: '3px' },
  },
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
  preview: { flexGrow: 1, minHeight: '280px', display: 'flex', flexDirection: 'column', [low]: { minHeight: '200px' } },
  grow: { flexGrow: 1 },
});

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
        <Button
          size="small"
          appearance="subtle"
          icon={<ArrowUndoRegular />}
          disabledFocusable={!canUndo}
          onClick={onUndo}
        />
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

/** A mark that the keyboard goes to as soon as it is drawn. */
export interface MarkWish {
  /** Whose. */
  readonly document: string;
  /** Null: the first one on the page that is shown. */
  readonly role: MarkRole | null;
}

export interface PagesProps {
  readonly row: Row;
  readonly choices: Choices;
  readonly number: number | null;
  readonly password: string | undefined;
  readonly wish: MarkWish | null;
  readonly decide: (decision: Decision) => void;
  readonly onConfirm: () => void;
  /** A page of the document stands before the person, or the word that none can be shown. */
  readonly onDrawn: (document: string) => void;
  /** Back to the list. */
  readonly onLeave: () => void;
  /** To a mark, wherever it stands. */
  readonly onMark: (document: string, role: MarkRole) => void;
  /** There are none to go to. */
  readonly onNoMarks: () => void;
}

/** The mark that is wished for, once it is known where it stands. */
const wishedOf = (wish: MarkWish | null, marks: readonly Mark[], page: number): Mark | null => {
  if (!wish) return null;
  const named = marks.find(({ role }) => role === wish.role);
  return named ?? marks.find((mark) => mark.page === page) ?? marks[0] ?? null;
};

export function Pages(props: PagesProps) {
  const { row, choices, number, password, wish, decide, onConfirm, onDrawn, onLeave, onMark, onNoMarks } = props;
  const styles = useStyles();
  const { document, plan } = row;
  const places = choices.own.get(document.id)?.places ?? [];
  const marks = plan ? marksOf(plan, places) : [];
  const [chosenPage, setPage] = useState<number | null>(null);
  const [role, setRole] = useState<MarkRole | null>(null);
  const asked = chosenPage ?? firstPage(marks);
  const wished = wishedOf(wish, marks, asked);
  const page = wished?.page ?? asked;
  const selected = marks.find((mark) => mark.role === role) ?? null;
  const inVain = wish !== null && !row.pending && marks.length === 0;
  useEffect(() => {
    if (inVain) onNoMarks();
  }, [inVain, onNoMarks]);
  const shown = useCallback(() => onDrawn(document.id), [onDrawn, document.id]);
  const place = (mark: Mark, rect: Rect): void =>
    decide({ kind: 'place', document: document.id, place: { ...placeOf(mark), rect } });
  const undo = (): void => decide({ kind: 'undo', document: document.id });
  const moveHere = (mark: Mark): void => {
    decide({ kind: 'place', document: document.id, place: { ...placeOf(mark), page } });
    onMark(document.id, mark.role);
  };
  return (
    <>
      {marks.length > 0 && (
        <MarkBar
          marks={marks}
          selected={selected}
          page={page}
          canUndo={(choices.history.get(document.id) ?? []).length > 0}
          onPick={(mark) => onMark(document.id, mark.role)}
          onMoveHere={moveHere}
          onUndo={undo}
        />
      )}
      <Remembered marks={marks} />
      <div className={styles.preview}>
        <PdfPreview
          documentId={document.id}
          name={document.name}
          password={password}
          page={page}
          onPage={setPage}
          onFailed={shown}
          overlay={(sheet) => (
            <MarkLayer
              sheet={sheet}
              marks={marks}
              baselines={plan ? baselines(plan.facts, sheet.page) : []}
              selected={role}
              wished={wished?.role ?? null}
              onShown={shown}
              onSelect={(one) => {
                setRole(one);
                setPage(sheet.page);
              }}
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
