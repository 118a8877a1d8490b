/** All that a register knows of a document. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Amended, ColumnName, Columns, EntryHistory } from '../../contracts/register-history.js';
import type { RegisterEntry } from '../../contracts/registers.js';
import type { ShownEntry } from '../../contracts/registers-window.js';
import { shownText } from '../../contracts/shown-text.js';
import { shownDay } from '../batch/days.js';
import { formatMinute } from '../ui/format.js';
import { entryName, shownNotation, shownNumber } from './numbers.js';
import { useSeriesName } from './series-line.js';

const useStyles = makeStyles({
  facts: {
    display: 'grid',
    gridTemplateColumns: '184px minmax(0, 1fr)',
    gap: '4px 16px',
    margin: 0,
    '@media (max-width: 640px)': { gridTemplateColumns: 'minmax(0, 1fr)', gap: '0' },
  },
  name: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, overflowWrap: 'anywhere' },
  mono: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
  },
  part: { margin: '14px 0 4px', fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  changes: { margin: 0, paddingInlineStart: '18px', display: 'flex', flexDirection: 'column', gap: '6px' },
  minor: { color: tokens.colorNeutralForeground2, display: 'block' },
});

interface Fact {
  readonly name: string;
  readonly value: string | null | undefined;
  readonly mono?: boolean;
}

function Facts({ title, facts }: { readonly title: string; readonly facts: readonly Fact[] }) {
  const styles = useStyles();
  const id = useId();
  const known = facts.filter(({ value }) => value !== undefined && value !== null && value !== '');
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className={styles.part}>
        {title}
      </h3>
      <dl className={styles.facts}>
        {known.map(({ name, value, mono }) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt className={styles.name}>{name}</dt>
            <dd className={mergeClasses(styles.value, mono && styles.mono)}>{shownText(value ?? '')}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const dayShown = (day: string | undefined): string | null => (day === undefined ? null : shownDay(day));

/** In the order of phụ lục IV. */
const useContentFacts = (): ((entry: RegisterEntry) => readonly Fact[]) => {
  const { t } = useTranslation();
  return (entry) => {
    const { fields } = entry;
    const { signer, pages, copies } = { copies: undefined, ...fields };
    const signed = signer && [signer.position, signer.fullName].filter((part) => part !== undefined).join(' · ');
    const content: Fact[] = [
      { name: t('registers.field.typeName'), value: fields.typeName },
      { name: t('registers.field.subject'), value: fields.subject },
      { name: t('registers.field.signer'), value: signed },
    ];
    const handing: Fact[] = [
      { name: t('registers.field.pages'), value: pages === undefined ? null : String(pages) },
      { name: t('registers.field.urgency'), value: fields.urgency && t(`records.urgency.${fields.urgency}`) },
      { name: t('registers.field.passedOn'), value: dayShown(fields.passedOn) },
      { name: t('registers.field.receivedBy'), value: fields.receivedBy },
      { name: t('registers.field.dueDate'), value: dayShown(fields.dueDate) },
      { name: t('registers.field.note'), value: fields.note },
    ];
    if (entry.direction === 'incoming') {
      const { sender, codeNumber, notation, issuedDate, assignee, opinion } = entry.fields;
      return [
        { name: t('registers.column.arrivalDate'), value: shownDay(entry.date) },
        { name: t('registers.column.arrival'), value: shownNumber(entry.number) },
        { name: t('registers.field.sender'), value: sender.name },
        { name: t('registers.column.notation'), value: shownNotation(codeNumber, notation) },
        { name: t('registers.column.date'), value: dayShown(issuedDate) },
        ...content,
        { name: t('registers.field.assignee'), value: assignee },
        { name: t('registers.field.opinion'), value: opinion },
        ...handing,
      ];
    }
    const { recipients, archivedBy } = entry.fields;
    return [
      { name: t('registers.column.number'), value: entryName(entry) },
      { name: t('registers.column.date'), value: shownDay(entry.date) },
      ...content,
      { name: t('registers.field.recipients'), value: recipients.map(({ name }) => name).join('; ') },
      { name: t('registers.field.archivedBy'), value: archivedBy },
      { name: t('registers.field.copies'), value: copies === undefined ? null : String(copies) },
      ...handing,
    ];
  };
};

