/** Nguồn tin cậy: what comes with the product, in brief, and the person's own, each with what is to be compared. */
import { Button, makeStyles, mergeClasses, Spinner, Text, tokens } from '@fluentui/react-components';
import { AddRegular, ShieldCheckmarkRegular, ShieldPersonRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BuiltInSource, OwnSource, TrustCandidate, TrustState } from '../../contracts/trust.js';
import { useSentence } from '../i18n/index.js';
import { formatDate, formatMinute } from '../ui/format.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { AddSourceDialog } from './add-source-dialog.js';
import { RemoveSourceDialog } from './remove-source-dialog.js';
import { SourceFacts } from './source-facts.js';
import { useChooseSource, useTrust } from './use-trust.js';

const useStyles = makeStyles({
  stack: { display: 'flex', flexDirection: 'column', gap: '10px' },
  columns: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gap: '12px 40px',
    '@media (max-width: 1100px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  heading: { margin: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '8px' },
  builtIn: { display: 'flex', gap: '8px', alignItems: 'flex-start', overflowWrap: 'anywhere' },
  icon: { fontSize: '20px', flexShrink: 0, color: tokens.colorStatusSuccessForeground1 },
  ownIcon: { color: tokens.colorBrandForeground1 },
  lines: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  card: {
    display: 'flex',
    gap: '8px',
    alignItems: 'flex-start',
    padding: '8px 10px',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
    overflowWrap: 'anywhere',
  },
  grow: { flexGrow: 1, gap: '4px' },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  unused: { color: tokens.colorStatusWarningForeground3, fontWeight: tokens.fontWeightSemibold },
  problem: { color: tokens.colorStatusDangerForeground1 },
  tool: { flexShrink: 0 },
  add: { alignSelf: 'flex-start' },
});

function BuiltIn({ sources }: { readonly sources: readonly BuiltInSource[] }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <ul className={styles.list} aria-label={t('trust.builtIn')}>
      {sources.map(({ fingerprint, scheme, commonName, notAfter }) => (
        <li key={fingerprint} className={styles.builtIn}>
          <ShieldCheckmarkRegular className={styles.icon} />
          <span className={styles.lines}>
            <Text>{commonName}</Text>
            <span className={styles.minor}>{t(`trust.scheme.${scheme}`, { to: formatDate(notAfter) })}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

interface OwnProps {
  readonly source: OwnSource;
  readonly onConfirm: () => void;
  readonly onRemove: () => void;
}

function Own({ source, onConfirm, onRemove }: OwnProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { status, added, problems } = source;
  return (
    <li className={styles.card}>
      <ShieldPersonRegular className={mergeClasses(styles.icon, styles.ownIcon)} />
      <div className={mergeClasses(styles.lines, styles.grow)}>
        {status !== 'trusted' && <span className={styles.unused}>{t(`trust.status.${status}`)}</span>}
        <SourceFacts source={source} />
        {added && (
          <span className={styles.minor}>
            {t(`trust.added.${added.way}`, { at: formatMinute(added.at), user: added.user })}
          </span>
        )}
        {problems.map((problem) => (
          <span key={problem.code} className={styles.problem}>
            {sentence(problem)}
          </span>
        ))}
      </div>
      {status === 'waiting' && problems.length === 0 && (
        <Button className={styles.tool} onClick={onConfirm}>
          {t('trust.confirm')}
        </Button>
      )}
      {(status === 'trusted' || status === 'missing') && (
        <Button className={styles.tool} onClick={onRemove}>
          {t('trust.remove')}
        </Button>
      )}
    </li>
  );
}

type Opened =
  | { readonly kind: 'add'; readonly candidates: readonly TrustCandidate[] }
  | { readonly kind: 'remove'; readonly source: OwnSource };

function Sources({ state }: { readonly state: TrustState }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const [opened, setOpened] = useState<Opened | null>(null);
  const choose = useChooseSource();
  const leave = (): void => setOpened(null);
  const look = (): void =>
    choose.mutate(undefined, {
      onSuccess: (candidates) => setOpened(candidates && candidates.length > 0 ? { kind: 'add', candidates } : null),
    });
  return (
    <div className={styles.columns}>
      <div className={styles.stack}>
        <Text as="h3" weight="semibold" className={styles.heading}>
          {t('trust.builtIn')}
        </Text>
        <BuiltIn sources={state.builtIn} />
      </div>
      <div className={styles.stack}>
        <Text as="h3" weight="semibold" className={styles.heading}>
          {t('trust.own')}
        </Text>
        {state.forbidden && <Notice intent="info">{sentence(state.forbidden)}</Notice>}
        {state.own.length === 0 && !state.forbidden && <span className={styles.minor}>{t('trust.noneOwn')}</span>}
        {state.own.length > 0 && (
          <ul className={styles.list} aria-label={t('trust.own')}>
            {state.own.map((source) => (
              <Own
                key={source.fingerprint}
                source={source}
                onConfirm={() => setOpened({ kind: 'add', candidates: [source] })}
                onRemove={() => setOpened({ kind: 'remove', source })}
              />
            ))}
          </ul>
        )}
        {!state.forbidden && (
          <Button className={styles.add} icon={<AddRegular />} disabled={choose.isPending} onClick={look}>
            {t('trust.add')}
          </Button>
        )}
        {choose.error && (
          <Notice intent="error" onDismiss={choose.reset}>
            {sentence(sentenceOf(choose.error))}
          </Notice>
        )}
      </div>
      {opened?.kind === 'add' && <AddSourceDialog candidates={opened.candidates} onClose={leave} />}
      {opened?.kind === 'remove' && <RemoveSourceDialog source={opened.source} onClose={leave} />}
    </div>
  );
}

/** @param shown the page is in sight */
export function TrustSources({ shown }: { readonly shown: boolean }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const trust = useTrust(shown);
  if (trust.error) {
    return (
      <Notice intent="error" actions={<Button onClick={() => trust.refetch()}>{t('common.retry')}</Button>}>
        {sentence(sentenceOf(trust.error))}
      </Notice>
    );
  }
  return trust.data ? <Sources state={trust.data} /> : <Spinner size="small" label={t('common.loading')} />;
}
