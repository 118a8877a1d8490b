/** A dialog whose content may be longer than the window: it scrolls, by the keyboard too, and has a cross to close it. */
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
import { DismissRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { useClosing } from './closing.js';

const useStyles = makeStyles({
  surface: { maxWidth: '820px', '@media (max-width: 640px), (max-height: 520px)': { padding: '12px' } },
  title: { overflowWrap: 'anywhere' },
  content: { ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' } },
});

interface ScrollDialogProps {
  readonly closing: ReturnType<typeof useClosing>;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** Another step begins at its top. */
  readonly step?: string;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

export function ScrollDialog({
  closing: { close, dialog },
  onClose,
  title,
  step,
  actions,
  children,
}: ScrollDialogProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle
            className={styles.title}
            action={
              <DialogTrigger action="close">
                <Button appearance="subtle" aria-label={t('common.close')} icon={<DismissRegular />} />
              </DialogTrigger>
            }
          >
            {title}
          </DialogTitle>
          {/* Often it has nothing else for the keyboard. */}
          <DialogContent key={step} className={styles.content} tabIndex={0}>
            {children}
          </DialogContent>
          <DialogActions fluid>{actions}</DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
