/** Kiểm tra: which documents can be relied on, and why. */
import { Button, makeStyles, Spinner, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular, DocumentAddRegular, DocumentPdfRegular, SaveRegular } from '@fluentui/react-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { useLanguage, useSentence } from '../i18n/index.js';
import { DocumentRow } from '../ui/document-row.js';
import { DropArea } from '../ui/drop-area.js';
import { EmptyIntake } from '../ui/empty-intake.js';
import { formatSize } from '../ui/format.js';
import { IntakeProblems } from '../ui/intake-problems.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { LockedDocument } from '../ui/locked-document.js';
import { Notice } from '../ui/notice.js';
import { PageHeader, usePageStyles } from '../ui/page.js';
import { PdfPreview } from '../ui/pdf-preview.js';
import { isLocked, type Unlock } from '../ui/unlock.js';
import type { IntakeState } from '../ui/use-intake.js';
import { VirtualList } from '../ui/virtual-list.js';
import { ReportView } from './report-view.js';
import { useVerifications } from './use-verification.js';
import { VerdictBadge } from './verdict-badge.js';

const narrow = '@media (max-width: 1100px)';

const useStyles = makeStyles({
  work: {
    flexGrow: 1,
    display: 'grid',
    gap: '12px',
    gridTemplateColumns: 'minmax(260px, 380px) minmax(0, 1fr)',
    gridTemplateRows: 'minmax(0, 1fr)',
    minHeight: '300px',
    [narrow]: { gridTemplateColumns: 'minmax(0, 296px) minmax(0, 1fr)', gap: '10px' },
  },
  below: { display: 'flex', flexWrap: 'wrap', gap: '4px 10px', alignItems: 'center', paddingTop: '2px' },
  checking: { display: 'inline-flex', gap: '6px', alignItems: 'center' },
  failed: { color: tokens.colorStatusDangerForeground1 },
  detailHead: {
    padding: '12px 16px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '4px',
  },
  name: { overflowWrap: 'anywhere', maxHeight: '4.6em', overflowY: 'auto', margin: 0 },
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: '4px',
    marginInline: '-8px',
  },
  actions: { display: 'flex', gap: '4px' },
  // Beside the tabs there is room for the words only in a wide window.
  action: { [narrow]: { minWidth: '32px', '& > .fui-Button__icon': { marginInlineEnd: 0 } } },
  actionText: { [narrow]: { display: 'none' } },
  scroll: {
    overflowY: 'auto',
    padding: '16px',
    flexGrow: 1,
    minHeight: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
  },
  pictureNote: { padding: '8px 12px 0' },
  nothing: { margin: 'auto', color: tokens.colorNeutralForeground2 },
});

type Verification = ReturnType<typeof useVerifications>[number];

function RowVerdict({ verification }: { readonly verification: Verification | undefined }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  if (verification?.error) return <span className={styles.failed}>{sentence(sentenceOf(verification.error))}</span>;
  if (verification?.data && !verification.isFetching) return <VerdictBadge verdict={verification.data.verdict} />;
  return (
    <span className={styles.checking}>
      <Spinner size="extra-tiny" aria-hidden /> {t('verify.checking')}
    </span>
  );
}

function Result({ verification }: { readonly verification: Verification }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  if (verification.isFetching) return <Spinner label={t('verify.checking')} />;
  if (verification.error) return <Notice intent="error">{sentence(sentenceOf(verification.error))}</Notice>;
  return verification.data ? <ReportView report={verification.data} /> : null;
}

interface DetailProps {
  readonly document: DocumentInfo;
  readonly verification: Verification;
  /** Of an encrypted document that was opened. */
  readonly password: string | undefined;
  readonly onUnlock: Unlock;
}

