/** Name and value pairs that wrap at any width. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  list: { margin: 0, display: 'grid', gridTemplateColumns: 'minmax(130px, 220px) minmax(0, 1fr)', gap: '6px 16px' },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere' },
  good: { color: tokens.colorStatusSuccessForeground1, fontWeight: tokens.fontWeightSemibold },
  bad: { color: tokens.colorStatusDangerForeground1, fontWeight: tokens.fontWeightSemibold },
  unsure: { color: tokens.colorStatusWarningForeground1, fontWeight: tokens.fontWeightSemibold },
  note: {
    display: 'block',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

export type Tone = 'plain' | 'good' | 'bad' | 'unsure';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  readonly tone?: Tone;
  readonly note?: string;
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  const styles = useStyles();
  return (
    <dl className={styles.list}>
      {facts.map(({ name, value, tone = 'plain', note }) => (
        <Pair
          key={name}
          name={name}
          note={note}
          value={value}
          className={mergeClasses(styles.value, tone !== 'plain' && styles[tone])}
        />
      ))}
    </dl>
  );
}

function Pair({
  name,
  value,
  note,
  className,
}: {
  name: string;
  value: ReactNode;
  note: string | undefined;
  className: string;
}) {
  const styles = useStyles();
  return (
    <>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>
        <span className={className}>{value}</span>
        {note && <span className={styles.note}>{note}</span>}
      </dd>
    </>
  );
}
