/** As what a document stands in the register, to be read and to be taken along into another program. */
import { Button, makeStyles, Text, Tooltip, tokens } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../contracts/ipc.js';
import type { Registered } from '../../contracts/jobs.js';
import { useSeriesName } from '../registers/series-line.js';
import { copyText } from '../ui/copy-text.js';

const useStyles = makeStyles({
  line: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: '0 6px', minWidth: 0 },
  number: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere', userSelect: 'text' },
  minor: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere', userSelect: 'text' },
});

/** `2026-03-05` as papers write it: the day is one of Vietnam's, whatever zone this computer is in. */
const shownDay = (day: string): string => day.split('-').reverse().join('/');

/** Number, day and register as separate words. */
const useWords = () => {
  const { t } = useTranslation();
  const seriesName = useSeriesName();
  return ({ direction, number, date, series, seriesName: name }: Registered) => ({
    number: t(`batch.registered.${direction}`, { number }),
    day: t('batch.registered.day', { day: shownDay(date) }),
    register: seriesName(series, name),
  });
};

export function RegisteredLine({ registered }: { readonly registered: Registered }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { number, day, register } = useWords()(registered);
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles.line}>
      <Text className={styles.number}>{number}</Text>
      <Text className={styles.minor}>{day}</Text>
      <Text className={styles.minor}>· {register}</Text>
      <Tooltip content={t(copied ? 'batch.registered.copied' : 'batch.registered.copy')} relationship="description">
        <Button
          size="small"
          appearance="subtle"
          icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
          aria-label={t('batch.registered.copyOne', { number })}
          onClick={() => setCopied(copyText(`${number} ${day}`))}
        />
      </Tooltip>
    </div>
  );
}

/** All numbers of a batch, one document a line, in columns that a table takes over. */
export function CopyRegistered({ items }: Pick<Batch, 'items'>) {
  const { t } = useTranslation();
  const words = useWords();
  const [copied, setCopied] = useState<Batch['items'] | null>(null);
  const lines = items.flatMap(({ name, registered }) => {
    if (!registered) return [];
    const { number, register } = words(registered);
    // A name with a tab or a line end in it would make another cell.
    return [[number, shownDay(registered.date), register, name.replace(/\s+/gu, ' ')].join('\t')];
  });
  if (lines.length === 0) return null;
  return (
    <Button
      icon={copied === items ? <CheckmarkRegular /> : <CopyRegular />}
      onClick={() => setCopied(copyText(lines.join('\n')) ? items : null)}
    >
      {t(copied === items ? 'batch.registered.copied' : 'batch.registered.copyAll', { count: lines.length })}
    </Button>
  );
}
