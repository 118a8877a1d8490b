/** What stands in a document's way, in sign, colour and words. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircleFilled,
  CheckmarkCircleRegular,
  DismissCircleFilled,
  EyeRegular,
  HourglassRegular,
  SubtractCircleRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Row } from './rows.js';

const useStyles = makeStyles({
  chip: {
    display: 'inline-flex',
    alignItems: 'flex-start',
    gap: '5px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  icon: { fontSize: '16px', flexShrink: 0, marginTop: '1px' },
  good: { color: tokens.colorStatusSuccessForeground1 },
  look: { color: tokens.colorStatusWarningForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  quiet: { color: tokens.colorNeutralForeground2 },
});

const open = ({ points, plan }: Row): number => Math.max(points.length, plan ? 1 : 0);

export function StandingChip({ row }: { readonly row: Row }) {
  const { t } = useTranslation();
  const styles = useStyles();
  if (!row.included && row.standing !== 'refused') {
    return (
      <span className={mergeClasses(styles.chip, styles.quiet)}>
        <SubtractCircleRegular className={styles.icon} />
        {t('records.standing.excluded')}
      </span>
    );
  }
  switch (row.standing) {
    case 'waiting':
      // Nothing that turns: a dozen of them in sight would be drawn in every frame for minutes.
      return (
        <span className={mergeClasses(styles.chip, styles.quiet)}>
          <HourglassRegular className={styles.icon} />
          {t('records.standing.waiting')}
        </span>
      );
    case 'look':
      return (
        <span className={mergeClasses(styles.chip, styles.look)}>
          <EyeRegular className={styles.icon} />
          {t('records.standing.look', { count: open(row) })}
        </span>
      );
    case 'ready':
      return (
        <span className={mergeClasses(styles.chip, styles.good)}>
          {row.seen ? (
            <CheckmarkCircleFilled className={styles.icon} />
          ) : (
            <CheckmarkCircleRegular className={styles.icon} />
          )}
          {t(row.seen ? 'records.standing.seen' : 'records.standing.ready')}
        </span>
      );
    case 'refused':
      return (
        <span className={mergeClasses(styles.chip, styles.bad)}>
          <DismissCircleFilled className={styles.icon} />
          {t('records.standing.refused')}
        </span>
      );
  }
}
