/** One document before it goes: what to look at and why, its pages with the marks as they will stand, remarks. */
import { Button, Input, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ArrowCircleRightRegular, CheckmarkRegular, WarningFilled } from '@fluentui/react-icons';
import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { FaultValue } from '../../contracts/faults/index.js';
import type { Deviation } from '../../contracts/records-facts.js';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { LockedDocument } from '../ui/locked-document.js';
import { Notice } from '../ui/notice.js';
import { low } from '../ui/tiny.js';
import { isLocked, type Unlock } from '../ui/unlock.js';
import { Pages, type PagesProps } from './pages.js';
import type { Row } from './rows.js';
import { StandingChip } from './standing-chip.js';

const useStyles = makeStyles({
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: '6px 12px',
    padding: '6px 12px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
    [low]: { paddingBlock: '2px' },
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
  // A band below the head: what a title would say stands there.
  look: {
    display: 'flex',
    gap: '8px',
    padding: '6px 12px',
    flexShrink: 0,
    backgroundColor: tokens.colorStatusWarningBackground1,
    borderBottom: `1px solid ${tokens.colorStatusWarningBorder1}`,
  },
  points: {
    margin: 0,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    paddingInlineStart: '18px',
    display: 'flex',
    flexDirection: 'column',
    gap: '2px',
  },
  seen: { borderTop: 'none', borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  warn: { flexShrink: 0, fontSize: '16px', marginTop: '2px', color: tokens.colorStatusWarningForeground3 },
  marks: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '4px',
    padding: '6px 10px',
    flexShrink: 0,
    [low]: { paddingBlock: '3px' },
  },
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
  const { refusal, points, seen } = row;
  if (refusal) {
    return (
      <div className={styles.notices}>
        <Notice intent="error">
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
    <div className={styles.look} role="group" aria-label={t('records.lookAt')}>
      <WarningFilled className={styles.warn} />
      <Sentences points={points} />
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

export interface ReviewProps extends PagesProps {
  readonly onUnlock: Unlock;
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
