import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  chip: {
    display: 'inline-grid',
    placeItems: 'center',
    minWidth: '22px',
    height: '22px',
    padding: '0 5px',
    borderRadius: tokens.borderRadiusCircular,
    // The same on page and legend, in both themes: paper is white in either.
    backgroundColor: '#1f65b6',
    color: '#ffffff',
    fontSize: '12px',
    lineHeight: 1,
    fontWeight: tokens.fontWeightSemibold,
  },
  quiet: { backgroundColor: '#5c6f82' },
  small: { minWidth: '16px', height: '16px', padding: '0 3px', fontSize: '11px' },
});

interface MarkChipProps {
  readonly number: number;
  /** It was there before. */
  readonly quiet?: boolean;
  readonly small?: boolean;
}

/** The number that a mark has on the page and in lists. */
export function MarkChip({ number, quiet = false, small = false }: MarkChipProps) {
  const styles = useStyles();
  return <span className={mergeClasses(styles.chip, quiet && styles.quiet, small && styles.small)}>{number}</span>;
}
