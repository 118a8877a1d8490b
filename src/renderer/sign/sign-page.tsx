/** Ký: documents, their look, the certificate, and the batch once it runs. */
import { Button, makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { ArrowLeftRegular, DocumentAddRegular, DocumentPdfRegular, ErrorCircleRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { useSentence } from '../i18n/index.js';
import { ChooseLabel } from '../ui/choose-label.js';
import { useDocumentFacts } from '../ui/document-facts.js';
import { DocumentRow } from '../ui/document-row.js';
import { DocumentWarnings, WarningSign } from '../ui/document-warnings.js';
import { DropArea } from '../ui/drop-area.js';
import { EmptyIntake } from '../ui/empty-intake.js';
import { IntakeProblems } from '../ui/intake-problems.js';
import { LockedDocument } from '../ui/locked-document.js';
import { Notice } from '../ui/notice.js';
import { PageHeader, usePageStyles } from '../ui/page.js';
import { PdfPreview } from '../ui/pdf-preview.js';
import { tiny } from '../ui/tiny.js';
import { isLocked, opensWithPassword, UnlockButton } from '../ui/unlock.js';
import { type IntakeState, useIntake } from '../ui/use-intake.js';
import { VirtualList } from '../ui/virtual-list.js';
import { BatchView } from './batch-view.js';
import { useBatches } from './batches.js';
import { SigningPanel } from './signing-panel.js';

const narrow = '@media (max-width: 1180px)';

const useStyles = makeStyles({
  work: {
    flexGrow: 1,
    minHeight: 0,
    display: 'grid',
    gap: '12px',
    gridTemplateColumns: 'minmax(280px, 340px) minmax(0, 1fr) 328px',
    gridTemplateRows: 'minmax(0, 1fr)',
    gridTemplateAreas: '"list preview panel"',
    // The panel folds below the list; the page in the middle keeps its height.
    [narrow]: {
      gridTemplateColumns: 'minmax(0, 344px) minmax(0, 1fr)',
      gridTemplateRows: 'minmax(110px, 0.7fr) minmax(220px, 1.3fr)',
      // In a low window with messages above, the page scrolls before the button is cut.
      minHeight: '340px',
      gridTemplateAreas: '"list preview" "panel preview"',
      gap: '10px',
    },
    [tiny]: {
      flexShrink: 0,
      gridTemplateColumns: 'minmax(0, 1fr)',
      gridTemplateRows: '170px auto auto',
      gridTemplateAreas: '"list" "preview" "panel"',
    },
  },
  list: { gridArea: 'list' },
  preview: { gridArea: 'preview' },
  panel: { gridArea: 'panel' },
  error: { color: tokens.colorStatusDangerForeground1, display: 'block' },
  errorIcon: { color: tokens.colorStatusDangerForeground1 },
  refusal: { padding: '8px 10px', flexShrink: 0 },
  nothing: { margin: 'auto', color: tokens.colorNeutralForeground2 },
});

function Facts({ document }: { readonly document: DocumentInfo }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const facts = useDocumentFacts(document);
  return (
    <>
      {facts}
      {document.error && (
        <span className={styles.error}>
          <strong>{t('sign.cannotSign')}.</strong> {sentence(document.error)}
        </span>
      )}
      <WarningSign document={document} />
    </>
  );
}

function DocumentList({ intake }: { readonly intake: IntakeState }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <VirtualList
      items={intake.documents}
      label={t('intake.listLabel')}
      keyOf={({ id }) => id}
      estimate={66}
      current={intake.current?.id ?? null}
      onSelect={intake.select}
      onRemove={(id) => intake.remove([id])}
    >
      {(document, state) => (
        <DocumentRow
          name={document.name}
          icon={document.error ? <ErrorCircleRegular className={styles.errorIcon} /> : <DocumentPdfRegular />}
          state={state}
          onSelect={() => intake.select(document.id)}
          onRemove={() => intake.remove([document.id])}
        >
          <Facts document={document} />
        </DocumentRow>
      )}
    </VirtualList>
  );
}

/** The document that is current: what to know of it, and its pages. */
function Shown({ document, intake }: { readonly document: DocumentInfo; readonly intake: IntakeState }) {
  const sentence = useSentence();
  const styles = useStyles();
  if (isLocked(document)) return <LockedDocument document={document} onUnlock={intake.unlock} />;
  return (
    <>
      {document.error && opensWithPassword(document) && (
        <div className={styles.refusal}>
          <Notice intent="warning" actions={<UnlockButton document={document} onUnlock={intake.unlock} />}>
            {sentence(document.error)}
          </Notice>
        </div>
      )}
      <DocumentWarnings document={document} />
      <PdfPreview documentId={document.id} name={document.name} password={intake.passwordOf(document.id)} />
    </>
  );
}

function Workbench({ intake, onSettings }: { readonly intake: IntakeState; readonly onSettings: () => void }) {
  const { t } = useTranslation();
  const page = usePageStyles();
  const styles = useStyles();
  return (
    <div className={styles.work}>
      <div className={mergeClasses(page.card, styles.list)}>
        <DocumentList intake={intake} />
      </div>
      <div className={mergeClasses(page.card, styles.preview)}>
        {intake.current ? (
          <Shown key={intake.current.id} document={intake.current} intake={intake} />
        ) : (
          <Text className={styles.nothing}>{t('preview.nothing')}</Text>
        )}
      </div>
      <section className={mergeClasses(page.card, styles.panel)} aria-label={t('sign.panel')}>
        <SigningPanel
          documents={intake.documents}
          coming={intake.busy}
          onShow={intake.select}
          onSettings={onSettings}
        />
      </section>
    </div>
  );
}

export function SignPage({ hidden, onSettings }: { readonly hidden: boolean; readonly onSettings: () => void }) {
  const { t } = useTranslation();
  const page = usePageStyles();
  const intake = useIntake();
  const { batch, origin, close } = useBatches();
  const showsBatch = batch !== null && origin === 'sign';
  /** What was signed leaves the list; what was not stays for another try. */
  const leave = (): void => {
    intake.remove(batch?.items.flatMap(({ id, step }) => (step === 'signed' ? [id] : [])) ?? []);
    close();
  };
  if (showsBatch) {
    return (
      <main className={page.page} hidden={hidden} aria-label={t('sign.title')}>
        <PageHeader title={t('sign.title')} />
        <BatchView
          batch={batch}
          leave={
            <Button icon={<ArrowLeftRegular />} onClick={leave}>
              {t('batch.again')}
            </Button>
          }
        />
      </main>
    );
  }
  const empty = intake.documents.length === 0;
  return (
    <DropArea onFiles={intake.add} className={page.page} hidden={hidden} label={t('sign.title')}>
      <PageHeader
        title={t('sign.title')}
        {...(!empty && { subtitle: t('intake.count', { count: intake.documents.length }) })}
      >
        {!empty && (
          <>
            <Button appearance="subtle" onClick={intake.clear}>
              {t('intake.clear')}
            </Button>
            <Button icon={<DocumentAddRegular />} disabled={intake.busy} onClick={intake.choose}>
              <ChooseLabel intake={intake} />
            </Button>
          </>
        )}
      </PageHeader>
      <IntakeProblems intake={intake} />
      {empty ? <EmptyIntake intake={intake} /> : <Workbench intake={intake} onSettings={onSettings} />}
    </DropArea>
  );
}
