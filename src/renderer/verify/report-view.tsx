/** The verdict of one file and everything it rests on. */
import { makeStyles, mergeClasses, shorthands, Text, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { FileReport } from '../../contracts/verification.js';
import { useSentence } from '../i18n/index.js';
import { Notice } from '../ui/notice.js';
import { Sentences, SignatureCard } from './signature-card.js';
import { SignatureOverview } from './signature-overview.js';
import { VerdictIcon } from './verdict-badge.js';
import { verdictCounts } from './verdict-counts.js';

const useStyles = makeStyles({
  report: { display: 'flex', flexDirection: 'column', gap: '14px' },
  banner: {
    display: 'flex',
    gap: '14px',
    alignItems: 'center',
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
  texts: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  heading: { margin: 0 },
  note: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

export function ReportView({ report }: { readonly report: FileReport }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const prefix = useId();
  const anchor = (index: number): string => `${prefix}-${index}`;
  const countLine = t('verify.countLine', {
    count: report.signatures.length,
    parts: verdictCounts(report)
      .map(({ verdict, count }) => t(`verify.count.${verdict}`, { count }))
      .join(', '),
  });
  return (
    <div className={styles.report}>
      <div className={mergeClasses(styles.banner, styles[report.verdict])} role="status">
        <VerdictIcon verdict={report.verdict} />
        <div className={styles.texts}>
          <Text as="h2" size={600} weight="semibold" className={styles.heading}>
            {t(`verify.verdict.${report.verdict}`)}
          </Text>
          {report.signatures.length > 1 && <Text weight="semibold">{countLine}</Text>}
          <Text>{report.error ? sentence(report.error) : t(`verify.explain.${report.verdict}`)}</Text>
        </div>
      </div>
      {report.warnings.length > 0 && (
        <Notice intent="warning" title={t('verify.warnings')}>
          <Sentences list={report.warnings} />
        </Notice>
      )}
      {report.signatures.length > 0 && (
        <Text as="h2" size={400} weight="semibold" className={styles.heading}>
          {t('verify.signaturesHeading', { count: report.signatures.length })}
        </Text>
      )}
      {report.signatures.length > 1 && <SignatureOverview signatures={report.signatures} anchor={anchor} />}
      {report.signatures.map((signature, index) => (
        <SignatureCard key={anchor(index)} id={anchor(index)} signature={signature} index={index + 1} />
      ))}
      <Text className={styles.note}>{t('verify.pictureNote')}</Text>
    </div>
  );
}
