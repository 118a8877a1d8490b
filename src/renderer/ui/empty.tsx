/** A list without rows: why it has none, and what to do about it. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { FluentIcon } from '@fluentui/react-icons';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  empty: {
    margin: 'auto',
    padding: '24px',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: '6px',
    textAlign: 'center',
  },
  icon: { fontSize: '44px', color: tokens.colorNeutralForeground3 },
  hint: { color: tokens.colorNeutralForeground2, maxWidth: '560px' },
});

interface EmptyProps {
  readonly icon: FluentIcon;
  readonly title: string;
  readonly hint: string;
  readonly children?: ReactNode;
}

export function Empty({ icon: Icon, title, hint, children }: EmptyProps) {
  const styles = useStyles();
  return (
    <div className={styles.empty} role="status">
      <Icon className={styles.icon} />
      <Text size={400} weight="semibold">
        {title}
      </Text>
      <Text className={styles.hint}>{hint}</Text>
      {children}
    </div>
  );
}
