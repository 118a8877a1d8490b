/** One document in a list: a button that makes it current, with what stands below its name, and a way to drop it. */
import { Button, makeStyles, mergeClasses, Tooltip, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shownText } from '../../contracts/shown-text.js';
import type { RowState } from './virtual-list.js';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    alignItems: 'flex-start',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    borderLeft: '3px solid transparent',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
  },
  current: {
    backgroundColor: tokens.colorBrandBackground2,
    borderLeftColor: tokens.colorBrandBackground,
    ':hover': { backgroundColor: tokens.colorBrandBackground2Hover },
  },
  main: {
    flexGrow: 1,
    minWidth: 0,
    display: 'flex',
    gap: '10px',
    alignItems: 'flex-start',
    padding: '10px 4px 10px 12px',
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    borderRadius: tokens.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-3px' },
  },
  icon: { flexShrink: 0, fontSize: '22px', lineHeight: '22px', color: tokens.colorNeutralForeground3, display: 'flex' },
  texts: { minWidth: 0, display: 'flex', flexDirection: 'column', gap: '2px' },
  name: {
    overflowWrap: 'anywhere',
    fontWeight: tokens.fontWeightSemibold,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
  },
  // The current row shows its whole name; the others can be read in the tooltip.
  clamped: { display: '-webkit-box', overflow: 'hidden', WebkitBoxOrient: 'vertical', WebkitLineClamp: 2 },
  below: {
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground2,
  },
  remove: { margin: '6px 6px 0 0' },
});

interface DocumentRowProps {
  readonly name: string;
  readonly icon: ReactNode;
  readonly state: RowState;
  readonly onSelect: () => void;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

export function DocumentRow({ name, icon, state, onSelect, onRemove, children }: DocumentRowProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const label = t('intake.remove', { name });
  return (
    <div className={mergeClasses(styles.row, state.current && styles.current)}>
      <button
        type="button"
        className={styles.main}
        onClick={onSelect}
        aria-current={state.current}
        tabIndex={state.tabIndex}
        title={shownText(name)}
        data-row-focus
      >
        <span className={styles.icon}>{icon}</span>
        <span className={styles.texts}>
          <span className={mergeClasses(styles.name, !state.current && styles.clamped)}>{shownText(name)}</span>
          <span className={styles.below}>{children}</span>
        </span>
      </button>
      <Tooltip content={label} relationship="label">
        <Button
          className={styles.remove}
          appearance="subtle"
          size="small"
          icon={<DismissRegular />}
          tabIndex={state.tabIndex}
          onClick={onRemove}
        />
      </Tooltip>
    </div>
  );
}
