/** A document's state in sign, colour and words. */
import { makeStyles, mergeClasses, shorthands, tokens } from '@fluentui/react-components';
import {
  ArrowSyncRegular,
  ArrowUploadRegular,
  CheckmarkCircleFilled,
  ClockRegular,
  ErrorCircleFilled,
  SubtractCircleRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { JobState } from '../../contracts/jobs.js';

const useStyles = makeStyles({
  chip: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '5px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: '20px',
    fontWeight: tokens.fontWeightSemibold,
    padding: '1px 9px 1px 6px',
    borderRadius: tokens.borderRadiusCircular,
    border: '1px solid',
  },
  icon: { fontSize: '16px', flexShrink: 0 },
  quiet: {
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground3,
    ...shorthands.borderColor(tokens.colorNeutralStroke1),
  },
  busy: {
    color: tokens.colorBrandForeground2,
    backgroundColor: tokens.colorBrandBackground2,
    ...shorthands.borderColor(tokens.colorBrandStroke2),
  },
  good: {
    color: tokens.colorStatusSuccessForeground1,
    backgroundColor: tokens.colorStatusSuccessBackground1,
    ...shorthands.borderColor(tokens.colorStatusSuccessBorder1),
  },
  bad: {
    color: tokens.colorStatusDangerForeground1,
    backgroundColor: tokens.colorStatusDangerBackground1,
    ...shorthands.borderColor(tokens.colorStatusDangerBorder1),
  },
});

const looks = {
  received: ['quiet', ClockRegular],
  preparing: ['busy', ArrowSyncRegular],
  signing: ['busy', ArrowSyncRegular],
  timestamping: ['busy', ArrowSyncRegular],
  'awaiting-timestamp': ['quiet', ClockRegular],
  signed: ['busy', ArrowSyncRegular],
  proved: ['busy', ArrowUploadRegular],
  uploading: ['busy', ArrowSyncRegular],
  delivered: ['good', CheckmarkCircleFilled],
  failed: ['bad', ErrorCircleFilled],
  cancelled: ['quiet', SubtractCircleRegular],
} as const satisfies Record<JobState, readonly [string, unknown]>;

export function StateChip({ state }: { readonly state: JobState }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [tone, Icon] = looks[state];
  return (
    <span className={mergeClasses(styles.chip, styles[tone])}>
      <Icon className={styles.icon} />
      {t(`queue.state.${state}`)}
    </span>
  );
}
