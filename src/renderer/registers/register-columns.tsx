/** The columns of the registers (NĐ 30/2020 phụ lục IV) that have something to say on a screen. */
import { makeStyles, tokens, useRestoreFocusTarget } from '@fluentui/react-components';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Direction, RegisterEntry } from '../../contracts/registers.js';
import { shownText } from '../../contracts/shown-text.js';
import { shownDay } from '../batch/days.js';
import { tiny } from '../ui/tiny.js';
import type { Column } from '../ui/virtual-table.js';
import { EntryStateChip } from './entry-state-chip.js';
import { entryName, shownNotation } from './numbers.js';

const narrow = '@media (max-width: 1100px)';

export const useColumnStyles = makeStyles({
  outgoing: {
    gridTemplateColumns: '132px 96px minmax(0, 2fr) minmax(0, 0.8fr) minmax(0, 1fr) 154px',
    [narrow]: { gridTemplateColumns: '112px 96px minmax(0, 1fr) 148px' },
    [tiny]: { gridTemplateColumns: '84px minmax(0, 1fr)' },
  },
  incoming: {
    gridTemplateColumns: '64px 96px minmax(0, 1fr) minmax(0, 0.8fr) minmax(0, 1.8fr) minmax(0, 0.8fr) 154px',
    [narrow]: { gridTemplateColumns: '56px 88px minmax(0, 0.8fr) minmax(0, 1.2fr) 148px' },
    [tiny]: { gridTemplateColumns: '56px minmax(0, 1fr)' },
  },
  wide: { [narrow]: { display: 'none' } },
  notTiny: { [tiny]: { display: 'none' } },
  // On a tiny screen below the content, in its column.
  below: { [tiny]: { gridColumnStart: 2 } },
  number: {
    display: 'block',
    padding: 0,
    border: 'none',
    background: 'none',
    font: 'inherit',
    fontWeight: tokens.fontWeightSemibold,
    textAlign: 'start',
    color: tokens.colorBrandForegroundLink,
    cursor: 'pointer',
    overflowWrap: 'anywhere',
    borderRadius: tokens.borderRadiusSmall,
    ':hover': { textDecorationLine: 'underline' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
  lines: { display: '-webkit-box', overflow: 'hidden', WebkitBoxOrient: 'vertical', WebkitLineClamp: 3 },
  minor: { color: tokens.colorNeutralForeground2, display: 'block' },
  text: { fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
});

/** Three lines of what may be long; all of it stands in the tooltip and in the opened entry. */
function Lines({ children }: { readonly children: string }) {
  const styles = useColumnStyles();
  const text = shownText(children);
  return (
    <span className={`${styles.lines} ${styles.text}`} title={text}>
      {text}
    </span>
  );
}

function Content({ entry }: { readonly entry: RegisterEntry }) {
  const styles = useColumnStyles();
  const { typeName, subject } = entry.fields;
  const whole = shownText([typeName, subject].filter((part) => part !== '').join(' · '));
  return (
    <span className={styles.lines} title={whole}>
      {typeName !== '' && <span className={`${styles.minor} ${styles.text}`}>{shownText(typeName)}</span>}
      {shownText(subject)}
    </span>
  );
}

/** @param onOpen takes the entry that is pressed; the same function at every call */
export const useRegisterColumns = (
  direction: Direction,
  onOpen: (entry: RegisterEntry) => void,
): readonly Column<RegisterEntry>[] => {
  const { t } = useTranslation();
  const styles = useColumnStyles();
  const afterDialog = useRestoreFocusTarget();
  return useMemo(() => {
    const number: Column<RegisterEntry> = {
      key: 'number',
      head: t(direction === 'outgoing' ? 'registers.column.number' : 'registers.column.arrival'),
      cell: (entry, tabIndex) => (
        <button
          type="button"
          data-row-focus
          {...afterDialog}
          tabIndex={tabIndex}
          className={styles.number}
          onClick={() => onOpen(entry)}
          aria-label={t('registers.openEntry', { number: entryName(entry) })}
        >
          {shownText(entryName(entry))}
        </button>
      ),
    };
    const date: Column<RegisterEntry> = {
      key: 'date',
      head: t(direction === 'outgoing' ? 'registers.column.date' : 'registers.column.arrivalDate'),
      className: styles.notTiny,
      cell: (entry) => <span className={styles.text}>{shownDay(entry.date)}</span>,
    };
    const content: Column<RegisterEntry> = {
      key: 'content',
      head: t('registers.column.content'),
      cell: (entry) => <Content entry={entry} />,
    };
    const state: Column<RegisterEntry> = {
      key: 'state',
      head: t('registers.column.state'),
      className: styles.below,
      cell: ({ state: name }) => <EntryStateChip state={name} />,
    };
    if (direction === 'outgoing') {
      const signer: Column<RegisterEntry> = {
        key: 'signer',
        head: t('registers.column.signer'),
        className: styles.wide,
        cell: ({ fields }) => <Lines>{fields.signer?.fullName ?? ''}</Lines>,
      };
      const recipients: Column<RegisterEntry> = {
        key: 'recipients',
        head: t('registers.column.recipients'),
        className: styles.wide,
        cell: (entry) => (
          <Lines>
            {entry.direction === 'outgoing' ? entry.fields.recipients.map(({ name }) => name).join('; ') : ''}
          </Lines>
        ),
      };
      return [number, date, content, signer, recipients, state];
    }
    const sender: Column<RegisterEntry> = {
      key: 'sender',
      head: t('registers.column.sender'),
      className: styles.notTiny,
      cell: (entry) => <Lines>{entry.direction === 'incoming' ? entry.fields.sender.name : ''}</Lines>,
    };
    const notation: Column<RegisterEntry> = {
      key: 'notation',
      head: t('registers.column.notation'),
      className: styles.wide,
      cell: (entry) => {
        if (entry.direction === 'outgoing') return null;
        const { codeNumber, notation: letters, issuedDate } = entry.fields;
        return (
          <span className={styles.text}>
            {shownText(shownNotation(codeNumber, letters))}
            {issuedDate !== undefined && <span className={styles.minor}>{shownDay(issuedDate)}</span>}
          </span>
        );
      },
    };
    const assignee: Column<RegisterEntry> = {
      key: 'assignee',
      head: t('registers.column.assignee'),
      className: styles.wide,
      cell: (entry) => <Lines>{entry.direction === 'incoming' ? (entry.fields.assignee ?? '') : ''}</Lines>,
    };
    return [number, date, sender, notation, content, assignee, state];
  }, [afterDialog, direction, onOpen, styles, t]);
};
