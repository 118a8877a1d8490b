/** Number, date, seal and signature pictures of a document as text: to be read, and to be taken over elsewhere. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileReport } from '../../contracts/verification.js';
import { copyText } from '../ui/copy-text.js';
import { MarkChip } from './mark-chip.js';
import { markLine, markSigner, marksAsText } from './marks-text.js';
import { marksOf, stepsOf } from './revisions.js';

const useStyles = makeStyles({
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: '4px 12px' },
  heading: { margin: 0 },
  list: { margin: '6px 0 0', padding: 0, listStyleType: 'none', display: 'flex', flexDirection: 'column' },
  row: {
    width: '100%',
    display: 'grid',
    gridTemplateColumns: '28px minmax(0, 1fr)',
    columnGap: '10px',
    alignItems: 'start',
    padding: '5px 6px',
    border: 'none',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  text: { overflowWrap: 'anywhere' },
  minor: {
    display: 'block',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

interface MarkListProps {
  readonly report: FileReport;
  readonly onShow: (end: number, page: number) => void;
}

export function MarkList({ report, onShow }: MarkListProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [copied, setCopied] = useState(false);
  const marks = marksOf(report);
  const steps = stepsOf(report);
  const last = steps.at(-1);
  if (marks.length === 0 || last === undefined) return null;
  return (
    <section>
      <div className={styles.head}>
        <Text as="h2" size={400} weight="semibold" className={styles.heading}>
          {t('verify.marksHeading', { count: marks.length })}
        </Text>
        <Button
          size="small"
          icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
          onClick={() => setCopied(copyText(marksAsText(report, t)))}
        >
          {t(copied ? 'verify.marksCopied' : 'verify.copyMarks')}
        </Button>
      </div>
      <ul className={styles.list}>
        {marks.map((numbered) => {
          const { number, mark } = numbered;
          const step = steps.find((one) => one.marks.some((other) => other.mark === mark)) ?? last;
          const kind = mark.text === null ? null : t(`verify.mark.${mark.kind}`);
          return (
            <li key={number}>
              <button type="button" className={styles.row} onClick={() => onShow(step.end, mark.page)}>
                <MarkChip number={number} />
                <span className={styles.text}>
                  {markLine(numbered, t)}
                  <span className={styles.minor}>
                    {[kind, t('verify.onPage', { page: mark.page }), markSigner(report, numbered, t)]
                      .filter((part) => part !== null)
                      .join(' · ')}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
