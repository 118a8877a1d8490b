/** One check: sign and word of its state, what was found, the next step, and the facts for whoever helps. */
import { makeStyles, mergeClasses, Spinner, Text, tokens } from '@fluentui/react-components';
import {
  ArrowRightRegular,
  CheckmarkCircleFilled,
  ErrorCircleFilled,
  QuestionCircleFilled,
  SubtractCircleRegular,
  WarningFilled,
} from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { type CheckId, type CheckResult, type CheckState, checkTitles, factLabels } from '../../contracts/doctor.js';
import { useSentence } from '../i18n/index.js';

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: '24px minmax(150px, 220px) minmax(0, 1fr)',
    gap: '2px 12px',
    padding: '9px 16px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    overflowWrap: 'anywhere',
    '@media (max-width: 1100px)': { gridTemplateColumns: '24px minmax(0, 1fr)', padding: '9px 12px' },
  },
  icon: { fontSize: '22px', display: 'flex' },
  head: {
    display: 'flex',
    flexDirection: 'column',
    '@media (max-width: 1100px)': { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'baseline', gap: '0 12px' },
  },
  body: {
    display: 'flex',
    flexDirection: 'column',
    gap: '2px',
    minWidth: 0,
    '@media (max-width: 1100px)': { gridColumnStart: 2 },
  },
  state: { fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
  step: { display: 'flex', gap: '6px', alignItems: 'flex-start', fontWeight: tokens.fontWeightSemibold },
  arrow: { fontSize: '18px', flexShrink: 0, marginTop: '2px' },
  summary: {
    cursor: 'pointer',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    width: 'fit-content',
  },
  facts: {
    margin: '4px 0 0',
    display: 'grid',
    gridTemplateColumns: 'max-content minmax(0, 1fr)',
    gap: '1px 12px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    userSelect: 'text',
  },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0 },
  good: { color: tokens.colorStatusSuccessForeground1 },
  attention: { color: tokens.colorStatusWarningForeground1 },
  bad: { color: tokens.colorStatusDangerForeground1 },
  unknown: { color: tokens.colorStatusWarningForeground1 },
  'not-applicable': { color: tokens.colorNeutralForeground2 },
});

export const stateIcons = {
  good: CheckmarkCircleFilled,
  attention: WarningFilled,
  bad: ErrorCircleFilled,
  unknown: QuestionCircleFilled,
  'not-applicable': SubtractCircleRegular,
} as const;

function Sign({ state }: { readonly state: CheckState }) {
  const styles = useStyles();
  const Icon = stateIcons[state];
  return (
    <span className={mergeClasses(styles.icon, styles[state])}>
      <Icon aria-hidden />
    </span>
  );
}

function Found({ result: { findings, nextStep, facts } }: { readonly result: CheckResult }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  return (
    <div className={styles.body}>
      {findings.map((finding) => (
        <Text key={finding.vi}>{sentence(finding)}</Text>
      ))}
      {nextStep && (
        <span className={styles.step}>
          <ArrowRightRegular className={styles.arrow} aria-hidden />
          {sentence(nextStep)}
        </span>
      )}
      {facts.length > 0 && (
        <details>
          <summary className={styles.summary}>{t('doctor.facts')}</summary>
          <dl className={styles.facts}>
            {facts.flatMap(({ name, value }, index) => [
              // biome-ignore lint/suspicious/noArrayIndexKey: a result is replaced whole; a fact may come twice
              <dt key={`name ${index}`} className={styles.name}>
                {sentence(factLabels[name])}
              </dt>,
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <dd key={`value ${index}`} className={styles.value}>
                {value}
              </dd>,
            ])}
          </dl>
        </details>
      )}
    </div>
  );
}

/** @param result left out while it is not known */
export function CheckRow({ id, result }: { readonly id: CheckId; readonly result: CheckResult | undefined }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  return (
    <li className={styles.row} aria-label={sentence(checkTitles[id])} data-state={result?.state ?? 'running'}>
      {result ? <Sign state={result.state} /> : <Spinner size="tiny" aria-hidden />}
      <span className={styles.head}>
        <Text weight="semibold">{sentence(checkTitles[id])}</Text>
        <span className={mergeClasses(styles.state, result && styles[result.state])}>
          {result ? t(`doctor.state.${result.state}`) : t('doctor.running')}
        </span>
      </span>
      {result && <Found result={result} />}
    </li>
  );
}
