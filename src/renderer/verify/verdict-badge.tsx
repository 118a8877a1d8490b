/** A verdict as icon and word: never by colour alone. */
import { makeStyles, mergeClasses, shorthands, tokens } from '@fluentui/react-components';
import {
  DocumentRegular,
  ShieldCheckmarkFilled,
  ShieldErrorFilled,
  ShieldPersonFilled,
  ShieldQuestionFilled,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { Standing } from './standing.js';

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
  'own-root': {
    color: tokens.colorBrandForeground1,
    backgroundColor: tokens.colorBrandBackground2,
    ...shorthands.borderColor(tokens.colorBrandStroke2),
  },
  icon: { fontSize: '16px', flexShrink: 0 },
  large: { fontSize: '40px', flexShrink: 0 },
  validText: { color: tokens.colorStatusSuccessForeground1 },
  invalidText: { color: tokens.colorStatusDangerForeground1 },
  indeterminateText: { color: tokens.colorStatusWarningForeground1 },
  unsignedText: { color: tokens.colorNeutralForeground3 },
  'own-rootText': { color: tokens.colorBrandForeground1 },
});

const icons = {
  valid: ShieldCheckmarkFilled,
  invalid: ShieldErrorFilled,
  indeterminate: ShieldQuestionFilled,
  unsigned: DocumentRegular,
  'own-root': ShieldPersonFilled,
} as const;

export function VerdictIcon({ standing }: { readonly standing: Standing }) {
  const styles = useStyles();
  const Icon = icons[standing];
  return <Icon className={mergeClasses(styles.large, styles[`${standing}Text`])} />;
}

export function VerdictBadge({ standing }: { readonly standing: Standing }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const Icon = icons[standing];
  return (
    <span className={mergeClasses(styles.badge, styles[standing])}>
      <Icon className={styles.icon} />
      {t(`verify.verdict.${standing}`)}
    </span>
  );
}

/** The sign alone, for where the word stands beside it or in its tooltip; it takes the colour of the text. */
export function VerdictSymbol({ standing }: { readonly standing: Standing }) {
  const styles = useStyles();
  const Icon = icons[standing];
  return <Icon className={styles.icon} />;
}
