/** With which certificate and how: the last look before "Ký N văn bản". */
import { Button, Field, Input, Link, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { ErrorCircleFilled, PenRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo } from '../../contracts/ipc.js';
import type { Placement } from '../../contracts/jobs.js';
import { useSentence } from '../i18n/index.js';
import { hasBrokenSignature } from '../ui/document-warnings.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { useBatches } from './batches.js';
import { CertificateChooser } from './certificate-chooser.js';
import { LevelLine } from './level-line.js';
import { type SigningCertificate, useSigningCertificate } from './use-tokens.js';

const useStyles = makeStyles({
  panel: { display: 'flex', flexDirection: 'column', minHeight: 0, flexGrow: 1 },
  body: {
    display: 'flex',
    flexDirection: 'column',
    gap: '16px',
    padding: '14px 16px',
    overflowY: 'auto',
    flexGrow: 1,
    minHeight: 0,
  },
  block: { display: 'flex', flexDirection: 'column', gap: '8px' },
  heading: { margin: 0 },
  option: { display: 'flex', flexDirection: 'column', color: tokens.colorNeutralForeground1 },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  foot: {
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    padding: '12px 16px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    flexShrink: 0,
    '@media (max-height: 600px)': { padding: '8px 16px', gap: '6px' },
  },
  submit: { width: '100%' },
  broken: {
    display: 'flex',
    gap: '6px',
    color: tokens.colorStatusDangerForeground1,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  brokenIcon: { flexShrink: 0, fontSize: '16px', marginTop: '2px' },
  link: { fontSize: 'inherit', lineHeight: 'inherit' },
});

type PlacementKind = Exclude<Placement['kind'], 'rect'>;

function PlacementChoice({
  value,
  onChange,
}: {
  readonly value: PlacementKind;
  readonly onChange: (kind: PlacementKind) => void;
}) {
  const { t } = useTranslation();
  const styles = useStyles();
  const heading = useId();
  const option = (title: string, hint: string) => (
    <span className={styles.option}>
      <span>{title}</span>
      <span className={styles.minor}>{hint}</span>
    </span>
  );
  return (
    <div className={styles.block}>
      <Text as="h2" weight="semibold" id={heading} className={styles.heading}>
        {t('sign.placement')}
      </Text>
      <RadioGroup
        aria-labelledby={heading}
        value={value}
        onChange={(_, data) => onChange(data.value === 'invisible' ? 'invisible' : 'automatic')}
      >
        <Radio value="automatic" label={option(t('sign.placementAutomatic'), t('sign.placementAutomaticHint'))} />
        <Radio value="invisible" label={option(t('sign.placementInvisible'), t('sign.placementInvisibleHint'))} />
      </RadioGroup>
    </div>
  );
}

/** What still stands between the person and the button, one thing at a time. */
const useMissing = (signable: number, certificate: SigningCertificate | null): string | null => {
  const { t } = useTranslation();
  const sentence = useSentence();
  if (signable === 0) return t('sign.needDocuments');
  if (!certificate) return t('certificates.loading');
  return certificate.ready ? null : sentence(certificate.state.next);
};

/** Adding to a document whose signature is broken is the person's decision, made with open eyes. */
function BrokenSignatures({ documents, onShow }: Pick<SigningPanelProps, 'documents' | 'onShow'>) {
  const { t } = useTranslation();
  const styles = useStyles();
  const broken = documents.filter(hasBrokenSignature);
  const [first] = broken;
  if (!first) return null;
  return (
    <div className={styles.broken}>
      <ErrorCircleFilled className={styles.brokenIcon} />
      <span>
        {t('sign.broken', { count: broken.length })}{' '}
        <Link
          as="button"
          type="button"
          className={styles.link}
          aria-label={t('sign.brokenShowLabel')}
          onClick={() => onShow(first.id)}
        >
          {t('sign.brokenShow')}
        </Link>
      </span>
    </div>
  );
}

interface SigningPanelProps {
  readonly documents: readonly DocumentInfo[];
  /** More of them are still being read. */
  readonly coming: boolean;
  /** Makes a document the current one. */
  readonly onShow: (id: string) => void;
  readonly onSettings: () => void;
}

export function SigningPanel({ documents, coming, onShow, onSettings }: SigningPanelProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const { show, active } = useBatches();
  const [chosen, setChosen] = useState<string | null>(null);
  const [kind, setKind] = useState<PlacementKind>('automatic');
  const [reason, setReason] = useState('');
  const certificate = useSigningCertificate(chosen);
  const signable = documents.filter(({ error }) => error === null);
  const skipped = documents.length - signable.length;
  const missing = useMissing(signable.length, certificate);
  const start = useMutation({
    mutationFn: (fingerprint: string) =>
      call('signing:start', {
        documents: signable.map(({ id }) => id),
        certificate: fingerprint,
        placement: { kind },
        ...(reason.trim() !== '' && { reason: reason.trim() }),
      }),
    onSuccess: (batch) => show(batch, 'sign'),
  });
  const submit = (): void => {
    if (certificate?.ready && missing === null) start.mutate(certificate.ready.certificate.fingerprint);
  };
  return (
    <div className={styles.panel}>
      <div className={styles.body}>
        <div className={styles.block}>
          <Text as="h2" weight="semibold" className={styles.heading}>
            {t('sign.certificate')}
          </Text>
          <CertificateChooser chosen={chosen} onChoose={setChosen} />
        </div>
        <PlacementChoice value={kind} onChange={setKind} />
        <Field label={t('sign.reason')}>
          <Input value={reason} maxLength={400} onChange={(_, { value }) => setReason(value)} />
        </Field>
      </div>
      <div className={styles.foot}>
        {start.error && <Notice intent="error">{sentence(sentenceOf(start.error))}</Notice>}
        {missing && <Text className={styles.minor}>{missing}</Text>}
        {!missing && skipped > 0 && <Text className={styles.minor}>{t('sign.skipped', { count: skipped })}</Text>}
        <BrokenSignatures documents={signable} onShow={onShow} />
        <Button
          className={styles.submit}
          appearance="primary"
          size="large"
          icon={<PenRegular />}
          disabled={missing !== null || coming || active || start.isPending}
          onClick={submit}
        >
          {signable.length > 0 ? t('sign.submit', { count: signable.length }) : t('sign.submitEmpty')}
        </Button>
        <LevelLine onChange={onSettings} />
      </div>
    </div>
  );
}
