/** Series of numbers: which types of documents are counted together. */
import { Button, Field, Input, makeStyles, Tooltip } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { type DraftSeries, freshSeries, mostSeries, seriesProblem } from './presets-rules.js';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '12px' },
  row: { display: 'flex', gap: '8px', alignItems: 'flex-start' },
  fields: { display: 'flex', flexWrap: 'wrap', gap: '8px', flexGrow: 1, minWidth: 0 },
  name: { flexGrow: 1, flexBasis: '160px', minWidth: 0, '& .fui-Input': { minWidth: 0 } },
  types: { flexGrow: 3, flexBasis: '220px', minWidth: 0, '& .fui-Input': { minWidth: 0 } },
  // Beside the field, not beside its label above.
  tool: { marginTop: '28px', flexShrink: 0 },
  add: { alignSelf: 'flex-start' },
});

const problemKeys = {
  'name-empty': 'presets.seriesNameEmpty',
  'name-twice': 'presets.seriesNameTwice',
  'types-twice': 'presets.seriesTypesTwice',
  'rest-twice': 'presets.seriesRestTwice',
  'types-too-many': 'presets.seriesTypesTooMany',
} as const;

interface PresetsSeriesProps {
  readonly series: readonly DraftSeries[];
  /** Says what is wrong; from the first try to save on. */
  readonly tried: boolean;
  readonly onChange: (series: readonly DraftSeries[]) => void;
}

export function PresetsSeries({ series, tried, onChange }: PresetsSeriesProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const change = (id: string, changes: Partial<DraftSeries>): void =>
    onChange(series.map((one) => (one.id === id ? { ...one, ...changes } : one)));
  return (
    <>
      {series.length > 0 && (
        <ol className={styles.list}>
          {series.map(({ id, name, types }, index) => {
            const problem = tried ? seriesProblem(series, index) : null;
            const wrong = problem && { validationState: 'error' as const, validationMessage: t(problemKeys[problem]) };
            const ofName = problem === 'name-empty' || problem === 'name-twice';
            return (
              <li key={id} className={styles.row}>
                <div className={styles.fields}>
                  <Field
                    className={styles.name}
                    label={t('presets.seriesName', { position: index + 1 })}
                    {...(wrong && ofName ? wrong : {})}
                  >
                    <Input value={name} maxLength={200} onChange={(_, { value }) => change(id, { name: value })} />
                  </Field>
                  <Field
                    className={styles.types}
                    label={t('presets.seriesTypes', { position: index + 1 })}
                    {...(wrong && !ofName ? wrong : {})}
                  >
                    <Input
                      value={types}
                      maxLength={5000}
                      placeholder={t('presets.seriesTypesExample')}
                      onChange={(_, { value }) => change(id, { types: value })}
                    />
                  </Field>
                </div>
                <Tooltip content={t('presets.seriesRemove', { position: index + 1 })} relationship="label">
                  <Button
                    className={styles.tool}
                    appearance="subtle"
                    icon={<DeleteRegular />}
                    onClick={() => onChange(series.filter((one) => one.id !== id))}
                  />
                </Tooltip>
              </li>
            );
          })}
        </ol>
      )}
      <Button
        className={styles.add}
        icon={<AddRegular />}
        disabled={series.length >= mostSeries}
        onClick={() => onChange([...series, freshSeries()])}
      >
        {t('presets.seriesAdd')}
      </Button>
    </>
  );
}
