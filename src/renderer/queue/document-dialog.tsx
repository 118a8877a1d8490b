/** A document of the queue as it looks: the one that will be signed or, once it is signed, the signed one. */
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
import { DismissRegular, MailTemplateRegular, PenRegular, ShieldCheckmarkRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { canCancel, type Job } from '../../contracts/jobs.js';
import { shownText } from '../../contracts/shown-text.js';
import { useLine } from '../edxml/use-edxml.js';
import { useSentence } from '../i18n/index.js';
import { useBatches } from '../sign/batches.js';
import { useClosing } from '../ui/closing.js';
import { useDocumentFacts } from '../ui/document-facts.js';
import { DocumentWarnings } from '../ui/document-warnings.js';
import { sentenceOf } from '../ui/kyso.js';
import { LockedDocument } from '../ui/locked-document.js';
import { Notice } from '../ui/notice.js';
import { PdfPreview } from '../ui/pdf-preview.js';
import { tiny } from '../ui/tiny.js';
import { isLocked, opensWithPassword, type Unlock, UnlockButton } from '../ui/unlock.js';
import { CancelButton } from './cancel-button.js';
import { RejectButton } from './reject-button.js';
import type { JobPasswords } from './use-job-passwords.js';
import { useOpenedJob } from './use-opened-job.js';
import { useApprove } from './use-queue.js';

const low = '@media (max-height: 620px)';

const useStyles = makeStyles({
  surface: {
    width: 'calc(100vw - 64px)',
    maxWidth: '1120px',
    height: 'calc(100vh - 40px)',
    maxHeight: 'calc(100vh - 40px)',
    padding: '16px 20px',
    [low]: {
      width: 'calc(100vw - 24px)',
      height: 'calc(100vh - 16px)',
      maxHeight: 'calc(100vh - 16px)',
      padding: '10px 14px',
    },
    [tiny]: { overflowY: 'auto' },
  },
  body: {
    height: '100%',
    maxHeight: '100%',
    gridTemplateRows: 'auto minmax(0, 1fr) auto',
    [low]: { gap: '6px' },
    [tiny]: { height: 'auto', maxHeight: 'none', gridTemplateRows: 'auto auto auto' },
  },
  // A title of any length leaves the room to the document.
  title: {
    overflowWrap: 'anywhere',
    maxHeight: '72px',
    overflowY: 'auto',
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
  },
  content: {
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    minHeight: 0,
    overflow: 'hidden',
    [tiny]: { overflow: 'visible' },
  },
  actions: { '& .fui-Button': { whiteSpace: 'nowrap' }, [tiny]: { '& .fui-Button': { whiteSpace: 'normal' } } },
  facts: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    overflowWrap: 'anywhere',
  },
  frame: {
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    minHeight: 0,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    overflow: 'hidden',
    [tiny]: { flexShrink: 0, height: '80vh' },
  },
});

interface DocumentDialogProps {
  readonly job: Job;
  readonly passwords: JobPasswords;
  readonly onClose: () => void;
  readonly onSign: () => void;
  /** The signed file is to leave in an edXML package. */
  readonly onExport: () => void;
  /** Takes the document over, with what was typed for it. */
  readonly onVerify: (document: DocumentInfo, password: string | undefined) => void;
}

/** The main process opens the signed file as soon as there is one. */
const isSigned = (job: Job, document: DocumentInfo): boolean => document.sha256 !== job.sha256;

interface ShownProps {
  readonly job: Job;
  readonly document: DocumentInfo;
  readonly password: string | undefined;
  readonly onUnlock: Unlock;
}

function Shown({ job, document, password, onUnlock }: ShownProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const facts = useDocumentFacts(document);
  const signed = isSigned(job, document);
  const line = useLine(job.sha256);
  return (
    <>
      <div className={styles.facts}>
        <strong>{t(signed ? 'queue.showsSigned' : 'queue.showsOriginal')}</strong> · {shownText(document.name)} ·{' '}
        {facts}
      </div>
      {line && <Notice intent="info">{shownText(sentence(line))}</Notice>}
      {!signed && document.error && !isLocked(document) && (
        <Notice
          intent="error"
          title={t('sign.cannotSign')}
          {...(opensWithPassword(document) && { actions: <UnlockButton document={document} onUnlock={onUnlock} /> })}
        >
          {sentence(document.error)}
        </Notice>
      )}
      <div className={styles.frame}>
        {!signed && <DocumentWarnings document={document} />}
        {isLocked(document) ? (
          <LockedDocument document={document} onUnlock={onUnlock} />
        ) : (
          <PdfPreview key={document.id} documentId={document.id} name={document.name} password={password} />
        )}
      </div>
    </>
  );
}

export function DocumentDialog({ job, passwords, onClose, onSign, onExport, onVerify }: DocumentDialogProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { active } = useBatches();
  const { opened, unlock, handOver } = useOpenedJob(job.id, passwords);
  const { close, dialog } = useClosing();
  const password = passwords.of(job.id);
  const document = opened.kind === 'open' ? opened.document : null;
  const signed = document !== null && isSigned(job, document);
  const open = job.state === 'ready' || job.state === 'waiting-for-approval';
  const approve = useApprove();
  const sign = async (): Promise<void> => {
    if (job.state === 'waiting-for-approval') await approve.mutateAsync([job.id]);
    close(onSign);
  };
  const verify = (): void => {
    if (!document) return;
    close(() => {
      handOver();
      onVerify(document, password);
    });
  };
  return (
    <Dialog {...dialog} onOpenChange={(_, { open }) => !open && close(onClose)}>
      <DialogSurface className={styles.surface}>
        <DialogBody className={styles.body}>
          <DialogTitle
            className={styles.title}
            action={
              <DialogTrigger action="close">
                <Button appearance="subtle" aria-label={t('common.close')} icon={<DismissRegular />} />
              </DialogTrigger>
            }
          >
            {job.title}
          </DialogTitle>
          <DialogContent className={styles.content}>
            {approve.error && <Notice intent="error">{sentence(sentenceOf(approve.error))}</Notice>}
            {job.rejectionReason && (
              <Notice intent="info">{t('queue.rejectedFor', { reason: job.rejectionReason })}</Notice>
            )}
            {opened.kind === 'opening' && <Spinner label={t('preview.loading')} />}
            {opened.kind === 'failed' && <Notice intent="error">{sentence(sentenceOf(opened.error))}</Notice>}
            {opened.kind === 'open' && (
              <Shown job={job} document={opened.document} password={password} onUnlock={(_, typed) => unlock(typed)} />
            )}
          </DialogContent>
          <DialogActions className={styles.actions}>
            {document && (
              <Button appearance={signed ? 'primary' : 'secondary'} icon={<ShieldCheckmarkRegular />} onClick={verify}>
                {t('queue.verify')}
              </Button>
            )}
            {signed && (
              <Button icon={<MailTemplateRegular />} onClick={() => close(onExport)}>
                {t('edxml.export')}
              </Button>
            )}
            {open && job.serverId !== null && (
              <RejectButton job={job} disabled={active} onRejected={() => close(onClose)} />
            )}
            {canCancel(job) && <CancelButton jobs={[job.id]} disabled={active} onCancelled={() => close(onClose)} />}
            {open && (
              <Button
                appearance="primary"
                icon={<PenRegular />}
                disabled={document === null || signed || document.error !== null || active}
                onClick={() => void sign()}
              >
                {t(job.state === 'ready' ? 'queue.signThis' : 'queue.approveAndSign')}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
