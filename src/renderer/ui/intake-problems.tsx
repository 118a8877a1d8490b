import { makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { sentenceOf } from './kyso.js';
import { Notice } from './notice.js';
import type { IntakeState } from './use-intake.js';

const useStyles = makeStyles({
  list: { margin: '4px 0 0', paddingInlineStart: '20px', maxHeight: '132px', overflowY: 'auto' },
});

/** What could not be taken in, file by file, each with its own sentence. */
export function IntakeProblems({ intake }: { readonly intake: IntakeState }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  return (
    <>
      {intake.error !== null && <Notice intent="error">{sentence(sentenceOf(intake.error))}</Notice>}
      {intake.failures.length > 0 && (
        <Notice
          intent="warning"
          title={t('intake.failures', { count: intake.failures.length })}
          onDismiss={intake.dismissFailures}
        >
          <ul className={styles.list}>
            {intake.failures.map(({ name, error }, index) => (
              <li key={`${index}:${name}`}>
                <strong>{t('intake.failureLine', { name })}</strong>
                {sentence(error)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
