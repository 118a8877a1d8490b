/** A package of a signed document: what it will say (NĐ 30/2020 phụ lục VI), filled in as far as it is known. */
import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { SaveRegular, SendRegular } from '@fluentui/react-icons';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PackageForm, wrongFields } from '../../contracts/edxml-window.js';
import type { Job } from '../../contracts/jobs.js';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { useClosing } from '../ui/closing.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { ScrollDialog } from '../ui/scroll-dialog.js';
import { PackageFields } from './package-fields.js';
import { useExportPackage, usePackageForm } from './use-edxml.js';

const useStyles = makeStyles({
  minor: { color: tokens.colorNeutralForeground2, margin: '0 0 8px' },
});

interface ExportDialogProps {
  readonly job: Pick<Job, 'id' | 'title'>;
  readonly onClose: () => void;
}

interface ActionsProps {
  /** What was chosen; null before. */
  readonly done: boolean;
  readonly busy: boolean;
  /** Null: the office exchanges by no folders. */
  readonly outbox: string | null;
  readonly onClose: () => void;
  readonly onSubmit: (into: 'outbox' | 'file') => void;
}

function Actions({ done, busy, outbox, onClose, onSubmit }: ActionsProps) {
  const { t } = useTranslation();
  if (done) return <Button onClick={onClose}>{t('common.close')}</Button>;
  return (
    <>
      <Button onClick={onClose}>{t('common.cancel')}</Button>
      <Button
        appearance={outbox === null ? 'primary' : 'secondary'}
        icon={<SaveRegular />}
        disabledFocusable={busy}
        onClick={() => onSubmit('file')}
      >
        {t('edxml.saveFile')}
      </Button>
      {outbox !== null && (
        <Button appearance="primary" icon={<SendRegular />} disabledFocusable={busy} onClick={() => onSubmit('outbox')}>
          {t('edxml.send')}
        </Button>
      )}
    </>
  );
}

export function ExportDialog({ job, onClose }: ExportDialogProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const fields = useRef<HTMLDivElement>(null);
  const closing = useClosing();
  const known = usePackageForm(job.id);
  const write = useExportPackage();
  /** What the person typed over what is known. */
  const [typed, setTyped] = useState<Partial<PackageForm>>({});
  const [tried, setTried] = useState(false);
  const form = known.data && { ...known.data.form, ...typed };
  const wrong = form ? wrongFields(form) : new Set<never>();
  const submit = (into: 'outbox' | 'file'): void => {
    if (!form) return;
    setTried(true);
    if (wrong.size === 0) {
      write.mutate({ job: job.id, form, into });
      return;
    }
    // The sentences are drawn first; then the first field that has one is shown.
    requestAnimationFrame(() => fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const done = write.isSuccess && write.data !== null;
  const exported = write.variables?.into === 'outbox' ? 'edxml.sentTo' : 'edxml.exported';
  return (
    <ScrollDialog
      closing={closing}
      onClose={onClose}
      title={t('edxml.exportTitle', { title: shownText(job.title) })}
      actions={
        <Actions
          done={done}
          busy={!form || write.isPending}
          outbox={known.data?.outbox ?? null}
          onClose={() => closing.close(onClose)}
          onSubmit={submit}
        />
      }
    >
      {known.isPending && <Spinner label={t('common.loading')} />}
      {known.error && <Notice intent="error">{sentence(sentenceOf(known.error))}</Notice>}
      {known.data?.line && !done && <p className={styles.minor}>{shownText(sentence(known.data.line))}</p>}
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
      {done && (
        <Notice intent="success">{t(exported, { code: write.data ?? '', folder: known.data?.outbox ?? '' })}</Notice>
      )}
    </ScrollDialog>
  );
}
