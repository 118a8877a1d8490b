/** Kiểm tra: which documents can be relied on, and why. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DocumentAddRegular } from '@fluentui/react-icons';
import type { TFunction } from 'i18next';
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { ChooseLabel } from '../ui/choose-label.js';
import { DropArea } from '../ui/drop-area.js';
import { EmptyIntake } from '../ui/empty-intake.js';
import { IntakeProblems } from '../ui/intake-problems.js';
import { PageHeader, usePageStyles } from '../ui/page.js';
import { tiny } from '../ui/tiny.js';
import type { Unlock } from '../ui/unlock.js';
import type { IntakeState } from '../ui/use-intake.js';
import { Detail } from './detail.js';
import { DocumentList } from './document-list.js';
import { type CheckedDocument, countsOf, type Filter, matching } from './list-filter.js';
import { PackMenu } from './pack-menu.js';
import { PackProgress } from './pack-progress.js';
import { standingOf } from './standing.js';
import { usePacks } from './use-packs.js';
import { useVerifications } from './use-verification.js';
import type { Verification } from './verifications.js';

const useStyles = makeStyles({
  work: {
    flexGrow: 1,
    display: 'grid',
    gap: '12px',
    gridTemplateColumns: 'minmax(260px, 300px) minmax(0, 1fr)',
    gridTemplateRows: 'minmax(0, 1fr)',
    minHeight: '300px',
    '@media (max-width: 1100px)': { gridTemplateColumns: 'minmax(0, 272px) minmax(0, 1fr)', gap: '10px' },
    [tiny]: { flexShrink: 0, gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateRows: 'auto auto' },
  },
  nothing: { margin: 'auto', color: tokens.colorNeutralForeground2 },
});

const worstFirst = ['invalid', 'indeterminate', 'unsigned', 'own-root', 'valid'] as const;

/** “200 văn bản: 3 không hợp lệ, 190 hợp lệ”; while some are being checked it says how many are left. */
const summary = (checked: readonly CheckedDocument[], t: TFunction): string => {
  const counts = countsOf(checked);
  const parts = worstFirst.filter((standing) => counts[standing] > 0);
  const all = t('intake.count', { count: checked.length });
  const found = parts.map((standing) => t(`verify.count.${standing}`, { count: counts[standing] }));
  const left = counts.checking > 0 ? [t('verify.stillChecking', { count: counts.checking })] : [];
  return `${all}: ${[...found, ...left].join(', ')}`;
};

const checkedOf = (document: DocumentInfo, verification: Verification | undefined): CheckedDocument => {
  const done = verification !== undefined && !verification.isFetching;
  const report = (done && verification.data) || null;
  // One that could not be checked at all is not known to be anything.
  const unknown = done && verification.error ? 'indeterminate' : null;
  return { document, report, standing: report ? standingOf(report) : unknown };
};

/** The list that was there before where it holds the same, so that what is made of it need not be made again. */
const useSameList = <T,>(list: readonly T[]): readonly T[] => {
  const known = useRef(list);
  const { current } = known;
  if (current.length !== list.length || current.some((one, index) => one !== list[index])) known.current = list;
  return known.current;
};

export function VerifyPage({ hidden, intake }: { readonly hidden: boolean; readonly intake: IntakeState }) {
  const { t } = useTranslation();
  const page = usePageStyles();
  const styles = useStyles();
  const { documents, current } = intake;
  // Results come faster than the page can be drawn: what is typed and clicked goes first.
  const verifications = useVerifications(documents, current?.id ?? null);
  const verificationOf = useDeferredValue(verifications.known());
  const checked = useMemo(
    () => documents.map((one) => checkedOf(one, verificationOf.get(one.id))),
    [documents, verificationOf],
  );
  const { unlock: open } = intake;
  const unlock: Unlock = useCallback(
    async (id, password) => {
      const document = await open(id, password);
      verifications.again(id);
      return document;
    },
    [open, verifications],
  );
  const empty = documents.length === 0;
  // A row that is pressed answers at once; what it opens is drawn behind it.
  const opened = useDeferredValue(current);
  const verification = opened ? verificationOf.get(opened.id) : undefined;
  const packs = usePacks(verifications);
  const [filter, setFilter] = useState<Filter>('all');
  const [text, setText] = useState('');
  const sought = useDeferredValue(text);
  const shown = useMemo(() => matching(checked, filter, sought), [checked, filter, sought]);
  const shownDocuments = useSameList(shown.map(({ document }) => document));
  return (
    <DropArea onFiles={intake.add} className={page.page} hidden={hidden} label={t('verify.title')}>
      <PageHeader title={t('verify.title')} {...(!empty && { subtitle: summary(checked, t) })}>
        <PackMenu packs={packs} documents={documents} shown={shownDocuments} />
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
      <PackProgress packs={packs} />
      {empty ? (
        <EmptyIntake intake={intake} />
      ) : (
        <div className={styles.work}>
          <div className={page.card}>
            <DocumentList
              intake={intake}
              checked={checked}
              shown={shown}
              filter={filter}
              onFilter={setFilter}
              text={text}
              onText={setText}
              verificationOf={verificationOf}
            />
          </div>
          <div className={page.card}>
            {opened && verification ? (
              <Detail
                key={opened.id}
                document={opened}
                verification={verification}
                password={intake.passwordOf(opened.id)}
                onUnlock={unlock}
                packs={packs}
              />
            ) : (
              <Text className={styles.nothing}>{t('verify.choosePrompt')}</Text>
            )}
          </div>
        </div>
      )}
    </DropArea>
  );
}
