/** One signature: who under which scheme, the five things, why the verdict is what it is, and every detail on demand. */
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Button,
  makeStyles,
  mergeClasses,
  Text,
  tokens,
} from '@fluentui/react-components';
import { DocumentSearchRegular } from '@fluentui/react-icons';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reason, SignatureReport } from '../../contracts/verification.js';
import { useSentence } from '../i18n/index.js';
import { Notice } from '../ui/notice.js';
import { Facts } from './facts.js';
import { lawfulFacts } from './signature-facts.js';
import { useSignatureTitle } from './signature-title.js';
import { standingOfSignature } from './standing.js';
import { TechnicalTree } from './technical-tree.js';
import { VerdictBadge } from './verdict-badge.js';

const useStyles = makeStyles({
  card: {
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderLeft: `4px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
    padding: '12px 16px 4px',
    display: 'flex',
    flexDirection: 'column',
    gap: '10px',
    scrollMarginTop: '8px',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
  valid: { borderLeftColor: tokens.colorStatusSuccessBorderActive },
  invalid: { borderLeftColor: tokens.colorStatusDangerBorderActive },
  indeterminate: { borderLeftColor: tokens.colorStatusWarningBorderActive },
  unsigned: { borderLeftColor: tokens.colorNeutralStroke1 },
  'own-root': { borderLeftColor: tokens.colorBrandStroke1 },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '6px 12px' },
  heading: { margin: 0, flexGrow: 1, color: tokens.colorNeutralForeground2 },
  headline: { overflowWrap: 'anywhere' },
  reasons: { margin: 0, paddingInlineStart: '20px' },
  show: { alignSelf: 'flex-start', marginInlineStart: '-8px' },
});

/** Each once: what concerns many marks in one place would be said for every one of them. */
export function Sentences({ list }: { readonly list: readonly Reason[] }) {
  const sentence = useSentence();
  const styles = useStyles();
  return (
    <ul className={styles.reasons}>
      {[...new Set(list.map(sentence))].map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

interface SignatureCardProps {
  readonly signature: SignatureReport;
  /** From 1, in the order in which the signatures were made. */
  readonly index: number;
  readonly id: string;
  /** Shows the document as it was signed with this signature; null where no revision of it is known. */
  readonly onShow: (() => void) | null;
}

export function SignatureCard({ signature, index, id, onShow }: SignatureCardProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const heading = useId();
  const title = useSignatureTitle(signature, index);
  const standing = standingOfSignature(signature);
  return (
    <article id={id} tabIndex={-1} className={mergeClasses(styles.card, styles[standing])} aria-labelledby={heading}>
      <Text size={400} weight="semibold" className={styles.headline}>
        {sentence(signature.headline)}
      </Text>
      <div className={styles.head}>
        <Text as="h3" size={300} weight="semibold" id={heading} className={styles.heading}>
          {title}
        </Text>
        <VerdictBadge standing={standing} />
      </div>
      {signature.reasons.length > 0 && (
        <div>
          <Text weight="semibold">{t('verify.reasons')}</Text>
          <Sentences list={signature.reasons} />
        </div>
      )}
      <Facts facts={lawfulFacts(signature, t)} />
      {onShow && (
        <Button
          appearance="transparent"
          size="small"
          className={styles.show}
          icon={<DocumentSearchRegular />}
          onClick={onShow}
        >
          {t('verify.showRevision')}
        </Button>
      )}
      {signature.warnings.length > 0 && (
        <Notice intent="warning" title={t('verify.warnings')}>
          <Sentences list={signature.warnings} />
        </Notice>
      )}
      <Accordion collapsible>
        <AccordionItem value="technical">
          <AccordionHeader size="small">{t('verify.technical')}</AccordionHeader>
          <AccordionPanel>
            <TechnicalTree signature={signature} />
          </AccordionPanel>
        </AccordionItem>
      </Accordion>
    </article>
  );
}
