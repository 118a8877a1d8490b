/** A state in sign, colour and words. */
import { makeStyles, mergeClasses, shorthands, tokens } from '@fluentui/react-components';
import type { FluentIcon } from '@fluentui/react-icons';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  chip: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '5px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: '20px',
    fontWeight: tokens.fontWeightSemibold,
    padding: '0 9px 0 6px',
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
  open: {
    color: tokens.colorStatusWarningForeground1,
    backgroundColor: tokens.colorStatusWarningBackground1,
    ...shorthands.borderColor(tokens.colorStatusWarningBorder1),
  },
  bad: {
    color: tokens.colorStatusDangerForeground1,
    backgroundColor: tokens.colorStatusDangerBackground1,
    ...shorthands.borderColor(tokens.colorStatusDangerBorder1),
  },
});

/** `busy`: something is being done, or was done to it; `open`: not decided; `quiet`: nothing is asked of anybody. */
export type ChipLook = readonly [tone: 'quiet' | 'busy' | 'good' | 'open' | 'bad', icon: FluentIcon];

export function Chip({ look: [tone, Icon], children }: { readonly look: ChipLook; readonly children: ReactNode }) {
  const styles = useStyles();
  return (
    <span className={mergeClasses(styles.chip, styles[tone])}>
      <Icon className={styles.icon} />
      {children}
    </span>
  );
}
