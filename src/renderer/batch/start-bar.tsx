/** The last look at the whole stack: how many, which numbers, with which certificate; and the button. */
import {
  Button,
  Checkbox,
  Link,
  makeStyles,
  mergeClasses,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Text,
  tokens,
} from '@fluentui/react-components';
import { CertificateRegular, PlayRegular, WarningFilled } from '@fluentui/react-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Batch } from '../../contracts/ipc.js';
import { shownText } from '../../contracts/shown-text.js';
import { useSentence } from '../i18n/index.js';
import { useBatches } from '../sign/batches.js';
import { CertificateChooser } from '../sign/certificate-chooser.js';
import { type SigningCertificate, useSigningCertificate } from '../sign/use-tokens.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { low, tiny } from '../ui/tiny.js';
import type { Choices } from './choices.js';
import { numberRange } from './numbering.js';
import { needsPaper, orderOf } from './order.js';
import { type Row, rowCounts } from './rows.js';
import { type Numbers, numbersKey } from './use-numbers.js';

const small = '@media (max-width: 1100px)';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '6px 16px',
    padding: '8px 12px',
    flexShrink: 0,
    overflow: 'visible',
    // Words and certificate one below the other, the button beside both.
    [low]: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', gap: '0 16px', paddingBlock: '4px' },
    [tiny]: { display: 'flex', rowGap: '6px' },
  },
  words: {
    flex: '1 1 240px',
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    [low]: { flexDirection: 'row', flexWrap: 'wrap', gap: '0 8px', '& > .fui-Checkbox': { flexBasis: '100%' } },
  },
  minor: {
    minWidth: 0,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    overflowWrap: 'anywhere',
  },
  certificate: {
    flex: '0 1 270px',
    minWidth: '150px',
    [small]: { flexBasis: '190px' },
    display: 'flex',
    gap: '6px',
    alignItems: 'flex-start',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  // One line; all of the name is in the tooltip.
  line: { [low]: { display: 'flex', flexWrap: 'wrap', gap: '0 8px' } },
  holder: { [low]: { minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } },
  icon: { fontSize: '18px', flexShrink: 0, marginTop: '1px', color: tokens.colorNeutralForeground3 },
  warn: { color: tokens.colorStatusWarningForeground3 },
  link: { fontSize: 'inherit', lineHeight: 'inherit' },
  chooser: { width: '380px', maxWidth: '90vw', maxHeight: '70vh', overflowY: 'auto' },
  // Its box lines up with the words below.
  paper: { marginInlineStart: '-8px', marginBlock: '-4px' },
  submit: {
    maxWidth: '100%',
    height: 'auto',
    minHeight: '40px',
    [small]: { fontSize: tokens.fontSizeBase300, paddingInline: '10px' },
    [low]: { minHeight: '32px', gridColumnStart: 2, gridRowStart: 1, gridRowEnd: 3 },
  },
});

function CertificateLine({
  certificate,
  chosen,
  onChoose,
}: {
  readonly certificate: SigningCertificate | null;
  readonly chosen: string | null;
  readonly onChoose: (fingerprint: string) => void;
}) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const choice = certificate?.choice ?? null;
  const trouble = certificate !== null && certificate.ready === null;
  const subject = choice?.certificate.subject;
  const name = [subject?.commonName, subject?.organization].filter(Boolean).join(', ');
  return (
    <div className={styles.certificate}>
      {trouble ? (
        <WarningFilled className={mergeClasses(styles.icon, styles.warn)} />
      ) : (
        <CertificateRegular className={styles.icon} />
      )}
      <span className={mergeClasses(styles.minor, styles.line)}>
        {certificate === null && t('certificates.loading')}
        {choice !== null && (
          <span className={styles.holder} title={shownText(name)}>
            {shownText(name || t('common.unknownName'))}
          </span>
        )}
        {trouble && ` ${sentence(certificate.state.sentence)}`}{' '}
        <Popover trapFocus positioning="above-end">
          <PopoverTrigger disableButtonEnhancement>
            <Link as="button" type="button" className={styles.link}>
              {t('records.certificateChange')}
            </Link>
          </PopoverTrigger>
          <PopoverSurface className={styles.chooser} aria-label={t('sign.certificate')}>
            <CertificateChooser chosen={chosen} onChoose={onChoose} first="seal" />
          </PopoverSurface>
        </Popover>
      </span>
    </div>
  );
}

