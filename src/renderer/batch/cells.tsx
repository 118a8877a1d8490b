/** The two cells of a row that a person can change: kind and number. Only the current row has controls. */
import { Input, makeStyles, Select, tokens } from '@fluentui/react-components';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shownText } from '../../contracts/shown-text.js';
import type { Decision } from './choices.js';
import { shownNumber } from './numbering.js';
import type { Row } from './rows.js';

const useStyles = makeStyles({
  full: { width: '100%', minWidth: 0 },
  number: { width: '76px', minWidth: 0 },
  line: { display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: '0 4px', minWidth: 0 },
  given: {
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    overflowWrap: 'anywhere',
  },
});

interface CellProps {
  readonly row: Row;
  readonly current: boolean;
  readonly decide: (decision: Decision) => void;
  /** Back to the row with the keyboard. */
  readonly onDone: () => void;
}

const kinds = ['electronic', 'scan', 'unnumbered-scan'] as const;

export function KindCell({ row, current, decide, onDone }: CellProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { document, kind, refusal, plan } = row;
  if (!current || (!plan && refusal)) {
    return <span className={styles.minor}>{plan ? t(`records.kind.${kind}`) : ''}</span>;
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    onDone();
  };
  return (
    <Select
      size="small"
      className={styles.full}
      select={{ 'data-kind': true, 'aria-label': t('records.kindOf', { name: document.name }) } as object}
      value={kind}
      onKeyDown={onKeyDown}
      onChange={(_, { value }) => {
        const chosen = kinds.find((one) => one === value);
        if (chosen) decide({ kind: 'own', document: document.id, changes: { kind: chosen } });
      }}
    >
      {kind === 'unknown' && <option value="unknown">{t('records.kind.unknown')}</option>}
      {kinds.map((one) => (
        <option key={one} value={one}>
          {t(`records.kind.${one}`)}
        </option>
      ))}
    </Select>
  );
}

/** What the page prints behind the number, or the whole number where there is one. */
const printed = ({ plan }: Row): string => {
  const place = plan?.facts.number;
  if (!place) return '';
  return shownText(`${place.gap.filled?.text ?? ''}${place.notation ?? ''}`);
};

interface NumberCellProps extends CellProps {
  /** What it will get; null where that is not settled. */
  readonly given: number | null;
}

function NumberInput({ row, given, decide, onDone }: NumberCellProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { document, number } = row;
  const settled = number ?? given;
  const [draft, setDraft] = useState<string | null>(null);
  const commit = (): void => {
    if (draft === null) return;
    const typed = Number(draft);
    const valid = Number.isInteger(typed) && typed >= 1 && typed <= 9_999_999;
    if (draft.trim() === '') decide({ kind: 'own', document: document.id, changes: { number: undefined } });
    else if (valid && typed !== settled) decide({ kind: 'own', document: document.id, changes: { number: typed } });
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    if (event.key === 'Enter') commit();
    else setDraft(null);
    onDone();
  };
  return (
    <Input
      size="small"
      className={styles.number}
      input={{ 'data-number': true, inputMode: 'numeric' } as object}
      aria-label={t('records.numberOf', { name: document.name })}
      placeholder={t('records.numberNone')}
      value={draft ?? (settled === null ? '' : shownNumber(settled))}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onChange={(_, { value }) => setDraft(value.replace(/\D/gu, '').slice(0, 7))}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  );
}

export function NumberCell(props: NumberCellProps) {
  const { row, given, current } = props;
  const styles = useStyles();
  const settled = row.number ?? given;
  const words = printed(row);
  if (!row.numbered) return <span className={styles.minor}>{words}</span>;
  return (
    <span className={styles.line}>
      {current ? (
        <NumberInput {...props} />
      ) : (
        settled !== null && <span className={styles.given}>{shownNumber(settled)}</span>
      )}
      <span className={styles.minor}>{words}</span>
    </span>
  );
}
