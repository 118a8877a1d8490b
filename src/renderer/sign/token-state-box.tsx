/** The state of the token that will sign, with its one next step. Says nothing where all is well. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ErrorCircleFilled, UsbStickRegular, WarningFilled } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TokenState } from '../../contracts/token-state.js';
import { useSentence } from '../i18n/index.js';

const useStyles = makeStyles({
  box: { display: 'flex', gap: '10px', alignItems: 'flex-start', overflowWrap: 'anywhere' },
  framed: { padding: '8px 10px', borderRadius: tokens.borderRadiusLarge },
  error: {
    backgroundColor: tokens.colorStatusDangerBackground1,
    border: `1px solid ${tokens.colorStatusDangerBorder1}`,
  },
  warning: {
    backgroundColor: tokens.colorStatusWarningBackground1,
    border: `1px solid ${tokens.colorStatusWarningBorder1}`,
  },
  icon: { fontSize: '20px', flexShrink: 0, marginTop: '1px' },
  large: { fontSize: '28px' },
  quiet: { color: tokens.colorNeutralForeground3 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  warn: { color: tokens.colorStatusWarningForeground3 },
  lines: { display: 'flex', flexDirection: 'column', gap: '2px', minWidth: 0 },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

type Tone = 'none' | 'waiting' | 'warning' | 'error';

const toneOf = ({ code, returns }: TokenState): Tone => {
  switch (code) {
    case 'pin-needed':
    case 'certificate-not-chosen':
      return 'none';
    case 'no-driver':
    case 'no-token':
    case 'other-token':
    case 'token-removed':
      return 'waiting';
    case 'pin-final-try':
    case 'pin-perhaps-final-try':
      return 'error';
    default:
      return returns === 'not-here' ? 'error' : 'warning';
  }
};

/** The same words wherever a state is told. */
export function NextStep({ state }: { readonly state: TokenState }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  return (
    <span>
      {t('certificates.next')} {sentence(state.next)}
    </span>
  );
}

export function TokenStateBox({ state }: { readonly state: TokenState }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const tone = toneOf(state);
  if (tone === 'none') return null;
  const icons: Readonly<Record<Exclude<Tone, 'none'>, ReactElement>> = {
    waiting: <UsbStickRegular className={mergeClasses(styles.icon, styles.large, styles.quiet)} />,
    warning: <WarningFilled className={mergeClasses(styles.icon, styles.warn)} />,
    error: <ErrorCircleFilled className={mergeClasses(styles.icon, styles.bad)} />,
  };
  return (
    <div
      role="status"
      className={mergeClasses(styles.box, tone !== 'waiting' && mergeClasses(styles.framed, styles[tone]))}
    >
      {icons[tone]}
      <span className={styles.lines}>
        <Text weight="semibold">{sentence(state.sentence)}</Text>
        <NextStep state={state} />
        {state.returns === 'by-itself' && <span className={styles.minor}>{t('certificates.byItself')}</span>}
      </span>
    </div>
  );
}
