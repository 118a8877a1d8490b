/** What is done with the stack, and what is said once for all its documents. */
import { Input, makeStyles, Select, Tab, TabList, tokens } from '@fluentui/react-components';
import { memo, type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Operation, operationSchema } from '../../contracts/records.js';
import { usePresets } from '../settings/use-presets.js';
import { type CommonChoice, type CommonPart, commonParts, type Decision } from './choices.js';
import { dayOf, shownDay, today } from './days.js';

const useStyles = makeStyles({
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 16px', flexShrink: 0 },
  // The words of the first one line up with the heading.
  tabs: { flexWrap: 'wrap', marginInlineStart: '-8px' },
  parts: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 12px' },
  part: {
    display: 'flex',
    alignItems: 'center',
    gap: '6px',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground2,
  },
  wide: { width: '220px', maxWidth: '100%', '@media (max-width: 1100px)': { width: '110px' } },
  date: { width: '112px' },
});

/** Seldom ones at the end: what a clerk does every morning stands first. */
const operations = [
  'issue',
  'copy',
  'appendix',
  'incoming',
  'approve',
  'initial',
  'urgency',
] as const satisfies Operation[];

function Labelled({ label, children }: { readonly label: string; readonly children: (id: string) => ReactNode }) {
  const styles = useStyles();
  const id = useId();
  return (
    <div className={styles.part}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

interface PartProps {
  readonly common: CommonChoice;
  readonly onChange: (changes: Partial<CommonChoice>) => void;
}

/** Day first, as Vietnamese papers write it: the system's own field follows the language of the computer. */
function DateInput({ id, common, onChange }: PartProps & { readonly id: string }) {
  const styles = useStyles();
  const [draft, setDraft] = useState<string | null>(null);
  const shown = shownDay(common.date ?? today(new Date()));
  const commit = (): void => {
    const day = draft === null ? null : dayOf(draft);
    if (day !== null) onChange({ date: day === today(new Date()) ? null : day });
    setDraft(null);
  };
  return (
    <Input
      id={id}
      size="small"
      className={styles.date}
      maxLength={10}
      inputMode="numeric"
      value={draft ?? shown}
      aria-invalid={draft !== null && dayOf(draft) === null}
      onFocus={({ currentTarget }) => currentTarget.select()}
      onChange={(_, { value }) => setDraft(value)}
      onBlur={commit}
      onKeyDown={({ key }) => key === 'Enter' && commit()}
    />
  );
}

function Leader({ common, onChange }: PartProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { data } = usePresets();
  return (
    <Labelled label={t('records.part.leader')}>
      {(id) => (
        <Select
          id={id}
          size="small"
          className={styles.wide}
          value={common.leader ?? ''}
          onChange={(_, { value }) => onChange({ leader: value === '' ? null : value })}
        >
          <option value="">{t('records.leaderByName')}</option>
          {data?.leaders.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Labelled>
  );
}

function Part({ part, ...props }: PartProps & { readonly part: CommonPart }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { common, onChange } = props;
  switch (part) {
    case 'date':
      return <Labelled label={t('records.part.date')}>{(id) => <DateInput id={id} {...props} />}</Labelled>;
    case 'leader':
      return <Leader {...props} />;
    case 'copyForm':
      return (
        <Labelled label={t('records.part.copyForm')}>
          {(id) => (
            <Select
              id={id}
              size="small"
              value={common.copyForm}
              onChange={(_, { value }) => {
                const form = (['sao-y', 'sao-luc', 'trich-sao'] as const).find((one) => one === value);
                if (form) onChange({ copyForm: form });
              }}
            >
              {(['sao-y', 'sao-luc', 'trich-sao'] as const).map((form) => (
                <option key={form} value={form}>
                  {t(`records.copyForm.${form}`)}
                </option>
              ))}
            </Select>
          )}
        </Labelled>
      );
    case 'urgency':
      return (
        <Labelled label={t('records.part.urgency')}>
          {(id) => (
            <Select
              id={id}
              size="small"
              value={common.urgency}
              onChange={(_, { value }) => {
                const level = (['khan', 'thuong-khan', 'hoa-toc'] as const).find((one) => one === value);
                if (level) onChange({ urgency: level });
              }}
            >
              {(['khan', 'thuong-khan', 'hoa-toc'] as const).map((level) => (
                <option key={level} value={level}>
                  {t(`records.urgency.${level}`)}
                </option>
              ))}
            </Select>
          )}
        </Labelled>
      );
    case 'forwardTo':
    case 'notation':
      return (
        <Labelled label={t(`records.part.${part}`)}>
          {(id) => (
            <Input
              id={id}
              size="small"
              className={styles.wide}
              maxLength={part === 'notation' ? 60 : 200}
              value={common[part]}
              onChange={(_, { value }) => onChange({ [part]: value })}
            />
          )}
        </Labelled>
      );
  }
}

interface OperationProps {
  readonly operation: Operation;
  readonly common: CommonChoice;
  readonly decide: (decision: Decision) => void;
}

function Parts({ operation, common, decide }: OperationProps) {
  const styles = useStyles();
  return (
    <div className={styles.parts}>
      {commonParts[operation].map((part) => (
        <Part key={part} part={part} common={common} onChange={(changes) => decide({ kind: 'common', changes })} />
      ))}
    </div>
  );
}

const useChoose =
  (decide: OperationProps['decide']) =>
  (value: unknown): void => {
    const { data } = operationSchema.safeParse(value);
    if (data) decide({ kind: 'operation', operation: data });
  };

/** Every operation in sight. */
export const OperationBar = memo(function OperationBar(props: OperationProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const choose = useChoose(props.decide);
  return (
    <div className={styles.bar}>
      <TabList
        size="small"
        className={styles.tabs}
        aria-label={t('records.operations')}
        selectedValue={props.operation}
        onTabSelect={(_, { value }) => choose(value)}
      >
        {operations.map((name) => (
          <Tab key={name} value={name}>
            {t(`records.operation.${name}`)}
          </Tab>
        ))}
      </TabList>
      <Parts {...props} />
    </div>
  );
});

/** The same in little room. */
export function OperationChoice(props: OperationProps) {
  const { t } = useTranslation();
  const choose = useChoose(props.decide);
  return (
    <>
      <Select
        size="small"
        aria-label={t('records.operations')}
        value={props.operation}
        onChange={(_, { value }) => choose(value)}
      >
        {operations.map((name) => (
          <option key={name} value={name}>
            {t(`records.operation.${name}`)}
          </option>
        ))}
      </Select>
      <Parts {...props} />
    </>
  );
}
