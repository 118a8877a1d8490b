/** The frame of a page: heading line with its actions, and the styles that pages share. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { low, tiny, unseen } from './tiny.js';

export const usePageStyles = makeStyles({
  page: {
    flexGrow: 1,
    minWidth: 0,
    minHeight: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
    padding: '16px 20px',
    overflowY: 'auto',
    '@media (max-width: 1100px)': { padding: '10px 12px', gap: '10px' },
    [low]: { padding: '6px 12px', gap: '6px' },
    [tiny]: { flexShrink: 0, overflowY: 'visible', padding: '8px 10px' },
  },
  card: {
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    minHeight: 0,
    minWidth: 0,
    overflow: 'hidden',
    display: 'flex',
    flexDirection: 'column',
    [tiny]: { flexShrink: 0 },
  },
});

const useStyles = makeStyles({
  header: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px 12px', flexShrink: 0 },
  titles: { flexGrow: 1, minWidth: '180px' },
  title: { margin: 0, display: 'block' },
  subtitle: { color: tokens.colorNeutralForeground2, display: 'block', [low]: unseen },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
});

interface PageHeaderProps {
  readonly title: string;
  readonly subtitle?: string;
  readonly children?: ReactNode;
}

export function PageHeader({ title, subtitle, children }: PageHeaderProps) {
  const styles = useStyles();
  return (
    <header className={styles.header}>
      <div className={styles.titles}>
        <Text as="h1" size={500} weight="semibold" className={styles.title}>
          {title}
        </Text>
        {subtitle && (
          <Text size={200} className={styles.subtitle}>
            {subtitle}
          </Text>
        )}
      </div>
      <div className={styles.actions}>{children}</div>
    </header>
  );
}
