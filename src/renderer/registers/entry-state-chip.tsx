/** The state of an entry in sign, colour and words. */
import { makeStyles, mergeClasses, shorthands, tokens } from '@fluentui/react-components';
import {
  ArrowSwapRegular,
  ArrowUndoRegular,
  CheckmarkCircleRegular,
  EditRegular,
  MailInboxRegular,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { EntryState } from '../../contracts/registers.js';

const useStyles = makeStyles({
  chip: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '5px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: '20px',
    fontWeight: tokens.fontWeightSemibold,
    padding: '0 8px 0 5px',
    borderRadius: tokens.borderRadiusCircular,
    border: '1px solid',
  },
  icon: { fontSize: '16px', flexShrink: 0 },
  good: {
    color: tokens.colorStatusSuccessForeground1,
    backgroundColor: tokens.colorStatusSuccessBackground1,
    ...shorthands.borderColor(tokens.colorStatusSuccessBorder1),
  },
  changed: {
    color: tokens.colorBrandForeground2,
    backgroundColor: tokens.colorBrandBackground2,
    ...shorthands.borderColor(tokens.colorBrandStroke2),
  },
  ended: {
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground3,
    ...shorthands.borderColor(tokens.colorNeutralStroke1),
  },
  bad: {
    color: tokens.colorStatusDangerForeground1,
    backgroundColor: tokens.colorStatusDangerBackground1,
    ...shorthands.borderColor(tokens.colorStatusDangerBorder1),
  },
});

const looks = {
  issued: ['good', CheckmarkCircleRegular],
  received: ['good', MailInboxRegular],
  corrected: ['changed', EditRegular],
  replaced: ['ended', ArrowSwapRegular],
  recalled: ['bad', ArrowUndoRegular],
} as const satisfies Record<EntryState, readonly [string, unknown]>;

export function EntryStateChip({ state }: { readonly state: EntryState }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [tone, Icon] = looks[state];
  return (
    <span className={mergeClasses(styles.chip, styles[tone])}>
      <Icon className={styles.icon} />
      {t(`registers.state.${state}`)}
    </span>
  );
}
