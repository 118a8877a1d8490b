/** What the chosen certificate is remembered for, so that it is offered first from now on. */
import { Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type CertificateUse, certificateUseSchema } from '../../contracts/ipc.js';
import { useSentence } from '../i18n/index.js';
import { settingsKey, useSettings } from '../settings/use-settings.js';
import { call, sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';

const useStyles = makeStyles({
  row: { display: 'flex', columnGap: '8px' },
  uses: { display: 'flex', flexDirection: 'column', gap: '4px' },
  use: { alignItems: 'center' },
  indicator: { margin: 0 },
  label: { padding: '0 0 0 6px' },
  minor: {
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
  },
});

const useRemember = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (request: { readonly use: CertificateUse; readonly certificate: string | null }) =>
      call('settings:remember-certificate', request),
    onSuccess: (kept) => queries.setQueryData(settingsKey, kept),
  });
};

export function RememberChoice({ fingerprint }: { readonly fingerprint: string }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const label = useId();
  const { data } = useSettings();
  const remember = useRemember();
  return (
    <>
      <div role="group" aria-labelledby={label} className={styles.row}>
        <span id={label} className={styles.minor}>
          {t('certificates.rememberFor')}
        </span>
        <div className={styles.uses}>
          {certificateUseSchema.options.map((use) => (
            <Checkbox
              key={use}
              className={styles.use}
              indicator={{ className: styles.indicator }}
              checked={data?.certificates[use] === fingerprint}
              onChange={(_, { checked }) =>
                remember.mutate({ use, certificate: checked === true ? fingerprint : null })
              }
              label={{ className: mergeClasses(styles.label, styles.minor), children: t(`certificates.use.${use}`) }}
            />
          ))}
        </div>
      </div>
      {remember.error && <Notice intent="error">{sentence(sentenceOf(remember.error))}</Notice>}
    </>
  );
}
