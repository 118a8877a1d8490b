import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { DocumentAddRegular, DocumentPdfRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { IntakeState } from './use-intake.js';

const useStyles = makeStyles({
  zone: {
    flexGrow: 1,
    minHeight: '220px',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: '8px',
    padding: '24px',
    textAlign: 'center',
    border: `2px dashed ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  icon: { fontSize: '56px', color: tokens.colorBrandForeground1, lineHeight: 1 },
  hint: { color: tokens.colorNeutralForeground2, marginBottom: '12px' },
});

/** The page before any document: where to drop, and the button that does the same. */
export function EmptyIntake({ intake }: { readonly intake: IntakeState }) {
  const { t } = useTranslation();
  const styles = useStyles();
  return (
    <div className={styles.zone}>
      {intake.busy ? (
        <Spinner label={t('intake.adding')} size="large" labelPosition="below" />
      ) : (
        <>
          <DocumentPdfRegular className={styles.icon} />
          <Text as="p" size={500} weight="semibold" style={{ margin: 0 }}>
            {t('intake.dropTitle')}
          </Text>
          <Text className={styles.hint}>{t('intake.dropHint')}</Text>
          <Button appearance="primary" size="large" icon={<DocumentAddRegular />} data-home onClick={intake.choose}>
            {t('intake.choose')}
          </Button>
        </>
      )}
    </div>
  );
}
