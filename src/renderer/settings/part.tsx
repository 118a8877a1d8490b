/** One part of the settings page: its heading, a sentence about it, and what it holds. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';

const useStyles = makeStyles({
  part: { display: 'flex', flexDirection: 'column', gap: '8px' },
  heading: { margin: 0 },
  minor: {
    display: 'block',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

interface PartProps {
  readonly title: string;
  readonly hint?: string;
  readonly className?: string;
  /** Is given the id of the heading. */
  readonly children: (heading: string) => ReactNode;
}

export function Part({ title, hint, className, children }: PartProps) {
  const styles = useStyles();
  const heading = useId();
  return (
    <section className={mergeClasses(styles.part, className)} aria-labelledby={heading}>
      <div>
        <Text as="h2" size={400} weight="semibold" id={heading} className={styles.heading} block>
          {title}
        </Text>
        {hint && <span className={styles.minor}>{hint}</span>}
      </div>
      {children(heading)}
    </section>
  );
}
