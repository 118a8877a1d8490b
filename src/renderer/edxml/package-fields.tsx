import { Field, Input, makeStyles, Select, Textarea, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type PackageField, type PackageForm, packageFormSchema, typeCodeOf } from '../../contracts/edxml-window.js';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '10px' },
  part: { margin: '8px 0 4px', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'flex-start', gap: '10px 12px' },
  wide: { flexGrow: 2, flexBasis: '240px', minWidth: 0, '& .fui-Input': { minWidth: 0 } },
  short: { flexGrow: 1, flexBasis: '120px', minWidth: 0, '& .fui-Input': { minWidth: 0 } },
  whole: { flexBasis: '100%', minWidth: 0 },
});

type Shape = 'wide' | 'short' | 'whole';
type Box = readonly [field: PackageField, shape: Shape];

const parts = {
  document: [
    ['codeNumber', 'short'],
    ['codeNotation', 'wide'],
    ['issuedOn', 'short'],
    ['typeName', 'wide'],
    ['typeCode', 'short'],
    ['place', 'wide'],
    ['subject', 'whole'],
    ['signerName', 'wide'],
    ['signerPosition', 'wide'],
  ],
  offices: [
    ['organId', 'short'],
    ['organName', 'wide'],
    ['to', 'whole'],
    ['toPlaces', 'whole'],
  ],
  more: [
    ['priority', 'short'],
    ['dueDate', 'short'],
    ['copies', 'short'],
    ['pages', 'short'],
    ['business', 'wide'],
    ['otherDocument', 'wide'],
    ['reason', 'whole'],
  ],
} as const satisfies Record<string, readonly Box[]>;

const areas: readonly PackageField[] = ['subject', 'to', 'toPlaces', 'reason'];
const days: readonly PackageField[] = ['issuedOn', 'dueDate'];
const counts: readonly PackageField[] = ['typeCode', 'copies', 'pages', 'codeNumber'];
/** Have a sentence of their own beside the label. */
const hinted = ['issuedOn', 'dueDate', 'to', 'toPlaces', 'organId', 'typeCode', 'otherDocument'] as const;
const isHinted = (field: PackageField): field is (typeof hinted)[number] => hinted.some((one) => one === field);

const { priority, business } = packageFormSchema.shape;

interface ControlProps {
  readonly field: PackageField;
  readonly form: PackageForm;
  readonly onChange: (changes: Partial<PackageForm>) => void;
}

function Control({ field, form, onChange, ...labelled }: ControlProps) {
  const { t } = useTranslation();
  const change = (_: unknown, { value }: { readonly value: string }): void => {
    // Nobody knows the numbers of the types by heart.
    const code = field === 'typeName' ? typeCodeOf(value) : null;
    onChange({ [field]: value, ...(code !== null && { typeCode: String(code) }) });
  };
  if (field === 'priority' || field === 'business') {
    const names =
      field === 'priority'
        ? priority.options.map((one) => [one, t(`edxml.priority.${one}`)] as const)
        : business.options.map((one) => [one, t(`edxml.business.${one}`)] as const);
    return (
      <Select {...labelled} value={form[field]} onChange={change}>
        {names.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </Select>
    );
  }
  if (areas.includes(field))
    return <Textarea {...labelled} value={form[field]} rows={2} resize="vertical" onChange={change} />;
  const numeric = days.includes(field) || counts.includes(field);
  return (
    <Input
      {...labelled}
      value={form[field]}
      maxLength={numeric ? 10 : 2000}
      {...(numeric && { inputMode: 'numeric' })}
      onChange={change}
    />
  );
}

interface PackageFieldsProps {
  readonly form: PackageForm;
  /** Fields that a sentence is said about. */
  readonly wrong: ReadonlySet<PackageField>;
  readonly onChange: (changes: Partial<PackageForm>) => void;
}

export function PackageFields({ form, wrong, onChange }: PackageFieldsProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const id = useId();
  const isShown = ([field]: Box): boolean =>
    form.business !== 'new' || (field !== 'otherDocument' && field !== 'reason');
  return (
    <div className={styles.form}>
      {(['document', 'offices', 'more'] as const).map((part) => (
        <section key={part} aria-labelledby={`${id}-${part}`}>
          <h3 id={`${id}-${part}`} className={styles.part}>
            {t(`edxml.part.${part}`)}
          </h3>
          <div className={styles.row}>
            {parts[part].filter(isShown).map(([field, shape]) => (
              <Field
                key={field}
                className={styles[shape]}
                label={t(`edxml.field.${field}`)}
                {...(isHinted(field) && { hint: t(`edxml.hint.${field}`) })}
                {...(wrong.has(field) && { validationState: 'error', validationMessage: t('edxml.fieldWrong') })}
              >
                <Control field={field} form={form} onChange={onChange} />
              </Field>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}
