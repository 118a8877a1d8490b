import { Button } from '@fluentui/react-components';
import { SaveRegular } from '@fluentui/react-icons';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../i18n/index.js';
import { sentenceOf } from '../ui/kyso.js';
import { Notice } from '../ui/notice.js';
import { useSettingsStyles } from './styles.js';

interface SaveFootProps {
  readonly save: {
    readonly error: Error | null;
    readonly isSuccess: boolean;
    readonly isPending: boolean;
    readonly reset: () => void;
  };
  /** Something was changed and is not saved yet. */
  readonly changed: boolean;
  readonly onUndo: () => void;
}

/** The foot of a form of settings: what became of saving, and the way to save or take back. */
export function SaveFoot({ save, changed, onUndo }: SaveFootProps) {
  const { t } = useTranslation();
  const sentence = useSentence();
  const page = useSettingsStyles();
  const idle = !changed || save.isPending;
  return (
    <div className={page.foot}>
      {save.error && (
        <div className={page.outcome}>
          <Notice intent="error">{sentence(sentenceOf(save.error))}</Notice>
        </div>
      )}
      {save.isSuccess && (
        <div className={page.outcome}>
          <Notice intent="success" onDismiss={save.reset}>
            {t('settings.saved')}
          </Notice>
        </div>
      )}
      <Button type="submit" appearance="primary" icon={<SaveRegular />} disabled={idle}>
        {t('settings.save')}
      </Button>
      <Button disabled={idle} onClick={onUndo}>
        {t('settings.undo')}
      </Button>
    </div>
  );
}
