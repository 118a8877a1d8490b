/** Thu hồi, đính chính, thay thế (NĐ 30/2020 Đ.18): the reason, and the document by which it is done. */
import { Field, Input, makeStyles, Select, Textarea } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { NumberKey } from '../../contracts/registers.js';
import type { EntryChangeRequest, RegisterOverview } from '../../contracts/registers-window.js';
import { shownText } from '../../contracts/shown-text.js';
import { dayOf } from '../batch/days.js';
import { useSentence } from '../i18n/index.js';
import { sentenceOf } from '../ui/kyso.js';
import { entryName, numberOf } from './numbers.js';
import { useSeriesName } from './series-line.js';
import type { ChangeEvent } from './states.js';
import { useEntry } from './use-registers.js';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '12px' },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: '12px' },
  wide: { flexGrow: 1, flexBasis: '180px', minWidth: 0 },
  short: { flexBasis: '120px', '& .fui-Input': { minWidth: 0 } },
});

/** What was typed; nothing of it is judged before it is sent. */
export interface ChangeDraft {
  readonly reason: string;
  readonly notation: string;
  readonly day: string;
  readonly series: string;
  readonly year: number;
  readonly number: string;
}

export const emptyDraft = ({ series, year }: NumberKey): ChangeDraft => ({
  reason: '',
  notation: '',
  day: '',
  series,
  year,
  number: '',
});

/** The document that corrects or replaces; null as long as its number is none. */
const successorOf = (entry: NumberKey, { series, year, number: text }: ChangeDraft): NumberKey | null => {
  const number = numberOf(text);
  return number === null ? null : { direction: entry.direction, series, year, number };
};

/** What is asked of the main process; null where something is missing. */
export const changeOf = (entry: NumberKey, event: ChangeEvent, draft: ChangeDraft): EntryChangeRequest | null => {
  const reason = draft.reason.trim();
  if (reason === '') return null;
  if (event === 'document-recalled') {
    const [notation, date] = [draft.notation.trim(), dayOf(draft.day)];
    return notation === '' || date === null ? null : { event, entry, reason, decision: { notation, date } };
  }
  const by = successorOf(entry, draft);
  return by && { event, entry, reason, by };
};

interface PartProps {
  readonly draft: ChangeDraft;
  /** Says what is missing; from the first try on. */
  readonly tried: boolean;
  readonly onDraft: (changes: Partial<ChangeDraft>) => void;
}

function DecisionFields({ draft, tried, onDraft }: PartProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const [noNotation, noDay] = [tried && draft.notation.trim() === '', tried && dayOf(draft.day) === null];
  return (
    <div className={styles.row}>
      <Field
        className={styles.wide}
        label={t('registers.decision')}
        required
        {...(noNotation && { validationMessage: t('registers.decisionMissing') })}
      >
        <Input value={draft.notation} maxLength={100} onChange={(_, { value }) => onDraft({ notation: value })} />
      </Field>
      <Field
        className={styles.short}
        label={t('registers.decisionDate')}
        hint={t('registers.dayHint')}
        required
        {...(noDay && { validationMessage: t('registers.dayWrong') })}
      >
        <Input
          value={draft.day}
          maxLength={10}
          inputMode="numeric"
          onChange={(_, { value }) => onDraft({ day: value })}
        />
      </Field>
    </div>
  );
}

/** From the year of the document on: nothing is corrected before it is issued. */
const yearsFrom = (first: number, now: number): number[] =>
  Array.from({ length: Math.max(1, now - first + 1) }, (_, index) => first + index);

interface SuccessorProps extends PartProps {
  readonly entry: NumberKey;
  readonly overview: RegisterOverview | undefined;
}

function SuccessorFields({ entry, overview, draft, tried, onDraft }: SuccessorProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const nameOf = useSeriesName();
  const successor = successorOf(entry, draft);
  const sentence = useSentence();
  const { data, error } = useEntry(successor);
  const { series = [] } = overview ?? {};
  const found = (): string | undefined => {
    if (error) return sentence(sentenceOf(error));
    if (!data) return undefined;
    const { fields } = data.entry;
    return [entryName(data.entry), fields.typeName, fields.subject].filter((part) => part !== '').join(' · ');
  };
  const hint = found();
  const wrong = tried && successor === null;
  return (
    <div className={styles.row}>
      {series.length > 1 && (
        <Field className={styles.wide} label={t('registers.seriesFilter')}>
          <Select value={draft.series} onChange={(_, { value }) => onDraft({ series: value })}>
            {series.map(({ id, name }) => (
              <option key={id} value={id}>
                {shownText(nameOf(id, name))}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field className={styles.short} label={t('registers.year')}>
        <Select value={String(draft.year)} onChange={(_, { value }) => onDraft({ year: Number(value) })}>
          {yearsFrom(entry.year, new Date().getFullYear()).map((year) => (
            <option key={year} value={year}>
              {year}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        className={styles.wide}
        label={t('registers.successor')}
        required
        {...(hint !== undefined && { hint: shownText(hint) })}
        {...(wrong && { validationMessage: t('registers.numberWrong') })}
      >
        <Input
          value={draft.number}
          maxLength={7}
          inputMode="numeric"
          onChange={(_, { value }) => onDraft({ number: value })}
        />
      </Field>
    </div>
  );
}

/** What was chosen takes the keyboard over from the button that brought it. */
const focus = (element: HTMLTextAreaElement | null): void => element?.focus();

interface ChangeFormProps extends SuccessorProps {
  readonly event: ChangeEvent;
}

export function ChangeForm({ event, ...props }: ChangeFormProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { draft, tried, onDraft } = props;
  return (
    <div className={styles.form}>
      <div>{t(`registers.meaning.${event}`)}</div>
      <Field
        label={t('registers.reason')}
        required
        {...(tried && draft.reason.trim() === '' && { validationMessage: t('registers.reasonMissing') })}
      >
        <Textarea
          value={draft.reason}
          maxLength={400}
          rows={2}
          ref={focus}
          onChange={(_, { value }) => onDraft({ reason: value })}
        />
      </Field>
      {event === 'document-recalled' ? <DecisionFields {...props} /> : <SuccessorFields {...props} />}
      <strong>{t('registers.noWayBack')}</strong>
    </div>
  );
}
