import { Button, Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { CertificateRegular, ServerRegular } from '@fluentui/react-icons';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerState } from '../../contracts/ipc.js';
import { useSentence } from '../i18n/index.js';
import { useSigningCertificate } from '../sign/use-tokens.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { SecretInput } from '../ui/secret-input.js';
import { useCertificateSignIn, useSignIn } from './use-queue.js';

const useStyles = makeStyles({
  form: {
    display: 'flex',
    flexDirection: 'column',
    gap: '10px',
    padding: '14px 16px',
    flexShrink: 0,
    '@media (max-height: 600px)': { padding: '8px 12px', gap: '4px' },
  },
  head: { display: 'flex', flexWrap: 'wrap', gap: '4px 10px', alignItems: 'flex-start' },
  icon: { fontSize: '26px', color: tokens.colorBrandForeground1, flexShrink: 0 },
  texts: { display: 'flex', flexDirection: 'column', flex: '1 1 240px', minWidth: 0 },
  heading: { margin: 0 },
  hint: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    // On a small screen the list needs the lines more.
    '@media (max-height: 600px)': { display: 'none' },
  },
  fields: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1.6fr) minmax(0, 1fr) minmax(0, 1fr) auto',
    gap: '10px',
    alignItems: 'end',
    '& .fui-Input': { minWidth: 0 },
    '& .fui-Input__input': { minWidth: 0 },
    '@media (max-width: 760px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
});

export function SignInPanel({ server }: { readonly server: ServerState }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const signIn = useSignIn();
  const withCertificate = useCertificateSignIn();
  const certificate = useSigningCertificate(null)?.ready;
  const [url, setUrl] = useState(server.url ?? '');
  const [username, setUsername] = useState(server.username ?? '');
  const password = useRef<HTMLInputElement>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const field = password.current;
    if (!field) return;
    signIn.mutate({ url: url.trim(), username: username.trim(), password: field.value });
    field.value = '';
  };
  const error = signIn.error ?? withCertificate.error;
  const pending = signIn.isPending || withCertificate.isPending;
  return (
    <form className={styles.form} onSubmit={submit} aria-label={t('server.signInTitle')}>
      <div className={styles.head}>
        <ServerRegular className={styles.icon} />
        <div className={styles.texts}>
          <Text as="h2" weight="semibold" size={400} className={styles.heading}>
            {t('server.signInTitle')}
          </Text>
          <span className={styles.hint}>
            {t('server.signInHint')} {t('server.stillUsable')}
          </span>
        </div>
        {certificate && (
          <Button
            icon={<CertificateRegular />}
            disabled={pending || url.trim() === ''}
            onClick={() =>
              withCertificate.mutate({ url: url.trim(), certificate: certificate.certificate.fingerprint })
            }
          >
            {t('server.signInCertificate')}
          </Button>
        )}
      </div>
      {error && <Notice intent="error">{sentence(sentenceOf(error))}</Notice>}
      <div className={styles.fields}>
        <Field label={t('server.url')}>
          <Input
            type="url"
            required
            value={url}
            placeholder={t('server.urlPlaceholder')}
            maxLength={500}
            onChange={(_, { value }) => setUrl(value)}
          />
        </Field>
        <Field label={t('server.username')}>
          <Input
            required
            value={username}
            maxLength={200}
            autoComplete="off"
            onChange={(_, { value }) => setUsername(value)}
          />
        </Field>
        <Field label={t('server.password')}>
          <SecretInput ref={password} required maxLength={500} />
        </Field>
        <Button appearance="primary" type="submit" disabled={pending}>
          {signIn.isPending ? t('server.signingIn') : t('server.signIn')}
        </Button>
      </div>
    </form>
  );
}
