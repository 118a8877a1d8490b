/** One checked document: its pages as they were signed, and the result beside them where there is room. */
import { Button, makeStyles, Spinner, Tab, TabList, Text, tokens } from '@fluentui/react-components';
import { ArchiveRegular, ArrowClockwiseRegular, SaveRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { LockedDocument } from '../ui/locked-document.js';
import { Notice } from '../ui/notice.js';
import { isLocked, type Unlock } from '../ui/unlock.js';
import { ReportView } from './report-view.js';
import { type Look, RevisionView } from './revision-view.js';
import type { Packs } from './use-packs.js';
import { useWide } from './use-wide.js';
import type { Verification } from './verifications.js';

const narrow = '@media (max-width: 1100px)';

const useStyles = makeStyles({
  head: {
    padding: '10px 16px 6px',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    flexShrink: 0,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: '4px 12px',
  },
  name: {
    overflowWrap: 'anywhere',
    maxHeight: '4.6em',
    overflowY: 'auto',
    margin: 0,
    flex: '1 1 300px',
    // Where there is hardly room for the page itself, the list and the tooltip say the rest.
    '@media (max-height: 560px)': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  },
  bar: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px', marginInline: '-8px' },
  // Beside the tabs there is room for the words only in a wide window.
  action: { [narrow]: { minWidth: '32px', '& > .fui-Button__icon': { marginInlineEnd: 0 } } },
  actionText: { [narrow]: { display: 'none' } },
  sides: {
    flexGrow: 1,
    minHeight: 0,
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gridTemplateRows: 'minmax(0, 1fr)',
  },
  side: { display: 'flex', flexDirection: 'column', minHeight: 0, minWidth: 0 },
  right: { borderLeft: `1px solid ${tokens.colorNeutralStroke2}` },
  scroll: {
    overflowY: 'auto',
    padding: '16px',
    flexGrow: 1,
    minHeight: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
});

interface DetailProps {
  readonly document: DocumentInfo;
  readonly verification: Verification;
  /** Of an encrypted document that was opened. */
  readonly password: string | undefined;
  readonly onUnlock: Unlock;
  readonly packs: Packs;
}

function Actions({ document, verification, onSave, saving, packs }: ActionsProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <>
      <Button
        size="small"
        appearance="subtle"
        className={styles.action}
        title={t('verify.again')}
        aria-label={t('verify.again')}
        icon={<ArrowClockwiseRegular />}
        disabled={verification.isFetching || isLocked(document)}
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
        disabled={verification.data === undefined || saving}
        onClick={onSave}
      >
        <span className={styles.actionText}>{t('verify.saveReport')}</span>
      </Button>
      <Button
        size="small"
        appearance="subtle"
        className={styles.action}
        title={t('evidence.save')}
        aria-label={t('evidence.save')}
        icon={<ArchiveRegular />}
        disabled={verification.data === undefined || packs.run?.state === 'running'}
        onClick={() => packs.save([document])}
      >
        <span className={styles.actionText}>{t('evidence.save')}</span>
      </Button>
    </>
  );
}

interface ActionsProps {
  readonly document: DocumentInfo;
  readonly verification: Verification;
  readonly onSave: () => void;
  readonly saving: boolean;
  readonly packs: Packs;
}

interface ResultProps {
  readonly verification: Verification;
  readonly onShow: (end: number, page?: number) => void;
}

function Result({ verification, onShow }: ResultProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  if (verification.isFetching) return <Spinner label={t('verify.checking')} />;
  if (verification.error) return <Notice intent="error">{sentence(sentenceOf(verification.error))}</Notice>;
  if (!verification.data) return null;
  return <ReportView report={verification.data} onAgain={() => verification.refetch()} onShow={onShow} />;
}

/** Drawn again only when something of this very document changed. */
export const Detail = memo(function Detail({ document, verification, password, onUnlock, packs }: DetailProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const wide = useWide();
  const [tab, setTab] = useState<'result' | 'document'>('result');
  const [look, setLook] = useState<Look>({ end: null, page: 1 });
  const save = useMutation({ mutationFn: () => call('verification:save-report', document.id) });
  const locked = isLocked(document);
  const show = (end: number, page?: number): void => {
    setLook({ end, page: page ?? look.page });
    setTab('document');
  };
  const result = (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <div className={styles.scroll} role="region" aria-label={t('verify.subject')} tabIndex={0}>
      {save.error && <Notice intent="error">{sentence(sentenceOf(save.error))}</Notice>}
      {save.data === true && (
        <Notice intent="success" onDismiss={save.reset}>
          {t('verify.reportSaved')}
        </Notice>
      )}
      {locked ? (
        <LockedDocument document={document} onUnlock={onUnlock} />
      ) : (
        <Result verification={verification} onShow={show} />
      )}
    </div>
  );
  const pages = locked ? (
    <LockedDocument document={document} onUnlock={onUnlock} />
  ) : (
    <RevisionView
      document={document}
      report={verification.data ?? null}
      password={password}
      look={look}
      onLook={setLook}
    />
  );
  const both = wide && !locked;
  return (
    <>
      <div className={styles.head}>
        <Text as="h2" weight="semibold" size={400} className={styles.name} title={shownText(document.name)}>
          {shownText(document.name)}
        </Text>
        <div className={styles.bar}>
          {!both && (
            <TabList
              size="small"
              selectedValue={tab}
              onTabSelect={(_, { value }) => setTab(value === 'document' ? 'document' : 'result')}
            >
              <Tab value="result">{t('verify.tabResult')}</Tab>
              <Tab value="document">{t('verify.tabDocument')}</Tab>
            </TabList>
          )}
          <Actions
            document={document}
            verification={verification}
            onSave={() => save.mutate()}
            saving={save.isPending}
            packs={packs}
          />
        </div>
      </div>
      {both ? (
        <div className={styles.sides}>
          <div className={styles.side}>{pages}</div>
          <div className={`${styles.side} ${styles.right}`}>{result}</div>
        </div>
      ) : tab === 'result' ? (
        result
      ) : (
        pages
      )}
    </>
  );
});