export interface StartBarProps {
  readonly rows: readonly Row[];
  /** Those that go, in the order in which they are numbered. */
  readonly going: readonly Row[];
  readonly choices: Choices;
  readonly numbers: Numbers;
  /** Documents that are still being planned or read. */
  readonly pending: number;
  readonly onStarted: (batch: Batch, going: readonly Row[]) => void;
}

/** Leaders sign with their own certificate, everything else goes with the office's. */
const usualCertificate = ({ operation }: Choices) =>
  operation === 'approve' || operation === 'initial' ? 'personal' : 'seal';

/** What still stands between the person and the button, one thing at a time. */
const useMissing = (props: StartBarProps, certificate: SigningCertificate | null, paper: boolean): string | null => {
  const { t } = useTranslation();
  const sentence = useSentence();
  const { active } = useBatches();
  const { going, choices, numbers, pending } = props;
  if (active) return t('records.missing.batch');
  if (pending > 0) return t('records.missing.pending', { count: pending });
  if (going.length === 0) return t('records.missing.none');
  if (numbers.error) return sentence(sentenceOf(numbers.error));
  if (!certificate) return t('certificates.loading');
  if (!certificate.ready) return sentence(certificate.state.next);
  if (needsPaper(choices, going) && !paper) return t('records.missing.paper');
  return numbers.complete ? null : t('records.missing.numbers');
};

/** What is left behind, in words. */
const useLeft = (rows: readonly Row[]): string => {
  const { t } = useTranslation();
  const counts = rowCounts(rows);
  const parts = (['look', 'refused', 'excluded'] as const).filter((name) => counts[name] > 0);
  if (parts.length === 0) return '';
  return t('records.left', {
    parts: parts.map((name) => t(`records.leftPart.${name}`, { count: counts[name] })).join(', '),
  });
};

export function StartBar(props: StartBarProps) {
  const { rows, going, choices, numbers, onStarted } = props;
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  const [paper, setPaper] = useState(false);
  const certificate = useSigningCertificate(chosen, usualCertificate(choices));
  const missing = useMissing(props, certificate, paper);
  const left = useLeft(rows);
  const why = useId();
  const start = useMutation({
    mutationFn: (fingerprint: string) =>
      call(
        'records:start',
        orderOf({ rows: going, choices, numbers, certificate: fingerprint, paperConfirmed: paper }),
      ),
    onSuccess: (batch) => {
      // Once a batch: the next stack is another one.
      setPaper(false);
      onStarted(batch, going);
    },
    // Somebody else may have taken one of them.
    onSettled: () => queries.invalidateQueries({ queryKey: numbersKey }),
  });
  const submit = (): void => {
    if (certificate?.ready && missing === null) start.mutate(certificate.ready.certificate.fingerprint);
  };
  const range = numberRange(going.flatMap(({ document }) => numbers.of.get(document.id) ?? []));
  const words = { count: going.length, range };
  const action = choices.operation;
  return (
    <>
      {start.error && (
        <Notice intent="error" onDismiss={start.reset}>
          {sentence(sentenceOf(start.error))}
        </Notice>
      )}
      <section className={styles.bar} aria-label={t('records.startBar')}>
        <div className={styles.words}>
          {needsPaper(choices, going) && (
            <Checkbox
              className={styles.paper}
              input={{ 'data-paper': true } as object}
              checked={paper}
              onChange={(_, { checked }) => setPaper(checked === true)}
              label={t('records.paper')}
            />
          )}
          {missing && (
            <Text id={why} data-missing className={styles.minor}>
              {missing}
            </Text>
          )}
          {left !== '' && <Text className={styles.minor}>{left}</Text>}
        </div>
        <CertificateLine certificate={certificate} chosen={chosen} onChoose={setChosen} />
        <Button
          appearance="primary"
          size="large"
          data-start
          className={styles.submit}
          icon={<PlayRegular />}
          aria-keyshortcuts="Control+Enter"
          disabledFocusable={missing !== null || start.isPending}
          {...(missing !== null && { 'aria-describedby': why })}
          onClick={submit}
        >
          {going.length === 0
            ? t(`records.operation.${action}`)
            : t(range === '' ? `records.start.${action}` : `records.startNumbered.${action}`, words)}
        </Button>
      </section>
    </>
  );
}
