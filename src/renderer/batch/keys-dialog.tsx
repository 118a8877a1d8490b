/** The keys of the page, on one sheet. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useClosing } from '../ui/closing.js';

const useStyles = makeStyles({
  list: { display: 'grid', gridTemplateColumns: 'max-content minmax(0, 1fr)', gap: '6px 16px', margin: 0 },
  term: { margin: 0 },
  keys: {
    fontFamily: tokens.fontFamilyBase,
    fontWeight: tokens.fontWeightSemibold,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    padding: '0 6px',
    whiteSpace: 'nowrap',
  },
  what: { margin: 0 },
});

const lines = [
  'rows',
  'include',
  'confirm',
  'number',
  'kind',
  'marks',
  'nudge',
  'far',
  'size',
  'undo',
  'back',
  'start',
  'help',
] as const;

/** Drawn only while it is wanted; `onClose` comes once nothing of it is left. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { close, dialog } = useClosing();
  return (
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('records.keys.title')}</DialogTitle>
          <DialogContent>
            <dl className={styles.list}>
              {lines.flatMap((line) => [
                <dt key={line} className={styles.term}>
                  <kbd className={styles.keys}>{t(`records.keys.${line}.keys`)}</kbd>
                </dt>,
                <dd key={`${line}-what`} className={styles.what}>
                  {t(`records.keys.${line}.what`)}
                </dd>,
              ])}
            </dl>
          </DialogContent>
          <DialogActions>
            <DialogTrigger disableButtonEnhancement>
              <Button appearance="primary">{t('common.close')}</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
