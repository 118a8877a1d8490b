/** Kiểm tra: which documents can be relied on, and why. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { DocumentAddRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { DropArea } from '../ui/drop-area.js';
import { EmptyIntake } from '../ui/empty-intake.js';
import { IntakeProblems } from '../ui/intake-problems.js';
import { PageHeader, usePageStyles } from '../ui/page.js';
import type { Unlock } from '../ui/unlock.js';
import type { IntakeState } from '../ui/use-intake.js';
import { Detail } from './detail.js';
import { DocumentList } from './document-list.js';
import { type CheckedDocument, countsOf } from './list-filter.js';
import { useVerifications } from './use-verification.js';

const useStyles = makeStyles({
  work: {
    flexGrow: 1,
    display: 'grid',
    gap: '12px',
    gridTemplateColumns: 'minmax(260px, 300px) minmax(0, 1fr)',
    gridTemplateRows: 'minmax(0, 1fr)',
    minHeight: '300px',
    '@media (max-width: 1100px)': { gridTemplateColumns: 'minmax(0, 272px) minmax(0, 1fr)', gap: '10px' },
  },
  nothing: { margin: 'auto', color: tokens.colorNeutralForeground2 },
});

const worstFirst = ['invalid', 'indeterminate', 'unsigned', 'valid'] as const;

/** “200 văn bản: 3 không hợp lệ, 190 hợp lệ”; while some are being checked it says how many are left. */
const summary = (checked: readonly CheckedDocument[], t: TFunction): string => {
  const counts = countsOf(checked);
  const parts = worstFirst.filter((verdict) => counts[verdict] > 0);
  const all = t('intake.count', { count: checked.length });
  const found = parts.map((verdict) => t(`verify.count.${verdict}`, { count: counts[verdict] }));
  const left = counts.checking > 0 ? [t('verify.stillChecking', { count: counts.checking })] : [];
  return `${all}: ${[...found, ...left].join(', ')}`;
};

export function VerifyPage({ hidden, intake }: { readonly hidden: boolean; readonly intake: IntakeState }) {
  const { t } = useTranslation();
  const page = usePageStyles();
  const styles = useStyles();
  const queries = useQueryClient();
  const { documents, current } = intake;
  const verifications = useVerifications(documents, current?.id ?? null);
  const verificationOf = new Map(
    verifications.flatMap((verification, index) => {
      const id = documents[index]?.id;
      return id === undefined ? [] : [[id, verification] as const];
    }),
  );
  const checked = documents.map((document): CheckedDocument => {
    const verification = verificationOf.get(document.id);
    const done = verification !== undefined && !verification.isFetching;
    const report = (done && verification.data) || null;
    // One that could not be checked at all is not known to be anything.
    return { document, report, verdict: report?.verdict ?? (done && verification.error ? 'indeterminate' : null) };
  });
  const unlock: Unlock = async (id, password) => {
    const document = await intake.unlock(id, password);
    void queries.invalidateQueries({ queryKey: ['verification', id] });
    return document;
  };
  const empty = documents.length === 0;
  const verification = current ? verificationOf.get(current.id) : undefined;
  return (
    <DropArea onFiles={intake.add} className={page.page} hidden={hidden} label={t('verify.title')}>
      <PageHeader title={t('verify.title')} {...(!empty && { subtitle: summary(checked, t) })}>
        {!empty && (
          <>
            <Button appearance="subtle" onClick={() => intake.remove(documents.map(({ id }) => id))}>
              {t('intake.clear')}
            </Button>
            <Button icon={<DocumentAddRegular />} disabled={intake.busy} onClick={intake.choose}>
              {intake.busy ? t('intake.adding') : t('intake.choose')}
            </Button>
          </>
        )}
      </PageHeader>
      <IntakeProblems intake={intake} />
      {empty ? (
        <EmptyIntake intake={intake} />
      ) : (
        <div className={styles.work}>
          <div className={page.card}>
            <DocumentList intake={intake} checked={checked} verificationOf={verificationOf} />
          </div>
          <div className={page.card}>
            {current && verification ? (
              <Detail
                key={current.id}
                document={current}
                verification={verification}
                password={intake.passwordOf(current.id)}
                onUnlock={unlock}
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
