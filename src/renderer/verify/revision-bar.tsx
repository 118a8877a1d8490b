/** Which revision of the document is shown: a slider from one signing to the next, and what each one put on the pages. */
import { Button, makeStyles, Slider, Text, ToggleButton, Tooltip, tokens } from '@fluentui/react-components';
import { ChevronLeftRegular, ChevronRightRegular, EyeRegular, HighlightRegular } from '@fluentui/react-icons';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { formatClock } from '../ui/format.js';
import { MarkChip } from './mark-chip.js';
import type { PageComparison } from './mark-overlay.js';
import { markLine } from './marks-text.js';
import { type Step, stepTime } from './revisions.js';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexDirection: 'column',
    gap: '4px',
    padding: '8px 12px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
    maxHeight: '45%',
    overflowY: 'auto',
  },
  row: { display: 'flex', alignItems: 'center', gap: '4px' },
  tools: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 8px' },
  label: { overflowWrap: 'anywhere' },
  slider: { flexGrow: 1, minWidth: '80px' },
  legend: { display: 'flex', flexWrap: 'wrap', gap: '4px', margin: 0, padding: 0, listStyleType: 'none' },
  mark: {
    maxWidth: '260px',
    display: 'inline-flex',
    alignItems: 'center',
    gap: '6px',
    padding: '2px 8px 2px 2px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusCircular,
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  markText: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  quiet: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  other: {
    color: tokens.colorStatusDangerForeground1,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
});

/** “Bản 2/5: Nguyễn Văn A ký lúc 10:32 ngày 12/03/2026 (giờ máy người ký)”. */
export const stepLabel = ({ number, signatures }: Step, total: number, t: TFunction): string => {
  const revision = t('verify.revision', { number, total });
  if (signatures.length === 0) return `${revision}: ${t('verify.addedUnsigned')}`;
  const acts = signatures.map(({ signature }) => {
    const name = signature.signer?.commonName ?? t('common.unknownName');
    const time = stepTime(signature);
    if (signature.kind === 'timestamp')
      return t('verify.stampedBy', { name, time: time === null ? '' : formatClock(time) });
    if (time === null) return t('verify.signedBy', { name });
    const at = t('verify.signedByAt', { name, time: formatClock(time) });
    return signature.timestamp === null ? `${at} ${t('verify.ownClock')}` : at;
  });
  return `${revision}: ${acts.join('; ')}`;
};

const comparisonText = (comparison: PageComparison, t: TFunction): string => {
  switch (comparison.state) {
    case 'comparing':
      return t('verify.compare.comparing');
    case 'failed':
      return t('verify.compare.failed');
    case 'new-page':
      return t('verify.compare.newPage');
    case 'compared':
      return comparison.others === 0
        ? t('verify.compare.none')
        : t('verify.compare.others', { count: comparison.others });
  }
};

interface RevisionBarProps {
  readonly steps: readonly Step[];
  readonly step: Step;
  readonly onStep: (step: Step) => void;
  readonly marked: boolean;
  readonly onMarked: (marked: boolean) => void;
  /** The revision before the chosen one is shown in its place. */
  readonly before: boolean;
  readonly onBefore: (before: boolean) => void;
  readonly comparison: PageComparison | null;
  readonly onPage: (page: number) => void;
}

export function RevisionBar(props: RevisionBarProps) {
  const { steps, step, onStep, marked, before, comparison } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const label = stepLabel(step, steps.length, t);
  const go = (number: number): void => {
    const target = steps[number - 1];
    if (target) onStep(target);
  };
  return (
    <section className={styles.bar} aria-label={t('verify.history')}>
      <Text weight="semibold" className={styles.label}>
        {label}
      </Text>
      {steps.length > 1 && (
        <div className={styles.row}>
          <Tooltip content={t('verify.earlier')} relationship="label">
            <Button
              appearance="subtle"
              size="small"
              icon={<ChevronLeftRegular />}
              disabled={step.number === 1}
              onClick={() => go(step.number - 1)}
            />
          </Tooltip>
          <Slider
            className={styles.slider}
            size="small"
            min={1}
            max={steps.length}
            step={1}
            value={step.number}
            aria-label={t('verify.history')}
            aria-valuetext={label}
            onChange={(_, { value }) => go(value)}
          />
          <Tooltip content={t('verify.later')} relationship="label">
            <Button
              appearance="subtle"
              size="small"
              icon={<ChevronRightRegular />}
              disabled={step.number === steps.length}
              onClick={() => go(step.number + 1)}
            />
          </Tooltip>
        </div>
      )}
      <div className={styles.tools}>
        <ToggleButton size="small" icon={<HighlightRegular />} checked={marked} onClick={() => props.onMarked(!marked)}>
          {t('verify.markChanges')}
        </ToggleButton>
        {step.number > 1 && (
          <ToggleButton size="small" icon={<EyeRegular />} checked={before} onClick={() => props.onBefore(!before)}>
            {t('verify.showBefore')}
          </ToggleButton>
        )}
        {before && <span className={styles.quiet}>{t('verify.beforeShown')}</span>}
        {marked && !before && (
          <ul className={styles.legend} aria-label={t('verify.legend')}>
            {step.marks.map((numbered) => (
              <li key={numbered.number}>
                <button
                  type="button"
                  className={styles.mark}
                  title={markLine(numbered, t)}
                  onClick={() => props.onPage(numbered.mark.page)}
                >
                  <MarkChip number={numbered.number} />
                  <span className={styles.markText}>
                    {markLine(numbered, t)} · {t('verify.onPage', { page: numbered.mark.page })}
                  </span>
                </button>
              </li>
            ))}
            {step.marks.length === 0 && (
              <li className={styles.quiet}>
                {t(step.signatures.length === 0 ? 'verify.noSignature' : 'verify.noMarks')}
              </li>
            )}
          </ul>
        )}
      </div>
      {marked && !before && comparison ? (
        <span
          className={comparison.others > 0 ? styles.other : styles.quiet}
          role="status"
          data-comparison={comparison.state}
        >
          {comparisonText(comparison, t)}
        </span>
      ) : (
        <span className={styles.quiet}>{t('verify.pictureShort')}</span>
      )}
    </section>
  );
}
