/** The checked documents: filters with their counts, search, and one row each. */
import {
  makeStyles,
  mergeClasses,
  SearchBox,
  Spinner,
  Text,
  ToggleButton,
  Toolbar,
  tokens,
} from '@fluentui/react-components';
import { DocumentPdfRegular } from '@fluentui/react-icons';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { DocumentRow } from '../ui/document-row.js';
import { sentenceOf } from '../ui/kyso.js';
import { tiny } from '../ui/tiny.js';
import type { IntakeState } from '../ui/use-intake.js';
import { type RowState, VirtualList } from '../ui/virtual-list.js';
import { type CheckedDocument, countsOf, type Filter, filters } from './list-filter.js';
import { standingOf } from './standing.js';
import { VerdictBadge, VerdictSymbol } from './verdict-badge.js';
import type { Verification } from './verifications.js';

const narrow = '@media (max-width: 1100px)';

const useStyles = makeStyles({
  head: {
    display: 'flex',
    flexDirection: 'column',
    gap: '6px',
    padding: '8px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
  },
  filters: { display: 'flex', flexWrap: 'wrap', gap: '4px', padding: 0 },
  filter: { minWidth: 'auto', paddingInline: '8px' },
  // Four rows of words would leave no room for the list itself.
  words: { [narrow]: { display: 'none' } },
  symbol: { display: 'none', [narrow]: { display: 'inline-flex', alignItems: 'center', gap: '4px' } },
  search: { maxWidth: 'none', width: '100%' },
  list: { flexGrow: 1, minHeight: 0, [tiny]: { height: '170px', flexGrow: 0 } },
  below: { display: 'flex', flexWrap: 'wrap', gap: '2px 10px', alignItems: 'center', paddingTop: '2px' },
  who: { display: 'block', overflowWrap: 'anywhere' },
  clamped: { display: '-webkit-box', overflow: 'hidden', WebkitBoxOrient: 'vertical', WebkitLineClamp: 1 },
  checking: { display: 'inline-flex', gap: '6px', alignItems: 'center' },
  failed: { color: tokens.colorStatusDangerForeground1 },
  nothing: { padding: '24px', textAlign: 'center', color: tokens.colorNeutralForeground2 },
});

/** A single document needs no filters. */
const filtersFrom = 2;

function RowVerdict({ verification }: { readonly verification: Verification | undefined }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  if (verification?.error) return <span className={styles.failed}>{sentence(sentenceOf(verification.error))}</span>;
  if (verification?.data && !verification.isFetching) return <VerdictBadge standing={standingOf(verification.data)} />;
  return (
    <span className={styles.checking}>
      <Spinner size="extra-tiny" aria-hidden /> {t('verify.checking')}
    </span>
  );
}

/** Each name once: an office signs once for every mark. */
const signersOf = ({ report }: CheckedDocument): string[] => [
  ...new Set(
    (report?.signatures ?? []).flatMap(({ kind, signer }) =>
      kind === 'signature' ? [shownText(signer?.commonName ?? signer?.organization ?? '')] : [],
    ),
  ),
];

interface RowFactsProps {
  readonly checked: CheckedDocument;
  readonly verification: Verification | undefined;
  readonly current: boolean;
}

function RowFacts({ checked, verification, current }: RowFactsProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const who = signersOf(checked).filter((name) => name !== '');
  const count = checked.report?.signatures.length ?? 0;
  return (
    <>
      {who.length > 0 && <span className={mergeClasses(styles.who, !current && styles.clamped)}>{who.join(', ')}</span>}
      <span className={styles.below}>
        <RowVerdict verification={verification} />
        {count > 0 && <span>{t('verify.signatureCount', { count })}</span>}
      </span>
    </>
  );
}

interface DocumentListProps {
  readonly intake: IntakeState;
  readonly checked: readonly CheckedDocument[];
  /** Those that filter and search leave. */
  readonly shown: readonly CheckedDocument[];
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly verificationOf: ReadonlyMap<string, Verification>;
}

interface RowProps extends RowFactsProps, RowState {
  readonly onSelect: (id: string) => void;
  readonly onRemove: (id: string) => void;
}

/** Drawn again only when something of its own document changed. */
const Row = memo(
  function Row({ checked, verification, current, tabIndex, onSelect, onRemove }: RowProps) {
    const { id, name } = checked.document;
    return (
      <DocumentRow
        name={name}
        icon={<DocumentPdfRegular />}
        state={{ current, tabIndex }}
        onSelect={() => onSelect(id)}
        onRemove={() => onRemove(id)}
      >
        <RowFacts checked={checked} verification={verification} current={current} />
      </DocumentRow>
    );
  },
  (left, right) =>
    left.checked.document === right.checked.document &&
    left.verification === right.verification &&
    left.current === right.current &&
    left.tabIndex === right.tabIndex,
);

export function DocumentList(props: DocumentListProps) {
  const { intake, checked, shown, filter, text, verificationOf } = props;
  const removeOne = (id: string): void => intake.remove([id]);
  const { t } = useTranslation();
  const styles = useStyles();
  const counts = countsOf(checked);
  return (
    <>
      {checked.length >= filtersFrom && (
        <div className={styles.head}>
          <Toolbar className={styles.filters} aria-label={t('verify.filters')}>
            {filters
              .filter((name) => name === 'all' || name === filter || counts[name] > 0)
              .map((name) => (
                <ToggleButton
                  key={name}
                  size="small"
                  className={styles.filter}
                  aria-label={t(`verify.filter.${name}`, { count: counts[name] })}
                  title={t(`verify.filter.${name}`, { count: counts[name] })}
                  appearance={filter === name ? 'primary' : 'outline'}
                  checked={filter === name}
                  onClick={() => props.onFilter(name)}
                >
                  {name === 'all' ? (
                    t('verify.filter.all', { count: counts.all })
                  ) : (
                    <>
                      <span className={styles.words}>{t(`verify.filter.${name}`, { count: counts[name] })}</span>
                      <span className={styles.symbol}>
                        <VerdictSymbol standing={name} /> {counts[name]}
                      </span>
                    </>
                  )}
                </ToggleButton>
              ))}
          </Toolbar>
          <SearchBox
            className={styles.search}
            size="small"
            placeholder={t('verify.searchHint')}
            aria-label={t('verify.search')}
            value={text}
            onChange={(_, { value }) => props.onText(value)}
          />
        </div>
      )}
      {shown.length === 0 ? (
        <Text className={styles.nothing} role="status">
          {t('verify.nothingFound')}
        </Text>
      ) : (
        <VirtualList
          items={shown}
          className={styles.list}
          label={t('intake.listLabel')}
          keyOf={({ document }) => document.id}
          estimate={96}
          current={intake.current?.id ?? null}
          onSelect={intake.select}
          onRemove={removeOne}
        >
          {(one, state) => (
            <Row
              checked={one}
              verification={verificationOf.get(one.document.id)}
              current={state.current}
              tabIndex={state.tabIndex}
              onSelect={intake.select}
              onRemove={removeOne}
            />
          )}
        </VirtualList>
      )}
    </>
  );
}
