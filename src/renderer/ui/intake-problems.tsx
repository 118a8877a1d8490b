import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { sentenceOf } from './kyso.js';
import { Notice } from './notice.js';
import { ProblemList } from './problem-list.js';
import type { IntakeState } from './use-intake.js';

/** What could not be taken in, file by file, each with its own sentence. */
export function IntakeProblems({ intake }: { readonly intake: IntakeState }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  return (
    <>
      {intake.error !== null && <Notice intent="error">{sentence(sentenceOf(intake.error))}</Notice>}
      {intake.failures.length > 0 && (
        <Notice
          intent="warning"
          title={t('intake.failures', { count: intake.failures.length })}
          onDismiss={intake.dismissFailures}
        >
          <ProblemList problems={intake.failures} />
        </Notice>
      )}
    </>
  );
}
