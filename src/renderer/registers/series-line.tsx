/** Where a series of numbers stands, in one sentence, and the step that says with which number it begins or goes on. */
import { Button, makeStyles, mergeClasses, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { CheckmarkCircleFilled, InfoRegular, NumberSymbolSquareRegular, WarningFilled } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { ShownSeries } from '../../contracts/registers-window.js';
import { possibleStart, type SeriesStanding, shownNumber, shownRanges, standingOf } from './numbers.js';

const useStyles = makeStyles({
  line: { display: 'flex', alignItems: 'flex-start', gap: '8px', minWidth: 0 },
  icon: { fontSize: '20px', flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1 },
  plain: { color: tokens.colorNeutralForeground2 },
  bad: { color: tokens.colorStatusWarningForeground1 },
  words: { overflowWrap: 'anywhere', minWidth: 0 },
  name: { fontWeight: tokens.fontWeightSemibold },
  start: { flexShrink: 0, marginBlock: '-2px' },
});

const looks = {
  unused: ['plain', InfoRegular],
  held: ['plain', InfoRegular],
  whole: ['good', CheckmarkCircleFilled],
  gaps: ['plain', InfoRegular],
  broken: ['bad', WarningFilled],
} as const satisfies Record<SeriesStanding['kind'], readonly [string, unknown]>;

/** `Sổ liền mạch từ 01 đến 87; đang giữ: 88; số tiếp theo: 89.` */
export const useStandingSentence = (): ((series: ShownSeries) => string) => {
  const { t } = useTranslation();
  const nextOf = ({ next, unconfirmed }: ShownSeries): string => {
    if (next === null) return t('registers.standing.blockEmpty');
    return t(`registers.standing.${unconfirmed ? 'unconfirmed' : 'next'}`, { number: shownNumber(next) });
  };
  return (series) => {
    const standing = standingOf(series);
    const { kind, first, last, held, free, missing, unregistered } = standing;
    const numbers = { first: shownNumber(first), last: shownNumber(last) };
    const parts = [
      t(`registers.standing.${kind}`, numbers),
      ...(missing.length > 0 ? [t('registers.standing.missing', { numbers: shownRanges(missing) })] : []),
      ...(unregistered.length > 0
        ? [t('registers.standing.unregistered', { numbers: shownRanges(unregistered) })]
        : []),
      ...(free.length > 0 ? [t('registers.standing.free', { numbers: shownRanges(free) })] : []),
      ...(held.length > 0 ? [t('registers.standing.heldNumbers', { numbers: shownRanges(held) })] : []),
      nextOf(series),
    ];
    return `${parts.join('; ')}.`;
  };
};

/** As people call it: its name, or what it is where the office gave it none. */
export const useSeriesName = (): ((id: string, name: string | null) => string) => {
  const { t } = useTranslation();
  return (id, name) => {
    if (name !== null) return name;
    if (id === 'chung') return t('registers.seriesRest');
    return id === 'den' ? t('registers.seriesIncoming') : id;
  };
};

interface SeriesLineProps {
  readonly series: ShownSeries;
  /** Not needed where there is no other one. */
  readonly named: boolean;
  readonly onStart: () => void;
}

export function SeriesLine({ series, named, onStart }: SeriesLineProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const sentence = useStandingSentence();
  const afterDialog = useRestoreFocusTarget();
  const nameOf = useSeriesName();
  const { unconfirmed } = series;
  const [tone, Icon] = looks[unconfirmed ? 'broken' : standingOf(series).kind];
  const name = nameOf(series.id, series.name);
  const step = unconfirmed ? 'confirmNext' : 'start';
  return (
    <div className={styles.line}>
      <Icon className={mergeClasses(styles.icon, styles[tone])} />
      <span className={styles.words}>
        {named && <span className={styles.name}>{name}: </span>}
        {sentence(series)}
        {unconfirmed && ` ${t('registers.unconfirmedMeaning')}`}
      </span>
      {(unconfirmed || possibleStart(series) !== null) && (
        <Button
          className={styles.start}
          {...afterDialog}
          size="small"
          icon={<NumberSymbolSquareRegular />}
          onClick={onStart}
          aria-label={named ? t(`registers.${step}Of`, { name }) : undefined}
        >
          {t(`registers.${step}`)}
        </Button>
      )}
    </div>
  );
}
