import { makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { type Bilingual, useSentence } from '../i18n/index.js';

const useStyles = makeStyles({
  list: {
    margin: '4px 0 0',
    paddingInlineStart: '20px',
    maxHeight: '120px',
    overflowY: 'auto',
    '@media (max-height: 600px)': { maxHeight: '46px' },
  },
});

/** What went wrong, document by document, each with its own sentence. */
export function ProblemList({ problems }: { readonly problems: readonly { name: string; error: Bilingual }[] }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <ul className={styles.list} tabIndex={0} aria-label={t('common.problems')}>
      {problems.map(({ name, error }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two files may have one name, and the list never changes in place
        <li key={`${index}:${name}`}>
          <strong>{t('intake.failureLine', { name })}</strong>
          {sentence(error)}
        </li>
      ))}
    </ul>
  );
}
