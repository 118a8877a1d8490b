/** A verdict in colour, sign and words: never by colour alone. */
import { makeStyles, mergeClasses, shorthands, tokens } from '@fluentui/react-components';
import { DocumentRegular, ShieldCheckmarkFilled, ShieldErrorFilled, ShieldQuestionFilled } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Verdict } from '../../contracts/verification.js';

const useStyles = makeStyles({
  badge: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '5px',
    padding: '1px 9px 1px 6px',
    borderRadius: tokens.borderRadiusCircular,
    border: '1px solid',
    fontSize: tokens.fontSizeBase200,
    lineHeight: '20px',
    fontWeight: tokens.fontWeightSemibold,
    whiteSpace: 'nowrap',
  },
  valid: {
    color: tokens.colorStatusSuccessForeground1,
    backgroundColor: tokens.colorStatusSuccessBackground1,
    ...shorthands.borderColor(tokens.colorStatusSuccessBorder1),
  },
  invalid: {
    color: tokens.colorStatusDangerForeground1,
    backgroundColor: tokens.colorStatusDangerBackground1,
    ...shorthands.borderColor(tokens.colorStatusDangerBorder1),
  },
  indeterminate: {
    color: tokens.colorStatusWarningForeground1,
    backgroundColor: tokens.colorStatusWarningBackground1,
    ...shorthands.borderColor(tokens.colorStatusWarningBorder1),
  },
  unsigned: {
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground3,
    ...shorthands.borderColor(tokens.colorNeutralStroke1),
  },
  icon: { fontSize: '16px', flexShrink: 0 },
  large: { fontSize: '40px' },
  validText: { color: tokens.colorStatusSuccessForeground1 },
  invalidText: { color: tokens.colorStatusDangerForeground1 },
  indeterminateText: { color: tokens.colorStatusWarningForeground1 },
  unsignedText: { color: tokens.colorNeutralForeground3 },
});

const icons = {
  valid: ShieldCheckmarkFilled,
  invalid: ShieldErrorFilled,
  indeterminate: ShieldQuestionFilled,
  unsigned: DocumentRegular,
} as const;

export function VerdictIcon({ verdict }: { readonly verdict: Verdict }) {
  const styles = useStyles();
  const Icon = icons[verdict];
  return <Icon className={mergeClasses(styles.large, styles[`${verdict}Text`])} />;
}

export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const Icon = icons[verdict];
  return (
    <span className={mergeClasses(styles.badge, styles[verdict])}>
      <Icon className={styles.icon} />
      {t(`verify.verdict.${verdict}`)}
    </span>
  );
}
