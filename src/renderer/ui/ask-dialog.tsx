/** A question in the way of a step: what it needs to know, and the button that takes it. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { sentenceOf } from './kyso.js';
import { Notice } from './notice.js';

interface AskDialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly confirm: string;
  /** The button of another step, beside that one. */
  readonly other?: ReactNode;
  /** The step cannot be taken now. */
  readonly disabled: boolean;
  /** Why it could not be taken. */
  readonly error: unknown;
  readonly onSubmit: () => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

export function AskDialog(props: AskDialogProps) {
  const { open, title, confirm, other, disabled, error, onSubmit, onCancel, children } = props;
  const { t } = useTranslation();
  const sentence = useSentence();
  return (
    <Dialog open={open} onOpenChange={(_, change) => !change.open && onCancel()}>
      <DialogSurface>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent>
              {children}
              {error ? <Notice intent="error">{sentence(sentenceOf(error))}</Notice> : null}
            </DialogContent>
            <DialogActions fluid>
              <DialogTrigger disableButtonEnhancement>
                <Button>{t('common.cancel')}</Button>
              </DialogTrigger>
              {other}
              <Button type="submit" appearance="primary" disabled={disabled}>
                {confirm}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
