/** The verdict of one file: what it is, what to do now, and everything it rests on. */
import { Button, makeStyles, mergeClasses, shorthands, Text, tokens } from '@fluentui/react-components';
import { ArrowCircleRightRegular, ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { shownText } from '../../contracts/shown-text.js';
import type { FileReport } from '../../contracts/verification.js';
import { useSentence } from '../i18n/index.js';
import { Notice } from '../ui/notice.js';
import { notesFor } from './adobe-notes.js';
import { MarkList } from './mark-list.js';
import { stepsFor } from './next-steps.js';
import { stepsOf } from './revisions.js';
import { Sentences, SignatureCard } from './signature-card.js';
import { SignatureOverview } from './signature-overview.js';
import { standingOf } from './standing.js';
import { VerdictIcon } from './verdict-badge.js';
import { verdictCounts } from './verdict-counts.js';

const useStyles = makeStyles({
  report: { display: 'flex', flexDirection: 'column', gap: '14px' },
  banner: {
    display: 'flex',
    gap: '14px',
    alignItems: 'flex-start',
    padding: '14px 16px',
    borderRadius: tokens.borderRadiusLarge,
    border: '1px solid',
  },
  valid: {
    backgroundColor: tokens.colorStatusSuccessBackground1,
    ...shorthands.borderColor(tokens.colorStatusSuccessBorder1),
  },
  invalid: {
    backgroundColor: tokens.colorStatusDangerBackground1,
    ...shorthands.borderColor(tokens.colorStatusDangerBorder1),
  },
  indeterminate: {
    backgroundColor: tokens.colorStatusWarningBackground1,
    ...shorthands.borderColor(tokens.colorStatusWarningBorder1),
  },
  unsigned: { backgroundColor: tokens.colorNeutralBackground3, ...shorthands.borderColor(tokens.colorNeutralStroke1) },
  'own-root': { backgroundColor: tokens.colorBrandBackground2, ...shorthands.borderColor(tokens.colorBrandStroke2) },
  texts: { display: 'flex', flexDirection: 'column', gap: '2px', minWidth: 0 },
  who: { margin: 0, paddingInlineStart: 0, listStyleType: 'none', overflowWrap: 'anywhere' },
  heading: { margin: 0 },
  now: {
    display: 'flex',
    flexDirection: 'column',
    gap: '6px',
    padding: '12px 16px',
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground2,
    borderLeft: `4px solid ${tokens.colorBrandStroke1}`,
  },
  steps: { margin: 0, paddingInlineStart: '20px', fontWeight: tokens.fontWeightSemibold },
  again: { alignSelf: 'flex-start' },
  notes: { margin: '6px 0 0', paddingInlineStart: '20px' },
  code: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  note: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

/** A leader's name once, the office's once, however often each of them signed. */
const maxHeadlines = 4;

function Who({ report }: { readonly report: FileReport }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const lines = [
    ...new Set(report.signatures.filter(({ kind }) => kind === 'signature').map(({ headline }) => sentence(headline))),
  ];
  if (lines.length === 0) return null;
  return (
    <ul className={styles.who}>
      {lines.slice(0, maxHeadlines).map((line) => (
        <li key={line}>
          <Text weight="semibold">{line}</Text>
        </li>
      ))}
      {lines.length > maxHeadlines && (
        <li>
          <Text>{t('verify.moreSigners', { count: lines.length - maxHeadlines })}</Text>
        </li>
      )}
    </ul>
  );
}

function Banner({ report }: { readonly report: FileReport }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const standing = standingOf(report);
  const countLine = t('verify.countLine', {
    count: report.signatures.length,
    parts: verdictCounts(report)
      .map(({ standing, count }) => t(`verify.count.${standing}`, { count }))
      .join(', '),
  });
  return (
    <div className={mergeClasses(styles.banner, styles[standing])} role="status">
      <VerdictIcon standing={standing} />
      <div className={styles.texts}>
        <Who report={report} />
        <Text as="h2" size={600} weight="semibold" className={styles.heading}>
          {t(`verify.verdict.${standing}`)}
        </Text>
        {report.signatures.length > 1 && <Text weight="semibold">{countLine}</Text>}
        <Text>{report.error ? sentence(report.error) : t(`verify.explain.${standing}`)}</Text>
      </div>
    </div>
  );
}

function Now({ report, onAgain }: { readonly report: FileReport; readonly onAgain: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const steps = stepsFor(report);
  const heading = useId();
  if (steps.length === 0) return null;
  return (
    <section className={styles.now} aria-labelledby={heading}>
      <Text as="h3" size={300} weight="semibold" id={heading} className={styles.heading}>
        <ArrowCircleRightRegular /> {t('verify.now')}
      </Text>
      <ul className={styles.steps}>
        {steps.map((step) => (
          <li key={step}>{t(`verify.step.${step}`)}</li>
        ))}
      </ul>
      {steps.includes('check-online') && (
        <Button className={styles.again} size="small" icon={<ArrowClockwiseRegular />} onClick={onAgain}>
          {t('verify.againNow')}
        </Button>
      )}
    </section>
  );
}

function AdobeNotes({ report }: { readonly report: FileReport }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const notes = notesFor(report);
  if (notes.length === 0) return null;
  return (
    <details>
      <summary>
        <Text weight="semibold">{t('verify.adobeTitle', { count: notes.length })}</Text>
      </summary>
      <ul className={styles.notes}>
        {notes.map((note) => (
          <li key={note}>{t(`verify.adobe.${note}`)}</li>
        ))}
      </ul>
    </details>
  );
}

/** Addresses and the system's own words, for whoever looks after the network. */
function Unanswered({ report }: { readonly report: FileReport }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { unanswered = [] } = report;
  if (unanswered.length === 0) return null;
  return (
    <details>
      <summary>{t('verify.unanswered', { count: unanswered.length })}</summary>
      <ul className={styles.notes}>
        {unanswered.map(({ url, detail }) => (
          <li key={`${url} ${detail}`}>
            <code className={styles.code}>{shownText(`${url}: ${detail}`)}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface ReportViewProps {
  readonly report: FileReport;
  readonly onAgain: () => void;
  /** Shows the document as it was at the end of this revision, at the page of a mark. */
  readonly onShow: (end: number, page?: number) => void;
}

export function ReportView({ report, onAgain, onShow }: ReportViewProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const prefix = useId();
  const anchor = (index: number): string => `${prefix}-${index}`;
  const ends = new Set(stepsOf(report).map(({ end }) => end));
  return (
    <div className={styles.report}>
      <Banner report={report} />
      <Now report={report} onAgain={onAgain} />
      {report.reasons.length > 0 && (
        <Notice intent={report.verdict === 'invalid' ? 'error' : 'warning'} title={t('verify.fileReasons')}>
          <Sentences list={report.reasons} />
        </Notice>
      )}
      {report.signatures.length > 0 && (
        <Text as="h2" size={400} weight="semibold" className={styles.heading}>
          {t('verify.signaturesHeading', { count: report.signatures.length })}
        </Text>
      )}
      {report.signatures.length > 1 && <SignatureOverview signatures={report.signatures} anchor={anchor} />}
      {report.signatures.map((signature, index) => {
        const { coveredBytes } = signature;
        const show = coveredBytes !== null && ends.has(coveredBytes) ? () => onShow(coveredBytes) : null;
        return (
          <SignatureCard key={anchor(index)} id={anchor(index)} signature={signature} index={index + 1} onShow={show} />
        );
      })}
      <MarkList report={report} onShow={onShow} />
      {report.warnings.length > 0 && (
        <Notice intent="warning" title={t('verify.warnings')}>
          <Sentences list={report.warnings} />
          <Unanswered report={report} />
        </Notice>
      )}
      <AdobeNotes report={report} />
      <Text className={styles.note}>{t('verify.pictureNote')}</Text>
    </div>
  );
}
