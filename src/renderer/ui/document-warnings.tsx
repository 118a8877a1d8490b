/** What a person should know of a document before signing it: a short sign for lists, the sentences for its own pane. */
import { Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ErrorCircleFilled, WarningFilled } from '@fluentui/react-icons';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import { useSentence } from '../i18n/index.js';
import { Notice } from './notice.js';

const useStyles = makeStyles({
  sign: { display: 'flex', gap: '4px', alignItems: 'flex-start', fontWeight: tokens.fontWeightSemibold },
  icon: { flexShrink: 0, fontSize: '16px', marginTop: '2px' },
  grave: { color: tokens.colorStatusDangerForeground1 },
  minor: { color: tokens.colorStatusWarningForeground3 },
  // The document keeps the larger part of its pane.
  pane: {
    display: 'flex',
    flexDirection: 'column',
    gap: '6px',
    padding: '8px 10px',
    maxHeight: '46%',
    overflowY: 'auto',
    flexShrink: 0,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  list: { margin: '4px 0 0', paddingInlineStart: '18px', display: 'flex', flexDirection: 'column', gap: '4px' },
});

/** A signature that no longer holds is told at once; the rest is told when it is asked for. */
const graveOf = ({ warnings }: DocumentInfo) =>
  warnings.filter(({ code }) => code === 'signing.existing-signature-broken');
const minorOf = ({ warnings }: DocumentInfo) =>
  warnings.filter(({ code }) => code !== 'signing.existing-signature-broken');

export const hasBrokenSignature = (document: DocumentInfo): boolean => graveOf(document).length > 0;

/** For a row: how grave it is, and how much there is to read. */
export function WarningSign({ document }: { readonly document: DocumentInfo }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const minor = minorOf(document).length;
  return (
    <>
      {hasBrokenSignature(document) && (
        <span className={mergeClasses(styles.sign, styles.grave)}>
          <ErrorCircleFilled className={styles.icon} />
          {t('warnings.broken')}
        </span>
      )}
      {minor > 0 && (
        <span className={mergeClasses(styles.sign, styles.minor)}>
          <WarningFilled className={styles.icon} />
          {t('warnings.count', { count: minor })}
        </span>
      )}
    </>
  );
}

function MinorWarnings({ document }: { readonly document: DocumentInfo }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const list = useId();
  const warnings = minorOf(document);
  return (
    <Notice intent="warning">
      {t('warnings.beforeSigning', { count: warnings.length })}{' '}
      <Link as="button" type="button" aria-expanded={open} aria-controls={list} onClick={() => setOpen(!open)}>
        {t(open ? 'common.showLess' : 'warnings.read')}
      </Link>
      <ul id={list} className={styles.list} hidden={!open}>
        {warnings.map((warning) => (
          <li key={warning.vi}>{sentence(warning)}</li>
        ))}
      </ul>
    </Notice>
  );
}

/** For the document's own pane; give it the document's id as its key. Nothing where there is nothing to say. */
export function DocumentWarnings({ document }: { readonly document: DocumentInfo }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const grave = graveOf(document);
  if (document.warnings.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className={styles.pane} tabIndex={0} aria-label={t('warnings.title')}>
      {grave.length > 0 && (
        <Notice intent="error" title={t('warnings.broken')}>
          <ul className={styles.list}>
            {grave.map((warning) => (
              <li key={warning.vi}>{sentence(warning)}</li>
            ))}
          </ul>
        </Notice>
      )}
      {minorOf(document).length > 0 && <MinorWarnings document={document} />}
    </section>
  );
}
