import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  makeStyles,
  mergeClasses,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reason, SignatureReport } from '../../contracts/verification.js';
import { useSentence } from '../i18n/index.js';
import { Notice } from '../ui/notice.js';
import { Facts } from './facts.js';
import { mainFacts, technicalFacts } from './signature-facts.js';
import { useSignatureTitle } from './signature-title.js';
import { VerdictBadge } from './verdict-badge.js';

const useStyles = makeStyles({
  card: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderLeft: `4px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
    padding: '12px 16px 4px',
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
    scrollMarginTop: '8px',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
  valid: { borderLeftColor: tokens.colorStatusSuccessBorderActive },
  invalid: { borderLeftColor: tokens.colorStatusDangerBorderActive },
  indeterminate: { borderLeftColor: tokens.colorStatusWarningBorderActive },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px 12px' },
  heading: { margin: 0 },
  reasons: { margin: 0, paddingInlineStart: '20px' },
});

export function Sentences({ list }: { readonly list: readonly Reason[] }) {
  const sentence = useSentence();
  const styles = useStyles();
  return (
    <ul className={styles.reasons}>
      {list.map((reason, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report is replaced whole; a code may come twice
        <li key={`${index}:${reason.code}`}>{sentence(reason)}</li>
      ))}
    </ul>
  );
}

/** One signature: who, when, intact or not, trusted or not, and why the verdict is what it is. */
interface SignatureCardProps {
  readonly signature: SignatureReport;
  /** From 1, in the order in which the signatures were made. */
  readonly index: number;
  readonly id: string;
}

export function SignatureCard({ signature, index, id }: SignatureCardProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  const heading = useId();
  const title = useSignatureTitle(signature, index);
  return (
    <article
      id={id}
      tabIndex={-1}
      className={mergeClasses(styles.card, styles[signature.verdict])}
      aria-labelledby={heading}
    >
      <div className={styles.head}>
        <Text as="h3" size={400} weight="semibold" id={heading} className={styles.heading}>
          {title}
        </Text>
        <VerdictBadge verdict={signature.verdict} />
      </div>
      {signature.reasons.length > 0 && (
        <div>
          <Text weight="semibold">{t('verify.reasons')}</Text>
          <Sentences list={signature.reasons} />
        </div>
      )}
      <Facts facts={mainFacts(signature, t)} />
      {signature.warnings.length > 0 && (
        <Notice intent="warning" title={t('verify.warnings')}>
          <Sentences list={signature.warnings} />
        </Notice>
      )}
      <Accordion collapsible>
        <AccordionItem value="technical">
          <AccordionHeader size="small">{t('verify.technical')}</AccordionHeader>
          <AccordionPanel>
            <Facts facts={technicalFacts(signature, t)} />
          </AccordionPanel>
        </AccordionItem>
      </Accordion>
    </article>
  );
}
