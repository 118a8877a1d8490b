/** A server takes connections only from computers with a certificate: the person chooses which, or none. */
import { makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateQuestion } from '../../contracts/ipc.js';
import { shownText } from '../../contracts/shown-text.js';
import { AskDialog } from '../ui/ask-dialog.js';
import { formatDate } from '../ui/format.js';
import { call } from '../ui/kyso.js';

const useStyles = makeStyles({
  text: { margin: 0, marginBottom: '8px' },
  option: { display: 'flex', flexDirection: 'column', overflowWrap: 'anywhere' },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

export function CertificateDialog() {
  const { t } = useTranslation();
  const styles = useStyles();
  const [question, setQuestion] = useState<CertificateQuestion | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(
    () =>
      window.kyso.on('server:certificate-asked', (asked) => {
        setQuestion(asked);
        setChosen(null);
      }),
    [],
  );
  const answer = (fingerprint: string | null): void => {
    if (!question) return;
    // A question that is not open any more is passed over; the next connection asks again.
    call('server:choose-certificate', { id: question.id, fingerprint }).catch(() => undefined);
    setQuestion(null);
  };
  return (
    <AskDialog
      open={question !== null}
      title={t('server.certificateTitle')}
      confirm={t('server.certificateUse')}
      disabled={chosen === null}
      error={null}
      onSubmit={() => answer(chosen)}
      onCancel={() => answer(null)}
    >
      <p className={styles.text}>{t('server.certificateHint', { server: question?.server ?? '' })}</p>
      <RadioGroup
        aria-label={t('server.certificateTitle')}
        value={chosen ?? ''}
        onChange={(_, { value }) => setChosen(value)}
      >
        {question?.certificates.map(({ fingerprint, subject, issuer, notAfter }) => (
          <Radio
            key={fingerprint}
            value={fingerprint}
            label={
              <span className={styles.option}>
                <span>{shownText(subject)}</span>
                <span className={styles.minor}>
                  {t('server.certificateIssuer', { issuer, date: formatDate(notAfter) })}
                </span>
              </span>
            }
          />
        ))}
      </RadioGroup>
    </AskDialog>
  );
}
