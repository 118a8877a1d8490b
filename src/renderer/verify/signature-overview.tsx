/** All signatures of a document at a glance; a press goes to the one. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { shownText } from '../../contracts/shown-text.js';
import type { SignatureReport } from '../../contracts/verification.js';
import { formatMinute } from '../ui/format.js';
import { standingOfSignature } from './standing.js';
import { VerdictBadge } from './verdict-badge.js';

const useStyles = makeStyles({
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    overflow: 'hidden',
    flexShrink: 0,
  },
  row: {
    width: '100%',
    display: 'grid',
    gridTemplateColumns: '24px minmax(0, 1fr) auto',
    columnGap: '12px',
    alignItems: 'center',
    padding: '6px 12px',
    border: 'none',
    background: 'none',
    color: 'inherit',
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  name: { overflowWrap: 'anywhere', fontWeight: tokens.fontWeightSemibold },
  minor: {
    display: 'block',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    fontWeight: tokens.fontWeightRegular,
  },
  number: { color: tokens.colorNeutralForeground2, textAlign: 'end' },
});

function Row({ signature, index, anchor }: { signature: SignatureReport; index: number; anchor: string }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const time = signature.timestamp ?? signature.claimedTime;
  const show = (): void => {
    const card = document.getElementById(anchor);
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: 'start' });
  };
  return (
    <button type="button" className={styles.row} onClick={show}>
      <span className={styles.number}>{index}</span>
      <span className={styles.name}>
        {shownText(signature.signer?.commonName ?? t('common.unknownName'))}
        <span className={styles.minor}>
          {[
            signature.kind === 'timestamp' ? t('verify.timestamp') : null,
            shownText(signature.signer?.organization ?? ''),
            time === null ? null : formatMinute(time),
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <VerdictBadge standing={standingOfSignature(signature)} />
    </button>
  );
}

interface SignatureOverviewProps {
  readonly signatures: readonly SignatureReport[];
  /** Id of the element that shows the signature of this index. */
  readonly anchor: (index: number) => string;
}

export function SignatureOverview({ signatures, anchor }: SignatureOverviewProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <ul className={styles.list} aria-label={t('verify.overview')}>
      {signatures.map((signature, index) => (
        <li key={anchor(index)}>
          <Row signature={signature} index={index + 1} anchor={anchor(index)} />
        </li>
      ))}
    </ul>
  );
}
