/** The evidence packs of this computer: of which document, from when, whether they are still what they were. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  Spinner,
  Text,
} from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { useClosing } from '../ui/closing.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { tiny } from '../ui/tiny.js';
import { VirtualList } from '../ui/virtual-list.js';
import { PackRow } from './pack-row.js';

const low = '@media (max-height: 620px)';

const useStyles = makeStyles({
  surface: {
    width: 'calc(100vw - 64px)',
    maxWidth: '820px',
    height: 'calc(100vh - 64px)',
    maxHeight: '640px',
    padding: '16px 20px',
    [low]: { width: 'calc(100vw - 24px)', height: 'calc(100vh - 16px)', padding: '10px 14px' },
    [tiny]: { overflowY: 'auto' },
  },
  body: {
    height: '100%',
    maxHeight: '100%',
    gridTemplateRows: 'auto minmax(0, 1fr) auto',
    [low]: { gap: '6px' },
    [tiny]: { height: 'auto', maxHeight: 'none', gridTemplateRows: 'auto auto auto' },
  },
  content: {
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    minHeight: 0,
    overflow: 'hidden',
    padding: 0,
    [tiny]: { overflow: 'visible' },
  },
  list: { flexGrow: 1, minHeight: 0, [tiny]: { height: '60vh', flexGrow: 0 } },
});

function Packs() {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { data, error, refetch } = useQuery({
    queryKey: ['packs'],
    queryFn: () => call('evidence:list'),
    staleTime: 0,
  });
  if (error) return <Notice intent="error">{sentence(sentenceOf(error))}</Notice>;
  if (!data) return <Spinner label={t('common.loading')} />;
  if (data.packs.length === 0) return <Text>{t('evidence.nothing')}</Text>;
  return (
    <>
      {data.total > data.packs.length && (
        <Text>{t('evidence.only', { shown: data.packs.length, total: data.total })}</Text>
      )}
      <VirtualList
        items={data.packs}
        label={t('evidence.listLabel')}
        className={styles.list}
        keyOf={({ id }) => id}
        estimate={92}
      >
        {(pack) => <PackRow pack={pack} onGone={() => void refetch()} />}
      </VirtualList>
    </>
  );
}

export function PackDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { close, dialog } = useClosing();
  return (
    <Dialog {...dialog} onOpenChange={() => close(onClose)}>
      <DialogSurface className={styles.surface}>
        <DialogBody className={styles.body}>
          <DialogTitle>{t('evidence.listTitle')}</DialogTitle>
          <DialogContent className={styles.content}>
            <Packs />
          </DialogContent>
          <DialogActions>
            <Button onClick={() => close(onClose)}>{t('common.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
