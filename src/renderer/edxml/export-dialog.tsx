/** A package of a signed document: what it will say (NĐ 30/2020 phụ lục VI), filled in as far as it is known. */
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
  Spinner,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular, SaveRegular } from '@fluentui/react-icons';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PackageForm, wrongFields } from '../../contracts/edxml-window.js';
import type { Job } from '../../contracts/jobs.js';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { useClosing } from '../ui/closing.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { PackageFields } from './package-fields.js';
import { useExportPackage, usePackageForm } from './use-edxml.js';

const useStyles = makeStyles({
  surface: { maxWidth: '820px', '@media (max-width: 640px), (max-height: 520px)': { padding: '12px' } },
  title: { overflowWrap: 'anywhere' },
  content: { ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' } },
  minor: { color: tokens.colorNeutralForeground2, margin: '0 0 8px' },
});

interface ExportDialogProps {
  readonly job: Job;
  readonly onClose: () => void;
}

export function ExportDialog({ job, onClose }: ExportDialogProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const fields = useRef<HTMLDivElement>(null);
  const { close, dialog } = useClosing();
  const known = usePackageForm(job.id);
  const write = useExportPackage();
  /** What the person typed over what is known. */
  const [typed, setTyped] = useState<Partial<PackageForm>>({});
  const [tried, setTried] = useState(false);
  const form = known.data && { ...known.data.form, ...typed };
  const wrong = form ? wrongFields(form) : new Set<never>();
  const submit = (): void => {
    if (!form) return;
    setTried(true);
    if (wrong.size === 0) {
      write.mutate({ job: job.id, form });
      return;
    }
    // The sentences are drawn first; then the first field that has one is shown.
    requestAnimationFrame(() => fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const done = write.isSuccess && write.data !== null;
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
            {t('edxml.exportTitle', { title: shownText(job.title) })}
          </DialogTitle>
          <DialogContent className={styles.content} tabIndex={0}>
            {known.isPending && <Spinner label={t('common.loading')} />}
            {known.error && <Notice intent="error">{sentence(sentenceOf(known.error))}</Notice>}
            {known.data?.line && <p className={styles.minor}>{sentence(known.data.line)}</p>}
            {form && !done && (
              <div ref={fields}>
                <PackageFields
                  form={form}
                  wrong={tried ? wrong : new Set()}
                  onChange={(changes) => {
                    write.reset();
                    setTyped({ ...typed, ...changes });
                  }}
                />
              </div>
            )}
            {tried && wrong.size > 0 && <Notice intent="error">{t('edxml.fieldsWrong', { count: wrong.size })}</Notice>}
            {write.error && <Notice intent="error">{sentence(sentenceOf(write.error))}</Notice>}
            {done && <Notice intent="success">{t('edxml.exported', { code: write.data ?? '' })}</Notice>}
          </DialogContent>
          <DialogActions>
            <Button onClick={() => close(onClose)}>{t(done ? 'common.close' : 'common.cancel')}</Button>
            {!done && (
              <Button
                appearance="primary"
                icon={<SaveRegular />}
                disabledFocusable={!form || write.isPending}
                onClick={submit}
              >
                {t('edxml.export')}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
