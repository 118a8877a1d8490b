import { makeStyles, mergeClasses, Spinner, tokens } from '@fluentui/react-components';
import {
  CheckmarkCircleFilled,
  CircleRegular,
  ClockRegular,
  DismissCircleFilled,
  SubtractCircleRegular,
} from '@fluentui/react-icons';
import type { SigningStep } from '../../contracts/jobs.js';

const useStyles = makeStyles({
  icon: { fontSize: '22px', display: 'block' },
  signed: { color: tokens.colorStatusSuccessForeground1 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** The step in one sign; its words stand beside it. */
export function StepIcon({ step }: { readonly step: SigningStep }) {
  const styles = useStyles();
  switch (step) {
    case 'signed':
      return <CheckmarkCircleFilled className={mergeClasses(styles.icon, styles.signed)} />;
    case 'failed':
      return <DismissCircleFilled className={mergeClasses(styles.icon, styles.failed)} />;
    case 'awaiting-timestamp':
      return <ClockRegular className={mergeClasses(styles.icon, styles.quiet)} />;
    case 'waiting':
      return <CircleRegular className={mergeClasses(styles.icon, styles.quiet)} />;
    case 'not-signed':
      return <SubtractCircleRegular className={mergeClasses(styles.icon, styles.quiet)} />;
    case 'preparing':
    case 'signing':
    case 'timestamping':
    case 'embedding':
    case 'proving':
      return <Spinner size="extra-tiny" aria-hidden />;
  }
}
