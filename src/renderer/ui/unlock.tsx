/** Opening an encrypted document: the button, and the dialog that asks for its password. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Field,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { LockClosedRegular } from '@fluentui/react-icons';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { shownText } from '../../contracts/shown-text.js';
import { type Bilingual, useSentence } from '../i18n/index.js';
import { useClosing } from './closing.js';
import { sentenceOf } from './kyso.js';
import { SecretInput } from './secret-input.js';

const useStyles = makeStyles({
  surface: { maxWidth: '460px' },
  title: { fontSize: tokens.fontSizeBase400, lineHeight: tokens.lineHeightBase400 },
  content: { display: 'flex', flexDirection: 'column', gap: '12px' },
  name: { margin: 0, overflowWrap: 'anywhere', maxHeight: '92px', overflowY: 'auto' },
});

/** As much of a document as its password is asked for with. */
export type Openable = Pick<DocumentInfo, 'id' | 'name' | 'error'>;

/** Nothing of it can be shown before its password is given. */
export const isLocked = ({ error }: Pick<Openable, 'error'>): boolean =>
  error?.code === 'pdf.password-needed' || error?.code === 'pdf.password-wrong';

/** Its password, or that of its owner, lets it be signed. */
export const opensWithPassword = (document: Openable): boolean =>
  isLocked(document) || document.error?.code === 'pdf.signing-not-permitted';

export type Unlock = (id: string, password: string) => Promise<DocumentInfo>;

export interface UnlockProps {
  readonly document: Openable;
  /** The document as it then is; rejects with what is wrong with the password. */
  readonly onUnlock: Unlock;
}

function UnlockDialog({ document, onUnlock, onClose }: UnlockProps & { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Bilingual | null>(null);
  const { close, dialog } = useClosing();

  /** A password may be right and still not be the owner's. */
  const problemWith = async (password: string): Promise<Bilingual | null> => {
    try {
      const { error } = await onUnlock(document.id, password);
      return error?.code === document.error?.code ? error : null;
    } catch (thrown) {
      return sentenceOf(thrown);
    }
  };
  // Not by a mutation of TanStack Query: its cache would keep the password.
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const password = field.current?.value ?? '';
    if (busy || password === '') return;
    setBusy(true);
    setProblem(null);
    const problem = await problemWith(password);
    if (field.current) field.current.value = '';
    if (problem === null) return close(onClose);
    setProblem(problem);
    setBusy(false);
    field.current?.focus();
  };

  return (
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface className={styles.surface}>
        <form onSubmit={submit} autoComplete="off">
          <DialogBody>
            <DialogTitle className={styles.title}>
              {t(isLocked(document) ? 'unlock.title' : 'unlock.titleOwner')}
            </DialogTitle>
            <DialogContent className={styles.content}>
              <p className={styles.name}>{shownText(document.name)}</p>
              <Field
                label={t(isLocked(document) ? 'unlock.password' : 'unlock.passwordOwner')}
                hint={t('unlock.hint')}
                {...(problem && { validationMessage: sentence(problem), validationState: 'error' })}
              >
                <SecretInput ref={field} autoFocus required maxLength={500} readOnly={busy} />
              </Field>
            </DialogContent>
            <DialogActions>
              <DialogTrigger disableButtonEnhancement>
                <Button>{t('common.cancel')}</Button>
              </DialogTrigger>
              <Button appearance="primary" type="submit" disabled={busy}>
                {busy ? t('unlock.opening') : t('unlock.open')}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

interface UnlockButtonProps extends UnlockProps {
  readonly appearance?: 'primary';
  readonly size?: 'small';
  /** Tells the button from others of its kind. */
  readonly label?: string;
  readonly tabIndex?: 0 | -1;
}

export function UnlockButton({ appearance, size, label, tabIndex, ...props }: UnlockButtonProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        {...(appearance && { appearance })}
        {...(size && { size })}
        {...(label && { 'aria-label': label })}
        {...(tabIndex !== undefined && { tabIndex })}
        icon={<LockClosedRegular />}
        onClick={() => setOpen(true)}
      >
        {t(isLocked(props.document) ? 'unlock.button' : 'unlock.buttonOwner')}
      </Button>
      {open && <UnlockDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
