/** Cài đặt: the folders in which packages come and go, and the code of this office. In force as it is chosen. */
import { Button, Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { DeleteRegular, FolderRegular, SaveRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ExchangeState, officeCodeSchema } from '../../contracts/edxml-window.js';
import { useSentence } from '../i18n/index.js';
import { Part } from '../settings/part.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { useChooseFolder, useExchange, useForgetFolders, useSetOffice } from './use-edxml.js';

const useStyles = makeStyles({
  stack: { display: 'flex', flexDirection: 'column', gap: '10px', alignItems: 'stretch' },
  row: { display: 'flex', flexWrap: 'wrap', gap: '4px 12px', alignItems: 'center' },
  path: { overflowWrap: 'anywhere', flexGrow: 1, flexBasis: '220px', minWidth: 0 },
  minor: { color: tokens.colorNeutralForeground2 },
  code: { flexGrow: 1, maxWidth: '320px', minWidth: 0, '& .fui-Input': { minWidth: 0 } },
  actions: { display: 'flex', flexWrap: 'wrap', gap: '8px', alignItems: 'flex-start' },
  // Beside the field, not beside its label above.
  save: { marginTop: '26px' },
});

function OfficeCode({ kept }: { readonly kept: string | null }) {
  const { t } = useTranslation();
  const styles = useStyles();
  const save = useSetOffice();
  /** Null: as it is kept. */
  const [typed, setTyped] = useState<string | null>(null);
  const value = (typed ?? kept ?? '').trim();
  const parsed = officeCodeSchema.safeParse(value === '' ? null : value);
  const keep = (): void => {
    if (typed !== null && parsed.success) save.mutate(parsed.data, { onSuccess: () => setTyped(null) });
  };
  return (
    <div className={styles.actions}>
      <Field
        className={styles.code}
        label={t('edxml.organId')}
        hint={t('edxml.organIdHint')}
        {...(!parsed.success && { validationState: 'error', validationMessage: t('edxml.organIdWrong') })}
      >
        <Input
          value={typed ?? kept ?? ''}
          maxLength={20}
          autoComplete="off"
          spellCheck={false}
          onChange={(_, { value: next }) => setTyped(next)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // The part may stand in a form that saves other things.
            event.preventDefault();
            keep();
          }}
        />
      </Field>
      <Button
        className={styles.save}
        icon={<SaveRegular />}
        disabledFocusable={typed === null || !parsed.success || save.isPending}
        onClick={keep}
      >
        {t('edxml.saveOrganId')}
      </Button>
    </div>
  );
}

function Folders({ state }: { readonly state: ExchangeState }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const styles = useStyles();
  const choose = useChooseFolder();
  const forget = useForgetFolders();
  const error = choose.error ?? forget.error;
  return (
    <div className={styles.stack}>
      {(['inbox', 'outbox'] as const).map((which) => (
        <div key={which} className={styles.row}>
          <span className={styles.path}>
            {t(`edxml.${which}`)} <span className={styles.minor}>{state[which] ?? t('edxml.noInbox')}</span>
          </span>
          <Button
            icon={<FolderRegular />}
            disabledFocusable={choose.isPending}
            aria-label={t(`edxml.choose.${which}`)}
            onClick={() => choose.mutate(which)}
          >
            {t('edxml.chooseFolder')}
          </Button>
        </div>
      ))}
      {state.inbox !== null && (
        <div>
          <Button
            icon={<DeleteRegular />}
            disabledFocusable={forget.isPending}
            onClick={() => forget.mutate(undefined)}
          >
            {t('edxml.forget')}
          </Button>
        </div>
      )}
      {error && <Notice intent="error">{sentence(sentenceOf(error))}</Notice>}
      <OfficeCode kept={state.organId} />
    </div>
  );
}

export function ExchangePart({ className }: { readonly className?: string }) {
  const { t } = useTranslation();
  const exchange = useExchange();
  return (
    <Part title={t('edxml.folderTitle')} hint={t('edxml.folderHint')} {...(className && { className })}>
      {() => exchange.data && <Folders state={exchange.data} />}
    </Part>
  );
}
