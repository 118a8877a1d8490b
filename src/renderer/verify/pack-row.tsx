import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular, FolderOpenRegular, WarningRegular } from '@fluentui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Pack, PackState } from '../../contracts/ipc.js';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { formatClock } from '../ui/format.js';
import { call, sentenceOf } from '../ui/kyso.js';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    gap: '12px',
    alignItems: 'flex-start',
    padding: '8px 4px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  texts: { flexGrow: 1, minWidth: 0, display: 'flex', flexDirection: 'column', gap: '2px', overflowWrap: 'anywhere' },
  name: { fontWeight: tokens.fontWeightSemibold },
  below: {
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground2,
  },
  state: { display: 'inline-flex', gap: '4px', alignItems: 'center' },
  there: { color: tokens.colorStatusSuccessForeground1 },
  lost: { color: tokens.colorStatusWarningForeground3 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  actions: { display: 'flex', gap: '4px', flexShrink: 0 },
});

function State({ state }: { readonly state: PackState }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const there = state === 'there';
  return (
    <span className={mergeClasses(styles.below, styles.state, there ? styles.there : styles.lost)}>
      {there ? <CheckmarkCircleRegular aria-hidden /> : <WarningRegular aria-hidden />}
      {t(`evidence.state.${state}`)}
    </span>
  );
}

interface PackRowProps {
  readonly pack: Pack;
  /** It is no longer on the list. */
  readonly onGone: () => void;
}

export function PackRow({ pack, onGone }: PackRowProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { id, name, folder, document, madeAt } = pack;
  // Asked of the rows in sight alone, each time they come into sight: files are moved behind our back.
  const state = useQuery({
    queryKey: ['pack-state', id],
    queryFn: () => call('evidence:state', id),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const remove = useMutation({
    mutationFn: () => call('evidence:delete', id),
    onSuccess: (deleted) => deleted && onGone(),
    // Moved or altered since it was looked at: the row says so.
    onError: () => state.refetch(),
  });
  const forget = useMutation({ mutationFn: () => call('evidence:forget', id), onSuccess: onGone });
  const show = useMutation({ mutationFn: () => call('evidence:show', id) });
  const error = remove.error ?? forget.error ?? show.error ?? state.error;
  const gone = state.data === 'missing' || state.data === 'changed';
  return (
    <div className={styles.row}>
      <div className={styles.texts}>
        <span className={styles.name}>{shownText(name)}</span>
        <span className={styles.below}>{t('evidence.of', { name: document })}</span>
        <span
          className={styles.below}
        >{`${t('evidence.madeAt', { time: formatClock(madeAt) })} · ${shownText(folder)}`}</span>
        {state.data && <State state={state.data} />}
        {error && (
          <span className={mergeClasses(styles.below, styles.failed)} role="alert">
            {sentence(sentenceOf(error))}
          </span>
        )}
      </div>
      <div className={styles.actions}>
        {state.data === 'there' && (
          <Button
            size="small"
            appearance="subtle"
            icon={<FolderOpenRegular />}
            title={t('evidence.show', { name })}
            aria-label={t('evidence.show', { name })}
            onClick={() => show.mutate()}
          />
        )}
        {gone ? (
          <Button
            size="small"
            disabled={forget.isPending}
            aria-label={t('evidence.forgetLabel', { name })}
            onClick={() => forget.mutate()}
          >
            {t('evidence.forget')}
          </Button>
        ) : (
          <Button
            size="small"
            disabled={remove.isPending}
            aria-label={t('evidence.deleteLabel', { name })}
            onClick={() => remove.mutate()}
          >
            {t('evidence.delete')}
          </Button>
        )}
      </div>
    </div>
  );
}