function Detail({ document, verification, password, onUnlock }: DetailProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const [tab, setTab] = useState<'result' | 'document'>('result');
  const save = useMutation({ mutationFn: () => call('verification:save-report', document.id) });
  return (
    <>
      <div className={styles.detailHead}>
        <Text as="h2" weight="semibold" size={400} className={styles.name}>
          {document.name}
        </Text>
        <div className={styles.bar}>
          <TabList
            selectedValue={tab}
            onTabSelect={(_, { value }) => setTab(value === 'document' ? 'document' : 'result')}
          >
            <Tab value="result">{t('verify.tabResult')}</Tab>
            <Tab value="document">{t('verify.tabDocument')}</Tab>
          </TabList>
          <div className={styles.actions}>
            <Button
              size="small"
              appearance="subtle"
              className={styles.action}
              title={t('verify.again')}
              aria-label={t('verify.again')}
              icon={<ArrowClockwiseRegular />}
              disabled={verification.isFetching}
              onClick={() => verification.refetch()}
            >
              <span className={styles.actionText}>{t('verify.again')}</span>
            </Button>
            <Button
              size="small"
              appearance="subtle"
              className={styles.action}
              title={t('verify.saveReport')}
              aria-label={t('verify.saveReport')}
              icon={<SaveRegular />}
              disabled={verification.data === undefined || save.isPending}
              onClick={() => save.mutate()}
            >
              <span className={styles.actionText}>{t('verify.saveReport')}</span>
            </Button>
          </div>
        </div>
      </div>
      {tab === 'result' ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
        <div className={styles.scroll} role="region" aria-label={t('verify.subject')} tabIndex={0}>
          {save.error && <Notice intent="error">{sentence(sentenceOf(save.error))}</Notice>}
          {save.data === true && (
            <Notice intent="success" onDismiss={save.reset}>
              {t('verify.reportSaved')}
            </Notice>
          )}
          {isLocked(document) ? (
            <LockedDocument document={document} onUnlock={onUnlock} />
          ) : (
            <Result verification={verification} />
          )}
        </div>
      ) : (
        <>
          <div className={styles.pictureNote}>
            <Notice intent="info">{t('verify.pictureNote')}</Notice>
          </div>
          {isLocked(document) ? (
            <LockedDocument document={document} onUnlock={onUnlock} />
          ) : (
            <PdfPreview key={document.id} documentId={document.id} name={document.name} password={password} />
          )}
        </>
      )}
    </>
  );
}

function Workbench({ intake }: { readonly intake: IntakeState }) {
  const { t } = useTranslation();
  const [language] = useLanguage();
  const page = usePageStyles();
  const styles = useStyles();
  const verifications = useVerifications(intake.documents);
  const verificationOf = new Map(intake.documents.map(({ id }, index) => [id, verifications[index]]));
  const current = intake.current;
  const currentVerification = current && verificationOf.get(current.id);
  const queries = useQueryClient();
  const unlock: Unlock = async (id, password) => {
    const document = await intake.unlock(id, password);
    void queries.invalidateQueries({ queryKey: ['verification', id] });
    return document;
  };
  return (
    <div className={styles.work}>
      <div className={page.card}>
        <VirtualList
          items={intake.documents}
          label={t('intake.listLabel')}
          keyOf={({ id }) => id}
          estimate={70}
          current={current?.id ?? null}
          onSelect={intake.select}
          onRemove={(id) => intake.remove([id])}
        >
          {(document, state) => (
            <DocumentRow
              name={document.name}
              icon={<DocumentPdfRegular />}
              state={state}
              onSelect={() => intake.select(document.id)}
              onRemove={() => intake.remove([document.id])}
            >
              <span className={styles.below}>
                <RowVerdict verification={verificationOf.get(document.id)} />
                <span>{formatSize(document.size, language)}</span>
              </span>
            </DocumentRow>
          )}
        </VirtualList>
      </div>
      <div className={page.card}>
        {current && currentVerification ? (
          <Detail
            key={current.id}
            document={current}
            verification={currentVerification}
            password={intake.passwordOf(current.id)}
            onUnlock={unlock}
          />
        ) : (
          <Text className={styles.nothing}>{t('verify.choosePrompt')}</Text>
        )}
      </div>
    </div>
  );
}

export function VerifyPage({ hidden, intake }: { readonly hidden: boolean; readonly intake: IntakeState }) {
  const { t } = useTranslation();
  const page = usePageStyles();
  const empty = intake.documents.length === 0;
  return (
    <DropArea onFiles={intake.add} className={page.page} hidden={hidden} label={t('verify.title')}>
      <PageHeader
        title={t('verify.title')}
        {...(!empty && { subtitle: t('intake.count', { count: intake.documents.length }) })}
      >
        {!empty && (
          <>
            <Button appearance="subtle" onClick={() => intake.remove(intake.documents.map(({ id }) => id))}>
              {t('intake.clear')}
            </Button>
            <Button icon={<DocumentAddRegular />} disabled={intake.busy} onClick={intake.choose}>
              {intake.busy ? t('intake.adding') : t('intake.choose')}
            </Button>
          </>
        )}
      </PageHeader>
      <IntakeProblems intake={intake} />
      {empty ? <EmptyIntake intake={intake} /> : <Workbench intake={intake} />}
    </DropArea>
  );
}
