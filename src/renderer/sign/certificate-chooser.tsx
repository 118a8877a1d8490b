/** Which certificate signs. Says what is missing and the next step when none can. */
import {
  Button,
  Link,
  makeStyles,
  mergeClasses,
  Radio,
  RadioGroup,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components';
import { AddRegular, CheckmarkCircleFilled, KeyRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import type { FaultValue } from '../../contracts/faults/index.js';
import type { CertificateUse } from '../../contracts/ipc.js';
import type { ModuleReport } from '../../contracts/token.js';
import { useSentence } from '../i18n/index.js';
import { daysUntil, formatDate } from '../ui/format.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import type { CertificateChoice } from './certificates.js';
import { RememberChoice } from './remember-choice.js';
import { TokenStateBox } from './token-state-box.js';
import { useAddModule, useChangePin, useSigningCertificate, useTokens } from './use-tokens.js';

const useStyles = makeStyles({
  stack: { display: 'flex', flexDirection: 'column', gap: '8px' },
  card: {
    display: 'flex',
    gap: '8px',
    alignItems: 'flex-start',
    padding: '8px 10px',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusLarge,
    overflowWrap: 'anywhere',
  },
  chosen: { border: `1px solid ${tokens.colorBrandStroke1}`, backgroundColor: tokens.colorBrandBackground2 },
  unusable: { color: tokens.colorNeutralForeground3 },
  radio: { width: '100%' },
  lines: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  usable: { color: tokens.colorNeutralForeground1 },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
  problem: { color: tokens.colorStatusDangerForeground1, fontWeight: tokens.fontWeightSemibold },
  soon: { color: tokens.colorStatusWarningForeground3, fontWeight: tokens.fontWeightSemibold },
  check: { color: tokens.colorBrandForeground1, fontSize: '20px', flexShrink: 0, marginTop: '1px' },
  actions: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 16px' },
  link: { fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase200 },
  summary: { cursor: 'pointer', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  problems: {
    margin: '4px 0 0',
    paddingInlineStart: '18px',
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
});

const soonDays = 60;

function CertificateLines({ choice }: { readonly choice: CertificateChoice }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const { certificate, problem } = choice;
  const left = daysUntil(certificate.notAfter, new Date());
  return (
    <span className={mergeClasses(styles.lines, problem === null && styles.usable)}>
      <Text weight="semibold">{certificate.subject.commonName ?? certificate.label ?? t('common.unknownName')}</Text>
      {certificate.subject.organization && <Text>{certificate.subject.organization}</Text>}
      <span className={styles.minor}>{t('certificates.issuedBy', { issuer: certificate.issuer })}</span>
      <span className={styles.minor}>
        {t('certificates.validity', { from: formatDate(certificate.notBefore), to: formatDate(certificate.notAfter) })}
      </span>
      <span className={styles.minor}>
        {t('certificates.token', { label: choice.token.label })}
        {choice.ambiguous && ` · ${t('certificates.serial', { serial: choice.token.serial })}`}
      </span>
      {problem === 'certificate-expired' && <span className={styles.problem}>{t('certificates.expired')}</span>}
      {problem === 'certificate-not-yet-valid' && (
        <span className={styles.problem}>{t('certificates.notYetValid')}</span>
      )}
      {problem === 'certificate-not-for-signing' && (
        <span className={styles.problem}>{t('certificates.notForSigning')}</span>
      )}
      {problem === null && left <= soonDays && (
        <span className={styles.soon}>{t('certificates.expiresSoon', { count: left })}</span>
      )}
    </span>
  );
}

interface ModuleProblemsProps {
  readonly modules: readonly ModuleReport[];
  /** What is told already. */
  readonly told: FaultValue;
}

function ModuleProblems({ modules, told }: ModuleProblemsProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const broken = modules.flatMap(({ path, name, error }) =>
    error && error.vi !== told.vi ? [{ path, name, error }] : [],
  );
  if (broken.length === 0) return null;
  return (
    <details>
      <summary className={styles.summary}>{t('certificates.moduleProblems', { count: broken.length })}</summary>
      <ul className={styles.problems}>
        {broken.map(({ path, name, error }) => (
          <li key={path}>
            <strong>{name}</strong>: {sentence(error)}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What can be done about the token: a driver added, the PIN changed; and what became of it. */
function TokenActions({ choice }: { readonly choice: CertificateChoice | null }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const add = useAddModule();
  const change = useChangePin();
  const pin = choice?.token.pin.state;
  const startChange = (): void => {
    if (choice) change.mutate(choice.certificate.fingerprint);
  };
  const error = add.error ?? change.error;
  return (
    <>
      <div className={styles.actions}>
        {choice && pin === 'to-be-changed' && (
          <Button appearance="primary" icon={<KeyRegular />} disabled={change.isPending} onClick={startChange}>
            {t('certificates.changePin')}
          </Button>
        )}
        {choice && pin !== undefined && !['to-be-changed', 'locked', 'not-set'].includes(pin) && (
          <Link as="button" type="button" className={styles.link} disabled={change.isPending} onClick={startChange}>
            {t('certificates.changePin')}
          </Link>
        )}
        {choice ? (
          <Link as="button" type="button" className={styles.link} disabled={add.isPending} onClick={() => add.mutate()}>
            {t('certificates.addModule')}
          </Link>
        ) : (
          <Button icon={<AddRegular />} disabled={add.isPending} onClick={() => add.mutate()}>
            {t('certificates.addModule')}
          </Button>
        )}
      </div>
      {error && <Notice intent="error">{sentence(sentenceOf(error))}</Notice>}
      {change.data === true && (
        <Notice intent="success" onDismiss={change.reset}>
          {t('certificates.pinChanged')}
        </Notice>
      )}
    </>
  );
}

interface ChoicesProps {
  readonly choices: readonly CertificateChoice[];
  readonly chosen: CertificateChoice | null;
  readonly onChoose: (fingerprint: string) => void;
}

function Choices({ choices, chosen, onChoose }: ChoicesProps) {
  const { t } = useTranslation();
  const styles = useStyles();
  if (choices.length === 1 && chosen) {
    return (
      <div className={mergeClasses(styles.card, styles.chosen)}>
        <CheckmarkCircleFilled className={styles.check} />
        <CertificateLines choice={chosen} />
      </div>
    );
  }
  return (
    <RadioGroup
      aria-label={t('sign.certificate')}
      value={chosen?.certificate.fingerprint ?? ''}
      onChange={(_, { value }) => onChoose(value)}
      className={styles.stack}
    >
      {choices.map((choice) => {
        const { fingerprint } = choice.certificate;
        const current = fingerprint === chosen?.certificate.fingerprint;
        return (
          <div
            key={fingerprint}
            className={mergeClasses(styles.card, current && styles.chosen, choice.problem !== null && styles.unusable)}
          >
            <Radio
              className={styles.radio}
              value={fingerprint}
              disabled={choice.problem !== null}
              label={<CertificateLines choice={choice} />}
            />
          </div>
        );
      })}
    </RadioGroup>
  );
}

interface CertificateChooserProps {
  readonly chosen: string | null;
  readonly onChoose: (fingerprint: string) => void;
  /** Which of the remembered ones comes first; one's own where this is left out. */
  readonly first?: CertificateUse;
}

export function CertificateChooser({ chosen, onChoose, first }: CertificateChooserProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const tokensQuery = useTokens();
  const signing = useSigningCertificate(chosen, first);
  if (tokensQuery.isPending) return <Spinner size="small" label={t('certificates.loading')} />;
  if (tokensQuery.error) {
    return (
      <Notice intent="error" actions={<Button onClick={() => tokensQuery.refetch()}>{t('common.retry')}</Button>}>
        {sentence(sentenceOf(tokensQuery.error))}
      </Notice>
    );
  }
  if (!signing) return <Spinner size="small" label={t('certificates.loading')} />;
  const { choices, choice, state } = signing;
  return (
    <div className={styles.stack}>
      <TokenStateBox state={state} />
      {choices.length > 0 && <Choices choices={choices} chosen={choice} onChoose={onChoose} />}
      {choice && <RememberChoice fingerprint={choice.certificate.fingerprint} />}
      <TokenActions choice={choice} />
      {!choice && <ModuleProblems modules={tokensQuery.data} told={state.sentence} />}
    </div>
  );
}
