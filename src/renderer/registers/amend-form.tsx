/** The columns of an entry that a person fills in or corrects: what was handed over first, as that is written every day. */
import { Field, Input, makeStyles, Select, Textarea, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Direction } from '../../contracts/registers.js';
import { type AmendDraft, type AmendedDraft, type DraftField, urgencies } from './amendment.js';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '10px' },
  part: { margin: '8px 0 0', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: '10px 12px' },
  wide: { flexGrow: 2, flexBasis: '220px', minWidth: 0 },
  short: { flexGrow: 1, flexBasis: '130px', minWidth: 0, '& .fui-Input': { minWidth: 0 } },
  whole: { flexBasis: '100%', minWidth: 0 },
  hint: { color: tokens.colorNeutralForeground2 },
});

type Shape = 'wide' | 'short' | 'whole';
type Box = readonly [field: DraftField, shape: Shape];

const handing: Readonly<Record<Direction, readonly Box[]>> = {
  outgoing: [
    ['archivedBy', 'wide'],
    ['copies', 'short'],
    ['passedOn', 'short'],
    ['receivedBy', 'wide'],
    ['dueDate', 'short'],
    ['note', 'whole'],
  ],
  incoming: [
    ['assignee', 'wide'],
    ['passedOn', 'short'],
    ['receivedBy', 'wide'],
    ['dueDate', 'short'],
    ['opinion', 'whole'],
    ['note', 'whole'],
  ],
};

const contents: Readonly<Record<Direction, readonly Box[]>> = {
  outgoing: [
    ['notation', 'short'],
    ['typeName', 'wide'],
    ['subject', 'whole'],
    ['signerName', 'wide'],
    ['signerPosition', 'wide'],
    ['recipients', 'whole'],
    ['pages', 'short'],
    ['urgency', 'short'],
  ],
  incoming: [
    ['sender', 'wide'],
    ['codeNumber', 'short'],
    ['notation', 'short'],
    ['issuedDate', 'short'],
    ['typeName', 'wide'],
    ['subject', 'whole'],
    ['signerName', 'wide'],
    ['signerPosition', 'wide'],
    ['pages', 'short'],
    ['urgency', 'short'],
  ],
};

/** Of several lines; `recipients` has one of them for each. */
const areas: readonly DraftField[] = ['subject', 'note', 'opinion', 'recipients'];
const days: readonly DraftField[] = ['passedOn', 'dueDate', 'issuedDate'];
const counts: readonly DraftField[] = ['pages', 'copies'];
/** Together with the other fields of a register within what its door lets pass. */
const longest = 2000;

interface AmendFormProps {
  readonly direction: Direction;
  readonly draft: AmendDraft;
  readonly amended: AmendedDraft;
  readonly reason: string;
  /** Something that was written before is typed over. */
  readonly needsReason: boolean;
  /** Says what is missing; from the first try on. */
  readonly tried: boolean;
  readonly onDraft: (changes: Partial<AmendDraft>) => void;
  readonly onReason: (reason: string) => void;
}

/** The form takes the keyboard over from the button that brought it. */
const focus = (element: HTMLInputElement | null): void => element?.focus();

interface ControlProps {
  readonly field: DraftField;
  readonly value: string;
  readonly first: boolean;
  readonly onValue: (value: string) => void;
}

function Control({ field, value, first, onValue, ...labelled }: ControlProps) {
  const { t } = useTranslation();
  if (field === 'urgency') {
    return (
      <Select {...labelled} value={value} onChange={(_, { value: chosen }) => onValue(chosen)}>
        <option value="">{t('registers.amend.notUrgent')}</option>
        {urgencies.map((one) => (
          <option key={one} value={one}>
            {t(`records.urgency.${one}`)}
          </option>
        ))}
      </Select>
    );
  }
  const change = (_: unknown, { value: typed }: { readonly value: string }): void => onValue(typed);
  if (areas.includes(field)) {
    const rows = field === 'recipients' ? 3 : 2;
    return <Textarea {...labelled} value={value} rows={rows} maxLength={longest} resize="vertical" onChange={change} />;
  }
  const numeric = days.includes(field) || counts.includes(field);
  return (
    <Input
      {...labelled}
      {...(first && { ref: focus })}
      {...(numeric && { inputMode: 'numeric', maxLength: 10 })}
      {...(!numeric && { maxLength: longest })}
      value={value}
      onChange={change}
    />
  );
}

export function AmendForm(props: AmendFormProps) {
  const { direction, draft, amended, reason, needsReason, tried, onDraft, onReason } = props;
  const { t } = useTranslation();
  const styles = useStyles();
  const id = useId();
  const told = (field: DraftField): { hint?: string; validationMessage?: string } => ({
    ...(days.includes(field) && { hint: t('registers.dayHint') }),
    ...(field === 'recipients' && { hint: t('registers.amend.onePerLine') }),
    ...(tried &&
      amended.wrong.includes(field) && {
        validationMessage: t(days.includes(field) ? 'registers.dayWrong' : 'registers.amend.countWrong'),
      }),
  });
  const part = (name: 'handing' | 'content', boxes: readonly Box[]) => (
    <section aria-labelledby={`${id}-${name}`}>
      <h3 id={`${id}-${name}`} className={styles.part}>
        {t(`registers.amend.${name}`)}
      </h3>
      <div className={styles.row}>
        {boxes.map(([field, shape], index) => (
          <Field key={field} className={styles[shape]} label={t(`registers.field.${field}`)} {...told(field)}>
            <Control
              field={field}
              value={draft[field]}
              first={name === 'handing' && index === 0}
              onValue={(value) => onDraft({ [field]: value })}
            />
          </Field>
        ))}
      </div>
    </section>
  );
  return (
    <div className={styles.form}>
      <div className={styles.hint}>{t('registers.amend.meaning')}</div>
      {part('handing', handing[direction])}
      {part('content', contents[direction])}
      {needsReason && (
        <Field
          label={t('registers.amend.reason')}
          hint={t('registers.amend.reasonHint')}
          required
          {...(tried && reason.trim() === '' && { validationMessage: t('registers.reasonMissing') })}
        >
          <Textarea value={reason} maxLength={400} rows={2} onChange={(_, { value }) => onReason(value)} />
        </Field>
      )}
    </div>
  );
}
