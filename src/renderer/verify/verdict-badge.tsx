/** A verdict as icon and word: never by colour alone. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import {
  DocumentRegular,
  ShieldCheckmarkFilled,
  ShieldErrorFilled,
  ShieldPersonFilled,
  ShieldQuestionFilled,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { Chip, type ChipLook } from '../ui/chip.js';
import type { Standing } from './standing.js';

const useStyles = makeStyles({
  small: { fontSize: '16px', flexShrink: 0 },
  large: { fontSize: '40px', flexShrink: 0 },
  valid: { color: tokens.colorStatusSuccessForeground1 },
  invalid: { color: tokens.colorStatusDangerForeground1 },
  indeterminate: { color: tokens.colorStatusWarningForeground1 },
  unsigned: { color: tokens.colorNeutralForeground3 },
  'own-root': { color: tokens.colorBrandForeground1 },
});

const looks: Readonly<Record<Standing, ChipLook>> = {
  valid: ['good', ShieldCheckmarkFilled],
  invalid: ['bad', ShieldErrorFilled],
  indeterminate: ['open', ShieldQuestionFilled],
  unsigned: ['quiet', DocumentRegular],
  'own-root': ['busy', ShieldPersonFilled],
};

export function VerdictIcon({ standing }: { readonly standing: Standing }) {
  const styles = useStyles();
  const [, Icon] = looks[standing];
  return <Icon className={mergeClasses(styles.large, styles[standing])} />;
}

export function VerdictBadge({ standing }: { readonly standing: Standing }) {
  const { t } = useTranslation();
  return <Chip look={looks[standing]}>{t(`verify.verdict.${standing}`)}</Chip>;
}

/** The sign alone, for where the word stands beside it or in its tooltip; it takes the colour of the text. */
export function VerdictSymbol({ standing }: { readonly standing: Standing }) {
  const styles = useStyles();
  const [, Icon] = looks[standing];
  return <Icon className={styles.small} />;
}