/** As the register shows it; empty for nothing. */
const useColumnText = (): ((columns: Columns, name: ColumnName) => string) => {
  const { t } = useTranslation();
  return (columns, name) => {
    switch (name) {
      case 'signer':
        return [columns.signer?.position, columns.signer?.fullName].filter(Boolean).join(' · ');
      case 'recipients':
        return (columns.recipients ?? []).map((one) => one.name).join('; ');
      case 'sender':
        return columns.sender?.name ?? '';
      case 'passedOn':
      case 'dueDate':
      case 'issuedDate':
        return dayShown(columns[name] ?? undefined) ?? '';
      case 'urgency':
        return columns.urgency ? t(`records.urgency.${columns.urgency}`) : '';
      default:
        return String(columns[name] ?? '');
    }
  };
};

/** What was written, and where something stood there, that too. */
function AmendedColumns({ before, after }: Pick<Amended, 'before' | 'after'>) {
  const { t } = useTranslation();
  const textOf = useColumnText();
  const names = Object.keys(after) as ColumnName[];
  const told = names.map((column) => {
    const [was, is] = [textOf(before, column), textOf(after, column) || t('registers.amend.emptied')];
    const name = t(`registers.field.${column}`);
    return was === ''
      ? t('registers.amend.column', { name, after: is })
      : t('registers.amend.columnBefore', { name, before: was, after: is });
  });
  return <>{shownText(told.join('; '))}</>;
}

interface ChangeProps {
  readonly at: string;
  readonly change: EntryHistory['changes'][number]['change'];
}

function What({ change }: Pick<ChangeProps, 'change'>) {
  const { t } = useTranslation();
  switch (change.event) {
    case 'entry-amended':
      return <AmendedColumns before={change.before} after={change.after} />;
    case 'document-recalled': {
      const { notation, date } = change.decision;
      return <>{t('registers.changedByDecision', { notation, date: shownDay(date) })}</>;
    }
    case 'document-corrected':
    case 'document-replaced': {
      const { number, year } = change.by;
      return <>{t('registers.changedByNumber', { number: shownNumber(number), year: String(year) })}</>;
    }
  }
}

function Change({ at, change }: ChangeProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <li className={styles.value}>
      <strong>{t(`registers.event.${change.event}`)}</strong> · <What change={change} />
      {change.reason !== undefined && <span>{` · ${shownText(change.reason)}`}</span>}
      <span className={styles.minor}>{t('registers.changedBy', { at: formatMinute(at), user: change.user })}</span>
    </li>
  );
}

interface EntryFactsProps {
  readonly found: ShownEntry;
  readonly seriesName: string | null;
}

export function EntryFacts({ found: { entry, confirmation, changes, fileName }, seriesName }: EntryFactsProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const contentFacts = useContentFacts();
  const nameOf = useSeriesName();
  const registered = t('registers.changedBy', { at: formatMinute(entry.registeredAt), user: entry.user });
  return (
    <>
      <Facts title={t('registers.part.content')} facts={contentFacts(entry)} />
      {changes.length > 0 && (
        <section aria-label={t('registers.part.changes')}>
          <h3 className={styles.part}>{t('registers.part.changes')}</h3>
          <ol className={styles.changes}>
            {changes.map(({ at, change }) => (
              <Change key={`${at} ${change.event}`} at={at} change={change} />
            ))}
          </ol>
        </section>
      )}
      <Facts
        title={t('registers.part.proof')}
        facts={[
          { name: t('registers.proof.series'), value: nameOf(entry.series, seriesName) },
          { name: t('registers.proof.registered'), value: registered },
          {
            name: t('registers.proof.paper'),
            value:
              confirmation &&
              t('registers.proof.paperConfirmed', {
                user: confirmation.user,
                at: formatMinute(confirmation.at),
                count: confirmation.count,
              }),
          },
          { name: t('registers.proof.file'), value: fileName },
          { name: t('registers.proof.original'), value: entry.documentSha256, mono: true },
          { name: t('registers.proof.result'), value: entry.resultSha256, mono: true },
          { name: t('registers.proof.signer'), value: entry.signerFingerprint, mono: true },
          { name: t('registers.proof.office'), value: entry.officeFingerprint, mono: true },
        ]}
      />
    </>
  );
}
